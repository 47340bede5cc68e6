//! Killed at any moment, the store has every turn that it acknowledged and none by half.
//!
//! The test starts this very binary again with [`writer`] alone, kills it while it writes, and looks at what is left.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use bimeyar::dialogues::{Dialogues, TurnCommit};
use bimeyar::engine::{Effect, Input, Session, TimerKind};
use bimeyar::runtime::chance;
use futures_util::future::join_all;

use super::{Bench, arrival, open, second, session, show, text};

/// Where [`writer`] finds its folder.
pub(super) const FOLDER: &str = "BIMEYAR_TEST_KILLED_STORE";
/// After how many lines [`writer`] ends itself; else it writes for ever.
pub(super) const LINES: &str = "BIMEYAR_TEST_KILLED_AFTER";
const ROUNDS: u32 = 20;
const CHATS: std::ops::Range<i64> = 0..8;

/// The last turn that was acknowledged of each chat, and the last whose effect was.
#[derive(Clone, Debug, Default)]
pub(super) struct Acknowledged {
    turns: BTreeMap<i64, u32>,
    effects: BTreeMap<i64, u32>,
}

impl Acknowledged {
    /// Takes notice of a line of the writer.
    pub(super) fn note(&mut self, line: &str) {
        let words: Vec<&str> = line.split(' ').collect();
        if let [">", what, chat, turn] = words[..] {
            let (chat, turn) = (chat.parse().unwrap(), turn.parse().unwrap());
            let last = if what == "turn" { &mut self.turns } else { &mut self.effects };
            last.insert(chat, turn);
        }
    }

    /// Whether a turn or an effect that was acknowledged is not in `store`.
    pub(super) fn is_ahead_of(&self, store: &Dialogues) -> bool {
        let kept =
            |chat: i64| store.session(chat).ok().flatten().unwrap_or_else(|| session(chat, 0));
        let is_ahead = |last: &BTreeMap<i64, u32>, of: fn(&Session) -> u32| {
            last.iter().any(|(chat, turn)| of(&kept(*chat)) < *turn)
        };
        is_ahead(&self.turns, |it| it.generation) || is_ahead(&self.effects, |it| it.misses)
    }
}

#[test]
fn what_was_acknowledged_survives_a_kill_and_nothing_is_torn() {
    let mut bench = Bench::new();
    bench.close();
    let mut acknowledged = Acknowledged::default();
    for round in 0..ROUNDS {
        // Each fifth is killed while it opens.
        let lines = if round % 5 == 4 { 1 } else { 2 + usize::from(chance::bytes::<1>()[0] / 4) };
        write_and_kill(&bench.dir(), lines, &mut acknowledged);
        check(&open(&bench.dir()), &acknowledged);
    }
    assert_eq!(acknowledged.turns.len(), 8, "{acknowledged:?}");
}

