//! When a running bot has come to rest, and time going by for it.

use std::time::Duration;

use bimeyar::engine::Effect;
use jiff::{SignedDuration, Timestamp};

use super::http::HttpStage;

/// Timers due within this time are waited for: photos are gathered while a person waits.
const SOON: SignedDuration = SignedDuration::from_secs(3);
/// How often it is looked whether the bot has come to rest, and how many times at most.
const LOOK: Duration = Duration::from_millis(3);
const LOOKS: usize = 20_000;

impl HttpStage {
    /// Waits for everything that follows from what was done, photos that are gathered included.
    pub(crate) fn come_to_rest(&self) -> Result<(), String> {
        self.settle()?;
        self.tick_until(self.clock.now() + SOON)
    }

    /// Waits until everything that people did was taken, and everything that follows was done.
    fn settle(&self) -> Result<(), String> {
        let mut rested = None;
        for _ in 0..LOOKS {
            let (inputs, turns) = self.recorder.notes(|notes| (notes.inputs, notes.turns));
            if inputs >= self.inputs && self.has_nothing_to_do()? {
                // While effects are tried again and again the service is never idle: an answer may have been overlooked
                // on its way from the outbox to the inbox.
                if !self.is_out_of_order() || rested == Some(turns) {
                    return Ok(());
                }
                rested = Some(turns);
            }
            self.look_again_soon();
        }
        Err("the bot never comes to rest".to_owned())
    }

    fn has_nothing_to_do(&self) -> Result<bool, String> {
        let bot = self.bot()?;
        // While answers wait, the registry is held shut.
        if !self.answers_wait && !self.has_told_what_was_decided()? {
            return Ok(false);
        }
        if !self.is_out_of_order() && !bot.running.is_idle() {
            return Ok(false);
        }
        let dialogues = &bot.stores.dialogues;
        let figures = dialogues.figures().map_err(|fault| fault.to_string())?;
        if figures.inbox > 0 || figures.outbox == 0 {
            return Ok(figures.inbox == 0);
        }
        let rows = dialogues.pending_outbox().map_err(|fault| fault.to_string())?;
        Ok(rows.iter().all(|row| self.must_wait(&row.effect)))
    }

    /// Whether all that happened to claims has come into the chats.
    fn has_told_what_was_decided(&self) -> Result<bool, String> {
        let stores = &self.bot()?.stores;
        let last = self.runtime.block_on(stores.registry.last_event());
        let followed = stores.dialogues.followed().map_err(|fault| fault.to_string())?;
        Ok(followed.unwrap_or_default() >= last.map_err(|fault| fault.to_string())?)
    }

    fn is_out_of_order(&self) -> bool {
        self.answers_wait || self.gateway_down
    }

    /// Whether the effect cannot be done as things are.
    fn must_wait(&self, effect: &Effect) -> bool {
        (self.answers_wait && effect.has_answer())
            || (self.gateway_down && matches!(effect, Effect::SendSms { .. }))
    }

    /// Moves the clock on, from one timer that is due to the next.
    pub(crate) fn tick_until(&self, until: Timestamp) -> Result<(), String> {
        loop {
            let next = self.bot()?.stores.dialogues.next_timer();
            let next = next.map_err(|fault| fault.to_string())?;
            let Some(timer) = next.filter(|timer| timer.at <= until) else { return Ok(()) };
            self.clock.set(timer.at.max(self.clock.now()));
            for _ in 0..LOOKS {
                let next = self.bot()?.stores.dialogues.next_timer();
                if next.map_err(|fault| fault.to_string())? != Some(timer) {
                    break;
                }
                self.look_again_soon();
            }
            self.settle()?;
        }
    }

    fn look_again_soon(&self) {
        self.runtime.block_on(async { tokio::time::sleep(LOOK).await });
    }
}
