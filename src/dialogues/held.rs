//! Stored photos that something unfinished holds: a draft, or an effect that is to put them into a claim.

use super::look::Look;
use super::outbox;
use super::table::{self, Keys, Table};
use super::{Dialogues, StoreFault};
use crate::claim::Document;
use crate::engine::session::{Draft, PhotoState};
use crate::engine::{Effect, Session};

impl Dialogues {
    /// Scope and SHA-256 (hex) of every stored photo that something unfinished holds. Reads every session: not for a turn.
    ///
    /// What a draft gives to an effect is found in one of them or, once the effect is done, in the registry: so read that
    /// afterwards.
    ///
    /// # Errors
    /// Also when one session or effect cannot be read, since then it cannot be told what nobody holds.
    pub fn held_photos(&self) -> Result<Vec<(String, String)>, StoreFault> {
        let keys = self.read().keys(Table::Sessions, &Keys::all(), usize::MAX)?;
        let mut photos = Vec::new();
        for key in keys {
            if let Some(session) = self.get::<Session>(Table::Sessions, &key)? {
                photos.extend(session.drafts.iter().flat_map(of_draft));
            }
        }
        let keys = self.read().keys(Table::Outbox, &Keys::all(), usize::MAX)?;
        for key in keys {
            let effect = outbox::effect(&self.read(), &key)?;
            photos.extend(effect.iter().flat_map(of_effect));
        }
        Ok(photos)
    }

    /// Whether the photo that is stored under `scope` and this SHA-256 (hex) is held by a draft of this chat, or by an effect
    /// that is to put it into a claim.
    pub fn is_photo_held(&self, chat: i64, scope: &str, sha256: &str) -> Result<bool, StoreFault> {
        let session = self.session(chat)?;
        let drafts = session.iter().flat_map(|session| &session.drafts);
        if drafts.flat_map(of_draft).any(|(of, held)| of == scope && held == sha256) {
            return Ok(true);
        }
        let rows = self.read();
        let of_chat = Keys::beginning_with(table::chat_part(chat).to_vec());
        for key in rows.keys(Table::Outbox, &of_chat, usize::MAX)? {
            let effect = outbox::effect(&rows, &key)?;
            if effect.iter().flat_map(of_effect).any(|(of, held)| of == scope && held == sha256) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn of_draft(draft: &Draft) -> impl Iterator<Item = (String, String)> {
    draft.photos.iter().filter_map(|photo| match &photo.state {
        PhotoState::Stored(file) => {
            let scope = photo.scope.clone().unwrap_or_else(|| draft.id.clone());
            Some((scope, file.sha256.clone()))
        }
        PhotoState::Coming | PhotoState::Refused(_) => None,
    })
}

fn of_effect(effect: &Effect) -> Vec<(String, String)> {
    let held = |documents: &[Document]| {
        documents.iter().map(|one| (one.scope.clone(), one.file.sha256.clone())).collect()
    };
    match effect {
        Effect::Register(new) => held(&new.documents),
        Effect::AddDocuments { documents, .. } | Effect::Repair { documents, .. } => {
            held(documents)
        }
        Effect::Show(_)
        | Effect::FetchPhoto { .. }
        | Effect::DropPhoto { .. }
        | Effect::SendCode { .. }
        | Effect::CheckCode { .. }
        | Effect::SendClaimCode { .. }
        | Effect::CheckClaimCode { .. }
        | Effect::LookUpPerson { .. }
        | Effect::KeepAnswers(_)
        | Effect::SendSms { .. }
        | Effect::LookUpClaim { .. }
        | Effect::Withdraw { .. }
        | Effect::ListClaims { .. }
        | Effect::TellKept
        | Effect::SendCopy(_)
        | Effect::ForgetChat { .. }
        | Effect::WakeAt { .. }
        | Effect::CancelTimer { .. } => Vec::new(),
    }
}
