//! The audit: who of the staff did what, in a chain of keyed hashes (`storage.md` §4.1, R1).

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

use super::personal::Personal;
use super::sql::{Row, Statement, Transaction, Value};
use super::{Registry, RegistryFault};

/// Rows that are checked at a time.
const PAGE: i64 = 1_000;
/// What stands before the first row.
const BEGINNING: [u8; 32] = [0; 32];

/// Something that a member of staff did or looked at. It must tell nobody's name or number but the staff's: objects are tracking
/// codes, ids of documents and names of staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Name of the member of staff.
    pub actor: String,
    /// What was done, such as `claim_viewed`.
    pub act: String,
    /// To what.
    pub object: Option<String>,
    /// What else is to be known.
    pub detail: Option<String>,
}

/// The state of the chain after an entry. Written down elsewhere, it proves later that nothing up to there was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditHead {
    /// Number of the newest entry; 0: there is none.
    pub seq: i64,
    /// Its hash.
    pub hash: [u8; 32],
}

impl fmt::Display for AuditHead {
    /// `1204:9f86d081884c7d65`: the number and the first eight bytes of the hash.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.seq)?;
        self.hash.iter().take(8).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A head that was written down: as much of it as [`AuditHead`] shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownHead {
    seq: i64,
    /// The first eight bytes of the hash.
    start: [u8; 8],
}

impl FromStr for KnownHead {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "A head is a number, a colon and 16 hexadecimal digits, as `verify` prints it.";
        let (seq, hash) = text.split_once(':').ok_or(wrong)?;
        let is_hash = hash.len() == 16 && hash.bytes().all(|digit| digit.is_ascii_hexdigit());
        let start = u64::from_str_radix(hash, 16).ok().filter(|_| is_hash).ok_or(wrong)?;
        let seq = seq.parse().ok().filter(|seq| *seq >= 0).ok_or(wrong)?;
        Ok(Self { seq, start: start.to_be_bytes() })
    }
}

impl KnownHead {
    /// Whether `head` is of the same entry, but not that entry.
    fn contradicts(&self, head: &AuditHead) -> bool {
        head.seq == self.seq && !head.hash.starts_with(&self.start)
    }
}

/// What a look over the whole chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditVerdict {
    /// Every entry is as it was written, and none is missing.
    Whole {
        /// How many there are.
        entries: u64,
        /// The newest.
        head: AuditHead,
    },
    /// Somebody has changed, removed, added or moved entries.
    Broken {
        /// The first number at which it shows.
        seq: i64,
        /// What shows there.
        why: AuditBreak,
    },
}

/// How a broken chain shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuditBreak {
    /// There is no entry of this number, but later ones are there or were.
    #[error("the entry is missing")]
    Missing,
    /// The entry, or the order of the entries, is not what was written.
    #[error("the entry was changed or moved")]
    Changed,
    /// The entry was not written by this program.
    #[error("the entry was added by somebody else")]
    Foreign,
    /// The entry is not the one whose head was written down.
    #[error("the entry is not the one that was written down")]
    Replaced,
}

impl Registry {
    /// Adds an entry.
    ///
    /// # Errors
    /// When the database fails: what was to be done must then not be done.
    pub async fn audit(&self, entry: AuditEntry, now: Timestamp) -> Result<(), RegistryFault> {
        let mut transaction = self.database.begin().await?;
        add(&mut transaction, &self.personal, entry, now).await?;
        transaction.commit().await
    }

    /// Goes through the whole chain.
    ///
    /// # Errors
    /// When the database fails; a broken chain is a verdict.
    pub async fn verify_audit(&self) -> Result<AuditVerdict, RegistryFault> {
        self.verify_audit_with(None).await
    }

