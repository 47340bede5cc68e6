//! Typed reading of settings: each key once, its default beside it, all that is wrong told at once.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use super::written::{Origin, Value, Written};
use super::{codes, environment};
use crate::runtime::Secret;
use crate::wording::Problem;

/// Hands out settings and collects what is wrong with them.
#[derive(Debug)]
pub(super) struct Reader {
    file: BTreeMap<String, (Origin, Value)>,
    sections: BTreeMap<String, Origin>,
    variables: BTreeMap<String, (Origin, Value)>,
    /// Where systemd puts what only this service may read.
    credentials: Option<PathBuf>,
    /// Every key that was asked for.
    pub(super) known: BTreeSet<String>,
    pub(super) problems: Vec<Problem>,
}

impl Reader {
    pub(super) fn new(
        written: Written,
        variables: BTreeMap<String, (Origin, Value)>,
        problems: Vec<Problem>,
    ) -> Self {
        let Written { values: file, sections } = written;
        Self { file, sections, variables, credentials: None, known: BTreeSet::new(), problems }
    }

    /// The folder of credentials, if there is one.
    pub(super) fn with_credentials(self, credentials: Option<PathBuf>) -> Self {
        Self { credentials, ..self }
    }

    /// The value of `key`, of the environment before that of the file; from here on `key` is one that there is.
    fn take(&mut self, key: &str) -> Option<(Origin, Value)> {
        self.known.insert(key.to_owned());
        self.variables.get(key).or_else(|| self.file.get(key)).cloned()
    }

