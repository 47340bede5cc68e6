//! The room `config`: the shipped file, the environment, and every way of being wrong.

#![cfg(test)]

use std::fs;
use std::path::PathBuf;

use bimeyar::config::Config;
use bimeyar::runtime::Secret;
use bimeyar::vault::WhenMissing;
use bimeyar::wording::Problem;

fn variables(pairs: &[(&str, &str)]) -> impl Iterator<Item = (String, String)> {
    let pairs: Vec<(String, String)> =
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    pairs.into_iter()
}

fn from_variables(pairs: &[(&str, &str)]) -> Config {
    Config::load(None, variables(pairs)).expect("these settings are sound")
}

/// What is wrong with `source`, as `CODE line`.
fn wrong(source: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("config.toml");
    fs::write(&path, source).expect("the file can be written");
    let problems = Config::load(Some(&path), variables(&[])).expect_err("the file is wrong");
    problems.iter().map(short).collect()
}

fn short(problem: &Problem) -> String {
    let hint = problem.hint.as_deref().map(|hint| format!(" {hint}")).unwrap_or_default();
    format!("{} {} {}{hint}", problem.code, problem.line, problem.text)
}

#[test]
fn the_shipped_file_is_exactly_the_defaults() {
    let shipped = Config::load(Some("config.toml".as_ref()), variables(&[])).expect("it is sound");
    assert_eq!(format!("{shipped:?}"), format!("{:?}", from_variables(&[])));
    assert!(shipped.bale.token.expose().is_empty() && shipped.sms.api_key.expose().is_empty());
}

type Shown = fn(&Config) -> String;

fn path(path: Option<&PathBuf>) -> String {
    path.map(|path| path.display().to_string()).unwrap_or_default()
}

fn secret(secret: Option<&Secret<String>>) -> String {
    secret.map(|secret| secret.expose().clone()).unwrap_or_default()
}

/// Variable, value, and how the setting shows it.
const SETTINGS: &[(&str, &str, Shown)] = &[
    ("BALE__TOKEN", "12:T-secret", |c| c.bale.token.expose().clone()),
    ("BALE__API_URL", "http://127.0.0.1:8443", |c| c.bale.api_url.clone()),
    ("BALE__MODE", "Webhook", |c| format!("{:?}", c.bale.mode)),
    ("BALE__WEBHOOK__LISTEN", "0.0.0.0:88", |c| c.bale.webhook.listen.to_string()),
    ("BALE__WEBHOOK__PUBLIC_URL", "https://bot.example.ir/x", |c| {
        c.bale.webhook.public_url.clone()
    }),
    ("BALE__WEBHOOK__SECRET", "hook-secret-hook-secret", |c| {
        c.bale.webhook.secret.expose().clone()
    }),
    ("BALE__RATE", "30", |c| c.bale.rate.to_string()),
    ("BALE__CHAT_RATE", "2", |c| c.bale.chat_rate.to_string()),
    ("BALE__CHAT_BURST", "8", |c| c.bale.chat_burst.to_string()),
    ("DATA__DIR", "/srv/bot", |c| c.storage.dir.display().to_string()),
    ("REGISTRY__URL", "sqlite:/srv/claims.db", |c| c.storage.registry_url()),
    ("DOCUMENTS__URL", "file:/srv/photos", |c| c.storage.documents_url()),
    ("KEYS__MASTER", "master-secret", |c| secret(c.storage.keys().master.as_ref())),
    ("KEYS__PEPPER", "pepper-secret", |c| secret(c.storage.keys().pepper.as_ref())),
    ("KEYS__DIR", "/etc/keys", |c| c.storage.keys().folder.display().to_string()),
    ("RETENTION__CLAIMS_AT_LEAST", "3650", |c| c.retention.claims_at_least.to_string()),
    ("RETENTION__CLAIMS", "4000", |c| c.engine.retention.claims.to_string()),
    ("RETENTION__ANSWERS", "0", |c| c.retention.answers.to_string()),
    ("RETENTION__CHATS", "90", |c| c.retention.chats.to_string()),
    ("RETENTION__DEAD_LETTERS", "7", |c| {
        (c.storage.dialogues().dead_for.as_hours() / 24).to_string()
    }),
    ("RETENTION__CODES", "60", |c| c.storage.dialogues().codes_for.as_mins().to_string()),
    ("SMS__PROVIDER", "Kavenegar", |c| format!("{:?}", c.sms.provider)),
    ("SMS__API_URL", "http://127.0.0.1:1/sms", |c| c.sms.api_url.clone().unwrap_or_default()),
    ("SMS__API_KEY", "sms-secret", |c| c.sms.api_key.expose().clone()),
    ("SMS__BOT_ID", "77", |c| c.sms.bot_id.unwrap_or_default().to_string()),
    ("SMS__TEMPLATES__CODE", "a", |c| c.sms.templates.code.clone()),
    ("SMS__TEMPLATES__REGISTERED", "b", |c| c.sms.templates.registered.clone()),
    ("SMS__TEMPLATES__DEFECT", "c", |c| c.sms.templates.defect.clone()),
    ("SMS__TEMPLATES__STAGE", "123", |c| c.sms.templates.stage.clone()),
    ("VERIFICATION__TTL", "120", |c| c.codes.lives.as_secs().to_string()),
    ("VERIFICATION__RESEND", "30", |c| c.codes.resend_after.as_secs().to_string()),
    ("MEMBERS__PEOPLE", "people.csv", |c| path(c.members.people.as_ref())),
    ("MEMBERS__CONTRACTS", "contracts.csv", |c| path(c.members.contracts.as_ref())),
    ("DATASETS__CENTERS", "centers.tsv", |c| path(c.content.centers.as_ref())),
    ("FLOWS__DIR", "my/flows", |c| path(c.content.flows.as_ref())),
    ("LOCALES__DIR", "my/locales", |c| path(c.content.locales.as_ref())),
    ("REVIEWER__LISTEN", "127.0.0.1:9", |c| c.reviewer.listen.clone()),
    ("REVIEWER__BOOTSTRAP_TOKEN", "staff-secret", |c| secret(c.reviewer.bootstrap_token.as_ref())),
    ("ENGINE__ROWS", "11", |c| c.engine.rows.to_string()),
    ("PHOTO__JPEG_QUALITY", "90", |c| c.photo.jpeg_quality.to_string()),
    ("LIMITS__INBOX", "77", |c| c.limits.inbox.to_string()),
    ("LIMITS__CHAT_INBOX", "78", |c| c.storage.dialogues().inbox_cap.to_string()),
    ("LIMITS__OUTBOX", "79", |c| c.limits.outbox.to_string()),
    ("LIMITS__CHAT_OUTBOX", "80", |c| c.limits.chat_outbox.to_string()),
    ("LIMITS__WEBHOOK_CALLS", "81", |c| c.limits.webhook_calls.to_string()),
    ("LIMITS__CONNECTIONS", "82", |c| c.limits.connections.to_string()),
    ("LIMITS__CONNECTIONS", "82", |c| c.reviewer.connections.to_string()),
    ("LIMITS__PRESSES", "83", |c| c.limits.presses.to_string()),
    ("LIMITS__CHAT_HELD", "84", |c| c.engine.held.to_string()),
    ("LOG__FILTER", "warn,bimeyar=debug", |c| c.log.filter.clone()),
    ("LOG__FORMAT", "Compact", |c| format!("{:?}", c.log.format)),
];

