//! One-time codes and notices by SMS gateways (`domain.md` §7, `bale-api.md` §7).
//!
//! Gateways that send approved templates get only the parts of a message; the others get the text, which the caller has
//! rendered, since no words for people are written here. The wire of each gateway stays in its own file.

mod console;
mod exchange;
mod fault;
mod kavenegar;
mod memory;
mod message;
mod safir;
mod settings;
mod sms_ir;

use crate::persian::Mobile;

pub use console::Console;
pub use fault::{Outage, Remedy, SmsFault};
pub use kavenegar::Kavenegar;
pub use memory::{Kept, Memory, Mood};
pub use message::{Sent, SmsKind, SmsMessage};
pub use safir::Safir;
pub use settings::{Provider, SmsSettings, SmsSettingsFault, Templates};
pub use sms_ir::SmsIr;

/// Whatever carries messages to mobiles. Cheap to clone. Prints without keys.
#[derive(Clone, Debug)]
pub enum Gateway {
    /// kavenegar.com, by approved templates.
    Kavenegar(Kavenegar),
    /// sms.ir, by approved templates.
    SmsIr(SmsIr),
    /// Bale's own gateway: reaches Bale users only.
    Safir(Safir),
    /// Shows each message on the spot: for the demo and for developers.
    Console(Console),
    /// Keeps each message: for tests.
    Memory(Memory),
}

impl Gateway {
    /// The gateway that `settings` describe. `http` is the shared client; `console` is used if the provider is `console`.
    ///
    /// # Errors
    /// Everything that is wrong with the settings, at once.
    pub fn new(
        settings: &SmsSettings,
        http: &reqwest::Client,
        console: &Console,
    ) -> Result<Self, SmsSettingsFault> {
        settings::build(settings, http, console, "sms")
    }

    /// Sends `message` to `to`. `local_id` names this sending, the same in each repetition: a gateway that knows such names
    /// (Safir) sends it once only. What Safir cannot deliver, since the person has no Bale account, goes to the fallback.
    ///
    /// # Errors
    /// See [`SmsFault`]; [`SmsFault::remedy`] tells what to do about it.
    pub async fn send(
        &self,
        to: &Mobile,
        message: &SmsMessage,
        local_id: &str,
    ) -> Result<Sent, SmsFault> {
        let mut gateway = self;
        loop {
            let outcome = gateway.send_itself(to, message, local_id).await;
            match (outcome, gateway.fallback()) {
                (Err(SmsFault::NotOnBale), Some(next)) => gateway = next,
                (outcome, _) => return outcome,
            }
        }
    }

    async fn send_itself(
        &self,
        to: &Mobile,
        message: &SmsMessage,
        local_id: &str,
    ) -> Result<Sent, SmsFault> {
        match self {
            Self::Kavenegar(kavenegar) => kavenegar.send(to, &message.kind).await,
            Self::SmsIr(sms_ir) => sms_ir.send(to, &message.kind).await,
            Self::Safir(safir) => safir.send(to, message, local_id).await,
            Self::Console(console) => Ok(console.send(to, message)),
            Self::Memory(memory) => memory.send(to, message, local_id),
        }
    }

    fn fallback(&self) -> Option<&Self> {
        match self {
            Self::Safir(safir) => safir.fallback(),
            Self::Kavenegar(_) | Self::SmsIr(_) | Self::Console(_) | Self::Memory(_) => None,
        }
    }
}
