//! The part of a claim's page where decisions are taken.

use maud::{Markup, html};

use super::address;
use super::decision_fields::{Faults, Typed};
use super::decision_form;
use super::preview::Preview;
use super::session::{Visitor, token_field};
use super::words::Words;
use crate::claim::{Claim, DecisionKind};
use crate::flow::Datasets;
use crate::wording::{Arg, Message};

/// What the panel shows.
pub(super) enum Panel {
    /// Which decisions there are.
    Choices,
    /// The form of one, with what is wrong in it.
    Form { typed: Typed, faults: Faults },
    /// What the person will read.
    Preview { typed: Typed, preview: Preview },
    /// What was typed for a decision that the claim does not allow any more.
    Kept { typed: Typed },
}

impl Panel {
    /// A form in which nothing has been found wrong.
    pub(super) fn form(typed: Typed) -> Self {
        Self::Form { typed, faults: Faults::new() }
    }

    /// Whether somebody is at work in it: on a phone it comes first then.
    pub(super) fn is_open(&self) -> bool {
        !matches!(self, Self::Choices)
    }
}

/// What drawing the panel needs.
pub(super) struct PanelView<'p> {
    pub(super) words: Words<'p>,
    pub(super) datasets: &'p Datasets,
    pub(super) visitor: &'p Visitor,
    pub(super) claim: &'p Claim,
    /// What the claim's stage and the visitor's role allow.
    pub(super) allowed: &'p [DecisionKind],
}

impl PanelView<'_> {
    pub(super) fn say(&self, message: &Message) -> String {
        self.words.say(message)
    }

    pub(super) fn render(&self, panel: &Panel) -> Markup {
        html! {
            section.card.panel.open[panel.is_open()] #decision aria-labelledby="decision-title" {
                @match panel {
                    Panel::Choices => (self.choices()),
                    Panel::Form { typed, faults } => {
                        (self.heading(typed.kind))
                        (self.form(typed, &decision_form::fields(self, typed, faults)))
                    },
                    Panel::Preview { typed, preview } => {
                        (self.heading(typed.kind))
                        (self.preview(typed, preview))
                    },
                    Panel::Kept { typed } => (self.kept(typed)),
                }
            }
        }
    }

    fn heading(&self, kind: DecisionKind) -> Markup {
        html! { h2 #decision-title { (self.words.decision(kind)) } }
    }

    fn choices(&self) -> Markup {
        html! {
            h2 #decision-title { (self.say(&Message::new("console-decision"))) }
            @if self.allowed.is_empty() {
                p.soft { (self.say(&Message::new("console-no-decision").with("stage", Arg::words(self.words.stage(self.claim.stage))))) }
            }
            div.choices {
                @for kind in self.allowed {
                    a class=(tone(*kind)) href=(self.to_form(*kind)) data-decide=(kind.name()) {
                        (self.words.decision(*kind))
                    }
                }
            }
        }
    }

    fn to_form(&self, kind: DecisionKind) -> String {
        let address = address::claim(&self.claim.code);
        format!("{}#decision", address::with_query(&address, &[("decide", kind.name())]))
    }

    fn action(&self) -> String {
        format!("{}/decisions#decision", address::claim(&self.claim.code))
    }

    /// What every form about this claim carries.
    fn hidden(&self, kind: DecisionKind) -> Markup {
        html! {
            (token_field(self.visitor.csrf()))
            input type="hidden" name="kind" value=(kind.name());
            input type="hidden" name="revision" value=(self.claim.revision);
        }
    }

    fn form(&self, typed: &Typed, fields: &Markup) -> Markup {
        html! {
            form.decision method="post" action=(self.action()) {
                (self.hidden(typed.kind))
                // The first button is the one that the key Enter presses.
                button.sr type="submit" name="do" value="preview" tabindex="-1" aria-hidden="true" {}
                (fields)
                div.acts {
                    button.main type="submit" name="do" value="preview" {
                        (self.say(&Message::new("console-to-preview")))
                    }
                    a.quiet href=(address::claim(&self.claim.code)) { (self.say(&Message::new("console-cancel"))) }
                }
            }
        }
    }

    fn preview(&self, typed: &Typed, preview: &Preview) -> Markup {
        let is_simple = typed.pairs().next().is_none();
        html! {
            (preview.render(self.words, self.claim))
            form.decision method="post" action=(self.action()) {
                (self.hidden(typed.kind))
                @for (name, value) in typed.pairs() { input type="hidden" name=(name) value=(value); }
                div.acts {
                    button.main type="submit" name="do" value="send" { (self.say(&Message::new("console-send"))) }
                    @if is_simple {
                        a.quiet href=(address::claim(&self.claim.code)) { (self.say(&Message::new("console-cancel"))) }
                    } @else {
                        button.quiet type="submit" name="do" value="edit" {
                            (self.say(&Message::new("console-back-and-edit")))
                        }
                    }
                }
            }
        }
    }

    /// Nothing that was typed is lost, though it cannot be sent.
    fn kept(&self, typed: &Typed) -> Markup {
        html! {
            (self.choices())
            h3 { (self.say(&Message::new("console-kept"))) }
            ul.kept { @for (_, value) in typed.pairs().filter(|(_, value)| !value.is_empty()) { li { bdi { (value) } } } }
        }
    }
}

/// The weight of a button.
fn tone(kind: DecisionKind) -> &'static str {
    match kind {
        DecisionKind::StartReview
        | DecisionKind::Approve
        | DecisionKind::OriginalsReceived
        | DecisionKind::SendToFinance
        | DecisionKind::Pay => "button main",
        DecisionKind::DeclareDefect => "button warn",
        DecisionKind::Reject => "button danger",
    }
}
