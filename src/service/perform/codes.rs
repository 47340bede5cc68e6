//! One-time codes: derived when sent and when checked, counted before they are sent and before they are compared.

use std::sync::Arc;
use std::time::Duration;

use super::super::hub::Hub;
use super::super::{backoff, counting, report};
use super::{Step, after_fault, now, settle_code};
use crate::dialogues::{
    NumberChallenge, NumberIndex, Opened, OutboxRow, Recipient, StoreFault, Try,
};
use crate::engine::input::{CheckOutcome, SendOutcome};
use crate::engine::{Effect, Input};
use crate::persian::Mobile;
use crate::persian::text::to_ascii_digits;
use crate::runtime::{FailPoint, Secret};
use crate::sms::{Remedy, SmsFault, SmsKind, SmsMessage};
use crate::vault::Challenge;
use crate::wording::{Arg, Message, Surface};

/// Tries at the gateway while a person is waiting.
const QUICK_TRIES: u32 = 3;
/// Digits that the ten thousand numbers of a block have in common.
const BLOCK_DIGITS: usize = 7;
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(3);

/// What a code is asked for.
pub(super) struct Asked<'a> {
    /// 32 hex letters.
    pub(super) challenge: &'a str,
    /// What the code is for.
    pub(super) purpose: &'a str,
    /// Whose number is to be proved.
    pub(super) mobile: &'a Mobile,
}

impl Asked<'_> {
    fn counted(&self, hub: &Hub, chat: i64) -> NumberChallenge {
        NumberChallenge {
            id: self.challenge.to_owned(),
            purpose: self.purpose.to_owned(),
            chat,
            index: number_index(hub, self.mobile).number,
            to: Recipient::Number { block: number_index(hub, self.mobile).block },
        }
    }

    fn id(&self) -> Option<[u8; 16]> {
        id_of(self.challenge)
    }

    fn derived<'a>(&'a self, id: &'a [u8; 16], chat: i64) -> Challenge<'a> {
        Challenge { id, purpose: self.purpose, chat, mobile: self.mobile.expose() }
    }

    fn sent(&self, outcome: SendOutcome) -> Input {
        Input::CodeSent { challenge: self.challenge.to_owned(), outcome }
    }

    fn checked(&self, outcome: CheckOutcome) -> Input {
        Input::CodeChecked { challenge: self.challenge.to_owned(), outcome }
    }
}

/// None when `challenge` is not 32 hex letters, which no session of ours holds.
pub(super) fn id_of(challenge: &str) -> Option<[u8; 16]> {
    let is_hex =
        challenge.len() == 32 && challenge.bytes().all(|letter| letter.is_ascii_hexdigit());
    let number = u128::from_str_radix(challenge, 16).ok().filter(|_| is_hex)?;
    Some(number.to_be_bytes())
}

/// By what a number and its block are counted.
pub(super) fn number_index(hub: &Hub, mobile: &Mobile) -> NumberIndex {
    let vault = &hub.parts.vault;
    let digits = mobile.expose();
    NumberIndex {
        number: vault.index("challenge mobile", digits),
        block: vault.index("challenge block", digits.get(..BLOCK_DIGITS).unwrap_or(digits)),
    }
}

/// Sends or checks a code for a number.
#[expect(clippy::wildcard_enum_match_arm, reason = "the others are performed elsewhere")]
pub(super) async fn perform(hub: &Arc<Hub>, row: &OutboxRow) -> Step {
    match &row.effect {
        Effect::SendCode { challenge, purpose, mobile } => {
            send(hub, row, &Asked { challenge, purpose, mobile }).await
        }
        Effect::CheckCode { challenge, purpose, mobile, typed } => {
            check(hub, row, &Asked { challenge, purpose, mobile }, typed).await
        }
        _ => Step::Done(None),
    }
}

