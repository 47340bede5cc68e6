//! What the person adds to a registered claim: two rounds of repairs by the buttons of their notices, and late documents by each
//! of the three ways.

use bimeyar::persian::text;
use bimeyar::wording::{Arg, Message};
use serde_json::{Value, json};

use super::claims::wanted_document;
use super::living::{Life, today};
use super::mending::Mending;
use super::notices::{self, Item};
use super::plan::{INVOICE, ORDER, Photo, Plan, REPORT, SMALL, Who, photo};
use super::subset::differences;
use super::words::{label, label_with, says_with};
use super::world::World;

/// The documents of the claim are those of the plan and, each with its round, what came later; and so are the bytes.
async fn has_documents(life: &Life<'_>, plan: &Plan, later: &[(&Photo, u32)]) {
    let claim = life.claim().await;
    let first = plan.photos.iter().map(|photo| wanted_document(photo, None));
    let later = later.iter().map(|(photo, round)| wanted_document(photo, Some(*round)));
    let documents = claim["documents"].as_array().unwrap();
    life.world.reviewer.check_bytes(&life.code, documents, first.chain(later).collect()).await;
}

fn done(key: &str, code: &str) -> String {
    says_with(&notices::of(key, code))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_rounds_of_defects_are_repaired_and_the_claim_is_paid() {
    let ali = Who::number(40);
    let world = World::started(std::slice::from_ref(&ali)).await;
    let plan = Plan::supplementary(&ali, 40);
    let mut life = Life::begins(&world, 1040, &plan).await;
    life.starts_review().await;
    let sent = first_round(&mut life, &plan).await;
    life.allows_only(&["start_review"]).await;
    life.starts_review().await;
    second_round(&mut life).await;
    has_documents(&life, &plan, &[(&sent[0], 1), (&sent[1], 1)]).await;
    life.starts_review().await;
    is_approved_and_paid(&mut life).await;
    assert_eq!(life.player.repeats, 0);
    world.checks_log(&[ali]);
}

/// A missing and an unreadable document, a wrong amount and a question; all of it is repaired.
async fn first_round(life: &mut Life<'_>, plan: &Plan) -> Vec<Photo> {
    let due = today().plus_days(5).unwrap();
    let documents = life.claim().await["documents"].clone();
    let invoice = documents.as_array().unwrap().iter().find(|it| it["title"]["code"] == "INV");
    let invoice = invoice.unwrap()["id"].clone();
    let body = json!({ "kind": "declare_defect", "due": due.to_string(), "items": [
        { "type": "missing_document", "title": "RPT", "reason": "no_report" },
        { "type": "unreadable_document", "document": invoice, "reason": "cropped" },
        { "type": "wrong_field", "field": "amount", "reason": "amount_mismatch" },
        { "type": "other", "note": "چرا دو نسخه هست؟" } ] });
    let items = [
        Item::document("defect-missing", REPORT.0, "جواب یا گزارش خدمت همراهش نیست", None),
        Item::document("defect-unreadable", INVOICE.0, "همه برگ در تصویر نیست", None),
        Item::field("field-amount", "مبلغ آن با مبلغ اعلام‌شده یکی نیست"),
        Item::other("چرا دو نسخه هست؟"),
    ];
    let told = notices::defect(&life.code, &items, Some(due));
    let reasons = json!("no_report,cropped,amount_mismatch");
    let notice = life.decides(body, ("defect", reasons), &told).await;
    life.hears_by_sms(format!("defect: {} نقص", life.code)).await;

    let photos = vec![photo(REPORT, SMALL, 400), photo(INVOICE, SMALL, 401)];
    let mending = Mending {
        photos: photos.clone(),
        amount: Some("۹ میلیون ریال"),
        words: Some("یکی برای داروخانه است"),
        ..Mending::default()
    };
    life.player.person.presses(&notice, &label("btn-repair")).await;
    life.player.mends(&mending, None, &done("repaired", &life.code)).await;
    life.goes_on("resubmitted", "insured", &Value::Null);
    has_documents(life, plan, &[(&photos[0], 1), (&photos[1], 1)]).await;
    let claim = life.claim().await;
    assert_eq!(claim["amount_rial"], 9_000_000);
    let item =
        |kind: &str, answer: Value| json!({ "type": kind, "answered": true, "answer": answer });
    let defect = json!({ "round": 1, "items": [
        item("missing_document", json!({ "documents": [late(&claim, REPORT.1)] })),
        item("unreadable_document", json!({ "documents": [late(&claim, INVOICE.1)] })),
        item("wrong_field", json!({ "old": 12_000_000, "new": 9_000_000 })),
        item("other", json!({ "text": "یکی برای داروخانه است" })) ] });
    assert_eq!(differences(&claim["defect"], &defect), Vec::<String>::new());
    photos
}

/// The id of the late document of this title.
fn late(claim: &Value, title: &str) -> Value {
    let documents = claim["documents"].as_array().unwrap();
    let is_it = |it: &&Value| it["late"] == true && it["title"]["code"] == title;
    documents.iter().find(is_it).unwrap()["id"].clone()
}

/// A document that the person does not have.
async fn second_round(life: &mut Life<'_>) {
    let body = json!({ "kind": "declare_defect", "items": [
        { "type": "missing_document", "title": "ORD", "reason": "no_stamp" } ] });
    let items = [Item::document("defect-missing", ORDER.0, "مهر و امضا ندارد", None)];
    let told = notices::defect(&life.code, &items, None);
    let notice = life.decides(body, ("defect", json!("no_stamp")), &told).await;
    life.hears_by_sms(format!("defect: {} نقص", life.code)).await;
    let mending =
        Mending { unavailable: Some("مطب بسته شده است"), ..Mending::default() };
    life.player.person.presses(&notice, &label("btn-repair")).await;
    life.player.mends(&mending, None, &done("repaired", &life.code)).await;
    life.goes_on("resubmitted", "insured", &Value::Null);
    let claim = life.claim().await;
    let defect = json!({ "round": 2, "due": null, "items": [{ "type": "missing_document",
        "answered": true, "answer": { "documents": [], "text": "مطب بسته شده است" } }] });
    assert_eq!(differences(&claim["defect"], &defect), Vec::<String>::new());
    assert_eq!(claim["defects"].as_array().unwrap().len(), 2);
}

async fn is_approved_and_paid(life: &mut Life<'_>) {
    let body = json!({ "kind": "approve", "approved_rial": 8_000_000, "note": "با کسر",
        "deductions": [{ "rial": 1_000_000, "reason": "فرانشیز" }] });
    let next = Message::new("approved-next-originals").with("province", Arg::words("تهران"));
    let told =
        notices::approved(&life.code, 8_000_000, &[(1_000_000, "فرانشیز")], ("با کسر", next));
    life.decides(body, ("approved", Value::Null), &told).await;
    life.hears_by_sms(format!("stage: {} 8000000 تأیید شد", life.code)).await;
    life.quietly("originals_received", "originals_received", "notice-originals-received").await;
    life.quietly("send_to_finance", "in_payment", "notice-in-payment").await;
    life.is_paid(8_000_000).await;
    life.allows_only(&[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_come_by_caption_by_button_and_by_asking() {
    let ali = Who::number(41);
    let world = World::started(std::slice::from_ref(&ali)).await;
    let plan = Plan::supplementary(&ali, 41);
    let mut life = Life::begins(&world, 1041, &plan).await;
    life.starts_review().await;
    let photos = [photo(REPORT, SMALL, 410), photo(ORDER, SMALL, 411), photo(INVOICE, SMALL, 412)];
    let added = says_with(&notices::of("late-added", &life.code).with("count", 1_usize));
    let of = |photo: &Photo| Mending { photos: vec![photo.clone()], ..Mending::default() };

    // The code stands under the photo, in Persian digits, with spaces and words around it.
    let letters: Vec<char> = text::to_persian_digits(&life.code).chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    let caption = format!("جواب آزمایش برای پرونده {} است", groups.join(" "));
    let sent = life.player.person.sends_under(&photos[0].upload, &caption).await;
    life.player.mends(&of(&photos[0]), Some(sent), &added).await;
    life.goes_on("under_review", "insured", &Value::Null);
    has_documents(&life, &plan, &[(&photos[0], 0)]).await;

    // Nothing stands under it: one's own claims are offered.
    let sent = life.player.person.sends(&[&photos[1].upload]).await;
    let button = Message::new("btn-claim")
        .with("code", Arg::code(life.code.as_str()))
        .with("stage", Message::new("stage-under-review"));
    let mending = Mending { claim: Some(label_with(&button)), ..of(&photos[1]) };
    life.player.mends(&mending, Some(sent), &added).await;
    life.goes_on("under_review", "insured", &Value::Null);

    // «ارسال مدارک»: the bot asks for the claim.
    life.player.person.types(&label("menu-documents")).await;
    let mending = Mending { claim: Some(label_with(&button)), ..of(&photos[2]) };
    life.player.mends(&mending, None, &added).await;
    life.goes_on("under_review", "insured", &Value::Null);
    has_documents(&life, &plan, &[(&photos[0], 0), (&photos[1], 0), (&photos[2], 0)]).await;
    world.checks_log(&[ali]);
}