    /// As [`Registry::verify_audit`]; an entry of `known` must be there and be the one that was written down. Without it nobody
    /// can tell that the last entries were taken out and the counter set back.
    ///
    /// # Errors
    /// As there.
    pub async fn verify_audit_with(
        &self,
        known: Option<KnownHead>,
    ) -> Result<AuditVerdict, RegistryFault> {
        let contradicted =
            |head: &AuditHead| known.is_some_and(|known: KnownHead| known.contradicts(head));
        let mut transaction = self.database.begin_reading().await?;
        let counter = Statement::new("SELECT number FROM meta WHERE name = ").bind("audit");
        let rows = transaction.rows(counter).await?;
        let written = rows.first().ok_or(sqlx::Error::RowNotFound)?.number("number")?;
        let mut head = AuditHead { seq: 0, hash: BEGINNING };
        loop {
            let page = Statement::new(
                "SELECT seq, at, actor, act, object, detail, hash FROM audit WHERE seq > ",
            )
            .bind(head.seq)
            .then(" ORDER BY seq LIMIT ")
            .bind(PAGE);
            let rows = transaction.rows(page).await?;
            if rows.is_empty() {
                break;
            }
            for row in &rows {
                let link = Link::read(row)?;
                if let Some(why) = link.fault(&self.personal, &head, written) {
                    return Ok(AuditVerdict::Broken { seq: head.seq + 1, why });
                }
                head = AuditHead { seq: link.seq, hash: link.hash };
                if contradicted(&head) {
                    return Ok(AuditVerdict::Broken { seq: head.seq, why: AuditBreak::Replaced });
                }
            }
        }
        if head.seq < known.map_or(written, |known| written.max(known.seq)) {
            return Ok(AuditVerdict::Broken { seq: head.seq + 1, why: AuditBreak::Missing });
        }
        Ok(AuditVerdict::Whole { entries: u64::try_from(head.seq).unwrap_or_default(), head })
    }
}

/// Adds an entry within a transaction that does what the entry tells of.
pub(super) async fn add(
    transaction: &mut Transaction,
    personal: &Personal,
    entry: AuditEntry,
    now: Timestamp,
) -> Result<(), RegistryFault> {
    // Held until commit: no two entries can follow the same one.
    let seq = transaction.next("audit").await?;
    let before = Statement::new("SELECT hash FROM audit WHERE seq = ").bind(seq - 1);
    let before = match transaction.rows(before).await?.first() {
        Some(row) => hash_in(row)?,
        None => BEGINNING,
    };
    let at = now.as_millisecond();
    let hash = chained(personal, &before, seq, at, &entry);
    let values: [Value; 7] = [
        seq.into(),
        at.into(),
        entry.actor.into(),
        entry.act.into(),
        entry.object.into(),
        entry.detail.into(),
        hash.into(),
    ];
    let statement =
        Statement::new("INSERT INTO audit (seq, at, actor, act, object, detail, hash) VALUES (");
    transaction.execute(statement.bind_all(values).then(")")).await?;
    Ok(())
}

/// A row as it lies there.
struct Link {
    seq: i64,
    at: i64,
    entry: AuditEntry,
    hash: [u8; 32],
}

impl Link {
    fn read(row: &Row) -> Result<Self, RegistryFault> {
        let entry = AuditEntry {
            actor: row.text("actor")?,
            act: row.text("act")?,
            object: row.text_if_any("object")?,
            detail: row.text_if_any("detail")?,
        };
        Ok(Self { seq: row.number("seq")?, at: row.number("at")?, entry, hash: hash_in(row)? })
    }

    fn fault(&self, personal: &Personal, head: &AuditHead, written: i64) -> Option<AuditBreak> {
        if self.seq > written {
            return Some(if head.seq < written {
                AuditBreak::Missing
            } else {
                AuditBreak::Foreign
            });
        }
        if self.seq != head.seq + 1 {
            return Some(AuditBreak::Missing);
        }
        let right = chained(personal, &head.hash, self.seq, self.at, &self.entry);
        (right != self.hash).then_some(AuditBreak::Changed)
    }
}

/// A hash of another length is no hash of ours; it then fits no row.
fn hash_in(row: &Row) -> Result<[u8; 32], RegistryFault> {
    Ok(row.bytes("hash")?.try_into().unwrap_or(BEGINNING))
}

fn chained(
    personal: &Personal,
    before: &[u8; 32],
    seq: i64,
    at: i64,
    entry: &AuditEntry,
) -> [u8; 32] {
    let AuditEntry { actor, act, object, detail } = entry;
    personal.link(before, (seq, at, actor, act, object, detail))
}
