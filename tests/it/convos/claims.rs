//! Claims of record and SMS, in memory.

use bimeyar::claim::life;
use bimeyar::claim::{
    Act, Actor, Claim, ClaimEvent, ClaimKind, EventKind, KeptAnswers, NewClaim, Outcome, Refusal,
    Retention, Stage as ClaimStage, TrackingCode,
};
use bimeyar::engine::input::{ChangeOutcome, ClaimSummary, LookUpOutcome, RegisterOutcome};
use bimeyar::engine::own_data::OwnAnswers;
use bimeyar::engine::{Asker, Effect, WantedChange};
use bimeyar::persian::{Mobile, NationalCode, jalali};
use bimeyar::registry::{NOBODY, may_see};
use jiff::Timestamp;

/// Claims that were registered, and SMS that were sent.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    rows: Vec<Claim>,
    /// The number of the last event.
    seq: i64,
    /// What was done in chats, by its key: done once.
    done: Vec<String>,
    /// Answers of flows that register nothing; those of one draft once.
    pub(crate) kept: Vec<KeptAnswers>,
    /// SMS that went out.
    pub(crate) sms: Vec<Mobile>,
    /// SMS that wait for the gateway.
    pub(crate) waiting: Vec<Mobile>,
    /// SMS that were sent: sending twice is harmless.
    noticed: Vec<String>,
}

/// Who lets something happen to a claim.
#[derive(Clone, Debug)]
pub(crate) enum By {
    /// A chat, once for the key.
    Chat(i64, String),
    /// A member of staff.
    Staff(String),
}

impl Claims {
    /// Registers `claim`; the same draft gives the same claim.
    pub(crate) fn register(&mut self, new: &NewClaim, now: Timestamp) -> RegisterOutcome {
        let known = self.rows.iter().position(|claim| claim.draft == new.draft);
        let place = known.unwrap_or_else(|| {
            self.rows.push(registered(new, now));
            let place = self.rows.len() - 1;
            let chat = Some(new.chat);
            self.note(place, (EventKind::Registered, Actor::Insured), (None, chat, None), now);
            place
        });
        RegisterOutcome::Done(ClaimSummary::from(&self.rows[place]))
    }

    /// Keeps answers; those of the same draft once.
    pub(crate) fn keep_answers(&mut self, kept: &KeptAnswers) {
        if self.kept.iter().all(|known| known.draft != kept.draft) {
            self.kept.push(kept.clone());
        }
    }

    /// The claim as this chat may see it.
    pub(crate) fn look_up(&self, code: &TrackingCode, chat: i64, asker: &Asker) -> LookUpOutcome {
        match self.rows.iter().find(|claim| claim.code == *code) {
            Some(claim) if is_open_to(chat, asker, claim) => {
                LookUpOutcome::Seen(Box::new(claim.clone()))
            }
            Some(_) | None => LookUpOutcome::Closed,
        }
    }

    /// All claims that this chat or person may see, newest first.
    pub(crate) fn list(&self, chat: i64, identity: Option<&NationalCode>) -> Vec<ClaimSummary> {
        let visible = self.rows.iter().rev().filter(|claim| may_see(chat, identity, claim));
        visible.map(ClaimSummary::from).collect()
    }

    /// Lets a chat do something to a claim that it may see.
    pub(crate) fn change_in_chat(
        &mut self,
        chat: i64,
        wanted: WantedChange<'_>,
        now: Timestamp,
    ) -> ChangeOutcome {
        let WantedChange { code, act, asker, once, reply: _ } = wanted;
        let Some(claim) = self.rows.iter().find(|claim| claim.code == *code) else {
            return ChangeOutcome::Unknown;
        };
        if !is_open_to(chat, asker, claim) {
            return ChangeOutcome::Unknown;
        }
        if self.done.contains(&once) {
            return ChangeOutcome::Done(Box::new(claim.clone()));
        }
        let before = claim.clone();
        match self.change(code, act, &By::Chat(chat, once), now) {
            Ok(claim) => ChangeOutcome::Done(Box::new(claim)),
            Err(_) => ChangeOutcome::NotAllowed(Box::new(before)),
        }
    }

    /// Lets something happen to a claim.
    pub(crate) fn change(
        &mut self,
        code: &TrackingCode,
        act: Act,
        by: &By,
        now: Timestamp,
    ) -> Result<Claim, Refusal> {
        let place = self.rows.iter().position(|claim| claim.code == *code);
        let place = place.expect("the claim is registered");
        let change = life::apply(&self.rows[place], act, now, jalali::in_tehran(now))?;
        self.rows[place] = change.claim;
        let (name, chat) = match by {
            By::Staff(name) => (Some(name.clone()), None),
            By::Chat(chat, once) => {
                self.done.push(once.clone());
                (None, Some(*chat))
            }
        };
        self.note(place, (change.kind, change.actor), (name, chat, change.reason), now);
        Ok(self.rows[place].clone())
    }

