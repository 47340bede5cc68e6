//! The registry for a command that needs nothing else.

use super::stores::{make_private, open_registry, open_vault};
use super::terminal::Failure;
use super::{Settings, block_on};
use crate::config::Config;
use crate::registry::{AuditEntry, Registry};
use crate::runtime::Clock;

/// Who the audit says it was: no member of staff can have a name with a space in it.
pub(super) const COMMAND_LINE: &str = "command line";

/// Does `work` with the registry of `settings`, and closes it. The bot may run meanwhile.
pub(super) fn with_registry<T>(
    settings: &Settings,
    work: impl AsyncFnOnce(&Registry, &Config) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let config = settings.load()?;
    block_on(async {
        make_private(&config.storage)?;
        let vault = open_vault(&config.storage)?;
        let registry = open_registry(&config.storage, vault).await?;
        let outcome = work(&registry, &config).await;
        registry.close().await;
        outcome
    })
}

/// Writes into the audit what is done by the command line.
pub(super) async fn audit(
    registry: &Registry,
    clock: &Clock,
    act: &str,
    (object, detail): (Option<&str>, Option<String>),
) -> Result<(), Failure> {
    let object = object.map(str::to_owned);
    let entry = AuditEntry { actor: COMMAND_LINE.to_owned(), act: act.to_owned(), object, detail };
    let written = registry.audit(entry, clock.now()).await;
    written.map_err(|fault| Failure::of("cannot write the audit", fault))
}
