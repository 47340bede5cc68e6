//! Which documents a claim needs, and which of them are there: the same table as the wizard's page 3.

use crate::claim::{Claim, ClaimKind, Document};
use crate::flow::{Answer, Cell, Datasets, Need, needs};

/// How a document that the answers ask for stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Needed {
    /// Code of the title.
    pub(super) code: String,
    /// Its Persian name.
    pub(super) name: String,
    pub(super) is_required: bool,
    pub(super) is_there: bool,
}

/// The documents that fit the claim's answers, required ones first.
pub(super) fn needed(claim: &Claim, datasets: &Datasets) -> Vec<Needed> {
    let rows = match claim.kind {
        ClaimKind::Supplementary => datasets.get("document_needs"),
        // What the special flows need stands in their own pages.
        ClaimKind::SpecialSupport | ClaimKind::SpecialExpense => None,
    };
    let titles = datasets.get("document_titles");
    let wanted = rows.map(|list| needs(&list.rows, &answered(claim))).unwrap_or_default();
    let named = |(code, need): (String, Need)| {
        let title = titles.and_then(|titles| titles.row(&code));
        Needed {
            name: title.map_or_else(|| code.clone(), |title| title.label.clone()),
            is_required: need == Need::Required,
            is_there: has(&claim.documents, &code),
            code,
        }
    };
    wanted.into_iter().map(named).collect()
}

fn has(documents: &[Document], code: &str) -> bool {
    documents.iter().any(|document| document.title.code == code)
}

/// What the claim says to the columns of the table, as page 3 of the wizard matches them.
fn answered(claim: &Claim) -> [(&'static str, Answer); 4] {
    let details = &claim.details;
    let erx = details.e_prescription.as_ref().map(|erx| if erx.has { "have" } else { "none" });
    let text = |code: Option<&str>| {
        code.map_or(Answer::Open, |code| Answer::Is(Cell::Text(code.to_owned())))
    };
    [
        ("heading", text(details.service_group.as_ref().map(|group| group.code.as_str()))),
        ("service", text(details.service.as_ref().map(|service| service.code.as_str()))),
        ("e_prescription", text(erx)),
        ("insurer", text(details.basic_insurer.as_deref())),
    ]
}
