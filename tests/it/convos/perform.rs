//! Performing effects in memory.

use bimeyar::claim::NewClaim;
use bimeyar::engine::Effect;
use bimeyar::engine::input::{Input, PhotoOutcome, RegisterOutcome};

use super::pure::PureStage;
use super::samples::{Sample, sample};

impl PureStage {
    /// Performs `effect` for the chat of `who`; its answer, if it has one.
    pub(crate) fn perform(&mut self, who: &str, effect: &Effect) -> Result<Option<Input>, String> {
        let chat = self.session(who)?.chat;
        Ok(match effect {
            Effect::Show(_) => None,
            Effect::FetchPhoto { document, file_id, .. } => Some(Input::PhotoChecked {
                document: document.clone(),
                outcome: match sample(file_id)? {
                    Sample::Good(file) => PhotoOutcome::Stored(file),
                    Sample::Refused(reason) => PhotoOutcome::Refused(reason),
                    Sample::Lost => PhotoOutcome::NotFetched,
                },
            }),
            Effect::SendCode { challenge, mobile, .. } => {
                let outcome = self.codes.send(challenge, (chat, mobile), self.gateway_up, self.now);
                Some(Input::CodeSent { challenge: challenge.clone(), outcome })
            }
            Effect::CheckCode { challenge, mobile, typed, .. } => {
                let outcome = self.codes.check(challenge, chat, mobile, (typed, self.now));
                Some(Input::CodeChecked { challenge: challenge.clone(), outcome })
            }
            Effect::LookUpPerson { national_code, mobile } => {
                let family = self.directory.open(national_code, mobile);
                Some(Input::PersonLookedUp { family })
            }
            Effect::Register(claim) => {
                let outcome = self.register(who, claim)?;
                Some(Input::Registered { draft: claim.draft.clone(), outcome })
            }
            Effect::SendSms { mobile, code, .. } => {
                self.claims.notice(mobile, code, self.gateway_up);
                None
            }
            Effect::LookUpClaim { code, identity } => {
                let claim = self.claims.look_up(code, chat, identity.as_ref());
                Some(Input::ClaimLookedUp { code: code.clone(), claim })
            }
            Effect::ListClaims { identity } => {
                Some(Input::ClaimsListed { claims: self.claims.list(chat, identity.as_ref()) })
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
