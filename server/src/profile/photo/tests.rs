use std::time::{Duration, Instant};

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use proptest::prelude::*;

use super::*;
use png_bomb::{Colour, bomb};

#[path = "../../../tests/support/png_bomb.rs"]
mod png_bomb;

/// A picture whose left upper quarter is red, the rest blue.
fn marked(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        if x < width / 2 && y < height / 2 {
            image::Rgb([220, 20, 20])
        } else {
            image::Rgb([20, 20, 220])
        }
    })
}

fn jpeg_of(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90)
        .encode(
            picture.as_raw(),
            picture.width(),
            picture.height(),
            ExtendedColorType::Rgb8,
        )
        .unwrap();
    bytes
}

fn png_of(pixels: &[u8], width: u32, height: u32, color: ExtendedColorType) -> Vec<u8> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes)
        .write_image(pixels, width, height, color)
        .unwrap();
    bytes
}

/// EXIF with an orientation and a place, behind the start of a JPEG.
fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    // A pointer to the place; what it points at is text enough to be found again.
    tiff.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]);
    tiff.extend([0, 0, 0, 0]);
    tiff.extend(b"GPS 53.2194N 6.5665E");
    let payload = [&b"Exif\0\0"[..], &tiff].concat();
    let length = u16::try_from(payload.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &payload, &jpeg[2..]].concat()
}

fn holds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

/// Which quarter is red: (left, top).
fn red_quarter(square: &Square) -> (bool, bool) {
    let picture = image::load_from_memory(&square.jpeg).unwrap().to_rgb8();
    let side = picture.width();
    let is_red = |x: u32, y: u32| picture.get_pixel(x, y)[0] > 150;
    let near = side / 4;
    let far = side - near - 1;
    let red: Vec<(bool, bool)> = [(near, near), (far, near), (near, far), (far, far)]
        .into_iter()
        .filter(|(x, y)| is_red(*x, *y))
        .map(|(x, y)| (x == near, y == near))
        .collect();
    assert_eq!(red.len(), 1, "one quarter is red");
    red[0]
}

#[test]
fn b12_a_photo_becomes_squares_of_graphs_sizes_up_to_its_own() {
    let sizes = |side: u32| -> Vec<i32> {
        let squares = draw(&jpeg_of(&marked(side, side))).unwrap();
        for square in &squares {
            let picture = image::load_from_memory(&square.jpeg).unwrap();
            assert_eq!(
                (picture.width() as i32, picture.height() as i32),
                (square.size, square.size)
            );
        }
        squares.iter().map(|square| square.size).collect()
    };
    assert_eq!(sizes(48), [48]);
    assert_eq!(sizes(250), [48, 64, 96, 120, 240]);
    assert_eq!(sizes(648), [48, 64, 96, 120, 240, 360, 432, 504, 648]);
    assert_eq!(sizes(1400), [48, 64, 96, 120, 240, 360, 432, 504, 648]);
}

#[test]
fn b12_the_middle_of_a_wide_or_a_high_picture_is_kept() {
    let wide = RgbImage::from_fn(300, 100, |x, _| {
        if (100..200).contains(&x) {
            image::Rgb([20, 220, 20])
        } else {
            image::Rgb([220, 20, 20])
        }
    });
    for picture in [wide.clone(), image::imageops::rotate90(&wide)] {
        for square in draw(&jpeg_of(&picture)).unwrap() {
            let drawn = image::load_from_memory(&square.jpeg).unwrap().to_rgb8();
            let inner = drawn.get_pixel(drawn.width() / 2, drawn.height() / 2);
            assert!(inner[1] > 150 && inner[0] < 100, "{inner:?}");
        }
    }
}

#[test]
fn b12_a_photo_stands_upright_and_says_nothing_of_where_it_was_taken() {
    let plain = jpeg_of(&marked(240, 240));
    // Orientation as cameras write it (EXIF 2.32, tag 0x0112), and where the red quarter goes: (left, top).
    for (orientation, quarter) in [
        (1, (true, true)),
        (2, (false, true)),
        (3, (false, false)),
        (4, (true, false)),
        (5, (true, true)),
        (6, (false, true)),
        (7, (false, false)),
        (8, (true, false)),
        (99, (true, true)),
    ] {
        let taken = with_exif(&plain, orientation);
        assert!(holds(&taken, b"GPS 53.2194N"));
        for square in draw(&taken).unwrap() {
            assert_eq!(red_quarter(&square), quarter, "orientation {orientation}");
            assert!(!holds(&square.jpeg, b"Exif") && !holds(&square.jpeg, b"GPS"));
        }
    }
}

