//! What can go wrong with a call, as far as callers decide differently on it.

use std::time::Duration;

/// Why a call gave no result. Neither `Display` nor `Debug` ever holds the token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaleError {
    /// Bale does not know the token: the operator's matter, no fault of the message.
    #[error("Bale does not know this bot's token")]
    Token,
    /// The person has blocked the bot or is gone, or the bot has no rights in the chat.
    #[error("the chat takes no messages from the bot")]
    Blocked,
    /// There is no such chat, or the person never started the bot.
    #[error("Bale knows no such chat")]
    ChatUnknown,
    /// Too many messages; `retry_after` where Bale says when to go on.
    #[error("too many messages for Bale")]
    Flood {
        /// How long Bale asks to wait.
        retry_after: Option<Duration>,
    },
    /// Bale, or a gateway before it, is out of order.
    #[error("Bale is out of order (HTTP {status})")]
    Server {
        /// The HTTP status.
        status: u16,
    },
    /// Bale refused this very request.
    #[error("Bale refused the request ({}): {description}", code.map_or_else(|| "no code".to_owned(), |code| code.to_string()))]
    Refused {
        /// `error_code`, else the HTTP status where it is an error; missing in old answers (`bale-api.md` §1).
        code: Option<u16>,
        /// Bale's words, shortened.
        description: String,
    },
    /// Bale accepted the request, but its answer could not be read: what was to be sent is sent.
    #[error("Bale accepted the request, but its answer could not be read")]
    Unreadable,
    /// Bale, or a gateway before it, answered with success, but nothing says that the request was done.
    #[error("Bale's answer says neither yes nor no (HTTP {status})")]
    Unclear {
        /// The HTTP status.
        status: u16,
    },
    /// The request never left.
    #[error("Bale cannot be reached: {reason}")]
    NotReached {
        /// Without the address.
        reason: String,
    },
    /// The request left, and no answer came: it may have been done or not.
    #[error("Bale's answer was lost: {reason}")]
    AnswerLost {
        /// Without the address.
        reason: String,
    },
    /// The file is larger than the caller takes.
    #[error("the file is larger than {limit} bytes")]
    TooLarge {
        /// Bytes.
        limit: u64,
    },
    /// The payload cannot be put into a request that Bale understands: a fault of the program.
    #[error("the request cannot be put into words for Bale: {0}")]
    Unsendable(&'static str),
}

/// What a flood without `retry_after` asks for (`bale-api.md` §6: 3–5 s).
const FLOOD_WAIT: Duration = Duration::from_secs(4);
/// A wrong token does not mend itself soon.
const TOKEN_WAIT: Duration = Duration::from_mins(1);

impl BaleError {
    /// What it is called among the figures.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Blocked => "blocked",
            Self::ChatUnknown => "chat_unknown",
            Self::Flood { .. } => "flood",
            Self::Server { .. } => "server",
            Self::Refused { .. } => "refused",
            Self::Unreadable => "unreadable",
            Self::Unclear { .. } => "unclear",
            Self::NotReached { .. } => "not_reached",
            Self::AnswerLost { .. } => "answer_lost",
            Self::TooLarge { .. } => "too_large",
            Self::Unsendable(_) => "unsendable",
        }
    }

    /// Whether the same request would be refused again, however often it is repeated.
    ///
    /// A wrong token is not: the message is good and goes out once the operator has set the right one.
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Blocked | Self::ChatUnknown | Self::TooLarge { .. } | Self::Unsendable(_) => true,
            // 408, 409 and 425 tell of the moment, not of the request.
            Self::Refused { code, description } => match code {
                Some(code) => !matches!(code, 408 | 409 | 425),
                None => !description.is_empty(),
            },
            Self::Token
            | Self::Flood { .. }
            | Self::Server { .. }
            | Self::Unreadable
            | Self::Unclear { .. }
            | Self::NotReached { .. }
            | Self::AnswerLost { .. } => false,
        }
    }

    /// Whether the request may have been done all the same, so that repeating it may do it twice.
    pub fn may_have_been_done(&self) -> bool {
        matches!(self, Self::Unreadable | Self::Unclear { .. } | Self::AnswerLost { .. })
    }

    /// How long the error itself asks to wait; `None` leaves it to the caller's own back-off.
    pub fn wait(&self) -> Option<Duration> {
        match self {
            Self::Flood { retry_after } => Some(retry_after.unwrap_or(FLOOD_WAIT)),
            Self::Token => Some(TOKEN_WAIT),
            Self::Blocked
            | Self::ChatUnknown
            | Self::Server { .. }
            | Self::Refused { .. }
            | Self::Unreadable
            | Self::Unclear { .. }
            | Self::NotReached { .. }
            | Self::AnswerLost { .. }
            | Self::TooLarge { .. }
            | Self::Unsendable(_) => None,
        }
    }
}
