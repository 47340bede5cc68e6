//! Forgetting a chat because its person asks, and chats in which nobody has spoken for long (`storage.md` §4.4).

use jiff::Timestamp;

use super::arrival;
use super::challenge::StoredChallenge;
use super::dead;
use super::limit::{self, NumbersOfChat};
use super::look::Look;
use super::outbox;
use super::overlay::Changes;
use super::table::{self, Key, Keys, Table};
use super::timer;
use super::{Dialogues, OutboxId, StoreFault};
use crate::engine::session::{Focus, Person};
use crate::engine::{Effect, Input, Session};

/// Sessions of one transaction.
const AT_ONCE: usize = 100;

/// What was dropped with a chat, by number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// News of claims that had no turn yet.
    pub news: usize,
    /// Effects that were not performed.
    pub effects: usize,
    /// Challenges of one-time codes.
    pub codes: usize,
    /// Dead letters.
    pub letters: usize,
}

impl Dialogues {
    /// Whether answers given in this chat are still to be kept: what forgets the chat waits for them.
    pub fn has_answers_to_keep(&self, chat: i64) -> Result<bool, StoreFault> {
        let rows = self.read();
        for key in rows.keys(Table::Outbox, &of_chat(chat), usize::MAX)? {
            if let Some(Effect::KeepAnswers(_)) = outbox::effect(&rows, &key)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Drops what waits for a chat that is forgotten: news of claims, effects but for `but`, messages and the erasure of
    /// photos, timers, challenges of one-time codes, dead letters. What the person has said since stays, and so does the
    /// session, in which the turn has erased what it knew. Done twice it drops nothing more.
    pub async fn forget_chat(&self, chat: i64, but: &OutboxId) -> Result<Dropped, StoreFault> {
        let but = *but;
        self.write(move |changes| {
            timer::cancel_all(changes, chat)?;
            hide_numbers(changes, chat)?;
            Ok(Dropped {
                news: drop_news(changes, chat)?,
                effects: drop_effects(changes, chat, but)?,
                codes: drop_codes(changes, chat)?,
                letters: dead::forget(changes, chat)?,
            })
        })
        .await
    }

    /// Forgets who speaks in the chats in which nobody has since `before`, if nothing of theirs is unfinished; how many. A
    /// session that is not known to be so old is noted as touched at `now`.
    pub async fn forget_idle(&self, before: Timestamp, now: Timestamp) -> Result<u64, StoreFault> {
        let (mut forgotten, mut next) = (0, Some(Keys::all()));
        while let Some(keys) = next {
            let page = move |changes: &mut Changes<'_>| {
                let page = changes.keys(Table::Sessions, &keys, AT_ONCE)?;
                let mut count = 0;
                for key in &page {
                    count += u64::from(forget_if_idle(changes, key, (before, now))?);
                }
                let last = page.last().filter(|_| page.len() == AT_ONCE);
                Ok((count, last.map(|last| keys.after(last))))
            };
            let (count, rest) = self.write(page).await?;
            forgotten += count;
            next = rest;
        }
        Ok(forgotten)
    }
}

fn of_chat(chat: i64) -> Keys {
    Keys::beginning_with(table::chat_part(chat).to_vec())
}

fn drop_news(changes: &mut Changes<'_>, chat: i64) -> Result<usize, StoreFault> {
    let mut dropped = 0;
    for key in changes.keys(Table::Inbox, &of_chat(chat), usize::MAX)? {
        if let Some(Input::ClaimChanged { .. }) = readable(arrival::input(changes, &key))? {
            changes.remove(Table::Inbox, &key)?;
            dropped += 1;
        }
    }
    Ok(dropped)
}

fn drop_effects(changes: &mut Changes<'_>, chat: i64, but: OutboxId) -> Result<usize, StoreFault> {
    let mut dropped = 0;
    for key in changes.keys(Table::Outbox, &of_chat(chat), usize::MAX)? {
        if table::row_of(&key) == Some((but.chat, but.seq)) {
            continue;
        }
        // What was said is on its way to the person, and photos are still to be erased: also those that are just being stored,
        // whose answer has them erased.
        let stays = matches!(
            readable(outbox::effect(changes, &key))?,
            Some(
                Effect::Show(_)
                    | Effect::FetchPhoto { .. }
                    | Effect::DropPhoto { .. }
                    | Effect::ForgetChat { .. }
            )
        );
        if !stays {
            changes.remove(Table::Outbox, &key)?;
            dropped += 1;
        }
    }
    Ok(dropped)
}

fn drop_codes(changes: &mut Changes<'_>, chat: i64) -> Result<usize, StoreFault> {
    let mut dropped = 0;
    for key in changes.keys(Table::Codes, &Keys::all(), usize::MAX)? {
        let challenge: Option<StoredChallenge> = readable(changes.get(Table::Codes, &key))?;
        if challenge.is_some_and(|challenge| challenge.chat == chat) {
            changes.remove(Table::Codes, &key)?;
            dropped += 1;
        }
    }
    Ok(dropped)
}

/// How many numbers and claims the chat has tried goes on being counted, else erasing would be a way round the limit; which
/// these were is forgotten.
fn hide_numbers(changes: &mut Changes<'_>, chat: i64) -> Result<(), StoreFault> {
    for key in [limit::chat_key(chat), limit::claims_key(chat)] {
        let numbers: Option<NumbersOfChat> = readable(changes.get(Table::Limits, &key))?;
        let Some(mut numbers) = numbers else { continue };
        for (number, _) in &mut numbers {
            *number = [0; 32];
        }
        changes.put(Table::Limits, &key, &numbers)?;
    }
    Ok(())
}

/// What cannot be read tells nothing; whoever comes upon it puts it aside.
fn readable<T>(found: Result<Option<T>, StoreFault>) -> Result<Option<T>, StoreFault> {
    match found {
        Err(StoreFault::Unreadable { .. }) => Ok(None),
        found => found,
    }
}

fn forget_if_idle(
    changes: &mut Changes<'_>,
    key: &Key,
    (before, now): (Timestamp, Timestamp),
) -> Result<bool, StoreFault> {
    let session: Option<Session> = readable(changes.get(Table::Sessions, key))?;
    let Some(session) = session.filter(knows_somebody) else { return Ok(false) };
    let Some(touched) = session.touched else {
        changes.put(Table::Sessions, key, &Session { touched: Some(now), ..session })?;
        return Ok(false);
    };
    let waits = !changes.keys(Table::Inbox, &of_chat(session.chat), 1)?.is_empty()
        || !changes.keys(Table::Outbox, &of_chat(session.chat), 1)?.is_empty();
    if touched >= before || waits {
        return Ok(false);
    }
    let forgotten = Session { person: Person::default(), focus: Focus::Menu, ..session };
    changes.put(Table::Sessions, key, &forgotten)?;
    Ok(true)
}

/// Whether there is something to forget, and nothing unfinished that needs it. The claims of the chat go on being told.
fn knows_somebody(session: &Session) -> bool {
    session.drafts.is_empty() && session.waiting.is_none() && session.person != Person::default()
}
