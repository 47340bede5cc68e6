//! Deciding: forms, preview, sending, two at once, and who may.

use bimeyar::claim::decision::Deduction;
use bimeyar::claim::notice::notice;
use bimeyar::claim::{
    Claim, Correction, Decision, DecisionKind, DefectItem, DefectKind, Field, ItemAnswer, Repair,
    Role, Stage,
};
use bimeyar::persian::Rial;
use bimeyar::wording::Surface;
use reqwest::StatusCode;

use super::browser::{Answer, set};
use super::{Office, page_of};
use crate::support::claims::day;

/// Everything that the person is told of the claim's last event, as words.
fn told(office: &Office, claim: &Claim) -> (Vec<String>, Option<String>) {
    let event = claim.events.last().unwrap();
    let notice = notice(claim, event, &office.desk.datasets).unwrap();
    let catalog = &office.desk.catalog;
    let chat = |paragraph| catalog.text(paragraph, Surface::Chat).replace('*', "");
    let sms = notice.sms.map(|sms| catalog.text(&sms.text, Surface::Sms));
    (notice.paragraphs.iter().map(chat).collect(), sms)
}

/// The preview on a page says exactly what was told afterwards.
fn is_what_was_told(office: &Office, preview: &Answer, claim: &Claim) {
    let (paragraphs, sms) = told(office, claim);
    for words in paragraphs.iter().chain(&sms) {
        preview.says(words);
    }
    assert_eq!(preview.text.contains("data-preview=\"sms\""), sms.is_some());
    // A gateway with templates sends its own words: beside the SMS this is said.
    let about_templates = preview.words().contains("الگوی تأییدشده");
    assert_eq!(about_templates, sms.is_some());
}

#[tokio::test]
async fn a_claim_lives_from_registered_to_paid() {
    let office = Office::open().await;
    let claim = office.claim().await;
    let page = page_of(&claim);
    let mut sara = office.signed_in(Role::Reviewer).await;
    for (kind, changes, stage) in [
        ("start_review", &[][..], Stage::UnderReview),
        (
            "approve",
            &[
                ("approved_rial", "۱۱ میلیون ریال"),
                ("deductions/0/rial", "1,000,000"),
                ("deductions/0/reason", "بیش از تعرفه"),
            ][..],
            Stage::Approved,
        ),
        ("send_to_finance", &[][..], Stage::InPayment),
    ] {
        let form = sara.get(&format!("{page}?decide={kind}")).await;
        let preview = sara.answer(&page, &form, "preview", changes).await;
        assert_eq!(preview.status, StatusCode::OK, "{kind}: {}", preview.words());
        let done = sara.answer(&page, &preview, "send", &[]).await;
        assert_eq!(done.goes_to(), format!("{page}?done={kind}"));
        let claim = office.now_is(&claim).await;
        assert_eq!(claim.stage, stage);
        assert_eq!(claim.events.last().unwrap().by.as_deref(), Some("reviewer"));
        is_what_was_told(&office, &preview, &claim);
        sara.get(done.goes_to()).await.says("✓");
    }
    let mut cash = office.signed_in(Role::Finance).await;
    let form = cash.get(&format!("{page}?decide=pay")).await;
    let typed = [("paid_on", "دیروز"), ("reference", "REF-77")];
    let preview = cash.answer(&page, &form, "preview", &typed).await;
    let done = cash.answer(&page, &preview, "send", &[]).await;
    assert_eq!(done.goes_to(), format!("{page}?done=pay"));
    let claim = office.now_is(&claim).await;
    is_what_was_told(&office, &preview, &claim);
    let payment = claim.outcome.payment.clone().unwrap();
    assert_eq!((payment.rial, payment.on), (Rial(11_000_000), day("1405-08-29")));
    let deductions =
        vec![Deduction { rial: Rial(1_000_000), reason: "بیش از تعرفه".to_owned() }];
    assert_eq!(claim.outcome.deductions, deductions);
    cash.get(&page).await.says("REF-77");
}

