//! `photo`: what is taken and refused, and what the clean copy still holds.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test reports failure by panicking"
)]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "test pictures are small"
)]

use std::io::Cursor;

use bimeyar::photo::{Format, NotTaken, PhotoLimits, Prepared, Recognised, prepare, recognise};
use image::{DynamicImage, GenericImageView, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use crate::support::pictures::{invoice_like, invoice_pixels, jpeg};

fn taken(upload: &[u8]) -> Prepared {
    let prepared = prepare(upload, &PhotoLimits::default()).unwrap();
    assert_holds(upload, &prepared);
    prepared
}

fn refused(upload: &[u8]) -> NotTaken {
    prepare(upload, &PhotoLimits::default()).unwrap_err()
}

/// What every prepared upload promises, whatever it was.
fn assert_holds(upload: &[u8], prepared: &Prepared) {
    assert_eq!(prepared.sha256, <[u8; 32]>::from(Sha256::digest(&prepared.bytes)));
    assert_eq!(prepared.upload_sha256, <[u8; 32]>::from(Sha256::digest(upload)));
    if prepared.media_type == "application/pdf" {
        assert_eq!((prepared.width, prepared.height, prepared.measured), (None, None, None));
        assert_eq!(prepared.bytes, upload);
        return;
    }
    assert_eq!(prepared.media_type, "image/jpeg");
    let image = image::load_from_memory_with_format(&prepared.bytes, ImageFormat::Jpeg).unwrap();
    assert_eq!((Some(image.width()), Some(image.height())), (prepared.width, prepared.height));
    assert!(image.width().max(image.height()) <= PhotoLimits::default().keep_side);
    assert!(prepared.bytes.ends_with(b"\xff\xd9"));
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn page(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_raw(width, height, invoice_pixels(width, height, 7)).unwrap().into()
}

/// Puts a segment right behind the start of a JPEG.
fn with_segment(jpeg: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, marker], &length, body, &jpeg[2..]].concat()
}

/// The notes of a camera: how it was held, and where.
fn exif(orientation: u8) -> Vec<u8> {
    let mut body = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    body.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    body.extend([0x01, 0x0f, 0, 2, 0, 0, 0, 12, 0, 0, 0, 38]);
    body.extend(b"\0\0\0\0GPS 35.6892N");
    body
}

fn png_announcing(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 0, 0, 0, 0, 0, 0, 0, 0]);
    bytes
}

fn webp_announcing(canvas: u32, picture: u16) -> Vec<u8> {
    let side = (canvas - 1).to_le_bytes();
    let extended = [b"VP8X\x0a\0\0\0\0\0\0\0", &side[..3], &side[..3]].concat();
    let side = picture.to_le_bytes();
    let frame = [b"VP8 \x0a\0\0\0\x10\0\0\x9d\x01\x2a".as_slice(), &side, &side].concat();
    let length = u32::try_from(4 + extended.len() + frame.len()).unwrap().to_le_bytes();
    [b"RIFF", length.as_slice(), b"WEBP", &extended, &frame].concat()
}

#[test]
fn takes_every_format_and_makes_one_clean_jpeg() {
    let page = page(640, 620);
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let prepared = taken(&encoded(&page, format));
        assert_eq!((prepared.width, prepared.height), (Some(640), Some(620)));
        assert_eq!(prepared.warnings, []);
    }
}

#[test]
fn takes_every_pixel_layout_of_png() {
    let page = page(620, 610);
    let layouts = [
        DynamicImage::from(page.to_luma8()),
        page.to_luma_alpha8().into(),
        page.to_rgba8().into(),
        page.to_luma16().into(),
        page.to_luma_alpha16().into(),
        page.to_rgb16().into(),
        page.to_rgba16().into(),
    ];
    for image in layouts {
        let prepared = taken(&encoded(&image, ImageFormat::Png));
        assert_eq!(prepared.warnings, [], "{:?}", image.color());
        let kept = image::load_from_memory(&prepared.bytes).unwrap().to_luma8();
        let corner = i32::from(page.to_luma8().get_pixel(3, 3).0[0]);
        assert!((i32::from(kept.get_pixel(3, 3).0[0]) - corner).abs() < 8, "{:?}", image.color());
    }
}

#[test]
fn shows_transparency_as_paper() {
    let clear = RgbaImage::from_pixel(700, 700, Rgba([0, 0, 0, 0]));
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let prepared = taken(&encoded(&clear.clone().into(), format));
        let kept = image::load_from_memory(&prepared.bytes).unwrap();
        assert_eq!(kept.get_pixel(350, 350).0, [255; 4]);
    }
}

