//! `bimeyar claims`: looking at claims and deciding on them without a browser.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

use super::content::Content;
use super::registry::{COMMAND_LINE, audit, with_registry};
use super::table::table;
use super::terminal::{Failure, Terminal};
use super::{Settings, erase};
use crate::claim::{Act, Claim, ClaimKind, CodeReading, DecisionKind, Stage, TrackingCode};
use crate::persian::jalali;
use crate::registry::{Changed, ClaimChange, ClaimQuery, Doer, Page, Registry, RegistryFault};
use crate::reviewer::{claim_json, read_decision, tombstone_json};
use crate::runtime::Clock;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Lists claims, newest first.
    List(List),
    /// Shows all that is known of a claim.
    Show(Show),
    /// Takes a decision on a claim; the person is told as if it had been taken in the console.
    Decide(Decide),
    /// Erases a claim that has come to its end: all but its tracking code, stage and moments. It cannot be undone.
    Erase(erase::Arguments),
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// Only those that stand there.
    #[arg(long, value_parser = stages())]
    stage: Option<Stage>,
    /// Only those of that kind.
    #[arg(long, value_parser = kinds())]
    kind: Option<ClaimKind>,
    /// Tracking code or its beginning, national code, mobile, or words of the insured's or the centre's name.
    #[arg(long, value_name = "TEXT")]
    q: Option<String>,
    /// At most so many.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    limit: u32,
    /// For machines; the claims as in the API.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Args)]
pub(super) struct Show {
    /// The tracking code, with or without spaces.
    #[arg(value_parser = tracking_code)]
    code: TrackingCode,
    /// For machines; the claim as in the API.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Args)]
pub(super) struct Decide {
    /// The tracking code, with or without spaces.
    #[arg(value_parser = tracking_code)]
    code: TrackingCode,
    /// Which decision.
    #[arg(value_parser = decisions())]
    kind: DecisionKind,
    /// Only if the claim is still the one of this revision.
    #[arg(long, value_name = "N")]
    expected_revision: Option<u32>,
    /// What the decision carries, as in the API: `{"reason": "…"}`.
    #[arg(long, value_name = "JSON", default_value = "{}", value_parser = object)]
    body: Map<String, Value>,
    /// For machines; the claim as it is then, as in the API.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: Settings,
}

fn stages() -> impl TypedValueParser<Value = Stage> {
    PossibleValuesParser::new(Stage::ALL.map(Stage::name))
        .try_map(|name| Stage::from_name(&name).ok_or("There is no such stage."))
}

fn kinds() -> impl TypedValueParser<Value = ClaimKind> {
    use ClaimKind::{SpecialExpense, SpecialSupport, Supplementary};
    PossibleValuesParser::new([Supplementary, SpecialSupport, SpecialExpense].map(ClaimKind::name))
        .try_map(|name| ClaimKind::from_name(&name).ok_or("There is no such kind."))
}

fn decisions() -> impl TypedValueParser<Value = DecisionKind> {
    PossibleValuesParser::new(DecisionKind::ALL.map(DecisionKind::name))
        .try_map(|name| DecisionKind::from_name(&name).ok_or("There is no such decision."))
}

pub(super) fn tracking_code(typed: &str) -> Result<TrackingCode, &'static str> {
    match TrackingCode::read(typed) {
        CodeReading::Code(code) => Ok(code),
        CodeReading::Mistyped | CodeReading::Foreign | CodeReading::None => Err(
            "It is no tracking code: these have 12 digits, the last of which checks the others.",
        ),
    }
}

fn object(typed: &str) -> Result<Map<String, Value>, String> {
    serde_json::from_str(typed).map_err(|fault| format!("It is no JSON object: {fault}."))
}

pub(super) fn run(command: &Command, terminal: &Terminal) -> Result<(), Failure> {
    match command {
        Command::List(arguments) => list(arguments, terminal),
        Command::Show(arguments) => show(arguments, terminal),
        Command::Decide(arguments) => decide(arguments, terminal),
        Command::Erase(arguments) => erase::run(arguments, terminal),
    }
}

fn unreadable(fault: RegistryFault) -> Failure {
    Failure::of("cannot read the claims", fault)
}

fn list(arguments: &List, terminal: &Terminal) -> Result<(), Failure> {
    let List { stage, kind, q, limit, json, settings } = arguments;
    let query = ClaimQuery {
        stage: *stage,
        kind: *kind,
        q: q.clone(),
        limit: *limit,
        ..ClaimQuery::default()
    };
    let Page { items, next_cursor } = with_registry(settings, async |registry, _| {
        let page = registry.claims(&query).await.map_err(unreadable)?;
        let told = format!("{} claims", page.items.len());
        audit(registry, &Clock::system(), "claims_listed", (None, Some(told))).await?;
        Ok(page)
    })?;
    if *json {
        let claims: Vec<Value> = items.iter().map(as_json).collect();
        let next_cursor = next_cursor.map(|cursor| cursor.to_string());
        terminal.say(json!({ "items": claims, "next_cursor": next_cursor }));
        return Ok(());
    }
    let rows: Vec<_> = items.iter().map(row).collect();
    terminal.say(table(["CODE", "STAGE", "KIND", "REGISTERED", "REVISION", "RIAL"], &rows));
    if next_cursor.is_some() {
        terminal.note("There are more; --limit shows more at a time.");
    }
    Ok(())
}

