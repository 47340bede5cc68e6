//! A compiled flow: what the engine walks through. Made only by the compiler from a file in `flows/`.

use std::collections::BTreeMap;

use super::expression::Expression;

/// A wizard.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// Stable name, also the file's name.
    pub id: String,
    /// Grows with every structural change.
    pub version: u32,
    /// Key of the flow's name.
    pub title: String,
    /// Flows that must have been finished before this one begins.
    pub needs: Vec<String>,
    /// Seconds after the last input until an unfinished draft is erased.
    pub draft_ttl: i64,
    /// Seconds after the last input at which the person is reminded, ascending.
    pub remind: Vec<i64>,
    /// The action registered in Rust that ends the flow, such as `claim.submit`.
    pub submit: String,
    /// Key of what is said when the action is done: what comes next, or thanks.
    pub done: Option<String>,
    /// Where the flow is offered, besides the menu and the words that the program itself knows.
    pub open: Opening,
    /// What of the answers stands in a complaint (guide B part two).
    pub complaint: Option<ComplaintRules>,
    /// In file order.
    pub pages: Vec<Page>,
    /// In file order, which is the order of asking.
    pub steps: Vec<Step>,
    /// How drafts of older versions are carried over, ascending by `from`.
    pub migrations: Vec<Migration>,
}

impl Flow {
    /// The step called `id`.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The page called `id`.
    pub fn page(&self, id: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.id == id)
    }
}

/// `[open]`: where a flow is offered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opening {
    /// The menu that has a button for it.
    pub menu: Option<String>,
    /// Its place among the flows of that menu, ascending.
    pub place: u32,
    /// Stages of a claim whose news carry a button for it.
    pub after: Vec<String>,
    /// The command that begins it, without the slash.
    pub command: Option<String>,
    /// Key of its button, which also begins it when typed; the flow's title when none.
    pub button: Option<String>,
}

/// `[complaint]`: fixed kind and subject, and a description that is composed of answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComplaintRules {
    /// Key of «نوع شکایت».
    pub kind: String,
    /// Key of «موضوع شکایت».
    pub subject: String,
    /// The parts of the description, a line each.
    pub description: Vec<ComposedLine>,
}

/// A line of a composed text: a heading and the answers under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComposedLine {
    /// Key of the heading.
    pub heading: String,
    /// The steps whose answers stand there, in this order.
    pub of: Vec<String>,
}

/// `[[migrate]]`: what a draft of version `from` needs to become one of the next version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Migration {
    /// The version of the draft.
    pub from: u32,
    /// Old step → new step.
    pub rename: BTreeMap<String, String>,
    /// Step (by its new name) → old choice → new choice.
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    /// Steps (by their new names) that are asked again.
    pub reask: Vec<String>,
    /// Key of what the person is told.
    pub notice: Option<String>,
}

/// A page of the wizard (guide A has five).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Stable name.
    pub id: String,
    /// Key of its heading.
    pub title: String,
}

/// One question.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Stable name; the answer is stored under it.
    pub id: String,
    /// Id of its page.
    pub page: String,
    /// What kind of question, with the kind's own settings.
    pub kind: Kind,
    /// Key of the question.
    pub ask: String,
    /// Key of the short name in the summary and in «ویرایش».
    pub label: String,
    /// Key of the help for this step.
    pub help: String,
    /// Asked only when this holds; always when none.
    pub when: Option<Expression>,
    /// Rules of the answer, in order.
    pub checks: Vec<Check>,
    /// May be passed over with «رد کردن».
    pub optional: bool,
    /// A list with one entry is filled in and told instead of asked.
    pub skip_if_single: bool,
    /// Said when the list of choices is empty, instead of asking.
    pub empty: Option<String>,
    /// Steps whose answers are dropped when this answer changes.
    pub invalidates: Vec<String>,
    /// A way out of the list into steps of free text.
    pub escape: Option<Escape>,
    /// Buttons in a row, 1 to 4.
    pub columns: u8,
    /// The line of the file, for lint.
    pub line: usize,
}

/// A button that leaves the list: the answer becomes "escaped" and the steps that ask for free text become relevant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escape {
    /// Key of the button.
    pub button: String,
    /// The first step that becomes relevant.
    pub to: String,
}

/// A rule of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// What happens when `condition` holds.
    pub verdict: Verdict,
    /// Holds when there is something to say. An unanswered name in it makes it "not yet".
    pub condition: Expression,
    /// Key of what is said.
    pub say: String,
    /// Flows that are open to the person all the same, each with a button.
    pub offer: Vec<String>,
}

/// How serious a [`Check`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// `reject_if`: the answer is refused and asked again.
    Reject,
    /// `warn_if`: said once; the answer stands.
    Warn,
    /// `leave_if`: said, and the flow ends kindly.
    Leave,
}

