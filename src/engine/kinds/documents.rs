//! `documents`: photos and files, each with a title; a checklist of what is sent, needed and optional (guide A page 3).

use super::list_view::{list_page, page_row};
use super::{Asked, Reading, question};
use crate::engine::documents::{self, Need};
use crate::engine::keyboard::{Presser, in_rows};
use crate::engine::photos;
use crate::engine::press::{Press, Verb};
use crate::engine::screen::Button;
use crate::engine::session::{Draft, DraftPhoto, Value};
use crate::engine::talk::{Talk, plain};
use crate::engine::{repair, tray};
use crate::flow::Step;
use crate::flow::model::DocumentRules;
use crate::persian::answer::read_yes_no;
use crate::persian::{number, text};
use crate::wording::{Arg, Message};

pub(crate) fn ask(
    talk: &Talk<'_>,
    draft: &Draft,
    step: &Step,
    rules: &DocumentRules,
    presser: &Presser,
) -> Asked {
    let stored: Vec<&DraftPhoto> = documents::stored(draft).map(|(photo, _)| photo).collect();
    let in_hand =
        draft.view.photo.as_ref().and_then(|id| stored.iter().find(|photo| photo.id == *id));
    if let Some(photo) = in_hand {
        return ask_about(talk, draft, rules, photo, presser);
    }
    if draft.view.replacing.is_some() {
        return Asked {
            paragraphs: vec![Message::new("photo-send-replacement")],
            ..Asked::default()
        };
    }
    if stored.is_empty() {
        let mut asked = question(step);
        asked.paragraphs.extend(checklist(talk, draft, rules));
        asked.paragraphs.extend(offer(talk));
        asked.rows = empty_rows(talk, rules, presser);
        return asked;
    }
    if let Some(photo) = documents::untitled(draft) {
        return ask_title(talk, draft, rules, photo, presser);
    }
    if draft.view.missing_told {
        return ask_missing(talk, draft, rules, presser);
    }
    overview(talk, draft, rules, presser)
}

/// All photos with their titles, the checklist, and the way on.
fn overview(talk: &Talk<'_>, draft: &Draft, rules: &DocumentRules, presser: &Presser) -> Asked {
    let photos: Vec<(Message, String)> = documents::stored(draft)
        .map(|(photo, _)| (named(talk, draft, rules, photo), photo.id.clone()))
        .collect();
    let lacking = draft.flow == repair::FLOW && !documents::missing(talk, draft, rules).is_empty();
    let room = talk.world.settings.rows.saturating_sub(2 + usize::from(lacking));
    let page = list_page(&photos, 1, room, draft.view.page as usize);
    let buttons: Vec<_> =
        page.shown.into_iter().map(|(label, id)| presser.to(label, Verb::Photo, id)).collect();
    let mut rows = in_rows(&buttons, 1);
    rows.extend(page_row(presser, page.page, page.pages));
    rows.push(vec![
        presser.plain(&rules.done, Verb::Next),
        presser.plain("btn-add-photos", Verb::AddPhotos),
    ]);
    if lacking {
        rows.push(vec![presser.plain(&rules.later, Verb::Later)]);
    }
    // wording: btn-next btn-add-photos
    let mut paragraphs = vec![Message::new("documents-overview")];
    paragraphs.extend(checklist(talk, draft, rules));
    Asked { paragraphs, rows, ..Asked::default() }
}

/// Photos that came before the claim was begun are offered.
fn offer(talk: &Talk<'_>) -> Option<Message> {
    tray::kept(talk).map(|count| Message::new("late-offer").with("count", count))
}

/// «عکس‌های قبلی», and the way on where nothing needs to be sent.
fn empty_rows(talk: &Talk<'_>, rules: &DocumentRules, presser: &Presser) -> Vec<Vec<Button>> {
    let kept = tray::kept(talk).map(|_| presser.plain("btn-late-use", Verb::Kept)); // wording: btn-late-use
    let later = (rules.min == 0).then(|| presser.plain(&rules.later, Verb::Later));
    kept.into_iter().chain(later).map(|button| vec![button]).collect()
}

/// The missing titles, once, with «بعداً می‌فرستم».
fn ask_missing(talk: &Talk<'_>, draft: &Draft, rules: &DocumentRules, presser: &Presser) -> Asked {
    let lines = documents::lines(talk, rules, &documents::missing(talk, draft, rules));
    let key = if draft.flow == repair::FLOW { "repair-lacking" } else { "documents-missing" };
    // wording: documents-missing(lines) repair-lacking(lines)
    let paragraphs = vec![Message::new(key).with("lines", Arg::Lines(lines))];
    let rows = vec![vec![
        presser.plain(&rules.later, Verb::Later),
        presser.plain("btn-add-photos", Verb::AddPhotos),
    ]];
    // wording: btn-later
    Asked { paragraphs, rows, ..Asked::default() }
}

