//! The bot's queue of updates: at least once, the last 2000 of the last 24 hours (`bale-api.md` §2).

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::faults::{Chance, Faults};

const KEPT: usize = 2_000;
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24);
/// How many confirmed updates the redelivery fault can bring back.
const REMEMBERED: usize = 20;

/// An update as it goes over the wire: the text is fixed when it is queued, so that a second delivery is the same.
#[derive(Clone, Debug)]
pub(crate) struct Queued {
    pub(crate) id: i64,
    pub(crate) json: String,
    /// The person's chat, where that is known.
    chat: Option<i64>,
    at: Timestamp,
    held: Held,
}

/// Whether an update was left out of a batch, which happens once at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Held {
    Never,
    /// Later ones were delivered, this one was not: a confirmation does not mean it.
    Back,
    Before,
}

#[derive(Debug, Default)]
pub(crate) struct UpdateQueue {
    next_id: i64,
    waiting: VecDeque<Queued>,
    confirmed: VecDeque<Queued>,
}

impl UpdateQueue {
    /// Takes the next id, from 0 and in order.
    pub(crate) fn take_id(&mut self) -> i64 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }

    /// Queues the text of an update of `chat`; ids may come from outside, and later ones follow the highest.
    pub(crate) fn push(&mut self, id: i64, chat: Option<i64>, json: String, at: Timestamp) {
        self.next_id = self.next_id.max(id.saturating_add(1));
        self.waiting.push_back(Queued { id, json, chat, at, held: Held::Never });
        if self.waiting.len() > KEPT {
            self.waiting.pop_front();
        }
    }

    /// Confirms what is below `offset`; a negative one forgets all but the last of them.
    pub(crate) fn confirm(&mut self, offset: i64) {
        let keep_last = usize::try_from(offset.saturating_neg()).ok().filter(|_| offset < 0);
        let forgotten = if let Some(kept) = keep_last {
            let surplus = self.waiting.len().saturating_sub(kept);
            self.waiting.drain(..surplus).collect()
        } else {
            let (below, rest): (VecDeque<Queued>, VecDeque<Queued>) =
                self.waiting.drain(..).partition(|it| it.id < offset && it.held != Held::Back);
            self.waiting = rest;
            below
        };
        self.remember(forgotten);
    }

    /// Takes out the one update `id`, as a webhook's 200 does.
    pub(crate) fn confirm_one(&mut self, id: i64) {
        let (taken, rest) = self.waiting.drain(..).partition(|update| update.id == id);
        self.waiting = rest;
        self.remember(taken);
    }

    fn remember(&mut self, confirmed: VecDeque<Queued>) {
        self.confirmed.extend(confirmed);
        let surplus = self.confirmed.len().saturating_sub(REMEMBERED);
        self.confirmed.drain(..surplus);
    }

    /// Drops what is older than a day at `now`, and tells how many wait.
    pub(crate) fn waiting(&mut self, now: Timestamp) -> usize {
        self.waiting.retain(|update| now.duration_since(update.at) < KEPT_FOR);
        self.waiting.len()
    }

    /// The next updates by the order of their coming, at most `limit`, with the delivery faults.
    pub(crate) fn batch(
        &mut self,
        limit: usize,
        faults: &Faults,
        chance: &mut Chance,
    ) -> Vec<String> {
        let mut batch: Vec<String> = Vec::new();
        if chance.hits(faults.redelivery) {
            batch.extend(self.confirmed.iter().map(|update| update.json.clone()));
        }
        let last = self.waiting.len().min(limit).saturating_sub(1);
        for (place, update) in self.waiting.iter_mut().take(limit).enumerate() {
            let is_held = place < last && update.held == Held::Never;
            if is_held && chance.hits(faults.held_back) {
                update.held = Held::Back;
                continue;
            }
            if update.held == Held::Back {
                update.held = Held::Before;
            }
            batch.push(update.json.clone());
            if chance.hits(faults.duplicates) {
                batch.push(update.json.clone());
            }
        }
        if !batch.is_empty() && chance.hits(faults.malformed_member) {
            let member = malformed(chance).to_owned();
            batch.insert(chance.below(batch.len()), member);
        }
        if chance.hits(faults.out_of_order) {
            batch.reverse();
            chance.shuffle(&mut batch);
        }
        batch
    }

    /// The next update for the webhook: the first, or that of another chat, or one before which others of its chat come.
    pub(crate) fn next_to_post(&self, faults: &Faults, chance: &mut Chance) -> Option<Queued> {
        let is_first = |place: usize, update: &Queued| {
            !self.waiting.iter().take(place).any(|earlier| earlier.chat == update.chat)
        };
        let mut places: Vec<usize> = vec![0];
        if chance.hits(faults.held_back) {
            places = (0..self.waiting.len()).collect();
        } else if chance.hits(faults.out_of_order) {
            let firsts = self.waiting.iter().enumerate();
            places = firsts.filter(|(at, it)| is_first(*at, it)).map(|(at, _)| at).collect();
        }
        let place = places.get(chance.below(places.len()))?;
        self.waiting.get(*place).cloned()
    }

    /// What is posted before the next update: one that was confirmed, or what is none.
    pub(crate) fn posted_before(&self, faults: &Faults, chance: &mut Chance) -> Option<String> {
        if chance.hits(faults.redelivery) {
            let place = chance.below(self.confirmed.len());
            return self.confirmed.get(place).map(|update| update.json.clone());
        }
        chance.hits(faults.malformed_member).then(|| malformed(chance).to_owned())
    }

    /// Empties the queue; the ids go on, as those of a real server do.
    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
        self.confirmed.clear();
    }
}

