//! `photo`: what the figures say of pages that can and cannot be read.

#![expect(clippy::unwrap_used, reason = "a test reports failure by panicking")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "brightness is a byte"
)]

use bimeyar::photo::{PhotoLimits, QualityWarning, prepare};
use image::{Rgb, RgbImage};

use crate::support::pictures::{invoice_like, invoice_pixels, jpeg};

fn page(width: u32, height: u32) -> RgbImage {
    RgbImage::from_raw(width, height, invoice_pixels(width, height, 7)).unwrap()
}

fn warnings_of_upload(upload: &[u8]) -> Vec<QualityWarning> {
    prepare(upload, &PhotoLimits::default()).unwrap().warnings
}

fn warnings_of(pixels: &[u8], width: u32, height: u32) -> Vec<QualityWarning> {
    warnings_of_upload(&jpeg(pixels, width, height))
}

/// The page with each value changed by `change`.
fn lit(width: u32, height: u32, change: impl Fn(f32) -> f32) -> Vec<u8> {
    invoice_pixels(width, height, 5)
        .into_iter()
        .map(|value| change(f32::from(value)) as u8)
        .collect()
}

#[test]
fn warns_of_what_cannot_be_read_and_of_nothing_else() {
    let (width, height) = (620, 800);
    let cases: &[(&str, Vec<u8>, &[QualityWarning])] = &[
        ("as it is", lit(width, height, |v| v), &[]),
        (
            "a scan, paper pure white",
            lit(width, height, |v| if v > 120.0 { 255.0 } else { 0.0 }),
            &[],
        ),
        ("evening light", lit(width, height, |v| v * 0.45), &[]),
        ("faint print", lit(width, height, |v| 100.0 + v * 0.55), &[]),
        ("almost night", lit(width, height, |v| v * 0.12), &[QualityWarning::Dark]),
        ("burnt out", lit(width, height, |v| v + 170.0), &[QualityWarning::OverExposed]),
    ];
    for (name, pixels, expected) in cases {
        assert_eq!(warnings_of(pixels, width, height), *expected, "{name}");
    }
}

#[test]
fn warns_of_blur_with_and_without_grain() {
    let (width, height) = (3000, 620);
    let sharp = page(width, height);
    let blurred = image::imageops::fast_blur(&sharp, 4.0);
    let expected = [QualityWarning::Blurred];
    assert_eq!(warnings_of(blurred.as_raw(), width, height), expected);
    assert_eq!(warnings_of(&grainy(blurred.as_raw(), 6), width, height), expected);
    assert_eq!(warnings_of(&grainy(sharp.as_raw(), 6), width, height), []);
}

/// What a sensor adds in bad light: each value up to `most` brighter or darker, small changes more often.
fn grainy(pixels: &[u8], most: i32) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut step = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        ((state >> 33) % 256) as i32
    };
    let values =
        pixels.iter().map(|value| i32::from(*value) + (step() + step() - 255) * 2 * most / 255);
    values.map(|value| value.clamp(0, 255) as u8).collect()
}

#[test]
fn does_not_warn_of_little_print_or_a_small_photo() {
    assert_eq!(warnings_of_upload(&invoice_like(1280, 960, 4)), []);
    let mut nearly_empty = RgbImage::from_pixel(1500, 1100, Rgb([236, 235, 230]));
    image::imageops::overlay(&mut nearly_empty, &page(160, 120), 600, 400);
    assert_eq!(warnings_of(nearly_empty.as_raw(), 1500, 1100), []);
}

#[test]
fn warns_of_too_few_pixels_by_the_shorter_side() {
    assert_eq!(warnings_of_upload(&invoice_like(900, 590, 2)), [QualityWarning::TooSmall]);
    assert_eq!(warnings_of_upload(&invoice_like(900, 600, 2)), []);
}

#[test]
fn names_warnings_as_the_reviewer_reads_them() {
    let all = [
        QualityWarning::TooSmall,
        QualityWarning::Blurred,
        QualityWarning::Dark,
        QualityWarning::OverExposed,
    ];
    assert_eq!(
        serde_json::to_string(&all).unwrap(),
        r#"["too_small","blurred","dark","over_exposed"]"#
    );
}
