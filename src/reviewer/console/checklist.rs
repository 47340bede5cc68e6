//! Which documents a claim needs, and which of them are there: the same table as the wizard's page 3.

use crate::claim::{Claim, ClaimKind, Document};
use crate::flow::{Cell, Datasets, Row};

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
    let mut needed: Vec<Needed> = Vec::new();
    for row in rows.iter().flat_map(|list| &list.rows).filter(|row| fits(claim, row)) {
        let Some(code) = row.text("title") else { continue };
        let is_required = row.text("need") == Some("required");
        if let Some(known) = needed.iter_mut().find(|known| known.code == code) {
            known.is_required |= is_required;
            continue;
        }
        let name = titles.and_then(|titles| titles.row(code)).map_or(code, |title| &title.label);
        needed.push(Needed {
            code: code.to_owned(),
            name: name.to_owned(),
            is_required,
            is_there: has(&claim.documents, code),
        });
    }
    needed.sort_by_key(|needed| !needed.is_required);
    needed
}

fn has(documents: &[Document], code: &str) -> bool {
    documents.iter().any(|document| document.title.code == code)
}

/// An empty cell and `*` fit everything.
fn fits(claim: &Claim, row: &Row) -> bool {
    let details = &claim.details;
    let erx = details.e_prescription.as_ref().map(|erx| if erx.has { "have" } else { "none" });
    let answers = [
        ("heading", details.service_group.as_ref().map(|group| group.code.as_str())),
        ("service", details.service.as_ref().map(|service| service.code.as_str())),
        ("e_prescription", erx),
        ("insurer", details.basic_insurer.as_deref()),
    ];
    answers.into_iter().all(|(column, answer)| match row.cells.get(column) {
        None => true,
        Some(Cell::Text(wanted)) => wanted == "*" || answer == Some(wanted),
        Some(Cell::Truth(_) | Cell::Number(_) | Cell::Date(_)) => false,
    })
}
