//! Answers of effects, and timers.

use super::follow;
use super::input::{ChangeOutcome, Input, LookUpOutcome, RegisterOutcome};
use super::kinds::otp;
use super::late;
use super::notices;
use super::photos;
use super::repair;
use super::session::Waiting;
use super::start;
use super::talk::Talk;
use super::timers;
use super::unlock;
use super::withdraw;
use super::{Silence, TimerKind};
use crate::claim::TrackingCode;

/// A timer of this chat is due.
pub(crate) fn tick(talk: &mut Talk<'_>, timer: TimerKind) {
    match timer {
        TimerKind::PhotosGathered => photos::gathered(talk),
        TimerKind::DraftReminder => timers::remind(talk),
        TimerKind::DraftExpiry => timers::expire(talk),
        TimerKind::DefectReminder => notices::remind(talk),
    }
}

/// The answer of an effect. One that nobody waits for (performed twice) changes nothing.
pub(crate) fn answered(talk: &mut Talk<'_>, answer: Input) {
    note_defect(talk, &answer);
    let waiting = talk.session.waiting.take();
    match (answer, waiting) {
        (Input::CodeSent { challenge, outcome }, Some(Waiting::CodeSent(wanted)))
            if challenge == wanted =>
        {
            if unlock::is_asked(talk, &wanted) {
                unlock::sent(talk, wanted, &outcome);
            } else {
                otp::sent(talk, wanted, &outcome);
            }
        }
        (Input::CodeChecked { challenge, outcome }, Some(Waiting::CodeChecked(wanted)))
            if challenge == wanted =>
        {
            if unlock::is_asked(talk, &wanted) {
                unlock::checked(talk, &outcome);
            } else {
                otp::checked(talk, &outcome);
            }
        }
        (Input::PersonLookedUp { family }, Some(Waiting::Person)) => {
            start::person_looked_up(talk, family.as_ref());
        }
        (Input::ClaimLookedUp { code, outcome }, Some(waiting))
            if waiting.code() == Some(&code) =>
        {
            claim_looked_up(talk, &code, &outcome, &waiting);
        }
        (Input::DocumentsAdded { draft, outcome }, Some(Waiting::DocumentsAdded(wanted)))
            if draft == wanted =>
        {
            late::added(talk, &draft, &outcome);
        }
        (Input::Repaired { draft, outcome }, Some(Waiting::Repaired(wanted)))
            if draft == wanted =>
        {
            repair::repaired(talk, &draft, &outcome);
        }
        (Input::Withdrawn { code, outcome }, Some(Waiting::Withdrawn(wanted)))
            if code == wanted =>
        {
            withdraw::withdrawn(talk, &code, &outcome);
        }
        (Input::ClaimsListed { claims }, Some(Waiting::OwnClaims)) => late::listed(talk, &claims),
        (Input::ClaimsListed { claims }, Some(Waiting::OpenDefects)) => {
            repair::listed(talk, &claims);
        }
        (Input::ClaimsListed { claims }, Some(Waiting::Claims(page))) => {
            follow::listed(talk, &claims, page);
        }
        (_, waiting) => {
            talk.session.waiting = waiting;
            talk.silence = Some(Silence::Outdated);
        }
    }
}

fn claim_looked_up(
    talk: &mut Talk<'_>,
    code: &TrackingCode,
    outcome: &LookUpOutcome,
    waiting: &Waiting,
) {
    if let Waiting::ClaimForDocuments(_) = waiting {
        late::found(talk, code, outcome);
    } else if let Waiting::ClaimToRepair(_) = waiting {
        repair::looked_up(talk, code, outcome);
    } else {
        follow::looked_up(talk, code, outcome);
    }
}

/// What was done here is not told as news: whether a defect is still to be recalled is known from the answer.
fn note_defect(talk: &mut Talk<'_>, answer: &Input) {
    if let Input::DocumentsAdded { outcome, .. }
    | Input::Repaired { outcome, .. }
    | Input::Withdrawn { outcome, .. } = answer
        && let ChangeOutcome::Done(claim) | ChangeOutcome::NotAllowed(claim) = outcome
    {
        notices::note(talk, claim);
    }
}

/// A claim that was registered is told whenever the answer comes, as long as its draft is there.
pub(crate) fn registered(talk: &mut Talk<'_>, draft: &str, outcome: &RegisterOutcome) {
    if talk.session.waiting == Some(Waiting::Registered(draft.to_owned())) {
        talk.session.waiting = None;
    }
    if talk.session.drafts.iter().any(|known| known.id == draft) {
        start::registered(talk, draft, outcome);
    } else {
        talk.silence = Some(Silence::Outdated);
    }
}
