//! The store of dialogues, on real folders.

#![expect(clippy::unwrap_used, reason = "what fails in a test's own set-up fails the test")]

mod challenges;
mod copies;
mod folder;
mod followed;
mod forgetting;
mod inbox;
mod kill;
mod model;
mod outbox;
#[cfg(test)]
mod power;
mod sessions;
mod timers;

use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bimeyar::dialogues::{
    Arrival, Committed, Dialogues, DialoguesSettings, InboxRow, StoreFault, TurnCommit,
};
use bimeyar::engine::{Effect, Input, Keyboard, Screen, Session};
use bimeyar::runtime::Secret;
use bimeyar::vault::{KeySource, Vault, WhenMissing};
use bimeyar::wording::Message;
use jiff::Timestamp;
use tempfile::TempDir;

/// A store in a folder of its own.
struct Bench {
    folder: TempDir,
    store: Option<Dialogues>,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Some(open(&folder.path().join("dialogues")));
        Self { folder, store }
    }

    fn store(&self) -> &Dialogues {
        self.store.as_ref().unwrap()
    }

    fn dir(&self) -> std::path::PathBuf {
        self.folder.path().join("dialogues")
    }

    fn close(&mut self) {
        self.store.take().unwrap().close();
    }

    /// Closes the store and opens it again.
    fn reopen(&mut self) {
        self.close();
        self.store = Some(open(&self.dir()));
    }

    /// Takes in what a person typed, each text an arrival.
    async fn typed(&self, chat: i64, texts: &[&str]) -> Vec<i64> {
        let arrivals = texts.iter().map(|typed| arrival(chat, text(typed))).collect();
        self.store().take_in(arrivals).await.unwrap()
    }

    /// Commits a turn about the chat's next row that leaves `session` and wants `effects`.
    async fn turn(&self, session: Session, effects: Vec<Effect>) -> Committed {
        let inbox = self.next(session.chat).unwrap().id;
        let commit = TurnCommit { inbox, session, effects, now: second(1_000) };
        self.store().commit_turn(commit).await.unwrap()
    }

    fn next(&self, chat: i64) -> Option<InboxRow> {
        self.store().next_inbox(chat).unwrap()
    }

    /// Takes all inputs out of a chat's inbox.
    async fn drain(&self, chat: i64) -> Vec<Input> {
        let mut inputs = Vec::new();
        while let Some(row) = self.next(chat) {
            let session = self.store().session(chat).unwrap().unwrap_or_else(|| Session::new(chat));
            let _committed = self.turn(session, Vec::new()).await;
            inputs.push(row.input);
        }
        inputs
    }
}

fn settings(dir: &Path) -> DialoguesSettings {
    DialoguesSettings { min_free_bytes: 0, ..DialoguesSettings::in_dir(dir) }
}

fn open(dir: &Path) -> Dialogues {
    Dialogues::open(&settings(dir), vault(7)).unwrap()
}

/// The vault whose keys are all `byte`.
fn vault(byte: u8) -> Vault {
    let key = || Some(Secret::new(BASE64_STANDARD.encode([byte; 32])));
    let source = KeySource {
        master: key(),
        pepper: key(),
        folder: "/nowhere".into(),
        when_missing: WhenMissing::Refuse,
    };
    Vault::open(&source).unwrap()
}

fn second(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn text(text: &str) -> Input {
    Input::Text { text: text.to_owned() }
}

/// An arrival that is never taken for one seen before.
fn arrival(chat: i64, input: Input) -> Arrival {
    Arrival { seen: None, chat, order: 0, input, callback: None, received_at: second(500) }
}

fn show(key: &str) -> Effect {
    Effect::Show(Screen {
        paragraphs: vec![Message::new(key)],
        keyboard: Keyboard::None,
        reply_to: None,
        notice: false,
    })
}

/// A session that tells its turn by `generation`.
fn session(chat: i64, generation: u32) -> Session {
    Session { generation, ..Session::new(chat) }
}

fn is_already_done<T>(result: &Result<T, StoreFault>) -> bool {
    matches!(result, Err(StoreFault::AlreadyDone))
}