#[test]
fn every_setting_of_the_design_is_set_by_its_variable() {
    let given = SETTINGS.iter().map(|(name, value, _)| {
        // Words are written in small letters; the names of enums show otherwise.
        let is_word = ["BALE__MODE", "SMS__PROVIDER", "LOG__FORMAT"].contains(name);
        let value = if is_word { value.to_lowercase() } else { (*value).to_owned() };
        (format!("BIMEYAR__{name}"), value)
    });
    let config = Config::load(None, given).unwrap();
    assert_eq!(config.warnings, []);
    for (name, value, shown) in SETTINGS {
        assert_eq!(shown(&config), *value, "{name}");
    }
    assert!(
        !format!("{config:?}").contains("secret-") && !format!("{config:?}").contains("-secret")
    );
}

#[test]
fn the_environment_wins_over_the_file() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("c.toml");
    fs::write(&path, "[bale]\nrate = 3\nchat_rate = 2\n").expect("the file can be written");
    let given = [("BIMEYAR__BALE__RATE", "9"), ("BIMEYAR__BALE__CHAT_RATE", "")];
    let config = Config::load(Some(&path), variables(&given)).expect("this is sound");
    assert_eq!((config.bale.rate.get(), config.bale.chat_rate.get()), (9, 2));
}

#[test]
fn credentials_of_systemd_are_keys_where_nothing_is_set() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    fs::write(folder.path().join("keys.master"), "new\nold\n").expect("it can be written");
    let credentials = folder.path().display().to_string();
    let given = [("CREDENTIALS_DIRECTORY", credentials.as_str())];
    let keys = from_variables(&given).storage.keys();
    assert_eq!(
        (secret(keys.master.as_ref()).as_str(), keys.pepper.is_none()),
        ("new\nold\n", true)
    );
    let set = [given[0], ("BIMEYAR__KEYS__MASTER", "set")];
    assert_eq!(secret(from_variables(&set).storage.keys().master.as_ref()), "set");
    for elsewhere in ["", "relative", "/nonexistent"] {
        let keys = from_variables(&[("CREDENTIALS_DIRECTORY", elsewhere)]).storage.keys();
        assert!(keys.master.is_none(), "{elsewhere}");
    }
    fs::create_dir(folder.path().join("keys.pepper")).expect("a folder can be made");
    let problems = Config::load(None, variables(&given)).expect_err("a folder is no key");
    assert!(problems[0].text.contains("keys.pepper"), "{problems:?}");
}