    fn note(
        &mut self,
        place: usize,
        (kind, actor): (EventKind, Actor),
        (by, chat, reason): (Option<String>, Option<i64>, Option<String>),
        at: Timestamp,
    ) {
        self.seq += 1;
        let seq = self.seq;
        let claim = &mut self.rows[place];
        let (stage, revision) = (claim.stage, claim.revision);
        claim.events.push(ClaimEvent { seq, at, kind, stage, revision, actor, by, chat, reason });
    }

    /// The number of the newest event.
    pub(crate) fn newest_event(&self) -> i64 {
        self.seq
    }

    /// The claim of the newest event, with its number, if there is one after `seq`.
    pub(crate) fn changed_since(&self, seq: i64) -> Option<(Claim, i64)> {
        let newest = |claim: &&Claim| claim.events.iter().any(|event| event.seq == self.seq);
        let claim = self.rows.iter().find(newest).filter(|_| self.seq > seq)?;
        Some((claim.clone(), self.seq))
    }

    /// Claims registered from `chat`.
    pub(crate) fn count(&self, chat: i64) -> usize {
        self.rows.iter().filter(|claim| claim.chat == chat).count()
    }

    /// The claims that were registered from `chat`, newest first.
    pub(crate) fn of_chat(&self, chat: i64) -> Vec<Claim> {
        self.rows.iter().rev().filter(|claim| claim.chat == chat).cloned().collect()
    }

    /// What was answered in `chat` in flows that register nothing.
    pub(crate) fn answers_of(&self, chat: i64) -> Vec<OwnAnswers> {
        let of_chat = self.kept.iter().filter(|kept| kept.chat == chat);
        of_chat
            .map(|kept| OwnAnswers {
                flow: kept.flow.clone(),
                about: kept.about.clone(),
                at: Timestamp::UNIX_EPOCH,
                answers: kept.answers.clone(),
            })
            .collect()
    }

    /// Forgets `chat`; what became of the claims `codes`: those that are erased, those that are kept.
    pub(crate) fn forget(
        &mut self,
        chat: i64,
        codes: &[TrackingCode],
        retention: &Retention,
        now: Timestamp,
    ) -> (Vec<TrackingCode>, Vec<TrackingCode>) {
        self.kept.retain(|kept| kept.chat != chat);
        self.rows.retain(|claim| {
            let since = claim.events.last().map_or(claim.registered_at, |event| event.at);
            claim.chat != chat || !retention.may_erase(claim.kind, claim.stage, (since, now))
        });
        for claim in self.rows.iter_mut().filter(|claim| claim.chat == chat) {
            claim.chat = NOBODY;
        }
        let is_there = |code: &TrackingCode| self.rows.iter().any(|claim| claim.code == *code);
        let (kept, erased) = codes.iter().cloned().partition(is_there);
        (erased, kept)
    }

    /// The claim that was registered last.
    pub(crate) fn last(&self) -> Option<&Claim> {
        self.rows.last()
    }

    /// The claim of a code.
    pub(crate) fn of_code(&self, code: &str) -> Option<&Claim> {
        self.rows.iter().find(|claim| claim.code.as_str() == code)
    }

    /// Sends an SMS about a claim, at once or when the gateway is back; `about` tells it from others.
    pub(crate) fn notice(&mut self, effect: &Effect, gateway_up: bool) {
        let Effect::SendSms { mobile, code, text, .. } = effect else { return };
        let about = format!("{} {}", code.as_str(), super::pure::stored(text));
        if self.noticed.contains(&about) {
            return;
        }
        self.noticed.push(about);
        if gateway_up { &mut self.sms } else { &mut self.waiting }.push(mobile.clone());
    }

    /// The gateway is back.
    pub(crate) fn send_waiting(&mut self) {
        self.sms.append(&mut self.waiting);
    }
}

fn is_open_to(chat: i64, asker: &Asker, claim: &Claim) -> bool {
    asker.proved || may_see(chat, asker.identity.as_ref(), claim)
}

fn registered(new: &NewClaim, now: Timestamp) -> Claim {
    let random = super::hash(&["tracking code", &new.draft]);
    let bytes: Vec<u8> = random.bytes().take(8).collect();
    let contract = new.details.contract.as_ref();
    Claim {
        code: TrackingCode::from_random(bytes.try_into().expect("eight bytes")),
        draft: new.draft.clone(),
        chat: new.chat,
        kind: new.kind,
        stage: ClaimStage::Registered,
        revision: 1,
        registered_at: now,
        // As the families of conversations have it.
        originals_required: new.kind == ClaimKind::SpecialExpense
            || contract.is_some_and(|contract| contract.code.ends_with("-1")),
        details: new.details.clone(),
        defects: Vec::new(),
        outcome: Outcome::default(),
        documents: new.documents.clone(),
        events: Vec::new(),
    }
}