#[test]
fn b12_what_is_transparent_is_white() {
    let clear = png_of(&[0; 64 * 64 * 4], 64, 64, ExtendedColorType::Rgba8);
    for square in draw(&clear).unwrap() {
        let picture = image::load_from_memory(&square.jpeg).unwrap().to_rgb8();
        assert!(
            picture
                .pixels()
                .all(|pixel| pixel.0.iter().all(|part| *part > 250))
        );
    }
}

#[test]
fn b12_a_bomb_is_refused_by_its_header_alone() {
    // A small one is decoded, so the large ones would be.
    assert!(draw(&bomb(512, Colour::Bits)).is_ok());
    assert!(draw(&bomb(512, Colour::Rgba)).is_ok());
    // Less than a megabyte of file, and a gigabyte of picture; and more memory than there is for one.
    for file in [bomb(30_000, Colour::Bits), bomb(8192, Colour::Rgba)] {
        assert!(file.len() < MOST_BYTES, "{} bytes", file.len());
        let begun = Instant::now();
        assert_eq!(draw(&file).unwrap_err(), NoPhoto::TooManyPixels);
        assert!(begun.elapsed() < Duration::from_secs(1), "nothing is decoded");
    }
    let mut promised = jpeg_of(&marked(64, 64));
    let frame = promised.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    promised[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    assert_eq!(draw(&promised).unwrap_err(), NoPhoto::TooManyPixels);
}

#[test]
fn b12_a_picture_of_thousands_of_scans_is_not_walked_through() {
    let jpeg = jpeg_of(&marked(64, 64));
    let scan = jpeg.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap();
    let end = jpeg.len() - 2;
    let many = [&jpeg[..end], &jpeg[scan..end].repeat(MOST_SCANS), &jpeg[end..]].concat();
    assert_eq!(draw(&many).unwrap_err(), NoPhoto::Damaged);
}

#[test]
fn b12_other_files_are_refused_whatever_they_are_called() {
    for (file, why) in [
        (&b""[..], NoPhoto::Type),
        (b"GIF89a\x01\0\x01\0\x80\0\0", NoPhoto::Type),
        (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", NoPhoto::Type),
        (b"<!doctype html><script>alert(1)</script>", NoPhoto::Type),
        (b"RIFF\x24\0\0\0WEBPVP8 ", NoPhoto::Type),
        (b"BM\x36\0\0\0", NoPhoto::Type),
        (b"\xff\xd8\xff", NoPhoto::Damaged),
        (b"\xff\xd8\xff<script>alert(1)</script>\xff\xd9", NoPhoto::Damaged),
        (b"\x89PNG\r\n\x1a\n", NoPhoto::Damaged),
    ] {
        assert_eq!(draw(file).unwrap_err(), why, "{}", String::from_utf8_lossy(file));
    }
    assert_eq!(draw(&vec![0xff; MOST_BYTES + 1]).unwrap_err(), NoPhoto::TooLarge);
    assert_eq!(draw(&jpeg_of(&marked(47, 400))).unwrap_err(), NoPhoto::TooSmall);
}

#[test]
fn b12_a_file_that_was_cut_off_is_refused() {
    let jpeg = jpeg_of(&marked(240, 240));
    let png = png_of(marked(240, 240).as_raw(), 240, 240, ExtendedColorType::Rgb8);
    for whole in [jpeg, png] {
        assert!(draw(&whole).is_ok());
        for part in [whole.len() / 4, whole.len() / 2, whole.len() - 20] {
            assert_eq!(
                draw(&whole[..part]).unwrap_err(),
                NoPhoto::Damaged,
                "cut at {part}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn b12_whatever_is_broken_in_a_file_it_is_a_photo_or_it_is_not(
        at in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        is_png in any::<bool>(),
    ) {
        let picture = marked(96, 96);
        let mut file = if is_png {
            png_of(picture.as_raw(), 96, 96, ExtendedColorType::Rgb8)
        } else {
            with_exif(&jpeg_of(&picture), 6)
        };
        for (index, byte) in at {
            let length = file.len();
            file[index.index(length)] = byte;
        }
        if let Ok(squares) = draw(&file) {
            for square in squares {
                prop_assert!(image::load_from_memory(&square.jpeg).is_ok());
            }
        }
    }
}

#[tokio::test]
async fn b12_a_picture_nobody_waits_for_any_more_keeps_its_turn_to_its_end() {
    let room = Arc::new(Semaphore::new(1));
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let (end, may_end) = std::sync::mpsc::channel::<()>();
    let first = tokio::spawn({
        let room = Arc::clone(&room);
        async move {
            let work = move || {
                begun.send(()).unwrap();
                may_end.recv().unwrap();
            };
            in_turn(&room, work).await.unwrap();
        }
    });
    has_begun.await.unwrap();
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    assert_eq!(room.available_permits(), 0, "it is still drawn");
    end.send(()).unwrap();
    assert_eq!(in_turn(&room, || 7).await.unwrap(), 7);
    assert_eq!(room.available_permits(), 1);
}
