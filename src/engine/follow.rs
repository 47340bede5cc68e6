//! «پیگیری با کد رهگیری» and «درخواست‌های من».

use jiff::Timestamp;

use super::effect::{Asker, Effect};
use super::input::{ClaimSummary, LookUpOutcome};
use super::press::{Press, Verb};
use super::screen::{Button, Keyboard};
use super::session::{Focus, Waiting};
use super::talk::{Talk, button};
use super::{Silence, follow_page, menu, notices, unlock};
use crate::claim::{CodeReading, Stage, TrackingCode};
use crate::persian::{NationalCode, text};
use crate::wording::{Arg, Message};

/// Claims on one page of «درخواست‌های من».
const ON_A_PAGE: usize = 5;

/// Asks for a tracking code.
pub(crate) fn ask_code(talk: &mut Talk<'_>) {
    talk.session.focus = Focus::AskTrackingCode;
    let rows = vec![
        vec![button(Message::new("menu-mine"), Press::global(Verb::Claims, "0"))],
        vec![way_back(talk)],
    ];
    talk.show(vec![Message::new("ask-tracking-code")], Keyboard::Inline(rows));
}

/// Something was typed where a tracking code was asked for.
pub(crate) fn read_code(talk: &mut Talk<'_>, typed: &str) {
    let key = match TrackingCode::read(typed) {
        CodeReading::Code(code) => return look_up(talk, code),
        CodeReading::Mistyped => "tracking-code-mistyped",
        CodeReading::Foreign => "tracking-code-foreign",
        CodeReading::None => "miss-tracking-code",
    };
    // wording: tracking-code-mistyped tracking-code-foreign miss-tracking-code
    talk.note(Message::new(key));
    ask_code(talk);
}

/// Looks a claim up. Codes that are not this chat's own are held against guessing (`docs/decisions/0006`).
pub(crate) fn look_up(talk: &mut Talk<'_>, code: TrackingCode) {
    if let Some(again) = held_back(talk, &code) {
        return not_now(talk, Message::new("lookups-limited").with("again", again));
    }
    talk.session.waiting = Some(Waiting::Claim(code.clone()));
    let asker = asker(talk, &code);
    talk.effects.push(Effect::LookUpClaim { code, asker });
    talk.silence = Some(Silence::AnswerComes);
}

/// The code is not looked up for a while; one's own claims are there all the same.
fn not_now(talk: &mut Talk<'_>, why: Message) {
    let rows = vec![
        vec![button(Message::new("menu-mine"), Press::global(Verb::Claims, "0"))],
        vec![way_back(talk)],
    ];
    talk.show(vec![why], Keyboard::Inline(rows));
}

/// From when `code` may be looked up, after too many codes that are not this chat's own; none: at once.
pub(crate) fn held_back(talk: &Talk<'_>, code: &TrackingCode) -> Option<Timestamp> {
    let (following, now) = (&talk.session.following, talk.moment.now);
    let own = talk.session.registered.values().any(|known| known == code);
    following.lookup_again(now).filter(|_| !own && !following.is_open(code, now))
}

/// Who asks for the claim of `code`: the person identified in this chat, and whether a code has opened it here.
pub(crate) fn asker(talk: &Talk<'_>, code: &TrackingCode) -> Asker {
    let proved = talk.session.following.is_open(code, talk.moment.now);
    Asker { identity: identity(talk), proved }
}

/// Lists one's claims.
pub(crate) fn list(talk: &mut Talk<'_>, page: u32) {
    talk.session.waiting = Some(Waiting::Claims(page));
    let identity = identity(talk);
    talk.effects.push(Effect::ListClaims { identity });
    talk.silence = Some(Silence::AnswerComes);
}

/// `ClaimLookedUp` has come.
pub(crate) fn looked_up(talk: &mut Talk<'_>, code: &TrackingCode, outcome: &LookUpOutcome) {
    match outcome {
        LookUpOutcome::Seen(claim) => {
            notices::note(talk, claim);
            talk.session.following.seen = Some(code.clone());
            let (paragraphs, rows) = follow_page::page(talk, claim);
            talk.show(paragraphs, Keyboard::Inline(rows));
        }
        LookUpOutcome::Closed => {
            talk.session.following.note_lookup(talk.moment.now);
            unlock::offer(talk, code);
        }
        LookUpOutcome::Held { until } => {
            not_now(talk, Message::new("lookups-held").with("until", *until));
        }
    }
}

