//! A decompression bomb: a PNG that is true to the format, small as a file and huge as a picture. Written out by hand,
//! because whoever makes one with a library has to unpack it first.

/// How the pixels are kept.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Colour {
    /// One bit for each pixel, black or white.
    Bits,
    /// Four bytes for each.
    Rgba,
}

/// A square picture of nothing but zeros (PNG 1.2; RFC 1950, RFC 1951 §3.2.6).
pub(crate) fn bomb(side: u32, colour: Colour) -> Vec<u8> {
    let (depth, kind, row) = match colour {
        Colour::Bits => (1, 0, side.div_ceil(8)),
        Colour::Rgba => (8, 6, side * 4),
    };
    // Each row has its filter before it.
    let raw = u64::from(side) * u64::from(row + 1);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let size = side.to_be_bytes();
    let header = [&size[..], &size, &[depth, kind, 0, 0, 0]].concat();
    chunk(&mut file, b"IHDR", &header);
    chunk(&mut file, b"IDAT", &zeros(raw));
    chunk(&mut file, b"IEND", &[]);
    file
}

fn chunk(file: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    file.extend(length.to_be_bytes());
    let begin = file.len();
    file.extend(name);
    file.extend(data);
    let crc = crc(&file[begin..]);
    file.extend(crc.to_be_bytes());
}

/// So many zero bytes, each 258 of them in 13 bits.
fn zeros(count: u64) -> Vec<u8> {
    let mut bits = Bits::default();
    // The last block, with the fixed codes.
    bits.put(0b011, 3);
    let (matches, literals) = match count.checked_sub(1) {
        Some(rest) => (rest / 258, 1 + rest % 258),
        None => (0, 0),
    };
    for _ in 0..literals {
        bits.code(0b0011_0000, 8);
    }
    for _ in 0..matches {
        // Length 258, at distance 1.
        bits.code(0b1100_0101, 8);
        bits.code(0, 5);
    }
    bits.code(0, 7);
    let mut stream = vec![0x78, 0x01];
    stream.extend(bits.done());
    // Adler-32 of zeros.
    let sum = u32::try_from(count % 65_521).unwrap_or(0) << 16 | 1;
    stream.extend(sum.to_be_bytes());
    stream
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    kept: u32,
    count: u32,
}

impl Bits {
    /// Least significant bit first.
    fn put(&mut self, bits: u32, count: u32) {
        self.kept |= bits << self.count;
        self.count += count;
        while self.count >= 8 {
            self.bytes.push(self.kept.to_le_bytes()[0]);
            self.kept >>= 8;
            self.count -= 8;
        }
    }

    /// Huffman codes have their most significant bit first.
    fn code(&mut self, code: u32, count: u32) {
        self.put(code.reverse_bits() >> (32 - count), count);
    }

    fn done(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.bytes.push(self.kept.to_le_bytes()[0]);
        }
        self.bytes
    }
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                sum >> 1 ^ 0xedb8_8320
            } else {
                sum >> 1
            }
        })
    })
}
