//! Claims of record and SMS, in memory.

use bimeyar::claim::{NewClaim, Stage as ClaimStage, TrackingCode};
use bimeyar::engine::input::{ClaimSummary, RegisterOutcome};
use bimeyar::persian::{Mobile, NationalCode};
use jiff::Timestamp;

/// Claims that were registered, and SMS that were sent.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    rows: Vec<Row>,
    /// SMS that went out.
    pub(crate) sms: Vec<Mobile>,
    /// SMS that wait for the gateway.
    pub(crate) waiting: Vec<Mobile>,
    /// Claims of which an SMS was sent: sending twice is harmless.
    noticed: Vec<TrackingCode>,
}

#[derive(Debug)]
struct Row {
    claim: NewClaim,
    code: TrackingCode,
    at: Timestamp,
    stage: ClaimStage,
    stage_at: Timestamp,
}

impl Claims {
    /// Registers `claim`; the same draft gives the same claim.
    pub(crate) fn register(&mut self, claim: &NewClaim, now: Timestamp) -> RegisterOutcome {
        let known = self.rows.iter().position(|row| row.claim.draft == claim.draft);
        let place = known.unwrap_or_else(|| {
            let random = super::hash(&["tracking code", &claim.draft]);
            let bytes: Vec<u8> = random.bytes().take(8).collect();
            let code = TrackingCode::from_random(bytes.try_into().expect("eight bytes"));
            let stage = ClaimStage::Registered;
            self.rows.push(Row { claim: claim.clone(), code, at: now, stage, stage_at: now });
            self.rows.len() - 1
        });
        RegisterOutcome::Done(self.rows[place].summary())
    }

    /// The claim if this chat or person may see it (`storage.md` §4.1 I1).
    pub(crate) fn look_up(
        &self,
        code: &TrackingCode,
        chat: i64,
        identity: Option<&NationalCode>,
    ) -> Option<ClaimSummary> {
        let row = self.rows.iter().find(|row| row.code == *code)?;
        row.is_visible(chat, identity).then(|| row.summary())
    }

    /// All claims that this chat or person may see, newest first.
    pub(crate) fn list(&self, chat: i64, identity: Option<&NationalCode>) -> Vec<ClaimSummary> {
        let visible = self.rows.iter().rev().filter(|row| row.is_visible(chat, identity));
        visible.map(Row::summary).collect()
    }

    /// Claims registered from `chat`.
    pub(crate) fn count(&self, chat: i64) -> usize {
        self.rows.iter().filter(|row| row.claim.chat == chat).count()
    }

    /// The claim that was registered last, as JSON, with its code.
    pub(crate) fn last(&self) -> Option<(&NewClaim, &TrackingCode)> {
        self.rows.last().map(|row| (&row.claim, &row.code))
    }

    /// The reviewer's side has moved a claim on.
    pub(crate) fn set_stage(
        &mut self,
        code: &str,
        stage: &str,
        now: Timestamp,
    ) -> Result<(), String> {
        let stage = ClaimStage::from_name(stage).ok_or(format!("no stage is called `{stage}`"))?;
        let row = self.rows.iter_mut().find(|row| row.code.as_str() == code);
        let row = row.ok_or(format!("no claim has the code `{code}`"))?;
        (row.stage, row.stage_at) = (stage, now);
        Ok(())
    }

    /// Sends an SMS about a claim, at once or when the gateway is back.
    pub(crate) fn notice(&mut self, mobile: &Mobile, code: &TrackingCode, gateway_up: bool) {
        if self.noticed.contains(code) {
            return;
        }
        self.noticed.push(code.clone());
        if gateway_up { &mut self.sms } else { &mut self.waiting }.push(mobile.clone());
    }

    /// The gateway is back.
    pub(crate) fn send_waiting(&mut self) {
        self.sms.append(&mut self.waiting);
    }
}

impl Row {
    fn is_visible(&self, chat: i64, identity: Option<&NationalCode>) -> bool {
        self.claim.chat == chat
            || identity == Some(&self.claim.details.insured.national_code)
            || (identity.is_some() && identity == self.claim.details.insured.principal.as_ref())
    }

    fn summary(&self) -> ClaimSummary {
        let details = &self.claim.details;
        ClaimSummary {
            code: self.code.clone(),
            kind: self.claim.kind,
            stage: self.stage,
            registered_at: self.at,
            stage_at: self.stage_at,
            insured: format!("{} {}", details.insured.first_name, details.insured.last_name),
            service: details.service_group.as_ref().map(|group| group.name.clone()),
            amount: details.amount_rial,
            center: details.center.as_ref().map(|center| center.name.clone()),
            documents: u32::try_from(self.claim.documents.len()).unwrap_or(u32::MAX),
            originals_required: details
                .contract
                .as_ref()
                .is_some_and(|contract| contract.code.ends_with("-1")),
        }
    }
}
