//! `...`: answers with defaults, up to a step.

use bimeyar::engine::{Press, Verb};

use super::play::Play;
use super::script::Deed;
use super::stage::Said;

/// Questions that are answered in one stretch, at most.
const LONGEST: usize = 80;

/// Answers whatever is asked until `step` is.
pub(crate) fn until(play: &mut Play<'_>, step: &str) -> Result<(), String> {
    let who = play.actor();
    for _ in 0..LONGEST {
        let question = question(play, &who);
        match question {
            Some((asked, _)) if asked == step => return Ok(()),
            Some((asked, said)) => {
                let deed = default_deed(&asked, &said).ok_or_else(|| {
                    format!("`...` knows no answer to `{asked}`; write it in a line")
                })?;
                play.do_it(&who, &deed)?;
                play.forget_unread();
            }
            None => return Err(format!("`...` never comes to `{step}`: nothing is asked")),
        }
    }
    Err(format!("`...` never comes to `{step}`"))
}

/// The question that stands, with its step, as its buttons tell.
fn question(play: &Play<'_>, who: &str) -> Option<(String, Said)> {
    play.newest(who).find_map(|said| {
        if said.share.is_some() {
            return Some(("own_mobile".to_owned(), said.clone()));
        }
        let press = presses(said).find(|(_, press)| !press.step.is_empty())?.1;
        Some((press.step, said.clone()))
    })
}

fn presses(said: &Said) -> impl Iterator<Item = (String, Press)> {
    said.inline
        .iter()
        .flatten()
        .filter_map(|(label, data)| Some((label.clone(), Press::decode(data.as_deref()?)?)))
}

fn default_deed(step: &str, said: &Said) -> Option<Deed> {
    let by = |verb: Verb| presses(said).find(|(_, press)| press.verb == verb);
    let press = |label: &str| Some(Deed::Press { label: label.to_owned(), ago: None });
    let text = |text: &str| Some(Deed::Text(text.to_owned()));
    let first_of = |verb: Verb| by(verb).map(|(label, _)| Deed::Press { label, ago: None });
    match step {
        "consent" => press("موافقم"),
        "own_mobile" => first_of(Verb::Choose).or(Some(Deed::Contact { of: None })),
        "own_national_code" | "insured_national_code" => text("$ali.national_code"),
        "service_date" => press("دیروز"),
        "contract" | "person" | "center_type" => first_of(Verb::Choose),
        "insured_first_name" => text("مریم"),
        "insured_last_name" => text("احمدی"),
        "province" | "care_province" | "issuing_province" => text("تهران"),
        "center" => text("بیمارستان سینا"),
        "center_name" => text("درمانگاه امید"),
        "center_city" => text("کاشان"),
        "amount" => text("۱۲٬۰۰۰٬۰۰۰ ریال"),
        "service_group" => press("پاراکلینیکی ۱"),
        "service" | "council_number" | "notes" => press("رد کردن"),
        "basic_insurer" => press("تأمین اجتماعی"),
        "erx" | "supplementary_insurer" => press("ندارم"),
        "erx_code" => text("9149887014"),
        "diseases" => first_of(Verb::Next).or_else(|| text("تالاسمی")),
        "disease_words" => text("سندرم گیلن باره"),
        "received_service" => text("دارو"),
        "inpatient" => press("سرپایی"),
        "documents" => first_of(Verb::Later)
            .or_else(|| first_of(Verb::Next))
            .or_else(|| first_of(Verb::Title))
            .or_else(|| {
                let names = vec!["ok/invoice.jpg".to_owned()];
                Some(Deed::Photos { names, album: false, as_file: false, caption: None })
            }),
        "mobile" => first_of(Verb::Choose).or_else(|| text("$ali.mobile")),
        "mobile_code" => match by(Verb::SendCode) {
            Some((label, _)) if said.keys.iter().all(|(key, _)| key != "otp-sent") => {
                Some(Deed::Press { label, ago: None })
            }
            Some(_) | None => Some(Deed::Code { right: true }),
        },
        "review" => first_of(Verb::Submit),
        // A question that this file does not know is passed over, or gets the first of its choices.
        _ => {
            first_of(Verb::Skip).or_else(|| first_of(Verb::Next)).or_else(|| first_of(Verb::Choose))
        }
    }
}
