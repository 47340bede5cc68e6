//! Personal columns: sealed for their place, and the keyed hashes by which they are found.

use serde::{Deserialize, Serialize};

use super::RegistryFault;
use crate::claim::record::FurtherAnswer;
use crate::claim::{ClaimDetails, Defect, Member, Outcome};
use crate::persian::{JalaliDate, Mobile, NationalCode};
use crate::vault::{ClaimKey, KeyId, Place, Unsealable, Vault};

/// Tells members apart without telling who they are.
pub(super) type Fingerprint = [u8; 16];

/// Seals, opens and hashes what tells who somebody is.
#[derive(Clone, Debug)]
pub(super) struct Personal(Vault);

/// The details of a claim under a key of their own, so that the key's end is the claim's end.
pub(super) struct SealedDetails {
    pub(super) key: Vec<u8>,
    pub(super) details: Vec<u8>,
}

/// What has happened since registering: the sealed column `progress` of `claims`, under the claim's own key.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Progress {
    pub(super) defects: Vec<Defect>,
    pub(super) outcome: Outcome,
}

/// Sealed columns of `claims` under the key that the claim has.
pub(super) struct Resealed {
    pub(super) details: Vec<u8>,
    pub(super) progress: Vec<u8>,
}

/// The sealed column of `people`.
#[derive(Serialize, Deserialize)]
pub(super) struct Person {
    pub(super) national_code: NationalCode,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) birth_date: Option<JalaliDate>,
    pub(super) mobile: Option<Mobile>,
    pub(super) principal: NationalCode,
}

impl Personal {
    pub(super) fn new(vault: Vault) -> Self {
        Self(vault)
    }

    /// To be called within a transaction that seals by a master key: who counts the rows of a key waits for it, so that no key
    /// is retired in between.
    pub(super) fn keep_up(&self) {
        self.0.keep_up();
    }

    /// The key that seals at present.
    pub(super) fn newest_key(&self) -> KeyId {
        self.0.newest_key()
    }

    /// A claim's key under the newest master key; none when it is under it already.
    pub(super) fn rewrap_claim_key(
        &self,
        claim: i64,
        wrapped: &[u8],
    ) -> Result<Option<Vec<u8>>, Unsealable> {
        let row = claim.to_be_bytes();
        self.0.rewrap_claim_key(&Place::new("claims", &row, "claim_key"), wrapped)
    }

    /// As [`Personal::rewrap_claim_key`], of kept answers.
    pub(super) fn rewrap_answers_key(
        &self,
        id: i64,
        wrapped: &[u8],
    ) -> Result<Option<Vec<u8>>, Unsealable> {
        let row = id.to_be_bytes();
        self.0.rewrap_claim_key(&Place::new("kept_answers", &row, "answers_key"), wrapped)
    }

    /// A person under the newest master key; none when they are under it already.
    pub(super) fn reseal_person(
        &self,
        row: i64,
        sealed: &[u8],
    ) -> Result<Option<Vec<u8>>, Unsealable> {
        self.0.reseal(&Place::new("people", &row.to_be_bytes(), "person"), sealed)
    }

    /// The same for an insured and a main insured: they are sought together.
    pub(super) fn national_code(&self, code: &NationalCode) -> [u8; 32] {
        self.0.index("registry national code", code.expose())
    }

    pub(super) fn mobile(&self, mobile: &Mobile) -> [u8; 32] {
        self.0.index("registry mobile", mobile.expose())
    }

    /// `word` is a word of `persian::text::search_key`.
    pub(super) fn word(&self, word: &str) -> [u8; 32] {
        self.0.index("registry word of a name", word)
    }

    /// What was typed as a name when somebody tried to log in.
    pub(super) fn login_name(&self, typed: &str) -> [u8; 32] {
        self.0.index("registry login name", typed)
    }

    /// A keyed hash over all that is known of a member: 128 bits, and no two members of a million meet.
    pub(super) fn fingerprint(&self, member: &Member) -> Fingerprint {
        // Texts, dates and nulls: cannot fail.
        let row = serde_json::to_vec(member).unwrap_or_default();
        let hash = self.0.index("registry member", row);
        hash.first_chunk().copied().unwrap_or_default()
    }

    /// The hash of a row of the audit after the hash before it.
    pub(super) fn link(&self, before: &[u8; 32], row: impl Serialize) -> [u8; 32] {
        let mut bytes = before.to_vec();
        // Numbers, texts and nulls in an array: JSON writes them in one way only, and cannot fail.
        serde_json::to_writer(&mut bytes, &row).ok();
        self.0.index("registry audit", bytes)
    }

