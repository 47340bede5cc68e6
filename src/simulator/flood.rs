//! The optional limit of sends per second (`bale-api.md` §6: no real number is known, so it is a switch).

use super::envelope::Refusal;
use super::world::World;

/// How many sends the current second has seen.
#[derive(Debug, Default)]
pub(crate) struct Flood {
    second: i64,
    sends: u32,
}

impl World {
    /// Refuses a send by 429 when the second already has its fill.
    pub(crate) fn check_flood(&mut self, method: &str) -> Result<(), Refusal> {
        let sends = ["send", "forward", "copy", "edit"];
        let counted = sends.into_iter().any(|verb| method.starts_with(verb));
        if self.faults.sends_per_second == 0 || !counted {
            return Ok(());
        }
        let second = self.now.as_second();
        if self.flood.second != second {
            self.flood = Flood { second, sends: 0 };
        }
        self.flood.sends += 1;
        if self.flood.sends > self.faults.sends_per_second {
            return Err(Refusal::rate_limited("Too Many Requests", Some(1)));
        }
        Ok(())
    }
}
