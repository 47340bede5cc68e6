//! Where the registry lies and what the directory is filled from (`DESIGN.md` §6).

use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The section `registry` of the settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RegistrySettings {
    /// `sqlite:PATH`. Default: `registry.sqlite` in the data folder.
    pub url: Option<String>,
}

impl RegistrySettings {
    /// The address for [`super::Registry::open`].
    pub fn url_in(&self, data_folder: &Path) -> String {
        let default = || format!("sqlite:{}", data_folder.join("registry.sqlite").display());
        self.url.clone().filter(|url| !url.is_empty()).unwrap_or_else(default)
    }
}

/// The section `members` of the settings: files that are read at start.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MembersSettings {
    /// The people, one row per person and contract.
    pub people: Option<PathBuf>,
    /// The contracts.
    pub contracts: Option<PathBuf>,
}
