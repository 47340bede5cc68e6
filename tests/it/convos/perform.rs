//! Performing effects in memory.

use bimeyar::claim::{NewClaim, TrackingCode};
use bimeyar::engine::input::{Input, PhotoOutcome, RegisterOutcome};
use bimeyar::engine::{Effect, own_data};
use bimeyar::persian::Mobile;

use super::pure::PureStage;
use super::samples::{Sample, sample};

impl PureStage {
    /// Performs `effect` for the chat of `who`; its answer, if it has one.
    pub(crate) fn perform(&mut self, who: &str, effect: &Effect) -> Result<Option<Input>, String> {
        let chat = self.session(who)?.chat;
        Ok(match effect {
            Effect::Show(_) => None,
            Effect::FetchPhoto { document, draft, file_id } => {
                Some(checked(document, draft, fetched(file_id)?))
            }
            Effect::SendCode { challenge, mobile, .. } => {
                let outcome = self.codes.send(challenge, (chat, mobile), self.gateway_up, self.now);
                Some(Input::CodeSent { challenge: challenge.clone(), outcome })
            }
            Effect::CheckCode { challenge, mobile, typed, .. } => {
                let outcome = self.codes.check(challenge, chat, mobile, (typed, self.now));
                Some(Input::CodeChecked { challenge: challenge.clone(), outcome })
            }
            Effect::SendClaimCode { .. } | Effect::CheckClaimCode { .. } => {
                self.claim_code(chat, effect)
            }
            Effect::LookUpPerson { national_code, mobile } => {
                let family = self.directory.open(national_code, mobile);
                Some(Input::PersonLookedUp { family })
            }
            Effect::Register(claim) => {
                let outcome = self.register(who, claim)?;
                Some(Input::Registered { draft: claim.draft.clone(), outcome })
            }
            Effect::KeepAnswers(kept) => {
                self.claims.keep_answers(kept);
                None
            }
            Effect::SendSms { .. } => {
                self.claims.notice(effect, self.gateway_up);
                None
            }
            Effect::LookUpClaim { code, asker } => {
                let outcome = self.claims.look_up(code, chat, asker);
                Some(Input::ClaimLookedUp { code: code.clone(), outcome })
            }
            Effect::AddDocuments { .. } | Effect::Repair { .. } | Effect::Withdraw { .. } => {
                self.change(chat, effect)
            }
            Effect::ListClaims { identity } => {
                Some(Input::ClaimsListed { claims: self.claims.list(chat, identity.as_ref()) })
            }
            Effect::TellKept | Effect::SendCopy(_) | Effect::ForgetChat { .. } => {
                self.perform_privacy((who, chat), effect)?
            }
            Effect::DropPhoto { .. } => {
                self.chats.entry(who.to_owned()).or_default().dropped += 1;
                None
            }
            Effect::WakeAt { at, timer } => {
                self.chats.entry(who.to_owned()).or_default().timers.insert(*timer, *at);
                None
            }
            Effect::CancelTimer { timer } => {
                self.chats.entry(who.to_owned()).or_default().timers.remove(timer);
                None
            }
        })
    }

    /// What is kept of a chat is told, sent, forgotten.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others are performed elsewhere")]
    fn perform_privacy(
        &mut self,
        (who, chat): (&str, i64),
        effect: &Effect,
    ) -> Result<Option<Input>, String> {
        Ok(match effect {
            Effect::TellKept => Some(Input::KeptTold {
                claims: self.claims.list(chat, None),
                answers: u32::try_from(self.claims.answers_of(chat).len()).unwrap_or(u32::MAX),
            }),
            Effect::SendCopy(data) => {
                let (claims, answers) = (self.claims.of_chat(chat), self.claims.answers_of(chat));
                let file = own_data::file(data, &claims, &answers);
                let copy = file.map_err(|fault| fault.to_string())?;
                self.chats.entry(who.to_owned()).or_default().copy = Some(copy);
                Some(Input::CopySent { sent: true })
            }
            Effect::ForgetChat { codes } => {
                let retention = &self.world.settings.retention;
                let (erased, kept) = self.claims.forget(chat, codes, retention, self.now);
                let waits = self.chats.entry(who.to_owned()).or_default();
                waits.timers.clear();
                waits.inbox.retain(|input| !matches!(input, Input::ClaimChanged { .. }));
                Some(Input::ChatForgotten { erased, kept })
            }
            _ => None,
        })
    }

