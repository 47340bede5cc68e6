//! What the pages show, to whom, and what no page lets out.

use bimeyar::claim::{ClaimKind, Decision, Role};
use bimeyar::registry::{AuditVerdict, Erasure, WhyErased};
use reqwest::header::HeaderValue;
use reqwest::{StatusCode, header};

use super::{Office, PHOTO, page_of};
use crate::support::claims::{new_claim, now};

const EVIL: &str = "<script>alert(1)</script>\" onload=\"x";

#[tokio::test]
async fn the_queue_shows_searches_and_pages() {
    let office = Office::open().await;
    for number in 1..=27 {
        let mut new = new_claim(number);
        if number == 5 {
            new.kind = ClaimKind::SpecialExpense;
            "نیلوفر".clone_into(&mut new.details.insured.first_name);
        }
        office.register(&new).await;
    }
    let mut browser = office.signed_in(Role::Viewer).await;
    let first = browser.get("/console").await;
    first.says("ثبت شد ۲۷");
    first.says("زهرا موسوی\u{200c}پور");
    first.says("امروز");
    assert_eq!(first.text.matches("data-row").count(), 25);
    let next = first.text.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let second = browser.get(next).await;
    assert_eq!(second.text.matches("data-row").count(), 2);
    let found = browser.get("/console?q=%D9%86%DB%8C%D9%84%D9%88%D9%81%D8%B1").await;
    assert_eq!(found.text.matches("data-row").count(), 1);
    let found = browser.get("/console?kind=special_expense").await;
    assert_eq!(found.text.matches("data-row").count(), 1);
    for none in ["?stage=paid", "?q=x", "?overdue=1", "?from=1406/01/01", "?province=IR-10"] {
        browser.get(&format!("/console{none}")).await.says("اینجا پرونده\u{200c}ای نیست");
    }
    browser.get("/console?from=nonsense").await.says("این تاریخ را متوجه نشدم");
}

#[tokio::test]
async fn the_page_of_a_claim_shows_everything() {
    let office = Office::open().await;
    let claim = office.claim().await;
    let mut browser = office.signed_in(Role::Viewer).await;
    let page = browser.get(&page_of(&claim)).await;
    for words in [
        "زهرا موسوی\u{200c}پور",
        "جزئیات پرونده",
        "بیمارستان امید · تهران · بیمارستان خصوصی",
        "۱۲٬۰۰۰٬۰۰۰ ریال (۱٬۲۰۰٬۰۰۰ تومان) — دوازده میلیون ریال",
        "تأمین اجتماعی",
        "دارم · 9149887014",
        "09120000001",
        "لطفاً زود",
        "1. اصل فاکتور",
        "تار",
        "دستور پزشک",
        "روند پرونده",
        "تصمیمی با شما نیست",
    ] {
        page.says(&words.replace("1. ", "۱. "));
    }
    assert!(
        !page.text.contains("style=\"") && !page.text.contains("<script>"),
        "the policy forbids both"
    );
}

#[tokio::test]
async fn nothing_that_was_typed_becomes_markup() {
    let office = Office::open().await;
    let mut new = new_claim(1);
    let details = &mut new.details;
    for field in [&mut details.insured.first_name, &mut details.center.as_mut().unwrap().name] {
        EVIL.clone_into(field);
    }
    details.notes = Some(EVIL.to_owned());
    let claim = office.register(&new).await;
    let mut browser = office.signed_in(Role::Reviewer).await;
    office.decide(&claim, Decision::StartReview).await;
    let form = format!("{}?decide=reject&missing={EVIL}&field={EVIL}", page_of(&claim));
    for path in ["/console", &page_of(&claim), &form, &format!("/console?q={EVIL}&from={EVIL}")] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text.contains("<script>") && !page.text.contains("\" onload"), "{path}");
        assert!(page.text.contains("&lt;script&gt;"), "{path}");
    }
    let form = browser.get(&format!("{}?decide=reject", page_of(&claim))).await;
    let typed = [("reason", "late"), ("note", EVIL)];
    let preview = browser.answer(&page_of(&claim), &form, "preview", &typed).await;
    assert_eq!(preview.status, StatusCode::OK);
    assert!(!preview.text.contains("<script>"), "{}", preview.text);
    preview.says(EVIL);
}

#[tokio::test]
async fn documents_are_shown_to_who_is_signed_in_and_each_look_is_kept() {
    let office = Office::open().await;
    let claim = office.claim().await;
    let mut browser = office.signed_in(Role::Viewer).await;
    let path = format!("{}/documents/{}", page_of(&claim), claim.documents[0].id);
    assert!(browser.get(&page_of(&claim)).await.text.contains(&format!("<img src=\"{path}\"")));
    let before = entries(&office).await;
    let photo = browser.get(&path).await;
    assert_eq!((photo.status, photo.bytes.as_slice()), (StatusCode::OK, PHOTO));
    assert_eq!(photo.headers[header::CONTENT_TYPE], "image/jpeg");
    assert_eq!(photo.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    let disposition = photo.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(disposition.starts_with("attachment; filename=\""), "{disposition}");
    assert_eq!(photo.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(entries(&office).await, before + 1);
    // A page of another site cannot make it look as if somebody had looked.
    browser.carries.insert("sec-fetch-site", HeaderValue::from_static("cross-site"));
    assert_eq!(browser.get(&path).await.status, StatusCode::FORBIDDEN);
    assert_eq!(entries(&office).await, before + 1);
    browser.carries.clear();
    let other = browser.get(&format!("{}/documents/00000000000000ab", page_of(&claim))).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}

async fn entries(office: &Office) -> u64 {
    match office.desk.registry.verify_audit().await.unwrap() {
        AuditVerdict::Whole { entries, .. } => entries,
        broken @ AuditVerdict::Broken { .. } => panic!("{broken:?}"),
    }
}

#[tokio::test]
async fn what_is_not_there_is_told_kindly() {
    let office = Office::open().await;
    let mut browser = office.signed_in(Role::Viewer).await;
    for path in [
        "/console/claims/483920175562",
        "/console/claims/%3Cscript%3E",
        "/console/claims/%FF",
        "/console/claims/483920175562/documents/%FF",
        "/console/assets/%FF",
        "/console/nowhere/at/all",
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        page.says("این صفحه را پیدا نکردم");
    }
    let wrong = browser.post("/console/dashboard", &[]).await;
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    let style = browser.get("/console/assets/console.css").await;
    assert_eq!(style.headers[header::CONTENT_TYPE], "text/css; charset=utf-8");
    let policy = style.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("script-src 'self'") && policy.contains("frame-ancestors 'none'"));
    // The API keeps its own policy.
    let api = browser.get("/api/v1/claims").await;
    assert_eq!(api.status, StatusCode::UNAUTHORIZED);
    let policy = api.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert_eq!(policy, "default-src 'none'; frame-ancestors 'none'");
}

#[tokio::test]
async fn of_an_erased_claim_it_is_said_that_it_is_gone() {
    let office = Office::open().await;
    let mut browser = office.signed_in(Role::Viewer).await;
    let claim = office.under_review().await;
    let reject = Decision::Reject { reason: "expired".to_owned(), note: None };
    office.decide(&claim, reject).await;
    let erasure = office.desk.registry.erase_claim(&claim.code, &WhyErased::Asked, now()).await;
    assert!(matches!(erasure.unwrap(), Erasure::Done(_)));
    let page = browser.get(&page_of(&claim)).await;
    assert_eq!(page.status, StatusCode::GONE);
    page.says("این درخواست پاک شده است");
}
