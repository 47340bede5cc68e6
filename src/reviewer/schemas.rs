//! Schemas of the values that the API reads and writes, for its OpenAPI description.

use serde_json::Value;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{Array, KnownFormat, Object, SchemaFormat};

use super::decision_body::{ITEM_TYPES, LONGEST_NOTE, LONGEST_REFERENCE};
use crate::claim::life::EventKind;
use crate::claim::{DecisionKind, Field, Stage};
use crate::persian::Rial;

const TRACKING_CODE: &str = "^[1-9][0-9]{11}$";
const NATIONAL_CODE: &str = "^[0-9]{10}$";
const MOBILE: &str = "^09[0-9]{9}$";
const SHA256: &str = "^[0-9a-f]{64}$";
const JALALI_DAY: &str = "^1[34][0-9]{2}-((0[1-6])-(0[1-9]|[12][0-9]|3[01])|(0[7-9]|1[01])-(0[1-9]|[12][0-9]|30)|12-(0[1-9]|[12][0-9]|30))$";
/// As people write it.
const JALALI_DAY_WRITTEN: &str = "^1[34][0-9]{2}[-/]((0?[1-6])[-/](0?[1-9]|[12][0-9]|3[01])|(0?[7-9]|1[01])[-/](0?[1-9]|[12][0-9]|30)|12[-/](0?[1-9]|[12][0-9]))$";
/// A Jalali day as people write it, a Gregorian day, or a moment (RFC 3339).
const DAY_OR_MOMENT: &str = "^(1[34][0-9]{2}-(0?[1-6]-(0?[1-9]|[12][0-9]|3[01])|(0?[7-9]|1[01])-(0?[1-9]|[12][0-9]|30)|12-(0?[1-9]|[12][0-9]))|(19|20)[0-9]{2}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))(T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]))?)$";
/// Text in which there is something to be seen.
pub(super) const SEEN: &str = r"[^\s\u0000-\u001f\u007f-\u009f]";

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn or_null(object: ObjectBuilder, of: Type) -> ObjectBuilder {
    object.schema_type(SchemaType::from_iter([of, Type::Null]))
}

fn one_of(names: impl IntoIterator<Item = &'static str>) -> Object {
    text().enum_values(Some(names)).build()
}

fn one_of_or_null(names: impl IntoIterator<Item = &'static str>) -> Object {
    let names = names.into_iter().map(Value::from).chain([Value::Null]);
    or_null(text(), Type::String).enum_values(Some(names)).build()
}

pub(super) fn tracking_code() -> Object {
    text().pattern(Some(TRACKING_CODE)).examples(["100010485774"]).build()
}

pub(super) fn tracking_code_or_null() -> Object {
    or_null(text().pattern(Some(TRACKING_CODE)), Type::String).build()
}

pub(super) fn national_code() -> Object {
    text().pattern(Some(NATIONAL_CODE)).examples(["0012345679"]).build()
}

pub(super) fn national_code_or_null() -> Object {
    or_null(text().pattern(Some(NATIONAL_CODE)), Type::String).build()
}

pub(super) fn mobile() -> Object {
    text().pattern(Some(MOBILE)).examples(["09121234567"]).build()
}

pub(super) fn sha256() -> Object {
    text().pattern(Some(SHA256)).build()
}

pub(super) fn moment() -> Object {
    let format = SchemaFormat::KnownFormat(KnownFormat::DateTime);
    text().format(Some(format)).examples(["2026-11-21T10:15:00+03:30"]).build()
}

pub(super) fn moment_or_null() -> Object {
    let format = SchemaFormat::KnownFormat(KnownFormat::DateTime);
    or_null(text().format(Some(format)), Type::String).build()
}

pub(super) fn day_or_null() -> Object {
    or_null(text().pattern(Some(JALALI_DAY)), Type::String).examples(["1405-08-20"]).build()
}

pub(super) fn gregorian_day_or_null() -> Object {
    let format = SchemaFormat::KnownFormat(KnownFormat::Date);
    or_null(text().format(Some(format)), Type::String).examples(["2026-11-11"]).build()
}

pub(super) fn day_written() -> Object {
    let day = text().pattern(Some(JALALI_DAY_WRITTEN)).examples(["1405-09-30"]);
    let told = "A Jalali day. The digits of the other two scripts are taken as well.";
    or_null(day.description(Some(told)), Type::String).build()
}

pub(super) fn stage() -> Object {
    one_of(Stage::ALL.map(Stage::name))
}

pub(super) fn claim_kind() -> Object {
    one_of(["supplementary", "special_support", "special_expense"])
}

pub(super) fn event_kind() -> Object {
    one_of(EventKind::ALL.map(EventKind::name))
}

pub(super) fn actor() -> Object {
    one_of(["insured", "reviewer", "system"])
}

pub(super) fn decision_kind() -> Object {
    one_of(DecisionKind::ALL.map(DecisionKind::name))
}

pub(super) fn decision_kinds() -> Array {
    ArrayBuilder::new().items(decision_kind()).build()
}

/// A Jalali or Gregorian day, or a moment.
pub(super) fn day_or_moment() -> Object {
    text().pattern(Some(DAY_OR_MOMENT)).examples(["1405-08-30"]).build()
}

pub(super) fn cursor() -> Object {
    text().pattern(Some("^[0-9]{1,18}$")).build()
}

pub(super) fn item_type() -> Object {
    one_of(ITEM_TYPES.map(|(name, _)| name))
}

pub(super) fn answer_type() -> Object {
    one_of(["documents", "corrected", "said", "unavailable"])
}

pub(super) fn relation_or_null() -> Object {
    one_of_or_null(["self", "spouse", "child", "parent", "other"])
}

pub(super) fn field_or_null() -> Object {
    one_of_or_null(Field::ALL.iter().map(|field| field.name()))
}

/// As [`field_or_null`], and the name by which the JSON of a claim knows the amount.
pub(super) fn field_written() -> Object {
    one_of_or_null(Field::ALL.iter().map(|field| field.name()).chain(["amount_rial"]))
}

pub(super) fn note_written() -> Object {
    or_null(text().max_length(Some(LONGEST_NOTE)), Type::String).build()
}

pub(super) fn words_written() -> Object {
    or_null(text().max_length(Some(LONGEST_NOTE)).pattern(Some(SEEN)), Type::String).build()
}

pub(super) fn reference_written() -> Object {
    or_null(text().max_length(Some(LONGEST_REFERENCE)), Type::String).build()
}

/// An amount that may be nothing.
pub(super) fn rial_from_zero() -> Object {
    rial(0)
}

pub(super) fn rial_from_one() -> Object {
    rial(1)
}

fn rial(least: u64) -> Object {
    let amount = or_null(ObjectBuilder::new(), Type::Integer);
    amount.minimum(Some(least)).maximum(Some(Rial::MOST.0)).build()
}