/// Members of a batch that are no updates: a client must step over them.
const MALFORMED: &[&str] = &[
    "null",
    "17",
    "\"update\"",
    "[]",
    "{}",
    "{\"update_id\":\"x\",\"message\":{}}",
    "{\"update_id\":null,\"message\":17}",
    "{\"update_id\":-1,\"message\":{\"message_id\":1,\"text\":\"x\"}}",
    "{\"update_id\":1000000000,\"message\":{\"message_id\":1,\"chat\":{\"id\":\"\"},\"text\":\"x\"}}",
    "{\"update_id\":9007199254740993,\"callback_query\":null}",
    "{\"update_id\":\"\",\"callback_query\":{\"id\":\"\",\"data\":\"\"}}",
    "[[{\"update_id\":0}]]",
];

fn malformed(chance: &mut Chance) -> &'static str {
    MALFORMED.get(chance.below(MALFORMED.len())).copied().unwrap_or("null")
}

/// An update that no bot has asked for: kinds that Telegram knows and Bale does not document, and one that nobody knows.
pub(crate) fn useless(chance: &mut Chance, person: Option<&Value>) -> (&'static str, Value) {
    let chat = json!({ "id": person, "type": "private" });
    let kinds = [
        ("poll", json!({ "id": 1, "question": "?", "options": [], "is_closed": false })),
        ("my_chat_member", json!({ "chat": chat, "from": { "id": person }, "date": 1 })),
        ("message_reaction", json!({ "chat": chat, "message_id": 1, "new_reaction": [] })),
        ("edited_message", json!({ "message_id": 1, "chat": chat, "text": "changed" })),
        ("channel_post", json!({ "message_id": 1, "chat": { "id": -7, "type": "channel" } })),
        ("pre_checkout_query", json!({ "id": "q", "from": { "id": person }, "currency": "IRR" })),
        ("purchased_sticker_gift", json!({ "chat": chat, "gift": { "kind": null } })),
    ];
    let place = chance.below(kinds.len());
    kinds.into_iter().nth(place).unwrap_or(("poll", Value::Null))
}

