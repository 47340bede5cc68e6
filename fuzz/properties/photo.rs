//! An upload is refused for a reason, or becomes something fit to keep: a clean JPEG within the limits that comes out of the
//! same checks again with the same size, or the PDF as it came.

use std::io::Cursor;

use bimeyar::photo::{NotTaken, PhotoLimits, Prepared, prepare};
use image::ImageFormat;
use sha2::{Digest, Sha256};

/// Small, so that many uploads are tried in a second.
fn limits() -> PhotoLimits {
    PhotoLimits {
        max_bytes: 16 * 1024,
        max_side: 512,
        max_pixels: 64 * 1024,
        max_alloc: 4 * 1024 * 1024,
        keep_side: 96,
        jpeg_quality: 88,
    }
}

/// Holds for any bytes that are sent as a photo or file.
pub fn holds(upload: &[u8]) {
    let limits = limits();
    match prepare(upload, &limits) {
        Ok(prepared) => is_fit_to_keep(upload, &prepared, &limits),
        Err(NotTaken::Empty) => assert!(upload.is_empty()),
        Err(NotTaken::TooManyBytes { bytes, limit }) => {
            assert!(bytes == upload.len() && limit == limits.max_bytes && bytes > limit);
        }
        Err(
            NotTaken::TooManyPixels { .. }
            | NotTaken::Unsupported(_)
            | NotTaken::Damaged
            | NotTaken::PdfUnsafe
            | NotTaken::PdfEncrypted,
        ) => assert!(!upload.is_empty()),
    }
}

fn is_fit_to_keep(upload: &[u8], prepared: &Prepared, limits: &PhotoLimits) {
    assert!(upload.len() <= limits.max_bytes);
    assert_eq!(prepared.sha256, hash(&prepared.bytes));
    assert_eq!(prepared.upload_sha256, hash(upload));
    let (Some(width), Some(height)) = (prepared.width, prepared.height) else {
        assert_eq!(
            (prepared.media_type, prepared.width, prepared.height),
            ("application/pdf", None, None)
        );
        assert_eq!(prepared.bytes, upload);
        return;
    };
    assert_eq!(prepared.media_type, "image/jpeg");
    assert!(
        (1..=limits.keep_side).contains(&width) && (1..=limits.keep_side).contains(&height),
        "{width} × {height}"
    );
    assert_eq!(
        prepared.warnings,
        prepared.measured.map(|measured| measured.warnings()).unwrap_or_default()
    );
    let shown = image::load(Cursor::new(&prepared.bytes), ImageFormat::Jpeg)
        .expect("the kept copy is a JPEG");
    assert_eq!((shown.width(), shown.height()), (width, height));
    has_nothing_beside_the_picture(&prepared.bytes);
    let roomy = PhotoLimits { max_bytes: usize::MAX, ..limits.clone() };
    let again = prepare(&prepared.bytes, &roomy).expect("the kept copy passes its own checks");
    assert_eq!((again.width, again.height), (prepared.width, prepared.height));
}

/// Walks the segments of a JPEG: none but those that decoding needs (no EXIF, no comment), and no byte behind its end.
fn has_nothing_beside_the_picture(jpeg: &[u8]) {
    let mut rest = jpeg.strip_prefix(b"\xff\xd8").expect("a JPEG begins so");
    loop {
        let [0xff, mark, high, low, ..] = rest else { panic!("no segment begins here") };
        let needed = matches!(mark, 0xe0 | 0xdb | 0xc0 | 0xc1 | 0xc2 | 0xc4 | 0xda | 0xdd);
        assert!(needed, "a segment {mark:02x} was kept");
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        rest = rest.get(2 + length..).expect("a segment ends within the file");
        if *mark == 0xda {
            break;
        }
    }
    assert!(rest.ends_with(b"\xff\xd9"));
    let ends = rest.windows(2).filter(|pair| *pair == b"\xff\xd9").count();
    assert_eq!(ends, 1, "something stands behind the end");
}

fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
