//! What staff and people do to claims in tests.

use bimeyar::claim::{
    Act, Decision, DecisionKind, Defect, DefectItem, DefectKind, DocumentTitle, Field, ItemAnswer,
    Repair,
};
use bimeyar::persian::{JalaliDate, Rial};
use bimeyar::registry::{ClaimChange, Doer};

use super::claims::day;

pub(crate) fn title(code: &str) -> DocumentTitle {
    DocumentTitle { code: code.to_owned(), name: format!("مدرک {code}") }
}

pub(crate) fn item(kind: DefectKind) -> DefectItem {
    DefectItem {
        kind, reason: None, note: Some("لطفاً دوباره".to_owned()), answer: None
    }
}

pub(crate) fn missing(code: &str) -> DefectItem {
    item(DefectKind::MissingDocument { title: title(code) })
}

pub(crate) fn wrong(field: Field) -> DefectItem {
    item(DefectKind::WrongField { field })
}

pub(crate) fn defect(items: Vec<DefectItem>, due: Option<JalaliDate>) -> Act {
    Act::Decide(Decision::DeclareDefect { items, due })
}

/// Some decision of `kind` with all that it carries.
pub(crate) fn some(kind: DecisionKind) -> Decision {
    match kind {
        DecisionKind::StartReview => Decision::StartReview,
        DecisionKind::DeclareDefect => {
            Decision::DeclareDefect { items: vec![missing("RPT")], due: None }
        }
        DecisionKind::Reject => Decision::Reject { reason: "expired".to_owned(), note: None },
        DecisionKind::Approve => {
            Decision::Approve { approved: Rial(9_000_000), deductions: Vec::new(), note: None }
        }
        DecisionKind::OriginalsReceived => Decision::OriginalsReceived,
        DecisionKind::SendToFinance => Decision::SendToFinance,
        DecisionKind::Pay => {
            Decision::Pay { paid: Rial(9_000_000), on: day("1405-09-12"), reference: None }
        }
    }
}

/// Answers each item of a round with words.
pub(crate) fn words_for(defect: &Defect) -> Repair {
    let answer = |_: &DefectItem| ItemAnswer::Said("درست شد".to_owned());
    Repair {
        round: defect.round,
        answers: defect.items.iter().map(answer).collect(),
        description: None,
    }
}

/// By somebody on the staff, whatever the revision is.
pub(crate) fn by_staff(act: Act) -> ClaimChange {
    ClaimChange { act, by: Doer::Staff { name: "sara".to_owned() }, expected_revision: None }
}

/// In chat 1, once for each `once`.
pub(crate) fn in_chat(act: Act, once: &str) -> ClaimChange {
    ClaimChange { act, by: Doer::Chat { chat: 1, once: once.to_owned() }, expected_revision: None }
}
