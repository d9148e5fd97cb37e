//! QR codes, drawn in the page itself.

use qrcode::{Color, EcLevel, QrCode};

/// The code as one path of squares.
pub(super) struct Qr {
    pub(super) size: usize,
    pub(super) path: String,
}

/// Draws an address; none when it is too long for a code.
pub(super) fn draw(address: &str) -> Option<Qr> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
    let size = code.width();
    let mut path = String::new();
    for (row, modules) in code.to_colors().chunks(size).enumerate() {
        for (column, module) in modules.iter().enumerate() {
            if *module == Color::Dark {
                path.push_str(&format!("M{column} {row}h1v1h-1z"));
            }
        }
    }
    Some(Qr { size, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_drawn_whole() {
        let drawn = draw("otpauth://totp/a:b?secret=ABC").unwrap();
        let code = QrCode::with_error_correction_level("otpauth://totp/a:b?secret=ABC", EcLevel::M).unwrap();
        let colors = code.to_colors();
        let dark = colors.iter().filter(|color| **color == Color::Dark).count();
        assert_eq!(
            (drawn.size, drawn.path.matches('M').count()),
            (code.width(), dark)
        );
        assert!(draw(&"x".repeat(10_000)).is_none());
    }
}
