//! What happens to claims outside the chats: inputs for the chats concerned, and how far the events were followed.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::arrival::put_input;
use super::look::Look as _;
use super::overlay::Changes;
use super::table::Table;
use super::{Dialogues, StoreFault};
use crate::engine::Input;

/// In `meta`: the number of the last event that was followed. No name given to [`Dialogues::set_meta`] meets it.
const FOLLOWED: &[u8] = b"followed";

/// A stretch of events, and what comes of it in the chats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// The event after which the stretch begins, as [`Dialogues::followed`] gave it.
    pub after: Option<i64>,
    /// Its last event.
    pub to: i64,
    /// The inputs for each chat, in the order of the events.
    pub news: Vec<(i64, Input)>,
}

impl Dialogues {
    /// The last event that was followed; none: following has not begun.
    pub fn followed(&self) -> Result<Option<i64>, StoreFault> {
        self.get(Table::Meta, FOLLOWED)
    }

    /// Puts news of claims into the inboxes and notes how far they reach, both or neither: no event is lost or comes twice.
    /// Whatever waits in an inbox, news are never dropped. Gives the chats that have new rows.
    ///
    /// # Errors
    /// [`StoreFault::AlreadyDone`] when the stretch does not begin where the last one ended; [`StoreFault::Full`].
    pub async fn follow(&self, followed: Followed, now: Timestamp) -> Result<Vec<i64>, StoreFault> {
        if !followed.news.is_empty() {
            self.check_space()?;
        }
        self.write(move |changes| take(changes, followed, now)).await
    }
}

fn take(
    changes: &mut Changes<'_>,
    followed: Followed,
    now: Timestamp,
) -> Result<Vec<i64>, StoreFault> {
    let Followed { after, to, news } = followed;
    if changes.get::<i64>(Table::Meta, FOLLOWED)? != after {
        return Err(StoreFault::AlreadyDone);
    }
    let mut chats = BTreeSet::new();
    for (chat, input) in news {
        put_input(changes, chat, input, now)?;
        chats.insert(chat);
    }
    changes.put(Table::Meta, FOLLOWED, &to)?;
    Ok(chats.into_iter().collect())
}
