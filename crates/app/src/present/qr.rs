//! QR codes as one SVG path.

use qrcode::{Color, EcLevel, QrCode};

use crate::view::Qr;

/// The code of an address; `None` when it is too long for a QR code (about 2,300 characters).
pub(crate) fn of(address: &str) -> Option<Qr> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
    let size = u32::try_from(code.width()).ok()?;
    let mut path = String::new();
    for (row, modules) in code.to_colors().chunks(code.width()).enumerate() {
        let mut column = 0;
        while column < modules.len() {
            let run = modules[column..]
                .iter()
                .take_while(|color| **color == Color::Dark)
                .count();
            if run > 0 {
                path.push_str(&format!("M{column} {row}h{run}v1h-{run}z"));
            }
            column += run.max(1);
        }
    }
    Some(Qr { size, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_module_is_drawn_once() {
        let address = "http://localhost:8080/device?user_code=BCDF-GHJK";
        let qr = of(address).unwrap();
        let code = QrCode::with_error_correction_level(address, EcLevel::M).unwrap();
        let dark = code
            .to_colors()
            .iter()
            .filter(|color| **color == Color::Dark)
            .count();
        let drawn: usize = qr
            .path
            .split('z')
            .filter_map(|run| run.split_once('h')?.1.split('v').next()?.parse::<usize>().ok())
            .sum();
        assert_eq!(drawn, dark);
        assert_eq!(qr.size as usize, code.width());
    }

    #[test]
    fn an_address_too_long_gives_no_code() {
        assert_eq!(of(&"x".repeat(5000)), None);
    }
}
