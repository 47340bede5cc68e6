//! The description of the API (OpenAPI 3.1), made out of the handlers and the structs that they read and write.

use serde_json::{Map, Value, json};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi, PartialSchema, ToSchema};

use super::decision_schema::{codes, decision, not_null};
use super::{claims, document, events, kept_answers, members};
use crate::flow::Datasets;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Bimeyar reviewer API",
        description = "For those who decide on medical-expense claims, and for the insurer's core system. Errors are RFC 9457 \
                       problems. Days are Jalali, amounts are in rial, moments carry the offset of Tehran.",
    ),
    paths(
        claims::list, claims::one, claims::decisions, document::bytes, events::list, kept_answers::list,
        members::import, describe_itself,
    ),
    tags(
        (name = "claims", description = "The claims and the decisions on them."),
        (name = "events", description = "What happened to the claims, in order."),
        (name = "answers", description = "What people answered in flows that register no claim, such as a survey."),
        (name = "members", description = "The directory of insured people."),
        (name = "description", description = "This description."),
    ),
    security(("bearer" = [])),
    modifiers(&Bearer),
)]
struct Api;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
        let scheme =
            scheme.description(Some("The token of a member of staff, or the bootstrap token."));
        let components = api.components.get_or_insert_with(Default::default);
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme.build()));
    }
}

/// Stands for the body of a decision, whose schema depends on the lists.
pub(super) struct DecisionSchema;

impl PartialSchema for DecisionSchema {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::Object::new().into()
    }
}

impl ToSchema for DecisionSchema {
    fn name() -> std::borrow::Cow<'static, str> {
        "Decision".into()
    }
}

/// Describes this API.
#[utoipa::path(
    get, path = "/api/v1/openapi.json", operation_id = "describe", tag = "description", security(()),
    responses((status = 200, description = "This description.", body = Object)),
)]
#[expect(dead_code, reason = "carries the description of a path that serves a text made at start")]
fn describe_itself() {}

/// The description, with the codes of `datasets`.
pub(super) fn description(datasets: &Datasets) -> Value {
    let mut api = serde_json::to_value(Api::openapi()).unwrap_or_default();
    if let Some(schemas) = map_at(&mut api, "/components/schemas") {
        for (name, schema) in schemas.iter_mut() {
            if !["Fault", "Problem"].contains(&name.as_str()) {
                require_all(schema);
            }
        }
        for name in ["MemberFiles", "MemberForm"] {
            if let Some(body) = schemas.get_mut(name).and_then(Value::as_object_mut) {
                body.insert("additionalProperties".to_owned(), false.into());
            }
        }
        schemas.insert("Decision".to_owned(), decision(datasets));
    }
    if let Some(paths) = map_at(&mut api, "/paths") {
        let operations = paths.values_mut().filter_map(Value::as_object_mut);
        for operation in operations.flat_map(Map::values_mut) {
            complete_answers(operation);
            complete_parameters(operation, datasets);
        }
    }
    api
}

fn map_at<'a>(value: &'a mut Value, pointer: &str) -> Option<&'a mut Map<String, Value>> {
    value.pointer_mut(pointer)?.as_object_mut()
}

/// Every field of an answer is always there, null or not.
fn require_all(schema: &mut Value) {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return };
    let names: Vec<Value> = properties.keys().cloned().map(Value::from).collect();
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("required".to_owned(), names.into());
    }
}

/// Gives errors their form, and every operation that wants a token what it may answer besides.
fn complete_answers(operation: &mut Value) {
    let wants_token = operation.get("security").is_none();
    let Some(answers) = map_at(operation, "/responses") else { return };
    if wants_token {
        let challenge = json!({ "WWW-Authenticate": { "schema": { "type": "string" } } });
        let stranger = "The token is missing or not known.";
        answers.insert("401".to_owned(), json!({ "description": stranger, "headers": challenge }));
        answers.insert("500".to_owned(), json!({ "description": "Our fault; it has been noted." }));
        let wait = json!({ "Retry-After": { "schema": { "type": "string" } } });
        let busy = "The database is busy, most likely with an import. Nothing was done.";
        answers.insert("503".to_owned(), json!({ "description": busy, "headers": wait }));
    }
    let problem = json!({ "schema": { "$ref": "#/components/schemas/Problem" } });
    for (_, answer) in answers.iter_mut().filter(|(status, _)| status.starts_with(['4', '5'])) {
        if let Some(answer) = answer.as_object_mut() {
            let content = json!({ "application/problem+json": problem.clone() });
            answer.entry("content").or_insert(content);
        }
    }
}

/// Parameters of a query may be empty, as if they were not there. Provinces are those of the list.
fn complete_parameters(operation: &mut Value, datasets: &Datasets) {
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten().filter(|it| it["in"] == "query") {
        let is_province = parameter["name"] == "province";
        let Some(schema) = parameter.get_mut("schema") else { continue };
        let form = if is_province { codes(datasets, "provinces") } else { schema.take() };
        *schema = json!({ "anyOf": [not_null(Some(&form)), { "type": "string", "maxLength": 0 }] });
    }
}
