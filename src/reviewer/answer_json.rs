//! The answers of a claim as the API shows them.

#![expect(single_use_lifetimes, reason = "the derived schemas are impls of this shape")]

use serde::Serialize;
use utoipa::ToSchema;

use super::schemas;
use crate::claim::Relation;
use crate::claim::record::{
    Center, Complaint, ContractTitle, Disease, EPrescription, FurtherAnswer, Insured, Named,
};
use crate::persian::NationalCode;

/// Code and name of something chosen from a list.
#[derive(Serialize, ToSchema)]
#[schema(as = Named)]
pub(super) struct NamedJson<'a> {
    pub(super) code: &'a str,
    pub(super) name: &'a str,
}

/// The person whose cost it is.
#[derive(Serialize, ToSchema)]
#[schema(as = Insured)]
pub(super) struct InsuredJson<'a> {
    #[schema(schema_with = schemas::national_code)]
    national_code: &'a str,
    first_name: &'a str,
    last_name: &'a str,
    /// To the main insured; null in open mode.
    #[schema(schema_with = schemas::relation_or_null)]
    relation: Option<&'static str>,
    /// National code of the main insured; null in open mode.
    #[schema(schema_with = schemas::national_code_or_null)]
    principal: Option<&'a str>,
}

/// The contract of the claim.
#[derive(Serialize, ToSchema)]
#[schema(as = Contract)]
pub(super) struct ContractJson<'a> {
    code: &'a str,
    title: &'a str,
}

/// The medical centre.
#[derive(Serialize, ToSchema)]
#[schema(as = Center)]
pub(super) struct CenterJson<'a> {
    /// Null when the person typed its name.
    id: Option<&'a str>,
    name: &'a str,
    city: Option<&'a str>,
    #[serde(rename = "type")]
    kind: Option<&'a str>,
    /// Chosen from the list.
    listed: bool,
}

/// The electronic prescription.
#[derive(Serialize, ToSchema)]
#[schema(as = EPrescription)]
pub(super) struct EPrescriptionJson<'a> {
    has: bool,
    code: Option<&'a str>,
}

/// Kind, subject and description of a complaint (special expense).
#[derive(Serialize, ToSchema)]
#[schema(as = Complaint)]
pub(super) struct ComplaintJson<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    subject: &'a str,
    description: &'a str,
}

/// A disease.
#[derive(Serialize, ToSchema)]
#[schema(as = Disease)]
pub(super) struct DiseaseJson<'a> {
    /// Null when it is not in the list.
    code: Option<&'a str>,
    name: &'a str,
    /// Chosen from the list.
    listed: bool,
}

/// An answer to a question that was added to a flow.
#[derive(Serialize, ToSchema)]
#[schema(as = FurtherAnswer)]
pub(super) struct FurtherAnswerJson<'a> {
    /// Of the step.
    id: &'a str,
    /// Of the question, as the person saw it.
    name: &'a str,
    /// In the words that the person saw.
    answer: &'a str,
}

impl<'a> From<&'a FurtherAnswer> for FurtherAnswerJson<'a> {
    fn from(FurtherAnswer { id, name, answer }: &'a FurtherAnswer) -> Self {
        Self { id, name, answer }
    }
}

impl<'a> From<&'a Named> for NamedJson<'a> {
    fn from(Named { code, name }: &'a Named) -> Self {
        Self { code, name }
    }
}

impl<'a> From<&'a Insured> for InsuredJson<'a> {
    fn from(insured: &'a Insured) -> Self {
        Self {
            national_code: insured.national_code.expose(),
            first_name: &insured.first_name,
            last_name: &insured.last_name,
            relation: insured.relation.map(Relation::name),
            principal: insured.principal.as_ref().map(NationalCode::expose),
        }
    }
}

impl<'a> From<&'a ContractTitle> for ContractJson<'a> {
    fn from(ContractTitle { code, title }: &'a ContractTitle) -> Self {
        Self { code, title }
    }
}

impl<'a> From<&'a Center> for CenterJson<'a> {
    fn from(Center { id, name, city, kind, listed }: &'a Center) -> Self {
        let (id, city, kind) = (id.as_deref(), city.as_deref(), kind.as_deref());
        Self { id, name, city, kind, listed: *listed }
    }
}

impl<'a> From<&'a EPrescription> for EPrescriptionJson<'a> {
    fn from(EPrescription { has, code }: &'a EPrescription) -> Self {
        Self { has: *has, code: code.as_deref() }
    }
}

impl<'a> From<&'a Complaint> for ComplaintJson<'a> {
    fn from(Complaint { kind, subject, description }: &'a Complaint) -> Self {
        Self { kind, subject, description }
    }
}

impl<'a> From<&'a Disease> for DiseaseJson<'a> {
    fn from(Disease { code, name, listed }: &'a Disease) -> Self {
        Self { code: code.as_deref(), name, listed: *listed }
    }
}
