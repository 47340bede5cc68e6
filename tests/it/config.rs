//! The room `config`: the shipped file, the environment, and every way of being wrong.

use std::fs;
use std::path::PathBuf;

use bimeyar::bale::Mode;
use bimeyar::config::{Config, LogFormat};
use bimeyar::sms::Provider;
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

#[test]
fn every_setting_of_the_design_is_set_by_its_variable() {
    let config = from_variables(&[
        ("BIMEYAR__BALE__TOKEN", "12:T"),
        ("BIMEYAR__BALE__API_URL", "http://127.0.0.1:8443"),
        ("BIMEYAR__BALE__MODE", "webhook"),
        ("BIMEYAR__BALE__WEBHOOK__LISTEN", "0.0.0.0:88"),
        ("BIMEYAR__BALE__WEBHOOK__PUBLIC_URL", "https://bot.example.ir/hook"),
        ("BIMEYAR__BALE__WEBHOOK__SECRET", "abcdefghijklmnopqrstuvwx"),
        ("BIMEYAR__BALE__RATE", "30"),
        ("BIMEYAR__BALE__CHAT_RATE", "2"),
        ("BIMEYAR__BALE__CHAT_BURST", "8"),
        ("BIMEYAR__DATA__DIR", "/srv/bot"),
        ("BIMEYAR__REGISTRY__URL", "sqlite:/srv/claims.db"),
        ("BIMEYAR__DOCUMENTS__URL", "file:/srv/photos"),
        ("BIMEYAR__KEYS__MASTER", "bWFzdGVy"),
        ("BIMEYAR__KEYS__PEPPER", "cGVwcGVy"),
        ("BIMEYAR__SMS__PROVIDER", "kavenegar"),
        ("BIMEYAR__SMS__API_URL", "http://127.0.0.1:1/sms"),
        ("BIMEYAR__SMS__API_KEY", "5065"),
        ("BIMEYAR__SMS__BOT_ID", "77"),
        ("BIMEYAR__SMS__TEMPLATES__CODE", "code"),
        ("BIMEYAR__SMS__TEMPLATES__REGISTERED", "registered"),
        ("BIMEYAR__SMS__TEMPLATES__DEFECT", "defect"),
        ("BIMEYAR__SMS__TEMPLATES__STAGE", "123"),
        ("BIMEYAR__VERIFICATION__TTL", "120"),
        ("BIMEYAR__VERIFICATION__RESEND", "30"),
        ("BIMEYAR__MEMBERS__PEOPLE", "people.csv"),
        ("BIMEYAR__MEMBERS__CONTRACTS", "contracts.csv"),
        ("BIMEYAR__DATASETS__CENTERS", "centers.tsv"),
        ("BIMEYAR__FLOWS__DIR", "my/flows"),
        ("BIMEYAR__LOCALES__DIR", "my/locales"),
        ("BIMEYAR__REVIEWER__LISTEN", "127.0.0.1:9"),
        ("BIMEYAR__REVIEWER__BOOTSTRAP_TOKEN", "let-me-in"),
        ("BIMEYAR__ENGINE__ROWS", "11"),
        ("BIMEYAR__PHOTO__JPEG_QUALITY", "90"),
        ("BIMEYAR__LOG__FILTER", "warn,bimeyar=debug"),
        ("BIMEYAR__LOG__FORMAT", "compact"),
    ]);
    assert_eq!(config.bale.token.expose(), "12:T");
    assert_eq!(config.bale.api_url, "http://127.0.0.1:8443");
    assert_eq!((config.bale.mode, config.bale.webhook.listen.port()), (Mode::Webhook, 88));
    assert_eq!(config.bale.webhook.public_url, "https://bot.example.ir/hook");
    assert_eq!(config.bale.webhook.secret.expose().len(), 24);
    let rates = [config.bale.rate, config.bale.chat_rate, config.bale.chat_burst];
    assert_eq!(rates.map(std::num::NonZeroU32::get), [30, 2, 8]);
    assert_eq!(config.storage.dialogues(), PathBuf::from("/srv/bot/dialogues"));
    assert_eq!(config.storage.registry(), "sqlite:/srv/claims.db");
    assert_eq!(config.storage.documents(), "file:/srv/photos");
    let keys = config.storage.keys();
    assert_eq!(keys.master.map(|key| key.expose().clone()).as_deref(), Some("bWFzdGVy"));
    assert_eq!(keys.pepper.map(|key| key.expose().clone()).as_deref(), Some("cGVwcGVy"));
    assert_eq!(keys.folder, PathBuf::from("/srv/bot/keys"));
    assert_eq!((config.sms.provider, config.sms.bot_id), (Provider::Kavenegar, Some(77)));
    assert_eq!(config.sms.api_url.as_deref(), Some("http://127.0.0.1:1/sms"));
    assert_eq!(config.sms.api_key.expose(), "5065");
    let templates = &config.sms.templates;
    assert_eq!([&templates.code, &templates.registered], ["code", "registered"]);
    assert_eq!([&templates.defect, &templates.stage], ["defect", "123"]);
    assert_eq!((config.verification.ttl, config.verification.resend), (120, 30));
    assert_eq!(config.members.people, Some(PathBuf::from("people.csv")));
    assert_eq!(config.members.contracts, Some(PathBuf::from("contracts.csv")));
    assert_eq!(config.content.centers, Some(PathBuf::from("centers.tsv")));
    assert_eq!(config.content.flows, Some(PathBuf::from("my/flows")));
    assert_eq!(config.content.locales, Some(PathBuf::from("my/locales")));
    assert_eq!(config.reviewer.listen.port(), 9);
    let token = config.reviewer.bootstrap_token.as_ref().map(|token| token.expose().as_str());
    assert_eq!(token, Some("let-me-in"));
    assert_eq!((config.engine.rows, config.photo.jpeg_quality), (11, 90));
    assert_eq!(config.log.filter, "warn,bimeyar=debug");
    assert_eq!(config.log.format, LogFormat::Compact);
    let printed = format!("{config:?}");
    for secret in ["12:T", "abcdefghij", "bWFzdGVy", "cGVwcGVy", "5065", "let-me-in"] {
        assert!(!printed.contains(secret), "{secret} is printed");
    }
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
fn everything_that_is_wrong_is_told_at_once_with_its_line() {
    let found = wrong(
        "[bale]\ntokn = \"x\"\nrate = 0\nmode = \"wehook\"\nchat_rate = \"1\"\n\
         [bael]\na = 1\n[engine]\nrows = [8]\n[log]\nfilter = \"a=b=c\"\n[data.dir]\nx = 1\n",
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
            "CF006 11 `log.filter` is no filter For example: info,bimeyar::service=debug",
            "CF002 12 there is no section `data.dir` `data.dir` is a single setting.",
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
            "CF005 BIMEYAR__BALE__TOKN:0: warning: this variable sets nothing Did you mean BIMEYAR__BALE__TOKEN?"
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
