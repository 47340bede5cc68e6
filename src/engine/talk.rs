//! The working state of one turn.

use sha2::{Digest, Sha256};

use super::effect::Effect;
use super::screen::{Button, ButtonAction, Keyboard, Screen};
use super::session::{Draft, Session};
use super::start::IDENTIFY;
use super::world::World;
use super::{Moment, Silence, Turn};
use crate::claim::lower_hex;
use crate::flow::Flow;
use crate::persian::{JalaliDate, text};
use crate::wording::{Message, Surface};

/// Session, moment and what has been said and wanted so far.
pub(crate) struct Talk<'w> {
    pub(crate) world: &'w World,
    pub(crate) session: Session,
    pub(crate) moment: Moment,
    pub(crate) effects: Vec<Effect>,
    pub(crate) silence: Option<Silence>,
    /// Paragraphs that the next screen begins with.
    notes: Vec<Message>,
    drawn: u32,
}

impl<'w> Talk<'w> {
    pub(crate) fn new(world: &'w World, session: Session, moment: Moment) -> Self {
        Self {
            world,
            session,
            moment,
            effects: Vec::new(),
            silence: None,
            notes: Vec::new(),
            drawn: 0,
        }
    }

    /// The turn as it stands.
    pub(crate) fn finish(mut self) -> Turn {
        if self.session.waiting.is_some() {
            self.unnote_answers();
        }
        self.flush_notes();
        let shown = self.effects.iter().any(|effect| matches!(effect, Effect::Show(_)));
        let silence =
            if shown { None } else { Some(self.silence.unwrap_or(Silence::NothingToSay)) };
        Turn { session: self.session, effects: self.effects, silence }
    }

    /// Notes that no question followed become a message of their own.
    pub(crate) fn flush_notes(&mut self) {
        if !self.notes.is_empty() {
            self.show(Vec::new(), Keyboard::None);
        }
    }

    /// The draft in hand.
    pub(crate) fn draft(&self) -> Option<&Draft> {
        self.session.drafts.last()
    }

    /// The draft in hand.
    pub(crate) fn draft_mut(&mut self) -> Option<&mut Draft> {
        self.session.drafts.last_mut()
    }

    /// The draft that the person is about: the one in hand, or the one that waits for it to tell who they are.
    pub(crate) fn main(&self) -> Option<&Draft> {
        let drafts = &self.session.drafts;
        drafts.iter().rev().find(|draft| draft.flow != IDENTIFY).or(drafts.last())
    }

    /// The flow of the draft in hand.
    pub(crate) fn flow(&self) -> Option<&'w Flow> {
        let world = self.world;
        self.draft().and_then(|draft| world.flows.get(&draft.flow))
    }

    /// Puts a paragraph on top of the next screen.
    pub(crate) fn note(&mut self, paragraph: Message) {
        if !self.notes.contains(&paragraph) {
            self.notes.push(paragraph);
        }
    }

    /// Takes back the reading back of answers: an answer that is refused, or that an effect is still to weigh, is not
    /// confirmed.
    pub(crate) fn unnote_answers(&mut self) {
        self.notes.retain(|note| note.key != "noted");
    }

    /// Takes the paragraphs that the next screen would begin with.
    pub(crate) fn take_notes(&mut self) -> Vec<Message> {
        std::mem::take(&mut self.notes)
    }

    /// Shows a message: the notes so far, then `paragraphs`.
    pub(crate) fn show(&mut self, paragraphs: Vec<Message>, keyboard: Keyboard) {
        self.show_screen(Screen { paragraphs, keyboard, reply_to: None, notice: false });
    }

    /// Shows `screen` with the notes so far on top.
    pub(crate) fn show_screen(&mut self, mut screen: Screen) {
        let mut paragraphs = std::mem::take(&mut self.notes);
        paragraphs.append(&mut screen.paragraphs);
        screen.paragraphs = paragraphs;
        self.effects.push(Effect::Show(screen));
    }

    /// What a button or word of the wording says, for comparing with what is typed.
    pub(crate) fn words(&self, message: &Message) -> String {
        self.world.words.text(message, Surface::Button)
    }

    /// Whether the text of `word` is what was typed: `key` is the typed words' `search_key`.
    pub(crate) fn says(&self, word: &str, key: &str) -> bool {
        text::search_key(&self.words(&Message::new(word))) == key
    }

    /// The day in Tehran.
    pub(crate) fn today(&self) -> JalaliDate {
        crate::persian::jalali::in_tehran(self.moment.now)
    }

    /// `length` lower-case hex letters, never the same twice.
    pub(crate) fn fresh_hex(&mut self, length: usize) -> String {
        self.drawn += 1;
        let digest = Sha256::new()
            .chain_update(self.moment.seed)
            .chain_update(self.drawn.to_be_bytes())
            .finalize();
        lower_hex(&digest).chars().take(length).collect()
    }
}

/// A button that presses.
pub(crate) fn button(label: Message, press: super::Press) -> Button {
    Button { label, action: ButtonAction::Press(press) }
}

/// Words of our lists as a message.
pub(crate) fn plain(words: impl Into<String>) -> Message {
    Message::new("plain-words").with("text", crate::wording::Arg::Words(words.into()))
}

/// Words that a person typed as a message.
pub(crate) fn typed(words: impl Into<String>) -> Message {
    Message::new("plain-words").with("text", crate::wording::Arg::Typed(words.into()))
}
