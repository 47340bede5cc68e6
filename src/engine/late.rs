//! Documents for a claim that is registered already, by its tracking code (DESIGN §1.3). A draft of the flow `documents`
//! is also the tray: it keeps photos whose claim is not known yet, and waits below the claim that is being registered.

use super::effect::Effect;
use super::input::{ChangeOutcome, ClaimSummary, LookUpOutcome};
use super::press::{Press, Verb};
use super::screen::Keyboard;
use super::session::{Answer, Draft, Focus, Value, View, Waiting};
use super::talk::{Talk, button};
use super::{
    Silence, ask, documents, follow, follow_page, photos, repair, stack, start, submit, tray,
    unlock,
};
use crate::claim::{Claim, TrackingCode, life};
use crate::wording::{Arg, Message};

/// The flow of documents that come after registering.
pub(crate) const FLOW: &str = "documents";
/// Its step that asks for the claim.
pub(crate) const CLAIM: &str = "claim";
/// Claims among which one is chosen, at most; the newest.
const LISTED: usize = 40;

/// «ارسال مدارک»
pub(crate) fn begin(talk: &mut Talk<'_>) {
    match talk.session.drafts.iter().rev().find(|draft| draft.flow == FLOW) {
        Some(draft) => {
            let number = draft.number;
            stack::bring_up(talk, number);
            tray::offer_again(talk);
        }
        None => push(talk),
    }
    talk.session.focus = Focus::Question;
    ask::go_on(talk);
}

/// As [`begin`]; photos that wait are erased.
pub(crate) fn begin_afresh(talk: &mut Talk<'_>) {
    if talk.session.drafts.iter().any(|draft| draft.flow == FLOW && !is_empty(draft)) {
        talk.note(Message::new("cancelled-documents"));
    }
    stack::drop_groups(talk, |main| main.flow == FLOW);
    begin(talk);
}

/// «افزودن مدرک» to a claim.
pub(crate) fn add_to(talk: &mut Talk<'_>, code: TrackingCode) {
    let fits = |draft: &&Draft| draft.flow == FLOW && tray::fits(draft, &code);
    match talk.session.drafts.iter().rev().find(fits).map(|draft| draft.number) {
        Some(number) => stack::bring_up(talk, number),
        None => push(talk),
    }
    talk.session.focus = Focus::Question;
    if talk.draft().is_some_and(|draft| is_of(draft, &code)) {
        return ask::go_on(talk);
    }
    look_up(talk, code);
}

pub(crate) fn push(talk: &mut Talk<'_>) {
    let world = talk.world;
    if let Some(flow) = world.flows.get(FLOW) {
        start::push_draft(talk, &flow.id, flow.version);
    }
}

/// Whether the draft is about the claim of `code`.
pub(crate) fn is_of(draft: &Draft, code: &TrackingCode) -> bool {
    draft.about.as_ref().is_some_and(|claim| claim.code == *code)
}

/// Whether the draft keeps photos until their claim is known.
pub(crate) fn waits_for_claim(draft: &Draft) -> bool {
    draft.flow == FLOW && draft.about.is_none()
}

/// Whether nothing would be lost with the draft: «ارسال مدارک» before any photo came.
pub(crate) fn is_empty(draft: &Draft) -> bool {
    draft.flow == FLOW && draft.photos.is_empty()
}

/// Whether a photo began the draft and nothing of it is left.
pub(crate) fn has_nothing(draft: &Draft) -> bool {
    is_empty(draft) && draft.about.is_none() && draft.claims.as_ref().is_none_or(Vec::is_empty)
}

/// «ارسال مدارک» is left for something else before any photo came: it need not be gone back to.
pub(crate) fn tidy(talk: &mut Talk<'_>) {
    if talk.session.drafts.iter().any(is_empty) {
        stack::drop_groups(talk, is_empty);
    }
}

