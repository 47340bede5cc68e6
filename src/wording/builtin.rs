//! The few texts that the program itself asks for: units and joints of values.

/// Where [`SOURCE`] comes from, as it is named in problems.
pub(crate) const FILE: &str = "locales/fa/values.ftl";
/// Texts of [`KEYS`] in Persian, used where a catalog has none of its own.
pub(crate) const SOURCE: &str = include_str!("../../locales/fa/values.ftl");

/// «۱٬۲۰۰٬۰۰۰ ریال», argument `digits`.
pub(crate) const RIAL: &str = "value-rial";
/// «۱۲۰٬۰۰۰ تومان», argument `digits`.
pub(crate) const TOMAN: &str = "value-toman";
/// «شنبه ۵ مهر ۱۴۰۴، ساعت ۱۰:۱۵», arguments `date` and `clock`.
pub(crate) const MOMENT: &str = "value-moment";
/// Two items of a list, arguments `first` and `second`.
pub(crate) const PAIR: &str = "value-pair";

/// All of them: used without any trace in source or flows.
pub(crate) const KEYS: [&str; 4] = [RIAL, TOMAN, MOMENT, PAIR];
