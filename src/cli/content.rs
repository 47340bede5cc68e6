//! Flows, lists and words, understood and held against each other.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::files::{Source, Sources, read_file};
use crate::config::ContentSettings;
use crate::flow::{Context, Datasets, Flow, Lock, Place, WordingKeys, check_lock, compile_all_in};
use crate::wording::{Catalog, Problem, Severity, UsedKey, check_usage};

/// The locale that people are spoken to in, and that others are held against.
pub(super) const LOCALE: &str = "fa";

/// Flows, lists and words that may be used.
#[derive(Debug)]
pub(super) struct Content {
    /// By id.
    pub(super) flows: BTreeMap<String, Flow>,
    pub(super) datasets: Datasets,
    /// Of [`LOCALE`].
    pub(super) words: Catalog,
    files_of_words: Vec<Source>,
}

impl Content {
    /// Reads everything and tells all that is wrong. Content with a problem of `Severity::Error` is not fit for people.
    pub(super) fn load(settings: &ContentSettings) -> (Self, Vec<Problem>) {
        let (mut sources, mut problems) = Sources::read(settings);
        let mut datasets = read_lists(&sources, &mut problems);
        if let Some(path) = &settings.centers {
            match read_file(path) {
                Ok(text) => {
                    let name = path.display().to_string();
                    problems.extend(datasets.replace("centers", &name, &text));
                }
                Err(problem) => problems.push(problem),
            }
        }
        let mut catalogs = read_words(&sources, &mut problems);
        let words = catalogs.remove(LOCALE).unwrap_or_else(|| {
            let text = format!("there is no folder of words `{LOCALE}`");
            problems.push(Problem::error("FI003", ("locales", 0), text));
            Catalog::load(LOCALE, &[]).0
        });
        let (flows, in_flows) = compile_flows(&sources, &datasets, &words, &mut problems);
        problems.extend(check_locks(&sources, &flows));
        let whole = Whole::of(&problems);
        problems.extend(check_words(&words, in_flows, whole));
        for other in catalogs.values() {
            problems.extend(check_usage(other, &all_keys(&words)));
        }
        problems.sort();
        problems.dedup();
        let files_of_words = sources.locales.remove(LOCALE).unwrap_or_default();
        (Self { flows, datasets, words, files_of_words }, problems)
    }

    /// As [`Content::load`], when there is no error.
    pub(super) fn load_sound(settings: &ContentSettings) -> Result<Self, Vec<Problem>> {
        let (content, problems) = Self::load(settings);
        let is_sound = problems.iter().all(|problem| problem.severity != Severity::Error);
        if is_sound { Ok(content) } else { Err(problems) }
    }
}

impl Content {
    /// The words once more: engine and service each keep their own.
    pub(super) fn second_words(&self) -> Catalog {
        Catalog::load(LOCALE, &self.files_of_words).0
    }
}

fn read_lists(sources: &Sources, problems: &mut Vec<Problem>) -> Datasets {
    let (datasets, found) = Datasets::load(&sources.lists);
    problems.extend(found);
    datasets
}

fn read_words(sources: &Sources, problems: &mut Vec<Problem>) -> BTreeMap<String, Catalog> {
    let mut catalogs = BTreeMap::new();
    for (locale, files) in &sources.locales {
        let (catalog, found) = Catalog::load(locale, files);
        problems.extend(found);
        catalogs.insert(locale.clone(), catalog);
    }
    catalogs
}

/// The flows, and the keys that their files name.
fn compile_flows(
    sources: &Sources,
    datasets: &Datasets,
    words: &Catalog,
    problems: &mut Vec<Problem>,
) -> (BTreeMap<String, Flow>, BTreeSet<String>) {
    let listening = Listening { words, asked: RefCell::default() };
    let mut context = Context::new(datasets, &listening);
    context.flows = sources.flows.iter().map(|(file, _)| stem(file)).collect();
    context.given = given();
    let (flows, found) = compile_all_in(&sources.flows, &context);
    problems.extend(found);
    (flows, listening.asked.into_inner())
}

