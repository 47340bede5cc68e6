//! Sweeping out what is too old: seen updates, challenges, counters, dead letters.

use jiff::{SignedDuration, Timestamp};

use super::arrival::{self, FLOODING, SEEN_BY_TIME};
use super::budget;
use super::challenge::StoredChallenge;
use super::limit::{self, NumbersOfChat};
use super::look::Look;
use super::overlay::Changes;
use super::table::{Keys, Table};
use super::{Dialogues, StoreFault};

/// Rows of one transaction: turns that wait behind it shall not wait long.
const AT_ONCE: usize = 500;
/// How long counters limit anything.
const LIMITED_FOR: SignedDuration = SignedDuration::from_hours(24);

impl Dialogues {
    /// Erases seen updates, challenges, counters and dead letters that are too old. To be called every few minutes: it also
    /// notes how far the store has come, by which the next start can tell whether anything was lost.
    pub async fn sweep(&self, now: Timestamp) -> Result<(), StoreFault> {
        self.note_seq().await?;
        let settings = self.settings();
        let seen = Keys::until(SEEN_BY_TIME, before(now, settings.seen_for));
        self.sweep_keys(Table::Seen, seen, arrival::forget_seen).await?;
        let dead = Keys::until(&[], before(now, settings.dead_for));
        self.sweep_keys(Table::Dead, dead, |changes, key| {
            changes.remove(Table::Dead, key).map(drop)
        })
        .await?;
        let codes_for = settings.codes_for;
        self.sweep_values(Table::Codes, move |changes, key| {
            let challenge: Option<StoredChallenge> = changes.get(Table::Codes, key)?;
            Ok(challenge.is_none_or(|it| limit::after(it.expires, codes_for) <= now))
        })
        .await?;
        self.sweep_values(Table::Limits, move |changes, key| limits_nothing(changes, key, now))
            .await
    }

    /// Erases all of `keys`, a few at a time.
    async fn sweep_keys(
        &self,
        table: Table,
        keys: Keys,
        erase: fn(&mut Changes<'_>, &[u8]) -> Result<(), StoreFault>,
    ) -> Result<(), StoreFault> {
        loop {
            let keys = keys.clone();
            let erased = self.write(move |changes| {
                let keys = changes.keys(table, &keys, AT_ONCE)?;
                keys.iter().try_for_each(|key| erase(changes, key))?;
                Ok(keys.len())
            });
            if erased.await? < AT_ONCE {
                return Ok(());
            }
        }
    }

    /// Erases the values of `table` that are `too_old`, looking at a few at a time.
    async fn sweep_values(
        &self,
        table: Table,
        too_old: impl Fn(&Changes<'_>, &[u8]) -> Result<bool, StoreFault> + Copy + Send + 'static,
    ) -> Result<(), StoreFault> {
        let mut next = Some(Keys::all());
        while let Some(keys) = next {
            let page = move |changes: &mut Changes<'_>| {
                let page = changes.keys(table, &keys, AT_ONCE)?;
                for key in &page {
                    let too_old = unreadable_is_too_old(too_old(changes, key))?;
                    too_old.then(|| changes.remove(table, key)).transpose()?;
                }
                let last = page.last().filter(|_| page.len() == AT_ONCE);
                Ok(last.map(|last| keys.after(last)))
            };
            next = self.write(page).await?;
        }
        Ok(())
    }
}

/// Whether a counter limits nothing any more.
fn limits_nothing(changes: &Changes<'_>, key: &[u8], now: Timestamp) -> Result<bool, StoreFault> {
    let old = |at: &Timestamp| limit::after(*at, LIMITED_FOR) <= now;
    if key.starts_with(limit::OF_NUMBER) {
        let codes: Vec<Timestamp> = changes.get(Table::Limits, key)?.unwrap_or_default();
        return Ok(codes.iter().all(old));
    }
    if key.starts_with(limit::OF_CHAT) || key.starts_with(limit::OF_CHAT_CLAIMS) {
        let numbers: NumbersOfChat = changes.get(Table::Limits, key)?.unwrap_or_default();
        return Ok(numbers.iter().all(|(_, at)| old(at)));
    }
    if key.starts_with(budget::OF_ALL) {
        let spent: budget::Spent = changes.get(Table::Limits, key)?.unwrap_or_default();
        return Ok(budget::is_over(&spent, now));
    }
    match key.strip_prefix(FLOODING) {
        Some(chat) => {
            let waiting = Keys::beginning_with(chat.to_vec());
            Ok(changes.keys(Table::Inbox, &waiting, 1)?.is_empty())
        }
        None => Ok(false),
    }
}

/// What cannot be read can neither be tried nor limit anything; it would only fail whoever asks for it.
fn unreadable_is_too_old(too_old: Result<bool, StoreFault>) -> Result<bool, StoreFault> {
    match too_old {
        Err(StoreFault::Unreadable { table, why }) => {
            tracing::error!(table, why, "unreadable: it is erased");
            Ok(true)
        }
        too_old => too_old,
    }
}

fn before(now: Timestamp, duration: SignedDuration) -> Timestamp {
    now.checked_sub(duration).unwrap_or(Timestamp::MIN)
}
