//! Filling the directory of insured people (`DESIGN.md` §6, `people.csv`, `contracts.csv`).

use std::path::Path;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::decision_fault::{FieldFault, Form, Wrong};
use super::problem::{FaultJson, Problem};
use super::query::{self, Pairs};
use super::staff::Staff;
use super::{Desk, request_body};
use crate::registry::{
    ImportFault, ImportOptions, ImportProblem, ImportedBy, MemberFile, MemberFiles,
};

/// Bytes of both files together, at most: a few million people.
pub(super) const LARGEST: usize = 256 * 1024 * 1024;

/// The name under which what came from files is kept, and replaced by the next files.
const SOURCE: &str = "files";

/// Two files, each as text.
#[derive(ToSchema)]
#[schema(as = MemberFiles)]
#[expect(
    dead_code,
    reason = "describes a body whose faults are told all at once, so it is read by hand"
)]
pub(super) struct FilesBody {
    /// `people.csv`, whole.
    #[schema(examples(
        "national_code,first_name,last_name,birth_date,mobile,relation,principal,contract\n1234567891,Ali,Rezaei,1360/01/01,09121234567,self,,C-1\n"
    ))]
    people: String,
    /// `contracts.csv`, whole.
    #[schema(examples(
        "code,title,insurer,starts,ends,e_claims,window_days,originals_required\nC-1,Staff,Insurer,1405/01/01,1405/12/29,true,90,false\n"
    ))]
    contracts: String,
}

/// Two files as parts of a form.
#[derive(ToSchema)]
#[schema(as = MemberForm)]
#[expect(dead_code, reason = "describes a form that is read part by part")]
pub(super) struct FilesForm {
    /// `people.csv`; named `….tsv`, tabs separate the fields.
    #[schema(value_type = String, format = Binary)]
    people: Vec<u8>,
    /// `contracts.csv`; named `….tsv`, tabs separate the fields.
    #[schema(value_type = String, format = Binary)]
    contracts: Vec<u8>,
}

/// What was imported.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportReport)]
pub(super) struct ReportJson {
    /// Rows of people.
    people: usize,
    contracts: usize,
    /// What is odd, but was taken.
    warnings: Vec<FaultJson>,
    /// What is wrong with the rows that were left out.
    left_out: Vec<FaultJson>,
}

/// Replaces the directory of insured people by two files.
///
/// Nothing is changed when a row is at fault, unless bad rows are to be left out. Administrators only.
#[utoipa::path(
    post, path = "/api/v1/members", operation_id = "importMembers", tag = "members",
    params(("skip_bad" = Option<bool>, Query, description = "Leave bad rows out and take the others.")),
    request_body(content((FilesBody = "application/json"), (FilesForm = "multipart/form-data"))),
    responses(
        (status = 200, description = "What was imported.", body = ReportJson),
        (status = 400, description = "The query is not UTF-8, or the body is no JSON or form."),
        (status = 403, description = "Above the asker's role."),
        (status = 413, description = "The body is larger than 256 MiB."),
        (status = 415, description = "The body is neither JSON nor a form."),
        (status = 422, description = "Every parameter, part and row that cannot be used."),
    ),
)]
pub(super) async fn import(
    State(desk): State<Desk>,
    staff: Staff,
    pairs: Result<Query<Pairs>, QueryRejection>,
    request: Request,
) -> Result<Json<ReportJson>, Problem> {
    if !staff.role.may_import_members() {
        return Err(Problem::above_role());
    }
    let mut skip_bad = false;
    query::each(&query::pairs(pairs)?, |name, value| match name {
        "skip_bad" if value.is_empty() => Ok(()),
        "skip_bad" => query::truth(value).map(|truth| skip_bad = truth),
        _ => Err(query::NO_SUCH_PARAMETER),
    })?;
    let files = match request_body::media_type(&request).as_str() {
        "application/json" => from_json(&request_body::json(request).await?)?,
        "multipart/form-data" => from_form(request).await?,
        _ => {
            return Err(Problem::wrong_media_type("`application/json` or `multipart/form-data`"));
        }
    };
    let by = ImportedBy { actor: staff.name.clone(), at: desk.clock.now() };
    let options = ImportOptions { skip_bad, by: Some(by), ..ImportOptions::default() };
    let report = match desk.registry.import_members_with(files, SOURCE, options).await {
        Ok(report) => report,
        Err(ImportFault::Problems(problems)) => return Err(Problem::bad_rows(&problems)),
        Err(ImportFault::Registry(fault)) => return Err(fault.into()),
    };
    let faults = |found: &[ImportProblem]| found.iter().map(FaultJson::from).collect();
    Ok(Json(ReportJson {
        people: report.people,
        contracts: report.contracts,
        warnings: faults(&report.warnings),
        left_out: faults(&report.left_out),
    }))
}

