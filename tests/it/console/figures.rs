//! The dashboard.

use bimeyar::claim::Role;
use reqwest::StatusCode;

use super::Office;

#[tokio::test]
async fn the_dashboard_draws_and_tells_its_figures() {
    let office = Office::open().await;
    let mut viewer = office.signed_in(Role::Viewer).await;
    let empty = viewer.get("/console/dashboard").await;
    assert_eq!(empty.status, StatusCode::OK);
    empty.says("هنوز چیزی برای نشان دادن نیست");
    office.under_review().await;
    for span in ["", "?days=7", "?days=365", "?days=-4", "?days=x"] {
        let page = viewer.get(&format!("/console/dashboard{span}")).await;
        assert_eq!(page.status, StatusCode::OK, "{span}");
        page.says("درخواست\u{200c}ها ۱");
        page.says("در حال رسیدگی ۱");
        page.says("به شکل جدول");
        assert!(page.text.contains("<svg") && !page.text.contains("NaN"));
    }
}