/// Sends a code, unless there were too many.
async fn send(hub: &Hub, row: &OutboxRow, asked: &Asked<'_>) -> Step {
    let chat = row.id.chat;
    let Some(id) = asked.id() else {
        let answer = asked.sent(SendOutcome::GatewayDown);
        return Step::GiveUp { reason: "no such challenge".to_owned(), answer: Some(answer) };
    };
    let parts = &hub.parts;
    let (counted, rules) = (asked.counted(hub, chat), &parts.settings.codes);
    let (expires, again) = match parts.dialogues.open_challenge(&counted, rules, now(hub)).await {
        Ok(Opened::Yes { expires, again, .. }) => (expires, again),
        Ok(Opened::Limited { until }) => {
            return Step::Done(Some(asked.sent(SendOutcome::Limited { until })));
        }
        Ok(Opened::Spent { until }) => {
            hub.alarms.sms_spent(now(hub), rules);
            return Step::Done(Some(asked.sent(SendOutcome::Busy { until })));
        }
        Err(StoreFault::OtherChallenge) => {
            let answer = asked.sent(SendOutcome::GatewayDown);
            return Step::GiveUp {
                reason: "a challenge of another".to_owned(),
                answer: Some(answer),
            };
        }
        Err(fault) => return after_fault("a code could not be counted", &fault, row.attempts + 1),
    };
    if expires <= now(hub) {
        // The process was down for longer than the code lives.
        return Step::Done(Some(asked.sent(SendOutcome::GatewayDown)));
    }
    let code = parts.vault.one_time_code(&asked.derived(&id, chat));
    let outcome = match send_quickly(hub, row, (asked.mobile, asked.challenge), code).await {
        Ok(()) => SendOutcome::Sent { expires, again },
        Err(SmsFault::BadNumber | SmsFault::Blacklisted | SmsFault::NotOnBale) => {
            SendOutcome::BadNumber
        }
        Err(
            fault @ (SmsFault::NoTemplate
            | SmsFault::NoCredit { .. }
            | SmsFault::Misconfigured { .. }
            | SmsFault::RateLimited { .. }
            | SmsFault::Unavailable { .. }
            | SmsFault::Refused { .. }),
        ) => {
            report::error("codes cannot be sent", Some(chat), &fault);
            SendOutcome::GatewayDown
        }
    };
    Step::Done(Some(asked.sent(outcome)))
}

/// Sends `code` under the name of its challenge, trying a few times while a person waits.
pub(super) async fn send_quickly(
    hub: &Hub,
    row: &OutboxRow,
    (mobile, challenge): (&Mobile, &str),
    code: Secret<String>,
) -> Result<(), SmsFault> {
    let text = Message::new("sms-code").with("code", Arg::code(code.expose().as_str()));
    let text = Secret::new(hub.parts.catalog.text(&text, Surface::Sms));
    let message = SmsMessage { kind: SmsKind::Code { code }, text };
    let mut tries = 0;
    loop {
        tries += 1;
        let sent = {
            let _turn = hub.sending_sms.acquire().await;
            hub.parts.sms.send(mobile, &message, challenge).await
        };
        counting::sms(hub, message.kind.name(), sent.as_ref().err());
        hub.alarms.gateway(sent.is_ok(), now(hub));
        let Err(fault) = sent else {
            FailPoint::InSms.pass();
            return Ok(());
        };
        report::warning("a code could not be sent", Some(row.id.chat), &fault);
        if fault.remedy() != Remedy::TryAgain || tries >= QUICK_TRIES {
            return Err(fault);
        }
        tokio::time::sleep(backoff::wait(tries, FIRST_PAUSE, LONGEST_PAUSE)).await;
    }
}

/// Compares a typed code, once the try is counted.
async fn check(hub: &Arc<Hub>, row: &OutboxRow, asked: &Asked<'_>, typed: &str) -> Step {
    let chat = row.id.chat;
    let Some(id) = asked.id() else {
        return Step::Done(Some(asked.checked(CheckOutcome::Expired)));
    };
    let parts = &hub.parts;
    let counted = asked.counted(hub, chat);
    let rules = &parts.settings.codes;
    let left = match parts.dialogues.try_challenge(&counted, &row.id, rules, now(hub)).await {
        Ok(Try::Compare { left_after, .. }) => left_after,
        Ok(Try::Expired) | Err(StoreFault::OtherChallenge) => {
            return Step::Done(Some(asked.checked(CheckOutcome::Expired)));
        }
        Err(fault) => return after_fault("a try could not be counted", &fault, row.attempts + 1),
    };
    FailPoint::InCodeCheck.pass();
    let typed = to_ascii_digits(typed.trim());
    if !parts.vault.code_matches(&asked.derived(&id, chat), &typed) {
        return Step::Done(Some(asked.checked(CheckOutcome::Wrong { left })));
    }
    FailPoint::AfterCodeCheck.pass();
    settle_code(hub, row, asked.challenge, asked.checked(CheckOutcome::Right)).await;
    Step::Settled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_32_hex_letters() {
        assert_eq!(
            id_of("000102030405060708090a0b0c0d0e0f"),
            Some([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])
        );
        for challenge in
            ["", "00", "+0010203040506070809 0a0b0c0d0e0", "+00102030405060708090a0b0c0d0e0f"]
        {
            assert_eq!(id_of(challenge), None, "{challenge}");
        }
    }
}
