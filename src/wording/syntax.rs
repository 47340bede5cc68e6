//! What a parsed Fluent text refers to.

use fluent_syntax::ast::{CallArguments, Expression, InlineExpression, Pattern, PatternElement};

/// Everything that one text mentions, in the order of the file. The slices point into the source, which gives their line.
#[derive(Debug, Default)]
pub(crate) struct Mentions<'source> {
    /// `$variables`, selectors included.
    pub variables: Vec<&'source str>,
    /// `$variables` that a variant is selected by.
    pub selectors: Vec<&'source str>,
    /// Referenced messages and, if one is asked for, the attribute.
    pub messages: Vec<(&'source str, Option<&'source str>)>,
    /// Referenced terms, without the dash.
    pub terms: Vec<&'source str>,
    /// Called functions.
    pub functions: Vec<&'source str>,
    /// Link targets `](…` into which an argument is put.
    pub link_arguments: Vec<&'source str>,
    /// How many `{ … }` there are.
    pub placeables: usize,
}

impl<'source> Mentions<'source> {
    /// What `pattern` mentions.
    pub(crate) fn of(pattern: &Pattern<&'source str>) -> Self {
        let mut mentions = Self::default();
        mentions.read_pattern(pattern);
        mentions
    }

    fn read_pattern(&mut self, pattern: &Pattern<&'source str>) {
        let mut in_link_target = None;
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => {
                    let opened = value.rsplit_once("](").map(|(_, target)| target);
                    let target = opened.or(in_link_target.map(|_| *value));
                    in_link_target = target.filter(|target| !target.contains([')', '\n']));
                }
                PatternElement::Placeable { expression } => {
                    self.placeables += 1;
                    self.link_arguments.extend(in_link_target);
                    self.read_expression(expression);
                }
            }
        }
    }

    fn read_expression(&mut self, expression: &Expression<&'source str>) {
        match expression {
            Expression::Inline(inline) => self.read_inline(inline),
            Expression::Select { selector, variants } => {
                let first = self.variables.len();
                self.read_inline(selector);
                self.selectors.extend(self.variables.iter().skip(first));
                for variant in variants {
                    self.read_pattern(&variant.value);
                }
            }
        }
    }

    fn read_inline(&mut self, inline: &InlineExpression<&'source str>) {
        match inline {
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
            InlineExpression::VariableReference { id } => self.variables.push(id.name),
            InlineExpression::MessageReference { id, attribute } => {
                self.messages.push((id.name, attribute.as_ref().map(|attribute| attribute.name)));
            }
            InlineExpression::TermReference { id, arguments, .. } => {
                self.terms.push(id.name);
                if let Some(arguments) = arguments {
                    self.read_arguments(arguments);
                }
            }
            InlineExpression::FunctionReference { id, arguments } => {
                self.functions.push(id.name);
                self.read_arguments(arguments);
            }
            InlineExpression::Placeable { expression } => {
                self.placeables += 1;
                self.read_expression(expression);
            }
        }
    }

    fn read_arguments(&mut self, arguments: &CallArguments<&'source str>) {
        let named = arguments.named.iter().map(|argument| &argument.value);
        arguments.positional.iter().chain(named).for_each(|argument| self.read_inline(argument));
    }
}

/// The line, from 1, at which `part`, a slice of `source`, begins.
pub(crate) fn line_of(source: &str, part: &str) -> usize {
    line_at(source, part.as_ptr().addr().saturating_sub(source.as_ptr().addr()))
}

/// The line, from 1, of the byte at `offset`.
pub(crate) fn line_at(source: &str, offset: usize) -> usize {
    source.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}
