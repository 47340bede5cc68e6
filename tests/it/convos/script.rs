//! What a `.convo` file says, line by line.

use jiff::{SignedDuration, Timestamp};

use super::ruling::Ruling;

/// A whole conversation.
#[derive(Debug)]
pub(crate) struct Script {
    /// Its path, for failures and for the seed.
    pub(crate) file: String,
    /// Its lines as they are written.
    pub(crate) source: Vec<String>,
    /// The flow that it is about.
    pub(crate) flow: String,
    /// When it begins.
    pub(crate) clock: Timestamp,
    /// Who takes part.
    pub(crate) people: Vec<Part>,
    /// Who decides on claims.
    pub(crate) reviewers: Vec<String>,
    /// What happens, in order.
    pub(crate) lines: Vec<Line>,
}

/// A person and the sample family they belong to.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) family: String,
}

/// One line that does or wants something.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// From 1.
    pub(crate) number: usize,
    pub(crate) what: What,
}

/// What a line is for.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// `ali> …`
    Deed { who: String, deed: Deed },
    /// `sara> …`, where Sara is a reviewer.
    Decides { who: String, code: String, ruling: Ruling },
    /// `bot< key` or `ali< key`: the next message of the bot.
    Hears { who: Option<String>, wanted: Wanted },
    /// `+ key`: the same message says this too.
    Also(Wanted),
    /// `! key`: the same message does not say this.
    Never(String),
    /// Indented `[label]`: the same message has these buttons; `[!label]`: and not these.
    Buttons(Vec<(bool, String)>),
    /// `= left == right`
    Fact(Fact),
    /// `~ event`
    Event(Event),
    /// `... until step`
    Fill { until: String },
}

/// What a person does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Types.
    Text(String),
    /// Types so many letters.
    Letters(usize),
    /// Types the one-time code that was sent last, or another one.
    Code { right: bool },
    /// Presses a button, of a message so many questions ago if that is given.
    Press { label: String, ago: Option<usize> },
    /// Sends samples as photos, or as files.
    Photos { names: Vec<String>, album: bool, as_file: bool, caption: Option<String> },
    /// Shares a contact: their own, or another person's.
    Contact { of: Option<String> },
    /// Sends something that cannot be used.
    Voice,
}

/// A key with arguments; a value `$name` is captured when first seen and compared afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) key: String,
    pub(crate) args: Vec<(String, String)>,
}

/// `left operator right`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fact {
    pub(crate) left: String,
    pub(crate) operator: Operator,
    pub(crate) right: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    Unequal,
    AtMost,
    AtLeast,
}

/// What happens in the world around.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// The bot is stopped and started again.
    Restart,
    /// Time goes by.
    Wait(SignedDuration),
    /// The clock is set back by so much, as when the bot is started again on a machine whose clock was put right.
    SetBack(SignedDuration),
    /// The next update is delivered twice.
    DuplicateUpdate,
    /// Answers of effects stay away until they come.
    AnswersWait,
    AnswersCome,
    /// From here on every effect is performed twice, as after a crash.
    PerformTwice,
    /// The SMS gateway is down, and up again.
    GatewayDown,
    GatewayUp,
    /// The directory learns something new about a person's family: what, and its object.
    Directory {
        who: String,
        change: String,
        object: String,
    },
    /// A flow file of this version is deployed.
    Version {
        flow: String,
        version: u32,
    },
    /// What the person did last could not be handled and was put aside.
    Mishap,
}
