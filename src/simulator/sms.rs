//! The SMS inbox, and a Kavenegar-shaped door to it (`domain.md` §7.1).

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::params::Params;
use super::people::subscriber;
use super::world::World;

/// An SMS that was received.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Sms {
    /// Unix seconds.
    pub(crate) date: i64,
    /// As the sender wrote it.
    pub(crate) mobile: String,
    /// The sender's name or line.
    pub(crate) from: String,
    pub(crate) text: String,
    /// What a gateway was called with.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub(crate) params: Value,
}

impl World {
    /// Keeps an SMS and shows it to the people whose mobile it is.
    pub(crate) fn receive_sms(&mut self, mobile: &str, from: &str, text: &str, params: Value) {
        let date = self.now.as_second();
        let reached: Vec<i64> =
            self.people.values().filter(|p| p.reached_by(mobile)).map(|p| p.id).collect();
        for person in reached {
            let mut event = Map::new();
            event.insert("date".to_owned(), json!(date));
            event.insert("from".to_owned(), json!(from));
            event.insert("text".to_owned(), json!(text));
            self.events.push(person, "sms", event);
        }
        let (mobile, from, text) = (mobile.to_owned(), from.to_owned(), text.to_owned());
        self.sms.push(Sms { date, mobile, from, text, params });
    }

    /// One `verify/lookup` call: the status, and the JSON that answers it.
    pub(crate) fn kavenegar_lookup(&mut self, params: &Params) -> (u16, Value) {
        let checked = if self.chance.hits(self.faults.sms_busy) {
            Err((409, "سرور قادر به پاسخگوئی نیست بعدا تلاش کنید"))
        } else {
            Lookup::of(params)
        };
        match checked {
            Ok(lookup) => {
                let Lookup { receptor, text } = &lookup;
                self.receive_sms(receptor, SENDER, text, params.logged());
                (200, accepted(&lookup, self.sms.len(), self.now))
            }
            Err((status, message)) => (
                status,
                json!({ "return": { "status": status, "message": message }, "entries": null }),
            ),
        }
    }
}

/// The line that lookups are sent from.
const SENDER: &str = "10004346";

struct Lookup {
    receptor: String,
    text: String,
}

impl Lookup {
    /// Checks a call by the gateway's rules and renders the template (see [`rendered`]).
    fn of(params: &Params) -> Result<Self, (u16, &'static str)> {
        let required =
            |name| params.text(name).ok_or((406, "پارامترهای اجباری خالی ارسال شده اند"));
        let (receptor, template, token) =
            (required("receptor")?, required("template")?, required("token")?);
        if subscriber(&receptor).is_none() {
            return Err((411, "دریافت کننده نامعتبر است"));
        }
        let mut tokens = vec![("token", token.clone())];
        let rest = [("token2", 0), ("token3", 0), ("token10", 5), ("token20", 8)];
        if !sound_token(&token, 0) {
            return Err(BAD_TOKEN);
        }
        for (name, spaces) in rest {
            let Some(token) = params.text(name) else { continue };
            if !sound_token(&token, spaces) {
                return Err(BAD_TOKEN);
            }
            tokens.push((name, token));
        }
        Ok(Self { receptor, text: rendered(&template, &tokens) })
    }
}

/// Stands for a token that was not sent.
const MISSING: &str = "\0";

/// A template with `%token`, `%token2` … in it is filled in as the gateway does; a part in `[` `]` whose token was not sent is
/// left out. Of any other template only the name is known, so it reads «{template}: {token} …».
fn rendered(template: &str, tokens: &[(&str, String)]) -> String {
    if !template.contains("%token") {
        let values: Vec<&str> = tokens.iter().map(|(_, value)| value.as_str()).collect();
        return format!("{template}: {}", values.join(" "));
    }
    // The longest names first: `%token2` begins `%token20`.
    let filled = |part: &str| {
        ["token20", "token10", "token3", "token2", "token"].iter().fold(
            part.to_owned(),
            |text, name| {
                let value = tokens.iter().find(|(known, _)| known == name);
                text.replace(&format!("%{name}"), value.map_or(MISSING, |(_, value)| value))
            },
        )
    };
    template
        .split('[')
        .enumerate()
        .map(|(place, part)| match part.split_once(']') {
            Some((optional, rest)) if place > 0 => {
                let optional = filled(optional);
                let optional = if optional.contains(MISSING) { String::new() } else { optional };
                optional + &filled(rest)
            }
            _ => filled(part),
        })
        .collect::<String>()
        .replace(MISSING, "")
}

const BAD_TOKEN: (u16, &str) = (431, "ساختار کد صحیح نمی‌باشد");

/// A token has at most 100 letters, no line break or underscore, and only so many spaces.
fn sound_token(token: &str, spaces: usize) -> bool {
    token.chars().count() <= 100
        && !token.contains(['\n', '\r', '\t', '_'])
        && token.chars().filter(|c| *c == ' ').count() <= spaces
}

fn accepted(lookup: &Lookup, count: usize, now: Timestamp) -> Value {
    json!({
        "return": { "status": 200, "message": "تایید شد" },
        "entries": [{ "messageid": 8_792_343 + count, "message": lookup.text, "status": 5,
            "statustext": "ارسال به مخابرات", "sender": SENDER, "receptor": lookup.receptor,
            "date": now.as_second(), "cost": 120 }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_filled_in_as_the_gateway_does() {
        let token = |name: &'static str, value: &str| (name, value.to_owned());
        let all = [token("token", "4839"), token("token2", "1200"), token("token20", "تأیید شد")];
        let template = "درخواست %token: «%token20».[ مبلغ %token2 ریال.]";
        assert_eq!(rendered(template, &all), "درخواست 4839: «تأیید شد». مبلغ 1200 ریال.");
        let bare = [token("token", "4839"), token("token20", "نقص")];
        assert_eq!(rendered(template, &bare), "درخواست 4839: «نقص».");
        assert_eq!(rendered("code", &all), "code: 4839 1200 تأیید شد");
    }
}
