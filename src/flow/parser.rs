//! Tokens of a condition to its tree. `or` binds weakest, then `and`, `not`, comparisons.

use super::expression::{Comparison, Condition, Fact};
use super::lexer::{Fault, Sort, Token, tokens};

/// A part of a condition that is not checked yet, with its column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Syntax {
    pub(crate) column: usize,
    pub(crate) node: Node,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Literal(Fact),
    Name(Vec<String>),
    Not(Box<Syntax>),
    And(Box<Syntax>, Box<Syntax>),
    Or(Box<Syntax>, Box<Syntax>),
    Compare(Box<Syntax>, Comparison, Box<Syntax>),
    In(Box<Syntax>, Vec<(usize, Fact)>),
    Is(String, Condition),
    Days(Box<Syntax>, Box<Syntax>),
    Count(String),
    Missing(String),
    Len(Box<Syntax>),
}

/// Brackets and `not` deeper than this are no condition that a person wrote.
const DEEPEST: usize = 40;

/// Words that mean something in a condition, so that no step may be called so.
pub(crate) const KEYWORDS: &[&str] = &[
    "and", "or", "not", "in", "is", "true", "false", "answered", "skipped", "escaped", "proved",
    "days", "count", "missing", "len", "row",
];

/// The tree of `text`, or the first fault in it.
pub(crate) fn parse(text: &str) -> Result<Syntax, Fault> {
    let end = text.chars().count() + 1;
    let mut parser = Parser { tokens: tokens(text)?, at: 0, end, depth: 0 };
    if parser.tokens.is_empty() {
        return Err(Fault::new(1, "the condition is empty"));
    }
    let tree = parser.either()?;
    match parser.tokens.get(parser.at) {
        None => Ok(tree),
        Some(token) => Err(Fault::new(token.column, "the condition should end here")
            .hint("Join conditions with `and` or `or`.")),
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    end: usize,
    depth: usize,
}

impl Parser {
    fn either(&mut self) -> Result<Syntax, Fault> {
        let mut left = self.both()?;
        while let Some(column) = self.take_word("or") {
            let right = self.both()?;
            left = Syntax { column, node: Node::Or(Box::new(left), Box::new(right)) };
        }
        Ok(left)
    }

    fn both(&mut self) -> Result<Syntax, Fault> {
        let mut left = self.negation()?;
        while let Some(column) = self.take_word("and") {
            let right = self.negation()?;
            left = Syntax { column, node: Node::And(Box::new(left), Box::new(right)) };
        }
        Ok(left)
    }

    fn negation(&mut self) -> Result<Syntax, Fault> {
        let Some(column) = self.take_word("not") else {
            return self.comparison();
        };
        self.deeper(column)?;
        let inner = self.negation()?;
        self.depth -= 1;
        Ok(Syntax { column, node: Node::Not(Box::new(inner)) })
    }

    fn comparison(&mut self) -> Result<Syntax, Fault> {
        let left = self.operand()?;
        if let Some((column, comparison)) = self.take_comparison() {
            let right = self.operand()?;
            if let Some((column, _)) = self.take_comparison() {
                return Err(
                    Fault::new(column, "two comparisons in a row").hint("Write `a < b and b < c`.")
                );
            }
            return Ok(Syntax {
                column,
                node: Node::Compare(Box::new(left), comparison, Box::new(right)),
            });
        }
        if let Some(column) = self.take_word("is") {
            return self.state(left, column);
        }
        let refused = self.next_is_word("not").then(|| self.take_word("not")).flatten();
        if let Some(column) = self.take_word("in") {
            let list = self.list()?;
            let inside = Syntax { column, node: Node::In(Box::new(left), list) };
            return Ok(match refused {
                Some(column) => Syntax { column, node: Node::Not(Box::new(inside)) },
                None => inside,
            });
        }
        match refused {
            Some(column) => Err(Fault::new(column, "`not` after a name wants `in`")),
            None => Ok(left),
        }
    }

    /// After `is`: a word for the state of a step.
    fn state(&mut self, left: Syntax, column: usize) -> Result<Syntax, Fault> {
        let negated = self.take_word("not").is_some();
        let place = self.column();
        let condition = match self.take_any_word().as_deref() {
            Some("answered") => Condition::Answered,
            Some("skipped") => Condition::Skipped,
            Some("escaped") => Condition::Escaped,
            Some("proved") => Condition::Proved,
            Some(_) | None => {
                return Err(Fault::new(
                    place,
                    "after `is` comes `answered`, `skipped`, `escaped` or `proved`",
                ));
            }
        };
        let Node::Name(name) = left.node else {
            return Err(Fault::new(left.column, "before `is` stands a step"));
        };
        let [step] = name.as_slice() else {
            return Err(Fault::new(left.column, "before `is` stands a step, not a column"));
        };
        let node = Node::Is(step.clone(), condition);
        let inside = Syntax { column: left.column, node };
        Ok(if negated { Syntax { column, node: Node::Not(Box::new(inside)) } } else { inside })
    }

    fn list(&mut self) -> Result<Vec<(usize, Fact)>, Fault> {
        self.expect(&Sort::Open, "after `in` comes a list: `('a', 'b')`")?;
        let mut list = Vec::new();
        loop {
            let column = self.column();
            match self.take() {
                Some(Sort::Literal(fact)) => list.push((column, fact)),
                Some(Sort::Word(word)) if word == "true" || word == "false" => {
                    list.push((column, Fact::Truth(word == "true")));
                }
                _ => {
                    return Err(Fault::new(column, "a list holds numbers, dates and quoted texts"));
                }
            }
            let column = self.column();
            match self.take() {
                Some(Sort::Comma) => {}
                Some(Sort::Close) => return Ok(list),
                _ => return Err(Fault::new(column, "the list wants `,` or `)` here")),
            }
        }
    }

    fn operand(&mut self) -> Result<Syntax, Fault> {
        let column = self.column();
        let node = match self.take() {
            Some(Sort::Literal(fact)) => Node::Literal(fact),
            Some(Sort::Minus) => match self.take() {
                Some(Sort::Literal(Fact::Number(number))) => Node::Literal(Fact::Number(-number)),
                _ => {
                    return Err(Fault::new(
                        column,
                        "`-` stands before a number or inside `days(a - b)`",
                    ));
                }
            },
            Some(Sort::Open) => {
                self.deeper(column)?;
                let inner = self.either()?;
                self.depth -= 1;
                self.expect(&Sort::Close, "a closing `)` is missing")?;
                return Ok(inner);
            }
            Some(Sort::Word(word)) => self.word(column, &word)?,
            Some(Sort::Comparison(_) | Sort::Close | Sort::Comma) => {
                return Err(Fault::new(column, "a name or a value is missing here"));
            }
            None => return Err(Fault::new(column, "the condition ends too early")),
        };
        Ok(Syntax { column, node })
    }

    fn word(&mut self, column: usize, word: &str) -> Result<Node, Fault> {
        match word {
            "true" | "false" => Ok(Node::Literal(Fact::Truth(word == "true"))),
            "days" => {
                self.expect(&Sort::Open, "`days` is written `days(a - b)`")?;
                let later = self.operand()?;
                self.expect(&Sort::Minus, "`days` is written `days(a - b)`")?;
                let earlier = self.operand()?;
                self.expect(&Sort::Close, "a closing `)` is missing")?;
                Ok(Node::Days(Box::new(later), Box::new(earlier)))
            }
            "count" => self.step_of("count").map(Node::Count),
            "missing" => self.step_of("missing").map(Node::Missing),
            "len" => {
                self.expect(&Sort::Open, "`len` is written `len(step)`")?;
                let inner = self.operand()?;
                self.expect(&Sort::Close, "a closing `)` is missing")?;
                Ok(Node::Len(Box::new(inner)))
            }
            other if KEYWORDS.contains(&other) => {
                Err(Fault::new(column, format!("`{other}` cannot stand here")))
            }
            name => {
                let parts: Vec<String> = name.split('.').map(str::to_owned).collect();
                let whole = parts.len() <= 2 && parts.iter().all(|part| !part.is_empty());
                whole.then_some(Node::Name(parts)).ok_or_else(|| {
                    Fault::new(column, format!("`{name}` is neither a step nor a column of a step"))
                })
            }
        }
    }

    /// The step inside `count(…)` and `missing(…)`.
    fn step_of(&mut self, function: &str) -> Result<String, Fault> {
        let usage = format!("`{function}` is written `{function}(step)`");
        self.expect(&Sort::Open, &usage)?;
        let column = self.column();
        let step = self.take_any_word().ok_or_else(|| Fault::new(column, usage))?;
        self.expect(&Sort::Close, "a closing `)` is missing")?;
        Ok(step)
    }

    fn deeper(&mut self, column: usize) -> Result<(), Fault> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Fault::new(column, "the condition is nested too deeply"));
        }
        Ok(())
    }

    fn column(&self) -> usize {
        self.tokens.get(self.at).map_or(self.end, |token| token.column)
    }

    fn take(&mut self) -> Option<Sort> {
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        Some(token.sort.clone())
    }

    fn expect(&mut self, wanted: &Sort, otherwise: &str) -> Result<(), Fault> {
        let column = self.column();
        if self.take().as_ref() == Some(wanted) {
            Ok(())
        } else {
            Err(Fault::new(column, otherwise))
        }
    }

    fn next_is_word(&self, word: &str) -> bool {
        matches!(self.tokens.get(self.at).map(|token| &token.sort), Some(Sort::Word(next)) if next == word)
    }

    fn take_word(&mut self, word: &str) -> Option<usize> {
        let column = self.column();
        self.next_is_word(word).then(|| {
            self.at += 1;
            column
        })
    }

    fn take_any_word(&mut self) -> Option<String> {
        match self.tokens.get(self.at).map(|token| &token.sort) {
            Some(Sort::Word(word)) => {
                let word = word.clone();
                self.at += 1;
                Some(word)
            }
            _ => None,
        }
    }

    fn take_comparison(&mut self) -> Option<(usize, Comparison)> {
        let column = self.column();
        match self.tokens.get(self.at).map(|token| &token.sort) {
            Some(Sort::Comparison(comparison)) => {
                let comparison = *comparison;
                self.at += 1;
                Some((column, comparison))
            }
            _ => None,
        }
    }
}
