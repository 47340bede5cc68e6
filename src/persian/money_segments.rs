//! A whole message about an amount: one amount, one said twice («۱٬۲۰۰٬۰۰۰ ریال (۱۲۰٬۰۰۰ تومان)»), or one said in two
//! parts («یک میلیون تومان و ۲۰۰ هزار تومان»).

use super::money::{MoneyFault, MoneyReading, Rial};
use super::money_numeral::ONE;
use super::money_sum::{Magnitude, add_up};
use super::money_tokens::{Token, Unit, tokenise};

#[derive(Debug)]
struct Segment {
    magnitude: Magnitude,
    unit: Option<Unit>,
    /// «و» stands between this and what precedes: it is added, not repeated.
    added: bool,
}

/// What an amount can be, in rial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Candidates {
    plain: u64,
    other: Option<u64>,
}

/// Reads raw text as [`super::money::read_money`] does, faults as errors.
pub(crate) fn read_amounts(text: &str) -> Result<MoneyReading, MoneyFault> {
    let mut gathering = Gathering::default();
    let tokens = tokenise(text)?;
    let mut rest = tokens.as_slice();
    while let Some((token, after)) = rest.split_first() {
        gathering.take(token, after)?;
        rest = after;
    }
    gathering.close(None)?;
    gathering.decide()
}

#[derive(Debug, Default)]
struct Gathering {
    open: Vec<Token>,
    segments: Vec<Segment>,
    /// A unit written before the number: «ریال ۱۲۰۰».
    leading_unit: Option<Unit>,
    added: bool,
}

impl Gathering {
    fn take(&mut self, token: &Token, after: &[Token]) -> Result<(), MoneyFault> {
        match token {
            Token::Unit(unit) => self.unit(*unit),
            Token::Break => self.close(None),
            Token::Minus => self.minus(after),
            Token::And if self.open.is_empty() => {
                let between = !self.segments.is_empty() && !after.is_empty() && !self.added;
                self.added = true;
                if between { Ok(()) } else { Err(MoneyFault::NotANumber) }
            }
            Token::Numeral(_) | Token::Small(_) | Token::Scale(_) | Token::Half | Token::And => {
                self.open.push(token.clone());
                Ok(())
            }
        }
    }

    fn unit(&mut self, unit: Unit) -> Result<(), MoneyFault> {
        if !self.open.is_empty() {
            return self.close(Some(unit));
        }
        let place = match self.segments.last_mut() {
            Some(last) => &mut last.unit,
            None => &mut self.leading_unit,
        };
        if place.is_some_and(|known| known != unit) {
            return Err(MoneyFault::NotANumber);
        }
        *place = Some(unit);
        Ok(())
    }

    fn minus(&mut self, after: &[Token]) -> Result<(), MoneyFault> {
        let number_follows = after.iter().any(is_number);
        match (self.open.is_empty(), self.segments.is_empty()) {
            // A dash after a whole amount only parts it from what follows.
            (true, false) => Ok(()),
            (true, true) if number_follows => Err(MoneyFault::Negative),
            (true | false, _) => Err(MoneyFault::NotANumber),
        }
    }

    fn close(&mut self, unit: Option<Unit>) -> Result<(), MoneyFault> {
        if self.open.is_empty() {
            return Ok(());
        }
        let magnitude = add_up(&self.open)?;
        self.open.clear();
        let added = std::mem::take(&mut self.added);
        self.segments.push(Segment { magnitude, unit, added });
        Ok(())
    }

    fn decide(mut self) -> Result<MoneyReading, MoneyFault> {
        if self.segments.is_empty() {
            return Err(MoneyFault::NotANumber);
        }
        if self.segments.iter().any(|segment| segment.magnitude.value == 0) {
            return Err(MoneyFault::Zero);
        }
        self.spread_units()?;
        let known = self.segments.iter().any(|segment| segment.unit.is_some());
        let mut readings = self.segments.iter().map(|each| Ok((candidates(each)?, each.added)));
        let (first, _) = readings.next().unwrap_or(Err(MoneyFault::NotANumber))?;
        let agreed = readings.try_fold(first, |so_far, next| match next? {
            (next, true) => add(so_far, next),
            (next, false) => agree(so_far, next),
        })?;
        if known { Ok(with_unit(agreed)) } else { without_unit(agreed) }
    }

