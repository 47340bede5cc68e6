//! Where the documents lie (`DESIGN.md` §6).

use std::path::Path;

use serde::Deserialize;

/// The section `documents` of the settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DocumentsSettings {
    /// `file:PATH`. Default: the folder `documents` in the data folder.
    pub url: Option<String>,
}

impl DocumentsSettings {
    /// The address for [`super::Documents::open`].
    pub fn url_in(&self, data_folder: &Path) -> String {
        let default = || format!("file:{}", data_folder.join("documents").display());
        self.url.clone().filter(|url| !url.is_empty()).unwrap_or_else(default)
    }
}
