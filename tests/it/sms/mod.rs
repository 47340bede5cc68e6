//! The SMS gateways over real HTTP, against a server that records what it gets and answers as it is told.

#![expect(clippy::unwrap_used, reason = "what fails in a test's own set-up fails the test")]

mod kavenegar;
mod safir;
mod sms_ir;
mod stub;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bimeyar::persian::{Mobile, Rial};
use bimeyar::runtime::{Secret, Tasks, http};
use bimeyar::sms::{
    Console, Gateway, Memory, Mood, Outage, Provider, Remedy, Sent, SmsFault, SmsKind, SmsMessage,
    SmsSettings, Templates,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use stub::{KEY, Stub, build};

const CODE: &str = "584515";
const TRACKING: &str = "483920175562";
const STAGE: &str = "در انتظار اصل مدارک";

fn mobile() -> Mobile {
    Mobile::try_from("09121234567".to_owned()).unwrap()
}

fn message(kind: SmsKind) -> SmsMessage {
    SmsMessage { kind, text: Secret::new("متن پیام".to_owned()) }
}

fn code() -> SmsMessage {
    message(SmsKind::Code { code: Secret::new(CODE.to_owned()) })
}

fn registered() -> SmsMessage {
    message(SmsKind::Registered { tracking_code: TRACKING.to_owned() })
}

fn defect() -> SmsMessage {
    message(SmsKind::Defect { tracking_code: TRACKING.to_owned(), stage_name: "نقص".to_owned() })
}

fn stage(amount: Option<u64>) -> SmsMessage {
    message(SmsKind::Stage {
        tracking_code: TRACKING.to_owned(),
        stage_name: STAGE.to_owned(),
        amount: amount.map(Rial),
    })
}

async fn send(gateway: &Gateway, message: &SmsMessage) -> Result<Sent, SmsFault> {
    let outcome = gateway.send(&mobile(), message, "draft-7:registered").await;
    let printed = format!("{gateway:?} {message:?} {outcome:?} {:#?}", outcome.as_ref().err());
    let said = outcome.as_ref().err().map(ToString::to_string).unwrap_or_default();
    for secret in [KEY, CODE, "09121234567", "9121234567", "متن پیام"] {
        assert!(!printed.contains(secret), "{secret} in {printed}");
        assert!(!said.contains(secret), "{secret} in {said}");
    }
    outcome
}

fn taken() -> Value {
    json!({
        "return": {"status": 200, "message": "تایید شد"},
        "entries": [{"messageid": 8_792_343, "status": 5, "receptor": "09121234567", "cost": 120}],
    })
}

fn misconfigured(gateway: &'static str, code: i64) -> SmsFault {
    SmsFault::Misconfigured { gateway, code }
}

fn refused(gateway: &'static str, code: i64) -> SmsFault {
    SmsFault::Refused { gateway, code }
}

fn unavailable(gateway: &'static str, why: Outage) -> SmsFault {
    SmsFault::Unavailable { gateway, why }
}

fn limited(gateway: &'static str) -> SmsFault {
    SmsFault::RateLimited { gateway, retry_after: None }
}

#[tokio::test]
async fn what_is_not_the_gateways_answer_is_a_fault_by_its_status() {
    let stub = Stub::start().await;
    let html = "<html><body>Bad Gateway</body></html>";
    let gateways = [
        ("kavenegar", stub.gateway(Provider::Kavenegar)),
        ("smsir", stub.gateway(Provider::SmsIr)),
        ("safir", stub.gateway(Provider::Safir)),
    ];
    for (name, gateway) in &gateways {
        for (status, body, fault) in [
            (502, html.to_owned(), unavailable(name, Outage::Status(502))),
            (503, String::new(), unavailable(name, Outage::Status(503))),
            (200, html.to_owned(), unavailable(name, Outage::Unreadable)),
            (200, "{}".to_owned(), unavailable(name, Outage::Unreadable)),
            (200, "[]".to_owned(), unavailable(name, Outage::Unreadable)),
            (
                200,
                json!({"return": null, "error_data": []}).to_string(),
                unavailable(name, Outage::Unreadable),
            ),
            (200, "x".repeat(1 << 20), unavailable(name, Outage::Unreadable)),
            (403, html.to_owned(), misconfigured(name, 403)),
            (404, html.to_owned(), misconfigured(name, 404)),
            (302, String::new(), misconfigured(name, 302)),
            (400, String::new(), refused(name, 400)),
        ] {
            stub.answers(status, &body);
            assert_eq!(send(gateway, &code()).await, Err(fault), "{name} {status}");
        }
        stub.answers_with(429, &[("retry-after", "17")], "");
        let retry_after = Some(Duration::from_secs(17));
        assert_eq!(
            send(gateway, &code()).await,
            Err(SmsFault::RateLimited { gateway: name, retry_after })
        );
    }
}

#[tokio::test]
async fn no_key_follows_a_redirect() {
    let (stub, elsewhere) = (Stub::start().await, Stub::start().await);
    stub.answers_with(307, &[("location", &elsewhere.url)], "");
    for provider in [Provider::Kavenegar, Provider::SmsIr, Provider::Safir] {
        assert!(send(&stub.gateway(provider), &code()).await.is_err());
    }
    assert_eq!((stub.count(), elsewhere.count()), (3, 0));
}

#[tokio::test]
async fn silence_and_closed_doors_are_worth_another_try() {
    let stub = Stub::start().await;
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let hanging_up = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let hangs_up = hanging_up.local_addr().unwrap();
    Tasks::new().spawn("hanging up", async move {
        loop {
            drop(hanging_up.accept().await);
        }
    });
    for provider in [Provider::Kavenegar, Provider::SmsIr, Provider::Safir] {
        let mut settings = stub.settings(provider);
        settings.timeout = Duration::from_millis(50);
        let fault = send(&build(&settings), &code()).await.unwrap_err();
        assert!(matches!(fault, SmsFault::Unavailable { why: Outage::TimedOut, .. }), "{fault:?}");
        assert_eq!(fault.remedy(), Remedy::TryAgain);

        for address in [closed, hangs_up] {
            let mut settings = stub.settings(provider);
            settings.api_url = Some(format!("http://{address}"));
            let fault = send(&build(&settings), &code()).await.unwrap_err();
            let SmsFault::Unavailable { why: Outage::Connection(detail), .. } = &fault else {
                panic!("{fault:?}");
            };
            assert!(!detail.contains("lookup") && !detail.contains("http://"), "{detail}");
            assert_eq!(fault.remedy(), Remedy::TryAgain);
        }
    }
}

#[tokio::test]
async fn a_message_without_template_is_not_sent() {
    let stub = Stub::start().await;
    for provider in [Provider::Kavenegar, Provider::SmsIr] {
        let mut settings = stub.settings(provider);
        settings.templates.stage.clear();
        assert_eq!(send(&build(&settings), &stage(None)).await, Err(SmsFault::NoTemplate));
    }
    assert_eq!(stub.count(), 0);
}

#[tokio::test]
async fn console_shows_and_memory_keeps() {
    let shown = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&shown);
    let console = Console::new(move |to: &Mobile, text: &str| {
        sink.lock().unwrap().push((to.clone(), text.to_owned()));
    });
    let gateway =
        Gateway::new(&SmsSettings::default(), &http::client().unwrap(), &console).unwrap();
    assert_eq!(send(&gateway, &code()).await.unwrap().by, "console");
    assert_eq!(*shown.lock().unwrap(), [(mobile(), "متن پیام".to_owned())]);

    let memory = Memory::new();
    let gateway = Gateway::Memory(memory.clone());
    let ((), kept) = tokio::join!(
        async {
            send(&gateway, &code()).await.unwrap();
            send(&gateway, &registered()).await.unwrap();
        },
        memory.at_least(2)
    );
    assert_eq!(kept.len(), 2);
    assert_eq!(memory.messages().len(), 2);
    assert_eq!(kept[0].to, mobile());
    assert_eq!(kept[0].local_id, "draft-7:registered");
    assert!(matches!(&kept[0].message.kind, SmsKind::Code { code } if code.expose() == CODE));
    assert_eq!(kept[1].message.text.expose(), "متن پیام");
    let printed = format!("{kept:?} {memory:?}");
    assert!(!printed.contains(CODE) && !printed.contains("09121234567"), "{printed}");
}

