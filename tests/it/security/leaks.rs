//! Nothing that people are or say is in the log, however much is logged, nor in what sessions, inputs, effects and settings
//! print (`docs/SECURITY.md` I5, I6).
//!
//! The whole suite takes minutes: `cargo test --test it -- --ignored --exact security::leaks::the_whole_suite_tells_nothing`.
//! An ordinary run plays a few conversations, others each day, and always those with one-time codes.

use std::collections::BTreeSet;
use std::io;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use bimeyar::config::environment;
use bimeyar::persian::text::to_persian_digits;
use bimeyar::runtime::Clock;
use bimeyar::sms::SmsKind;

use crate::convos::http::HttpStage;
use crate::convos::script::{Deed, Script, What};
use crate::convos::stage::Stage as _;
use crate::convos::{listed, played_over_http};
use crate::service::bench::TOKEN;

/// Processes among which the whole suite is divided: most of a conversation is waiting.
const AT_ONCE: usize = 4;
/// Of so many conversations an ordinary run plays one.
const SAMPLED: usize = 24;
/// What every run plays: codes are sent and typed, a name and a national code are told.
const ALWAYS: [&str; 2] = ["claim/code-at-page-4.convo", "follow/opened-by-code.convo"];
/// The child's variable: which of how many it plays, `first/step`.
const PART: &str = "BIMEYAR_TEST_LEAKS";
/// A typed text that is shorter may be a word of the log by chance.
const SHORTEST: usize = 5;

/// What was logged since it was last looked at.
static LOGGED: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Log;

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOGGED.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn take_log() -> String {
    let logged = std::mem::take(&mut *LOGGED.lock().unwrap_or_else(PoisonError::into_inner));
    String::from_utf8_lossy(&logged).into_owned()
}

/// What must not be found, besides any Persian letter.
fn secrets(script: &Script, stage: &HttpStage) -> BTreeSet<String> {
    let mut secrets =
        BTreeSet::from([TOKEN.to_owned(), TOKEN.split(':').nth(1).unwrap().to_owned()]);
    for part in &script.people {
        let person = stage.person(&part.name).unwrap();
        let mobile = person.mobile.expose();
        secrets.insert(mobile.trim_start_matches('0').to_owned());
        secrets.insert(to_persian_digits(mobile));
    }
    secrets.extend(stage.national_codes());
    for line in &script.lines {
        if let What::Deed { deed: Deed::Text(text), .. } = &line.what
            && text.chars().count() >= SHORTEST
            && !text.starts_with('$')
            && !is_code(text)
        {
            secrets.insert(text.clone());
        }
    }
    secrets
}

/// Chat ids and tracking codes may be in a log.
fn is_code(text: &str) -> bool {
    text.chars().filter(|letter| letter.is_numeric()).count() == 12
}

fn one_time_codes(stage: &HttpStage) -> Vec<String> {
    let codes = stage.bench.sms.messages().into_iter().filter_map(|kept| match kept.message.kind {
        SmsKind::Code { code } => Some(code.expose().clone()),
        SmsKind::Registered { .. } | SmsKind::Defect { .. } | SmsKind::Stage { .. } => None,
    });
    codes.collect()
}

/// Whether the number stands in `line` by itself.
fn has_number(line: &str, number: &str) -> bool {
    line.match_indices(number).any(|(at, _)| {
        let is_digit =
            |letter: Option<char>| letter.is_some_and(|it| it.is_ascii_digit() || it == '.');
        let (before, after) = (line.split_at(at).0, line.split_at(at + number.len()).1);
        !is_digit(before.chars().next_back()) && !is_digit(after.chars().next())
    })
}

/// What was found in the conversation `name`, with the first line that has it.
fn line_of(name: &str, told: &str, log: &str, has: impl Fn(&str) -> bool) -> String {
    let line = log.lines().find(|line| has(line)).unwrap_or("over more than one line");
    format!("{name}: {told}:\n{line}")
}

fn search(name: &str) -> Result<(), String> {
    let (script, stage) = played_over_http(name)?;
    let mut log = take_log();
    log.extend([format!("{:?}\n", stage.bench.settings())]);
    if log.len() < 10_000 {
        return Err(format!("{name}: almost nothing was logged\n{log}"));
    }
    let secrets = secrets(&script, &stage);
    let codes = one_time_codes(&stage);
    if let Some(hidden) = secrets.iter().find(|hidden| log.contains(*hidden)) {
        let told = format!("`{hidden}` is in the log");
        return Err(line_of(name, &told, &log, |line| line.contains(hidden)));
    }
    let is_persian = |line: &str| {
        line.contains("\\u{6")
            || line.chars().any(|letter| ('\u{600}'..='\u{6ff}').contains(&letter))
    };
    if is_persian(&log) {
        return Err(line_of(name, "Persian words are in the log", &log, is_persian));
    }
    for code in codes {
        // sled counts bytes, and knows nothing but what is sealed.
        let tells = |line: &str| !line.contains(" sled::") && has_number(line, &code);
        if log.contains(&code) && log.lines().any(tells) {
            let told = format!("the one-time code {code} is in the log");
            return Err(line_of(name, &told, &log, tells));
        }
    }
    // The search itself finds what is there.
    let planted =
        secrets.iter().next().is_some_and(|hidden| format!("x{hidden}y").contains(hidden));
    if planted && has_number("code 123456 was sent", "123456") {
        Ok(())
    } else {
        Err(name.to_owned())
    }
}

/// Plays its part of the suite in a process of its own, for there is but one log in a process.
#[test]
#[ignore = "the other tests of this file start it"]
fn child() {
    let part = environment().find_map(|(name, value)| (name == PART).then_some(value));
    let Some(part) = part else { return };
    let (first, step) = part.split_once('/').unwrap();
    let (first, step): (usize, usize) = (first.parse().unwrap(), step.parse().unwrap());
    tracing_subscriber::fmt()
        .with_env_filter("trace")
        .with_ansi(false)
        .without_time()
        .with_writer(|| Log)
        .init();
    let mut names: BTreeSet<&str> = listed().iter().skip(first).step_by(step).copied().collect();
    names.extend(ALWAYS);
    let faults: Vec<String> = names.into_iter().filter_map(|name| search(name).err()).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn play(first: usize, step: usize) {
    let done = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "security::leaks::child", "--nocapture"])
        .env(PART, format!("{first}/{step}"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && told.contains("1 passed"), "{first}/{step}:\n{told}");
}

#[test]
fn some_conversations_of_the_suite_tell_nothing() {
    let today = Clock::system().now().as_second() / 86_400;
    let first = usize::try_from(today).unwrap() % SAMPLED;
    play(first, SAMPLED);
}

#[test]
#[ignore = "minutes"]
fn the_whole_suite_tells_nothing() {
    std::thread::scope(|scope| {
        for first in 0..AT_ONCE {
            scope.spawn(move || play(first, AT_ONCE));
        }
    });
}
