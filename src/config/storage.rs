//! Sections `[data]`, `[registry]`, `[documents]`, `[keys]`: where everything is kept.

use std::path::{Path, PathBuf};

use super::reader::Reader;
use crate::runtime::Secret;
use crate::vault::{KeySource, WhenMissing};

/// Where everything is kept.
#[derive(Clone, Debug)]
pub struct StorageSettings {
    /// All that is embedded: `dialogues/`, `registry.sqlite`, `documents/`, `keys/`.
    pub dir: PathBuf,
    /// `sqlite:PATH`; none: in the data folder.
    pub registry_url: Option<String>,
    /// `file:PATH`; none: in the data folder.
    pub documents_url: Option<String>,
    /// Base64; none: made at the first start.
    pub master: Option<Secret<String>>,
    /// Base64; none: made at the first start.
    pub pepper: Option<Secret<String>>,
}

impl StorageSettings {
    /// The folder of the dialogues.
    pub fn dialogues(&self) -> PathBuf {
        self.dir.join("dialogues")
    }

    /// The address of the registry.
    pub fn registry(&self) -> String {
        let default = || format!("sqlite:{}", self.dir.join("registry.sqlite").display());
        self.registry_url.clone().unwrap_or_else(default)
    }

    /// The address of the documents.
    pub fn documents(&self) -> String {
        let default = || format!("file:{}", self.dir.join("documents").display());
        self.documents_url.clone().unwrap_or_else(default)
    }

    /// Where the keys are. They are made only where nothing is kept yet: new keys would never open what there is.
    pub fn keys(&self) -> KeySource {
        let registry = self.registry();
        let registry = Path::new(registry.strip_prefix("sqlite:").unwrap_or(&registry));
        let is_used = self.dialogues().exists() || registry.exists();
        KeySource {
            master: self.master.clone(),
            pepper: self.pepper.clone(),
            folder: self.dir.join("keys"),
            when_missing: if is_used { WhenMissing::Refuse } else { WhenMissing::Make },
        }
    }
}

pub(super) fn read(reader: &mut Reader) -> StorageSettings {
    StorageSettings {
        dir: reader.path("data.dir").unwrap_or_else(|| PathBuf::from("data")),
        registry_url: address(reader, "registry.url", "sqlite:"),
        documents_url: address(reader, "documents.url", "file:"),
        master: reader.secret("keys.master"),
        pepper: reader.secret("keys.pepper"),
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
