//! What a screen looks like to a person, and whether it can be shown at all.

use std::collections::{BTreeMap, BTreeSet};

use bimeyar::engine::{Button, ButtonAction, Keyboard, Press, Screen, Verb};
use bimeyar::persian::jalali;
use bimeyar::wording::{Arg, Catalog, Message, Surface};

use super::pure::keys_of;
use super::stage::Said;

/// Letters of one message (`bale-api.md` §5).
const LONGEST_TEXT: usize = 4_096;
/// Bytes of callback data (`bale-api.md` §4).
const LONGEST_DATA: usize = 64;
/// Rows of inline buttons (DESIGN §4).
const ROWS: usize = 8;
/// Buttons in a row: the days of a week.
const IN_A_ROW: usize = 7;

/// The message that `screen` becomes, or why it cannot be shown.
pub(crate) fn shown(words: &Catalog, screen: &Screen) -> Result<Said, String> {
    let fault = |what: String| {
        let keys: Vec<&str> =
            screen.paragraphs.iter().map(|message| message.key.as_str()).collect();
        Err(format!("a screen cannot be shown: {what}: {}", keys.join(" ")))
    };
    let paragraphs: Vec<String> =
        screen.paragraphs.iter().map(|message| words.text(message, Surface::Chat)).collect();
    let text = paragraphs.join("\n\n");
    if text.trim().is_empty() {
        return fault("it is empty".to_owned());
    }
    if text.chars().count() > LONGEST_TEXT {
        return fault(format!("it has {} letters", text.chars().count()));
    }
    for message in screen.paragraphs.iter().chain(labels(&screen.keyboard)) {
        let faults = words.faults(message);
        if !faults.is_empty() {
            return fault(faults.join(", "));
        }
        if words.text(message, Surface::Button).trim().is_empty() {
            return fault(format!("nothing is said by {}", message.key));
        }
    }
    let mut said = Said {
        text,
        inline: Vec::new(),
        bottom: None,
        share: None,
        keys: keys(words, &screen.paragraphs),
    };
    let word = |message: &Message| words.text(message, Surface::Button);
    match &screen.keyboard {
        Keyboard::None => {}
        Keyboard::Inline(rows) => {
            said.inline = rows.iter().map(|row| inline_row(words, row)).collect();
            if let Some(what) = impossible(&said.inline) {
                return fault(what);
            }
        }
        Keyboard::Menu(rows) => said.bottom = Some(rows.iter().flatten().map(word).collect()),
        Keyboard::ShareContact { share, others } => {
            said.share = Some(word(share));
            said.bottom = Some(others.iter().map(word).collect());
        }
    }
    Ok(said)
}

/// All keys of a screen, those on buttons too.
pub(crate) fn keys_with_labels(screen: &Screen) -> BTreeSet<String> {
    let mut found = Vec::new();
    for message in screen.paragraphs.iter().chain(labels(&screen.keyboard)) {
        keys_of(message, &mut found);
    }
    found.into_iter().map(|message| message.key).collect()
}

fn labels(keyboard: &Keyboard) -> Vec<&Message> {
    match keyboard {
        Keyboard::None => Vec::new(),
        Keyboard::Inline(rows) => rows.iter().flatten().map(|button| &button.label).collect(),
        Keyboard::Menu(rows) => rows.iter().flatten().collect(),
        Keyboard::ShareContact { share, others } => std::iter::once(share).chain(others).collect(),
    }
}

fn inline_row(words: &Catalog, row: &[Button]) -> Vec<(String, Option<String>)> {
    let data = |action: &ButtonAction| match action {
        ButtonAction::Press(press) => Some(press.encode()),
        ButtonAction::Nothing => Some(Press::global(Verb::Nothing, "").encode()),
        ButtonAction::Copy(_) => None,
    };
    row.iter()
        .map(|button| (words.text(&button.label, Surface::Button), data(&button.action)))
        .collect()
}

/// What is wrong with a keyboard, if anything is.
fn impossible(rows: &[Vec<(String, Option<String>)>]) -> Option<String> {
    if rows.is_empty() || rows.len() > ROWS {
        return Some(format!("it has {} rows", rows.len()));
    }
    if let Some(row) = rows.iter().find(|row| row.is_empty() || row.len() > IN_A_ROW) {
        return Some(format!("a row has {} buttons", row.len()));
    }
    let nothing = Press::global(Verb::Nothing, "").encode();
    let mut live = BTreeSet::new();
    for (label, data) in rows.iter().flatten() {
        let data = data.as_deref().unwrap_or_default();
        if data.len() > LONGEST_DATA || !data.is_ascii() {
            return Some(format!("`{label}` carries `{data}`"));
        }
        if data != nothing && !live.insert(label) {
            return Some(format!("two buttons say `{label}`"));
        }
    }
    None
}

fn keys(words: &Catalog, paragraphs: &[Message]) -> Vec<(String, BTreeMap<String, String>)> {
    let mut found = Vec::new();
    for paragraph in paragraphs {
        keys_of(paragraph, &mut found);
    }
    let args = |message: &Message| {
        message.args.iter().map(|(name, arg)| (name.clone(), plain(words, arg))).collect()
    };
    found.iter().map(|message| (message.key.clone(), args(message))).collect()
}

/// An argument as a conversation compares it.
fn plain(words: &Catalog, arg: &Arg) -> String {
    match arg {
        Arg::Typed(text) | Arg::Words(text) | Arg::Code(text) => text.clone(),
        Arg::Number(number) => number.to_string(),
        Arg::Money(amount) | Arg::Toman(amount) | Arg::MoneyInWords(amount) => amount.0.to_string(),
        Arg::Date(date) => date.iso(),
        Arg::Moment(at) => moment(*at),
        Arg::Mobile(mobile) => mobile.expose().to_owned(),
        Arg::NationalCode(code) => code.expose().to_owned(),
        Arg::Message(message) => words.text(message, Surface::Plain),
        Arg::Lines(lines) => lines.len().to_string(),
        Arg::List(items) => {
            let items: Vec<String> =
                items.iter().map(|item| words.text(item, Surface::Plain)).collect();
            items.join("، ")
        }
    }
}

/// `1405-08-31 08:00`
pub(crate) fn moment(at: jiff::Timestamp) -> String {
    let clock = bimeyar::persian::text::to_ascii_digits(&jalali::tehran_clock(at));
    format!("{} {clock}", jalali::in_tehran(at).iso())
}
