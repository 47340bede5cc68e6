//! What a flow file may refer to.

use std::collections::{BTreeMap, BTreeSet};

use super::codes;
use super::dataset::{Dataset, Datasets};
use super::names::did_you_mean;
use super::schema::session_datasets;
use super::source::{Report, Written};
use crate::wording::{Catalog, Message, Surface};

/// The texts that there are.
pub trait WordingKeys {
    /// The names of the arguments that the text of `key` uses; none: there is no such key.
    fn arguments(&self, key: &str) -> Option<BTreeSet<String>>;
    /// All keys, for «did you mean».
    fn keys(&self) -> Vec<String>;
    /// The characters of the text of `key`, if it can be told without arguments.
    fn characters(&self, key: &str) -> Option<usize> {
        let _ = key;
        None
    }
}

impl WordingKeys for Catalog {
    fn arguments(&self, key: &str) -> Option<BTreeSet<String>> {
        Catalog::arguments(self, key).cloned()
    }

    fn keys(&self) -> Vec<String> {
        Catalog::keys(self).map(str::to_owned).collect()
    }

    fn characters(&self, key: &str) -> Option<usize> {
        let plain = Catalog::arguments(self, key).is_some_and(BTreeSet::is_empty);
        plain.then(|| self.text(&Message::new(key), Surface::Button).chars().count())
    }
}

/// An action registered in Rust that may end a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// As in `submit = "claim.submit"`.
    pub name: &'static str,
    /// The parts of a flow without which it cannot be done.
    pub needs: &'static [Part],
    /// The steps without which it cannot be done, each with its kind.
    pub needs_steps: &'static [(&'static str, &'static str)],
    /// Whether it takes photos.
    pub takes_photos: bool,
}

/// A part of a flow that an action may need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A step of kind `review`: the person must have seen what is done.
    Review,
    /// `[complaint]`: what a complaint is made of.
    Complaint,
    /// `done`: what is told when it is done.
    Done,
}

impl Action {
    const fn new(name: &'static str, needs: &'static [Part]) -> Self {
        let no_steps: &[(&str, &str)] = &[];
        Self { name, needs, needs_steps: no_steps, takes_photos: true }
    }
}

/// Who it is and how to reach them.
const PATIENT: &[(&str, &str)] =
    &[("insured_national_code", "national_code"), ("mobile", "mobile")];

/// The actions of Bimeyar.
pub const ACTIONS: &[Action] = &[
    Action { takes_photos: false, ..Action::new("answers.keep", &[Part::Done]) },
    Action::new("claim.add_documents", &[]),
    Action::new("claim.repair", &[Part::Review]),
    Action::new("claim.submit", &[Part::Review]),
    Action::new("identity.establish", &[]),
    Action {
        needs_steps: PATIENT,
        ..Action::new("special_expense.submit", &[Part::Review, Part::Complaint, Part::Done])
    },
    Action {
        needs_steps: PATIENT,
        ..Action::new("special_support.submit", &[Part::Review, Part::Done])
    },
];

/// The menus that have room for a button of a flow (`[open]`, `menu`).
pub const MENUS: &[&str] = &["special"];

/// The stages of a claim whose news may offer a flow (`[open]`, `after`; DESIGN §6).
pub const STAGES: &[&str] = &[
    "registered",
    "under_review",
    "defect",
    "resubmitted",
    "rejected",
    "approved",
    "originals_received",
    "in_payment",
    "paid",
    "withdrawn",
];

/// The commands that the program itself knows (DESIGN §1.1); no flow can have one of them.
pub const COMMANDS: &[&str] = &[
    "start",
    "menu",
    "claim",
    "documents",
    "repair",
    "status",
    "mine",
    "special",
    "help",
    "cancel",
    "back",
    "privacy",
];

/// Where a text stands, which decides the arguments that it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// `title` of a flow or page.
    Title,
    /// `ask`.
    Ask,
    /// `label`, and the fixed words of a complaint.
    Label,
    /// `help`.
    Help,
    /// `say` of a check, `empty`.
    Say,
    /// A choice, `yes`, `no`, `button`.
    Button,
    /// The button of a filter, which is given the `value` in force, and the question behind it.
    Filter,
    /// `notice` of a migration, `done` of a flow.
    Notice,
}

/// What a flow file may refer to, apart from itself.
pub struct Context<'a> {
    /// The lists that were read; the person's own (`contracts`, `people`) are known besides.
    pub datasets: &'a Datasets,
    /// The texts.
    pub wording: &'a dyn WordingKeys,
    /// The actions, usually [`ACTIONS`].
    pub actions: &'a [Action],
    /// Ids of other flows.
    pub flows: BTreeSet<String>,
    /// The arguments that texts are given by the engine; for [`Place::Say`] these are the steps and facts of the flow.
    pub given: BTreeMap<Place, BTreeSet<String>>,
    session: BTreeMap<String, Dataset>,
}

