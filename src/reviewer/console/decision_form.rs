//! The fields of each decision's form.

use maud::{Markup, html};

use super::checklist::titles;
use super::decision_fields::{Faults, Typed};
use super::panel::PanelView;
use crate::claim::notice::reasons;
use crate::claim::{ClaimKind, DecisionKind, Document, Field};
use crate::flow::Row;
use crate::persian::{DateReading, JalaliDate, date_text};
use crate::reviewer::decision_body::{LONGEST_NOTE, LONGEST_REFERENCE};
use crate::wording::{Arg, Message};

/// What is asked for `typed`'s decision.
pub(super) fn fields(view: &PanelView<'_>, typed: &Typed, faults: &Faults) -> Markup {
    let form = Form { view, typed, faults };
    html! {
        @if let Some(fault) = faults.get("") { p.wrong { (view.say(fault)) } }
        @match typed.kind {
            DecisionKind::DeclareDefect => (form.defect()),
            DecisionKind::Reject => (form.reject()),
            DecisionKind::Approve => (form.approve()),
            DecisionKind::Pay => (form.pay()),
            DecisionKind::StartReview | DecisionKind::OriginalsReceived | DecisionKind::SendToFinance => {},
        }
    }
}

struct Form<'p> {
    view: &'p PanelView<'p>,
    typed: &'p Typed,
    faults: &'p Faults,
}