fn row(claim: &Claim) -> [String; 6] {
    [
        claim.code.as_str().to_owned(),
        claim.stage.name().to_owned(),
        claim.kind.name().to_owned(),
        jalali::in_tehran(claim.registered_at).to_string(),
        claim.revision.to_string(),
        claim.details.amount_rial.map_or_else(String::new, |rial| rial.0.to_string()),
    ]
}

async fn find(registry: &Registry, code: &TrackingCode) -> Result<Claim, Failure> {
    let found = registry.claim(code).await.map_err(unreadable)?;
    found.ok_or_else(|| unknown(code))
}

fn unknown(code: &TrackingCode) -> Failure {
    Failure::saying(format!("there is no claim {code}", code = code.as_str()))
}

fn show(arguments: &Show, terminal: &Terminal) -> Result<(), Failure> {
    let Show { code, json, settings } = arguments;
    let shown = with_registry(settings, async |registry, _| {
        let shown = match registry.tombstone(code).await.map_err(unreadable)? {
            Some(tombstone) => tombstone_json(&tombstone),
            None => as_json(&find(registry, code).await?),
        };
        audit(registry, &Clock::system(), "claim_viewed", (Some(code.as_str()), None)).await?;
        Ok(shown)
    })?;
    tell(&shown, *json, terminal);
    Ok(())
}

fn decide(arguments: &Decide, terminal: &Terminal) -> Result<(), Failure> {
    let Decide { code, kind, expected_revision, body, json, settings } = arguments;
    let in_body = body.get("expected_revision").and_then(Value::as_u64);
    let expected_revision = expected_revision.or_else(|| u32::try_from(in_body?).ok());
    let mut body = body.clone();
    body.insert("kind".to_owned(), kind.name().into());
    let changed = with_registry(settings, async |registry, config| {
        let content = Content::load_sound(&config.content).map_err(Failure::Problems)?;
        let now = Clock::system().now();
        let claim = find(registry, code).await?;
        let today = jalali::in_tehran(now);
        let decision = read_decision(&Value::Object(body), &claim, &content.datasets, today);
        let decision = decision.map_err(|faults| {
            for fault in &faults {
                terminal.note(fault);
            }
            Failure::Told
        })?;
        let change = ClaimChange {
            act: Act::Decide(decision),
            by: Doer::Staff { name: COMMAND_LINE.to_owned() },
            // The body was held against the claim as it was read just before.
            expected_revision: Some(expected_revision.unwrap_or(claim.revision)),
        };
        let changed = registry.change(code, change, now).await;
        changed.map_err(|fault| Failure::of("cannot write the decision", fault))
    })?;
    match changed {
        Changed::Done(claim) => {
            tell(&as_json(&claim), *json, terminal);
            Ok(())
        }
        Changed::Stale(claim) => Err(Failure::saying(format!(
            "the claim was changed meanwhile: its revision is {}, its stage {}",
            claim.revision,
            claim.stage.name()
        ))),
        Changed::Refused(refusal, _) => Err(Failure::saying(refusal.to_string())),
        Changed::Unknown => Err(unknown(code)),
    }
}

fn as_json(claim: &Claim) -> Value {
    claim_json(claim, jalali::in_tehran(Clock::system().now()))
}

fn tell(value: &Value, json: bool, terminal: &Terminal) {
    if json {
        terminal.say(value);
        return;
    }
    let mut lines = Vec::new();
    flatten("", value, &mut lines);
    for line in lines {
        terminal.say(line);
    }
}

/// One line for each value that is there, with the way to it.
fn flatten(path: &str, value: &Value, lines: &mut Vec<String>) {
    let below = |name: &str| {
        if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
    };
    match value {
        Value::Null => {}
        Value::Object(fields) => {
            for (name, value) in fields {
                flatten(&below(name), value, lines);
            }
        }
        Value::Array(items) => {
            for (place, value) in items.iter().enumerate() {
                flatten(&below(&(place + 1).to_string()), value, lines);
            }
        }
        Value::String(words) => lines.push(format!("{path}: {}", one_line(words))),
        Value::Bool(_) | Value::Number(_) => lines.push(format!("{path}: {value}")),
    }
}

/// What people typed must not move the cursor or look like another line.
fn one_line(words: &str) -> String {
    let shown = |letter: char| if letter.is_control() { ' ' } else { letter };
    words.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_told_line_by_line_without_what_is_not_there() {
        let value = json!({
            "a": 1, "b": null, "c": [{ "d": "x\n\u{1b}[2Jy" }, { "d": true }], "e": [], "f": {},
        });
        let mut lines = Vec::new();
        flatten("", &value, &mut lines);
        assert_eq!(lines, ["a: 1", "c.1.d: x  [2Jy", "c.2.d: true"]);
    }
}
