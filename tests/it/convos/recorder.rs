//! The engine in a running service, with a note of what it was given and what it wanted.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use bimeyar::engine::{Effect, Input, Moment, Screen, Session, TimerKind, World, turn};
use bimeyar::service::TurnTaker;
use jiff::Timestamp;

/// Takes turns as the real thing does.
#[derive(Debug)]
pub(crate) struct Recorder {
    world: Mutex<Arc<World>>,
    notes: Mutex<Notes>,
}

/// What was noted down.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes {
    /// Inputs that came from people.
    pub(crate) inputs: usize,
    /// Inputs of all kinds.
    pub(crate) turns: usize,
    /// Screens by chat that no message was seen of yet.
    pub(crate) screens: BTreeMap<i64, Vec<Screen>>,
    pub(crate) timers: BTreeMap<i64, BTreeMap<TimerKind, Timestamp>>,
    pub(crate) dropped: BTreeMap<i64, usize>,
}

impl Recorder {
    pub(crate) fn new(world: Arc<World>) -> Self {
        Self { world: Mutex::new(world), notes: Mutex::default() }
    }

    pub(crate) fn world(&self) -> Arc<World> {
        Arc::clone(&self.world.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn notes<T>(&self, look: impl FnOnce(&mut Notes) -> T) -> T {
        look(&mut self.notes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl TurnTaker for Recorder {
    fn turn(&self, session: Session, input: Input, moment: Moment) -> (Session, Vec<Effect>) {
        let chat = session.chat;
        let from_person = matches!(
            input,
            Input::Text { .. }
                | Input::Press { .. }
                | Input::Photo(_)
                | Input::File(_)
                | Input::Contact { .. }
                | Input::Other
        );
        let ticked = if let Input::Tick { timer } = &input { Some(*timer) } else { None };
        let done = turn(&self.world(), session, input, moment);
        self.notes(|notes| {
            notes.turns += 1;
            notes.inputs += usize::from(from_person);
            let timers = notes.timers.entry(chat).or_default();
            if let Some(timer) = ticked {
                timers.remove(&timer);
            }
            for effect in &done.effects {
                notes.note(chat, effect);
            }
        });
        (done.session, done.effects)
    }
}

impl Notes {
    fn note(&mut self, chat: i64, effect: &Effect) {
        match effect {
            Effect::Show(screen) => self.screens.entry(chat).or_default().push(screen.clone()),
            Effect::DropPhoto { .. } => *self.dropped.entry(chat).or_default() += 1,
            Effect::WakeAt { at, timer } => {
                self.timers.entry(chat).or_default().insert(*timer, *at);
            }
            Effect::CancelTimer { timer } => {
                self.timers.entry(chat).or_default().remove(timer);
            }
            Effect::FetchPhoto { .. }
            | Effect::SendCode { .. }
            | Effect::CheckCode { .. }
            | Effect::LookUpPerson { .. }
            | Effect::Register(_)
            | Effect::SendSms { .. }
            | Effect::LookUpClaim { .. }
            | Effect::AddDocuments { .. }
            | Effect::Repair { .. }
            | Effect::Withdraw { .. }
            | Effect::ListClaims { .. } => {}
        }
    }
}
