//! All texts of one locale, parsed once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use fluent::concurrent::FluentBundle;
use fluent::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::message::{Arg, Message};
use super::problem::Problem;
use super::reading::{Reader, Text};
use super::surface::Surface;
use super::value::{Writer, persian_number};
use super::{arguments, builtin, markdown};

/// All texts of one locale. Shared between threads; a text costs a few microseconds.
pub struct Catalog {
    locale: String,
    bundle: FluentBundle<FluentResource>,
    texts: BTreeMap<String, Text>,
}

impl Catalog {
    /// Reads `files`, pairs of name and source, in their order. Names appear in the problems as they are.
    ///
    /// Always gives a catalog: what is wrong is left out of it and told. A catalog with problems of `Severity::Error` is
    /// not fit for people. A file with the Persian texts of `locales/fa/values.ftl` stands in for missing `value-*` keys.
    pub fn load(locale: &str, files: &[(String, String)]) -> (Self, Vec<Problem>) {
        let mut reader = Reader::default();
        let language = locale.parse::<LanguageIdentifier>().unwrap_or_else(|_| {
            reader.report("WD011", (locale, 0), format!("`{locale}` is no locale"));
            LanguageIdentifier::default()
        });
        let mut bundle = FluentBundle::new_concurrent(vec![language.clone()]);
        // `value` isolates what needs it: Fluent would isolate every placeable, on every surface.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(|value, _| {
            if let FluentValue::Number(number) = value {
                Some(persian_number(number))
            } else {
                None
            }
        }));
        for (file, source) in files {
            add(&mut bundle, reader.read(file, source));
        }
        let lacking: Vec<&str> =
            builtin::KEYS.into_iter().filter(|key| !reader.texts.contains_key(*key)).collect();
        if !lacking.is_empty() {
            let mut stand_in = Reader::default();
            add(&mut bundle, stand_in.read(builtin::FILE, builtin::SOURCE));
            for key in lacking {
                if language.language.as_str() != "fa" {
                    let text = format!("there is no text for `{key}`: the Persian one is used");
                    reader.problems.push(Problem::warning("WD012", (locale, 0), text));
                }
                reader.texts.extend(stand_in.texts.remove_entry(key));
            }
        }
        if bundle.add_builtins().is_err() {
            reader.report("WD002", (locale, 0), "a text is called `NUMBER`".to_owned());
        }
        arguments::close(&mut reader);
        reader.problems.sort();
        (Self { locale: locale.to_owned(), bundle, texts: reader.texts }, reader.problems)
    }

    /// The locale as it was given, `fa`.
    pub fn locale(&self) -> &str {
        &self.locale
    }

    /// The words of `message`. Never fails: a key without text is shown in ⟨⟩, a missing argument as `{$name}`;
    /// [`Catalog::faults`] finds both.
    pub fn text(&self, message: &Message, surface: Surface) -> String {
        let text = Writer { catalog: self, surface, depth: 0 }.message(message);
        if surface == Surface::Chat {
            return text;
        }
        let text = markdown::reveal(&markdown::strip(&text));
        match surface {
            Surface::Button => text.split_whitespace().collect::<Vec<_>>().join(" "),
            Surface::Chat | Surface::Sms | Surface::Plain => text,
        }
    }

    /// Whether `key` has a text.
    pub fn has(&self, key: &str) -> bool {
        self.text_facts(key).is_some()
    }

    /// The arguments that the text of `key` takes, those of texts in it included.
    pub fn arguments(&self, key: &str) -> Option<&BTreeSet<String>> {
        self.text_facts(key).map(|text| &text.arguments)
    }

    /// Every key that has a text.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().filter(|(_, text)| !text.is_term).map(|(key, _)| key.as_str())
    }

    /// What a person would see of `message` that is not words: keys without text (`⟨key⟩`), and missing arguments (`key: {$name}`),
    /// in the messages inside it too. Empty when all is well.
    pub fn faults(&self, message: &Message) -> Vec<String> {
        let mut faults = Vec::new();
        match self.arguments(&message.key) {
            None => faults.push(format!("⟨{}⟩", message.key)),
            Some(taken) => {
                let missing = taken.iter().filter(|name| !message.args.contains_key(*name));
                faults.extend(missing.map(|name| format!("{}: {{${name}}}", message.key)));
            }
        }
        for arg in message.args.values() {
            match arg {
                Arg::Message(inner) => faults.extend(self.faults(inner)),
                Arg::Lines(inner) | Arg::List(inner) => {
                    faults.extend(inner.iter().flat_map(|inner| self.faults(inner)));
                }
                Arg::Typed(_)
                | Arg::Words(_)
                | Arg::Number(_)
                | Arg::Money(_)
                | Arg::Toman(_)
                | Arg::MoneyInWords(_)
                | Arg::Date(_)
                | Arg::Moment(_)
                | Arg::Code(_)
                | Arg::Mobile(_)
                | Arg::NationalCode(_) => {}
            }
        }
        faults
    }

    /// All that is known of the texts, terms included.
    pub(crate) fn texts(&self) -> &BTreeMap<String, Text> {
        &self.texts
    }

    pub(crate) fn text_facts(&self, key: &str) -> Option<&Text> {
        self.texts.get(key).filter(|text| !text.is_term)
    }

    /// The text of `key` with values that are written already.
    pub(crate) fn format(&self, key: &str, arguments: &FluentArgs<'_>) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return format!("⟨{key}⟩");
        };
        // Errors repeat what stays visible in the text and what `faults` and the lint tell.
        let mut errors = Vec::new();
        self.bundle.format_pattern(pattern, Some(arguments), &mut errors).into_owned()
    }
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalog")
            .field("locale", &self.locale)
            .field("texts", &self.texts.len())
            .finish_non_exhaustive()
    }
}

/// Fluent keeps the first text of an id, as [`Reader`] does; the reader tells about the second.
fn add(bundle: &mut FluentBundle<FluentResource>, resource: FluentResource) {
    drop(bundle.add_resource(resource));
}
