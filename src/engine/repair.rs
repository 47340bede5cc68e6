//! «رفع نقص»: a walk through just the items of a defect, then «ارسال مجدد» (DESIGN §1.3).

use super::Silence;
use super::input::ChangeOutcome;
use super::talk::Talk;

/// `Repaired` has come.
pub(crate) fn repaired(talk: &mut Talk<'_>, _draft: &str, _outcome: &ChangeOutcome) {
    talk.silence = Some(Silence::Outdated);
}
