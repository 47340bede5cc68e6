//! Claims of the special flows, and the answers of flows that register none, on the console's pages.

use bimeyar::claim::{
    Claim, Correction, Decision, DefectItem, DefectKind, DocumentTitle, Field, ItemAnswer,
    NewClaim, Repair, Role, Stage,
};
use bimeyar::persian::Rial;
use reqwest::StatusCode;

use super::browser::{Answer, Browser};
use super::{Office, page_of};
use crate::support::claims::{
    DESCRIPTION, disease, further, invoice, named, new_claim, now, special_expense,
    special_support, survey,
};

/// The headings of the cards of answers.
fn headings(page: &Answer) -> Vec<&str> {
    let cards = page.text.split("class=\"card answers\"><h2>").skip(1);
    cards.map(|card| card.split('<').next().unwrap()).collect()
}

async fn shown(browser: &mut Browser, claim: &Claim) -> Answer {
    let page = browser.get(&page_of(claim)).await;
    assert_eq!(page.status, StatusCode::OK);
    page
}

async fn in_hand(office: &Office, new: &NewClaim) -> Claim {
    let claim = office.register(new).await;
    office.decide(&claim, Decision::StartReview).await
}

#[tokio::test]
async fn a_special_expense_shows_all_that_its_flow_asked() {
    let office = Office::open().await;
    let mut new = special_expense(1);
    new.details.answers = vec![further("wheelchair", "صندلی چرخ‌دار", "بله")];
    let claim = in_hand(&office, &new).await;
    let mut browser = office.signed_in(Role::Reviewer).await;
    let page = shown(&mut browser, &claim).await;
    for words in [
        "مساعدت در هزینه",
        "نوع شکایت هزینه درمانی پرداخت نشده",
        "موضوع شکایت اسناد خسارت درمانی پذیرش و پرداخت نشده",
        "نوع بیمه پایه بیمه سلامت",
        "استان محل خدمت تهران",
        "استان صادرکننده البرز",
        "نوع بیمه تکمیلی بیمه دانا",
        "نوع خدمت دریافتی دیالیز",
        "بستری یا سرپایی بستری",
        "نوع بیماری ام‌اس لوپوس کلیوی · به گفته بیمه‌شده",
        "صندلی چرخ‌دار بله",
        "اصل مدارک لازم است",
    ] {
        page.says(words);
    }
    for line in DESCRIPTION {
        assert!(page.text.contains(&format!("<p><bdi>{line}</bdi></p>")), "{line}");
    }
    let groups = ["شرایط درخواست", "مشخصات بیمه‌شده", "شرح شکایت", "پاسخ‌های دیگر"];
    assert_eq!(headings(&page), groups);
    page.says(&format!("کد ملی {}", claim.details.insured.national_code.expose()));
    for absent in ["label-person", "مرکز درمانی", "قرارداد", "⟨"] {
        page.does_not_say(absent);
    }
    for field in Field::ALL {
        let flag = format!("decide=declare_defect&amp;field={}#", field.name());
        let is_own = Field::of_kind(claim.kind).contains(field);
        assert_eq!(page.text.contains(&flag), is_own, "{}", field.name());
    }
}

#[tokio::test]
async fn who_has_no_insurance_is_said_to_have_none() {
    let office = Office::open().await;
    let support = office.register(&special_support(1)).await;
    let mut new = special_expense(2);
    new.details.supplementary_insurer = None;
    new.details.inpatient = Some(false);
    new.details.service = Some(named("other", "شست‌وشوی زخم"));
    let expense = office.register(&new).await;
    let mut browser = office.signed_in(Role::Viewer).await;
    let page = shown(&mut browser, &support).await;
    page.says("نوع بیمه پایه بیمه ندارد");
    assert_eq!(headings(&page), ["مشخصات بیمه‌شده", "بیماری صعب‌العلاج"]);
    page.does_not_say("مدارک لازم");
    let page = shown(&mut browser, &expense).await;
    page.says("نوع بیمه تکمیلی ندارم");
    page.says("بستری یا سرپایی سرپایی");
    page.says("شست‌وشوی زخم · در فهرست نبود");
}

#[tokio::test]
async fn who_has_no_name_is_known_by_the_national_code() {
    let office = Office::open().await;
    let claim = office.register(&special_support(1)).await;
    office.register(&new_claim(2)).await;
    let code = format!("کد ملی {}", claim.details.insured.national_code.expose());
    let mut browser = office.signed_in(Role::Viewer).await;
    let queue = browser.get("/console").await;
    queue.says(&code);
    queue.says("ام‌اس");
    queue.says("زهرا موسوی\u{200c}پور");
    assert!(!queue.text.contains("<bdi> </bdi>"), "an empty name is shown");
    let found = browser.get("/console?kind=special_support").await;
    found.says(&code);
    found.does_not_say("زهرا");
    let page = shown(&mut browser, &claim).await;
    assert!(!page.text.contains("<bdi> </bdi>"));
    page.says(&format!("{code} · درخواست حمایت دولت"));
}

