//! Passwords and tokens of the staff, and the gate to the console (`storage.md` §4.1 E1, §4.5).

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;

use crate::registry::{AuditEntry, Registry, RegistryFault, StaffMember};
use crate::runtime::{Secret, chance};

/// KiB, passes and lanes: the second choice of RFC 9106 (`storage.md` §4.5).
const MEMORY: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 4;
/// Checks at a time: each takes 64 MiB and a core (`storage.md` §4.5).
const AT_A_TIME: usize = 2;
/// Tries that are checked or wait to be: the last of them waits for about a second. More are turned away at once.
const SEATS: usize = 16;
/// A hash of the same cost that no password is known for: an unknown name takes as long as a wrong password.
const DECOY: &str = "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$\
                     AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// What every API token begins with, so that one that was lost is found by a search for it.
const TOKEN_MARK: &str = "bmy_";
/// Letters that are not taken for one another; 32 of them, so that each letter is 5 random bits.
const LETTERS: [u8; 32] = *b"abcdefghjkmnpqrstuvwxyz023456789";
/// Groups of four letters in a password that is made here: 100 random bits.
const GROUPS: usize = 5;
/// Longer passwords are refused unread.
const LONGEST: usize = 256;

/// A new API token: 256 random bits. Shown once; only [`token_hash`] is kept.
pub fn new_token() -> Secret<String> {
    let random = URL_SAFE_NO_PAD.encode(chance::bytes::<32>());
    Secret::new(format!("{TOKEN_MARK}{random}"))
}

/// By what a token is known. A plain hash does: a token is random, not guessed.
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

/// A new password that can be read out and typed: `k7mq-3fzt-…`.
pub fn new_password() -> Secret<String> {
    let random = chance::bytes::<{ GROUPS * 4 }>();
    let letters = random.map(|byte| LETTERS.get(usize::from(byte % 32)).copied().unwrap_or(b'a'));
    let groups = letters.chunks(4).map(|group| String::from_utf8_lossy(group).into_owned());
    Secret::new(groups.collect::<Vec<_>>().join("-"))
}

/// Why a password cannot be hashed or checked: the machine has no memory for it, or was told to stop.
#[derive(Debug, thiserror::Error)]
#[error("cannot work on a password: {0}")]
pub struct PasswordFault(String);

/// The argon2id hash of a password, in PHC form. Takes about 0.15 s and 64 MiB.
///
/// # Errors
/// When there is no memory for it.
pub fn hash_password(password: &Secret<String>) -> Result<String, PasswordFault> {
    let salt = chance::bytes::<16>();
    let hash = hasher()?.hash_password_with_salt(password.expose().as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|fault| PasswordFault(fault.to_string()))
}