/// The text of an update: `update_id` first, then sibling keys of null if asked for, then the real one.
pub(crate) fn update_text(id: i64, kind: &str, body: &Value, siblings: bool) -> String {
    let mut nulls = String::new();
    if siblings {
        let others = ["message", "edited_message", "callback_query", "pre_checkout_query"];
        for sibling in others.into_iter().filter(|sibling| *sibling != kind) {
            nulls.push('"');
            nulls.push_str(sibling);
            nulls.push_str("\":null,");
        }
    }
    format!("{{\"update_id\":{id},{nulls}\"{kind}\":{body}}}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue_of(count: i64) -> UpdateQueue {
        let mut queue = UpdateQueue::default();
        for _ in 0..count {
            let id = queue.take_id();
            queue.push(id, Some(id % 2), id.to_string(), Timestamp::UNIX_EPOCH);
        }
        queue
    }

    fn batch(queue: &mut UpdateQueue, limit: usize) -> Vec<String> {
        queue.batch(limit, &Faults::default(), &mut Chance::seeded(1))
    }

    #[test]
    fn an_offset_is_inclusive_and_a_negative_one_forgets() {
        let mut queue = queue_of(5);
        assert_eq!(batch(&mut queue, 2), ["0", "1"]);
        queue.confirm(0);
        assert_eq!(batch(&mut queue, 100).len(), 5);
        queue.confirm(2);
        assert_eq!(batch(&mut queue, 100), ["2", "3", "4"]);
        queue.confirm(-1);
        assert_eq!(batch(&mut queue, 100), ["4"]);
        queue.confirm(i64::MIN);
        assert_eq!(batch(&mut queue, 100), ["4"]);
    }

    #[test]
    fn what_is_held_back_comes_in_the_next_batch_whatever_was_confirmed() {
        let faults = Faults { held_back: 1_000, ..Faults::default() };
        let mut queue = queue_of(3);
        let next = |queue: &mut UpdateQueue| queue.batch(9, &faults, &mut Chance::seeded(1));
        assert_eq!(next(&mut queue), ["2"]);
        queue.confirm(3);
        assert_eq!(next(&mut queue), ["0", "1"]);
        queue.confirm(2);
        assert!(next(&mut queue).is_empty());
    }

    #[test]
    fn a_webhook_gets_the_updates_of_a_chat_in_order_unless_one_is_held_back() {
        let posted = |faults: &Faults, seed| {
            let (mut queue, mut chance) = (queue_of(20), Chance::seeded(seed));
            let mut ids = Vec::new();
            while let Some(update) = queue.next_to_post(faults, &mut chance) {
                queue.confirm_one(update.id);
                ids.push(update.id);
            }
            ids
        };
        let in_order = |ids: &[i64], chat| ids.iter().filter(|id| *id % 2 == chat).is_sorted();
        let mixed = Faults { out_of_order: 500, ..Faults::default() };
        let held = Faults { held_back: 500, ..Faults::default() };
        for seed in 1..20 {
            assert!(posted(&Faults::default(), seed).is_sorted());
            let ids = posted(&mixed, seed);
            assert!(!ids.is_sorted() && in_order(&ids, 0) && in_order(&ids, 1), "{ids:?}");
            let mut ids = posted(&held, seed);
            assert!(!in_order(&ids, 0) || !in_order(&ids, 1), "{ids:?}");
            ids.sort_unstable();
            assert_eq!(ids, (0..20).collect::<Vec<_>>());
        }
    }

    #[test]
    fn two_thousand_updates_of_a_day_are_kept() {
        let mut queue = queue_of(2_005);
        assert_eq!(batch(&mut queue, 1), ["5"]);
        let almost = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(23);
        assert_eq!(queue.waiting(almost), 2_000);
        assert_eq!(queue.waiting(almost + SignedDuration::from_hours(1)), 0);
    }

    #[test]
    fn siblings_of_null_stand_before_the_real_key() {
        let text = update_text(3, "message", &serde_json::json!({ "a": 1 }), true);
        assert_eq!(
            text,
            r#"{"update_id":3,"edited_message":null,"callback_query":null,"pre_checkout_query":null,"message":{"a":1}}"#
        );
    }
}