/// Both files as they come in, and what is wrong.
#[derive(Default)]
struct Parts {
    people: Option<MemberFile>,
    contracts: Option<MemberFile>,
    faults: Vec<FieldFault>,
}

impl Parts {
    /// `ending` tells what separates the fields.
    fn take(&mut self, name: &str, ending: &str, text: Option<String>) {
        if text.is_none() {
            self.fault(name, Wrong::NotA(Form::Text));
        }
        let file = MemberFile { name: format!("{name}.{ending}"), text: text.unwrap_or_default() };
        match name {
            "people" => self.people = Some(file),
            "contracts" => self.contracts = Some(file),
            _ => self.fault(name, Wrong::NotWanted),
        }
    }

    fn fault(&mut self, name: &str, wrong: Wrong) {
        let name = name.replace('~', "~0").replace('/', "~1");
        self.faults.push(FieldFault { pointer: format!("/{name}"), wrong });
    }

    fn finish(mut self) -> Result<MemberFiles, Problem> {
        for (name, is_there) in
            [("people", self.people.is_some()), ("contracts", self.contracts.is_some())]
        {
            if !is_there {
                self.fault(name, Wrong::Missing);
            }
        }
        match (self.people, self.contracts) {
            (Some(people), Some(contracts)) if self.faults.is_empty() => {
                Ok(MemberFiles { people, contracts })
            }
            _ => Err(Problem::bad_body(self.faults)),
        }
    }
}

fn from_json(body: &Value) -> Result<MemberFiles, Problem> {
    let Some(fields) = body.as_object() else {
        let wrong = Wrong::NotA(Form::Object);
        return Err(Problem::bad_body(vec![FieldFault { pointer: String::new(), wrong }]));
    };
    let mut parts = Parts::default();
    for (name, value) in fields {
        match name.as_str() {
            "people" | "contracts" => parts.take(name, "csv", value.as_str().map(str::to_owned)),
            _ => parts.fault(name, Wrong::NotWanted),
        }
    }
    parts.finish()
}

async fn from_form(request: Request) -> Result<MemberFiles, Problem> {
    let mut form = request_body::multipart(request).await?;
    let mut parts = Parts::default();
    while let Some(part) =
        form.next_field().await.map_err(|fault| request_body::broken_form(&fault))?
    {
        let name = part.name().unwrap_or_default().to_owned();
        let ending = Path::new(part.file_name().unwrap_or_default()).extension();
        let is_tabbed = ending.is_some_and(|ending| ending.eq_ignore_ascii_case("tsv"));
        let ending = if is_tabbed { "tsv" } else { "csv" };
        let bytes = part.bytes().await.map_err(|fault| request_body::broken_form(&fault))?;
        match name.as_str() {
            "people" | "contracts" => {
                parts.take(&name, ending, String::from_utf8(bytes.into()).ok());
            }
            _ => parts.fault(&name, Wrong::NotWanted),
        }
    }
    parts.finish()
}
