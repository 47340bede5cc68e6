//! «پیگیری با کد رهگیری» and «درخواست‌های من».

use super::effect::{Asker, Effect};
use super::input::{ClaimSummary, LookUpOutcome};
use super::press::{Press, Verb};
use super::screen::{Button, Keyboard};
use super::session::{Focus, Waiting};
use super::talk::{Talk, button};
use super::{Silence, menu};
use crate::claim::{CodeReading, TrackingCode};
use crate::persian::NationalCode;
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

/// Looks a claim up.
pub(crate) fn look_up(talk: &mut Talk<'_>, code: TrackingCode) {
    talk.session.waiting = Some(Waiting::Claim(code.clone()));
    let asker = Asker { identity: identity(talk), proved: false };
    talk.effects.push(Effect::LookUpClaim { code, asker });
    talk.silence = Some(Silence::AnswerComes);
}

/// Lists one's claims.
pub(crate) fn list(talk: &mut Talk<'_>, page: u32) {
    talk.session.waiting = Some(Waiting::Claims(page));
    let identity = identity(talk);
    talk.effects.push(Effect::ListClaims { identity });
    talk.silence = Some(Silence::AnswerComes);
}

/// `ClaimLookedUp` has come. Unknown and not to be shown read alike (`storage.md` §4.1 I1).
pub(crate) fn looked_up(talk: &mut Talk<'_>, code: &TrackingCode, outcome: &LookUpOutcome) {
    let code = Arg::Code(code.as_str().to_owned());
    let LookUpOutcome::Seen(claim) = outcome else {
        let rows = vec![
            vec![button(Message::new("btn-try-another-code"), Press::global(Verb::Status, ""))],
            vec![way_back(talk)],
        ];
        return talk.show(
            vec![Message::new("claim-not-shown").with("code", code)],
            Keyboard::Inline(rows),
        );
    };
    let rows = vec![
        vec![button(Message::new("menu-mine"), Press::global(Verb::Claims, "0"))],
        vec![way_back(talk)],
    ];
    talk.show(page_of(&ClaimSummary::from(&**claim)), Keyboard::Inline(rows));
}

/// `ClaimsListed` has come.
pub(crate) fn listed(talk: &mut Talk<'_>, claims: &[ClaimSummary], page: u32) {
    if claims.is_empty() {
        let rows = vec![
            vec![button(Message::new("menu-claim"), Press::global(Verb::Start, "claim"))],
            vec![way_back(talk)],
        ];
        return talk.show(vec![Message::new("no-claims")], Keyboard::Inline(rows));
    }
    let pages = claims.len().div_ceil(ON_A_PAGE);
    let page = (page as usize).min(pages - 1);
    let shown: Vec<&ClaimSummary> = claims.iter().skip(page * ON_A_PAGE).take(ON_A_PAGE).collect();
    let lines = shown.iter().map(|claim| line_of(claim)).collect();
    let mut rows: Vec<Vec<Button>> = shown
        .iter()
        .map(|claim| {
            let code = claim.code.as_str().to_owned();
            let label = Message::new("btn-claim")
                .with("code", Arg::Code(code.clone()))
                .with("stage", stage_of(claim));
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
fn way_back(talk: &Talk<'_>) -> Button {
    if talk.session.drafts.is_empty() {
        button(Message::new("btn-menu"), Press::global(Verb::Menu, ""))
    } else {
        button(Message::new("btn-back-to-draft"), Press::global(Verb::Resume, ""))
    }
}

fn page_of(claim: &ClaimSummary) -> Vec<Message> {
    let mut lines = vec![
        Message::new("claim-insured").with("name", Arg::Words(claim.insured.clone())),
        Message::new("claim-registered-at").with("at", claim.registered_at),
    ];
    lines.extend(
        claim
            .service
            .clone()
            .map(|service| Message::new("claim-service").with("service", Arg::Words(service))),
    );
    lines.extend(
        claim
            .center
            .clone()
            .map(|center| Message::new("claim-center").with("center", Arg::Words(center))),
    );
    lines.extend(claim.amount.map(|amount| {
        Message::new("claim-amount").with("rial", amount).with("toman", Arg::Toman(amount))
    }));
    lines.push(Message::new("claim-documents").with("count", i64::from(claim.documents)));
    let heading = Message::new("claim-page")
        .with("code", Arg::Code(claim.code.as_str().to_owned()))
        .with("stage", stage_of(claim))
        .with("at", claim.stage_at)
        .with("lines", Arg::Lines(lines));
    // wording: stage-meaning-registered stage-meaning-under-review stage-meaning-defect stage-meaning-resubmitted stage-meaning-rejected
    // wording: stage-meaning-approved stage-meaning-originals-received stage-meaning-in-payment stage-meaning-paid stage-meaning-withdrawn
    let meaning = Message::new(format!("stage-meaning-{}", claim.stage.name().replace('_', "-")));
    vec![heading, meaning]
}

fn line_of(claim: &ClaimSummary) -> Message {
    Message::new("claim-line")
        .with("code", Arg::Code(claim.code.as_str().to_owned()))
        .with("stage", stage_of(claim))
        .with("name", Arg::Words(claim.insured.clone()))
        .with("at", claim.registered_at)
}

/// «ثبت شد» …
fn stage_of(claim: &ClaimSummary) -> Message {
    // wording: stage-registered stage-under-review stage-defect stage-resubmitted stage-rejected stage-approved
    // wording: stage-originals-received stage-in-payment stage-paid stage-withdrawn
    Message::new(format!("stage-{}", claim.stage.name().replace('_', "-")))
}

/// The identified person of this chat.
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
