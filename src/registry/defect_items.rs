//! What was found wrong with claims, item by item, as rows for statistics.

use super::RegistryFault;
use super::sql::{Statement, Transaction, Value};
use crate::claim::{Defect, DefectItem};

/// Writes the newest round of `defects`, which may be there already.
pub(super) async fn write(
    transaction: &mut Transaction,
    claim: i64,
    defects: &[Defect],
) -> Result<(), RegistryFault> {
    let Some(newest) = defects.last() else { return Ok(()) };
    let round = i64::from(newest.round);
    let old = Statement::new("DELETE FROM defect_items WHERE claim = ")
        .bind(claim)
        .then(" AND round = ")
        .bind(round);
    transaction.execute(old).await?;
    for (position, item) in (0_i64..).zip(&newest.items) {
        transaction.execute(row([claim, round, position], item)).await?;
    }
    Ok(())
}

fn row(place: [i64; 3], item: &DefectItem) -> Statement {
    let title = item.kind.title();
    let values: [Value; 5] = [
        item.kind.name().into(),
        title.map(|title| title.code.clone()).into(),
        title.map(|title| title.name.clone()).into(),
        item.reason.clone().into(),
        item.answer.is_some().into(),
    ];
    Statement::new(
        "INSERT INTO defect_items (claim, round, position, type, title_code, title_name, reason, answered) VALUES (",
    )
    .bind_all(place)
    .then(", ")
    .bind_all(values)
    .then(")")
}
