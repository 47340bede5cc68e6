//! Money. The unit inside the program is always the rial.

use serde::{Deserialize, Serialize};

/// An amount of money in rial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rial(pub u64);

impl Rial {
    /// «۱٬۲۰۰٬۰۰۰».
    pub fn digits(self) -> String {
        grouped(self.0)
    }

    /// «۱۲۰٬۰۰۰».
    pub fn toman_digits(self) -> String {
        grouped(self.0 / 10)
    }

    /// Words, ending with «ریال».
    pub fn in_words(self) -> String {
        format!("{} ریال", grouped(self.0))
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push('٬');
        }
        text.push(digit);
    }
    crate::persian::text::to_persian_digits(&text)
}
