//! The flows, lists and words that the project ships.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use bimeyar::engine::{EngineSettings, World};
use bimeyar::flow::{Datasets, compile_all};
use bimeyar::wording::Catalog;

/// All of it, read once.
pub static WORLD: LazyLock<World> = LazyLock::new(|| {
    let (datasets, _) = Datasets::load(&files("flows/data", "csv"));
    let (words, _) = Catalog::load("fa", &files("locales/fa", "ftl"));
    let (flows, problems) = compile_all(&files("flows", "toml"), &datasets, &words);
    assert!(!flows.is_empty(), "the shipped flows do not compile: {problems:?}");
    World { flows, datasets, words, settings: EngineSettings::default() }
});

/// The files of `folder` that end in `.ending`, by path from the project's root.
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    // This file is compiled into a package of its own and into the project's tests.
    let root = if here.join(folder).is_dir() { here } else { here.parent().unwrap_or(here) };
    let entries = fs::read_dir(root.join(folder)).into_iter().flatten().flatten();
    let paths = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == ending));
    let read = paths.filter_map(|path| {
        let name = path.file_name()?.to_str()?.to_owned();
        Some((format!("{folder}/{name}"), fs::read_to_string(path).ok()?))
    });
    read.collect::<BTreeMap<_, _>>().into_iter().collect()
}
