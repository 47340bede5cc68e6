//! `money`: read back in both units and in words; an unsure unit is asked, never guessed (`domain.md` §2.3).

use super::{Asked, Reading, question};
use crate::engine::keyboard::Presser;
use crate::engine::press::{Press, Verb};
use crate::engine::session::{Draft, UnsureAmount, Value};
use crate::engine::talk::Talk;
use crate::flow::Step;
use crate::persian::money::{MoneyFault, MoneyReading, read_money};
use crate::persian::{Rial, number, text};
use crate::wording::{Arg, Message};

pub(crate) fn ask(draft: &Draft, step: &Step, presser: &Presser) -> Asked {
    let Some(unsure) = &draft.view.amount else { return question(step) };
    let mut rows = Vec::new();
    for (object, amount, key) in readings(unsure) {
        // wording: btn-amount-rial(rial, toman) btn-amount-toman(toman)
        let label = Message::new(key).with("toman", Arg::Toman(amount));
        let label = if object == "rial" { label.with("rial", amount) } else { label };
        rows.push(vec![presser.to(label, Verb::Choose, object)]);
    }
    Asked { paragraphs: vec![Message::new("amount-which-unit")], rows, ..Asked::default() }
}

pub(crate) fn read(talk: &mut Talk<'_>, typed: &str) -> Reading {
    if let Some(unsure) = talk.draft().and_then(|draft| draft.view.amount.clone())
        && let Some(amount) = unit_alone(&unsure, typed)
    {
        return answer(amount);
    }
    match read_money(typed) {
        MoneyReading::Sure(amount) => answer(amount),
        MoneyReading::UnitUnknown { as_rial, as_toman, or_thousand_toman } => {
            let unsure =
                UnsureAmount { rial: as_rial, toman: as_toman, thousand_toman: or_thousand_toman };
            if let Some(draft) = talk.draft_mut() {
                draft.view.amount = Some(unsure);
            }
            Reading::Look
        }
        MoneyReading::Rejected(fault) => Reading::Miss(Message::new(match fault {
            MoneyFault::NotANumber => "miss-amount",
            MoneyFault::Zero => "miss-amount-zero",
            MoneyFault::Negative => "miss-amount-negative",
            MoneyFault::TooLarge => "miss-amount-large",
            MoneyFault::Fraction => "miss-amount-fraction",
        })),
        // wording: miss-amount miss-amount-zero miss-amount-negative miss-amount-large miss-amount-fraction
    }
}

pub(crate) fn press(talk: &Talk<'_>, press: &Press) -> Reading {
    let unsure = talk.draft().and_then(|draft| draft.view.amount.clone());
    let chosen = unsure.and_then(|unsure| {
        readings(&unsure)
            .into_iter()
            .find(|(object, ..)| *object == press.object)
            .map(|(_, amount, _)| amount)
    });
    match (press.verb, chosen) {
        (Verb::Choose, Some(amount)) => answer(amount),
        _ => Reading::Look,
    }
}

/// «ریال», «تومان» or the number of a button, typed as the answer to the question of the unit.
fn unit_alone(unsure: &UnsureAmount, typed: &str) -> Option<Rial> {
    let place =
        number::read_small_number(typed).and_then(|number| (number as usize).checked_sub(1));
    if let Some((_, amount, _)) = place.and_then(|place| readings(unsure).into_iter().nth(place)) {
        return Some(amount);
    }
    match text::search_key(typed).as_str() {
        "ریال" if unsure.rial != unsure.toman => Some(unsure.rial),
        "تومان" | "تومن" if unsure.thousand_toman.is_none() => Some(unsure.toman),
        "هزار تومان" | "هزار تومن" => unsure.thousand_toman,
        _ => None,
    }
}

fn readings(unsure: &UnsureAmount) -> Vec<(&'static str, Rial, &'static str)> {
    let mut readings = Vec::new();
    if unsure.rial != unsure.toman {
        readings.push(("rial", unsure.rial, "btn-amount-rial"));
    }
    readings.push(("toman", unsure.toman, "btn-amount-toman"));
    if let Some(amount) = unsure.thousand_toman {
        readings.push(("thousand", amount, "btn-amount-toman"));
    }
    readings
}

fn answer(amount: Rial) -> Reading {
    let label = Message::new("value-amount")
        .with("rial", amount)
        .with("toman", Arg::Toman(amount))
        .with("words", Arg::MoneyInWords(amount));
    Reading::Answer(Value::Money(amount), label)
}
