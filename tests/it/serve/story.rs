//! The life of a claim as one person and one reviewer make it, while the bot may die at any moment.

use serde_json::{Value, json};

use super::claims::{Reviewer, wanted_document};
use super::mending::Mending;
use super::notices::{self, Item};
use super::plan::{Photo, Plan, REPORT, SMALL, Who, photo};
use super::play::Player;
use super::subset::differences;
use super::words::{label, says_with};

/// The stages of [`live`], in order, and who led to each.
const STAGES: [(&str, &str); 6] = [
    ("registered", "insured"),
    ("under_review", "reviewer"),
    ("defect", "reviewer"),
    ("resubmitted", "insured"),
    ("under_review", "reviewer"),
    ("approved", "reviewer"),
];

/// What became of a claim.
pub(super) struct Lived {
    who: Who,
    plan: Plan,
    /// The document that was missing.
    report: Photo,
    pub(super) code: String,
}

/// Claims, is found to lack a document, sends it, and is approved. Number `n` tells photos apart.
pub(super) async fn live(
    player: &mut Player,
    reviewer: &Reviewer,
    (plan, n): (Plan, u32),
) -> Lived {
    let code = player.claims(&plan).await;
    let told = |key: &str| says_with(&notices::of(key, &code));
    let review = || json!({ "kind": "start_review" });
    reviewer.insists(&code, (review(), 1), "under_review").await;
    player.hears_of(&told("notice-review-started")).await;

    let missing = json!({ "kind": "declare_defect", "items": [
        { "type": "missing_document", "title": "RPT", "reason": "no_report" } ] });
    reviewer.insists(&code, (missing, 2), "defect").await;
    let item = Item::document("defect-missing", REPORT.0, "جواب یا گزارش خدمت همراهش نیست", None);
    let notice = player.hears_of(&notices::defect(&code, &[item], None)).await;
    player.person.presses(&notice, &label("btn-repair")).await;
    let report = photo(REPORT, SMALL, 1_000_000 + n);
    let mending = Mending { photos: vec![report.clone()], ..Mending::default() };
    player.mends(&mending, None, &told("repaired")).await;

    reviewer.insists(&code, (review(), 4), "under_review").await;
    let approve = json!({ "kind": "approve", "approved_rial": 9_000_000 });
    reviewer.insists(&code, (approve, 5), "approved").await;
    player.hears_of(&told("notice-approved")).await;
    // SMS to another mobile are not seen here.
    if plan.other_mobile.is_none() {
        player.hears_by_sms(std::slice::from_ref(&code)).await;
        player.hears_this_sms(&format!("stage: {code} 9000000 تأیید شد")).await;
    }
    Lived { who: player.person.who.clone(), plan, report, code }
}

impl Lived {
    /// The claim is what the person told, every event happened once, and every photo is whole.
    pub(super) async fn check(&self, reviewer: &Reviewer) {
        let Self { who, plan, report, code } = self;
        let claim = reviewer.claim(code).await;
        let mut wanted = plan.claim(who);
        let fields = wanted.as_object_mut().unwrap();
        fields.remove("defect");
        fields.remove("decision");
        fields.insert("stage".to_owned(), json!("approved"));
        fields.insert("revision".to_owned(), json!(STAGES.len()));
        let event = |(stage, actor): &(&str, &str)| json!({ "stage": stage, "actor": actor });
        let events: Vec<Value> = STAGES.iter().map(event).collect();
        fields.insert("events".to_owned(), json!(events));
        assert_eq!(differences(&claim, &wanted), Vec::<String>::new(), "{code}");
        let first = plan.photos.iter().map(|photo| wanted_document(photo, None));
        let documents = first.chain([wanted_document(report, Some(1))]).collect();
        reviewer.check_bytes(code, claim["documents"].as_array().unwrap(), documents).await;
    }

    /// How many photos the claim has.
    pub(super) fn photos(&self) -> usize {
        self.plan.photos.len() + 1
    }
}