#[test]
fn makes_large_photos_smaller_and_leaves_small_ones() {
    let prepared = taken(&invoice_like(4000, 320, 1));
    assert_eq!((prepared.width, prepared.height), (Some(3000), Some(240)));
    let measured = prepared.measured.unwrap();
    assert_eq!((measured.width, measured.height), (4000, 320));
    let limits = PhotoLimits { keep_side: 100, ..PhotoLimits::default() };
    let prepared = prepare(&invoice_like(640, 800, 1), &limits).unwrap();
    assert_eq!((prepared.width, prepared.height), (Some(80), Some(100)));
}

/// The corner that is red when the picture is shown, by how the camera was held.
#[test]
fn turns_every_orientation_upright() {
    let (upper_left, upper_right, lower_left, lower_right) = ((8, 8), (-8, 8), (8, -8), (-8, -8));
    let cases = [
        (1, upper_left, false),
        (2, upper_right, false),
        (3, lower_right, false),
        (4, lower_left, false),
        (5, upper_left, true),
        (6, upper_right, true),
        (7, lower_right, true),
        (8, lower_left, true),
    ];
    let stored =
        RgbImage::from_fn(
            96,
            64,
            |x, y| if x < 16 && y < 16 { Rgb([255, 0, 0]) } else { Rgb([255; 3]) },
        );
    let stored = jpeg(stored.as_raw(), 96, 64);
    for (orientation, (x, y), sideways) in cases {
        let prepared = taken(&with_segment(&stored, 0xe1, &exif(orientation)));
        let shown = if sideways { (64, 96) } else { (96, 64) };
        assert_eq!(
            (prepared.width, prepared.height),
            (Some(shown.0), Some(shown.1)),
            "{orientation}"
        );
        let measured = prepared.measured.unwrap();
        assert_eq!((measured.width, measured.height), shown, "{orientation}");
        let kept = image::load_from_memory(&prepared.bytes).unwrap().to_rgb8();
        let at =
            |place: i32, side: u32| place.rem_euclid(i32::try_from(side).unwrap()).unsigned_abs();
        let [red, green, _] = kept.get_pixel(at(x, shown.0), at(y, shown.1)).0;
        assert!(red > 200 && green < 80, "{orientation}: {red} {green}");
    }
}

#[test]
fn keeps_nothing_but_the_picture() {
    let original = invoice_like(700, 640, 3);
    let mut upload = with_segment(&original, 0xe1, &exif(1));
    upload = with_segment(&upload, 0xfe, b"<script>alert(1)</script>");
    upload.extend(b"PK\x03\x04\x14\0\0\0\0\0secret.txt");
    let prepared = taken(&upload);
    for leftover in [b"GPS".as_slice(), b"Exif", b"script", b"PK\x03\x04", b"secret"] {
        assert!(upload.windows(leftover.len()).any(|window| window == leftover));
        assert!(!prepared.bytes.windows(leftover.len()).any(|window| window == leftover));
    }
    assert_eq!(prepared.bytes, taken(&original).bytes);
}

#[test]
fn refuses_by_the_header_before_decoding() {
    for (width, height) in
        [(100_000, 100_000), (11_000, 11_000), (8_001, 10), (7_500, 7_000), (u32::MAX, u32::MAX)]
    {
        assert_eq!(
            refused(&png_announcing(width, height)),
            NotTaken::TooManyPixels { width, height }
        );
    }
    // Within the pixels that are allowed, but not within the memory: sixteen bits deep.
    let mut deep = png_announcing(7_000, 7_000);
    deep[24] = 16;
    assert_eq!(refused(&deep), NotTaken::TooManyPixels { width: 7_000, height: 7_000 });

    let mut wide = invoice_like(64, 64, 1);
    let frame = wide.windows(2).position(|bytes| bytes == [0xff, 0xc0]).unwrap();
    wide[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    assert_eq!(refused(&wide), NotTaken::TooManyPixels { width: 65_535, height: 65_535 });

    assert_eq!(
        refused(&webp_announcing(9_000, 9_000)),
        NotTaken::TooManyPixels { width: 9_000, height: 9_000 }
    );
}

#[test]
fn refuses_a_webp_whose_parts_disagree() {
    assert_eq!(refused(&webp_announcing(100, 16_000)), NotTaken::Damaged);
    let mut animated = webp_announcing(100, 100);
    animated[20] = 0b10;
    assert_eq!(refused(&animated), NotTaken::Unsupported(Recognised::Gif));
}

#[test]
fn refuses_a_jpeg_with_a_second_frame_or_endless_scans() {
    let whole = invoice_like(64, 64, 1);
    let frame = whole.windows(2).position(|bytes| bytes == [0xff, 0xc0]).unwrap();
    assert_eq!(
        refused(&with_segment(&whole, 0xc0, &whole[frame + 4..frame + 19])),
        NotTaken::Damaged
    );
    let scan = whole.windows(2).position(|bytes| bytes == [0xff, 0xda]).unwrap();
    let mut endless = whole[..whole.len() - 2].to_vec();
    for _ in 0..200 {
        endless.extend(&whole[scan..scan + 14]);
    }
    endless.extend(b"\xff\xd9");
    assert_eq!(refused(&endless), NotTaken::Damaged);
}

#[test]
fn tells_a_cut_off_file() {
    let page = page(640, 620);
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let whole = encoded(&page, format);
        taken(&whole);
        for kept in [14, 40, whole.len() / 3, whole.len() / 2, whole.len() - 40] {
            assert_eq!(
                refused(&whole[..kept]),
                NotTaken::Damaged,
                "{format:?} cut to {kept} of {}",
                whole.len()
            );
        }
    }
}

