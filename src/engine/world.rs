//! What a turn may read besides session, input and moment.

use std::collections::BTreeMap;

pub use crate::claim::Retention;
use crate::flow::{Datasets, Flow};
use crate::wording::Catalog;

/// Compiled flows, lists, words and settings. The same for all chats.
#[derive(Debug)]
pub struct World {
    /// By id.
    pub flows: BTreeMap<String, Flow>,
    /// Lists of `flows/data/`.
    pub datasets: Datasets,
    /// Persian words: what is typed is compared with what buttons say.
    pub words: Catalog,
    /// Settings.
    pub settings: EngineSettings,
}

/// Settings of the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineSettings {
    /// No directory of insured people is loaded (DESIGN §1.1).
    pub open_mode: bool,
    /// Version of the consent text; a new one is asked for again.
    pub consent_version: u32,
    /// Milliseconds without a further photo after which the photos that came are acknowledged together.
    pub gather_ms: i64,
    /// Rows of buttons in one message, at most (DESIGN §4).
    pub rows: usize,
    /// Inputs in a row that are not understood before help is offered.
    pub misses: u32,
    /// Photos and files of one draft, at most.
    pub photos: usize,
    /// Inputs that are held back while an answer is waited for, at most.
    pub held: usize,
    /// How long what is kept is kept: it is told on the page «حریم خصوصی», and erasing heeds it.
    pub retention: Retention,
}

impl Default for EngineSettings {
    fn default() -> Self {
        Self {
            open_mode: false,
            consent_version: 1,
            gather_ms: 1_200,
            rows: 8,
            misses: 3,
            photos: 40,
            held: 200,
            retention: Retention::default(),
        }
    }
}
