//! What is told of a claim without being asked: each change at once, and an open defect before its due date.

use super::Silence;
use super::talk::Talk;
use crate::claim::Claim;

/// Something happened to a claim of this chat.
pub(crate) fn changed(talk: &mut Talk<'_>, _claim: &Claim, _seq: i64) {
    talk.silence = Some(Silence::Outdated);
}

/// Time to recall an open defect.
pub(crate) fn remind(talk: &mut Talk<'_>) {
    talk.silence = Some(Silence::Outdated);
}
