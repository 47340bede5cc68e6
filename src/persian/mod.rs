//! Persian text and Iranian identifiers: digits, letters, money, Jalali dates, national code, mobile. Pure.

pub mod answer;
pub mod code;
pub mod date_text;
mod date_tokens;
mod date_words;
pub(crate) mod hidden;
pub mod jalali;
pub mod mobile;
pub mod money;
mod money_numeral;
mod money_segments;
mod money_sum;
mod money_tokens;
pub mod names;
pub mod national_code;
pub mod number;
pub mod number_words;
pub(crate) mod sound;
pub mod text;

pub use date_text::DateReading;
pub use jalali::{JalaliDate, Weekday};
pub use mobile::Mobile;
pub use money::{MoneyFault, MoneyReading, Rial};
pub use names::NameFault;
pub use national_code::{NationalCode, NationalCodeFault};