/// Lets the writer work until it has printed `lines` lines, and kills it.
fn write_and_kill(dir: &Path, lines: usize, acknowledged: &mut Acknowledged) {
    let mut writer = Command::new(std::env::current_exe().unwrap())
        .args(["dialogues::kill::writer", "--exact", "--ignored", "--nocapture"])
        .env(FOLDER, dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut printed = BufReader::new(writer.stdout.take().unwrap()).lines();
    let ours = |line: &String| line.starts_with("> ");
    let mut read = Vec::new();
    while read.len() < lines {
        read.extend(printed.next().map(Result::unwrap).filter(ours));
    }
    writer.kill().unwrap();
    writer.wait().unwrap();
    // What it printed before it died was acknowledged as well; the last line may be cut.
    let mut rest: Vec<String> = printed.map_while(Result::ok).filter(ours).collect();
    rest.pop();
    for line in read.into_iter().chain(rest) {
        acknowledged.note(&line);
    }
}

/// Per chat, the store must be in one of the states that the writer passes through, and no earlier one than acknowledged.
pub(super) fn check(store: &Dialogues, acknowledged: &Acknowledged) {
    let pending = store.pending_outbox().unwrap();
    for chat in CHATS {
        let session = store.session(chat).unwrap();
        let (turn, effect) = session.map_or((0, 0), |session| (session.generation, session.misses));
        let acknowledged_turn = acknowledged.turns.get(&chat).copied().unwrap_or(0);
        let acknowledged_effect = acknowledged.effects.get(&chat).copied().unwrap_or(0);
        assert!(acknowledged_turn <= turn, "chat {chat}: {acknowledged_turn} but {turn}");
        assert!(acknowledged_effect <= effect, "chat {chat}: {acknowledged_effect} but {effect}");

        let waiting = store.next_inbox(chat).unwrap().map(|row| row.input);
        let shown: Vec<_> =
            pending.iter().filter(|row| row.id.chat == chat).map(|row| &row.effect).collect();
        if effect == turn {
            assert!(shown.is_empty(), "{shown:?}");
            let next = Some(text(&(turn + 1).to_string()));
            assert!(waiting.is_none() || waiting == next, "{waiting:?} after {turn}");
        } else {
            assert_eq!(effect + 1, turn);
            let performed = (shown.is_empty(), waiting == Some(Input::Other));
            let not_yet = (shown == [&show(&turn.to_string())], waiting.is_none());
            assert!(performed == (true, true) || not_yet == (true, true), "{shown:?} {waiting:?}");
        }
    }
    let timers = store.next_timer().unwrap().map(|timer| timer.at);
    let turns = CHATS.filter_map(|chat| store.session(chat).unwrap());
    let first = turns.map(|session| second(i64::from(session.generation))).min();
    assert_eq!(timers, first, "a timer is of the same turn as its session");
    assert_eq!(store.dead_letters().unwrap(), []);
}

#[tokio::test]
#[ignore = "is started, and killed, by the test above"]
#[expect(clippy::disallowed_methods, reason = "how a test that starts itself tells the folder")]
async fn writer() {
    let Ok(dir) = std::env::var(FOLDER) else { return };
    say("opening");
    let store = open(Path::new(&dir));
    for row in store.pending_outbox().unwrap() {
        store.finish(&row.id, Some(Input::Other), second(1)).await.unwrap();
    }
    join_all(CHATS.map(|chat| write(&store, chat))).await;
}

/// Prints a line for the test that reads along; the test runner's own words may stand before it.
#[expect(clippy::print_stdout, reason = "how a process that will be killed tells how far it came")]
#[expect(clippy::disallowed_methods, reason = "how a test that starts itself tells how long")]
fn say(line: &str) {
    static SAID: AtomicUsize = AtomicUsize::new(0);
    println!("\n> {line}");
    let said = SAID.fetch_add(1, Ordering::Relaxed);
    if std::env::var(LINES).is_ok_and(|lines| lines.parse() == Ok(said)) {
        std::process::abort();
    }
}

/// Turn after turn: text in, turn with an effect and a timer, effect performed, its answer in, turn about the answer.
async fn write(store: &Dialogues, chat: i64) {
    let last = store.session(chat).unwrap();
    let (mut turn, mut effect) =
        last.map_or((0, 0), |session| (session.generation, session.misses));
    loop {
        let Some(row) = store.next_inbox(chat).unwrap() else {
            store.take_in(vec![arrival(chat, text(&(turn + 1).to_string()))]).await.unwrap();
            continue;
        };
        let mut effects = Vec::new();
        let answer = row.input == Input::Other;
        if answer {
            effect = turn;
        } else {
            turn += 1;
            let at = second(i64::from(turn));
            effects.push(Effect::WakeAt { at, timer: TimerKind::DraftReminder });
            effects.push(show(&turn.to_string()));
        }
        let mut session = session(chat, turn);
        session.misses = effect;
        // Long enough for several rows, so that a torn one would show.
        session.held = vec![text(&"م".repeat(usize::try_from(turn % 3).unwrap() * 5_000))];
        let commit = TurnCommit { inbox: row.id, session, effects, now: second(1) };
        let committed = store.commit_turn(commit).await.unwrap();
        say(&format!("{} {chat} {turn}", if answer { "effect" } else { "turn" }));
        for row in committed.rows {
            store.finish(&row.id, Some(Input::Other), second(1)).await.unwrap();
        }
    }
}
