use std::sync::Arc;

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde_json::Value;
use workpass_app::ports::Photo;

/// The largest photo taken, in bytes.
const LARGEST: usize = 2 * 1024 * 1024;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const JPEG: &[u8] = b"\xff\xd8\xff";

/// A photo from a `$batch` item, where bytes come as base64. What it is, is told by its content and not by its
/// header: the web view gets nothing but PNG and JPEG.
pub(crate) fn photo(body: &Value) -> Option<Photo> {
    const ENGINE: GeneralPurpose = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let text = body.as_str()?;
    if text.len() > LARGEST.div_ceil(3) * 4 {
        return None;
    }
    let bytes = ENGINE.decode(text).ok()?;
    if bytes.len() > LARGEST {
        return None;
    }
    let media_type = if bytes.starts_with(PNG) {
        "image/png"
    } else if bytes.starts_with(JPEG) {
        "image/jpeg"
    } else {
        return None;
    };
    Some(Photo {
        media_type,
        bytes: Arc::from(bytes),
    })
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;
    use serde_json::json;

    use super::*;

    fn read(bytes: &[u8]) -> Option<Photo> {
        photo(&json!(STANDARD.encode(bytes)))
    }

    #[test]
    fn b02_png_and_jpeg_are_told_by_their_content() {
        assert_eq!(read(&[PNG, b"x"].concat()).unwrap().media_type, "image/png");
        assert_eq!(read(&[JPEG, b"x"].concat()).unwrap().media_type, "image/jpeg");
    }

    #[test]
    fn anything_else_is_no_photo() {
        for other in [
            &b""[..],
            b"GIF89a",
            b"<svg onload=alert(1)>",
            b"RIFF....WEBP",
            b"\x89PNG",
            b"<html>",
        ] {
            assert_eq!(read(other), None);
        }
        assert_eq!(photo(&json!({"error": {}})), None);
        assert_eq!(photo(&json!("not base64!")), None);
    }

    #[test]
    fn a_photo_may_be_two_mebibytes_and_no_more() {
        let of_size = |size: usize| [JPEG, &vec![0; size - JPEG.len()]].concat();
        assert_eq!(read(&of_size(LARGEST)).unwrap().bytes.len(), LARGEST);
        assert_eq!(read(&of_size(LARGEST + 1)), None);
        assert_eq!(read(&of_size(LARGEST + 4)), None);
    }
}
