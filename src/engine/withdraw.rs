//! «انصراف از درخواست» while it is not yet decided (DESIGN §1.3).

use super::Silence;
use super::input::ChangeOutcome;
use super::talk::Talk;
use crate::claim::TrackingCode;

/// `Withdrawn` has come.
pub(crate) fn withdrawn(talk: &mut Talk<'_>, _code: &TrackingCode, _outcome: &ChangeOutcome) {
    talk.silence = Some(Silence::Outdated);
}
