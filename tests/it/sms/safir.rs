//! What goes to Safir, what its answers become, and the fallback.

use bimeyar::sms::{Outage, Provider, Sent, SmsFault};
use serde_json::{Value, json};

use super::stub::{KEY, Stub, build};
use super::{
    CODE, code, defect, limited, misconfigured, refused, registered, send, stage, taken,
    unavailable,
};

#[tokio::test]
async fn safir_gets_exactly_this_body() {
    let stub = Stub::start().await;
    let gateway = stub
        .answers(200, &json!({"message_id": "523e6875-7c41", "error_data": null}))
        .gateway(Provider::Safir);
    let text = json!({"message": {"text": "متن پیام"}});
    for (message, data) in [
        (code(), json!({"otp_message": {"otp": CODE}})),
        (registered(), text.clone()),
        (defect(), text.clone()),
        (stage(Some(5)), text),
    ] {
        let sent = send(&gateway, &message).await.unwrap();
        assert_eq!(sent, Sent { by: "safir", reference: Some("523e6875-7c41".to_owned()) });
        let request = stub.last();
        assert_eq!(
            (request.method.as_str(), request.path.as_str()),
            ("POST", "/api/v3/send_message")
        );
        assert_eq!(request.header("api-access-key"), KEY);
        assert_eq!(
            request.json(),
            json!({
                "request_id": "draft-7:registered",
                "bot_id": 42,
                "phone_number": "989121234567",
                "message_data": data,
            })
        );
    }
    // The answer to a code may leave `error_data` out.
    stub.answers(200, &json!({"message_id": "BvQjaR.fIKt7kH"}));
    assert!(send(&gateway, &code()).await.is_ok());
}

fn safir_error(code: i64) -> Value {
    json!({
        "message_id": null,
        "error_data": [{"phone_number": "989121234567", "code": code, "description": "…"}],
    })
}

#[tokio::test]
async fn safirs_errors_in_the_body_become_faults() {
    let stub = Stub::start().await;
    let gateway = stub.gateway(Provider::Safir);
    let name = "safir";
    for (code, fault) in [
        (2, unavailable(name, Outage::Busy)),
        (3, limited(name)),
        (4, refused(name, 4)),
        (8, SmsFault::BadNumber),
        (17, SmsFault::NotOnBale),
        (20, SmsFault::NoCredit { gateway: name }),
        (21, misconfigured(name, 21)),
        (99, refused(name, 99)),
    ] {
        for (status, body) in [
            (200, safir_error(code)),
            (400, safir_error(code)),
            (200, json!({"error_data": {"code": code.to_string()}})),
            (200, json!({"error": {"code": code}})),
            (200, json!({"message_id": "x", "error_data": [{"code": code}]})),
        ] {
            stub.answers(status, &body);
            assert_eq!(send(&gateway, &self::code()).await, Err(fault.clone()), "{body}");
        }
    }
    stub.answers(402, "");
    assert_eq!(send(&gateway, &code()).await, Err(SmsFault::NoCredit { gateway: name }));
}

#[tokio::test]
async fn only_who_is_not_on_bale_goes_to_the_fallback() {
    let (safir, next) = (Stub::start().await, Stub::start().await);
    next.answers(200, &taken());
    let mut settings = safir.settings(Provider::Safir);
    settings.fallback = Some(Box::new(next.settings(Provider::Kavenegar)));
    let gateway = build(&settings);

    safir.answers(200, &safir_error(17));
    assert_eq!(send(&gateway, &code()).await.unwrap().by, "kavenegar");
    assert_eq!(next.last().form()["token"], CODE);
    next.answers(200, &json!({"return": {"status": 411}}));
    assert_eq!(send(&gateway, &code()).await, Err(SmsFault::BadNumber));
    assert_eq!(next.count(), 2);

    for other in [2, 3, 20] {
        safir.answers(200, &safir_error(other));
        assert!(send(&gateway, &code()).await.is_err());
    }
    safir.answers(200, &json!({"message_id": "x"}));
    assert_eq!(send(&gateway, &code()).await.unwrap().by, "safir");
    assert_eq!(next.count(), 2);
}
