//! Comparing JSON that may have more fields than are known (DESIGN §6: more may be added, none may be missing or other).

use serde_json::Value;

/// The places at which `found` is not what is `wanted`.
pub(super) fn differences(found: &Value, wanted: &Value) -> Vec<String> {
    let mut places = Vec::new();
    compare(found, wanted, "", &mut places);
    places
}

fn compare(found: &Value, wanted: &Value, place: &str, places: &mut Vec<String>) {
    match (found, wanted) {
        (Value::Object(found), Value::Object(wanted)) => {
            for (name, wanted) in wanted {
                let place = format!("{place}/{name}");
                match found.get(name) {
                    Some(found) => compare(found, wanted, &place, places),
                    None => places.push(format!("{place} is missing")),
                }
            }
        }
        (Value::Array(found), Value::Array(wanted)) if found.len() == wanted.len() => {
            for ((found, wanted), index) in found.iter().zip(wanted).zip(0..) {
                compare(found, wanted, &format!("{place}/{index}"), places);
            }
        }
        _ if found == wanted => {}
        _ => places.push(format!("{place} is {found}, not {wanted}")),
    }
}
