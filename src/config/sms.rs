//! Sections `[sms]`, `[sms.templates]` and `[sms.fallback]`.

use super::codes;
use super::reader::Reader;
use crate::runtime::http;
use crate::sms::{Console, Gateway, Provider, SmsSettings, SmsSettingsFault, Templates};

const PROVIDERS: [(&str, Provider); 4] = [
    ("console", Provider::Console),
    ("kavenegar", Provider::Kavenegar),
    ("smsir", Provider::SmsIr),
    ("safir", Provider::Safir),
];

pub(super) fn read(reader: &mut Reader) -> SmsSettings {
    let mut settings = section(reader, "sms");
    let fallback = section(reader, "sms.fallback");
    settings.fallback = reader.text("sms.fallback.provider").is_some().then(|| Box::new(fallback));
    check(reader, &settings);
    settings
}

/// Builds the gateway once, which knows best what goes together.
fn check(reader: &mut Reader, settings: &SmsSettings) {
    let Ok(http) = http::client() else { return };
    let nobody = Console::new(|_, _| {});
    let Err(SmsSettingsFault(found)) = Gateway::new(settings, &http, &nobody) else { return };
    for sentence in found {
        let (key, text) = sentence.split_once(' ').unwrap_or(("sms", &sentence));
        reader.tell(codes::SMS, key, text, None);
    }
}

fn section(reader: &mut Reader, name: &str) -> SmsSettings {
    let default = SmsSettings::default();
    let key = |last: &str| format!("{name}.{last}");
    let template = |reader: &mut Reader, kind: &str| {
        reader.text(&key(&format!("templates.{kind}"))).unwrap_or_default()
    };
    let bot_id = reader.whole(&key("bot_id"), 0..=i64::MAX, 0);
    SmsSettings {
        provider: reader.one_of(&key("provider"), &PROVIDERS, default.provider),
        api_url: reader.text(&key("api_url")),
        api_key: reader.secret(&key("api_key")).unwrap_or(default.api_key),
        bot_id: (bot_id != 0).then_some(bot_id),
        templates: Templates {
            code: template(reader, "code"),
            registered: template(reader, "registered"),
            defect: template(reader, "defect"),
            stage: template(reader, "stage"),
        },
        fallback: None,
        timeout: default.timeout,
    }
}
