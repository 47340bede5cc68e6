//! Parameters of the API as its description shows them. They are read pair by pair, so that every fault is told at once.

#![expect(dead_code, reason = "they only describe")]

use utoipa::IntoParams;

use super::schemas;

/// Narrows the list of claims.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ClaimParams {
    /// Where they stand.
    #[param(required = false, schema_with = schemas::stage)]
    stage: Option<String>,
    /// Which wizard they came from.
    #[param(required = false, schema_with = schemas::claim_kind)]
    kind: Option<String>,
    /// Tracking code or its beginning, national code, mobile, words of a name or of the centre's name.
    #[param(max_length = 200)]
    q: Option<String>,
    /// Registered on this day or later: a Jalali or Gregorian day, or a moment.
    #[param(required = false, schema_with = schemas::day_or_moment)]
    from: Option<String>,
    /// Registered on this day or earlier, or before this moment.
    #[param(required = false, schema_with = schemas::day_or_moment)]
    to: Option<String>,
    /// Code of the province of residence, such as `IR-23`.
    province: Option<String>,
    /// Only defects past their due date.
    overdue: Option<bool>,
    /// `next_cursor` of the page before.
    #[param(required = false, schema_with = schemas::cursor)]
    cursor: Option<String>,
    /// 50 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

/// Names a claim.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct CodeParam {
    /// The tracking code.
    #[param(schema_with = schemas::tracking_code)]
    code: String,
}
