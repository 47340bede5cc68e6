//! From what the bot says to what a person does: a table, nothing more.

use bimeyar::persian::{Mobile, text};
use bimeyar::wording::Message;

use super::person::Asked;
use super::plan::{Center, Plan, Proof, Who};
use super::words::label;

/// What a person does.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Act {
    /// Types this.
    Type(String),
    /// Presses the button of this name.
    Press(String),
    /// Presses it twice.
    PressTwice(String),
    /// Presses the button of this name, or types it where there is none.
    Choose(String),
    /// Shares the own contact.
    ShareContact,
    /// Types the code of the last SMS to this mobile.
    TypeCode(String),
    /// Sends all photos of the plan.
    SendPhotos,
    /// Says what the photo is that the bot asks about.
    NamePhoto,
    /// The claim is registered under this code.
    Registered(String),
}

/// What `who` does at `asked`; none when nothing is asked.
pub(super) fn decide(who: &Who, plan: &Plan, asked: &Asked) -> Option<Act> {
    begin(asked)
        .or_else(|| identity(who, plan, asked))
        .or_else(|| first_page(plan, asked))
        .or_else(|| second_page(plan, asked))
        .or_else(|| other_pages(who, plan, asked))
}

/// The first row whose text the message has.
fn first<const N: usize>(asked: &Asked, table: [(&str, Act); N]) -> Option<Act> {
    table.into_iter().find(|(key, _)| asked.says(key)).map(|(_, act)| act)
}

fn press(key: &str) -> Act {
    Act::Press(label(key))
}

fn begin(asked: &Asked) -> Option<Act> {
    if asked.says("welcome") || asked.says("menu") {
        return Some(Act::Type(label("menu-claim")));
    }
    let resumes =
        asked.has_button(&label("btn-resume")) && asked.has_button(&label("btn-start-afresh"));
    resumes.then(|| press("btn-resume"))
}

fn identity(who: &Who, plan: &Plan, asked: &Asked) -> Option<Act> {
    let own_mobile = match plan.proof {
        Proof::Contact => Act::ShareContact,
        Proof::Sms => Act::Type(text::to_persian_digits(&who.mobile)),
    };
    first(
        asked,
        [
            ("ask-consent", press("choice-consent-agree")),
            ("ask-own-mobile", own_mobile),
            ("ask-own-national-code", Act::Type(text::to_persian_digits(&who.national_code))),
        ],
    )
    .or_else(|| code(who, plan, asked))
}

/// A number is to be proved by a code.
fn code(who: &Who, plan: &Plan, asked: &Asked) -> Option<Act> {
    let about = |key: &str, mobile: &str| {
        let mobile = Mobile::parse(mobile).unwrap();
        asked.says_with(&Message::new(key).with("mobile", mobile))
    };
    let numbers = [who.mobile.as_str(), plan.mobile(who)];
    if numbers.iter().any(|mobile| about("otp-offer", mobile)) {
        return Some(press("btn-send-code"));
    }
    let sent = numbers.into_iter().find(|mobile| about("otp-sent", mobile));
    sent.map(|mobile| Act::TypeCode(mobile.to_owned()))
}

fn first_page(plan: &Plan, asked: &Asked) -> Option<Act> {
    let insured = &plan.insured.who;
    let name = format!("{} {}", insured.first_name, insured.last_name);
    let person = asked.labels().find(|label| label.contains(&name)).unwrap_or(name);
    let contract = plan.contract.map_or_else(String::new, |contract| contract.1.to_owned());
    first(
        asked,
        [
            ("ask-service-date", Act::Type(plan.date.typed.to_owned())),
            ("ask-contract", Act::Choose(contract)),
            ("ask-person", Act::Choose(person)),
            ("ask-insured-first-name", Act::Type(insured.first_name.clone())),
            ("ask-insured-last-name", Act::Type(insured.last_name.clone())),
            ("ask-insured-national-code", Act::Type(insured.national_code.clone())),
        ],
    )
}

fn second_page(plan: &Plan, asked: &Asked) -> Option<Act> {
    let skipped = |answer: Option<&str>| match answer {
        Some(answer) => Act::Choose(answer.to_owned()),
        None => press("btn-skip"),
    };
    let prescription =
        if plan.prescription.is_some() { "choice-erx-have" } else { "choice-erx-none" };
    first(
        asked,
        [
            ("ask-province", Act::Choose(plan.province.0.to_owned())),
            ("ask-amount", Act::Type(plan.amount.0.typed.to_owned())),
            ("ask-service-group", Act::Choose(plan.group.0.to_owned())),
            ("ask-service", skipped(plan.service.map(|service| service.0))),
            ("ask-basic-insurer", press(plan.insurer.0)),
            ("ask-council-number", skipped(plan.council.map(|council| council.typed))),
            ("ask-erx-code", skipped(plan.prescription.map(|code| code.typed))),
            ("ask-erx", press(prescription)),
            ("ask-notes", skipped(plan.notes)),
        ],
    )
    .or_else(|| center(&plan.center, asked))
    .or_else(|| unit(plan, asked))
}

fn center(center: &Center, asked: &Asked) -> Option<Act> {
    let (own_name, own_city, own_kind, search) = match center {
        Center::Listed { typed, name, .. } => {
            let found = asked.labels().find(|label| label.contains(name));
            let search = found.map_or_else(|| Act::Type((*typed).to_owned()), Act::Press);
            ("", "", "", search)
        }
        Center::Own { name, city, kind } => (*name, *city, *kind, press("btn-center-not-found")),
    };
    first(
        asked,
        [
            ("ask-center", search),
            ("ask-center-name", Act::Type(own_name.to_owned())),
            ("ask-center-city", Act::Type(own_city.to_owned())),
            ("ask-center-type", Act::Choose(own_kind.to_owned())),
        ],
    )
}

/// «۱۲٬۰۰۰٬۰۰۰»: rial or toman? The button with the right amount in rial is pressed.
fn unit(plan: &Plan, asked: &Asked) -> Option<Act> {
    if !asked.says("amount-which-unit") {
        return None;
    }
    let right = bimeyar::persian::Rial(plan.amount.0.means).digits();
    let button = asked.labels().find(|label| label.contains(&right));
    assert!(button.is_some(), "the right amount is not among the readings");
    button.map(Act::Press)
}

fn other_pages(who: &Who, plan: &Plan, asked: &Asked) -> Option<Act> {
    let other = plan.other_mobile.clone().unwrap_or_default();
    let proved = if plan.other_mobile.is_some() {
        label("btn-other-number")
    } else {
        asked.labels().find(|label| label.contains(&who.mobile)).unwrap_or_default()
    };
    let submit = label("btn-submit-claim");
    if asked.has_button(&label("btn-copy-code")) {
        return asked.copied().map(Act::Registered);
    }
    if asked.has_button(&label("btn-later")) {
        return Some(press("btn-later"));
    }
    if asked.asks_for_a_title() {
        return Some(Act::NamePhoto);
    }
    first(
        asked,
        [
            ("documents-overview", press("btn-next")),
            ("ask-documents", Act::SendPhotos),
            ("ask-proved-mobile", Act::Press(proved)),
            ("ask-mobile", Act::Type(other)),
            ("ask-review", if plan.hasty { Act::PressTwice(submit) } else { Act::Press(submit) }),
        ],
    )
}