/// The kinds of question. A flow file cannot invent one.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `choice`: one of a list, by button, number or name.
    Choice(Choices),
    /// `search`: one of a long list, by part of the name, with filters and paging.
    Search(Choices),
    /// `multi`: some of a list, with search, filters and paging; its answer is done by a button.
    Multi(MultiRules),
    /// `yes_no`.
    YesNo {
        /// Key of the yes button.
        yes: String,
        /// Key of the no button.
        no: String,
    },
    /// `text`.
    Text {
        /// Named format: any text or a person's name.
        format: TextFormat,
        /// At least this many characters.
        min: usize,
        /// At most this many characters.
        max: usize,
    },
    /// `money`.
    Money,
    /// `jalali_date`.
    JalaliDate,
    /// `national_code`.
    NationalCode {
        /// The people that are known in the chat are offered by name.
        people: bool,
    },
    /// `mobile`.
    Mobile {
        /// Offer to share the own contact with one tap.
        contact: bool,
        /// Seconds for which a number proved in this chat counts as proved.
        proof: i64,
    },
    /// `code`: letters and digits without meaning to us.
    Code {
        /// Named format.
        format: CodeFormat,
        /// At least this many characters.
        min: usize,
        /// At most this many characters.
        max: usize,
    },
    /// `otp`: the one-time code that proves the number answered in step `of`.
    Otp {
        /// The step of kind `mobile`.
        of: String,
    },
    /// `claim`: one of the person's registered claims, by button or tracking code.
    Claim,
    /// `documents`: photos and files with titles.
    Documents(DocumentRules),
    /// `info`: shown together with the next question; nothing to answer.
    Info,
    /// `review`: the summary with «ویرایش» and the button that submits.
    Review {
        /// Key of the submitting button, «ثبت درخواست».
        button: String,
    },
}

impl Kind {
    /// The name in flow files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Choice(_) => "choice",
            Self::Search(_) => "search",
            Self::Multi(_) => "multi",
            Self::YesNo { .. } => "yes_no",
            Self::Text { .. } => "text",
            Self::Money => "money",
            Self::JalaliDate => "jalali_date",
            Self::NationalCode { .. } => "national_code",
            Self::Mobile { .. } => "mobile",
            Self::Code { .. } => "code",
            Self::Otp { .. } => "otp",
            Self::Claim => "claim",
            Self::Documents(_) => "documents",
            Self::Info => "info",
            Self::Review { .. } => "review",
        }
    }
}

impl Kind {
    /// The list of `choice`, `search` and `multi`.
    pub fn choices(&self) -> Option<&Choices> {
        match self {
            Self::Choice(choices)
            | Self::Search(choices)
            | Self::Multi(MultiRules { choices, .. }) => Some(choices),
            Self::YesNo { .. }
            | Self::Text { .. }
            | Self::Money
            | Self::JalaliDate
            | Self::NationalCode { .. }
            | Self::Mobile { .. }
            | Self::Code { .. }
            | Self::Otp { .. }
            | Self::Claim
            | Self::Documents(_)
            | Self::Info
            | Self::Review { .. } => None,
        }
    }
}

/// Formats of `text`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFormat {
    /// `any`.
    Any,
    /// `name`: a person's given or family name.
    Name,
}

/// Formats of `code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeFormat {
    /// `token`: Latin letters, digits and dashes.
    Token,
    /// `council_number`: digits, perhaps after one to three Persian letters (`domain.md` §1.6).
    CouncilNumber,
}

/// Where a list comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Choices {
    /// The list.
    pub source: ChoiceSource,
    /// Only rows for which this holds; `row.column` names a cell.
    pub only: Option<Expression>,
    /// Columns that the person may filter by (search only).
    pub filters: Vec<String>,
    /// Filter column → step whose answer it starts with.
    pub preset: BTreeMap<String, String>,
}

/// Settings of `multi`.
#[derive(Clone, Debug, PartialEq)]
pub struct MultiRules {
    /// What is chosen from.
    pub choices: Choices,
    /// At most so many.
    pub max: usize,
    /// Key of the button that says that all is chosen.
    pub done: String,
}

/// The list of a [`Choices`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChoiceSource {
    /// A dataset of `flows/data/`, or one of the person's own: `contracts`, `people`.
    Dataset(String),
    /// Written in the flow file: (id, key of the label), in file order.
    Options(Vec<(String, String)>),
}

impl ChoiceSource {
    /// The dataset's name, unless the choices are written in the flow file.
    pub fn dataset(&self) -> Option<&str> {
        match self {
            Self::Dataset(name) => Some(name),
            Self::Options(_) => None,
        }
    }
}

/// Settings of `documents`.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentRules {
    /// Dataset of titles: id = code.
    pub titles: String,
    /// Only titles for which this holds are offered; `row.column` names a cell.
    pub only: Option<Expression>,
    /// Dataset with columns `title`, `need` (`required` or `optional`) and one column for each key of `matching`.
    pub needs: Option<String>,
    /// Column of `needs` → step whose answer must equal the cell; a cell `*` matches everything, also no answer, and
    /// `!x` every answer but `x`.
    pub matching: BTreeMap<String, String>,
    /// At least so many photos.
    pub min: usize,
    /// At most so many photos.
    pub max: usize,
    /// Key of the button that says that all is sent.
    pub done: String,
    /// Key of the button that goes on although titles are missing.
    pub later: String,
}
