//! The claims of record, members and contracts, through SQL (`DESIGN.md` §5).
//!
//! What tells who somebody is lies sealed; it is found by keyed hashes. All statements are in SQL that SQLite and PostgreSQL
//! understand alike and go through [`sql`], the one file that knows which database it is.

mod audit;
mod changing;
mod checking;
mod console_sessions;
mod dashboard;
mod defect_items;
mod directory;
mod erasing;
mod fault;
mod following;
mod forgetting;
mod importing;
mod kept;
mod logins;
mod member_checks;
mod member_contracts;
mod member_fields;
mod member_files;
mod member_rows;
mod personal;
mod queue;
mod reading;
mod registering;
mod rewrapping;
mod search;
mod settings;
mod sql;
mod sqlite;
mod staff;

use std::path::Path;
use std::sync::Arc;

use tokio::sync::Notify;

use crate::vault::Vault;

pub use audit::{AuditBreak, AuditEntry, AuditHead, AuditVerdict, KnownHead};
pub use changing::{Changed, ClaimChange, Doer, FeedEvent};
pub use checking::Checked;
pub use console_sessions::{ConsoleSession, SESSION_IDLE, SESSION_LIFE};
pub use dashboard::{Dashboard, StageDays};
pub use erasing::{Erasure, LeftToRemove, Tombstone, WhyErased};
pub use fault::RegistryFault;
pub use forgetting::ForgottenChat;
pub use importing::{
    ImportFault, ImportOptions, ImportPhase, ImportProgress, ImportReport, ImportedBy,
    check_members,
};
pub use kept::{KeptPage, KeptPart, KeptQuery, KeptRow};
pub use logins::{FREE_FAILURES, LONGEST_LOCK};
pub use member_checks::MemberFiles;
pub use member_files::{ImportProblem, MemberFile};
pub use queue::{ClaimQuery, Cursor, Page};
pub use reading::may_see;
pub use registering::Registration;
pub use rewrapping::{KeyUse, SealedAnew};
pub use settings::{MembersSettings, RegistrySettings};
pub use staff::{Acting, Added, StaffMember};

use personal::Personal;
use sql::Database;

/// In place of the chat of a claim that nothing leads back to a chat from. No chat has this id.
pub const NOBODY: i64 = 0;

/// The claims of record, members and contracts. Cheap to clone; clones share the same database.
#[derive(Clone, Debug)]
pub struct Registry {
    database: Database,
    personal: Personal,
    /// Rung when a claim was changed.
    news: Arc<Notify>,
}

impl Registry {
    /// Opens the database at `url` (`sqlite:PATH`), which is made when it is not there, and brings its tables up to date.
    ///
    /// # Errors
    /// When the address is not of a known kind, the file cannot be had or it is of a newer version of this program.
    pub async fn open(url: &str, vault: Vault) -> Result<Self, RegistryFault> {
        let database = sqlite::open(path_of(url)?).await?;
        Ok(Self { database, personal: Personal::new(vault), news: Arc::default() })
    }

    /// Finishes what is under way and closes the database.
    pub async fn close(&self) {
        self.database.close().await;
    }
}

/// Copies the registry at `url` into the new file `target`, as it is at one moment, whoever works with it meanwhile. What is
/// sealed stays sealed: no key is needed.
///
/// # Errors
/// When the address is of no known kind, there is no registry, or `target` cannot be written or is there already.
pub async fn copy_registry(url: &str, target: &Path) -> Result<(), RegistryFault> {
    sqlite::copy(path_of(url)?, target).await
}

fn path_of(url: &str) -> Result<&Path, RegistryFault> {
    let path = url.strip_prefix("sqlite:").filter(|path| !path.is_empty());
    path.map(Path::new).ok_or_else(|| RegistryFault::UnknownAddress(url.to_owned()))
}
