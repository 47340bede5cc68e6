//! The contracts of an import: written over what was there, and removed when they are no longer in the file.

use std::collections::BTreeMap;

use super::RegistryFault;
use super::sql::{Statement, Transaction, Value};
use crate::claim::Contract;

/// Writes `contracts`, whoever brought them before.
pub(super) async fn write(
    transaction: &mut Transaction,
    contracts: &BTreeMap<String, Contract>,
    source: &str,
) -> Result<(), RegistryFault> {
    for contract in contracts.values() {
        transaction.execute(contract_row(contract, source)).await?;
    }
    Ok(())
}

/// Removes what `source` brought before and does not bring any more, unless people of another source are under it.
pub(super) async fn remove_others(
    transaction: &mut Transaction,
    contracts: &BTreeMap<String, Contract>,
    source: &str,
) -> Result<(), RegistryFault> {
    let there = Statement::new("SELECT code FROM contracts WHERE source = ").bind(source);
    for row in transaction.rows(there).await? {
        let code = row.text("code")?;
        if !contracts.contains_key(&code) {
            let statement = Statement::new("DELETE FROM contracts WHERE code = ").bind(code).then(
                " AND NOT EXISTS (SELECT 1 FROM people WHERE people.contract = contracts.code)",
            );
            transaction.execute(statement).await?;
        }
    }
    Ok(())
}

fn contract_row(contract: &Contract, source: &str) -> Statement {
    let values: [Value; 9] = [
        contract.code.as_str().into(),
        source.into(),
        contract.title.as_str().into(),
        contract.insurer.as_str().into(),
        contract.starts.to_string().into(),
        contract.ends.to_string().into(),
        contract.e_claims.into(),
        contract.window_days.map(i64::from).into(),
        contract.originals_required.into(),
    ];
    Statement::new(
        "INSERT INTO contracts (code, source, title, insurer, starts, ends, e_claims, window_days, originals_required) \
         VALUES (",
    )
    .bind_all(values)
    .then(
        ") ON CONFLICT (code) DO UPDATE SET source = EXCLUDED.source, title = EXCLUDED.title, \
         insurer = EXCLUDED.insurer, starts = EXCLUDED.starts, ends = EXCLUDED.ends, e_claims = EXCLUDED.e_claims, \
         window_days = EXCLUDED.window_days, originals_required = EXCLUDED.originals_required",
    )
}
