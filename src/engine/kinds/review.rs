//! `review`: everything that was answered, «ویرایش» beside each page and each answer, and the button that submits.

use super::{Asked, Reading};
use crate::engine::complaint;
use crate::engine::documents;
use crate::engine::keyboard::{Presser, in_rows};
use crate::engine::press::{Press, Verb};
use crate::engine::session::{Draft, Value};
use crate::engine::talk::Talk;
use crate::engine::{photos, submit, walk};
use crate::flow::{Flow, Kind, Step};
use crate::persian::text;
use crate::wording::{Arg, Message};

pub(crate) fn ask(
    talk: &Talk<'_>,
    draft: &Draft,
    step: &Step,
    button: &str,
    presser: &Presser,
) -> Asked {
    let Some(flow) = talk.world.flows.get(&draft.flow) else { return super::question(step) };
    if let Some(page) = &draft.view.editing_page {
        return ask_page(talk, draft, flow, page, presser);
    }
    let mut paragraphs = vec![Message::new(step.ask.clone())];
    paragraphs.extend(complaint::in_summary(talk, draft, flow));
    let mut edits = Vec::new();
    for page in &flow.pages {
        let mut given = given(talk, draft, flow, &page.id).peekable();
        if given.peek().is_none() {
            continue;
        }
        let title = Message::new(page.title.clone());
        // What the complaint says is not said twice.
        let lines: Vec<Message> = given
            .filter(|(step, _)| !complaint::tells(flow, &step.id))
            .flat_map(|(step, label)| lines_of(talk, draft, step, label))
            .collect();
        if !lines.is_empty() {
            paragraphs.push(
                Message::new("review-page")
                    .with("title", title.clone())
                    .with("lines", Arg::Lines(lines)),
            );
        }
        let label = Message::new("btn-edit-page").with("title", title);
        edits.push(presser.to(label, Verb::EditPage, page.id.clone()));
    }
    let mut rows = vec![vec![presser.to(Message::new(button), Verb::Submit, "")]];
    rows.extend(in_rows(&edits, 1));
    Asked { paragraphs, rows, ..Asked::default() }
}

/// The answers of one page, each with «ویرایش».
fn ask_page(talk: &Talk<'_>, draft: &Draft, flow: &Flow, page: &str, presser: &Presser) -> Asked {
    let title = flow.page(page).map_or_else(String::new, |page| page.title.clone());
    let answers: Vec<(&Step, Message)> = answered(talk, draft, flow, page).collect();
    let lines = answers
        .iter()
        .flat_map(|(step, label)| lines_of(talk, draft, step, label.clone()))
        .collect();
    let buttons = answers
        .iter()
        .map(|(step, _)| {
            let label = Message::new("btn-edit-one").with("name", Message::new(step.label.clone()));
            presser.to(label, Verb::Edit, step.id.clone())
        })
        .collect::<Vec<_>>();
    // Two rows are taken by the way back to the summary and the bottom.
    let columns = buttons.len().div_ceil(talk.world.settings.rows.saturating_sub(2).max(1));
    let mut rows = in_rows(&buttons, columns);
    rows.push(vec![presser.plain("btn-summary", Verb::Keep)]); // wording: btn-summary
    let heading = Message::new("review-page")
        .with("title", Message::new(title))
        .with("lines", Arg::Lines(lines));
    Asked { paragraphs: vec![Message::new("review-which"), heading], rows, ..Asked::default() }
}

/// The steps of a page that a person answered, with what they answered.
fn answered<'f>(
    talk: &'f Talk<'_>,
    draft: &'f Draft,
    flow: &'f Flow,
    page: &'f str,
) -> impl Iterator<Item = (&'f Step, Message)> {
    flow.steps
        .iter()
        .filter(move |step| step.page == page && !matches!(step.kind, Kind::Otp { .. }))
        .filter(|step| walk::is_question(talk, draft, flow, step))
        .filter_map(|step| draft.answers.get(&step.id).map(|answer| (step, answer.label.clone())))
}

/// As [`answered`], without what was passed over: the summary is read on a phone.
fn given<'f>(
    talk: &'f Talk<'_>,
    draft: &'f Draft,
    flow: &'f Flow,
    page: &'f str,
) -> impl Iterator<Item = (&'f Step, Message)> {
    let skipped = |step: &Step| {
        draft.answers.get(&step.id).is_some_and(|answer| answer.value == Value::Skipped)
    };
    answered(talk, draft, flow, page).filter(move |(step, _)| !skipped(step))
}

/// What the summary says of a step: the answer, or the photos with their titles.
fn lines_of(talk: &Talk<'_>, draft: &Draft, step: &Step, label: Message) -> Vec<Message> {
    let Kind::Documents(rules) = &step.kind else {
        let name = Message::new(step.label.clone());
        return vec![Message::new("review-line").with("name", name).with("value", label)];
    };
    documents::stored(draft)
        .map(|(photo, _)| {
            let title = photo.title.as_ref().map(|code| documents::title_name(talk, rules, code));
            let named = photos::name_with_title(draft, photo, title);
            Message::new("review-photo").with("photo", named)
        })
        .collect()
}

pub(crate) fn read(talk: &mut Talk<'_>, button: &str, typed: &str) -> Reading {
    let key = text::search_key(typed);
    let says = |message: &Message| text::search_key(&talk.words(message)) == key;
    if says(&Message::new(button)) {
        return submit::submit(talk);
    }
    let Some(flow) = talk.flow() else { return Reading::GoOn };
    let named = flow.steps.iter().find(|step| {
        let name = Message::new(step.label.clone());
        says(&name) || says(&Message::new("btn-edit-one").with("name", name.clone()))
    });
    match named.map(|step| step.id.clone()) {
        Some(step) => edit(talk, &step),
        None => Reading::Miss(Message::new("miss-review")),
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a question knows its own verbs; any other shows it again"
)]
pub(crate) fn press(talk: &mut Talk<'_>, press: &Press) -> Reading {
    match press.verb {
        Verb::Submit => return submit::submit(talk),
        Verb::Edit => return edit(talk, &press.object),
        _ => {}
    }
    let single = talk.flow().zip(talk.draft()).and_then(|(flow, draft)| {
        let mut steps = answered(talk, draft, flow, &press.object).map(|(step, _)| step.id.clone());
        steps.next().filter(|_| steps.next().is_none())
    });
    if let (Verb::EditPage, Some(step)) = (press.verb, single) {
        return edit(talk, &step);
    }
    let page = talk.flow().and_then(|flow| flow.page(&press.object)).map(|page| page.id.clone());
    if let Some(draft) = talk.draft_mut() {
        draft.view.editing_page = page.filter(|_| press.verb == Verb::EditPage);
    }
    Reading::Look
}

/// Asks one step again; afterwards the way leads back here.
pub(crate) fn edit(talk: &mut Talk<'_>, step: &str) -> Reading {
    let known = talk.flow().is_some_and(|flow| flow.step(step).is_some());
    if known && let Some(draft) = talk.draft_mut() {
        draft.asking = Some(step.to_owned());
    }
    Reading::GoOn
}