/// Asks for the person's own claims; what there is to say waits for the question.
pub(crate) fn list_own(talk: &mut Talk<'_>) {
    let notes = talk.take_notes();
    if let Some(draft) = tray::tray_mut(talk) {
        draft.to_say.extend(notes);
    }
    talk.session.waiting = Some(Waiting::OwnClaims);
    let identity = follow::identity(talk);
    talk.effects.push(Effect::ListClaims { identity });
    talk.silence = Some(Silence::AnswerComes);
}

/// Looks up the claim that the person means. Guessing is held off as in `follow`.
pub(crate) fn look_up(talk: &mut Talk<'_>, code: TrackingCode) {
    let listed = talk.draft().and_then(|draft| draft.claims.as_ref());
    let own = listed.is_some_and(|claims| claims.iter().any(|claim| claim.code == code));
    if let Some(again) = follow::held_back(talk, &code).filter(|_| !own) {
        let limited = Message::new("lookups-limited").with("again", again);
        tray::remark(talk, limited);
        return proceed(talk);
    }
    let asker = follow::asker(talk, &code);
    talk.session.waiting = Some(Waiting::ClaimForDocuments(code.clone()));
    talk.effects.push(Effect::LookUpClaim { code, asker });
    talk.silence = Some(Silence::AnswerComes);
}

/// Whether documents wait until the claim of `code` is open to this chat.
pub(crate) fn waits_for(talk: &Talk<'_>, code: &TrackingCode) -> bool {
    let tray = talk.draft().filter(|draft| draft.flow == FLOW);
    tray.is_some_and(|draft| draft.view.query.as_deref() == Some(code.as_str()))
}

/// `ClaimsListed` has come, for the question to which claim documents belong.
pub(crate) fn listed(talk: &mut Talk<'_>, claims: &[ClaimSummary]) {
    let open = claims.iter().filter(|claim| life::takes_documents(claim.kind, claim.stage));
    let open: Vec<ClaimSummary> = open.take(LISTED).cloned().collect();
    let Some(draft) = talk.session.drafts.iter_mut().rev().find(|draft| draft.flow == FLOW) else {
        talk.silence = Some(Silence::Outdated);
        return;
    };
    let (nothing, number) = (open.is_empty() && draft.photos.is_empty(), draft.number);
    draft.claims = Some(open);
    for note in std::mem::take(&mut draft.to_say) {
        talk.note(note);
    }
    if nothing && tray::has_unfinished(talk) {
        // Nothing is registered, but something is begun: what is sent goes there.
        stack::drop_groups(talk, |main| main.number == number);
        talk.note(Message::new("documents-how"));
        return start::resume(talk);
    }
    proceed(talk);
}

/// Asks what is to be asked, once the photos that came are acknowledged.
fn proceed(talk: &mut Talk<'_>) {
    let fresh = |draft: &Draft| draft.photos.iter().any(|photo| !photo.told);
    if talk.session.drafts.iter().any(fresh) {
        photos::acknowledge_when_quiet(talk);
    } else {
        talk.session.focus = Focus::Question;
        ask::go_on(talk);
    }
}

/// `ClaimLookedUp` has come, for documents.
pub(crate) fn found(talk: &mut Talk<'_>, code: &TrackingCode, outcome: &LookUpOutcome) {
    let name = Arg::Code(code.as_str().to_owned());
    let why = match outcome {
        LookUpOutcome::Seen(claim) if takes_more(claim) => {
            set_claim(talk, claim);
            return proceed(talk);
        }
        LookUpOutcome::Seen(claim) => takes_no_more(claim),
        LookUpOutcome::Closed => {
            talk.session.following.note_lookup(talk.moment.now);
            unlock::prepare(talk, code);
            if let Some(draft) = tray::tray_mut(talk) {
                let view = View { step: CLAIM.to_owned(), ..View::default() };
                draft.view = View { query: Some(code.as_str().to_owned()), ..view };
            }
            Message::new("late-locked").with("code", name)
        }
        LookUpOutcome::Held { until } => Message::new("lookups-held").with("until", *until),
    };
    tray::remark(talk, why);
    if !matches!(outcome, LookUpOutcome::Closed) {
        tray::give_back(talk);
    }
    proceed(talk);
}

