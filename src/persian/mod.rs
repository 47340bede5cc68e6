//! Persian text and Iranian identifiers: digits, letters, money, Jalali dates, national code, mobile. Pure.

pub mod jalali;
pub mod mobile;
pub mod money;
pub mod national_code;
pub mod text;

pub use jalali::JalaliDate;
pub use mobile::Mobile;
pub use money::Rial;
pub use national_code::NationalCode;
