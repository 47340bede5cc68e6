//! What checking and cleaning a photo costs: `cargo bench --bench photo`.
//!
//! The target is 0.3 s of one core for a 12-megapixel camera photo, as it lies and turned by its orientation note.

use std::hint::black_box;

use bimeyar::photo::{PhotoLimits, prepare};
use divan::Bencher;
use jpeg_encoder::{ColorType, Encoder};

const WIDTH: u16 = 4_000;
const HEIGHT: u16 = 3_000;

fn main() {
    divan::main();
}

/// A sheet on a table: falling light, rows of strokes, and the grain of a sensor. Three to five megabytes.
fn camera_like(orientation: u8) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut pixels = Vec::with_capacity(usize::from(WIDTH) * usize::from(HEIGHT) * 3);
    for y in 0..u32::from(HEIGHT) {
        for x in 0..u32::from(WIDTH) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let grain = (state >> 40) % 12 + (state >> 50) % 12;
            let light = 225 - 60 * x / u32::from(WIDTH) - 30 * y / u32::from(HEIGHT);
            let letter = x / 7 * 31 + y / 60 * 17;
            let stroke = y % 60 < 28 && (letter * letter / 13) % 3 == 0;
            let value = (if stroke { 55 } else { light }) + u32::try_from(grain).unwrap_or(0);
            pixels.extend(
                [value, value - 8, value - 20]
                    .map(|channel| u8::try_from(channel).unwrap_or(u8::MAX)),
            );
        }
    }
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 89);
    let written = encoder.add_app_segment(1, exif);
    assert!(written.and_then(|()| encoder.encode(&pixels, WIDTH, HEIGHT, ColorType::Rgb)).is_ok());
    bytes
}

#[divan::bench(args = [1, 6], sample_count = 20)]
fn prepare_12_megapixels(bencher: Bencher<'_, '_>, orientation: u8) {
    let upload = camera_like(orientation);
    assert!((3_000_000..5_500_000).contains(&upload.len()), "{} bytes", upload.len());
    let limits = PhotoLimits::default();
    assert!(prepare(&upload, &limits).is_ok_and(|prepared| prepared.warnings.is_empty()));
    bencher.bench_local(|| prepare(black_box(&upload), &limits));
}
