//! What goes to sms.ir and what its answers become.

use bimeyar::sms::{Outage, Provider, Sent, SmsFault, SmsKind};
use serde_json::json;

use super::stub::{KEY, Stub};
use super::{
    CODE, STAGE, TRACKING, code, defect, limited, message, misconfigured, refused, registered,
    send, stage, unavailable,
};

#[tokio::test]
async fn sms_ir_gets_exactly_this_body() {
    let stub = Stub::start().await;
    let gateway = stub
        .answers(
            200,
            &json!({"status": 1, "message": "موفق", "data": {"messageId": 89_545_112, "cost": 1.0}}),
        )
        .gateway(Provider::SmsIr);
    let with = |name: &str, value: &str| json!({"name": name, "value": value});
    let cases = [
        (code(), 100, json!([with("Code", CODE)])),
        (registered(), 101, json!([with("Code", TRACKING)])),
        (defect(), 102, json!([with("Code", TRACKING), with("Stage", "نقص")])),
        (stage(None), 103, json!([with("Code", TRACKING), with("Stage", STAGE)])),
        (
            stage(Some(12_000_000)),
            103,
            json!([with("Code", TRACKING), with("Stage", STAGE), with("Amount", "12000000")]),
        ),
    ];
    for (message, template, parameters) in cases {
        let sent = send(&gateway, &message).await.unwrap();
        assert_eq!(sent, Sent { by: "smsir", reference: Some("89545112".to_owned()) });
        let request = stub.last();
        assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/v1/send/verify"));
        assert_eq!(request.header("x-api-key"), KEY);
        assert_eq!(request.header("content-type"), "application/json");
        let body =
            json!({"mobile": "9121234567", "templateId": template, "parameters": parameters});
        assert_eq!(request.json(), body);
    }

    let long = message(SmsKind::Defect {
        tracking_code: TRACKING.to_owned(),
        stage_name: "نامی که بسیار درازتر از بیست و پنج حرف است".to_owned(),
    });
    send(&gateway, &long).await.unwrap();
    let body = stub.last().json();
    let value = body["parameters"][1]["value"].as_str().unwrap();
    assert_eq!(value.chars().count(), 25);
}

#[tokio::test]
async fn sms_irs_codes_become_faults() {
    let stub = Stub::start().await;
    let gateway = stub.gateway(Provider::SmsIr);
    let name = "smsir";
    let mut cases = vec![
        (104, SmsFault::BadNumber),
        (115, SmsFault::Blacklisted),
        (102, SmsFault::NoCredit { gateway: name }),
        (20, limited(name)),
        (0, unavailable(name, Outage::Busy)),
    ];
    cases.extend(
        [10, 11, 12, 13, 14, 15, 101, 113, 116, 119, 123, 124]
            .map(|code| (code, misconfigured(name, code))),
    );
    cases.extend([16, 103, 105, 111, 114, 117, 118, -1].map(|code| (code, refused(name, code))));
    for (code, fault) in cases {
        for http_status in [200, 400, 500] {
            stub.answers(http_status, &json!({"status": code, "message": "…", "data": null}));
            assert_eq!(send(&gateway, &self::code()).await, Err(fault.clone()), "code {code}");
        }
    }
}