    pub(super) fn seal_details(
        &self,
        claim: i64,
        details: &ClaimDetails,
    ) -> Result<SealedDetails, RegistryFault> {
        let row = claim.to_be_bytes();
        let plain = serde_json::to_vec(details).map_err(|_| damaged("claims", claim, "details"))?;
        let key = ClaimKey::generate();
        Ok(SealedDetails {
            details: key.seal(&Place::new("claims", &row, "details"), &plain),
            key: self.0.wrap_claim_key(&Place::new("claims", &row, "claim_key"), &key),
        })
    }

    pub(super) fn open_details(
        &self,
        claim: i64,
        sealed: &SealedDetails,
    ) -> Result<ClaimDetails, RegistryFault> {
        let row = claim.to_be_bytes();
        let fault =
            |source: Unsealable| RegistryFault::Sealed { table: "claims", row: claim, source };
        let plain = self
            .0
            .unwrap_claim_key(&Place::new("claims", &row, "claim_key"), &sealed.key)
            .and_then(|key| {
                key.open_sealed(&Place::new("claims", &row, "details"), &sealed.details)
            })
            .map_err(fault)?;
        serde_json::from_slice(&plain).map_err(|_| damaged("claims", claim, "details"))
    }

    /// Seals details and progress anew under the key that the claim has.
    pub(super) fn reseal(
        &self,
        claim: i64,
        key: &[u8],
        details: &ClaimDetails,
        progress: &Progress,
    ) -> Result<Resealed, RegistryFault> {
        let row = claim.to_be_bytes();
        let key = self
            .0
            .unwrap_claim_key(&Place::new("claims", &row, "claim_key"), key)
            .map_err(|source| RegistryFault::Sealed { table: "claims", row: claim, source })?;
        let plain = |value: Result<Vec<u8>, serde_json::Error>, column| {
            value.map_err(|_| damaged("claims", claim, column))
        };
        let details = plain(serde_json::to_vec(details), "details")?;
        let progress = plain(serde_json::to_vec(progress), "progress")?;
        Ok(Resealed {
            details: key.seal(&Place::new("claims", &row, "details"), &details),
            progress: key.seal(&Place::new("claims", &row, "progress"), &progress),
        })
    }

    pub(super) fn open_progress(
        &self,
        claim: i64,
        key: &[u8],
        sealed: &[u8],
    ) -> Result<Progress, RegistryFault> {
        let row = claim.to_be_bytes();
        let fault =
            |source: Unsealable| RegistryFault::Sealed { table: "claims", row: claim, source };
        let plain = self
            .0
            .unwrap_claim_key(&Place::new("claims", &row, "claim_key"), key)
            .and_then(|key| key.open_sealed(&Place::new("claims", &row, "progress"), sealed))
            .map_err(fault)?;
        serde_json::from_slice(&plain).map_err(|_| damaged("claims", claim, "progress"))
    }

    pub(super) fn seal_answers(
        &self,
        id: i64,
        answers: &[FurtherAnswer],
    ) -> Result<SealedDetails, RegistryFault> {
        let row = id.to_be_bytes();
        let plain =
            serde_json::to_vec(answers).map_err(|_| damaged("kept_answers", id, "answers"))?;
        let key = ClaimKey::generate();
        Ok(SealedDetails {
            details: key.seal(&Place::new("kept_answers", &row, "answers"), &plain),
            key: self.0.wrap_claim_key(&Place::new("kept_answers", &row, "answers_key"), &key),
        })
    }

    pub(super) fn open_answers(
        &self,
        id: i64,
        sealed: &SealedDetails,
    ) -> Result<Vec<FurtherAnswer>, RegistryFault> {
        let row = id.to_be_bytes();
        let fault =
            |source: Unsealable| RegistryFault::Sealed { table: "kept_answers", row: id, source };
        let plain = self
            .0
            .unwrap_claim_key(&Place::new("kept_answers", &row, "answers_key"), &sealed.key)
            .and_then(|key| {
                key.open_sealed(&Place::new("kept_answers", &row, "answers"), &sealed.details)
            })
            .map_err(fault)?;
        serde_json::from_slice(&plain).map_err(|_| damaged("kept_answers", id, "answers"))
    }

    pub(super) fn seal_person(&self, row: i64, person: &Person) -> Result<Vec<u8>, RegistryFault> {
        let plain = serde_json::to_vec(person).map_err(|_| damaged("people", row, "person"))?;
        Ok(self.0.seal(&Place::new("people", &row.to_be_bytes(), "person"), &plain))
    }

    pub(super) fn open_person(&self, row: i64, sealed: &[u8]) -> Result<Person, RegistryFault> {
        let plain = self
            .0
            .open_sealed(&Place::new("people", &row.to_be_bytes(), "person"), sealed)
            .map_err(|source| RegistryFault::Sealed { table: "people", row, source })?;
        serde_json::from_slice(&plain).map_err(|_| damaged("people", row, "person"))
    }
}

pub(super) fn damaged(table: &'static str, row: i64, column: &'static str) -> RegistryFault {
    RegistryFault::Damaged { table, row, column }
}
