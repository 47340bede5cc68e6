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

/// What was noted down, and what is to go wrong.
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
    /// One-time codes that were asked for, by chat, oldest first.
    pub(crate) challenges: BTreeMap<i64, Vec<String>>,
    /// The next turn of a person panics.
    pub(crate) mishap: bool,
    /// What is neither a message nor an SMS goes into the outbox twice.
    pub(crate) twice: bool,
}

impl Recorder {
    pub(crate) fn new(world: Arc<World>) -> Self {
        Self { world: Mutex::new(world), notes: Mutex::default() }
    }

    pub(crate) fn world(&self) -> Arc<World> {
        Arc::clone(&self.world.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Other flow files are deployed.
    pub(crate) fn set_world(&self, world: Arc<World>) {
        *self.world.lock().unwrap_or_else(PoisonError::into_inner) = world;
    }

    pub(crate) fn notes<T>(&self, look: impl FnOnce(&mut Notes) -> T) -> T {
        look(&mut self.notes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl TurnTaker for Recorder {
    fn turn(&self, session: Session, input: Input, moment: Moment) -> (Session, Vec<Effect>) {
        if input == Input::Delayed {
            // Told after so many tries, which go by the real time: a busy machine would speak where a quick one does not.
            return (session, Vec::new());
        }
        let chat = session.chat;
        let from_person = is_from_person(&input);
        let mishap = self.notes(|notes| {
            notes.inputs += usize::from(from_person);
            from_person && std::mem::take(&mut notes.mishap)
        });
        if mishap {
            // Without the panic's message, which would stand among the failures of other tests.
            std::panic::resume_unwind(Box::new("a mishap"));
        }
        let ticked = if let Input::Tick { timer } = &input { Some(*timer) } else { None };
        prints(&[&input, &session]);
        let done = turn(&self.world(), session, input, moment);
        prints(&[&done.session, &done.effects]);
        let twice = self.notes(|notes| {
            notes.turns += 1;
            let timers = notes.timers.entry(chat).or_default();
            if let Some(timer) = ticked {
                timers.remove(&timer);
            }
            for effect in &done.effects {
                notes.note(chat, effect);
            }
            notes.twice
        });
        let times = |effect: &Effect| 1 + usize::from(twice && !is_told(effect));
        let effects = done.effects.into_iter().flat_map(|effect| {
            let times = times(&effect);
            std::iter::repeat_n(effect, times)
        });
        (done.session, effects.collect())
    }
}

fn is_from_person(input: &Input) -> bool {
    match input {
        Input::Text { .. }
        | Input::Press { .. }
        | Input::Photo(_)
        | Input::File(_)
        | Input::Contact { .. }
        | Input::Other => true,
        Input::PhotoChecked { .. }
        | Input::CodeSent { .. }
        | Input::CodeChecked { .. }
        | Input::PersonLookedUp { .. }
        | Input::Registered { .. }
        | Input::ClaimLookedUp { .. }
        | Input::ClaimsListed { .. }
        | Input::DocumentsAdded { .. }
        | Input::Repaired { .. }
        | Input::Withdrawn { .. }
        | Input::KeptTold { .. }
        | Input::CopySent { .. }
        | Input::ChatForgotten { .. }
        | Input::ClaimChanged { .. }
        | Input::Tick { .. }
        | Input::Mishap
        | Input::Delayed => false,
    }
}

/// Whatever a turn is about prints into the log, which `security::leaks` searches for what people said.
fn prints(about: &[&dyn std::fmt::Debug]) {
    tracing::trace!(?about, "a turn");
}

/// Whether the effect tells something to somebody: what comes twice of it only the receiver can know by its name.
fn is_told(effect: &Effect) -> bool {
    matches!(effect, Effect::Show(_) | Effect::SendSms { .. })
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
            Effect::SendCode { challenge, .. } | Effect::SendClaimCode { challenge, .. } => {
                self.challenges.entry(chat).or_default().push(challenge.clone());
            }
            Effect::FetchPhoto { .. }
            | Effect::CheckCode { .. }
            | Effect::CheckClaimCode { .. }
            | Effect::LookUpPerson { .. }
            | Effect::Register(_)
            | Effect::KeepAnswers(_)
            | Effect::SendSms { .. }
            | Effect::LookUpClaim { .. }
            | Effect::AddDocuments { .. }
            | Effect::Repair { .. }
            | Effect::Withdraw { .. }
            | Effect::ListClaims { .. }
            | Effect::TellKept
            | Effect::SendCopy(_)
            | Effect::ForgetChat { .. } => {}
        }
    }
}
