//! What holds for any sequence of inputs on the shipped flows.

use std::collections::BTreeMap;
use std::sync::Arc;

use bimeyar::engine::input::{Input, Upload};
use bimeyar::engine::session::{Draft, Focus};
use bimeyar::engine::{
    ButtonAction, Effect, Keyboard, Moment, Press, Screen, Session, Silence, Verb, World, turn,
};
use bimeyar::wording::Surface;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use crate::convos::families::{Directory, Insured};
use crate::convos::pure::{PureStage, stored};
use crate::convos::world;

/// Inputs in one sequence, at most.
const LONGEST: usize = 40;

/// What may happen next; presses and texts are made from what the chat has shown.
#[derive(Clone, Debug)]
enum Move {
    /// Types one of [`TEXTS`].
    Says(usize),
    /// Types anything.
    Types(String),
    /// Presses a button of the newest message.
    PressesNew(usize),
    /// Presses any button ever shown.
    PressesAny(usize),
    /// Presses forged data.
    Forges { draft: u32, generation: u32, step: usize, verb: usize, object: String },
    /// Sends a sample.
    Sends(usize),
    /// Shares a contact.
    Shares { own: bool },
    /// Answers the question that stands as `...` would.
    Answers,
    Voice,
    Mishap,
    /// Seconds go by.
    Waits(i64),
    /// Effects are answered, or not for a while.
    Holds(bool),
}