impl Form<'_> {
    fn say(&self, message: &Message) -> String {
        self.view.say(message)
    }

    fn defect(&self) -> Markup {
        let items = self.typed.items();
        html! {
            (self.fault("items"))
            ol.items { @for place in 0..items { li { (self.item(place, items > 1)) } } }
            button.add type="submit" name="do" value="add" { "+ " (self.say(&Message::new("console-add-item"))) }
            (self.text("due", &Message::new("console-due"), 20))
            p.soft { (self.due_in_words()) }
        }
    }

    fn due_in_words(&self) -> String {
        match date_text::read_date(self.typed.one("due"), JalaliDate::FIRST) {
            DateReading::Sure(day) => self.say(&Message::new("console-due-day").with("day", day)),
            DateReading::Gregorian(_)
            | DateReading::Ambiguous
            | DateReading::NoSuchDay
            | DateReading::NotADate => self.say(&Message::new("console-due-hint")),
        }
    }

    /// One thing that is wrong. Style shows only what belongs to its kind.
    fn item(&self, place: usize, may_remove: bool) -> Markup {
        let name = |part: &str| format!("items/{place}/{part}");
        let kinds = [
            ("missing_document", Message::new("console-item-missing")),
            ("unreadable_document", Message::new("console-item-unreadable")),
            ("wrong_field", Message::new("console-item-field")),
            ("other", Message::new("console-item-other")),
        ];
        let options: Vec<(String, String)> =
            kinds.iter().map(|(kind, label)| ((*kind).to_owned(), self.say(label))).collect();
        let kind = self.view.claim.kind;
        let titles: Vec<_> = titles(kind, self.view.datasets).into_iter().map(option).collect();
        let reasons: Vec<_> = reasons::defects(self.view.datasets).iter().map(option).collect();
        let fields = Field::of_kind(kind)
            .iter()
            .map(|field| (field.name().to_owned(), self.view.words.field(*field, kind)));
        html! {
            fieldset.item {
                legend { (self.say(&Message::new("console-item").with("number", place + 1))) }
                (self.select(&name("type"), &Message::new("console-item-type"), &options, None))
                div.for-missing { (self.select(&name("title"), &Message::new("console-item-title"), &titles, Some("console-choose"))) }
                div.for-unreadable {
                    (self.select(&name("document"), &Message::new("console-item-document"), &self.documents(), Some("console-choose")))
                }
                div.for-field { (self.select(&name("field"), &Message::new("console-item-which-field"), &fields.collect::<Vec<_>>(), Some("console-choose"))) }
                (self.select(&name("reason"), &Message::new("console-reason"), &reasons, Some("console-no-reason")))
                (self.area(&name("note"), &Message::new("console-note-for-person")))
                @if may_remove {
                    button.remove type="submit" name="do" value={ "remove-" (place) } {
                        (self.say(&Message::new("console-remove-item").with("number", place + 1)))
                    }
                }
            }
        }
    }

    fn documents(&self) -> Vec<(String, String)> {
        let option = |(number, document): (usize, &Document)| {
            let label = Message::new("console-document-option")
                .with("number", number)
                .with("title", Arg::words(document.title.name.clone()));
            (document.id.clone(), self.say(&label))
        };
        (1..).zip(&self.view.claim.documents).map(option).collect()
    }

    fn reject(&self) -> Markup {
        let reasons: Vec<_> = reasons::rejections(self.view.datasets).iter().map(option).collect();
        html! {
            (self.select("reason", &Message::new("console-reason"), &reasons, Some("console-choose")))
            (self.area("note", &Message::new("console-note-for-person")))
        }
    }

    fn approve(&self) -> Markup {
        if self.view.claim.kind == ClaimKind::SpecialSupport {
            // Support is granted without an amount.
            return self.area("note", &Message::new("console-note-for-person"));
        }
        html! {
            (self.text("approved_rial", &Message::new("console-approved"), 40))
            @if self.typed.deductions() > 0 {
                ol.items {
                    @for place in 0..self.typed.deductions() { li { (self.deduction(place)) } }
                }
            }
            button.add type="submit" name="do" value="add" { "+ " (self.say(&Message::new("console-add-deduction"))) }
            (self.area("note", &Message::new("console-note-for-person")))
        }
    }

    fn deduction(&self, place: usize) -> Markup {
        html! {
            fieldset.item {
                legend { (self.say(&Message::new("console-deduction").with("number", place + 1))) }
                (self.text(&format!("deductions/{place}/rial"), &Message::new("console-deduction-amount"), 40))
                (self.text(&format!("deductions/{place}/reason"), &Message::new("console-deduction-reason"), LONGEST_NOTE))
                button.remove type="submit" name="do" value={ "remove-" (place) } {
                    (self.say(&Message::new("console-remove-deduction").with("number", place + 1)))
                }
            }
        }
    }

    fn pay(&self) -> Markup {
        html! {
            (self.text("paid_rial", &Message::new("console-paid"), 40))
            (self.text("paid_on", &Message::new("console-paid-on"), 20))
            (self.text("reference", &Message::new("console-reference"), LONGEST_REFERENCE))
        }
    }

    // -- fields

    fn fault(&self, name: &str) -> Markup {
        html! {
            @if let Some(fault) = self.faults.get(name) { small.wrong id=(fault_id(name)) { (self.say(fault)) } }
        }
    }

    fn is_wrong(&self, name: &str) -> Option<&'static str> {
        self.faults.contains_key(name).then_some("true")
    }

    fn described(&self, name: &str) -> Option<String> {
        self.faults.contains_key(name).then(|| fault_id(name))
    }

    fn text(&self, name: &str, label: &Message, most: usize) -> Markup {
        html! {
            label {
                span { (self.say(label)) }
                input name=(name) value=(self.typed.one(name)) maxlength=(most) dir="auto" autocomplete="off"
                    aria-invalid=[self.is_wrong(name)] aria-describedby=[self.described(name)];
                (self.fault(name))
            }
        }
    }

    fn area(&self, name: &str, label: &Message) -> Markup {
        html! {
            label {
                span { (self.say(label)) }
                textarea name=(name) rows="2" maxlength=(LONGEST_NOTE) dir="auto"
                    aria-invalid=[self.is_wrong(name)] aria-describedby=[self.described(name)] { (self.typed.one(name)) }
                (self.fault(name))
            }
        }
    }

    /// `none`: the key of what is read when nothing is chosen.
    fn select(
        &self,
        name: &str,
        label: &Message,
        options: &[(String, String)],
        none: Option<&str>,
    ) -> Markup {
        let chosen = self.typed.one(name);
        html! {
            label {
                span { (self.say(label)) }
                select name=(name) aria-invalid=[self.is_wrong(name)] aria-describedby=[self.described(name)] {
                    @if let Some(none) = none {
                        // wording: console-choose console-no-reason
                        option value="" { (self.say(&Message::new(none))) }
                    }
                    @for (value, label) in options {
                        option value=(value) selected[value == chosen] { (label) }
                    }
                }
                (self.fault(name))
            }
        }
    }
}

fn option(row: &Row) -> (String, String) {
    (row.id.clone(), row.label.clone())
}

fn fault_id(name: &str) -> String {
    format!("wrong-{}", name.replace('/', "-"))
}
