//! Notices by SMS. Nobody waits for them: they are tried again for hours.

use std::time::Duration;

use super::super::hub::Hub;
use super::super::{backoff, counting, report};
use super::Step;
use crate::claim::{Stage, TrackingCode};
use crate::dialogues::OutboxRow;
use crate::engine::effect::SmsTemplate;
use crate::persian::Mobile;
use crate::runtime::{FailPoint, Secret};
use crate::sms::{Remedy, SmsFault, SmsKind, SmsMessage};
use crate::wording::{Message, Surface};

const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_mins(15);
/// The longest wait that a gateway is believed to ask for.
const LONGEST_ASKED: Duration = Duration::from_hours(1);
/// With the pauses above: about six hours.
const TRIES: u32 = 36;

/// A notice that is to be sent.
pub(super) struct Notice<'a> {
    /// To whom.
    pub(super) mobile: &'a Mobile,
    /// About which claim.
    pub(super) code: &'a TrackingCode,
    /// Which template.
    pub(super) template: SmsTemplate,
    /// The text for gateways without templates.
    pub(super) text: &'a Message,
}

/// Sends a notice. The name of the row makes it come once, where the gateway knows such names.
pub(super) async fn notify(hub: &Hub, row: &OutboxRow, notice: &Notice<'_>, tries: u32) -> Step {
    let kind = kind(hub, notice);
    let text = Secret::new(hub.parts.catalog.text(notice.text, Surface::Sms));
    let message = SmsMessage { kind, text };
    let sent = {
        let _turn = hub.sending_sms.acquire().await;
        hub.parts.sms.send(notice.mobile, &message, &row.id.to_string()).await
    };
    counting::sms(hub, message.kind.name(), sent.as_ref().err());
    match sent {
        Ok(_) => {
            FailPoint::InSms.pass();
            Step::Done(None)
        }
        Err(fault) => after_sms_fault(row.id.chat, &fault, tries),
    }
}

fn after_sms_fault(chat: i64, fault: &SmsFault, tries: u32) -> Step {
    let remedy = fault.remedy();
    match remedy {
        Remedy::TellOperator => report::error("SMS cannot be sent", Some(chat), fault),
        Remedy::TryAgain | Remedy::GiveUp => {
            report::warning("an SMS could not be sent", Some(chat), fault);
        }
    }
    if remedy == Remedy::GiveUp || tries >= TRIES {
        return Step::GiveUp { reason: fault.to_string(), answer: None };
    }
    let pause = backoff::wait(tries, FIRST_PAUSE, LONGEST_PAUSE);
    match fault {
        SmsFault::RateLimited { retry_after: Some(asked), .. } => {
            Step::Later(pause.max((*asked).min(LONGEST_ASKED)))
        }
        SmsFault::RateLimited { retry_after: None, .. }
        | SmsFault::BadNumber
        | SmsFault::Blacklisted
        | SmsFault::NotOnBale
        | SmsFault::NoTemplate
        | SmsFault::NoCredit { .. }
        | SmsFault::Misconfigured { .. }
        | SmsFault::Unavailable { .. }
        | SmsFault::Refused { .. } => Step::Later(pause),
    }
}

fn kind(hub: &Hub, notice: &Notice<'_>) -> SmsKind {
    let tracking_code = notice.code.as_str().to_owned();
    match notice.template {
        SmsTemplate::Registered => SmsKind::Registered { tracking_code },
        SmsTemplate::Defect => {
            SmsKind::Defect { tracking_code, stage_name: stage_name(hub, Stage::Defect) }
        }
        SmsTemplate::Stage { stage, amount } => {
            SmsKind::Stage { tracking_code, stage_name: stage_name(hub, stage), amount }
        }
    }
}

fn stage_name(hub: &Hub, stage: Stage) -> String {
    // wording: stage-registered stage-under-review stage-defect stage-resubmitted stage-rejected stage-approved
    // wording: stage-originals-received stage-in-payment stage-paid stage-withdrawn
    let key = format!("stage-{}", stage.name().replace('_', "-"));
    hub.parts.catalog.text(&Message::new(key), Surface::Sms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sms::Outage;

    #[test]
    fn notices_are_tried_for_hours_unless_there_is_no_sense_in_it() {
        let step = |fault: &SmsFault, tries| match after_sms_fault(1, fault, tries) {
            Step::Later(wait) => Some(wait),
            Step::GiveUp { .. } | Step::Done(_) | Step::Settled => None,
        };
        let down = SmsFault::Unavailable { gateway: "kavenegar", why: Outage::TimedOut };
        let slept: Duration = (1..TRIES).filter_map(|tries| step(&down, tries)).sum();
        assert!(slept > Duration::from_hours(3) && slept < Duration::from_hours(9), "{slept:?}");
        assert_eq!(step(&down, TRIES), None);
        assert_eq!(step(&SmsFault::BadNumber, 1), None);
        let asked = Some(Duration::from_mins(40));
        let busy = SmsFault::RateLimited { gateway: "kavenegar", retry_after: asked };
        assert_eq!(step(&busy, 1), asked);
        let mad = SmsFault::RateLimited { gateway: "kavenegar", retry_after: Some(Duration::MAX) };
        assert_eq!(step(&mad, 1), Some(LONGEST_ASKED));
    }
}
