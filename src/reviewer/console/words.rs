//! Words of the console: messages as plain text, names of what claims are made of, values as they are read on a page.

use std::fmt;

use jiff::Timestamp;

use crate::claim::{Claim, ClaimKind, DecisionKind, EventKind, Field, Relation, Role, Stage};
use crate::persian::jalali::{in_tehran, tehran_clock};
use crate::persian::text::to_persian_digits;
use crate::persian::{JalaliDate, Rial};
use crate::wording::{Arg, Catalog, Message, Surface};

/// The catalog as pages use it.
#[derive(Clone, Copy)]
pub(super) struct Words<'c>(&'c Catalog);

impl<'c> Words<'c> {
    pub(super) fn new(catalog: &'c Catalog) -> Self {
        Self(catalog)
    }

    /// The words of `message` without markup. Whoever puts them on a page escapes them, as the templates do.
    pub(super) fn say(self, message: &Message) -> String {
        self.0.text(message, Surface::Plain)
    }

    /// The words of `message` as they stand in the chat, with its markup, and as they stand in an SMS.
    pub(super) fn chat(self, message: &Message) -> String {
        self.0.text(message, Surface::Chat)
    }

    pub(super) fn sms(self, message: &Message) -> String {
        self.0.text(message, Surface::Sms)
    }

    pub(super) fn named(self, family: &str, name: &str) -> String {
        self.say(&Message::new(format!("{family}-{}", name.replace('_', "-"))))
    }

    pub(super) fn stage(self, stage: Stage) -> String {
        // wording: stage-registered stage-under-review stage-defect stage-resubmitted stage-rejected stage-approved
        // wording: stage-originals-received stage-in-payment stage-paid stage-withdrawn
        self.named("stage", stage.name())
    }

    pub(super) fn kind(self, kind: ClaimKind) -> String {
        // wording: console-kind-supplementary console-kind-special-support console-kind-special-expense
        self.named("console-kind", kind.name())
    }

    /// The title of a flow, where it has the usual key `flow-…-title`; else its id.
    pub(super) fn flow(self, id: &str) -> String {
        let key = format!("flow-{}-title", id.replace('_', "-"));
        if self.0.has(&key) { self.say(&Message::new(key)) } else { id.to_owned() }
    }

    pub(super) fn role(self, role: Role) -> String {
        // wording: console-role-viewer console-role-reviewer console-role-finance console-role-admin
        self.named("console-role", role.name())
    }

    pub(super) fn event(self, kind: EventKind) -> String {
        // wording: console-event-registered console-event-documents-added console-event-review-started
        // wording: console-event-defect-declared console-event-repaired console-event-rejected console-event-approved
        // wording: console-event-originals-received console-event-sent-to-finance console-event-paid console-event-withdrawn
        // wording: console-event-erased
        self.named("console-event", kind.name())
    }

    pub(super) fn relation(self, relation: Relation) -> String {
        // wording: console-relation-self relation-spouse relation-child relation-parent relation-other
        match relation {
            Relation::Principal => self.named("console-relation", relation.name()),
            Relation::Spouse | Relation::Child | Relation::Parent | Relation::Other => {
                self.named("relation", relation.name())
            }
        }
    }

    /// What the button of a decision says.
    pub(super) fn decision(self, kind: DecisionKind) -> String {
        // wording: console-decide-start-review console-decide-declare-defect console-decide-reject console-decide-approve
        // wording: console-decide-originals-received console-decide-send-to-finance console-decide-pay
        self.named("console-decide", kind.name())
    }

    /// What is told after a decision was taken.
    pub(super) fn decided(self, kind: DecisionKind) -> String {
        // wording: console-done-start-review console-done-declare-defect console-done-reject console-done-approve
        // wording: console-done-originals-received console-done-send-to-finance console-done-pay
        self.named("console-done", kind.name())
    }

    /// The name of an answer, as the wizard calls it.
    pub(super) fn field(self, field: Field, kind: ClaimKind) -> String {
        // wording: label-service-date label-province label-center label-amount label-service-group label-service
        // wording: label-basic-insurer label-council-number label-erx label-notes label-issuing-province
        // wording: label-supplementary-insurer label-inpatient label-diseases label-received-service
        self.named("label", field.step(kind))
    }

    pub(super) fn basic_insurer(self, code: &str) -> String {
        // wording: choice-insurer-tamin choice-insurer-salamat choice-insurer-armed-forces choice-insurer-other
        match code {
            "tamin" | "salamat" | "armed_forces" | "other" => self.named("choice-insurer", code),
            outside => outside.to_owned(),
        }
    }

    /// What is wrong with a photo.
    pub(super) fn quality(self, name: &str) -> String {
        // wording: console-quality-too-small console-quality-blurred console-quality-dark console-quality-over-exposed
        match name {
            "too_small" | "blurred" | "dark" | "over_exposed" => {
                self.named("console-quality", name)
            }
            outside => outside.to_owned(),
        }
    }

    /// An amount in both units.
    pub(super) fn money(self, amount: Rial) -> String {
        self.say(
            &Message::new("console-money").with("rial", amount).with("toman", Arg::Toman(amount)),
        )
    }

    pub(super) fn rial(self, amount: Rial) -> String {
        self.say(&Message::new("console-rial").with("rial", amount))
    }

    pub(super) fn yes_no(self, yes: bool) -> String {
        let key = if yes { "choice-erx-have" } else { "choice-erx-none" };
        self.say(&Message::new(key)) // wording: choice-erx-have choice-erx-none
    }

    /// How long ago it was, in days of Tehran.
    pub(super) fn age(self, since: Timestamp, now: Timestamp) -> String {
        let days = in_tehran(now).days_since(in_tehran(since)).max(0);
        self.say(&Message::new("console-age").with("days", days))
    }
}

/// «۱۴۰۵/۰۸/۳۰، ۱۰:۱۵» for narrow columns.
pub(super) fn short_moment(at: Timestamp) -> String {
    format!("{} · {}", in_tehran(at).short(), tehran_clock(at))
}

/// A number in Persian digits.
pub(super) fn digits(number: impl fmt::Display) -> String {
    to_persian_digits(&format!("{number}"))
}

/// A date as it is put into a text field: `۱۴۰۵/۰۹/۳۰`.
pub(super) fn date_field(date: JalaliDate) -> String {
    date.short()
}

/// The name of the insured; none where only the national code was asked and the directory does not know it.
pub(super) fn full_name(claim: &Claim) -> Option<String> {
    let insured = &claim.details.insured;
    let name = format!("{} {}", insured.first_name, insured.last_name).trim().to_owned();
    (!name.is_empty()).then_some(name)
}

/// A tracking code in groups of four, for the eye.
pub(super) fn grouped(code: &str) -> String {
    let mut grouped = String::with_capacity(14);
    for (place, digit) in code.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}
