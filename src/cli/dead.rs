//! `bimeyar dead`: what could not be handled, and handling it once more when the matter is mended. Through the door of the
//! running bot, so that people get their answers at once; without one it is done at the next start.

use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::door::{self, Answer, Request, misheard};
use super::registry::audit;
use super::stores::Stores;
use super::table::table;
use super::terminal::{Failure, Terminal};
use super::{Settings, block_on};
use crate::config::StorageSettings;
use crate::dialogues::{DeadKind, DeadLetter, Requeued, StoreFault};
use crate::persian::jalali;
use crate::runtime::Clock;
use crate::service::Running;

/// Letters of one answer, the newest of all.
const MOST: usize = 100;
/// Letters of a reason that are told.
const REASON: usize = 200;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Lists what could not be handled, the newest last: never what people wrote, only what it was and why.
    List(List),
    /// Shows one letter.
    Show(One),
    /// Puts letters where they came from: inputs get their turn, effects are performed. Each once, however often it is asked.
    Requeue(Several),
    /// Throws letters away.
    Drop(Several),
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// For machines.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Args)]
pub(super) struct One {
    /// As `dead list` names it.
    #[arg(value_name = "ID")]
    id: u64,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Args)]
pub(super) struct Several {
    /// As `dead list` names them.
    #[arg(value_name = "ID", required_unless_present = "all")]
    ids: Vec<u64>,
    /// All that the list shows.
    #[arg(long, conflicts_with = "ids")]
    all: bool,
    #[command(flatten)]
    settings: Settings,
}

/// What is asked at the door.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Wanted {
    List,
    Requeue(u64),
    Drop(u64),
}

/// What is answered.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Told {
    Letters(Letters),
    End(End),
}

/// The newest letters.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Letters {
    /// How many there are in all.
    pub(super) total: usize,
    pub(super) items: Vec<Letter>,
}

/// A letter without its content.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Letter {
    pub(super) id: u64,
    pub(super) at: jiff::Timestamp,
    pub(super) chat: i64,
    pub(super) kind: DeadKind,
    pub(super) name: String,
    pub(super) reason: String,
    pub(super) bytes: usize,
    /// Whether it can be requeued.
    pub(super) readable: bool,
}

/// What became of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum End {
    Requeued,
    Dropped,
    Unreadable,
    Gone,
}

impl End {
    fn sentence(self) -> &'static str {
        match self {
            Self::Requeued => "is handled once more",
            Self::Dropped => "was thrown away",
            Self::Unreadable => "cannot be read by anybody, so it can only be dropped",
            Self::Gone => "is not there: it was handled or dropped before",
        }
    }
}

pub(super) fn run(command: &Command, terminal: &Terminal) -> Result<(), Failure> {
    match command {
        Command::List(arguments) => list(arguments, terminal),
        Command::Show(arguments) => show(arguments, terminal),
        Command::Requeue(arguments) => each(arguments, Wanted::Requeue, terminal),
        Command::Drop(arguments) => each(arguments, Wanted::Drop, terminal),
    }
}

async fn ask(storage: &StorageSettings, wanted: Wanted) -> Result<Told, Failure> {
    let Answer::Dead(told) = door::ask(storage, Request::Dead(wanted)).await? else {
        return Err(misheard());
    };
    Ok(told)
}

async fn letters(storage: &StorageSettings) -> Result<Letters, Failure> {
    match ask(storage, Wanted::List).await? {
        Told::Letters(letters) => Ok(letters),
        Told::End(_) => Err(misheard()),
    }
}

fn list(arguments: &List, terminal: &Terminal) -> Result<(), Failure> {
    let config = arguments.settings.load()?;
    let Letters { total, items } = block_on(letters(&config.storage))?;
    if arguments.json {
        terminal.say(json!({ "total": total, "items": items }));
        return Ok(());
    }
    if total == 0 {
        terminal.say("nothing was put aside");
        return Ok(());
    }
    let row = |letter: &Letter| {
        let chat = letter.chat.to_string();
        [letter.id.to_string(), when(letter), chat, what(letter), letter.reason.clone()]
    };
    let rows: Vec<_> = items.iter().map(row).collect();
    terminal.say(table(["ID", "AT", "CHAT", "WHAT", "WHY"], &rows));
    if total > items.len() {
        terminal.note(format_args!("{} older ones are not shown", total - items.len()));
    }
    Ok(())
}

