//! What is remembered of a chat between two inputs: answers, not a program counter (DESIGN §3).

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::following::Following;
use super::input::{ClaimSummary, Input};
use super::press::Press;
pub use super::waiting::Waiting;
use crate::claim::record::Consent;
use crate::claim::{Claim, Family, StoredFile, TrackingCode};
use crate::persian::hidden::print_name_only;
use crate::persian::{JalaliDate, Mobile, NationalCode, Rial};
use crate::wording::Message;

/// The memory of one chat.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The chat; in a private chat also the person's id.
    pub chat: i64,
    /// Grows with every question shown; tells old buttons.
    pub generation: u32,
    /// Grows with every draft begun.
    pub drafts_begun: u32,
    /// What is known of the person.
    pub person: Person,
    /// Unfinished drafts; the last one is in hand, those before it wait for it to finish.
    pub drafts: Vec<Draft>,
    /// What is being talked about.
    pub focus: Focus,
    /// The effect whose answer must come first.
    pub waiting: Option<Waiting>,
    /// Inputs that came while an answer was waited for, in order.
    pub held: Vec<Input>,
    /// Inputs in a row that were not understood.
    pub misses: u32,
    /// Claims registered from this chat, by number of their draft: for old buttons. The newest twenty.
    pub registered: BTreeMap<u32, TrackingCode>,
    /// What was told and looked at of registered claims.
    #[serde(default)]
    pub following: Following,
    /// When the person last did something; none: not since this is noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub touched: Option<Timestamp>,
    /// The button of a draft that was acted on, when the person did nothing else since: a nervous finger presses it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pressed: Option<LastPress>,
    /// When the person last had everything erased: what was registered before is no matter of this chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forgotten: Option<Timestamp>,
}

impl Session {
    /// The session of a chat that was never heard of.
    pub fn new(chat: i64) -> Self {
        Self {
            chat,
            generation: 0,
            drafts_begun: 0,
            person: Person::default(),
            drafts: Vec::new(),
            focus: Focus::Menu,
            waiting: None,
            held: Vec::new(),
            misses: 0,
            registered: BTreeMap::new(),
            following: Following::default(),
            touched: None,
            pressed: None,
            forgotten: None,
        }
    }
}

/// What was pressed last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastPress {
    /// The button.
    pub press: Press,
    /// When.
    pub at: Timestamp,
}

/// What is known of the person behind a chat.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The consent, once given.
    pub consent: Option<Consent>,
    /// Numbers proved in this chat, newest last.
    pub proved: Vec<ProvedMobile>,
    /// Who it is, once the directory has opened.
    pub identity: Option<Identity>,
}

/// A number proved to be the person's own, by own contact or one-time code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvedMobile {
    /// The number.
    pub mobile: Mobile,
    /// When.
    pub at: Timestamp,
}

/// An identified person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Their national code; none in open mode.
    pub national_code: Option<NationalCode>,
    /// The proved mobile with which the directory opened.
    pub mobile: Mobile,
    /// What the directory opened; none in open mode.
    pub family: Option<Family>,
}

/// What is being talked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Focus {
    /// The menu.
    Menu,
    /// The question of the draft in hand.
    Question,
    /// Whether the draft in hand is really to be given up.
    ConfirmCancel,
    /// Whether an answer is to be changed by an old button.
    ConfirmChange {
        /// The old button.
        press: Press,
    },
    /// Whether an unfinished draft is to be continued.
    OfferResume,
    /// A tracking code is waited for.
    AskTrackingCode,
    /// The code that was sent to a claim's mobile is waited for.
    Unlock,
    /// Whether a claim is really to be withdrawn.
    ConfirmWithdraw {
        /// Which.
        code: TrackingCode,
    },
    /// Whether the consent is really to be withdrawn.
    ConfirmConsent,
    /// Whether everything is really to be erased.
    ConfirmErase {
        /// The claims that were named.
        codes: Vec<TrackingCode>,
    },
}

/// An unfinished walk through a flow.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// 32 lower-case hex letters: the idempotency key of registering.
    pub id: String,
    /// Its number in this chat, for callback data.
    pub number: u32,
    /// Id of the flow.
    pub flow: String,
    /// Version of the flow under which the answers were given.
    pub flow_version: u32,
    /// When it was begun.
    pub begun: Timestamp,
    /// When the person last did something in it.
    pub touched: Timestamp,
    /// Answers by step.
    pub answers: BTreeMap<String, Answer>,
    /// A step that is asked again although it has an answer: after «بازگشت» or «ویرایش».
    pub asking: Option<String>,
    /// Warnings that were said, as `step/key`.
    pub warned: Vec<String>,
    /// The list, calendar or photo being looked at.
    pub view: View,
    /// The one-time code that was sent last.
    pub challenge: Option<Challenge>,
    /// Photos and files in the order they came.
    pub photos: Vec<DraftPhoto>,
    /// Reminders sent since the last input.
    pub reminded: u32,
    /// The registered claim that it is about: documents are added to it, or its defect is repaired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Box<Claim>>,
    /// The claim whose news offered this flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered_with: Option<TrackingCode>,
    /// The person's claims among which one is chosen; none: not asked for yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<Vec<ClaimSummary>>,
    /// What is to be said with the question, while it waits for the list of claims.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to_say: Vec<Message>,
}

