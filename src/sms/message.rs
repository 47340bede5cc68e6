//! What is sent, and what a gateway says of it.

use crate::persian::Rial;
use crate::runtime::Secret;

/// A message: its parts for gateways with templates, its text for the others. Prints without code and text.
#[derive(Clone, Debug)]
pub struct SmsMessage {
    /// Which message it is, with what goes into it.
    pub kind: SmsKind,
    /// The whole text, ready to be read. It holds the code too, so it is a secret.
    pub text: Secret<String>,
}

/// Which message it is, with what goes into it.
#[derive(Clone, Debug)]
pub enum SmsKind {
    /// A one-time code.
    Code {
        /// ASCII digits.
        code: Secret<String>,
    },
    /// A claim was registered.
    Registered {
        /// 12 ASCII digits.
        tracking_code: String,
    },
    /// A claim has a defect. What it is, is told in the chat only.
    Defect {
        /// 12 ASCII digits.
        tracking_code: String,
        /// The name of the stage, as people read it.
        stage_name: String,
    },
    /// A claim has come to another stage.
    Stage {
        /// 12 ASCII digits.
        tracking_code: String,
        /// The name of the stage, as people read it.
        stage_name: String,
        /// What was approved or paid, where that is the news.
        amount: Option<Rial>,
    },
}

impl SmsKind {
    /// What it is called among the figures.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Code { .. } => "code",
            Self::Registered { .. } => "registered",
            Self::Defect { .. } => "defect",
            Self::Stage { .. } => "stage",
        }
    }
}

/// The parts of a message in the order in which templates take them.
pub(super) struct Parts<'a> {
    /// The bare code: ASCII letters and digits, no spaces.
    pub(super) token: Secret<String>,
    pub(super) stage_name: Option<&'a str>,
    pub(super) amount: Option<Rial>,
}

impl SmsKind {
    pub(super) fn parts(&self) -> Parts<'_> {
        let (token, stage_name, amount) = match self {
            Self::Code { code } => (code.expose(), None, None),
            Self::Registered { tracking_code } => (tracking_code, None, None),
            Self::Defect { tracking_code, stage_name } => {
                (tracking_code, Some(stage_name.as_str()), None)
            }
            Self::Stage { tracking_code, stage_name, amount } => {
                (tracking_code, Some(stage_name.as_str()), *amount)
            }
        };
        // A code that is grouped for the eye would be refused (Kavenegar 431).
        let bare = token.chars().filter(char::is_ascii_alphanumeric).collect();
        Parts { token: Secret::new(bare), stage_name, amount }
    }
}

/// A gateway took the message. Whether it reached the handset is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Which gateway took it, as the provider is named in the settings.
    pub by: &'static str,
    /// The gateway's own name for it, to ask its support about.
    pub reference: Option<String>,
}
