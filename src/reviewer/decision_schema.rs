//! The schema of a decision: one shape for each kind, with the codes of the lists.

use serde_json::{Map, Value, json};
use utoipa::PartialSchema as _;

use super::decision_body::{
    Carries, DecisionDraft, DeductionDraft, ITEM_TYPES, ItemDraft, carries,
};
use super::schemas::SEEN;
use crate::claim::DecisionKind;
use crate::flow::Datasets;

/// The body of a decision.
pub(super) fn decision(datasets: &Datasets) -> Value {
    let mut fields = properties(DecisionDraft::schema());
    fields.insert("reason".to_owned(), codes(datasets, "rejection_reasons"));
    set(&mut fields, "items", "items", item(datasets));
    set(&mut fields, "deductions", "items", deduction());
    let revision = json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX });
    let shapes = DecisionKind::ALL.map(|kind| {
        let mut shape = shape(&fields, ("kind", kind.name()), carries(kind));
        set_in_properties(&mut shape, "expected_revision", revision.clone());
        if let Some(Value::Array(required)) = shape.get_mut("required") {
            required.push("expected_revision".into());
        }
        shape
    });
    json!({
        "description": "A decision. `expected_revision` is the claim's revision that was looked at.",
        "oneOf": shapes,
        "examples": [
            { "kind": "start_review", "expected_revision": 1 },
            { "kind": "approve", "expected_revision": 2, "approved_rial": 12_000_000, "deductions": [] },
        ],
    })
}

fn item(datasets: &Datasets) -> Value {
    let mut fields = properties(ItemDraft::schema());
    fields.insert("reason".to_owned(), codes(datasets, "defect_reasons"));
    fields.insert("title".to_owned(), codes(datasets, "document_titles"));
    let with = |name: &str| {
        let mut field = not_null(fields.get(name));
        if name == "note" {
            // Where the note is all that is said, it says something.
            set_in(&mut field, "pattern", SEEN.into());
        }
        json!({ "required": [name], "properties": { name: field } })
    };
    let shapes = ITEM_TYPES.map(|(name, wanted)| {
        let mut shape = shape(&fields, ("type", name), wanted);
        for said in ["reason", "note"] {
            set_in_properties(&mut shape, said, fields.get(said).cloned().unwrap_or_default());
        }
        let either = match name {
            "unreadable_document" => Some(["title", "document"]),
            "other" => Some(["reason", "note"]),
            _ => None,
        };
        if let (Some(names), Some(shape)) = (either, shape.as_object_mut()) {
            shape.insert("anyOf".to_owned(), names.map(with).into_iter().collect());
        }
        shape
    });
    json!({ "oneOf": shapes })
}

fn deduction() -> Value {
    let fields = properties(DeductionDraft::schema());
    let required: Vec<&String> = fields.keys().collect();
    let properties: Map<String, Value> =
        fields.iter().map(|(name, schema)| (name.clone(), not_null(Some(schema)))).collect();
    json!({
        "type": "object", "properties": properties, "required": required, "additionalProperties": false,
    })
}

/// An object whose field `tag` is `name`, with what is wanted of `fields`. Null stands for what is not there.
fn shape(fields: &Map<String, Value>, (tag, name): (&str, &str), wanted: Carries) -> Value {
    let nothing = |schema: &Value| match schema.get("type") {
        Some(kind) if kind == "array" => json!({ "type": ["array", "null"], "maxItems": 0 }),
        _ => json!({ "type": "null" }),
    };
    let mut properties = Map::new();
    for (field, schema) in fields {
        let schema = match field.as_str() {
            _ if field == tag => json!({ "type": "string", "enum": [name] }),
            field if wanted.required.contains(&field) => not_null(Some(schema)),
            field if wanted.optional.contains(&field) => or_null(schema),
            _ => nothing(schema),
        };
        properties.insert(field.clone(), schema);
    }
    let mut required = vec![tag];
    required.extend(wanted.required);
    json!({
        "type": "object", "title": name, "properties": properties, "required": required,
        "additionalProperties": false,
    })
}

fn properties(schema: utoipa::openapi::RefOr<utoipa::openapi::Schema>) -> Map<String, Value> {
    let mut schema = serde_json::to_value(schema).unwrap_or_default();
    match schema.get_mut("properties").map(Value::take) {
        Some(Value::Object(properties)) => properties,
        _ => Map::new(),
    }
}

/// One of the codes of a list, or null. Without such a list any text may be one.
pub(super) fn codes(datasets: &Datasets, list: &str) -> Value {
    let Some(list) = datasets.get(list) else { return json!({ "type": ["string", "null"] }) };
    let codes = list.rows.iter().map(|row| Value::from(row.id.as_str())).chain([Value::Null]);
    json!({ "type": ["string", "null"], "enum": codes.collect::<Vec<_>>() })
}

pub(super) fn not_null(schema: Option<&Value>) -> Value {
    let mut schema = schema.cloned().unwrap_or_default();
    if let Some(Value::Array(kinds)) = schema.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [one] = kinds.as_slice() {
            let one = one.clone();
            set_in(&mut schema, "type", one);
        }
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    schema
}

fn or_null(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(kind) = schema.get("type").filter(|kind| kind.is_string()).cloned() {
        set_in(&mut schema, "type", json!([kind, "null"]));
    }
    schema
}

fn set(fields: &mut Map<String, Value>, field: &str, key: &str, value: Value) {
    if let Some(schema) = fields.get_mut(field) {
        set_in(schema, key, value);
    }
}

fn set_in(schema: &mut Value, key: &str, value: Value) {
    if let Some(schema) = schema.as_object_mut() {
        schema.insert(key.to_owned(), value);
    }
}

fn set_in_properties(shape: &mut Value, field: &str, schema: Value) {
    if let Some(properties) = shape.get_mut("properties") {
        set_in(properties, field, schema);
    }
}