/// The arguments that the engine gives to the texts of a flow file. What a rule says may mention any answer, so that is not
/// among them.
fn given() -> BTreeMap<Place, BTreeSet<String>> {
    let bare = [Place::Title, Place::Ask, Place::Label, Place::Help, Place::Button, Place::Notice];
    bare.into_iter().map(|place| (place, BTreeSet::new())).collect()
}

/// Words that remember what they were asked for: each key that a flow file names is looked up while it is compiled.
struct Listening<'a> {
    words: &'a Catalog,
    asked: RefCell<BTreeSet<String>>,
}

impl WordingKeys for Listening<'_> {
    fn arguments(&self, key: &str) -> Option<BTreeSet<String>> {
        self.asked.borrow_mut().insert(key.to_owned());
        WordingKeys::arguments(self.words, key)
    }

    fn keys(&self) -> Vec<String> {
        WordingKeys::keys(self.words)
    }

    fn characters(&self, key: &str) -> Option<usize> {
        self.words.characters(key)
    }
}

fn check_locks(sources: &Sources, flows: &BTreeMap<String, Flow>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut locks = BTreeMap::new();
    for (file, source) in &sources.locks {
        let (lock, found) = Lock::read(file, source);
        problems.extend(found);
        locks.insert(stem(file), lock);
    }
    for (file, source) in &sources.flows {
        let Some(flow) = flows.get(&stem(file)) else { continue };
        match locks.get(&flow.id) {
            // A lock that cannot be read was told already.
            Some(None) => {}
            lock => {
                let lock = lock.and_then(Option::as_ref);
                problems.extend(check_lock((file, source), flow, lock));
            }
        }
    }
    problems
}

/// Holds `words` against what flows and program ask for. What the program asks for is what its own words have beyond its own
/// flows: a test holds those against the sources.
fn check_words(words: &Catalog, in_flows: BTreeSet<String>, whole: Whole) -> Vec<Problem> {
    let own = Sources::embedded();
    let mut ignored = Vec::new();
    let own_lists = read_lists(&own, &mut ignored);
    let own_words = read_words(&own, &mut ignored).remove(LOCALE);
    let Some(own_words) = own_words else { return Vec::new() };
    let (_, in_own_flows) = compile_flows(&own, &own_lists, &own_words, &mut ignored);
    let mut used = all_keys(&own_words);
    used.retain(|used| !in_own_flows.contains(&used.key));
    // A flow that could not be read to its end may use whatever it is shipped with.
    let excused = in_own_flows.into_iter().filter(|_| whole != Whole::Yes);
    // Flow files are told of missing texts by their own lint, with their lines.
    let in_flows = in_flows.into_iter().chain(excused).filter(|key| words.has(key));
    used.extend(in_flows.map(|key| used_key(key, None)));
    let mut found = check_usage(words, &used);
    found.retain(|problem| whole != Whole::Unread || problem.severity == Severity::Error);
    found
}

/// How much of the flow files is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whole {
    /// All of them.
    Yes,
    /// What has no error.
    Faulty,
    /// One could not be read at all.
    Unread,
}

impl Whole {
    fn of(problems: &[Problem]) -> Self {
        let is_flow = |file: &str| Path::new(file).extension().is_some_and(|end| end == "toml");
        let flows = problems.iter().filter(|problem| is_flow(&problem.file));
        let mut errors = flows.filter(|problem| problem.severity == Severity::Error).peekable();
        if errors.peek().is_none() {
            return Self::Yes;
        }
        // No line of it says anything.
        if errors.any(|problem| problem.code == "FL001") { Self::Unread } else { Self::Faulty }
    }
}

/// Every key of `words` as one that is used with just the arguments that it takes.
fn all_keys(words: &Catalog) -> Vec<UsedKey> {
    let keys = words.keys().map(str::to_owned);
    keys.map(|key| {
        let taken = words.arguments(&key).cloned();
        used_key(key, taken)
    })
    .collect()
}

fn used_key(key: String, args: Option<BTreeSet<String>>) -> UsedKey {
    UsedKey { key, args, file: format!("locales/{LOCALE}"), line: 0 }
}

/// `flows/claim.toml` → `claim`.
fn stem(file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.split('.').next().unwrap_or(name).to_owned()
}