impl std::fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context")
            .field("datasets", &self.datasets.by_name.keys())
            .field("actions", &self.actions)
            .field("flows", &self.flows)
            .field("given", &self.given)
            .finish_non_exhaustive()
    }
}

impl<'a> Context<'a> {
    /// A context of these lists and texts with [`ACTIONS`] and no other flows. Only [`Place::Say`] may use arguments.
    pub fn new(datasets: &'a Datasets, wording: &'a dyn WordingKeys) -> Self {
        let bare =
            [Place::Title, Place::Ask, Place::Label, Place::Help, Place::Button, Place::Notice];
        let bare = bare.into_iter().map(|place| (place, BTreeSet::new()));
        let filter = (Place::Filter, BTreeSet::from(["value".to_owned()]));
        let given = bare.chain([filter]).collect();
        Self {
            datasets,
            wording,
            actions: ACTIONS,
            flows: BTreeSet::new(),
            given,
            session: session_datasets(),
        }
    }

    /// The list called `name`: from a file, or of the person's own.
    pub fn dataset(&self, name: &str) -> Option<&Dataset> {
        self.session.get(name).or_else(|| self.datasets.get(name))
    }

    /// Whether the rows of `name` come with the session and not from a file.
    pub(crate) fn is_session_dataset(&self, name: &str) -> bool {
        self.session.contains_key(name)
    }

    pub(crate) fn check_flow(&self, report: &mut Report<'_>, flow: &Written) {
        if !self.flows.contains(&flow.text) {
            let hint = did_you_mean(&flow.text, self.flows.iter().map(String::as_str));
            let text = format!("unknown flow `{}`", flow.text);
            report.add(codes::UNKNOWN_FLOW, flow.line, text, hint);
        }
    }

    pub(crate) fn check_dataset(&self, report: &mut Report<'_>, name: &Written) -> bool {
        let known = self.dataset(&name.text).is_some();
        if !known {
            let names = self.session.keys().chain(self.datasets.by_name.keys()).map(String::as_str);
            let hint = did_you_mean(&name.text, names);
            report.add(
                codes::UNKNOWN_DATASET,
                name.line,
                format!("unknown dataset `{}`", name.text),
                hint,
            );
        }
        known
    }

    /// Whether the dataset, as far as it is known, has the column.
    pub(crate) fn check_column(
        &self,
        report: &mut Report<'_>,
        dataset: &str,
        column: &Written,
    ) -> bool {
        let Some(known) = self.dataset(dataset) else {
            return true;
        };
        let is_there = known.columns.contains_key(&column.text);
        if !is_there {
            let hint = did_you_mean(&column.text, known.columns.keys().map(String::as_str));
            let text = format!("the dataset `{dataset}` has no column `{}`", column.text);
            report.add(codes::UNKNOWN_COLUMN, column.line, text, hint);
        }
        is_there
    }

    pub(crate) fn check_key(&self, report: &mut Report<'_>, place: Place, key: &Written) {
        let Some(used) = self.wording.arguments(&key.text) else {
            let keys = self.wording.keys();
            let near = did_you_mean(&key.text, keys.iter().map(String::as_str));
            let write = || format!("Write `{} = …` in a file of `locales/fa`.", key.text);
            let hint = Some(near.unwrap_or_else(write));
            report.add(
                codes::UNKNOWN_WORDING,
                key.line,
                format!("no text has the key `{}`", key.text),
                hint,
            );
            return;
        };
        if let Some(given) = self.given.get(&place) {
            for argument in used.difference(given) {
                let text = format!(
                    "the text `{}` uses `${argument}`, which it is not given here",
                    key.text
                );
                let hint = did_you_mean(argument, given.iter().map(String::as_str));
                report.add(codes::UNKNOWN_ARGUMENT, key.line, text, hint);
            }
        }
        let length = self.wording.characters(&key.text).unwrap_or(0);
        if place == Place::Button && length > LONGEST_LABEL {
            let text =
                format!("the text `{}` is too long for a button ({LONGEST_LABEL})", key.text);
            report.add(codes::LONG_LABEL, key.line, text, None);
        } else if length > LONGEST_TEXT {
            let text =
                format!("the text `{}` is too long for a message ({LONGEST_TEXT})", key.text);
            report.add(codes::LONG_TEXT, key.line, text, None);
        }
    }
}

/// Characters of one message (`bale-api.md`).
const LONGEST_TEXT: usize = 4096;
/// Characters that fit on a button of a whole row (`bale-api.md`).
pub(crate) const LONGEST_LABEL: usize = 40;
