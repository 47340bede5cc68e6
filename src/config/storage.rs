//! Sections `[data]`, `[registry]`, `[documents]`, `[keys]`: where everything is kept.

use std::path::{Path, PathBuf};
use std::{fs, io};

use jiff::SignedDuration;

use super::limits;
use super::reader::Reader;
use super::retention;
use crate::dialogues::DialoguesSettings;
use crate::documents::DocumentsSettings;
use crate::registry::RegistrySettings;
use crate::runtime::Secret;
use crate::vault::{KeySource, WhenMissing};

/// Where everything is kept.
#[derive(Clone, Debug)]
pub struct StorageSettings {
    /// All that is embedded: `dialogues/`, `registry.sqlite`, `documents/`, `keys/`.
    pub dir: PathBuf,
    /// Free bytes of the disk below which nothing is taken in and the bot is not ready.
    pub min_free_bytes: u64,
    /// The claims of record.
    pub registry: RegistrySettings,
    /// The photos.
    pub documents: DocumentsSettings,
    /// Base64, the newest first; none: files in the folder of keys, made at the first start.
    pub master: Option<Secret<String>>,
    /// Base64; none: a file in the folder of keys, made at the first start.
    pub pepper: Option<Secret<String>>,
    /// The folder of keys; none: `keys` in the data folder.
    pub keys_dir: Option<PathBuf>,
    /// How long what was put aside is kept.
    pub dead_for: SignedDuration,
    /// How long a challenge of a one-time code is kept after it expired.
    pub codes_for: SignedDuration,
    /// Inputs of one chat that may wait ([`DialoguesSettings::inbox_cap`]).
    pub chat_inbox: usize,
}

impl StorageSettings {
    /// Leaves out whatever says where keys are: they are made for this folder alone.
    #[must_use]
    pub fn with_own_keys(self) -> Self {
        Self { master: None, pepper: None, keys_dir: None, ..self }
    }

    /// The dialogues.
    pub fn dialogues(&self) -> DialoguesSettings {
        DialoguesSettings {
            min_free_bytes: self.min_free_bytes,
            inbox_cap: self.chat_inbox,
            dead_for: self.dead_for,
            codes_for: self.codes_for,
            ..DialoguesSettings::in_dir(self.dir.join("dialogues"))
        }
    }

    /// The address of the registry.
    pub fn registry_url(&self) -> String {
        self.registry.url_in(&self.dir)
    }

    /// The address of the documents.
    pub fn documents_url(&self) -> String {
        self.documents.url_in(&self.dir)
    }

    /// Where the keys are. They are made only where nothing is kept yet: new keys would never open what there is.
    pub fn keys(&self) -> KeySource {
        let registry = self.registry_url();
        let registry = Path::new(registry.strip_prefix("sqlite:").unwrap_or(&registry));
        let is_used = holds_something(&self.dialogues().dir) || registry.exists();
        KeySource {
            master: self.master.clone(),
            pepper: self.pepper.clone(),
            folder: self.keys_dir.clone().unwrap_or_else(|| self.dir.join("keys")),
            when_missing: if is_used { WhenMissing::Refuse } else { WhenMissing::Make },
        }
    }
}

/// Whether there is more in a folder than a new disk has. One that cannot be looked into may hold anything.
fn holds_something(folder: &Path) -> bool {
    match fs::read_dir(folder) {
        Ok(mut entries) => {
            entries.any(|entry| entry.map_or(true, |entry| entry.file_name() != "lost+found"))
        }
        Err(fault) => fault.kind() != io::ErrorKind::NotFound,
    }
}

pub(super) fn read(reader: &mut Reader) -> StorageSettings {
    let dir = reader.path("data.dir").unwrap_or_else(|| PathBuf::from("data"));
    let default = DialoguesSettings::in_dir(&dir);
    let (dead_for, codes_for) =
        retention::of_dialogues(reader, (default.dead_for, default.codes_for));
    StorageSettings {
        dir,
        min_free_bytes: reader.number("data.min_free_bytes", 0..=i64::MAX, default.min_free_bytes),
        registry: RegistrySettings { url: address(reader, "registry.url", "sqlite:") },
        documents: DocumentsSettings { url: address(reader, "documents.url", "file:") },
        master: reader.secret_or_credential("keys.master"),
        pepper: reader.secret_or_credential("keys.pepper"),
        keys_dir: reader.path("keys.dir"),
        dead_for,
        codes_for,
        chat_inbox: limits::chat_inbox(reader, DialoguesSettings::in_dir("").inbox_cap),
    }
}

fn address(reader: &mut Reader, key: &str, scheme: &str) -> Option<String> {
    let text = reader.text(key)?;
    if text.strip_prefix(scheme).is_some_and(|path| !path.is_empty()) {
        return Some(text);
    }
    reader.wrong(key, &format!("must be `{scheme}PATH`"), None);
    None
}
