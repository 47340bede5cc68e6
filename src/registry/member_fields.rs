//! The fields of people and contracts: what each may be, and every fault of a row at once (`DESIGN.md` §6).

use super::member_files::{Fields, ImportProblem};
use crate::claim::{Contract, Member, Relation};
use crate::persian::{JalaliDate, Mobile, NationalCode, NationalCodeFault};

pub(super) const PEOPLE_COLUMNS: [&str; 8] = [
    "national_code",
    "first_name",
    "last_name",
    "birth_date",
    "mobile",
    "relation",
    "principal",
    "contract",
];

pub(super) const CONTRACT_COLUMNS: [&str; 8] =
    ["code", "title", "insurer", "starts", "ends", "e_claims", "window_days", "originals_required"];

/// The person of a row, or all that is wrong with it.
pub(super) fn person(fields: &Fields<'_>) -> Result<Member, Vec<ImportProblem>> {
    let mut row = Row { fields, problems: Vec::new() };
    let national_code = row.national_code("national_code");
    let first_name = row.required("first_name");
    let last_name = row.required("last_name");
    let birth_date = row.date_if_any("birth_date");
    let relation = row.relation();
    let mobile = row.mobile(relation);
    let principal = row.principal(relation, national_code.as_ref());
    let contract = row.required("contract");
    let member = || {
        Some(Member {
            national_code: national_code?,
            first_name: first_name?,
            last_name: last_name?,
            birth_date,
            mobile,
            relation: relation?,
            principal: principal?,
            contract: contract?,
        })
    };
    row.finish(member)
}

/// The contract of a row, or all that is wrong with it.
pub(super) fn contract(fields: &Fields<'_>) -> Result<Contract, Vec<ImportProblem>> {
    let mut row = Row { fields, problems: Vec::new() };
    let code = row.required("code");
    let title = row.required("title");
    let insurer = row.required("insurer");
    let (starts, ends) = (row.date("starts"), row.date("ends"));
    if starts > ends && ends.is_some() {
        row.add("MB013", "`ends` lies before `starts`.".to_owned());
    }
    let e_claims = row.truth("e_claims");
    let window_days = row.days("window_days");
    let originals_required = row.truth("originals_required");
    let contract = || {
        Some(Contract {
            code: code?,
            title: title?,
            insurer: insurer?,
            starts: starts?,
            ends: ends?,
            e_claims: e_claims?,
            window_days,
            originals_required: originals_required?,
        })
    };
    row.finish(contract)
}

struct Row<'a> {
    fields: &'a Fields<'a>,
    problems: Vec<ImportProblem>,
}

impl Row<'_> {
    fn finish<T>(self, whole: impl FnOnce() -> Option<T>) -> Result<T, Vec<ImportProblem>> {
        let whole = whole().filter(|_| self.problems.is_empty());
        whole.ok_or(self.problems)
    }

    fn add(&mut self, code: &'static str, text: String) {
        self.problems.push(self.fields.problem(code, text));
    }

    fn required(&mut self, column: &'static str) -> Option<String> {
        let value = self.fields.get(column);
        if value.is_empty() {
            self.add("MB004", format!("`{column}` is empty."));
            return None;
        }
        Some(value)
    }

    fn national_code(&mut self, column: &'static str) -> Option<NationalCode> {
        let value = self.required(column)?;
        // The strict form first: it is the usual one, and quicker to tell.
        let code = NationalCode::try_from(value.clone()).or_else(|_| NationalCode::parse(&value));
        let (text, hint) = match code {
            Ok(code) => return Some(code),
            Err(NationalCodeFault::MayStartWithZero(_)) => (
                format!("`{column}` has fewer than ten digits."),
                Some("Leading zeros seem to be lost: format the column as text before saving."),
            ),
            Err(NationalCodeFault::Length(digits)) => {
                (format!("`{column}` has {digits} digits, not ten."), None)
            }
            Err(NationalCodeFault::Empty | NationalCodeFault::NotDigits) => {
                (format!("`{column}` is not ten digits."), None)
            }
            Err(NationalCodeFault::Checksum) => {
                (format!("`{column}` is no national code: its check digit is wrong."), None)
            }
        };
        self.problems.push(ImportProblem { hint, ..self.fields.problem("MB005", text) });
        None
    }

    /// The main insured is known by the mobile, so only dependants may be without one.
    fn mobile(&mut self, relation: Option<Relation>) -> Option<Mobile> {
        let value = self.fields.get("mobile");
        if value.is_empty() {
            if relation == Some(Relation::Principal) {
                self.add("MB006", "`mobile` is empty; the main insured must have one.".to_owned());
            }
            return None;
        }
        let mobile = Mobile::try_from(value.clone()).ok().or_else(|| Mobile::parse(&value));
        if mobile.is_none() {
            self.add("MB006", "`mobile` is not a mobile number.".to_owned());
        }
        mobile
    }

    fn relation(&mut self) -> Option<Relation> {
        let relation = Relation::from_name(&self.required("relation")?.to_lowercase());
        if relation.is_none() {
            let text = "`relation` is none of self, spouse, child, parent, other.";
            self.add("MB008", text.to_owned());
        }
        relation
    }

    fn principal(
        &mut self,
        relation: Option<Relation>,
        own: Option<&NationalCode>,
    ) -> Option<NationalCode> {
        let is_self = relation? == Relation::Principal;
        if is_self && self.fields.get("principal").is_empty() {
            return own.cloned();
        }
        let principal = self.national_code("principal")?;
        let is_own = *own? == principal;
        match (is_self, is_own) {
            (true, false) => {
                let text = "`relation` is self, but `principal` is somebody else.";
                self.add("MB009", text.to_owned());
            }
            (false, true) => {
                let text = "`principal` is the person's own code, but `relation` is not self.";
                self.add("MB009", text.to_owned());
            }
            (true, true) | (false, false) => {}
        }
        Some(principal)
    }

    fn date(&mut self, column: &'static str) -> Option<JalaliDate> {
        self.required(column)?;
        self.date_if_any(column)
    }

    fn date_if_any(&mut self, column: &'static str) -> Option<JalaliDate> {
        let value = self.fields.get(column);
        if value.is_empty() {
            return None;
        }
        let date = JalaliDate::try_from(value.replace(['/', '.'], "-")).ok();
        if date.is_none() {
            self.add("MB007", format!("`{column}` is not a Jalali date such as 1405/08/30."));
        }
        date
    }

    fn truth(&mut self, column: &'static str) -> Option<bool> {
        let truth = match self.required(column)?.to_lowercase().as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        };
        if truth.is_none() {
            self.add("MB011", format!("`{column}` is neither true nor false."));
        }
        truth
    }

    fn days(&mut self, column: &'static str) -> Option<u32> {
        let value = self.fields.get(column);
        if value.is_empty() {
            return None;
        }
        let days = value.parse().ok();
        if days.is_none() {
            self.add("MB012", format!("`{column}` is not a number of days."));
        }
        days
    }
}
