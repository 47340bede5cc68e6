//! What the engine reads: the shipped flows, lists and words.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use bimeyar::engine::{EngineSettings, World};
use bimeyar::flow::{Datasets, compile_all};
use bimeyar::wording::{Catalog, Problem, Severity};

use super::pattern::Texts;

/// The world as it is shipped; with `open_mode` no directory is loaded.
pub(crate) fn world(open_mode: bool) -> Arc<World> {
    static WITH_DIRECTORY: LazyLock<Arc<World>> =
        LazyLock::new(|| Arc::new(build(false, &BTreeMap::new())));
    static OPEN: LazyLock<Arc<World>> = LazyLock::new(|| Arc::new(build(true, &BTreeMap::new())));
    Arc::clone(if open_mode { &OPEN } else { &WITH_DIRECTORY })
}

/// The flows and words that a conversation is played with.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    pub(crate) world: Arc<World>,
    pub(crate) words: Arc<Catalog>,
    /// The words once more, by a reader of its own.
    pub(crate) texts: Arc<Texts>,
    /// What `~ version` brings, where it is not a changed flow as it is shipped.
    pub(crate) later: Option<Arc<World>>,
}

impl Setting {
    /// What is shipped.
    pub(crate) fn shipped(open_mode: bool) -> Self {
        static TEXTS: LazyLock<Arc<Texts>> =
            LazyLock::new(|| Arc::new(Texts::of(Path::new("locales/fa"))));
        let texts = Arc::clone(&TEXTS);
        Self { world: world(open_mode), words: shared_words(), texts, later: None }
    }

    /// The folders `flows` and `locales` of `folder`; with `before`, what is there comes by `~ version` only.
    pub(crate) fn of(folder: &Path, before: Option<&Self>) -> Self {
        let world = Arc::new(read(folder, false, &BTreeMap::new()));
        let words = Arc::new(words(folder));
        let texts = Arc::new(Texts::of(&folder.join("locales/fa")));
        match before {
            None => Self { world, words, texts, later: None },
            Some(before) => {
                let earlier = Arc::clone(&before.world);
                Self { world: earlier, words, texts, later: Some(world) }
            }
        }
    }

    /// The world in which `flow` has this version.
    pub(crate) fn version(&self, flow: &str, version: u32) -> Arc<World> {
        let versions = BTreeMap::from([(flow.to_owned(), version)]);
        let changed = || Arc::new(build(self.world.settings.open_mode, &versions));
        self.later.clone().unwrap_or_else(changed)
    }
}

/// The world with other versions of flow files, by id of the flow. Each gets what was changed in that version.
pub(crate) fn build(open_mode: bool, versions: &BTreeMap<String, u32>) -> World {
    read(Path::new(""), open_mode, versions)
}

fn read(folder: &Path, open_mode: bool, versions: &BTreeMap<String, u32>) -> World {
    let (datasets, problems) = Datasets::load(&files(folder.join("flows/data"), "csv"));
    assert_eq!(problems, [], "{}", listed(&problems));
    let sources: Vec<(String, String)> = files(folder.join("flows"), "toml")
        .into_iter()
        .map(|(file, source)| {
            let version = versions.iter().find(|(flow, _)| file.ends_with(&format!("{flow}.toml")));
            let source = version.map_or(source.clone(), |(_, version)| changed(&source, *version));
            (file, source)
        })
        .collect();
    let words = words(folder);
    let (flows, problems) = compile_all(&sources, &datasets, &words);
    assert_eq!(problems, [], "{}", listed(&problems));
    World {
        flows,
        datasets,
        words,
        settings: EngineSettings { open_mode, ..EngineSettings::default() },
    }
}

/// The Persian texts, read once.
pub(crate) fn shared_words() -> Arc<Catalog> {
    static WORDS: LazyLock<Arc<Catalog>> = LazyLock::new(|| Arc::new(words(Path::new(""))));
    Arc::clone(&WORDS)
}

/// The Persian texts of `folder`.
fn words(folder: &Path) -> Catalog {
    let (words, problems) = Catalog::load("fa", &files(folder.join("locales/fa"), "ftl"));
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    assert_eq!(errors.count(), 0, "{}", listed(&problems));
    words
}

/// A flow of a later version, in which one question has changed so much that it is asked again.
fn changed(source: &str, version: u32) -> String {
    let shipped = source.lines().find_map(|line| line.strip_prefix("version = "));
    let shipped = shipped.expect("every flow has a version");
    let source =
        source.replacen(&format!("version = {shipped}\n"), &format!("version = {version}\n"), 1);
    format!("{source}\n[[migrate]]\nfrom = {shipped}\nreask = [\"basic_insurer\"]\n")
}

pub(crate) fn files(folder: impl AsRef<Path>, ending: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("the entry can be read").path())
        .filter(|path| path.extension().is_some_and(|end| end == ending))
        .map(|path| {
            (path.display().to_string(), fs::read_to_string(&path).expect("the file is text"))
        })
        .collect();
    files.sort();
    files
}

fn listed(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_shipped_world_is_whole() {
    let world = world(false);
    assert!(world.flows.contains_key("claim") && world.words.has("welcome"));
}
