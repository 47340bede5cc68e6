//! Sections `[engine]` and `[photo]`.

use super::limits;
use super::reader::Reader;
use crate::engine::{EngineSettings, Retention};
use crate::photo::PhotoLimits;

const MEGABYTE: i64 = 1 << 20;

pub(super) fn engine(reader: &mut Reader, retention: Retention) -> EngineSettings {
    let default = EngineSettings::default();
    EngineSettings {
        open_mode: default.open_mode,
        consent_version: reader.number(
            "engine.consent_version",
            1..=i64::from(u32::MAX),
            default.consent_version,
        ),
        gather_ms: reader.whole("engine.gather_ms", 0..=60_000, default.gather_ms),
        rows: reader.number("engine.rows", 4..=30, default.rows),
        misses: reader.number("engine.misses", 1..=20, default.misses),
        photos: reader.number("engine.photos", 1..=200, default.photos),
        held: limits::chat_held(reader, default.held),
        retention,
    }
}

pub(super) fn photo(reader: &mut Reader) -> PhotoLimits {
    let default = PhotoLimits::default();
    PhotoLimits {
        max_bytes: reader.number("photo.max_bytes", 1_024..=20 * MEGABYTE, default.max_bytes),
        max_side: reader.number("photo.max_side", 100..=30_000, default.max_side),
        max_pixels: reader.number("photo.max_pixels", 10_000..=200_000_000, default.max_pixels),
        max_alloc: reader.number("photo.max_alloc", MEGABYTE..=2_048 * MEGABYTE, default.max_alloc),
        keep_side: reader.number("photo.keep_side", 500..=10_000, default.keep_side),
        jpeg_quality: reader.number("photo.jpeg_quality", 50..=100, default.jpeg_quality),
    }
}
