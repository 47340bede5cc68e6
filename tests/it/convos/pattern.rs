//! Texts of the locale as patterns: what is fixed in a text must stand in the message in that order, with what its
//! arguments say in between. Read out of the files by a reader of its own, so that nobody vouches for himself.

use std::collections::BTreeMap;
use std::path::Path;

use bimeyar::persian::text;
use bimeyar::wording::{Arg, Catalog, Message, Surface};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement};
use fluent_syntax::parser;

use super::world;

/// A part of a text.
#[derive(Clone, Debug)]
enum Piece {
    Words(String),
    /// An argument.
    Slot(String),
    /// Another text.
    Text(String),
}

/// All ways in which a text can be written: one for each choice of its variants.
type Ways = Vec<Vec<Piece>>;

/// The texts of a folder of words.
#[derive(Debug)]
pub(crate) struct Texts(BTreeMap<String, Ways>);

impl Texts {
    pub(crate) fn of(folder: &Path) -> Self {
        Self(texts(folder))
    }
}

fn texts(folder: &Path) -> BTreeMap<String, Ways> {
    let mut texts = BTreeMap::new();
    for (file, source) in world::files(folder, "ftl") {
        let resource = parser::parse(source).unwrap_or_else(|_| panic!("{file} cannot be read"));
        for entry in resource.body {
            match entry {
                Entry::Message(message) => {
                    let ways = message.value.map(|value| ways(&value.elements));
                    texts.insert(message.id.name, ways.unwrap_or_default());
                }
                Entry::Term(term) => {
                    texts.insert(format!("-{}", term.id.name), ways(&term.value.elements));
                }
                Entry::Comment(_)
                | Entry::GroupComment(_)
                | Entry::ResourceComment(_)
                | Entry::Junk { .. } => {}
            }
        }
    }
    texts
}

fn ways(elements: &[PatternElement<String>]) -> Ways {
    let mut all: Ways = vec![Vec::new()];
    for element in elements {
        let next = match element {
            PatternElement::TextElement { value } => vec![vec![Piece::Words(bare(value))]],
            PatternElement::Placeable { expression } => expressed(expression),
        };
        all = all
            .iter()
            .flat_map(|way| next.iter().map(|rest| [way.as_slice(), rest].concat()))
            .collect();
    }
    all
}

fn expressed(expression: &Expression<String>) -> Ways {
    match expression {
        Expression::Select { variants, .. } => {
            variants.iter().flat_map(|variant| ways(&variant.value.elements)).collect()
        }
        Expression::Inline(inline) => inlined(inline),
    }
}

fn inlined(inline: &InlineExpression<String>) -> Ways {
    let piece = match inline {
        InlineExpression::StringLiteral { value } | InlineExpression::NumberLiteral { value } => {
            Piece::Words(bare(value))
        }
        InlineExpression::VariableReference { id } => Piece::Slot(id.name.clone()),
        InlineExpression::MessageReference { id, .. } => Piece::Text(id.name.clone()),
        InlineExpression::TermReference { id, .. } => Piece::Text(format!("-{}", id.name)),
        InlineExpression::FunctionReference { arguments, .. } => {
            return arguments.positional.first().map_or_else(Vec::new, inlined);
        }
        InlineExpression::Placeable { expression } => return expressed(expression),
    };
    vec![vec![piece]]
}

/// A message as a person reads it.
#[derive(Clone, Debug)]
pub(crate) struct Read<'t> {
    texts: &'t Texts,
    said: String,
}

impl<'t> Read<'t> {
    pub(crate) fn new(texts: &'t Texts, text: &str) -> Self {
        Self { texts, said: bare(text) }
    }

    /// Whether it holds what `message` says.
    pub(crate) fn fits(&self, words: &Catalog, message: &Message) -> bool {
        let known: BTreeMap<&str, String> = message
            .args
            .iter()
            .filter_map(|(name, arg)| Some((name.as_str(), bare(&written(words, arg)?))))
            .collect();
        self.texts.is_in(&self.said, &message.key, &known)
    }
}

impl Texts {
    /// Whether a text of `key` is in `text`, whatever its arguments are if they are not `known`.
    fn is_in(&self, text: &str, key: &str, known: &BTreeMap<&str, String>) -> bool {
        let Some(ways) = self.0.get(key) else { return false };
        ways.iter().any(|way| {
            let mut fixed = vec![String::new()];
            self.lay_out(way, known, &mut fixed);
            let mut rest = Some(text);
            for part in &fixed {
                rest = rest.and_then(|rest| Some(rest.split_once(part.as_str())?.1));
            }
            rest.is_some()
        })
    }

    /// What is fixed of a text, cut where something may stand that is not known.
    fn lay_out(&self, way: &[Piece], known: &BTreeMap<&str, String>, fixed: &mut Vec<String>) {
        for piece in way {
            let words = match piece {
                Piece::Words(words) => Some(words.clone()),
                Piece::Slot(name) => known.get(name.as_str()).cloned(),
                Piece::Text(key) => match self.0.get(key).map(Vec::as_slice) {
                    Some([way]) => {
                        self.lay_out(way, known, fixed);
                        continue;
                    }
                    Some(_) | None => None,
                },
            };
            match (words, fixed.last_mut()) {
                (Some(words), Some(last)) => last.push_str(&words),
                (_, _) => fixed.push(String::new()),
            }
        }
    }
}

/// What an argument looks like in a message, where that is plain.
fn written(words: &Catalog, arg: &Arg) -> Option<String> {
    Some(match arg {
        Arg::Typed(text) | Arg::Words(text) | Arg::Code(text) => text.clone(),
        Arg::Number(number) => number.to_string(),
        Arg::MoneyInWords(amount) => amount.in_words(),
        Arg::Date(date) => date.long(),
        Arg::Mobile(mobile) => mobile.expose().to_owned(),
        Arg::NationalCode(code) => code.expose().to_owned(),
        Arg::Message(message) => words.text(message, Surface::Plain),
        Arg::Lines(lines) => {
            lines.iter().map(|line| words.text(line, Surface::Plain)).collect::<String>()
        }
        Arg::Money(_) | Arg::Toman(_) | Arg::Moment(_) | Arg::List(_) => return None,
    })
}

/// Without what surfaces add or change: spaces, marks of markup and their look-alikes, thousands, the script of digits.
fn bare(text: &str) -> String {
    let dropped = |letter: char| {
        letter.is_whitespace()
            || matches!(
                letter,
                '*' | '_' | '[' | ']' | '(' | ')' | '~' | '`' | '\\' | '٬' | '\u{200c}'
            )
    };
    text::normalise(text).chars().filter(|letter| !dropped(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_known_by_what_is_fixed_in_it() {
        let shipped = world::Setting::shipped(false);
        let words = &shipped.words;
        let arrived = |count| Message::new("photos-arrived").with("count", Arg::Number(count));
        let said = words.text(&arrived(3), Surface::Chat);
        let read = Read::new(&shipped.texts, &format!("پیش *از* آن\n\n{said}"));
        assert!(read.fits(words, &arrived(3)));
        assert!(!read.fits(words, &arrived(4)));
        assert!(!read.fits(words, &Message::new("ask-province")));
        assert!(!read.fits(words, &Message::new("no-such-key")));
    }
}