fn hasher() -> Result<Argon2<'static>, PasswordFault> {
    let params = Params::new(MEMORY, PASSES, LANES, None);
    let params = params.map_err(|fault| PasswordFault(fault.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The costs are those that the hash names. Blanks around what was copied from elsewhere do not count.
fn matches(phc: &str, typed: &Secret<String>) -> bool {
    let typed = typed.expose().trim().as_bytes();
    hasher().is_ok_and(|hasher| hasher.verify_password(typed, phc).is_ok())
}

/// How a try to log in went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogIn {
    /// It is who they say.
    In(StaffMember),
    /// Name or password is wrong; which of them is not told.
    Wrong,
    /// Too many tries under this name; the next one then.
    Locked(Timestamp),
    /// Too many log in at this moment. Nothing was looked at and nothing counted.
    Busy,
}

/// Why nobody can tell who it is.
#[derive(Debug, thiserror::Error)]
pub enum LogInFault {
    /// The registry failed.
    #[error(transparent)]
    Registry(#[from] RegistryFault),
    /// The check itself failed.
    #[error(transparent)]
    Password(#[from] PasswordFault),
}

/// Lets the staff into the console, a few at a time. Cheap to clone; clones are the same gate.
#[derive(Clone, Debug)]
pub struct LoginGate {
    checks: Arc<Semaphore>,
    seats: Arc<Semaphore>,
}

impl Default for LoginGate {
    fn default() -> Self {
        let permits = |count| Arc::new(Semaphore::new(count));
        Self { checks: permits(AT_A_TIME), seats: permits(SEATS) }
    }
}

impl LoginGate {
    /// Checks name and password, counts failures and writes a success to the audit. Opening a session is the caller's.
    ///
    /// Names that nobody has are treated like others: same time, same locks.
    ///
    /// # Errors
    /// When registry or memory fail; nobody is let in then.
    pub async fn log_in(
        &self,
        registry: &Registry,
        name: &str,
        typed: Secret<String>,
        now: Timestamp,
    ) -> Result<LogIn, LogInFault> {
        let Ok(_seat) = self.seats.try_acquire() else { return Ok(LogIn::Busy) };
        let name = name.trim();
        let failed = |fault: &dyn std::error::Error| PasswordFault(fault.to_string());
        // Held until the try is counted: no more than the permits let pass escape the count.
        let _permit = self.checks.acquire().await.map_err(|fault| failed(&fault))?;
        if let Some(until) = registry.login_allowed(name, now).await? {
            return Ok(LogIn::Locked(until));
        }
        let known = registry.staff_member(name).await?;
        let known = known.filter(|(member, _)| member.revoked_at.is_none());
        let (member, phc) = known.map_or((None, None), |(member, phc)| (Some(member), phc));
        let right = phc.is_some() && typed.expose().len() <= LONGEST;
        let phc = phc.unwrap_or_else(|| DECOY.to_owned());
        let checked = tokio::task::spawn_blocking(move || matches(&phc, &typed)).await;
        let right = checked.map_err(|fault| failed(&fault))? && right;
        let member = member.filter(|_| right);
        registry.note_login(name, member.is_some(), now).await?;
        let Some(member) = member else { return Ok(LogIn::Wrong) };
        let entry = AuditEntry {
            actor: member.name.clone(),
            act: "logged_in".to_owned(),
            object: None,
            detail: None,
        };
        registry.audit(entry, now).await?;
        Ok(LogIn::In(member))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_opens_to_its_password_only() {
        let password = Secret::new("k7mq-3fzt-aaaa-bbbb-cccc".to_owned());
        let phc = hash_password(&password).unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=65536,t=3,p=4$"), "{phc}");
        assert!(matches(&phc, &password));
        assert!(!matches(&phc, &Secret::new("k7mq-3fzt-aaaa-bbbb-cccd".to_owned())));
        assert!(!matches(&phc, &Secret::new(String::new())));
        assert_ne!(hash_password(&password).unwrap(), phc, "each hash has a salt of its own");
    }

    #[test]
    fn the_decoy_costs_as_much_as_a_hash_and_opens_to_nobody() {
        let decoy = argon2::PasswordHash::new(DECOY).unwrap();
        let params = Params::try_from(&decoy).unwrap();
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (MEMORY, PASSES, LANES));
        assert_eq!(params.output_len(), Some(32));
        assert!(!matches(DECOY, &Secret::new(String::new())));
    }

    #[test]
    fn tokens_and_passwords_are_of_their_form_and_never_the_same() {
        let token = new_token();
        assert!(token.expose().starts_with("bmy_"));
        assert_eq!(token.expose().len(), 4 + 43);
        assert_ne!(token.expose(), new_token().expose());
        let password = new_password();
        assert_eq!(password.expose().len(), 24);
        assert!(password.expose().split('-').all(|group| group.len() == 4));
        assert_ne!(password.expose(), new_password().expose());
    }

    #[test]
    fn a_token_is_known_by_its_hash() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(crate::claim::lower_hex(&token_hash("abc")), abc);
    }

    #[test]
    fn each_letter_of_a_password_is_five_random_bits() {
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..100 {
            seen.extend(new_password().expose().bytes());
        }
        let mut all = std::collections::BTreeSet::from(LETTERS);
        assert_eq!(all.len(), 32);
        all.insert(b'-');
        assert_eq!(seen, all);
    }
}
