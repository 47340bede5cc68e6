//! Answers of a registered claim that can be corrected, and their corrections.

use serde::{Deserialize, Serialize};

use super::record::{Center, ClaimDetails, ClaimKind, Disease, EPrescription, Named};
use crate::persian::{JalaliDate, Rial};

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $step:literal, $value:ty;)*) => {
        /// An answer that a reviewer may find wrong. The name is the one in the claim's JSON.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Field { $($(#[$doc])* #[serde(rename = $name)] $variant,)* }

        impl Field {
            /// Every field.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable name in JSON: `amount`, `service_date` …
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The step that asks for it in `flows/claim.toml`, or in the special flows where only they ask for it.
            fn usual_step(self) -> &'static str {
                match self { $(Self::$variant => $step,)* }
            }
        }

        /// The value of a field, before or after it was corrected.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Correction { $($(#[$doc])* #[serde(rename = $name)] $variant($value),)* }

        impl Correction {
            /// Which field it is of.
            pub fn field(&self) -> Field {
                match self { $(Self::$variant(_) => Field::$variant,)* }
            }
        }
    };
}

fields! {
    /// Day of the service.
    ServiceDate = "service_date", "service_date", Option<JalaliDate>;
    /// Province of residence.
    Province = "province", "province", Option<Named>;
    /// The medical centre.
    Center = "center", "center", Option<Center>;
    /// The patient's share.
    Amount = "amount", "amount", Option<Rial>;
    /// Heading of the service; the service belongs to it and is corrected with it.
    ServiceGroup = "service_group", "service_group", (Option<Named>, Option<Named>);
    /// The service.
    Service = "service", "service", Option<Named>;
    /// The basic insurer.
    BasicInsurer = "basic_insurer", "basic_insurer", Option<String>;
    /// The physician's number.
    MedicalCouncilNumber = "medical_council_number", "council_number", Option<String>;
    /// The electronic prescription.
    EPrescription = "e_prescription", "erx", Option<EPrescription>;
    /// «توضیحات»
    Notes = "notes", "notes", Option<String>;
    /// «استان صادرکننده»
    IssuingProvince = "issuing_province", "issuing_province", Option<Named>;
    /// «نوع بیمه تکمیلی»
    SupplementaryInsurer = "supplementary_insurer", "supplementary_insurer", Option<String>;
    /// Whether it was inpatient care.
    Inpatient = "inpatient", "inpatient", Option<bool>;
    /// «نوع بیماری»
    Diseases = "diseases", "diseases", Vec<Disease>;
}

impl Field {
    /// The field of a stable name.
    pub fn from_name(name: &str) -> Option<Self> {
        // The JSON of a claim calls the amount `amount_rial`.
        let name = if name == "amount_rial" { "amount" } else { name };
        Self::ALL.iter().copied().find(|field| field.name() == name)
    }

    /// What a reviewer may find wrong in a claim of this kind.
    pub fn of_kind(kind: ClaimKind) -> &'static [Self] {
        match kind {
            ClaimKind::Supplementary => &[
                Self::ServiceDate,
                Self::Province,
                Self::Center,
                Self::Amount,
                Self::ServiceGroup,
                Self::Service,
                Self::BasicInsurer,
                Self::MedicalCouncilNumber,
                Self::EPrescription,
                Self::Notes,
            ],
            ClaimKind::SpecialSupport => &[Self::Diseases],
            ClaimKind::SpecialExpense => &[
                Self::ServiceDate,
                Self::IssuingProvince,
                Self::Amount,
                Self::SupplementaryInsurer,
                Self::Diseases,
                Self::Service,
                Self::Inpatient,
            ],
        }
    }

    /// The step of the claim's flow that asks for it.
    pub fn step(self, kind: ClaimKind) -> &'static str {
        match (self, kind) {
            (Self::Service, ClaimKind::SpecialExpense) => "received_service",
            _ => self.usual_step(),
        }
    }

    /// Its value in `details`.
    pub fn of(self, details: &ClaimDetails) -> Correction {
        let details = details.clone();
        match self {
            Self::ServiceDate => Correction::ServiceDate(details.service_date),
            Self::Province => Correction::Province(details.province),
            Self::Center => Correction::Center(details.center),
            Self::Amount => Correction::Amount(details.amount_rial),
            Self::ServiceGroup => {
                Correction::ServiceGroup((details.service_group, details.service))
            }
            Self::Service => Correction::Service(details.service),
            Self::BasicInsurer => Correction::BasicInsurer(details.basic_insurer),
            Self::MedicalCouncilNumber => {
                Correction::MedicalCouncilNumber(details.medical_council_number)
            }
            Self::EPrescription => Correction::EPrescription(details.e_prescription),
            Self::Notes => Correction::Notes(details.notes),
            Self::IssuingProvince => Correction::IssuingProvince(details.issuing_province),
            Self::SupplementaryInsurer => {
                Correction::SupplementaryInsurer(details.supplementary_insurer)
            }
            Self::Inpatient => Correction::Inpatient(details.inpatient),
            Self::Diseases => Correction::Diseases(details.diseases),
        }
    }
}

impl Correction {
    /// Writes the value into `details`.
    pub fn write_to(&self, details: &mut ClaimDetails) {
        match self.clone() {
            Self::ServiceDate(value) => details.service_date = value,
            Self::Province(value) => details.province = value,
            Self::Center(value) => details.center = value,
            Self::Amount(value) => details.amount_rial = value,
            Self::ServiceGroup((group, service)) => {
                details.service_group = group;
                details.service = service;
            }
            Self::Service(value) => details.service = value,
            Self::BasicInsurer(value) => details.basic_insurer = value,
            Self::MedicalCouncilNumber(value) => details.medical_council_number = value,
            Self::EPrescription(value) => details.e_prescription = value,
            Self::Notes(value) => details.notes = value,
            Self::IssuingProvince(value) => details.issuing_province = value,
            Self::SupplementaryInsurer(value) => details.supplementary_insurer = value,
            Self::Inpatient(value) => details.inpatient = value,
            Self::Diseases(value) => details.diseases = value,
        }
    }
}
