//! Invoices as far as a message goes; nobody pays in the simulator.

use serde_json::{Value, json};

use super::super::conversation::Draft;
use super::super::envelope::{Outcome, Refusal};
use super::super::params::Params;
use super::super::world::World;
use super::{Handler, send};

pub(super) fn find(name: &str) -> Option<Handler> {
    Some(match name {
        "sendinvoice" => send_invoice,
        "createinvoicelink" => create_link,
        "answerprecheckoutquery" => answer_pre_checkout,
        "inquiretransaction" => inquire,
        _ => return None,
    })
}

/// The invoice of a message; the limits are the documented ones.
fn invoice_of(params: &Params) -> Result<Value, Refusal> {
    let title = params.required_text("title", 32)?;
    let description = params.required_text("description", 255)?;
    let payload = params.text("payload").ok_or_else(|| Refusal::blank("payload"))?;
    if payload.len() > 128 {
        return Err(Refusal::too_long("payload", 128));
    }
    params.text("provider_token").ok_or_else(|| Refusal::blank("provider_token"))?;
    let prices = params.nested("prices")?.ok_or_else(|| Refusal::blank("prices"))?;
    let amounts = prices.as_array().into_iter().flatten();
    let amounts = amounts.map(|price| match price.get("amount") {
        Some(Value::String(digits)) => digits.parse().ok(),
        Some(amount) => amount.as_u64(),
        None => None,
    });
    let total = amounts
        .sum::<Option<u64>>()
        .filter(|total| *total > 0)
        .ok_or_else(|| Refusal::invalid("prices"))?;
    Ok(json!({ "title": title, "description": description, "total_amount": total }))
}

fn send_invoice(world: &mut World, params: &Params) -> Outcome {
    let invoice = invoice_of(params)?;
    send(world, params, Draft::of("invoice", invoice))
}

fn create_link(world: &mut World, params: &Params) -> Outcome {
    invoice_of(params)?;
    let payload = params.text("payload").unwrap_or_default();
    let mark: u64 =
        payload.bytes().fold(7, |mark, byte| mark.wrapping_mul(31).wrapping_add(byte.into()));
    Ok(json!(format!("https://ble.ir/{}/invoice/{mark:x}", world.bot.username)))
}

fn answer_pre_checkout(_: &mut World, params: &Params) -> Outcome {
    params.text("pre_checkout_query_id").ok_or_else(|| Refusal::blank("pre_checkout_query_id"))?;
    params.text("ok").ok_or_else(|| Refusal::blank("ok"))?;
    Ok(json!(true))
}

fn inquire(_: &mut World, params: &Params) -> Outcome {
    params.text("transaction_id").ok_or_else(|| Refusal::blank("transaction_id"))?;
    Err(Refusal::not_found())
}
