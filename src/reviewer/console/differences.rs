//! Rounds of defects: what was wrong, and what the person has changed about it.

use maud::{Markup, html};

use super::documents::picture;
use super::field_words::{correction, left_out};
use super::words::{Words, short_moment};
use crate::claim::notice::reasons;
use crate::claim::{Claim, Correction, Defect, DefectItem, DefectKind, Document, ItemAnswer};
use crate::flow::Datasets;
use crate::wording::{Arg, Message};

/// All rounds, the newest first.
pub(super) fn rounds(words: Words<'_>, claim: &Claim, datasets: &Datasets) -> Markup {
    let view = Rounds { words, claim, datasets };
    html! { @for defect in claim.defects.iter().rev() { (view.round(defect)) } }
}

struct Rounds<'p> {
    words: Words<'p>,
    claim: &'p Claim,
    datasets: &'p Datasets,
}

impl Rounds<'_> {
    fn say(&self, message: &Message) -> String {
        self.words.say(message)
    }

    fn round(&self, defect: &Defect) -> Markup {
        html! {
            section.card.round #{ "round-" (defect.round) } {
                h2 { (self.say(&Message::new("console-defect-round").with("round", defect.round))) }
                p.soft {
                    (self.say(&Message::new("console-declared-at"))) " " bdi dir="ltr" { (short_moment(defect.declared_at)) }
                    @if let Some(due) = defect.due { " · " (self.say(&Message::new("console-due-until").with("due", due))) }
                    @if let Some(at) = defect.repaired_at {
                        " · " (self.say(&Message::new("console-repaired-at"))) " " bdi dir="ltr" { (short_moment(at)) }
                    } @else { " · " strong { (self.say(&Message::new("console-not-repaired"))) } }
                }
                ol.answered { @for item in &defect.items { li { (self.item(item)) } } }
            }
        }
    }

    fn item(&self, item: &DefectItem) -> Markup {
        let reason = item.reason.as_deref();
        let reason = reason.map(|code| reasons::defect(self.datasets, code).unwrap_or(code));
        html! {
            div.asked {
                strong { (self.asked(&item.kind)) }
                @if let Some(reason) = reason { span { (reason) } }
                @if let Some(note) = &item.note { bdi.said { (note) } }
            }
            @match &item.answer {
                None => p.soft { (self.say(&Message::new("console-no-answer"))) },
                Some(answer) => (self.answer(item, answer)),
            }
        }
    }

    fn asked(&self, kind: &DefectKind) -> String {
        match kind {
            DefectKind::MissingDocument { title } => self.say(
                &Message::new("console-asked-missing")
                    .with("title", Arg::words(title.name.clone())),
            ),
            DefectKind::UnreadableDocument { title, .. } => self.say(
                &Message::new("console-asked-unreadable")
                    .with("title", Arg::words(title.name.clone())),
            ),
            DefectKind::WrongField { field } => self.say(
                &Message::new("console-asked-field")
                    .with("field", Arg::words(self.words.field(*field, self.claim.kind))),
            ),
            DefectKind::Other => self.say(&Message::new("console-item-other")),
        }
    }

    fn answer(&self, item: &DefectItem, answer: &ItemAnswer) -> Markup {
        match answer {
            ItemAnswer::Documents(ids) => self.documents(&item.kind, ids),
            ItemAnswer::Corrected { old, new } => html! {
                div.change {
                    (self.side(&Message::new("console-before"), "old", &html! { (self.value(old)) }))
                    (self.side(&Message::new("console-after"), "new", &html! { (self.value(new)) }))
                }
            },
            ItemAnswer::Said(text) => html! { blockquote { bdi.said { (text) } } },
            ItemAnswer::Unavailable { reason } => html! {
                p.unavailable {
                    strong { (self.say(&Message::new("console-unavailable"))) } " " bdi.said { (reason) }
                }
            },
        }
    }

    fn value(&self, value: &Correction) -> Markup {
        let left_out = || left_out(self.words, value.field());
        html! { bdi.said { (correction(self.words, value).unwrap_or_else(left_out)) } }
    }

    fn side(&self, name: &Message, class: &str, content: &Markup) -> Markup {
        html! { div class={ "side " (class) } { small { (self.say(name)) } (content) } }
    }

    /// The document that was found wanting beside what came in its place.
    fn documents(&self, kind: &DefectKind, ids: &[String]) -> Markup {
        let all = &self.claim.documents;
        let find = |id: &String| all.iter().find(|document| document.id == *id);
        let new: Vec<&Document> = ids.iter().filter_map(find).collect();
        let old: Vec<&Document> = match kind {
            DefectKind::UnreadableDocument { document: Some(id), .. } => {
                find(id).into_iter().collect()
            }
            DefectKind::UnreadableDocument { document: None, title } => all
                .iter()
                .filter(|document| document.title.code == title.code && !ids.contains(&document.id))
                .collect(),
            DefectKind::MissingDocument { .. }
            | DefectKind::WrongField { .. }
            | DefectKind::Other => Vec::new(),
        };
        html! {
            div.change.pictures {
                @if !old.is_empty() {
                    (self.side(&Message::new("console-before"), "old", &self.pictures(&old)))
                }
                (self.side(&Message::new("console-after"), "new", &self.pictures(&new)))
            }
        }
    }

    fn pictures(&self, documents: &[&Document]) -> Markup {
        html! {
            @for document in documents { (picture(&self.claim.code, document, self.words)) }
        }
    }
}