    /// A text without white space around it; an empty one counts as not set.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        match self.take(key)? {
            (_, Value::Text(text) | Value::Bare(text)) => {
                Some(text.trim().to_owned()).filter(|text| !text.is_empty())
            }
            (origin, Value::Whole(_)) => self.shape(key, &origin, "a text, in quotes", "a number"),
            (origin, Value::Truth(_)) => self.shape(key, &origin, "a text, in quotes", "a truth"),
            (origin, Value::Strange(what)) => self.shape(key, &origin, "a text, in quotes", what),
        }
    }

    /// A text that is never printed.
    pub(super) fn secret(&mut self, key: &str) -> Option<Secret<String>> {
        self.text(key).map(Secret::new)
    }

    /// As [`Reader::secret`]; where nothing is set, the credential of the same name that systemd gives (`LoadCredential=`). Who
    /// may read that is systemd's matter.
    pub(super) fn secret_or_credential(&mut self, key: &str) -> Option<Secret<String>> {
        if let Some(secret) = self.secret(key) {
            return Some(secret);
        }
        let file = self.credentials.as_ref()?.join(key);
        match std::fs::read_to_string(&file) {
            Ok(text) => Some(Secret::new(text)),
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => None,
            Err(fault) => {
                let told = format!("cannot be read from {}: {fault}", file.display());
                self.wrong(key, &told, None);
                None
            }
        }
    }

    /// A file or folder; a relative one starts in the working folder.
    pub(super) fn path(&mut self, key: &str) -> Option<PathBuf> {
        self.text(key).map(PathBuf::from)
    }

    /// A whole number in `range`.
    pub(super) fn whole(&mut self, key: &str, range: RangeInclusive<i64>, default: i64) -> i64 {
        let found = match self.take(key) {
            None => return default,
            Some((origin, Value::Whole(number))) => Some((origin, number)),
            Some((origin, Value::Bare(text))) => match text.trim().parse() {
                Ok(number) => Some((origin, Some(number))),
                Err(_) => self.shape(key, &origin, "a whole number", "something else"),
            },
            Some((origin, Value::Text(_))) => self.shape(key, &origin, "a whole number", "a text"),
            Some((origin, Value::Truth(_))) => {
                self.shape(key, &origin, "a whole number", "a truth")
            }
            Some((origin, Value::Strange(what))) => {
                self.shape(key, &origin, "a whole number", what)
            }
        };
        let Some((origin, number)) = found else { return default };
        if let Some(number) = number.filter(|number| range.contains(number)) {
            return number;
        }
        let text = format!("`{key}` must be from {} to {}", range.start(), range.end());
        self.problems.push(Problem::error(codes::OUT_OF_RANGE, place(&origin), text));
        default
    }

    /// [`Reader::whole`] as the type of the field, whose bounds `range` must respect.
    pub(super) fn number<T: TryFrom<i64> + Copy>(
        &mut self,
        key: &str,
        range: RangeInclusive<i64>,
        default: T,
    ) -> T
    where
        i64: TryFrom<T>,
    {
        let fallback = i64::try_from(default).unwrap_or(i64::MAX);
        T::try_from(self.whole(key, range, fallback)).unwrap_or(default)
    }

    /// From 1 to `most`.
    pub(super) fn at_least_one(&mut self, key: &str, most: u32, default: NonZeroU32) -> NonZeroU32 {
        let number = self.number(key, 1..=i64::from(most), default.get());
        NonZeroU32::new(number).unwrap_or(default)
    }

    /// One of `words`.
    pub(super) fn one_of<T: Copy>(&mut self, key: &str, words: &[(&str, T)], default: T) -> T {
        let Some(word) = self.text(key) else { return default };
        if let Some((_, found)) = words.iter().find(|(known, _)| *known == word) {
            return *found;
        }
        let listed: Vec<&str> = words.iter().map(|(known, _)| *known).collect();
        let hint = did_you_mean(&word, listed.iter().copied());
        self.wrong(key, &format!("must be one of: {}", listed.join(", ")), hint);
        default
    }

    /// An address such as `127.0.0.1:8080`.
    pub(super) fn address(&mut self, key: &str, default: SocketAddr) -> SocketAddr {
        let Some(text) = self.text(key) else { return default };
        text.parse().unwrap_or_else(|_| {
            self.wrong(key, "must be an IP address and a port, like 127.0.0.1:8080", None);
            default
        })
    }

    /// Tells that what is set under `key` cannot be.
    pub(super) fn wrong(&mut self, key: &str, text: &str, hint: Option<String>) {
        self.tell(codes::BAD_VALUE, key, text, hint);
    }

    /// Tells that `key` must be set.
    pub(super) fn missing(&mut self, key: &str, text: &str) {
        let hint = format!("Set it in the file or by the variable {}.", environment::variable(key));
        self.tell(codes::MISSING, key, text, Some(hint));
    }

    /// Tells something about `key`, at the place where it is set.
    pub(super) fn tell(&mut self, code: &'static str, key: &str, text: &str, hint: Option<String>) {
        let found = self.variables.get(key).or_else(|| self.file.get(key));
        let origin = match found {
            Some((origin, _)) => origin.clone(),
            None => Origin { source: environment::variable(key), line: 0 },
        };
        let problem = Problem::error(code, place(&origin), format!("`{key}` {text}"));
        self.problems.push(problem.hinting(hint));
    }

    /// All problems, with those of keys that nothing has asked for.
    pub(super) fn finish(mut self) -> Vec<Problem> {
        let is_section = |key: &str| {
            let prefix = format!("{key}.");
            self.known.iter().any(|known| known.starts_with(&prefix))
        };
        let (strange, sections): (Vec<_>, Vec<_>) =
            self.sections.iter().partition(|(key, _)| !is_section(key));
        let names = sections.iter().map(|(key, _)| key.as_str());
        let all: BTreeSet<String> = self.known.iter().flat_map(|key| above(key)).collect();
        let names: BTreeSet<&str> = names.chain(all.iter().map(String::as_str)).collect();
        let inside_strange =
            |key: &str| strange.iter().any(|(section, _)| key.starts_with(&format!("{section}.")));
        let mut found = Vec::new();
        for (key, origin) in strange.iter().filter(|(key, _)| !inside_strange(key)) {
            let text = format!("there is no section `{key}`");
            let known = self.known.contains(*key);
            let hint = if known {
                Some(format!("`{key}` is a single setting."))
            } else {
                did_you_mean(key, names.iter().copied())
            };
            let problem = Problem::error(codes::UNKNOWN_KEY, place(origin), text);
            found.push(problem.hinting(hint));
        }
        let unknown = |key: &str| !self.known.contains(key) && !inside_strange(key);
        for (key, (origin, _)) in self.file.iter().filter(|(key, _)| unknown(key)) {
            let text = format!("there is no setting `{key}`");
            let hint = did_you_mean(key, self.known.iter().map(String::as_str));
            let problem = Problem::error(codes::UNKNOWN_KEY, place(origin), text);
            found.push(problem.hinting(hint));
        }
        for (key, (origin, _)) in &self.variables {
            if !self.known.contains(key) {
                let near = nearest(key, self.known.iter().map(String::as_str));
                let hint =
                    near.map(|near| format!("Did you mean {}?", environment::variable(near)));
                // An older program must start in the environment of a newer one.
                let text = "this variable sets nothing";
                let problem = Problem::warning(codes::UNKNOWN_VARIABLE, place(origin), text);
                found.push(problem.hinting(hint));
            }
        }
        self.problems.extend(found);
        self.problems.sort_by(|a, b| (&a.file, a.line, a.code).cmp(&(&b.file, b.line, b.code)));
        self.problems
    }

    fn shape<T>(&mut self, key: &str, origin: &Origin, wanted: &str, found: &str) -> Option<T> {
        let text = format!("`{key}` must be {wanted}, not {found}");
        self.problems.push(Problem::error(codes::WRONG_SHAPE, place(origin), text));
        None
    }
}

fn place(origin: &Origin) -> (&str, usize) {
    (&origin.source, origin.line)
}

/// The sections that `key` stands in.
fn above(key: &str) -> Vec<String> {
    let dots = key.match_indices('.').filter_map(|(at, _)| key.get(..at));
    dots.map(str::to_owned).collect()
}

fn did_you_mean<'a, I: Iterator<Item = &'a str>>(word: &str, candidates: I) -> Option<String> {
    nearest(word, candidates).map(|nearest| format!("Did you mean `{nearest}`?"))
}

/// The candidate that `word` may be a slip of.
fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.len() / 3).clamp(1, 3))
        .min()
        .map(|(_, candidate)| candidate)
}
