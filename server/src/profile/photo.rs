//! A photo as somebody sent it becomes the squares the directory shows: decoded under limits, turned upright, cropped,
//! and drawn anew, so that nothing of the file but the picture is kept.

use std::io::Cursor;
use std::sync::{Arc, LazyLock};

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngDecoder;
use image::imageops::FilterType;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageResult, Limits};
use tokio::sync::Semaphore;

use super::jpeg;

/// The largest file, in bytes (Graph page `profilephoto-update`).
pub const MOST_BYTES: usize = 4 * 1024 * 1024;
/// The longest side, in pixels.
pub const LONGEST_SIDE: u32 = 8192;
/// The smallest square there is of a photo, in pixels.
pub const SHORTEST_SIDE: u32 = 48;
/// What decoding one picture may take, in bytes: three for each pixel of the largest square.
const MOST_MEMORY: u64 = LONGEST_SIDE as u64 * LONGEST_SIDE as u64 * 3;
/// Cameras and editors make about ten.
const MOST_SCANS: usize = 100;
/// The sizes of Graph (page `profilephoto`), in pixels.
const SIZES: [u32; 9] = [48, 64, 96, 120, 240, 360, 432, 504, 648];
const QUALITY: u8 = 88;

/// How many are decoded at once: each takes memory and a processor.
static ROOM: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(2)));

/// One square of a photo, as JPEG.
#[derive(Debug)]
pub struct Square {
    /// Its side, in pixels.
    pub size: i32,
    pub jpeg: Vec<u8>,
}

/// Why a file is no photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPhoto {
    #[error("the file is neither a JPEG nor a PNG")]
    Type,
    #[error("the file is larger than {MOST_BYTES} bytes")]
    TooLarge,
    #[error("the picture has too many pixels")]
    TooManyPixels,
    #[error("the picture is smaller than {SHORTEST_SIDE} pixels")]
    TooSmall,
    #[error("the picture is damaged or cut off")]
    Damaged,
}

/// Reads a file, in a thread of its own and in turn.
///
/// # Errors
/// Says what is wrong with the file. The outer error is the server's own.
pub async fn squares(bytes: axum::body::Bytes) -> anyhow::Result<Result<Vec<Square>, NoPhoto>> {
    in_turn(&ROOM, move || draw(&bytes)).await
}

/// The work keeps its turn to its end, also when nobody waits for it any more.
async fn in_turn<T: Send + 'static>(
    room: &Arc<Semaphore>,
    work: impl FnOnce() -> T + Send + 'static,
) -> anyhow::Result<T> {
    let turn = Arc::clone(room).acquire_owned().await?;
    let done = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    Ok(done.await?)
}

fn draw(bytes: &[u8]) -> Result<Vec<Square>, NoPhoto> {
    if bytes.len() > MOST_BYTES {
        return Err(NoPhoto::TooLarge);
    }
    let upright = if bytes.starts_with(b"\xff\xd8\xff") {
        let build = jpeg::build(bytes).ok_or(NoPhoto::Damaged)?;
        if build.scans > MOST_SCANS {
            return Err(NoPhoto::Damaged);
        }
        // Of a progressive one the coefficients are kept beside the pixels, two bytes for each of three.
        let times = if build.is_progressive { 3 } else { 1 };
        let decoder = image::codecs::jpeg::JpegDecoder::new(Cursor::new(bytes));
        square(decoder.map_err(|_| NoPhoto::Damaged)?, times)?
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        let mut limits = Limits::no_limits();
        limits.max_alloc = Some(MOST_MEMORY);
        let decoder = PngDecoder::with_limits(Cursor::new(bytes), limits);
        square(decoder.map_err(|_| NoPhoto::Damaged)?, 1)?
    } else {
        return Err(NoPhoto::Type);
    };
    let side = upright.width();
    let sizes = SIZES.into_iter().filter(|size| *size <= side);
    sizes
        .map(|size| resized(&upright, size).map_err(|_| NoPhoto::Damaged))
        .collect()
}

/// The middle of the picture, upright, and no larger than needed. What it would take is judged by the header alone.
fn square(mut decoder: impl ImageDecoder, times: u64) -> Result<DynamicImage, NoPhoto> {
    let (width, height) = decoder.dimensions();
    if width.min(height) < SHORTEST_SIDE {
        return Err(NoPhoto::TooSmall);
    }
    let memory = decoder.total_bytes().saturating_mul(times);
    if width.max(height) > LONGEST_SIDE || memory > MOST_MEMORY {
        return Err(NoPhoto::TooManyPixels);
    }
    let orientation = decoder.orientation().map_err(|_| NoPhoto::Damaged)?;
    let whole = DynamicImage::from_decoder(decoder).map_err(|_| NoPhoto::Damaged)?;
    let side = width.min(height);
    let mut middle = if width == height {
        whole
    } else {
        whole.crop_imm((width - side) / 2, (height - side) / 2, side, side)
    };
    let largest = SIZES[SIZES.len() - 1];
    if side > 2 * largest {
        middle = middle.thumbnail_exact(2 * largest, 2 * largest);
    }
    middle.apply_orientation(orientation);
    Ok(middle)
}

fn resized(upright: &DynamicImage, size: u32) -> ImageResult<Square> {
    let small = if upright.width() == size {
        upright.to_rgba8()
    } else {
        upright.resize_exact(size, size, FilterType::Lanczos3).to_rgba8()
    };
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode(
        &on_white(small.as_raw()),
        size,
        size,
        ExtendedColorType::Rgb8,
    )?;
    Ok(Square {
        size: i32::try_from(size).expect("the sizes are small"),
        jpeg,
    })
}

/// JPEG knows no transparency.
fn on_white(rgba: &[u8]) -> Vec<u8> {
    let (pixels, _) = rgba.as_chunks::<4>();
    pixels
        .iter()
        .flat_map(|&[red, green, blue, alpha]| {
            let alpha = u16::from(alpha);
            [red, green, blue].map(|part| {
                let mixed = (u16::from(part) * alpha + 255 * (255 - alpha) + 127) / 255;
                u8::try_from(mixed).unwrap_or(u8::MAX)
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;