#[test]
fn everything_that_is_wrong_is_told_at_once_with_its_line() {
    let found = wrong(
        "[bale]\ntokn = \"x\"\nrate = 0\nmode = \"wehook\"\nchat_rate = \"1\"\n\
         [bael]\na = 1\n[engine]\nrows = [8]\n[retention]\nclaims = -1\n[log]\nfilter = \"a=b=c\"\n[data.dir]\nx = 1\n",
    );
    assert_eq!(
        found,
        [
            "CF002 2 there is no setting `bale.tokn` Did you mean `bale.token`?",
            "CF004 3 `bale.rate` must be from 1 to 1000",
            "CF006 4 `bale.mode` must be one of: poll, webhook Did you mean `webhook`?",
            "CF003 5 `bale.chat_rate` must be a whole number, not a text",
            "CF002 6 there is no section `bael` Did you mean `bale`?",
            "CF003 9 `engine.rows` must be a whole number, not array",
            "CF004 11 `retention.claims` must be from 0 to 36525",
            "CF006 13 `log.filter` is no filter For example: info,bimeyar::service=debug",
            "CF002 14 there is no section `data.dir` `data.dir` is a single setting.",
        ]
    );
}

#[test]
fn what_goes_together_is_checked_together() {
    let found = wrong("[bale]\nmode = \"webhook\"\n[sms]\nprovider = \"kavenegar\"\n");
    let told: Vec<&str> = found.iter().filter_map(|line| line.split(" Set it").next()).collect();
    assert_eq!(
        told,
        [
            "CF007 0 `bale.webhook.public_url` is needed when `bale.mode` is webhook",
            "CF007 0 `bale.webhook.secret` is needed when `bale.mode` is webhook",
            "CF009 0 `sms.api_key` is not set",
            "CF009 0 `sms.templates.code` is not set",
        ]
    );
}

#[test]
fn a_variable_that_sets_nothing_is_told_and_stops_nothing() {
    let config = from_variables(&[("BIMEYAR__BALE__TOKN", "1:secret"), ("HOME", "/root")]);
    let told: Vec<String> = config.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "CF005 BIMEYAR__BALE__TOKN:0: warning: this variable sets nothing. Did you mean BIMEYAR__BALE__TOKEN?"
        ]
    );
}

#[test]
fn a_wrong_variable_is_named_and_its_secret_is_not() {
    let given = [("BIMEYAR__BALE__TOKEN", "hunter2"), ("BIMEYAR__BALE__RATE", "many")];
    let problems = Config::load(None, variables(&given)).expect_err("both are wrong");
    let files: Vec<&str> = problems.iter().map(|problem| problem.file.as_str()).collect();
    assert_eq!(files, ["BIMEYAR__BALE__RATE", "BIMEYAR__BALE__TOKEN"]);
    assert!(!format!("{problems:?}").contains("hunter2"));
}

#[test]
fn a_file_that_is_not_there_is_a_problem() {
    let problems = Config::load(Some("no/such.toml".as_ref()), variables(&[]))
        .expect_err("there is no such file");
    assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["CF008"]);
}

/// New keys would never open what an older one has sealed; a disk that was just mounted holds nothing.
#[test]
fn keys_are_made_only_where_nothing_is_kept_yet() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let dir = ("BIMEYAR__DATA__DIR".to_owned(), folder.path().display().to_string());
    let config = Config::load(None, std::iter::once(dir)).unwrap();
    let when_missing = || config.storage.keys().when_missing;
    assert_eq!(when_missing(), WhenMissing::Make, "there is no folder");
    let dialogues = folder.path().join("dialogues");
    fs::create_dir_all(dialogues.join("lost+found")).unwrap();
    assert_eq!(when_missing(), WhenMissing::Make, "there is a new disk");
    fs::write(dialogues.join("bimeyar.lock"), "").unwrap();
    assert_eq!(when_missing(), WhenMissing::Refuse, "there are dialogues");
    fs::remove_dir_all(&dialogues).unwrap();
    fs::write(folder.path().join("registry.sqlite"), "").unwrap();
    assert_eq!(when_missing(), WhenMissing::Refuse, "there is a registry");
}