fn show(arguments: &One, terminal: &Terminal) -> Result<(), Failure> {
    let config = arguments.settings.load()?;
    let found = block_on(letters(&config.storage))?;
    let letter = found.items.into_iter().find(|letter| letter.id == arguments.id);
    let letter = letter.ok_or_else(|| Failure::saying(format!("there is no {}", arguments.id)))?;
    let can = if letter.readable { "requeue, drop" } else { "drop: nobody can read it" };
    terminal.say(format_args!(
        "id      {}\nat      {}\nchat    {}\nwhat    {}\nbytes   {}\nwhy     {}\ncan     {can}",
        letter.id,
        when(&letter),
        letter.chat,
        what(&letter),
        letter.bytes,
        letter.reason,
    ));
    Ok(())
}

fn each(
    arguments: &Several,
    wanted: fn(u64) -> Wanted,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let config = arguments.settings.load()?;
    let mut is_well = true;
    block_on(async {
        let ids = if arguments.all {
            letters(&config.storage).await?.items.iter().map(|letter| letter.id).collect()
        } else {
            arguments.ids.clone()
        };
        for id in ids {
            let Told::End(end) = ask(&config.storage, wanted(id)).await? else {
                return Err(misheard());
            };
            is_well &= matches!(end, End::Requeued | End::Dropped);
            terminal.say(format_args!("{id} {}", end.sentence()));
        }
        Ok(())
    })?;
    if is_well { Ok(()) } else { Err(Failure::Told) }
}

fn when(letter: &Letter) -> String {
    format!("{} {}", jalali::in_tehran(letter.at).short(), jalali::tehran_clock(letter.at))
}

/// `input photo`, `effect send_sms`, `session`.
fn what(letter: &Letter) -> String {
    let kind = match letter.kind {
        DeadKind::Inbox => "input",
        DeadKind::Outbox => "effect",
        DeadKind::Session => "session",
    };
    format!("{kind} {}", letter.name).trim_end().to_owned()
}

/// Answers with stores that this process has open, and for the bot that runs, if one does.
pub(super) async fn answer(
    stores: &Stores,
    running: Option<&Running>,
    wanted: Wanted,
) -> Result<Told, Failure> {
    let (act, id, end) = match wanted {
        Wanted::List => return look(stores).map(Told::Letters).map_err(unread),
        Wanted::Requeue(id) => ("dead_requeued", id, requeue(stores, running, id).await),
        Wanted::Drop(id) => ("dead_dropped", id, throw_away(stores, id).await),
    };
    let end = end.map_err(unread)?;
    if matches!(end, End::Requeued | End::Dropped) {
        let object = id.to_string();
        audit(&stores.registry, &Clock::system(), act, (Some(&object), None)).await?;
    }
    Ok(Told::End(end))
}

/// The newest letters, the newest last.
pub(super) fn look(stores: &Stores) -> Result<Letters, StoreFault> {
    let letters = stores.dialogues.dead_letters()?;
    let total = letters.len();
    let items = letters.into_iter().skip(total.saturating_sub(MOST)).map(letter).collect();
    Ok(Letters { total, items })
}

fn letter(letter: DeadLetter) -> Letter {
    let DeadLetter { id, at, chat, kind, name, reason, bytes, is_readable } = letter;
    let reason = reason.chars().take(REASON).collect();
    Letter { id, at, chat, kind, name, reason, bytes, readable: is_readable }
}

/// Lets a letter be handled once more: at once by the bot that runs, else by the next.
pub(super) async fn requeue(
    stores: &Stores,
    running: Option<&Running>,
    id: u64,
) -> Result<End, StoreFault> {
    let requeued = match running {
        Some(running) => running.requeue(id).await?,
        None => stores.dialogues.requeue(id, Clock::system().now()).await?,
    };
    Ok(match requeued {
        Requeued::Inbox { .. } | Requeued::Outbox(_) => End::Requeued,
        Requeued::Unreadable => End::Unreadable,
        Requeued::Gone => End::Gone,
    })
}

pub(super) async fn throw_away(stores: &Stores, id: u64) -> Result<End, StoreFault> {
    let dropped = stores.dialogues.drop_dead(id).await?;
    Ok(if dropped { End::Dropped } else { End::Gone })
}

fn unread(fault: StoreFault) -> Failure {
    Failure::of("cannot look at what was put aside", fault)
}
