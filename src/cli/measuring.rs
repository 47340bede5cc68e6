//! Figures that nobody meets at work: what is kept on the disk, which program runs and since when.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::stores::Stores;
use crate::config::StorageSettings;
use crate::runtime::{Clock, Metrics, Tasks, metrics};

/// The folder of documents may have a million files.
const EVERY: Duration = Duration::from_mins(10);
/// How near the disk may come to the least that must be free before it is said.
const NEARLY: u64 = 2;

/// The figures of a process that begins, measured from then on until it ends.
pub(super) fn begin(stores: &Stores, storage: &StorageSettings, tasks: &Tasks) -> Metrics {
    let figures = Metrics::default();
    figures.set(&metrics::BUILD, &[env!("CARGO_PKG_VERSION")], 1);
    let now = u64::try_from(Clock::system().now().as_second()).unwrap_or_default();
    figures.set(&metrics::STARTED, &[], now);
    let places = places(storage);
    let (stores, counted, stopping) = (stores.clone(), figures.clone(), tasks.stopping().clone());
    tasks.spawn("measuring", async move {
        loop {
            look_at_the_disk(&stores);
            let (places, counted) = (places.clone(), counted.clone());
            let measured = tokio::task::spawn_blocking(move || measure(&places, &counted)).await;
            let pause = stopping.run_until_cancelled(tokio::time::sleep(EVERY)).await;
            if measured.is_err() || pause.is_none() {
                return;
            }
        }
    });
    figures
}

/// Files and folders by what they hold; what is elsewhere than on this disk is not measured.
fn places(storage: &StorageSettings) -> Vec<(&'static str, PathBuf)> {
    let path = |url: String, scheme: &str| url.strip_prefix(scheme).map(PathBuf::from);
    let documents = path(storage.documents_url(), "file:").map(|path| ("documents", path));
    let registry = path(storage.registry_url(), "sqlite:").map(|path| ("registry", path));
    let dialogues = Some(("dialogues", storage.dialogues().dir));
    [documents, registry, dialogues].into_iter().flatten().collect()
}

fn measure(places: &[(&'static str, PathBuf)], figures: &Metrics) {
    for (store, path) in places {
        let beside = format!("{}-wal", path.display());
        let bytes = bytes_of(path) + bytes_of(Path::new(&beside));
        figures.set(&metrics::STORED, &[store], bytes);
    }
}

/// Bytes of a file, or of everything in a folder. What goes away meanwhile counts nothing.
fn bytes_of(path: &Path) -> u64 {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => {
            let entries = fs::read_dir(path).into_iter().flatten().flatten();
            entries.map(|entry| bytes_of(&entry.path())).sum()
        }
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    }
}

fn look_at_the_disk(stores: &Stores) {
    match stores.dialogues.free_space() {
        Ok((free, least)) if free / NEARLY < least => warn(&format!("{free} bytes are free")),
        Ok(_) => {}
        Err(fault) => warn(&fault.to_string()),
    }
}

fn warn(why: &str) {
    tracing::warn!(why, "the disk is getting short");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_measured_with_what_is_in_them() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("ab")).unwrap();
        fs::write(folder.path().join("ab/one"), [0; 10]).unwrap();
        fs::write(folder.path().join("registry"), [0; 5]).unwrap();
        fs::write(folder.path().join("registry-wal"), [0; 2]).unwrap();
        let figures = Metrics::default();
        let places = [
            ("documents", folder.path().join("ab")),
            ("registry", folder.path().join("registry")),
            ("dialogues", folder.path().join("gone")),
        ];
        measure(&places, &figures);
        let bytes = |store| figures.value(&metrics::STORED, &[store]);
        assert_eq!(["documents", "registry", "dialogues"].map(bytes), [Some(10), Some(7), Some(0)]);
    }
}
