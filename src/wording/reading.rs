//! Reading `.ftl` files: every fault of every file at once, each with its line.

use std::collections::{BTreeMap, BTreeSet};

use fluent::FluentResource;
use fluent_syntax::ast::{Attribute, Entry, Pattern};

use super::problem::Problem;
use super::syntax::{Mentions, line_at, line_of};
use super::typed::is_direction_mark;

/// Fluent stops resolving a text after 100 placeables and leaves the rest out.
const MAX_PLACEABLES: usize = 100;

/// What is known of one text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text {
    pub file: String,
    pub line: usize,
    /// Starts with a dash in the file and cannot be asked for.
    pub is_term: bool,
    /// Arguments that the text itself takes; after [`super::arguments::close`] also those of the texts in it.
    pub arguments: BTreeSet<String>,
    /// Those of them that a variant is selected by.
    pub selectors: BTreeSet<String>,
    /// Texts that it refers to, and the line of the reference.
    pub messages: BTreeMap<String, usize>,
    /// Terms that it refers to, and the line of the reference.
    pub terms: BTreeMap<String, usize>,
}

/// All texts of the files read so far, and what is wrong with them.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    /// By id; terms without their dash, as Fluent keeps them in the same table.
    pub texts: BTreeMap<String, Text>,
    pub problems: Vec<Problem>,
}

impl Reader {
    /// Reads one file. The resource is usable even where problems were found.
    pub(crate) fn read(&mut self, file: &str, source: &str) -> FluentResource {
        self.check_letters(file, source);
        let (resource, errors) = match FluentResource::try_new(source.to_owned()) {
            Ok(resource) => (resource, Vec::new()),
            Err((resource, errors)) => (resource, errors),
        };
        for error in errors {
            let line = line_at(source, error.pos.start);
            let problem = Problem::error("WD001", (file, line), error.to_string());
            self.problems.push(problem.hinting(syntax_hint(source, line)));
        }
        let source = resource.source();
        for entry in resource.entries() {
            match entry {
                Entry::Message(message) => {
                    let at = (file, line_of(source, message.id.name));
                    self.check_attributes(at, message.id.name, &message.attributes);
                    match &message.value {
                        Some(value) => self.take(at, source, (message.id.name, false), value),
                        None => {
                            self.report("WD007", at, format!("`{}` has no text", message.id.name));
                        }
                    }
                }
                Entry::Term(term) => {
                    let at = (file, line_of(source, term.id.name));
                    self.take(at, source, (term.id.name, true), &term.value);
                }
                Entry::Comment(_)
                | Entry::GroupComment(_)
                | Entry::ResourceComment(_)
                | Entry::Junk { .. } => {}
            }
        }
        resource
    }

    /// Notes an error.
    pub(crate) fn report(&mut self, code: &'static str, place: (&str, usize), text: String) {
        self.problems.push(Problem::error(code, place, text));
    }

    fn check_letters(&mut self, file: &str, source: &str) {
        for (index, line) in source.lines().enumerate() {
            let escaped = ["\\u2066", "\\u2067", "\\u2068", "\\u2069", "\\u202"]
                .iter()
                .any(|mark| line.contains(mark));
            if escaped || line.contains(is_direction_mark) {
                let text = "direction marks (such as U+2068, U+200F) are put in by the program, where the surface wants them";
                self.report("WD004", (file, index + 1), text.to_owned());
            }
        }
    }

    fn check_attributes(&mut self, at: (&str, usize), id: &str, attributes: &[Attribute<&str>]) {
        for attribute in attributes {
            let text = format!(
                "`{id}.{}` cannot be asked for: give it a key of its own",
                attribute.id.name
            );
            self.report("WD007", at, text);
        }
    }

    fn take(
        &mut self,
        at: (&str, usize),
        source: &str,
        (id, is_term): (&str, bool),
        pattern: &Pattern<&str>,
    ) {
        if let Some(first) = self.texts.get(id) {
            let text = format!(
                "`{id}` is defined twice; the first is {}:{} and wins",
                first.file, first.line
            );
            self.report("WD002", at, text);
            return;
        }
        let mentions = Mentions::of(pattern);
        self.check_mentions(at, source, (id, is_term), &mentions);
        let text = Text {
            file: at.0.to_owned(),
            line: at.1,
            is_term,
            arguments: mentions.variables.iter().map(|name| (*name).to_owned()).collect(),
            selectors: mentions.selectors.iter().map(|name| (*name).to_owned()).collect(),
            messages: mentions
                .messages
                .iter()
                .map(|(name, _)| ((*name).to_owned(), line_of(source, name)))
                .collect(),
            terms: mentions
                .terms
                .iter()
                .map(|name| ((*name).to_owned(), line_of(source, name)))
                .collect(),
        };
        self.texts.insert(id.to_owned(), text);
    }

    fn check_mentions(
        &mut self,
        at: (&str, usize),
        source: &str,
        (id, is_term): (&str, bool),
        mentions: &Mentions<'_>,
    ) {
        let place = |part: &str| (at.0, line_of(source, part));
        for function in mentions.functions.iter().filter(|name| **name != "NUMBER") {
            self.report(
                "WD005",
                place(function),
                format!("`{id}` calls `{function}`, which does not exist"),
            );
        }
        for (name, attribute) in &mentions.messages {
            if let Some(attribute) = attribute {
                let text =
                    format!("`{id}` refers to `{name}.{attribute}`: attributes have no text");
                self.report("WD003", place(name), text);
            }
        }
        for target in &mentions.link_arguments {
            let text =
                format!("`{id}` puts an argument into a link's target: typed words could close it");
            self.report("WD008", place(target), text);
        }
        if is_term && !(mentions.variables.is_empty() && mentions.messages.is_empty()) {
            let text = format!(
                "`-{id}` takes arguments or texts, which Fluent does not hand to terms: make it a text"
            );
            self.report("WD009", at, text);
        }
        if mentions.placeables > MAX_PLACEABLES {
            self.report("WD010", at, format!("`{id}` has more than {MAX_PLACEABLES} placeables"));
        }
    }
}

/// Advice for the fault that markup invites: Fluent reads the first letter of a continued line itself.
fn syntax_hint(source: &str, line: usize) -> Option<String> {
    let first = source.lines().nth(line.saturating_sub(1))?.trim_start().chars().next()?;
    matches!(first, '*' | '[' | '.')
        .then(|| format!("A line that begins with `{first}` is written `{{\"{first}\"}}…`."))
}
