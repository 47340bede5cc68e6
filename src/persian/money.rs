//! Money as people write it (`domain.md` §2.3) and as it is read back to them. The unit inside the program is always
//! the rial.

use serde::{Deserialize, Serialize};

use super::money_segments::read_amounts;
use super::number_words::to_words;
use super::text::to_persian_digits;

/// The thousands separator of Persian, U+066C.
const GROUP_SEPARATOR: char = '٬';
/// The decimal separator of Persian, U+066B.
const DECIMAL_SEPARATOR: char = '٫';

/// An amount of money in rial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rial(pub u64);

/// What was read from the text of a person who was asked for an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyReading {
    /// The amount and its unit leave no doubt.
    Sure(Rial),
    /// Ask which one is meant.
    UnitUnknown {
        /// The number taken as rial; the same as `as_toman` when the unit was written and only the thousands are in
        /// doubt («۱۲۰ تومن»). Then the unit is no question, and `or_thousand_toman` is there.
        as_rial: Rial,
        /// The number taken as toman.
        as_toman: Rial,
        /// A thousand times that: people say «۱۲۰ تومن» for 120 000 toman, and a separator may group or divide
        /// («۱٬۲۰۰ هزار»). There is one only where the text can mean it.
        or_thousand_toman: Option<Rial>,
    },
    /// No amount can be taken from it.
    Rejected(MoneyFault),
}

/// Why no amount could be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyFault {
    /// It is no number, or two that contradict one another.
    NotANumber,
    /// It is zero.
    Zero,
    /// It is below zero.
    Negative,
    /// It is more than [`Rial::MOST`], perhaps only when taken as toman.
    TooLarge,
    /// There would be a part of a rial.
    Fraction,
}

/// Reads an amount from raw text: digits of any script, the separators that people use, words, both units, colloquial
/// spellings (`domain.md` §2.3).
pub fn read_money(text: &str) -> MoneyReading {
    read_amounts(text).unwrap_or_else(MoneyReading::Rejected)
}

impl Rial {
    /// The most that is accepted for one invoice, 10^12 rial.
    pub const MOST: Self = Self(1_000_000_000_000);

    /// So many toman.
    pub fn from_toman(toman: u64) -> Self {
        Self(toman.saturating_mul(10))
    }

    /// The number of rial in Persian digits: «۱٬۲۰۰٬۰۰۰».
    pub fn digits(self) -> String {
        grouped(self.0)
    }

    /// The number of toman in Persian digits: «۱۲۰٬۰۰۰», «۱۲۰٫۵» when it is not whole.
    pub fn toman_digits(self) -> String {
        let whole = grouped(self.0 / 10);
        match self.0 % 10 {
            0 => whole,
            tenth => format!("{whole}{DECIMAL_SEPARATOR}{}", to_persian_digits(&tenth.to_string())),
        }
    }

    /// The amount in words with its unit: «یک میلیون و دویست هزار ریال».
    pub fn in_words(self) -> String {
        format!("{} ریال", to_words(self.0))
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (digit, left) in digits.chars().zip((0..digits.len()).rev()) {
        text.push(digit);
        if left > 0 && left % 3 == 0 {
            text.push(GROUP_SEPARATOR);
        }
    }
    to_persian_digits(&text)
}
