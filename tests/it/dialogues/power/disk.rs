//! A disk that loses its power: what of the calls of a trace is on it afterwards (`storage.md` §1.5).
//!
//! Names (making, renaming, removing) are taken for durable at once; content is durable when a sync that began after the
//! write has come back.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::trace::{Act, Call};
use crate::support::seeded::Seeded;

const PAGE: usize = 4_096;

/// What the disk keeps of what was not synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Model {
    /// Nothing.
    Strict,
    /// What `sync_file_range` has handed over, within the durable length of the file.
    Flushed,
    /// Each page with even odds: torn and out of order.
    Random,
    /// As [`Model::Strict`] on a disk that takes no notice of `fdatasync`: what sled would lose by itself. A check that finds
    /// nothing wrong with it would find nothing at all.
    Deaf,
}

/// A file, whatever its name.
#[derive(Clone, Debug, Default)]
struct Inode {
    /// Before the trace.
    base: Vec<u8>,
    changes: Vec<Change>,
    syncs: Vec<Sync>,
    flushes: Vec<Sync>,
}

#[derive(Clone, Debug)]
struct Change {
    begun: usize,
    ended: usize,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Bytes { at: usize, bytes: Vec<u8> },
    Length(usize),
}

#[derive(Clone, Debug)]
struct Sync {
    begun: usize,
    ended: usize,
    range: (usize, usize),
    only_data: bool,
}

/// All files below a folder, and what was done to them.
pub(super) struct Disk {
    root: PathBuf,
    inodes: Vec<Inode>,
    /// From when to when (lines of the trace) a name leads to a file.
    names: Vec<Name>,
    said: Vec<(usize, String)>,
}

struct Name {
    path: PathBuf,
    inode: usize,
    from: usize,
    to: usize,
}

impl Disk {
    /// The disk with the files of `base` in place of `root`, to which `calls` are done.
    pub(super) fn new(root: &Path, base: &Image, calls: &[Call]) -> Self {
        let mut disk = Self { root: root.to_owned(), inodes: vec![], names: vec![], said: vec![] };
        for (path, content) in &base.0 {
            let inode = disk.add_inode(content.clone());
            disk.names.push(Name { path: path.clone(), inode, from: 0, to: usize::MAX });
        }
        let mut places = BTreeMap::new();
        for call in calls {
            disk.take(call, &mut places);
        }
        disk
    }

    fn add_inode(&mut self, base: Vec<u8>) -> usize {
        self.inodes.push(Inode { base, ..Inode::default() });
        self.inodes.len() - 1
    }

    /// The name that `path` is below the root, if it is.
    fn inside(&self, path: &Path) -> Option<PathBuf> {
        path.strip_prefix(&self.root).ok().map(Path::to_owned)
    }

    fn named(&self, path: &Path) -> Option<usize> {
        let path = self.inside(path)?;
        let name = self.names.iter().rfind(|name| name.path == path && name.to == usize::MAX)?;
        Some(name.inode)
    }

    fn unname(&mut self, path: &Path, line: usize) {
        let open = |name: &&mut Name| name.path == path && name.to == usize::MAX;
        if let Some(name) = self.names.iter_mut().find(open) {
            name.to = line;
        }
    }

    fn take(&mut self, call: &Call, places: &mut BTreeMap<i32, usize>) {
        let (begun, ended) = (call.begun, call.ended);
        match &call.act {
            Act::Said { text } => self.said.push((ended, text.clone())),
            Act::Opened { fd, path, creates, empties } => {
                places.insert(*fd, 0);
                let Some(inside) = self.inside(path) else { return };
                match self.named(path) {
                    Some(inode) if *empties => self.change(inode, call, What::Length(0)),
                    None if *creates => {
                        let inode = self.add_inode(Vec::new());
                        let name = Name { path: inside, inode, from: begun, to: usize::MAX };
                        self.names.push(name);
                    }
                    Some(_) | None => {}
                }
            }
            Act::Wrote { fd, path, at, bytes } => {
                let place = places.entry(*fd).or_default();
                let at = at.unwrap_or(*place);
                *place = at + bytes.len();
                let Some(inode) = self.named(path) else { return };
                self.change(inode, call, What::Bytes { at, bytes: bytes.clone() });
            }
            Act::Resized { path, to } => {
                let Some(inode) = self.named(path) else { return };
                self.change(inode, call, What::Length(*to));
            }
            Act::Renamed { from, to } => {
                let Some(inode) = self.named(from) else { return };
                let (from, to) = (self.inside(from).unwrap(), self.inside(to).unwrap());
                self.unname(&from, begun);
                self.unname(&to, begun);
                self.names.push(Name { path: to, inode, from: begun, to: usize::MAX });
            }
            Act::Removed { path } => {
                let Some(path) = self.inside(path) else { return };
                self.unname(&path, begun);
            }
            Act::Synced { path, only_data } => {
                let Some(inode) = self.named(path) else { return };
                let range = (0, usize::MAX);
                let sync = Sync { begun, ended, range, only_data: *only_data };
                self.inodes[inode].syncs.push(sync);
            }
            Act::Flushed { path, from, to } => {
                let Some(inode) = self.named(path) else { return };
                let flush = Sync { begun, ended, range: (*from, *to), only_data: true };
                self.inodes[inode].flushes.push(flush);
            }
        }
    }