/// The titles for a photo that has none: those that are needed and not there come first.
fn ask_title(
    talk: &Talk<'_>,
    draft: &Draft,
    rules: &DocumentRules,
    photo: &DraftPhoto,
    presser: &Presser,
) -> Asked {
    let titles = titles(talk, draft, rules);
    let page =
        list_page(&titles, 1, talk.world.settings.rows.saturating_sub(1), draft.view.page as usize);
    let buttons: Vec<_> = page
        .shown
        .iter()
        .map(|code| {
            let name = plain(documents::title_name(talk, rules, code));
            presser.to(name, Verb::Title, code.clone())
        })
        .collect();
    let mut rows = in_rows(&buttons, 1);
    rows.extend(page_row(presser, page.page, page.pages));
    let question = Message::new("ask-photo-title")
        .with("photo", photos::name(draft, &photo.id))
        .with("count", documents::stored(draft).count());
    Asked { paragraphs: vec![question], rows, reply_to: Some(photo.message_id), ..Asked::default() }
}

/// One photo: another title, another photo in its place, or away with it.
fn ask_about(
    talk: &Talk<'_>,
    draft: &Draft,
    rules: &DocumentRules,
    photo: &DraftPhoto,
    presser: &Presser,
) -> Asked {
    let id = &photo.id;
    let rows = vec![
        vec![presser.to(Message::new("btn-photo-retitle"), Verb::Retitle, id.clone())],
        vec![
            presser.to(Message::new("btn-photo-remove"), Verb::Remove, id.clone()),
            presser.to(Message::new("btn-photo-replace"), Verb::Replace, id.clone()),
        ],
        vec![presser.plain("btn-documents-list", Verb::Keep)], // wording: btn-documents-list
    ];
    let paragraphs =
        vec![Message::new("photo-in-hand").with("photo", named(talk, draft, rules, photo))];
    Asked { paragraphs, rows, reply_to: Some(photo.message_id), ..Asked::default() }
}

/// «ارسال‌شده / لازم / اختیاری»
fn checklist(talk: &Talk<'_>, draft: &Draft, rules: &DocumentRules) -> Option<Message> {
    let needs = documents::needs(talk, draft, rules);
    let lines: Vec<Message> = needs
        .iter()
        .map(|(code, need)| {
            let key = match (documents::has(draft, code), need) {
                (true, _) => "checklist-sent",
                (false, Need::Required) => "checklist-required",
                (false, Need::Optional) => "checklist-optional",
            };
            // wording: checklist-sent(title) checklist-required(title) checklist-optional(title)
            Message::new(key).with("title", Arg::Words(documents::title_name(talk, rules, code)))
        })
        .collect();
    (!lines.is_empty()).then(|| Message::new("checklist").with("lines", Arg::Lines(lines)))
}

fn named(talk: &Talk<'_>, draft: &Draft, rules: &DocumentRules, photo: &DraftPhoto) -> Message {
    let title = photo.title.as_ref().map(|code| documents::title_name(talk, rules, code));
    photos::name_with_title(draft, photo, title)
}

/// Every title: needed and not there, then wanted, then the rest.
fn titles(talk: &Talk<'_>, draft: &Draft, rules: &DocumentRules) -> Vec<String> {
    let needs = documents::needs(talk, draft, rules);
    let (sent, open): (Vec<_>, Vec<_>) =
        needs.iter().partition(|(code, _)| documents::has(draft, code));
    let mut codes: Vec<String> =
        open.into_iter().chain(sent).map(|(code, _)| code.clone()).collect();
    for row in documents::titles(talk, draft, rules) {
        if !codes.contains(&row.id) {
            codes.push(row.id.clone());
        }
    }
    codes
}

pub(crate) fn read(talk: &mut Talk<'_>, rules: &DocumentRules, typed: &str) -> Reading {
    let key = text::search_key(typed);
    if talk.draft().and_then(documents::untitled).is_some() {
        return read_title(talk, rules, typed);
    }
    if talk.says(&rules.done, &key) {
        return next(talk, rules);
    }
    if talk.says(&rules.later, &key) {
        return later(talk, rules);
    }
    if talk.says("btn-add-photos", &key) {
        return Reading::Say(Message::new("photos-send-now"));
    }
    let agreed = talk.says("btn-late-use", &key) || read_yes_no(typed) == Some(true);
    if agreed && is_offered(talk) {
        return tray::use_kept(talk);
    }
    let done = Message::new(rules.done.clone());
    Reading::Miss(Message::new("miss-documents").with("done", done))
}

/// Whether photos that came before are offered by the question.
fn is_offered(talk: &Talk<'_>) -> bool {
    tray::kept(talk).is_some()
        && talk.draft().is_some_and(|draft| documents::stored(draft).next().is_none())
}