/// What a button of the page that was shown last says, typed.
pub(crate) fn typed_action(talk: &Talk<'_>, typed: &str) -> Option<Press> {
    let key = text::search_key(typed);
    if let Some(unlocking) = &talk.session.following.unlocking
        && talk.says("btn-unlock", &key)
    {
        return Some(Press::global(Verb::Unlock, unlocking.code.as_str()));
    }
    let code = talk.session.following.seen.as_ref()?;
    // wording: btn-repair btn-add-to-claim btn-withdraw
    let words = [
        ("btn-repair", Verb::Repair),
        ("btn-add-to-claim", Verb::AddTo),
        ("btn-withdraw", Verb::Withdraw),
    ];
    let (_, verb) = words.into_iter().find(|(word, _)| talk.says(word, &key))?;
    Some(Press::global(verb, code.as_str()))
}

/// What was asked outside the drafts is over: the question of the draft in hand stands again, or the menu.
pub(crate) fn settle_focus(talk: &mut Talk<'_>) {
    talk.session.focus = if talk.session.drafts.is_empty() { Focus::Menu } else { Focus::Question };
}

/// `ClaimsListed` has come, newest first: open defects are what waits for the person, so they come before all.
pub(crate) fn listed(talk: &mut Talk<'_>, claims: &[ClaimSummary], page: u32) {
    if claims.is_empty() {
        let rows = vec![
            vec![button(Message::new("menu-claim"), Press::global(Verb::Start, "claim"))],
            vec![way_back(talk)],
        ];
        return talk.show(vec![Message::new("no-claims")], Keyboard::Inline(rows));
    }
    let mut claims: Vec<&ClaimSummary> = claims.iter().collect();
    claims.sort_by_key(|claim| claim.stage != Stage::Defect);
    let pages = claims.len().div_ceil(ON_A_PAGE);
    let page = (page as usize).min(pages - 1);
    let shown: Vec<&ClaimSummary> =
        claims.iter().copied().skip(page * ON_A_PAGE).take(ON_A_PAGE).collect();
    let lines = shown.iter().map(|claim| line_of(claim)).collect();
    let mut rows: Vec<Vec<Button>> = shown
        .iter()
        .map(|claim| {
            let code = claim.code.as_str().to_owned();
            let label = Message::new("btn-claim")
                .with("code", Arg::Code(code.clone()))
                .with("stage", follow_page::stage_name(claim.stage));
            vec![button(label, Press::global(Verb::Claim, code))]
        })
        .collect();
    rows.extend(turn_pages(page, pages));
    rows.push(vec![way_back(talk)]);
    let heading =
        Message::new("my-claims").with("count", claims.len()).with("lines", Arg::Lines(lines));
    talk.show(vec![heading], Keyboard::Inline(rows));
}

fn turn_pages(page: usize, pages: usize) -> Option<Vec<Button>> {
    let to = |key: &str, page: usize| {
        button(Message::new(key), Press::global(Verb::Claims, page.to_string()))
    };
    let mut row = Vec::new();
    if page + 1 < pages {
        row.push(to("btn-page-next", page + 1)); // wording: btn-page-next
    }
    if page > 0 {
        row.push(to("btn-page-before", page - 1)); // wording: btn-page-before
    }
    (!row.is_empty()).then_some(row)
}

/// Back to the question of the draft, or to the menu.
pub(crate) fn way_back(talk: &Talk<'_>) -> Button {
    if talk.session.drafts.is_empty() {
        button(Message::new("btn-menu"), Press::global(Verb::Menu, ""))
    } else {
        button(Message::new("btn-back-to-draft"), Press::global(Verb::Resume, ""))
    }
}

fn line_of(claim: &ClaimSummary) -> Message {
    // wording: claim-line(code, stage, name, at) claim-line-defect(code, stage, name, at, due)
    let key = if claim.due.is_some() { "claim-line-defect" } else { "claim-line" };
    let line = Message::new(key)
        .with("code", Arg::code(claim.code.as_str()))
        .with("stage", follow_page::stage_name(claim.stage))
        .with("name", follow_page::insured_name(claim))
        .with("at", claim.registered_at);
    match claim.due {
        Some(due) => line.with("due", due),
        None => line,
    }
}

/// The person identified in this chat.
pub(crate) fn identity(talk: &Talk<'_>) -> Option<NationalCode> {
    talk.session.person.identity.as_ref().and_then(|identity| identity.national_code.clone())
}

/// A press asks for the menu while a draft waits: the draft is kept.
pub(crate) fn leave_for_menu(talk: &mut Talk<'_>) {
    if !talk.session.drafts.is_empty() {
        talk.note(Message::new("draft-kept"));
    }
    menu::show(talk);
}