#[tokio::test]
async fn memory_can_be_down_or_forgetful() {
    let memory = Memory::new();
    let gateway = Gateway::Memory(memory.clone());
    memory.set_mood(Mood::Down);
    assert_eq!(send(&gateway, &code()).await.unwrap_err().remedy(), Remedy::TryAgain);
    assert!(memory.messages().is_empty());
    memory.set_mood(Mood::Forgetful);
    assert_eq!(send(&gateway, &code()).await.unwrap_err().remedy(), Remedy::TryAgain);
    send(&gateway, &code()).await.unwrap();
    let names: Vec<_> = memory.messages().into_iter().map(|kept| kept.local_id).collect();
    assert_eq!(names, ["draft-7:registered"; 2]);
}

#[test]
fn all_that_is_wrong_with_the_settings_is_told_at_once() {
    let try_build = |settings: &SmsSettings| {
        Gateway::new(settings, &http::client().unwrap(), &Console::new(|_, _| {}))
            .map(|_| ())
            .map_err(|fault| fault.0)
    };
    let bad = |provider| SmsSettings {
        provider,
        api_url: Some("ftp://x".to_owned()),
        ..SmsSettings::default()
    };
    let url = "sms.api_url is not an address that begins with http:// or https://";
    let key = "sms.api_key is not set";
    let template = "sms.templates.code is not set";
    assert_eq!(try_build(&bad(Provider::Kavenegar)).unwrap_err(), [url, key, template]);
    let mut named = bad(Provider::SmsIr);
    named.templates.registered = "registered".to_owned();
    let number = "sms.templates.registered must be a number: sms.ir names its templates by numbers";
    assert_eq!(try_build(&named).unwrap_err(), [url, key, template, number]);

    let mut safir = bad(Provider::Safir);
    safir.fallback = Some(Box::new(SmsSettings {
        api_key: Secret::new("کلید\n!".to_owned()),
        api_url: None,
        templates: Templates { code: "1".into(), ..Templates::default() },
        ..bad(Provider::SmsIr)
    }));
    let faults = try_build(&safir).unwrap_err();
    let fallback = "sms.fallback.api_key has letters that no key has";
    assert_eq!(faults, [fallback, url, key, "sms.bot_id is not set"]);
    assert!(try_build(&bad(Provider::Console)).is_ok());
}

#[test]
fn settings_are_read_from_the_file_and_print_without_the_key() {
    let settings: SmsSettings = toml::from_str(
        r#"
        provider = "safir"
        api_key = "5A6B7C8D9E0F"
        bot_id = 42
        [fallback]
        provider = "smsir"
        [fallback.templates]
        code = "100"
        "#,
    )
    .unwrap();
    assert_eq!(settings.provider, Provider::Safir);
    assert_eq!(settings.timeout, Duration::from_secs(10));
    let fallback = settings.fallback.as_ref().unwrap();
    assert_eq!((fallback.provider, fallback.templates.code.as_str()), (Provider::SmsIr, "100"));
    assert!(!format!("{settings:?}").contains(KEY));
    assert!(toml::from_str::<SmsSettings>("apikey = 'x'").is_err());
    let empty: SmsSettings = toml::from_str("").unwrap();
    assert_eq!(format!("{empty:?}"), format!("{:?}", SmsSettings::default()));
}
