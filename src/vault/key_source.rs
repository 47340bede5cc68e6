//! Where the master keys and the pepper come from: settings, else the folder `keys/` (`DESIGN.md` §6).

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use super::VaultFault;
use super::key_files::{self, Wanted};
use super::ring::Masters;
use super::subkeys::KeyBytes;
use crate::runtime::Secret;

/// Where to find the keys.
#[derive(Clone, Debug)]
pub struct KeySource {
    /// `KEYS__MASTER`: 32 bytes in base64; several, newest first, separated by commas or lines. What it names is all of the ring.
    pub master: Option<Secret<String>>,
    /// `KEYS__PEPPER`: 32 bytes in base64.
    pub pepper: Option<Secret<String>>,
    /// The folder for what is not given above.
    pub folder: PathBuf,
    /// What to do when the folder has no keys.
    pub when_missing: WhenMissing,
}

/// What to do when the folder has no keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenMissing {
    /// Make them: nothing has been kept yet.
    Make,
    /// Refuse: there is data that new keys would never open.
    Refuse,
}

impl KeySource {
    /// Whether the master keys are files, which can be added and retired here.
    pub fn has_master_files(&self) -> bool {
        self.master.is_none()
    }
}

pub(super) fn load(source: &KeySource) -> Result<(Masters, KeyBytes), VaultFault> {
    let masters = source.master.as_ref().map(masters_from_setting).transpose()?;
    let pepper = source
        .pepper
        .as_ref()
        .map(|text| decode(text.expose(), "the setting KEYS__PEPPER"))
        .transpose()?;
    match (masters, pepper) {
        (Some(masters), Some(pepper)) => Ok((masters, pepper)),
        (Some(masters), None) => {
            let folder = key_files::open(source, Wanted { master: false, pepper: true })?;
            Ok((masters, folder.pepper()?))
        }
        (None, Some(pepper)) => {
            let folder = key_files::open(source, Wanted { master: true, pepper: false })?;
            Ok((folder.masters()?, pepper))
        }
        (None, None) => {
            let folder = key_files::open(source, Wanted { master: true, pepper: true })?;
            Ok((folder.masters()?, folder.pepper()?))
        }
    }
}

fn masters_from_setting(setting: &Secret<String>) -> Result<Masters, VaultFault> {
    let read = |text| decode(text, "the setting KEYS__MASTER");
    let mut texts = setting.expose().split([',', '\n']).filter(|text| !text.trim().is_empty());
    Ok(Masters {
        newest: read(texts.next().unwrap_or_default())?,
        older: texts.map(read).collect::<Result<_, _>>()?,
        files: Vec::new(),
    })
}

/// The key that `text` holds in base64, with or without padding, white space around it; `from` tells the operator which.
pub(super) fn decode(text: &str, from: &str) -> Result<KeyBytes, VaultFault> {
    base64_engine()
        .decode(text.trim())
        .map(Secret::new)
        .ok()
        .and_then(|bytes| <[u8; 32]>::try_from(bytes.expose().as_slice()).ok())
        .map(Secret::new)
        .ok_or_else(|| VaultFault::NotAKey { from: from.to_owned() })
}

pub(super) fn encode(key: &KeyBytes) -> Secret<String> {
    Secret::new(base64_engine().encode(key.expose()))
}

fn base64_engine() -> GeneralPurpose {
    let either =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(&base64::alphabet::STANDARD, either)
}