/// An answer with what the person saw when giving it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The value.
    pub value: Value,
    /// As it is shown in summaries.
    pub label: Message,
    /// When it was given.
    pub at: Timestamp,
}

/// The value of an answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Id of a choice.
    Choice(String),
    /// Yes or no.
    Truth(bool),
    /// Text or code.
    Text(String),
    /// Money.
    Money(Rial),
    /// A day.
    Date(JalaliDate),
    /// A national code.
    NationalCode(NationalCode),
    /// A mobile number.
    Mobile(Mobile),
    /// Passed over.
    Skipped,
    /// Left for free text.
    Escaped,
    /// Some entries of a list, in the order in which they were chosen.
    Several(Several),
    /// Seen, proved, or done: there is nothing more to say about it.
    Done,
}

/// What was chosen in a `multi`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Several {
    /// Ids of the list.
    pub chosen: Vec<String>,
    /// Whether something that is not in the list goes with them, in words.
    pub escaped: bool,
    /// Whether the person has not yet said that all is chosen.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub choosing: bool,
}

macro_rules! accessors {
    ($($(#[$doc:meta])* $name:ident: $variant:ident -> $type:ty,)*) => {
        impl Value {
            $($(#[$doc])* pub fn $name(&self) -> Option<&$type> {
                if let Self::$variant(value) = self { Some(value) } else { None }
            })*
        }
    };
}

accessors! {
    /// The id of a choice.
    choice: Choice -> String,
    /// Yes or no.
    truth: Truth -> bool,
    /// The text or code.
    text: Text -> String,
    /// The amount.
    money: Money -> Rial,
    /// The day.
    date: Date -> JalaliDate,
    /// The national code.
    national_code: NationalCode -> NationalCode,
    /// The number.
    mobile: Mobile -> Mobile,
    /// The entries of a list.
    several: Several -> Several,
}

/// What of a question is being looked at. Belongs to `step`; another step begins with a fresh view.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// The step.
    pub step: String,
    /// Page of the list from 0.
    pub page: u32,
    /// What was searched for.
    pub query: Option<String>,
    /// Filters in force: column → id.
    pub filters: BTreeMap<String, String>,
    /// The filter whose values are shown; empty: the choice of filters.
    pub filtering: Option<String>,
    /// The month shown: year and month.
    pub month: Option<(i16, u8)>,
    /// Years or months are shown instead of days.
    pub years: Option<i16>,
    /// A typed amount whose unit is not sure.
    pub amount: Option<UnsureAmount>,
    /// The photo in hand.
    pub photo: Option<String>,
    /// The photo that the next one replaces.
    pub replacing: Option<String>,
    /// The overview of documents is shown rather than the first untitled photo.
    pub overview: bool,
    /// Missing documents were listed.
    pub missing_told: bool,
    /// The page whose answers are offered for «ویرایش».
    pub editing_page: Option<String>,
    /// A national code that may have lost its leading zeros.
    pub padded: Option<NationalCode>,
}

/// A typed amount whose unit must be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnsureAmount {
    /// If rial was meant.
    pub rial: Rial,
    /// If toman was meant.
    pub toman: Rial,
    /// If thousand toman was meant.
    pub thousand_toman: Option<Rial>,
}

/// A one-time code that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// 32 hex letters.
    pub id: String,
    /// The number to prove.
    pub mobile: Mobile,
    /// Until when the code counts.
    pub expires: Timestamp,
    /// From when another may be asked for.
    pub again: Timestamp,
}

/// A photo or file of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftPhoto {
    /// 16 lower-case hex letters.
    pub id: String,
    /// The message it came in.
    pub message_id: i64,
    /// When it came.
    pub at: Timestamp,
    /// What became of it.
    pub state: PhotoState,
    /// Code of its title.
    pub title: Option<String>,
    /// Whether the person was told that it has arrived.
    pub told: bool,
    /// The draft under which its bytes lie, when that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The code in its caption, or in that of its album.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<TrackingCode>,
    /// The album it came in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub album: Option<String>,
    /// What is to be said of its caption, with the acknowledgement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<Message>,
}

/// What became of a photo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoState {
    /// Being fetched and checked.
    Coming,
    /// Stored.
    Stored(StoredFile),
    /// Not taken, with the reason; it is shown once and then forgotten.
    Refused(String),
}

print_name_only!(Session, Draft, Answer, Value, View);
