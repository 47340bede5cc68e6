//! Parameters of a call, from all four encodings that Bale takes (`bale-api.md` §1).

use std::collections::BTreeMap;

use axum::Form;
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Query, Request};
use axum::http::{StatusCode, header};
use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::envelope::Refusal;

/// A file that came with a call.
#[derive(Clone, Debug)]
pub(crate) struct Upload {
    pub(crate) name: String,
    pub(crate) mime: Option<String>,
    pub(crate) bytes: Bytes,
}

/// What a call carries. `null` and `""` are absent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params {
    values: BTreeMap<String, Value>,
    files: BTreeMap<String, Upload>,
}

impl Params {
    /// Reads query and body, whatever the verb; the body wins.
    pub(crate) async fn of(request: Request) -> Result<Self, Refusal> {
        let mut params = Self::default();
        let query = Query::<Vec<(String, String)>>::try_from_uri(request.uri());
        params.add_pairs(query.map_err(|_| Refusal::bad("Bad Request: query"))?.0);
        let kind = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_ascii_lowercase();
        if kind.starts_with("multipart/form-data") {
            let parts = Multipart::from_request(request, &()).await;
            params.add_parts(parts.map_err(|_| Refusal::bad("Bad Request: multipart"))?).await?;
        } else {
            let body = Bytes::from_request(request, &()).await.map_err(|_| Refusal::too_large())?;
            params.add_body(&kind, body).await?;
        }
        Ok(params)
    }

    async fn add_body(&mut self, kind: &str, body: Bytes) -> Result<(), Refusal> {
        if kind.starts_with("application/x-www-form-urlencoded") {
            // The extractor reads the query instead of the body for any verb but POST.
            let form = Request::post("/").header(header::CONTENT_TYPE, kind).body(body.into());
            let form = form.map_err(|_| Refusal::bad("Bad Request: form"))?;
            let pairs = Form::<Vec<(String, String)>>::from_request(form, &()).await;
            self.add_pairs(pairs.map_err(|_| Refusal::bad("Bad Request: form"))?.0);
        } else if !body.trim_ascii().is_empty() {
            let object: Map<String, Value> =
                serde_json::from_slice(&body).map_err(|_| Refusal::bad("Bad Request: JSON"))?;
            self.values.extend(object);
        }
        Ok(())
    }

    fn add_pairs(&mut self, pairs: Vec<(String, String)>) {
        self.values.extend(pairs.into_iter().map(|(key, value)| (key, Value::String(value))));
    }

    async fn add_parts(&mut self, mut parts: Multipart) -> Result<(), Refusal> {
        while let Some(part) = parts.next_field().await.map_err(|fault| refusal(&fault))? {
            let Part { name, file_name, mime, bytes } = Part::read(part).await?;
            // python-bale-bot sends a file id as a part without a file name.
            let text = if file_name.is_none() { std::str::from_utf8(&bytes).ok() } else { None };
            if let Some(text) = text {
                self.values.insert(name, Value::String(text.to_owned()));
            } else {
                let file = Upload { name: file_name.unwrap_or_else(|| name.clone()), mime, bytes };
                self.files.insert(name, file);
            }
        }
        Ok(())
    }

    fn value(&self, name: &str) -> Option<&Value> {
        let value = self.values.get(name)?;
        let absent = value.is_null() || value.as_str() == Some("");
        (!absent).then_some(value)
    }

    /// A text; a number is taken as its digits.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.value(name).map(|value| match value {
            Value::String(text) => text.clone(),
            other @ (Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Array(_)
            | Value::Object(_)) => other.to_string(),
        })
    }

    /// A text that must be there and have at most `limit` UTF-16 units, the unit of `MessageEntity`
    /// and the strictest that "characters" can mean.
    pub(crate) fn required_text(&self, name: &str, limit: usize) -> Result<String, Refusal> {
        let text = self.text(name).ok_or_else(|| Refusal::blank(name))?;
        within(name, &text, limit)?;
        Ok(text)
    }

    /// A text of at most `limit` units, if it is there.
    pub(crate) fn optional_text(
        &self,
        name: &str,
        limit: usize,
    ) -> Result<Option<String>, Refusal> {
        let text = self.text(name);
        within(name, text.as_deref().unwrap_or_default(), limit)?;
        Ok(text)
    }

    /// A whole number, also as a string.
    pub(crate) fn integer(&self, name: &str) -> Result<Option<i64>, Refusal> {
        self.text(name)
            .map(|text| text.trim().parse().map_err(|_| Refusal::invalid(name)))
            .transpose()
    }

    /// A whole number that must be there.
    pub(crate) fn required_integer(&self, name: &str) -> Result<i64, Refusal> {
        self.integer(name)?.ok_or_else(|| Refusal::blank(name))
    }

    /// A decimal number that must be there.
    pub(crate) fn required_decimal(&self, name: &str) -> Result<f64, Refusal> {
        let text = self.text(name).ok_or_else(|| Refusal::blank(name))?;
        let number: f64 = text.trim().parse().map_err(|_| Refusal::invalid(name))?;
        if number.is_finite() { Ok(number) } else { Err(Refusal::invalid(name)) }
    }

    /// True for `true`, `"true"`, `1` and `"1"`.
    pub(crate) fn flag(&self, name: &str) -> bool {
        matches!(self.text(name).as_deref(), Some("true" | "True" | "1"))
    }

    /// Nested JSON, also as a string.
    pub(crate) fn nested(&self, name: &str) -> Result<Option<Value>, Refusal> {
        match self.value(name) {
            Some(Value::String(text)) => {
                serde_json::from_str(text).map(Some).map_err(|_| Refusal::invalid(name))
            }
            other => Ok(other.cloned()),
        }
    }

    /// The file part `name`.
    pub(crate) fn file(&self, name: &str) -> Option<&Upload> {
        self.files.get(name)
    }

    /// For the log of calls: files as name and size.
    pub(crate) fn logged(&self) -> Value {
        let files = self.files.iter().map(|(key, file)| {
            (key.clone(), json!({ "name": file.name, "bytes": file.bytes.len() }))
        });
        let values = self.values.iter().map(|(key, value)| (key.clone(), value.clone()));
        Value::Object(values.chain(files).collect())
    }
}

/// One part of a multipart body.
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) file_name: Option<String>,
    pub(crate) mime: Option<String>,
    pub(crate) bytes: Bytes,
}

impl Part {
    /// Reads the part to its end.
    pub(crate) async fn read(part: Field<'_>) -> Result<Self, Refusal> {
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(ToOwned::to_owned);
        let mime = part.content_type().map(ToOwned::to_owned);
        let bytes = part.bytes().await.map_err(|fault| refusal(&fault))?;
        Ok(Self { name, file_name, mime, bytes })
    }
}

fn refusal(fault: &MultipartError) -> Refusal {
    if fault.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Refusal::too_large()
    } else {
        Refusal::bad("Bad Request: multipart")
    }
}

fn within(name: &str, text: &str, limit: usize) -> Result<(), Refusal> {
    if text.encode_utf16().count() > limit { Err(Refusal::too_long(name, limit)) } else { Ok(()) }
}
