//! One numeral of an amount: which of its separators group and which one is the decimal point (`domain.md` §2.3).

use super::money::MoneyFault;
use super::money_tokens::is_numeral_separator;

/// Amounts are counted in parts of 10^9 while they are read, so that «۱/۵ میلیون» stays exact.
pub(crate) const ONE: u128 = 1_000_000_000;

/// The most decimals that [`ONE`] can hold.
const DECIMALS_MOST: usize = 9;
/// More digits than this are no amount of money, and less than this cannot overflow.
const DIGITS_MOST: usize = 18;

/// A numeral as it was meant, in parts of [`ONE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Numeral {
    pub(crate) value: u128,
    /// The separator could as well group thousands: the number is this or a thousand times this («۱٬۲۰۰ هزار»).
    pub(crate) or_thousandfold: bool,
}

/// Reads `text`, digits with separators between them, before the scale word of that factor if there is one.
pub(crate) fn read_numeral(text: &str, scale: Option<u64>) -> Result<Numeral, MoneyFault> {
    let separators: Vec<char> =
        text.chars().filter(|c| is_numeral_separator(*c)).map(same_kind).collect();
    let groups: Vec<&str> = text.split(is_numeral_separator).collect();
    refuse_padding(&groups)?;
    match (groups.as_slice(), separators.as_slice()) {
        ([digits], []) => Ok(sure(whole(digits)?)),
        ([head, tail], [separator]) => one_separator(head, tail, *separator, scale),
        ([head @ .., tail], [others @ .., last]) => {
            let one_kind = others.windows(2).all(|pair| pair.first() == pair.last());
            let (true, Some(kind)) = (one_kind, others.first()) else {
                return Err(MoneyFault::NotANumber);
            };
            if kind == last {
                Ok(sure(grouped(&groups)?))
            } else if tail.len() <= 2 {
                Ok(sure(grouped(head)? + decimals(tail)?))
            } else {
                Err(MoneyFault::NotANumber)
            }
        }
        _ => Err(MoneyFault::NotANumber),
    }
}

/// A zero before other digits belongs to a telephone number or a code, not to an amount.
fn refuse_padding(groups: &[&str]) -> Result<(), MoneyFault> {
    let padded = groups.first().is_some_and(|first| first.len() > 1 && first.starts_with('0'));
    let zero = groups.iter().all(|group| group.bytes().all(|byte| byte == b'0'));
    if padded && !zero { Err(MoneyFault::NotANumber) } else { Ok(()) }
}

fn one_separator(
    head: &str,
    tail: &str,
    separator: char,
    scale: Option<u64>,
) -> Result<Numeral, MoneyFault> {
    let could_group = tail.len() == 3 && head.len() <= 3 && head != "0";
    match scale {
        None if could_group => Ok(sure(grouped(&[head, tail])?)),
        None if tail.len() <= 2 => Ok(sure(whole(head)? + decimals(tail)?)),
        None => Err(MoneyFault::NotANumber),
        Some(factor) => {
            // Nobody writes 1200 toman as «۱٫۲۰۰ هزار», nor a decimal with a mark that only ever groups.
            let or_thousandfold = could_group && (factor == 1000 || separator == ',');
            Ok(Numeral { value: whole(head)? + decimals(tail)?, or_thousandfold })
        }
    }
}

/// Marks that only ever group count as one kind.
fn same_kind(separator: char) -> char {
    match separator {
        '٬' | '،' | '\'' | '’' | '‘' => ',',
        _ => separator,
    }
}

fn sure(value: u128) -> Numeral {
    Numeral { value, or_thousandfold: false }
}

fn grouped(groups: &[&str]) -> Result<u128, MoneyFault> {
    let well_formed = groups.iter().enumerate().all(|(place, group)| {
        if place == 0 { (1..=3).contains(&group.len()) } else { group.len() == 3 }
    });
    let from_zero = groups.first().is_some_and(|first| *first == "0");
    if well_formed && !from_zero { whole(&groups.concat()) } else { Err(MoneyFault::NotANumber) }
}

fn whole(digits: &str) -> Result<u128, MoneyFault> {
    if digits.len() > DIGITS_MOST {
        return Err(MoneyFault::TooLarge);
    }
    let number: u128 = digits.parse().map_err(|_| MoneyFault::NotANumber)?;
    Ok(number * ONE)
}

fn decimals(digits: &str) -> Result<u128, MoneyFault> {
    let kept = digits.trim_end_matches('0');
    if kept.len() > DECIMALS_MOST {
        return Err(MoneyFault::Fraction);
    }
    format!("{kept:0<DECIMALS_MOST$}").parse().map_err(|_| MoneyFault::NotANumber)
}