    fn change(&mut self, inode: usize, call: &Call, what: What) {
        let change = Change { begun: call.begun, ended: call.ended, what };
        self.inodes[inode].changes.push(change);
    }

    /// The lines that were said, each with its end, before the power goes in line `cut`.
    pub(super) fn said_before(&self, cut: usize) -> Vec<String> {
        let said = self.said.iter().filter(|(ended, _)| *ended < cut);
        let text: String = said.map(|(_, text)| text.as_str()).collect();
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        whole.lines().map(str::to_owned).collect()
    }

    /// What is left when the power goes in line `cut`.
    pub(super) fn after(&self, cut: usize, model: Model, chance: &mut Seeded) -> Image {
        let lead = self.names.iter().filter(|name| name.from < cut && cut <= name.to);
        let files = lead
            .map(|name| (name.path.clone(), self.inodes[name.inode].content(cut, model, chance)));
        Image(files.collect())
    }
}

impl Inode {
    fn content(&self, cut: usize, model: Model, chance: &mut Seeded) -> Vec<u8> {
        let counts = |sync: &&Sync| sync.ended < cut && !(model == Model::Deaf && sync.only_data);
        // The last sync covers all that the ones before it covered.
        let durable_before = self.syncs.iter().filter(counts).map(|sync| sync.begun).max();
        let is_durable =
            |change: &&Change| durable_before.is_some_and(|synced| change.ended < synced);
        let mut content = self.base.clone();
        for change in self.changes.iter().filter(is_durable) {
            change.apply(&mut content);
        }
        let length = content.len();
        let pending = self.changes.iter().filter(|it| it.begun < cut && !is_durable(it));
        for change in pending {
            match model {
                Model::Flushed if self.is_flushed(change, length, cut) => {
                    change.apply(&mut content);
                }
                Model::Random => change.apply_some(&mut content, chance),
                Model::Strict | Model::Flushed | Model::Deaf => {}
            }
        }
        content
    }

    fn is_flushed(&self, change: &Change, length: usize, cut: usize) -> bool {
        let What::Bytes { at, bytes } = &change.what else { return false };
        let (from, to) = (*at, at + bytes.len());
        let covers = |flush: &Sync| {
            change.ended < flush.begun
                && flush.ended < cut
                && flush.range.0 <= from
                && to <= flush.range.1
        };
        to <= length && self.flushes.iter().any(covers)
    }
}

impl Change {
    fn apply(&self, content: &mut Vec<u8>) {
        match &self.what {
            What::Bytes { at, bytes } => put(content, *at, bytes),
            What::Length(length) => content.resize(*length, 0),
        }
    }

    /// Each page of it, or not.
    fn apply_some(&self, content: &mut Vec<u8>, chance: &mut Seeded) {
        let What::Bytes { at, bytes } = &self.what else {
            if chance.below(2) == 0 {
                self.apply(content);
            }
            return;
        };
        let mut from = 0;
        while from < bytes.len() {
            let to = bytes.len().min((at + from) / PAGE * PAGE + PAGE - at);
            if chance.below(2) == 0 {
                put(content, at + from, &bytes[from..to]);
            }
            from = to;
        }
    }
}

fn put(content: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if content.len() < end {
        content.resize(end, 0);
    }
    content[at..end].copy_from_slice(bytes);
}

/// The files of a folder.
#[derive(Clone, Default)]
pub(super) struct Image(BTreeMap<PathBuf, Vec<u8>>);

impl Image {
    /// Writes it into `folder`, in place of what is there.
    pub(super) fn write(&self, folder: &Path) {
        if folder.exists() {
            fs::remove_dir_all(folder).unwrap();
        }
        fs::create_dir_all(folder).unwrap();
        for (path, content) in &self.0 {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
    }
}
