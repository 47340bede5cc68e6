//! Iranian mobile numbers (`domain.md` §1.2).

use std::fmt;

use serde::{Deserialize, Serialize};

/// A mobile number in the canonical form `09` and nine digits. Prints masked.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Mobile(String);

impl Mobile {
    /// The number in clear, `09121234567`: for the gateway and the person's own screen, never for a log.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tail: String = self.0.chars().skip(7).collect();
        let head: String = self.0.chars().take(4).collect();
        write!(f, "{head}***{tail}")
    }
}

impl TryFrom<String> for Mobile {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.len() == 11 && text.starts_with("09") && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(text))
        } else {
            Err("a mobile number is 09 and nine digits")
        }
    }
}

impl From<Mobile> for String {
    fn from(mobile: Mobile) -> Self {
        mobile.0
    }
}
