//! Why a message was not taken. No fault holds a number, a code or a key.

use std::fmt;
use std::time::Duration;

/// Why a message was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmsFault {
    /// No SMS can be sent to this number.
    #[error("the gateway says that this is no mobile number")]
    BadNumber,
    /// The owner of the number wants no such messages.
    #[error("the number is on the gateway's blacklist")]
    Blacklisted,
    /// The owner of the number has no Bale account (Safir 17), and there is no fallback.
    #[error("the number has no Bale account")]
    NotOnBale,
    /// The operator named no template for this message.
    #[error("no template is set for this message")]
    NoTemplate,
    /// The operator's account is empty.
    #[error("{gateway}: the account has no credit")]
    NoCredit {
        /// The provider's name in the settings.
        gateway: &'static str,
    },
    /// Key, account, allowed addresses or template are not as the gateway wants them.
    #[error("{gateway}: the account or its settings are refused (code {code})")]
    Misconfigured {
        /// The provider's name in the settings.
        gateway: &'static str,
        /// The gateway's code, or the HTTP status where it gave none.
        code: i64,
    },
    /// Too many messages in a short time.
    #[error("{gateway}: too many messages in a short time")]
    RateLimited {
        /// The provider's name in the settings.
        gateway: &'static str,
        /// How long to wait, if it was told.
        retry_after: Option<Duration>,
    },
    /// The gateway was not reached or cannot work at the moment. The message may have been taken all the same.
    #[error("{gateway}: {why}")]
    Unavailable {
        /// The provider's name in the settings.
        gateway: &'static str,
        /// What happened.
        why: Outage,
    },
    /// The gateway does not want this message.
    #[error("{gateway}: the message is refused (code {code})")]
    Refused {
        /// The provider's name in the settings.
        gateway: &'static str,
        /// The gateway's code, or the HTTP status where it gave none.
        code: i64,
    },
}

/// Why a gateway gives no answer to work with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outage {
    /// It says that it is busy or has a fault of its own.
    Busy,
    /// No answer in time.
    TimedOut,
    /// No connection, or it broke off; what the system said of it, without address.
    Connection(String),
    /// This HTTP status and nothing more.
    Status(u16),
    /// Something answered that is not the gateway's way to answer.
    Unreadable,
}

impl fmt::Display for Outage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy => f.write_str("busy"),
            Self::TimedOut => f.write_str("no answer in time"),
            Self::Connection(detail) => write!(f, "no connection ({detail})"),
            Self::Status(status) => write!(f, "HTTP status {status}"),
            Self::Unreadable => f.write_str("the answer cannot be understood"),
        }
    }
}

/// What to do about a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Try again after a while, with the same `local_id`.
    TryAgain,
    /// Only the operator can mend it; until then each message meets the same.
    TellOperator,
    /// This message to this number will never be taken.
    GiveUp,
}

impl SmsFault {
    /// What it is called among the figures.
    pub fn name(&self) -> &'static str {
        match self {
            Self::BadNumber => "bad_number",
            Self::Blacklisted => "blacklisted",
            Self::NotOnBale => "not_on_bale",
            Self::NoTemplate => "no_template",
            Self::NoCredit { .. } => "no_credit",
            Self::Misconfigured { .. } => "misconfigured",
            Self::RateLimited { .. } => "rate_limited",
            Self::Unavailable { .. } => "unavailable",
            Self::Refused { .. } => "refused",
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::RateLimited { .. } | Self::Unavailable { .. } => Remedy::TryAgain,
            Self::NoCredit { .. } | Self::Misconfigured { .. } => Remedy::TellOperator,
            Self::BadNumber
            | Self::Blacklisted
            | Self::NotOnBale
            | Self::NoTemplate
            | Self::Refused { .. } => Remedy::GiveUp,
        }
    }
}