#[test]
fn tells_what_cannot_be_taken() {
    assert_eq!(refused(b""), NotTaken::Empty);
    let large = vec![0xff; 10 * 1024 * 1024 + 1];
    assert_eq!(refused(&large), NotTaken::TooManyBytes { bytes: 10_485_761, limit: 10_485_760 });
    assert_eq!(refused(b"Rar!\x1a\x07\x01\0rest"), NotTaken::Unsupported(Recognised::Rar));
    assert_eq!(refused(b"\0\0\0\x18ftypheic\0\0\0\0"), NotTaken::Unsupported(Recognised::Heic));
    assert_eq!(refused(b"\xff\xd8\xff"), NotTaken::Damaged);
    assert_eq!(refused(b"\x89PNG\r\n\x1a\n"), NotTaken::Damaged);
}

#[test]
fn keeps_a_quiet_pdf_as_it_is() {
    let quiet = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
    let prepared = taken(quiet);
    assert_eq!((prepared.media_type, prepared.warnings.len()), ("application/pdf", 0));
    assert_eq!(
        refused(b"%PDF-1.4\n1 0 obj<</S/JavaScript/JS(app.alert(1))>>\n%%EOF"),
        NotTaken::PdfUnsafe
    );
    assert_eq!(refused(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>"), NotTaken::Damaged);
}

/// Starts that lead into each reader.
fn beginning() -> impl Strategy<Value = Vec<u8>> {
    let picture = invoice_like(48, 40, 9);
    let image = page(48, 40);
    let starts = vec![
        Vec::new(),
        picture[..200].to_vec(),
        picture,
        encoded(&image, ImageFormat::Png),
        encoded(&image, ImageFormat::WebP),
        encoded(&DynamicImage::from(image.to_rgba16()), ImageFormat::Png),
        webp_announcing(40, 40),
        png_announcing(40, 40),
        b"%PDF-1.5\n1 0 obj<</Type/ObjStm/First 4/Filter/FlateDecode>>stream\n".to_vec(),
        b"%PDF-1.5\n<</JS%/#4/#zz/AA 1 0 %%EOF".to_vec(),
        b"PK\x03\x04".to_vec(),
    ];
    prop::sample::select(starts)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_give_an_answer(
        start in beginning(),
        cut in prop_oneof![Just(1.0_f64), 0.0_f64..1.0],
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        rest in prop::collection::vec(any::<u8>(), 0..300),
        ended in any::<bool>(),
    ) {
        let mut upload = start;
        let length = upload.len();
        upload.truncate((length as f64 * cut) as usize);
        upload.extend(rest);
        if ended {
            upload.extend(b"\xff\xd9 %%EOF");
        }
        for (place, value) in changes {
            let length = upload.len();
            if length > 0 {
                upload[place.index(length)] = value;
            }
        }
        let limits = PhotoLimits { max_pixels: 1_000_000, ..PhotoLimits::default() };
        if let Ok(prepared) = prepare(&upload, &limits) {
            assert_holds(&upload, &prepared);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_clean_copy_is_taken_again(width in 1_u32..90, height in 1_u32..90, seed in any::<u64>()) {
        let noise: Vec<u8> = (0..width * height * 3).map(|place| (seed >> (place % 57)) as u8).collect();
        let first = taken(&jpeg(&noise, width, height));
        prop_assert_eq!(recognise(&first.bytes), Ok(Format::Jpeg));
        let second = taken(&first.bytes);
        prop_assert_eq!((first.width, first.height), (second.width, second.height));
    }
}
