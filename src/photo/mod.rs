//! Image bytes to format, dimensions, quality verdict, fingerprint and clean copy. Pure.
//!
//! Whatever a person sends goes through [`prepare`] before anything keeps it. A raster image comes out as one freshly
//! encoded baseline JPEG, so that its metadata (place, device), comments, embedded thumbnails and anything appended to
//! it are gone; a PDF is looked through for what could act by itself and then kept as it is (`storage.md` §4.3).
//!
//! # Memory
//!
//! The header decides before a pixel is decoded, so one call is bounded by [`PhotoLimits`]. With the defaults the worst
//! JPEG (50 megapixels, 8000 × 6250) takes 150 MB of pixels, 20 MB for the upload and the decoder's copy of it, and
//! while it is made smaller 56 MB between the two passes and 21 MB for the result: 245 MB at the peak, measured. Other
//! formats are stopped sooner by [`PhotoLimits::max_alloc`]. How many calls run at once is for the caller to bound.

mod header;
mod pdf;
mod quality;
mod raster;
mod recognise;

pub use quality::{Measured, QualityWarning};
pub use recognise::{Format, Recognised, recognise};

use std::panic::{UnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// What one upload may cost and what becomes of it (`storage.md` §4.1 D1, §4.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhotoLimits {
    /// The largest upload, in bytes.
    pub max_bytes: usize,
    /// The longest side that is decoded, in pixels.
    pub max_side: u32,
    /// The most pixels that are decoded.
    pub max_pixels: u64,
    /// The most bytes that decoding may hold at once, the upload not counted.
    pub max_alloc: u64,
    /// The longest side of the copy that is kept, in pixels: an A4 page at about 250 dots per inch.
    pub keep_side: u32,
    /// The JPEG quality of the copy that is kept, 1 to 100.
    pub jpeg_quality: u8,
}

impl Default for PhotoLimits {
    fn default() -> Self {
        Self {
            max_bytes: 10 * 1024 * 1024,
            max_side: 8_000,
            max_pixels: 50_000_000,
            max_alloc: 256 * 1024 * 1024,
            keep_side: 3_000,
            jpeg_quality: 88,
        }
    }
}

/// Why an upload is not taken: each is an outcome that the person is told about, none is a fault of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Error)]
#[serde(rename_all = "snake_case")]
pub enum NotTaken {
    /// There is not one byte.
    #[error("the file is empty")]
    Empty,
    /// More bytes than [`PhotoLimits::max_bytes`].
    #[error("the file has {bytes} bytes, {limit} are allowed")]
    TooManyBytes {
        /// The size of the upload.
        bytes: usize,
        /// What is allowed.
        limit: usize,
    },
    /// The header announces more than may be decoded: a side, all pixels or the memory that they take.
    #[error("the image has {width} × {height} pixels, too many to decode")]
    TooManyPixels {
        /// Announced width, before orientation.
        width: u32,
        /// Announced height, before orientation.
        height: u32,
    },
    /// Something else than JPEG, PNG, WebP or PDF.
    #[error("not a photo or PDF, but {0:?}")]
    Unsupported(Recognised),
    /// The right format, but cut off or broken.
    #[error("the file is damaged or incomplete")]
    Damaged,
    /// A PDF with scripts, attachments, or actions that run by themselves.
    #[error("the PDF carries active content")]
    PdfUnsafe,
    /// A PDF that asks for a password, or whose content cannot be looked through because it is encrypted.
    #[error("the PDF is encrypted")]
    PdfEncrypted,
}

/// An upload that is fit to keep.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    /// What is to be kept and served: a clean JPEG, or the PDF as it came.
    pub bytes: Vec<u8>,
    /// `image/jpeg` or `application/pdf`.
    pub media_type: &'static str,
    /// Width of the kept image in pixels, as shown; none for a PDF.
    pub width: Option<u32>,
    /// Height of the kept image in pixels, as shown; none for a PDF.
    pub height: Option<u32>,
    /// SHA-256 of [`Prepared::bytes`].
    pub sha256: [u8; 32],
    /// SHA-256 of the upload: the same for the same file sent twice.
    pub upload_sha256: [u8; 32],
    /// What may make it hard to read; never a reason to refuse it.
    pub warnings: Vec<QualityWarning>,
    /// The figures behind the warnings; none for a PDF.
    pub measured: Option<Measured>,
}

/// Checks one upload and makes the copy that may be kept.
///
/// Any bytes at all give an answer: no input makes it panic.
pub fn prepare(upload: &[u8], limits: &PhotoLimits) -> Result<Prepared, NotTaken> {
    if upload.is_empty() {
        return Err(NotTaken::Empty);
    }
    if upload.len() > limits.max_bytes {
        return Err(NotTaken::TooManyBytes { bytes: upload.len(), limit: limits.max_bytes });
    }
    match recognise(upload).map_err(NotTaken::Unsupported)? {
        Format::Pdf => prepare_pdf(upload),
        Format::Jpeg => prepare_image(upload, limits, header::jpeg),
        Format::Png => prepare_image(upload, limits, header::png),
        Format::WebP => prepare_image(upload, limits, header::webp),
    }
}

fn prepare_pdf(upload: &[u8]) -> Result<Prepared, NotTaken> {
    pdf::check(upload)?;
    let sha256 = Sha256::digest(upload).into();
    Ok(Prepared {
        bytes: upload.to_vec(),
        media_type: "application/pdf",
        width: None,
        height: None,
        sha256,
        upload_sha256: sha256,
        warnings: Vec::new(),
        measured: None,
    })
}

fn prepare_image(
    upload: &[u8],
    limits: &PhotoLimits,
    read_header: fn(&[u8]) -> Result<header::Header, NotTaken>,
) -> Result<Prepared, NotTaken> {
    let header = read_header(upload)?;
    header.check(limits)?;
    let (kept, uploaded) = held(|| raster::clean(upload, &header, limits))?;
    let measured = quality::measure(&kept, uploaded)?;
    let bytes = kept.encode(limits.jpeg_quality)?;
    Ok(Prepared {
        media_type: "image/jpeg",
        width: Some(kept.width),
        height: Some(kept.height),
        sha256: Sha256::digest(&bytes).into(),
        upload_sha256: Sha256::digest(upload).into(),
        warnings: measured.warnings(),
        measured: Some(measured),
        bytes,
    })
}

/// The decoders are other people's code on hostile bytes: a defect there spoils one photo, never the program.
fn held<T>(work: impl FnOnce() -> Result<T, NotTaken> + UnwindSafe) -> Result<T, NotTaken> {
    catch_unwind(work).unwrap_or(Err(NotTaken::Damaged))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decoder_that_panics_spoils_one_photo() {
        assert_eq!(held(|| Ok(7)), Ok(7));
        assert_eq!(held::<u32>(|| panic!("on purpose")), Err(NotTaken::Damaged));
    }
}
