//! Draws `icons/` from `icons/workpass.svg`: loose PNGs, and the Windows and macOS containers around them.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{project, shell};

/// File name and width in pixels.
const LOOSE: &[(&str, u32)] = &[
    ("32x32.png", 32),
    ("64x64.png", 64),
    ("128x128.png", 128),
    ("128x128@2x.png", 256),
    ("icon.png", 512),
];

const WINDOWS: &[u32] = &[16, 20, 24, 32, 40, 48, 64, 128, 256];

/// Type code and width, from Apple's list of types that hold PNG data.
const APPLE: &[(&[u8; 4], u32)] = &[
    (b"icp4", 16),
    (b"icp5", 32),
    (b"ic07", 128),
    (b"ic08", 256),
    (b"ic09", 512),
    (b"ic10", 1024),
    (b"ic11", 32),
    (b"ic12", 64),
    (b"ic13", 256),
    (b"ic14", 512),
];

/// The file beside the set that says what it was drawn from and what came of it.
const RECORD: &str = "drawn.txt";

pub(crate) fn run() -> Result<()> {
    ensure!(
        shell::find("rsvg-convert").is_some(),
        "rsvg-convert is missing (Debian: librsvg2-bin)"
    );
    let folder = project::root().join("icons");
    let source = folder.join("workpass.svg");
    let draw = |width: u32| draw(&source, width);
    for (name, width) in LOOSE {
        write(&folder.join(name), &draw(*width)?)?;
    }
    let windows = WINDOWS
        .iter()
        .map(|w| Ok((*w, draw(*w)?)))
        .collect::<Result<Vec<_>>>()?;
    write(&folder.join("icon.ico"), &ico(&windows))?;
    let apple = APPLE
        .iter()
        .map(|(kind, w)| Ok((**kind, draw(*w)?)))
        .collect::<Result<Vec<_>>>()?;
    write(&folder.join("icon.icns"), &icns(&apple))?;
    write(&folder.join(RECORD), record(&folder)?.as_bytes())
}

/// A line per file, the source first: its name and a hash of what is in it.
fn record(folder: &Path) -> Result<String> {
    let drawn = LOOSE
        .iter()
        .map(|(name, _)| *name)
        .chain(["icon.ico", "icon.icns"]);
    let mut lines = String::new();
    for name in ["workpass.svg"].into_iter().chain(drawn) {
        let path = folder.join(name);
        let mut bytes = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        if name.ends_with(".svg") {
            // A checkout may end its lines otherwise.
            bytes.retain(|byte| *byte != b'\r');
        }
        lines.push_str(&format!("{:016x} {name}\n", fnv1a(&bytes)));
    }
    Ok(lines)
}

/// FNV-1a, 64 bits: the same on every machine and for ever. It tells files apart; nobody attacks it here.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn draw(source: &Path, width: u32) -> Result<Vec<u8>> {
    let size = width.to_string();
    let output = Command::new("rsvg-convert")
        .args(["--width", &size, "--height", &size, "--format", "png"])
        .arg(source)
        .output()
        .context("rsvg-convert could not be started")?;
    ensure!(
        output.status.success(),
        "rsvg-convert: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(output.stdout)
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("{} cannot be written", path.display()))
}

/// An ICO file with PNG entries: a six-byte header, a sixteen-byte entry per image, the images.
fn ico(images: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut file = Vec::new();
    file.extend([0, 0, 1, 0]);
    file.extend(u16::try_from(images.len()).expect("there are nine").to_le_bytes());
    let mut offset = 6 + 16 * images.len();
    for (width, png) in images {
        // 256 does not fit a byte and is written as zero.
        let side = u8::try_from(*width).unwrap_or(0);
        file.extend([side, side, 0, 0, 1, 0, 32, 0]);
        file.extend(length(png.len()).to_le_bytes());
        file.extend(length(offset).to_le_bytes());
        offset += png.len();
    }
    images.iter().for_each(|(_, png)| file.extend(png));
    file
}

/// An ICNS file: a header with the whole length, then type, length and data of each image.
fn icns(images: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
    let whole = 8 + images.iter().map(|(_, png)| 8 + png.len()).sum::<usize>();
    let mut file = b"icns".to_vec();
    file.extend(length(whole).to_be_bytes());
    for (kind, png) in images {
        file.extend(kind);
        file.extend(length(8 + png.len()).to_be_bytes());
        file.extend(png);
    }
    file
}

fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).expect("an icon is far smaller than 4 GiB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ico_says_where_each_image_lies() {
        let file = ico(&[(16, vec![1; 10]), (256, vec![2; 20])]);
        assert_eq!(&file[..6], [0, 0, 1, 0, 2, 0]);
        assert_eq!((file[6], file[22]), (16, 0));
        assert_eq!(file[18..22], 38u32.to_le_bytes());
        assert_eq!(file[34..38], 48u32.to_le_bytes());
        assert_eq!(&file[48..], [2; 20]);
    }

    /// Whoever changes the mark draws the set again: `cargo xtask icons`.
    #[test]
    fn the_icons_were_drawn_from_the_mark_as_it_is() {
        let folder = project::root().join("icons");
        let recorded = fs::read_to_string(folder.join(RECORD)).unwrap();
        assert_eq!(recorded.replace('\r', ""), record(&folder).unwrap());
    }

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn an_icns_says_its_whole_length() {
        let file = icns(&[(*b"ic07", vec![7; 5])]);
        assert_eq!(
            file,
            [
                b"icns".as_slice(),
                &[0, 0, 0, 21],
                b"ic07",
                &[0, 0, 0, 13],
                &[7; 5]
            ]
            .concat()
        );
    }
}
