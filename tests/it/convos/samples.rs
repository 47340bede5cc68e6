//! Photos and files that people send, by name.

use bimeyar::claim::StoredFile;

use crate::support::pictures;

/// What a sample comes to: `ok/…` is a good photo, `blurred/…` and so on a doubtful one, `bad/REASON` is not taken and
/// `lost/…` cannot be fetched. The same name is the same file.
pub(crate) fn sample(name: &str) -> Result<Sample, String> {
    let (folder, file) =
        name.split_once('/').ok_or_else(|| format!("no sample is called `{name}`"))?;
    let quality = match folder {
        "ok" => Vec::new(),
        "blurred" | "dark" | "too_small" | "over_exposed" => vec![folder.to_owned()],
        "bad" => return Ok(Sample::Refused(file.split('.').next().unwrap_or(file).to_owned())),
        "lost" => return Ok(Sample::Lost),
        _ => return Err(format!("no sample is called `{name}`")),
    };
    let is_pdf = file.rsplit('.').next() == Some("pdf");
    Ok(Sample::Good(StoredFile {
        media_type: if is_pdf { "application/pdf" } else { "image/jpeg" }.to_owned(),
        width: (!is_pdf).then_some(2_250),
        height: (!is_pdf).then_some(3_000),
        bytes: 412_345,
        sha256: super::hash(&["stored", name]),
        upload_sha256: super::hash(&["upload", name]),
        quality,
    }))
}

/// See [`sample`].
#[derive(Clone, Debug)]
pub(crate) enum Sample {
    Good(StoredFile),
    Refused(String),
    Lost,
}

/// The bytes of a sample, for a stage that looks at them.
pub(crate) fn bytes(name: &str) -> Result<Vec<u8>, String> {
    match sample(name)? {
        Sample::Good(file) if file.media_type == "image/jpeg" && file.quality.is_empty() => {
            let digest = super::hash(&[name]);
            let seed =
                digest.bytes().fold(0_u64, |seed, byte| seed * 31 % 65_537 + u64::from(byte));
            Ok(pictures::invoice_like(1_200, 1_600, seed))
        }
        Sample::Refused(reason) if reason == "archive" => Ok(b"PK\x03\x04and so on".to_vec()),
        Sample::Good(_) | Sample::Refused(_) | Sample::Lost => {
            Err(format!("there are no bytes of `{name}`"))
        }
    }
}