fn takes_more(claim: &Claim) -> bool {
    life::takes_documents(claim.kind, claim.stage) && life::has_room(claim, 1)
}

/// Why `claim` does not take the documents.
fn takes_no_more(claim: &Claim) -> Message {
    let code = Arg::Code(claim.code.as_str().to_owned());
    if life::takes_documents(claim.kind, claim.stage) {
        let count = claim.documents.len();
        return Message::new("late-full")
            .with("code", code)
            .with("count", count)
            .with("limit", life::MOST_DOCUMENTS);
    }
    Message::new("late-ended")
        .with("code", code)
        .with("stage", follow_page::stage_name(claim.stage))
}

fn set_claim(talk: &mut Talk<'_>, claim: &Claim) {
    let at = talk.moment.now;
    let code = claim.code.as_str().to_owned();
    let Some(draft) = tray::tray_mut(talk) else { return };
    let label = Message::new("value-code").with("code", Arg::Code(code.clone()));
    draft.answers.insert(CLAIM.to_owned(), Answer { value: Value::Text(code), label, at });
    // What has become of it is not asked about here, and a session is kept small.
    let about = Claim { events: Vec::new(), documents: Vec::new(), ..claim.clone() };
    (draft.about, draft.asking, draft.view) = (Some(Box::new(about)), None, View::default());
}

/// Everything is answered: the documents go to the claim.
pub(crate) fn submit(talk: &mut Talk<'_>) {
    let Some(draft) = talk.draft() else { return };
    let Some(claim) = &draft.about else { return };
    let add = Effect::AddDocuments {
        code: claim.code.clone(),
        draft: draft.id.clone(),
        documents: submit::documents_of(talk, draft),
        asker: follow::asker(talk, &claim.code),
    };
    talk.session.waiting = Some(Waiting::DocumentsAdded(draft.id.clone()));
    talk.effects.push(add);
    talk.silence = Some(Silence::AnswerComes);
}

/// `DocumentsAdded` has come.
pub(crate) fn added(talk: &mut Talk<'_>, draft: &str, outcome: &ChangeOutcome) {
    let Some(place) = talk.session.drafts.iter().position(|known| known.id == draft) else {
        talk.silence = Some(Silence::Outdated);
        return;
    };
    let why = match outcome {
        ChangeOutcome::Done(claim) => return done(talk, place, claim),
        ChangeOutcome::NotAllowed(claim) => takes_no_more(claim),
        ChangeOutcome::Unknown => Message::new("late-not-open"),
    };
    talk.note(why);
    if let Some(draft) = talk.session.drafts.get_mut(place) {
        draft.answers.remove(CLAIM);
        (draft.about, draft.claims) = (None, None);
    }
    ask::go_on(talk);
}

fn done(talk: &mut Talk<'_>, place: usize, claim: &Claim) {
    let finished = talk.session.drafts.remove(place);
    talk.session.focus = Focus::Menu;
    talk.session.following.seen = Some(claim.code.clone());
    stack::set_timers(talk);
    let code = claim.code.as_str().to_owned();
    let told = Message::new("late-added")
        .with("count", documents::stored(&finished).count())
        .with("code", Arg::Code(code.clone()));
    let mut rows = vec![vec![
        button(Message::new("btn-show-claim"), Press::global(Verb::Claim, code.clone())),
        button(Message::new("btn-add-to-claim"), Press::global(Verb::AddTo, code.clone())),
    ]];
    let mut paragraphs = vec![told];
    if repair::is_open(claim) {
        paragraphs.push(Message::new("late-defect-open"));
        rows.push(vec![button(Message::new("btn-repair"), Press::global(Verb::Repair, code))]);
    }
    talk.show(paragraphs, Keyboard::Inline(rows));
    start::come_back(talk);
}