fn read_title(talk: &mut Talk<'_>, rules: &DocumentRules, typed: &str) -> Reading {
    let Some(draft) = talk.draft() else { return Reading::GoOn };
    let codes = titles(talk, draft, rules);
    let page =
        list_page(&codes, 1, talk.world.settings.rows.saturating_sub(1), draft.view.page as usize);
    let place =
        number::read_small_number(typed).and_then(|number| (number as usize).checked_sub(1));
    let by_number = place.and_then(|place| page.shown.get(place).cloned());
    let found = talk
        .world
        .datasets
        .by_name
        .get(&rules.titles)
        .map(|titles| titles.search(typed, &|_| true));
    let by_name = found.as_deref().and_then(|found| found.first().map(|row| row.id.clone()));
    match by_number.or(by_name) {
        Some(code) => give_title(talk, &code),
        None => Reading::Miss(Message::new("miss-title")),
    }
}

fn give_title(talk: &mut Talk<'_>, code: &str) -> Reading {
    if let Some(draft) = talk.draft_mut() {
        let untitled = documents::untitled(draft).map(|photo| photo.id.clone());
        if let Some(photo) =
            draft.photos.iter_mut().find(|photo| Some(&photo.id) == untitled.as_ref())
        {
            photo.title = Some(code.to_owned());
        }
        (draft.view.page, draft.view.missing_told) = (0, false);
    }
    Reading::Look
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a question knows its own verbs; any other shows it again"
)]
pub(crate) fn press(
    talk: &mut Talk<'_>,
    step: &Step,
    rules: &DocumentRules,
    press: &Press,
) -> Reading {
    match press.verb {
        Verb::Next => return next(talk, rules),
        Verb::Later => return later(talk, rules),
        Verb::Kept => return tray::use_kept(talk),
        Verb::AddPhotos => {
            if let Some(draft) = talk.draft_mut() {
                draft.view.missing_told = false;
            }
            return Reading::Say(Message::new("photos-send-now"));
        }
        Verb::Remove => return remove(talk, &press.object),
        Verb::Title
            if talk
                .world
                .datasets
                .by_name
                .get(&rules.titles)
                .is_some_and(|all| all.row(&press.object).is_some()) =>
        {
            return give_title(talk, &press.object);
        }
        _ => {}
    }
    if let Some(draft) = talk.draft_mut() {
        draft.answers.remove(&step.id);
        turn_view(draft, press);
    }
    Reading::Look
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a question knows its own verbs; any other shows it again"
)]
fn turn_view(draft: &mut Draft, press: &Press) {
    match press.verb {
        Verb::Page => draft.view.page = press.object.parse().unwrap_or(0),
        Verb::Photo => draft.view.photo = Some(press.object.clone()),
        Verb::Replace => {
            (draft.view.photo, draft.view.replacing) = (None, Some(press.object.clone()));
        }
        Verb::Retitle => {
            draft.view.photo = None;
            if let Some(photo) = draft.photos.iter_mut().find(|photo| photo.id == press.object) {
                photo.title = None;
            }
        }
        _ => (draft.view.photo, draft.view.replacing) = (None, None),
    }
}

fn remove(talk: &mut Talk<'_>, id: &str) -> Reading {
    let Some(draft) = talk.draft_mut() else { return Reading::GoOn };
    draft.view.photo = None;
    let Some(photo) = draft.photos.iter().find(|photo| photo.id == id).cloned() else {
        return Reading::Look;
    };
    draft.photos.retain(|other| other.id != id);
    let drop = documents::drop_of(draft, &photo);
    talk.effects.extend(drop);
    Reading::Say(Message::new("photo-removed"))
}

/// «بعدی»: what is missing is listed once and never blocks.
fn next(talk: &mut Talk<'_>, rules: &DocumentRules) -> Reading {
    let Some(draft) = talk.draft() else { return Reading::GoOn };
    if !documents::is_complete(draft, rules) {
        return Reading::Say(incomplete(draft));
    }
    if draft.view.missing_told || documents::missing(talk, draft, rules).is_empty() {
        return done(talk);
    }
    if let Some(draft) = talk.draft_mut() {
        draft.view.missing_told = true;
    }
    Reading::Look
}

fn later(talk: &mut Talk<'_>, rules: &DocumentRules) -> Reading {
    match talk.draft() {
        Some(draft) if documents::is_complete(draft, rules) => done(talk),
        Some(draft) => Reading::Say(incomplete(draft)),
        None => Reading::GoOn,
    }
}

/// Why the page cannot be left.
fn incomplete(draft: &Draft) -> Message {
    let coming = documents::is_coming(draft);
    // wording: photos-still-coming documents-at-least-one
    Message::new(if coming { "photos-still-coming" } else { "documents-at-least-one" })
}

fn done(talk: &Talk<'_>) -> Reading {
    let count = talk.draft().map_or(0, |draft| documents::stored(draft).count());
    Reading::Answer(Value::Done, Message::new("value-documents").with("count", count))
}