    /// Codes that open a claim to another chat.
    fn claim_code(&mut self, chat: i64, effect: &Effect) -> Option<Input> {
        let (Effect::SendClaimCode { challenge, code }
        | Effect::CheckClaimCode { challenge, code, .. }) = effect
        else {
            return None;
        };
        let ((number, is_there), challenge) = (self.number_of(code), challenge.clone());
        Some(if let Effect::CheckClaimCode { typed, .. } = effect {
            let outcome = self.codes.check(&challenge, chat, &number, (typed, self.now));
            Input::CodeChecked { challenge, outcome }
        } else {
            let asked = (chat, &number, is_there);
            let outcome = self.codes.send_for_claim(&challenge, asked, self.gateway_up, self.now);
            Input::CodeSent { challenge, outcome }
        })
    }

    /// The mobile of a claim, and that there is one; a number of nobody when there is no such claim.
    fn number_of(&self, code: &TrackingCode) -> (Mobile, bool) {
        let found = self.claims.of_code(code.as_str()).map(|claim| claim.details.mobile.clone());
        let nobody = format!("0999{}", code.as_str().get(..7).unwrap_or("0000000"));
        let nobody = || Mobile::parse(&nobody).expect("a mobile");
        (found.clone().unwrap_or_else(nobody), found.is_some())
    }

    /// What people do to claims that are registered.
    fn change(&mut self, chat: i64, effect: &Effect) -> Option<Input> {
        let wanted = effect.wanted_change()?;
        let (before, reply) = (self.claims.newest_event(), wanted.reply);
        let outcome = self.claims.change_in_chat(chat, wanted, self.now);
        self.tell_owner(chat, before);
        Some(reply.with(outcome))
    }

    /// What another chat did to a claim is news for the chat that registered it.
    fn tell_owner(&mut self, chat: i64, before: i64) {
        let Some((claim, seq)) = self.claims.changed_since(before) else { return };
        let owner = self.people.iter().find(|person| person.chat == claim.chat);
        let owner = owner.filter(|owner| owner.chat != chat);
        if let Some(owner) = owner.and_then(|owner| self.chats.get_mut(&owner.name)) {
            owner.inbox.push_back(Input::ClaimChanged { claim: Box::new(claim), seq });
        }
    }

    /// Contract and person are looked at again before a claim is registered.
    fn register(&mut self, who: &str, claim: &NewClaim) -> Result<RegisterOutcome, String> {
        let insured = &claim.details.insured.national_code;
        let contract = claim.details.contract.as_ref().map(|contract| contract.code.as_str());
        let known = self.directory.people.iter().any(|member| {
            member.national_code == *insured && Some(member.contract.as_str()) == contract
        });
        if claim.from_directory && !known {
            let identity = self.session(who)?.person.identity;
            let family = identity.and_then(|identity| {
                self.directory.open(identity.national_code.as_ref()?, &identity.mobile)
            });
            return Ok(RegisterOutcome::Changed(family));
        }
        Ok(self.claims.register(claim, self.now))
    }
}

fn checked(document: &str, draft: &str, outcome: PhotoOutcome) -> Input {
    Input::PhotoChecked { document: document.to_owned(), draft: draft.to_owned(), outcome }
}

/// What the checks say of the sample that stands behind `file_id`.
fn fetched(file_id: &str) -> Result<PhotoOutcome, String> {
    Ok(match sample(file_id)? {
        Sample::Good(file) => PhotoOutcome::Stored(file),
        Sample::Refused(reason) => PhotoOutcome::Refused(reason),
        Sample::Lost => PhotoOutcome::NotFetched,
    })
}
