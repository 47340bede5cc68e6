//! The tokens of one amount, added up: «یک میلیون و ۲۰۰ هزار», «دو و نیم میلیون», «یک میلیون و نیم».

use super::money::MoneyFault;
use super::money_numeral::{ONE, read_numeral};
use super::money_tokens::Token;
use super::number_words::WordGroup;

const THOUSAND: u128 = 1_000;
const MILLION: u128 = 1_000_000;

/// An amount without its unit, in parts of [`ONE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Magnitude {
    pub(crate) value: u128,
    /// The other reading when a separator may group or divide («۱٬۲۰۰ هزار»), whatever the unit.
    pub(crate) otherwise: Option<u128>,
    /// The other reading when it is toman, where people leave «هزار» out («۱۲۰ تومن», «یک میلیون و دویست تومن»).
    pub(crate) colloquially: Option<u128>,
}

/// Adds up the tokens of one amount: numerals, number words, scales, halves and «و» only.
pub(crate) fn add_up(tokens: &[Token]) -> Result<Magnitude, MoneyFault> {
    let mut sum = Sum::default();
    for (place, token) in tokens.iter().enumerate() {
        let next = tokens.get(place + 1);
        match token {
            Token::Numeral(digits) => sum.numeral(digits, scale_after(tokens, place))?,
            Token::Small(value) => sum.small(*value)?,
            Token::Half => sum.half(matches!(next, Some(Token::Scale(_))))?,
            Token::Scale(factor) => sum.scale(u128::from(*factor))?,
            Token::And => {}
            Token::Unit(_) | Token::Break | Token::Minus => return Err(MoneyFault::NotANumber),
        }
        sum.after_and = matches!(token, Token::And);
        sum.after_scale = matches!(token, Token::Scale(_));
    }
    sum.finish()
}

/// The scale that the numeral at `place` counts, directly or over «و نیم».
fn scale_after(tokens: &[Token], place: usize) -> Option<u64> {
    match (tokens.get(place + 1), tokens.get(place + 2), tokens.get(place + 3)) {
        (Some(Token::Scale(factor)), _, _)
        | (Some(Token::And), Some(Token::Half), Some(Token::Scale(factor))) => Some(*factor),
        _ => None,
    }
}

#[derive(Debug, Default)]
struct Sum {
    total: u128,
    /// The total when each doubtful separator is taken the other way.
    other_total: u128,
    /// What was counted since the last scale, and waits for its own.
    term: Option<Term>,
    /// The last scale: the next one must be smaller.
    last_scale: Option<u128>,
    /// The last scaled term, when it is the only one: «هزار میلیارد» multiplies it.
    only_term: Option<u128>,
    after_and: bool,
    after_scale: bool,
}

#[derive(Clone, Copy, Debug)]
struct Term {
    value: u128,
    words: Option<WordGroup>,
    or_thousandfold: bool,
}

impl Sum {
    fn numeral(&mut self, digits: &str, scale: Option<u64>) -> Result<(), MoneyFault> {
        let numeral = read_numeral(digits, scale)?;
        if self.term.is_some() {
            return Err(MoneyFault::NotANumber);
        }
        let or_thousandfold = numeral.or_thousandfold;
        self.term = Some(Term { value: numeral.value, words: None, or_thousandfold });
        Ok(())
    }

    fn small(&mut self, value: u32) -> Result<(), MoneyFault> {
        let words = match self.term {
            None => WordGroup::new(value),
            Some(term) => {
                term.words.and_then(|words| words.and(value)).ok_or(MoneyFault::NotANumber)?
            }
        };
        let value = u128::from(words.value) * ONE;
        self.term = Some(Term { value, words: Some(words), or_thousandfold: false });
        Ok(())
    }

    fn half(&mut self, before_scale: bool) -> Result<(), MoneyFault> {
        match (self.term, self.last_scale) {
            (Some(term), _) if self.after_and && term.value % ONE == 0 => {
                let value = term.value + ONE / 2;
                self.term = Some(Term { value, words: None, ..term });
                Ok(())
            }
            (None, Some(scale)) if self.after_and && !before_scale => {
                self.add(ONE / 2 * scale, false)?;
                // Nothing smaller is said after «و نیم».
                self.last_scale = Some(1);
                Ok(())
            }
            (None, None | Some(_)) if before_scale || self.last_scale.is_none() => {
                self.term = Some(Term { value: ONE / 2, words: None, or_thousandfold: false });
                Ok(())
            }
            (Some(_) | None, _) => Err(MoneyFault::NotANumber),
        }
    }

    fn scale(&mut self, factor: u128) -> Result<(), MoneyFault> {
        if self.term.is_none() && self.after_scale {
            return self.multiply(factor);
        }
        let one = Term { value: ONE, words: None, or_thousandfold: false };
        let term = self.term.take().unwrap_or(one);
        let value = term.value.checked_mul(factor).ok_or(MoneyFault::TooLarge)?;
        if self.last_scale.is_some_and(|last| value >= last * ONE) {
            return Err(MoneyFault::NotANumber);
        }
        self.only_term = self.last_scale.is_none().then_some(value);
        self.last_scale = Some(factor);
        self.add(value, term.or_thousandfold)
    }

    /// «دویست هزار میلیارد»: the scale counts the only term so far.
    fn multiply(&mut self, factor: u128) -> Result<(), MoneyFault> {
        let larger = self.last_scale.is_some_and(|last| factor > last);
        let term = self.only_term.take().filter(|term| larger && self.other_total == *term);
        let value = term.ok_or(MoneyFault::NotANumber)?;
        let product = value.checked_mul(factor).ok_or(MoneyFault::TooLarge)?;
        (self.total, self.other_total) = (0, 0);
        self.last_scale = Some(factor);
        self.only_term = Some(product);
        self.add(product, false)
    }

    fn add(&mut self, value: u128, or_thousandfold: bool) -> Result<(), MoneyFault> {
        let factor = if or_thousandfold { THOUSAND } else { 1 };
        let other = value.checked_mul(factor).ok_or(MoneyFault::TooLarge)?;
        self.total = self.total.checked_add(value).ok_or(MoneyFault::TooLarge)?;
        self.other_total = self.other_total.checked_add(other).ok_or(MoneyFault::TooLarge)?;
        Ok(())
    }

    fn finish(mut self) -> Result<Magnitude, MoneyFault> {
        if self.after_and || (self.term.is_none() && self.last_scale.is_none()) {
            return Err(MoneyFault::NotANumber);
        }
        let tail = self.term.take().map_or(0, |term| term.value);
        if self.last_scale.is_some_and(|last| tail >= last * ONE) {
            return Err(MoneyFault::NotANumber);
        }
        let could_mean_thousands = match self.last_scale {
            None => tail < THOUSAND * ONE,
            Some(last) => last >= MILLION && tail > 0 && tail < THOUSAND * ONE,
        };
        let colloquially = self.total.checked_add(tail * THOUSAND);
        self.add(tail, false)?;
        Ok(Magnitude {
            value: self.total,
            otherwise: (self.other_total != self.total).then_some(self.other_total),
            colloquially: colloquially.filter(|_| could_mean_thousands),
        })
    }
}
