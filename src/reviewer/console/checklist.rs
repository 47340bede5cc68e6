//! Which documents a claim needs, and which of them are there: the same table as the wizard's page 3.

use crate::claim::{Claim, ClaimKind, Document};
use crate::flow::{Answer, Cell, Datasets, Need, Row, needs};

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
        ClaimKind::SpecialExpense => datasets.get("special_document_needs"),
        // Nothing needs to be sent for support.
        ClaimKind::SpecialSupport => None,
    };
    let titles = datasets.get("document_titles");
    let wanted = rows.map(|list| needs(&list.rows, &answered(claim, datasets))).unwrap_or_default();
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

/// The titles that a document of a claim of this kind may have, as its wizard offers them.
pub(super) fn titles(kind: ClaimKind, datasets: &Datasets) -> Vec<&Row> {
    let foreign = match kind {
        ClaimKind::Supplementary => "special",
        ClaimKind::SpecialSupport | ClaimKind::SpecialExpense => "claim",
    };
    let all = datasets.get("document_titles").map_or(&[][..], |list| &list.rows);
    all.iter().filter(|row| row.text("flow") != Some(foreign)).collect()
}

/// What the claim says to the columns of the table, as the page of its wizard that asks for photos matches them.
fn answered(claim: &Claim, datasets: &Datasets) -> [(&'static str, Answer); 5] {
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
        ("supplementary_insurer", supplementary_insurer(claim, datasets)),
    ]
}

/// The supplementary insurer in its list, of which a claim keeps the name.
fn supplementary_insurer(claim: &Claim, datasets: &Datasets) -> Answer {
    let is = |code: &str| Answer::Is(Cell::Text(code.to_owned()));
    let Some(name) = &claim.details.supplementary_insurer else { return is("none") };
    let rows = datasets.get("supplementary_insurers").map_or(&[][..], |list| &list.rows);
    rows.iter().find(|row| row.label == *name).map_or(Answer::OutOfList, |row| is(&row.id))
}