#[tokio::test]
async fn documents_that_may_be_missing_are_those_of_the_kind() {
    let office = Office::open().await;
    let mut browser = office.signed_in(Role::Reviewer).await;
    for (new, own, foreign) in [
        (new_claim(1), "INV", "SPX"),
        (special_support(2), "DIS", "INV"),
        (special_expense(3), "SPX", "INV"),
    ] {
        let claim = in_hand(&office, &new).await;
        let form = browser.get(&format!("{}?decide=declare_defect", page_of(&claim))).await;
        let offers = |title: &str| form.text.contains(&format!("<option value=\"{title}\""));
        assert!(offers(own) && offers("OTHER") && !offers(foreign), "{:?}", new.kind);
    }
}

#[tokio::test]
async fn the_documents_that_a_special_expense_needs_are_listed() {
    let office = Office::open().await;
    let mut new = special_expense(1);
    let title = |code: &str| DocumentTitle { code: code.to_owned(), name: code.to_owned() };
    let mut paid = invoice("00000000000000aa", b"paid");
    paid.title = title("SPX");
    new.documents = vec![paid];
    let with_insurer = in_hand(&office, &new).await;
    let mut without = special_expense(2);
    without.details.supplementary_insurer = None;
    let without = in_hand(&office, &without).await;
    let mut browser = office.signed_in(Role::Reviewer).await;
    let page = shown(&mut browser, &with_insurer).await;
    page.says("۴ مدرک لازم نرسیده است");
    page.says("گواهی از بیمه تکمیلی لازم");
    page.says("هزینه پرداختی بستری یا سرپایی رسیده");
    let missing = "missing=SUP&amp;missing=MSC&amp;missing=DIS&amp;missing=SRV#decision";
    assert!(page.text.contains(missing), "{}", page.text);
    let page = shown(&mut browser, &without).await;
    page.says("۴ مدرک لازم نرسیده است");
    page.does_not_say("گواهی از بیمه تکمیلی لازم");
}

#[tokio::test]
async fn support_is_granted_without_an_amount() {
    let office = Office::open().await;
    let claim = in_hand(&office, &special_support(1)).await;
    let page = page_of(&claim);
    let mut sara = office.signed_in(Role::Reviewer).await;
    let form = sara.get(&format!("{page}?decide=approve")).await;
    let names: Vec<String> = form.form("decision").into_iter().map(|(name, _)| name).collect();
    assert!(names.contains(&"note".to_owned()) && !names.contains(&"approved_rial".to_owned()));
    form.does_not_say("افزودن کسر");
    let typed = [("note", "برای کارت بیماری زنگ می‌زنند")];
    let preview = sara.answer(&page, &form, "preview", &typed).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.words());
    preview.says("درخواست حمایت دولت شما پذیرفته شد");
    preview.does_not_say("مبلغ");
    sara.answer(&page, &preview, "send", &[]).await.goes_to();
    let claim = office.now_is(&claim).await;
    assert_eq!((claim.stage, claim.outcome.approved), (Stage::Approved, None));
    let ended = shown(&mut sara, &claim).await;
    ended.says("تأیید شد پایان رسیدگی");
    ended.says("برای کارت بیماری زنگ می‌زنند");
    ended.says("تصمیمی با شما نیست");
}

#[tokio::test]
async fn after_the_approval_of_an_expense_somebody_phones() {
    let office = Office::open().await;
    let claim = in_hand(&office, &special_expense(1)).await;
    let page = page_of(&claim);
    let mut sara = office.signed_in(Role::Reviewer).await;
    let form = sara.get(&format!("{page}?decide=approve")).await;
    let preview = sara.answer(&page, &form, "preview", &[]).await;
    let phone = "برای دریافت اصل مدارک و تکمیل فرم با شما تماس گرفته می‌شود";
    assert_eq!(preview.words().matches(phone).count(), 2, "in the chat and in the SMS");
    sara.answer(&page, &preview, "send", &[]).await.goes_to();
    shown(&mut sara, &claim).await.says("تأیید شد تماس برای اصل مدارک و فرم");
    sara.get("/console").await.says("تماس برای اصل مدارک و فرم");
}

