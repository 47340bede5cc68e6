//! What goes to kavenegar.com and what its answers become.

use std::collections::BTreeMap;

use axum::http::Method;
use bimeyar::runtime::Secret;
use bimeyar::sms::{Outage, Provider, Remedy, Sent, SmsFault, SmsKind};
use serde_json::{Value, json};

use super::stub::{KEY, Stub, build};
use super::{
    CODE, STAGE, TRACKING, code, defect, limited, message, misconfigured, refused, registered,
    send, stage, taken, unavailable,
};

fn answer(status: i64) -> Value {
    json!({"return": {"status": status, "message": "…"}, "entries": null})
}

#[tokio::test]
async fn kavenegar_gets_exactly_these_fields() {
    let stub = Stub::start().await;
    let gateway = stub.answers(200, &taken()).gateway(Provider::Kavenegar);
    let cases = [
        (code(), vec![("token", CODE), ("template", "100")]),
        (registered(), vec![("token", TRACKING), ("template", "101")]),
        (defect(), vec![("token", TRACKING), ("template", "102"), ("token20", "نقص")]),
        (stage(None), vec![("token", TRACKING), ("template", "103"), ("token20", STAGE)]),
        (
            stage(Some(12_000_000)),
            vec![
                ("token", TRACKING),
                ("template", "103"),
                ("token20", STAGE),
                ("token2", "12000000"),
            ],
        ),
    ];
    for (message, mut fields) in cases {
        let sent = send(&gateway, &message).await.unwrap();
        assert_eq!(sent, Sent { by: "kavenegar", reference: Some("8792343".to_owned()) });
        let request = stub.last();
        assert_eq!(request.method, Method::POST);
        assert_eq!(request.path, format!("/v1/{KEY}/verify/lookup.json"));
        assert_eq!(request.header("content-type"), "application/x-www-form-urlencoded");
        assert_eq!(request.header("accept"), "application/json");
        fields.push(("receptor", "09121234567"));
        let expected: BTreeMap<String, String> =
            fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        assert_eq!(request.form(), expected);
    }
}

#[tokio::test]
async fn kavenegar_gets_no_spaces_where_they_are_refused() {
    let stub = Stub::start().await;
    let gateway = stub.answers(200, &taken()).gateway(Provider::Kavenegar);
    let grouped = message(SmsKind::Stage {
        tracking_code: "4839 2017-5562".to_owned(),
        stage_name: "یک  دو\nسه چهار_پنج شش هفت هشت نه ده یازده".to_owned(),
        amount: None,
    });
    send(&gateway, &grouped).await.unwrap();
    let form = stub.last().form();
    assert_eq!(form["token"], TRACKING);
    assert_eq!(form["token20"], "یک دو سه چهار-پنج شش هفت هشت نه ده");
}

#[tokio::test]
async fn kavenegar_may_stand_behind_any_address() {
    let stub = Stub::start().await;
    stub.answers(200, &taken());
    for (tail, path) in [("/", "/v1"), ("/sms", "/sms/v1"), ("/sms/", "/sms/v1")] {
        let mut settings = stub.settings(Provider::Kavenegar);
        settings.api_url = Some(format!(" {}{tail} ", stub.url));
        settings.api_key = Secret::new(format!("{KEY}\n"));
        send(&build(&settings), &code()).await.unwrap();
        assert_eq!(stub.last().path, format!("{path}/{KEY}/verify/lookup.json"));
    }
}

#[tokio::test]
async fn kavenegar_takes_entries_in_any_form() {
    let stub = Stub::start().await;
    let gateway = stub.gateway(Provider::Kavenegar);
    for (entries, reference) in [
        (Value::Null, None),
        (json!([]), None),
        (json!({"messageid": "77"}), Some("77")),
        (json!([{"messageid": 77}]), Some("77")),
        (json!("?"), None),
    ] {
        stub.answers(200, &json!({"return": {"status": "200"}, "entries": entries}));
        let sent = send(&gateway, &code()).await.unwrap();
        assert_eq!(sent.reference.as_deref(), reference, "{entries}");
    }
    stub.answers(200, &json!({"return": {"status": 200}}));
    assert_eq!(send(&gateway, &code()).await.unwrap().reference, None);
}

#[tokio::test]
async fn kavenegars_codes_decide_whatever_the_http_status() {
    let stub = Stub::start().await;
    let gateway = stub.gateway(Provider::Kavenegar);
    let name = "kavenegar";
    let mut cases = vec![
        (411, SmsFault::BadNumber, Remedy::GiveUp),
        (418, SmsFault::NoCredit { gateway: name }, Remedy::TellOperator),
        (429, limited(name), Remedy::TryAgain),
        (451, limited(name), Remedy::TryAgain),
    ];
    cases.extend(
        [402, 409, 500].map(|code| (code, unavailable(name, Outage::Busy), Remedy::TryAgain)),
    );
    cases.extend(
        [401, 403, 404, 405, 407, 412, 416, 424, 426, 427, 432, 501]
            .map(|code| (code, misconfigured(name, code), Remedy::TellOperator)),
    );
    cases.extend(
        [400, 406, 413, 414, 417, 419, 420, 422, 428, 431, 607, 999]
            .map(|code| (code, refused(name, code), Remedy::GiveUp)),
    );
    for (code, fault, remedy) in cases {
        let same = u16::try_from(code).unwrap().min(599);
        for http_status in [200, same] {
            stub.answers(http_status, &answer(code));
            let found = send(&gateway, &self::code()).await.unwrap_err();
            assert_eq!(found, fault, "code {code}, HTTP {http_status}");
            assert_eq!(found.remedy(), remedy, "code {code}");
        }
    }
    stub.answers(418, "");
    assert_eq!(send(&gateway, &code()).await, Err(SmsFault::NoCredit { gateway: name }));
    stub.answers(500, &taken());
    assert!(send(&gateway, &code()).await.is_ok(), "the body decides");
}
