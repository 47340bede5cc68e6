//! An amount that was read is one that may be accepted, and is read again from the way in which it is shown.

use bimeyar::persian::text::normalise;
use bimeyar::persian::{MoneyReading, Rial, money::read_money};

use super::typed::{in_both_digits, typed};

/// Holds for any text that a person types when asked for an amount.
pub fn holds(bytes: &[u8]) {
    let text = typed(bytes);
    let reading = read_money(&text);
    for same in in_both_digits(&text) {
        assert_eq!(read_money(&same), reading, "with other digits: {text:?}");
    }
    assert_eq!(read_money(&normalise(&text)), reading, "in the stored form: {text:?}");
    match reading {
        MoneyReading::Sure(amount) => is_read_again(amount),
        MoneyReading::UnitUnknown { as_rial, as_toman, or_thousand_toman } => {
            assert!(as_rial <= as_toman, "{text:?}");
            assert!(or_thousand_toman.is_none_or(|more| more > as_toman), "{text:?}");
            [Some(as_rial), Some(as_toman), or_thousand_toman]
                .into_iter()
                .flatten()
                .for_each(is_read_again);
        }
        MoneyReading::Rejected(_) => {}
    }
}

fn is_read_again(amount: Rial) {
    assert!(amount > Rial(0) && amount <= Rial::MOST, "{amount:?}");
    let (rial, toman) = (amount.digits(), amount.toman_digits());
    let echo = format!("{rial} ریال ({toman} تومان) — {}", amount.in_words());
    for shown in [format!("{rial} ریال"), amount.in_words(), echo] {
        assert_eq!(read_money(&shown), MoneyReading::Sure(amount), "{shown}");
    }
}
