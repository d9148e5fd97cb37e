//! Looks at how a JPEG is built (ITU-T T.81 Annex B) before it is decoded: whether it has an end, and how much work it
//! is. A file that was cut in its coded data and closed again has one too: the decoder draws what is there, and leaves
//! the rest grey.

/// What a JPEG is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Build {
    /// Each is a walk over the whole picture: a small file of thousands of them keeps a decoder busy for hours.
    pub(super) scans: usize,
    /// The decoder keeps the coefficients of the whole picture.
    pub(super) is_progressive: bool,
}

/// Walks from segment to segment. `None` when it ends before its end marker; what comes behind that is not looked at.
pub(super) fn build(bytes: &[u8]) -> Option<Build> {
    let mut build = Build {
        scans: 0,
        is_progressive: false,
    };
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8])?;
    loop {
        let (marker, behind) = next_marker(rest)?;
        rest = behind;
        match marker {
            0xd9 => return (build.scans > 0).then_some(build),
            // SOF2, SOF6, SOF10, SOF14: progressive.
            0xc2 | 0xc6 | 0xca | 0xce => build.is_progressive = true,
            // Markers without a segment: TEM, RSTn, a second SOI.
            0x01 | 0xd0..=0xd8 => continue,
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes([*rest.first()?, *rest.get(1)?]));
        rest = rest.get(length.max(2)..)?;
        if marker == 0xda {
            build.scans += 1;
            rest = behind_coded_data(rest)?;
        }
    }
}

/// The next marker and what comes behind it. Fill bytes before a marker are allowed (B.1.1.2).
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let at = bytes
        .windows(2)
        .position(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xff))?;
    Some((bytes[at + 1], &bytes[at + 2..]))
}

/// Where the coded data of a scan end: at a marker other than a restart.
fn behind_coded_data(bytes: &[u8]) -> Option<&[u8]> {
    let at = bytes
        .windows(2)
        .position(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff))?;
    Some(&bytes[at..])
}

#[cfg(test)]
mod tests {
    use image::ExtendedColorType;
    use image::codecs::jpeg::JpegEncoder;
    use proptest::prelude::*;

    use super::*;

    fn drawn() -> Vec<u8> {
        let mut jpeg = Vec::new();
        let pixels: Vec<u8> = (0..64 * 64 * 3).map(|at| (at % 251) as u8).collect();
        JpegEncoder::new(&mut jpeg)
            .encode(&pixels, 64, 64, ExtendedColorType::Rgb8)
            .unwrap();
        jpeg
    }

    #[test]
    fn a_whole_one_has_an_end_wherever_it_is_cut_it_has_none() {
        let jpeg = drawn();
        let whole = build(&jpeg);
        assert_eq!(
            whole,
            Some(Build {
                scans: 1,
                is_progressive: false
            })
        );
        for end in 0..jpeg.len() - 1 {
            assert_eq!(build(&jpeg[..end]), None, "cut at {end}");
        }
        let followed = [&jpeg[..], b"motion photo \xff\xda\xff\xd9"].concat();
        assert_eq!(build(&followed), whole, "what comes behind does not count");
    }

    #[test]
    fn scans_are_counted_and_progression_is_told() {
        let scan = [&[0xff, 0xda, 0, 2][..], &[1, 2, 3]].concat();
        let many = [
            &[0xff, 0xd8, 0xff, 0xc2, 0, 2][..],
            &scan.repeat(1000),
            &[0xff, 0xd9],
        ]
        .concat();
        assert_eq!(
            build(&many),
            Some(Build {
                scans: 1000,
                is_progressive: true
            })
        );
        assert_eq!(build(&[0xff, 0xd8, 0xff, 0xd9]), None, "nothing is in it");
    }

    proptest! {
        #[test]
        fn nothing_makes_it_fall(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            build(&bytes);
            build(&[&[0xff, 0xd8], &bytes[..]].concat());
        }
    }
}