#[tokio::test]
async fn a_defect_of_several_items_is_declared_without_scripts() {
    let office = Office::open().await;
    let claim = office.under_review().await;
    let page = page_of(&claim);
    let mut sara = office.signed_in(Role::Reviewer).await;
    // The checklist leads to a form that names what is missing.
    let shown = sara.get(&page).await;
    let flag = format!("{page}?decide=declare_defect&amp;missing=RPT&amp;missing=ERX#decision");
    assert!(shown.text.contains(&flag), "{}", shown.text);
    let form = sara.get(&flag.replace("&amp;", "&")).await;
    let form = sara.answer(&page, &form, "add", &[("items/0/note", "جواب MRI")]).await;
    let added = [
        ("items/2/type", "wrong_field"),
        ("items/2/field", "amount"),
        ("items/2/title", "INV"),
        ("items/2/reason", "amount_mismatch"),
    ];
    let form = sara.answer(&page, &form, "add", &added).await;
    let fields = form.form("decision");
    assert!(fields.contains(&("items/0/note".to_owned(), "جواب MRI".to_owned())));
    let form = sara.answer(&page, &form, "remove-1", &[]).await;
    // What is not filled in is told beside its field, and nothing is lost.
    let wrong = sara.answer(&page, &form, "preview", &[("due", "1405/08/01")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for fault in ["wrong-items-2-title", "wrong-due"] {
        assert!(wrong.text.contains(&format!("id=\"{fault}\"")), "{fault} is not told");
    }
    let mended = [
        ("items/2/type", "unreadable_document"),
        ("items/2/document", "00000000000000aa"),
        ("due", "۳۰ آذر ۱۴۰۵"),
    ];
    let preview = sara.answer(&page, &wrong, "preview", &mended).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.words());
    let edited = sara.answer(&page, &preview, "edit", &[]).await;
    assert!(edited.form("decision").contains(&("due".to_owned(), "۳۰ آذر ۱۴۰۵".to_owned())));
    assert_eq!(office.now_is(&claim).await.stage, Stage::UnderReview);
    sara.answer(&page, &preview, "send", &[]).await.goes_to();
    let claim = office.now_is(&claim).await;
    is_what_was_told(&office, &preview, &claim);
    let defect = &claim.defects[0];
    assert_eq!(defect.due, Some(day("1405-09-30")));
    let kinds: Vec<&str> = defect.items.iter().map(|item| item.kind.name()).collect();
    assert_eq!(kinds, ["missing_document", "wrong_field", "unreadable_document"]);
    assert_eq!(defect.items[0].note.as_deref(), Some("جواب MRI"));
}

#[tokio::test]
async fn a_repair_is_shown_beside_what_was_there_before() {
    let office = Office::open().await;
    let claim = office.under_review().await;
    let title = claim.documents[0].title.clone();
    let item = |kind| DefectItem { kind, reason: None, note: None, answer: None };
    let items = vec![
        item(DefectKind::WrongField { field: Field::Amount }),
        item(DefectKind::MissingDocument { title: title.clone() }),
    ];
    let due = Some(day("1405-09-05"));
    let claim = office.decide(&claim, Decision::DeclareDefect { items, due }).await;
    let mut sara = office.signed_in(Role::Reviewer).await;
    let open = sara.get(&page_of(&claim)).await;
    open.says("هنوز رفع نشده");
    open.says("تصمیمی با شما نیست");
    let old = Box::new(Correction::Amount(Some(Rial(12_000_000))));
    let new = Box::new(Correction::Amount(Some(Rial(9_000_000))));
    let answers = vec![
        ItemAnswer::Corrected { old, new },
        ItemAnswer::Unavailable { reason: "گم شده <است>".to_owned() },
    ];
    let claim = office.repair(&claim, Repair { round: 1, answers, description: None }).await;
    let page = sara.get(&page_of(&claim)).await;
    for words in
        ["نقص، دور ۱", "۱۲٬۰۰۰٬۰۰۰ ریال", "۹٬۰۰۰٬۰۰۰ ریال", "گم شده <است>", "رفع نقص و ارسال مجدد"]
    {
        page.says(words);
    }
    let kept = page.text.find("class=\"side old\"").unwrap();
    assert!(kept < page.text.find("class=\"side new\"").unwrap());
}

#[tokio::test]
async fn an_overdue_defect_may_be_turned_down() {
    let office = Office::open().await;
    let claim = office.under_review().await;
    let item = DefectItem {
        kind: DefectKind::Other,
        reason: None,
        note: Some("بفرستید".to_owned()),
        answer: None,
    };
    let due = Some(day("1405-09-05"));
    let claim = office.decide(&claim, Decision::DeclareDefect { items: vec![item], due }).await;
    let mut sara = office.signed_in(Role::Reviewer).await;
    sara.get(&page_of(&claim)).await.does_not_say("مهلت گذشته");
    sara.get("/console").await.says("مهلت گذشته ۰");
    office.wait(jiff::SignedDuration::from_hours(24 * 7));
    sara.sign_in("reviewer", super::PASSWORD).await;
    sara.get("/console").await.says("مهلت گذشته ۱");
    sara.get("/console?overdue=1").await.says("زهرا موسوی\u{200c}پور");
    let form = sara.get(&format!("{}?decide=reject", page_of(&claim))).await;
    form.says("مهلت گذشته");
    let preview = sara.answer(&page_of(&claim), &form, "preview", &[]).await;
    preview.says("نقص در مهلت مقرر برطرف نشد");
}

#[tokio::test]
async fn the_slower_of_two_is_told_and_loses_nothing() {
    let office = Office::open().await;
    let claim = office.under_review().await;
    let page = page_of(&claim);
    let mut sara = office.signed_in(Role::Reviewer).await;
    let form = sara.get(&format!("{page}?decide=reject")).await;
    let typed = [("reason", "late"), ("note", "یادداشت من")];
    let preview = sara.answer(&page, &form, "preview", &typed).await;
    // Somebody else adds nothing but a revision: the decision is still possible, on the new state.
    let documents = bimeyar::claim::Act::AddDocuments(Vec::new());
    let by = bimeyar::registry::Doer::Chat { chat: claim.chat, once: "x".to_owned() };
    let claim = office.change(&claim, documents, by).await;
    let stale = sara.answer(&page, &preview, "send", &[]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.says("این پرونده همین حالا عوض شد");
    let fields = stale.form("decision");
    assert!(fields.contains(&("note".to_owned(), "یادداشت من".to_owned())));
    assert!(fields.contains(&("revision".to_owned(), claim.revision.to_string())));
    // Then somebody else decides: it is not possible any more, but the words are still there.
    let approve = Decision::Approve { approved: Rial(1), deductions: Vec::new(), note: None };
    office.decide(&claim, approve).await;
    let late = sara.answer(&page, &stale, "send", &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.says("تأیید شد");
    late.says("یادداشت من");
    assert_eq!(office.now_is(&claim).await.outcome.rejection, None);
}

#[tokio::test]
async fn a_role_is_offered_and_granted_only_what_it_may() {
    let office = Office::open().await;
    let claim = office.under_review().await;
    let page = page_of(&claim);
    for role in Role::ALL {
        let mut browser = office.signed_in(role).await;
        let shown = browser.get(&page).await;
        let token = shown.form("/console/logout");
        for kind in DecisionKind::ALL {
            let is_stage = matches!(
                kind,
                DecisionKind::DeclareDefect | DecisionKind::Approve | DecisionKind::Reject
            );
            let offered = shown.text.contains(&format!("data-decide=\"{}\"", kind.name()));
            assert_eq!(offered, is_stage && role.may_decide(kind), "{role:?} {kind:?}");
            let mut form = token.clone();
            set(&mut form, "kind", kind.name());
            set(&mut form, "revision", &claim.revision.to_string());
            set(&mut form, "do", "send");
            let answer = browser.post(&format!("{page}/decisions"), &form).await;
            let expected = match (role.may_decide(kind), is_stage) {
                (false, _) => StatusCode::FORBIDDEN,
                (true, false) => StatusCode::CONFLICT,
                (true, true) => StatusCode::UNPROCESSABLE_ENTITY,
            };
            assert_eq!(answer.status, expected, "{role:?} {kind:?}");
        }
    }
    assert_eq!(office.now_is(&claim).await.revision, claim.revision);
}
