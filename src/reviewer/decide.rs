//! Taking a decision on a claim, for the API and the console alike (`DESIGN.md` §6).

use super::Desk;
use super::staff::Staff;
use crate::claim::life::{Act, stage_after};
use crate::claim::{Claim, Decision, DecisionKind, TrackingCode};
use crate::persian::jalali;
use crate::registry::{Changed, ClaimChange, Doer, RegistryFault};

/// How taking a decision went; with the claim as it is.
#[derive(Debug)]
pub(super) enum Decided {
    /// It is taken.
    Done(Box<Claim>),
    /// Somebody else has changed the claim since it was looked at.
    Stale(Box<Claim>),
    /// The claim's stage does not allow it.
    NotAllowed(Box<Claim>),
    /// The role does not allow it.
    AboveRole,
    /// There is no such claim.
    Unknown,
}

/// Takes `decision` in the name of `staff`, if the claim is still the one of `expected_revision`.
pub(super) async fn decide(
    desk: &Desk,
    staff: &Staff,
    code: &TrackingCode,
    decision: Decision,
    expected_revision: u32,
) -> Result<Decided, RegistryFault> {
    if !staff.role.may_decide(decision.kind()) {
        return Ok(Decided::AboveRole);
    }
    let change = ClaimChange {
        act: Act::Decide(decision),
        by: Doer::Staff { name: staff.name.clone() },
        expected_revision: Some(expected_revision),
    };
    Ok(match desk.registry.change(code, change, desk.clock.now()).await? {
        Changed::Done(claim) => Decided::Done(claim),
        Changed::Stale(claim) => Decided::Stale(claim),
        Changed::Refused(_, claim) => Decided::NotAllowed(claim),
        Changed::Unknown => Decided::Unknown,
    })
}

/// The decisions that `claim` allows today and `staff` may take.
pub(super) fn allowed(desk: &Desk, staff: &Staff, claim: &Claim) -> Vec<DecisionKind> {
    let today = jalali::in_tehran(desk.clock.now());
    let is_allowed = |kind: &DecisionKind| {
        staff.role.may_decide(*kind) && stage_after(claim, *kind, today).is_some()
    };
    DecisionKind::ALL.into_iter().filter(is_allowed).collect()
}
