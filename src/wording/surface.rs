//! Where a text will be read.

/// Where a text will be read, which decides on direction marks and markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Surface {
    /// A message of the bot: Bale Markdown, typed words neutralised, codes isolated by U+2068 … U+2069 (`bale-api.md` §5).
    Chat,
    /// The label of a button: one line, no markup, no direction marks.
    Button,
    /// A short message: no markup, no direction marks (each would count), codes without spaces.
    Sms,
    /// A page or a transcript: no markup, no direction marks.
    Plain,
}

impl Surface {
    /// Whether direction isolates are written and Bale reads the text as Markdown.
    pub(crate) fn is_chat(self) -> bool {
        match self {
            Self::Chat => true,
            Self::Button | Self::Sms | Self::Plain => false,
        }
    }
}