#[tokio::test]
async fn what_was_mended_of_an_expense_stands_beside_what_was() {
    let office = Office::open().await;
    let claim = in_hand(&office, &special_expense(1)).await;
    let fields = Field::of_kind(claim.kind);
    let item = |field: &Field| DefectItem {
        kind: DefectKind::WrongField { field: *field },
        reason: None,
        note: None,
        answer: None,
    };
    let items = fields.iter().map(item).collect();
    let claim = office.decide(&claim, Decision::DeclareDefect { items, due: None }).await;
    let mended = |field: &Field| match field {
        Field::IssuingProvince => Correction::IssuingProvince(Some(named("IR-10", "اصفهان"))),
        Field::SupplementaryInsurer => Correction::SupplementaryInsurer(None),
        Field::Inpatient => Correction::Inpatient(Some(false)),
        Field::Diseases => Correction::Diseases(vec![disease("lupus", "لوپوس")]),
        Field::Service => Correction::Service(Some(named("other", "شست‌وشوی زخم"))),
        Field::Amount => Correction::Amount(Some(Rial(9_000_000))),
        Field::ServiceDate
        | Field::Province
        | Field::Center
        | Field::ServiceGroup
        | Field::BasicInsurer
        | Field::MedicalCouncilNumber
        | Field::EPrescription
        | Field::Notes => field.of(&claim.details),
    };
    let answer = |field: &Field| ItemAnswer::Corrected {
        old: Box::new(field.of(&claim.details)),
        new: Box::new(mended(field)),
    };
    let answers = fields.iter().map(answer).collect();
    let claim = office.repair(&claim, Repair { round: 1, answers, description: None }).await;
    let mut sara = office.signed_in(Role::Reviewer).await;
    let page = shown(&mut sara, &claim).await;
    for words in [
        "«استان صادرکننده» درست نبود پیش از اصلاح البرز تازه اصفهان",
        "«نوع بیمه تکمیلی» درست نبود پیش از اصلاح بیمه دانا تازه ندارم",
        "«بستری یا سرپایی» درست نبود پیش از اصلاح بستری تازه سرپایی",
        "«نوع بیماری» درست نبود پیش از اصلاح ام‌اس لوپوس کلیوی · به گفته بیمه‌شده تازه لوپوس",
        "«نوع خدمت دریافتی» درست نبود پیش از اصلاح دیالیز تازه شست‌وشوی زخم · در فهرست نبود",
        "تازه ۹٬۰۰۰٬۰۰۰ ریال",
    ] {
        page.says(words);
    }
}

#[tokio::test]
async fn answers_of_surveys_have_a_page() {
    let office = Office::open().await;
    let mut viewer = office.signed_in(Role::Viewer).await;
    viewer.get("/console/answers").await.says("هنوز پاسخی نرسیده است");
    let claim = office.register(&new_claim(1)).await;
    let registry = &office.desk.registry;
    registry.keep_answers(&survey(1, Some(&claim.code)), now()).await.unwrap();
    for number in 2..=24 {
        let mut kept = survey(number, None);
        kept.answers[0].answer = format!("<b>{number}</b>");
        if number % 4 == 0 {
            "special_support".clone_into(&mut kept.flow);
        }
        registry.keep_answers(&kept, now()).await.unwrap();
    }
    let first = viewer.get("/console/answers").await;
    assert!(!first.text.contains("<b>"), "what was typed is no markup");
    let numbers = |page: &Answer| -> Vec<u32> {
        let ids = page.text.split("id=\"answers-").skip(1);
        ids.map(|id| id.split('"').next().unwrap().parse().unwrap()).collect()
    };
    assert_eq!(numbers(&first), (5..=24).rev().collect::<Vec<_>>());
    first.says("همه ۲۴");
    first.says("درخواست حمایت دولت ۶");
    first.says("survey ۱۸");
    first.says("رضایت شما <b>24</b>");
    let next = first.text.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let second = viewer.get(&next.replace("&amp;", "&")).await;
    assert_eq!(numbers(&second), [4, 3, 2, 1]);
    assert!(second.text.contains(&format!("href=\"{}\"", page_of(&claim))));
    second.says("تازه\u{200c}ترین\u{200c}ها");
    let one = viewer.get("/console/answers?flow=special_support").await;
    assert_eq!(numbers(&one), [24, 20, 16, 12, 8, 4]);
    for odd in ["flow=none", "before=x", "before=-1", "flow=%3Cscript%3E"] {
        let page = viewer.get(&format!("/console/answers?{odd}")).await;
        assert_eq!(numbers(&page).len(), 20, "{odd}");
    }
    let queue = viewer.get("/console").await;
    assert!(queue.text.contains("href=\"/console/answers\""), "it is in the menu");
}

#[tokio::test]
async fn answers_are_for_who_is_signed_in() {
    let office = Office::open().await;
    let stranger = office.browser().get("/console/answers").await;
    assert!(stranger.goes_to().starts_with("/console/login"));
}
