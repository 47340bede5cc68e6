//! `claim`: one of the person's registered claims, by button, by number, or by its tracking code.

use super::list_view::{ListPage, list_page, page_row};
use super::{Asked, Reading, question};
use crate::claim::{CodeReading, TrackingCode};
use crate::engine::input::ClaimSummary;
use crate::engine::keyboard::Presser;
use crate::engine::press::{Press, Verb};
use crate::engine::session::Draft;
use crate::engine::talk::{Talk, button};
use crate::engine::{Silence, follow_page, late, timers, tray};
use crate::flow::Step;
use crate::persian::{number, text};
use crate::wording::{Arg, Message};

/// Rows below the claims: registering (two) or the unfinished claim, proving a mobile, and the bottom.
const OTHER_ROWS: usize = 4;

pub(crate) fn ask(talk: &Talk<'_>, draft: &Draft, step: &Step, presser: &Presser) -> Asked {
    let page = page(talk, draft);
    let mut rows: Vec<_> = page.shown.iter().map(|claim| vec![choice(claim, presser)]).collect();
    rows.extend(page_row(presser, page.page, page.pages));
    let mut asked = if page.shown.is_empty() { none_yet(talk, draft) } else { question(step) };
    if tray::has_unfinished(talk) {
        rows.push(vec![presser.plain("btn-late-unfinished", Verb::Escape)]); // wording: btn-late-unfinished
    } else if page.shown.is_empty() {
        let begin = Press::global(Verb::Start, "claim");
        rows.push(vec![button(Message::new("menu-claim"), begin)]);
        rows.push(vec![button(Message::new("menu-special"), Press::global(Verb::Special, ""))]);
    }
    if let Some(code) = &draft.view.query {
        let unlock = Press::global(Verb::Unlock, code.clone());
        rows.push(vec![button(Message::new("btn-unlock"), unlock)]);
    }
    asked.rows = rows;
    asked
}

/// Nothing is registered: said as guide B asks, with how long the photos are kept.
fn none_yet(talk: &Talk<'_>, draft: &Draft) -> Asked {
    let until = timers::expiry(talk, draft).filter(|_| !draft.photos.is_empty());
    let said = match until {
        Some(until) => {
            Message::new("late-no-claims").with("count", draft.photos.len()).with("until", until)
        }
        None => Message::new("late-no-claims-yet"),
    };
    Asked { paragraphs: vec![said], ..Asked::default() }
}

fn page(talk: &Talk<'_>, draft: &Draft) -> ListPage<ClaimSummary> {
    let claims = draft.claims.as_deref().unwrap_or_default();
    let rows = talk.world.settings.rows.saturating_sub(OTHER_ROWS);
    list_page(claims, 1, rows, draft.view.page as usize)
}

fn choice(claim: &ClaimSummary, presser: &Presser) -> crate::engine::Button {
    let code = claim.code.as_str().to_owned();
    let label = Message::new("btn-claim")
        .with("code", Arg::Code(code.clone()))
        .with("stage", follow_page::stage_name(claim.stage));
    presser.to(label, Verb::Choose, code)
}

pub(crate) fn read(talk: &mut Talk<'_>, typed: &str) -> Reading {
    let key = match TrackingCode::read(typed) {
        CodeReading::Code(code) => return look_up(talk, code),
        CodeReading::Mistyped => "tracking-code-mistyped",
        CodeReading::Foreign => "late-code-foreign",
        CodeReading::None => "miss-tracking-code",
    };
    // wording: late-code-foreign
    if tray::has_unfinished(talk) && talk.says("btn-late-unfinished", &text::search_key(typed)) {
        return tray::give_to_unfinished(talk);
    }
    let place =
        number::read_small_number(typed).and_then(|number| (number as usize).checked_sub(1));
    let shown = talk.draft().map(|draft| page(talk, draft).shown).unwrap_or_default();
    match place.and_then(|place| shown.get(place)) {
        Some(claim) => look_up(talk, claim.code.clone()),
        None => Reading::Miss(Message::new(key)),
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a question knows its own verbs; any other shows it again"
)]
pub(crate) fn press(talk: &mut Talk<'_>, press: &Press) -> Reading {
    match press.verb {
        Verb::Choose => {
            let code = TrackingCode::try_from(press.object.clone());
            return code.map_or(Reading::Look, |code| look_up(talk, code));
        }
        Verb::Escape if tray::has_unfinished(talk) => return tray::give_to_unfinished(talk),
        Verb::Page => {
            if let Some(draft) = talk.draft_mut() {
                draft.view.page = press.object.parse().unwrap_or(0);
            }
        }
        _ => {}
    }
    Reading::Look
}

fn look_up(talk: &mut Talk<'_>, code: TrackingCode) -> Reading {
    talk.session.misses = 0;
    late::look_up(talk, code);
    Reading::Silent(Silence::AnswerComes)
}
