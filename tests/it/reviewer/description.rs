//! The published description as a judge of answers.

#![expect(clippy::unwrap_in_result, reason = "a test reports failure by panicking")]

use serde_json::{Value, json};

use super::Answer;

#[derive(Debug)]
pub(super) struct Description(pub(super) Value);

impl Description {
    pub(super) fn new(api: Value) -> Self {
        assert_eq!(api["openapi"], "3.1.0");
        Self(api)
    }

    /// The operation that `method` and `path`, perhaps with a query, are.
    pub(super) fn operation(&self, (method, path): (&str, &str)) -> Option<&Value> {
        let path = path.split('?').next().unwrap();
        let fits = |template: &str| {
            let (template, path) = (template.split('/'), path.split('/'));
            template.clone().count() == path.clone().count()
                && template.zip(path).all(|(one, other)| one.starts_with('{') || one == other)
        };
        let paths = self.0["paths"].as_object().unwrap();
        // What is spelled out goes before what has a place for a name.
        let exact = paths.get(path).or_else(|| paths.iter().find(|it| fits(it.0)).map(|it| it.1));
        exact?.get(method.to_lowercase())
    }

    /// That the answer is one that is described: its status, its media type, its form. Requests that are no operation are not
    /// described.
    pub(super) fn check(&self, call: (&str, &str), answer: &Answer) {
        let Some(operation) = self.operation(call) else { return };
        let described = &operation["responses"][answer.status.to_string()];
        assert!(described.is_object(), "{call:?}: {} is not described", answer.status);
        let Some(content) = described.get("content") else {
            assert!(answer.bytes.is_empty(), "{call:?}: {} has a body", answer.status);
            return;
        };
        let media = answer.headers["content-type"].to_str().unwrap();
        let schema = &content[media.split(';').next().unwrap()]["schema"];
        assert!(schema.is_object(), "{call:?}: {} is not described as {media}", answer.status);
        if media.ends_with("json") {
            self.fits(schema, &answer.body).unwrap_or_else(|why| panic!("{call:?}: {why}"));
        }
    }

    /// Whether `value` is of the form of `schema`.
    pub(super) fn fits(&self, schema: &Value, value: &Value) -> Result<(), String> {
        let whole = json!({ "allOf": [schema], "components": self.0["components"] });
        let validator = jsonschema::options().should_validate_formats(true).build(&whole).unwrap();
        let faults: Vec<String> = validator
            .iter_errors(value)
            .map(|it| format!("{}: {it}", it.instance_path()))
            .collect();
        if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
    }
}