    /// A number without a unit has the one of its neighbour: «۱۲۰۰ (هزار و دویست) ریال».
    fn spread_units(&mut self) -> Result<(), MoneyFault> {
        let mut known = None;
        for segment in self.segments.iter_mut().rev() {
            segment.unit = segment.unit.or(known);
            known = segment.unit;
        }
        let mut known = self.leading_unit;
        for segment in &mut self.segments {
            segment.unit = segment.unit.or(known);
            known = segment.unit;
        }
        let first = self.segments.first().and_then(|segment| segment.unit);
        let contradicted = self.leading_unit.is_some_and(|unit| first != Some(unit));
        if contradicted { Err(MoneyFault::NotANumber) } else { Ok(()) }
    }
}

fn is_number(token: &Token) -> bool {
    match token {
        Token::Numeral(_) | Token::Small(_) | Token::Scale(_) | Token::Half => true,
        Token::And | Token::Unit(_) | Token::Break | Token::Minus => false,
    }
}

fn candidates(segment: &Segment) -> Result<Candidates, MoneyFault> {
    let magnitude = segment.magnitude;
    let factor = segment.unit.map_or(1, Unit::in_rial);
    let said_as_toman = magnitude.colloquially.filter(|_| segment.unit != Some(Unit::Rial));
    let other = magnitude.otherwise.or(said_as_toman);
    Ok(Candidates {
        plain: in_rial(magnitude.value, factor)?,
        other: other.and_then(|other| in_rial(other, factor).ok()),
    })
}

fn in_rial(value: u128, factor: u128) -> Result<u64, MoneyFault> {
    let parts = value.checked_mul(factor).ok_or(MoneyFault::TooLarge)?;
    if parts / ONE > u128::from(Rial::MOST.0) {
        return Err(MoneyFault::TooLarge);
    }
    if parts % ONE != 0 {
        return Err(MoneyFault::Fraction);
    }
    u64::try_from(parts / ONE).map_err(|_| MoneyFault::TooLarge)
}

fn within_limit(rial: u64) -> Result<u64, MoneyFault> {
    if rial <= Rial::MOST.0 { Ok(rial) } else { Err(MoneyFault::TooLarge) }
}

fn add(left: Candidates, right: Candidates) -> Result<Candidates, MoneyFault> {
    if right.plain >= left.plain {
        return Err(MoneyFault::NotANumber);
    }
    let doubtful = left.other.is_some() || right.other.is_some();
    let other = left.other.unwrap_or(left.plain) + right.other.unwrap_or(right.plain);
    Ok(Candidates {
        plain: within_limit(left.plain + right.plain)?,
        other: within_limit(other).ok().filter(|_| doubtful),
    })
}

/// Two ways of saying one amount: what both can mean.
fn agree(left: Candidates, right: Candidates) -> Result<Candidates, MoneyFault> {
    let both = |value: &u64| right.plain == *value || right.other == Some(*value);
    let common: Vec<u64> =
        [Some(left.plain), left.other].into_iter().flatten().filter(both).collect();
    match common.as_slice() {
        [plain] => Ok(Candidates { plain: *plain, other: None }),
        [plain, other] => Ok(Candidates { plain: *plain, other: Some(*other) }),
        _ => Err(MoneyFault::NotANumber),
    }
}

fn with_unit(amount: Candidates) -> MoneyReading {
    let plain = Rial(amount.plain);
    match amount.other {
        None => MoneyReading::Sure(plain),
        Some(other) => MoneyReading::UnitUnknown {
            as_rial: plain,
            as_toman: plain,
            or_thousand_toman: Some(Rial(other)),
        },
    }
}

fn without_unit(amount: Candidates) -> Result<MoneyReading, MoneyFault> {
    let as_toman = Rial(within_limit(amount.plain.saturating_mul(10))?);
    let thousands = amount.other.and_then(|other| within_limit(other.saturating_mul(10)).ok());
    Ok(MoneyReading::UnitUnknown {
        as_rial: Rial(amount.plain),
        as_toman,
        or_thousand_toman: thousands.map(Rial),
    })
}
