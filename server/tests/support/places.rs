//! Writes a small database of addresses in the MaxMind DB format 2.0
//! (<https://maxmind.github.io/MaxMind-DB/>): networks of IPv4, records of 24 bits.

use std::net::Ipv4Addr;

/// What stands for a network: city, subdivision, country.
pub(crate) type Known = (Ipv4Addr, u32, [&'static str; 3]);

/// The file with these networks, none of which lies within another.
pub(crate) fn database(kind: &str, networks: &[Known]) -> Vec<u8> {
    const EMPTY: usize = usize::MAX;
    /// Added to an offset in the data, to tell it from the number of a node.
    const DATA: usize = 1 << 30;
    let mut nodes = vec![[EMPTY; 2]];
    let mut data = Vec::new();
    for (network, length, place) in networks {
        let mut at = 0;
        for depth in 0..*length {
            let side = (u32::from(*network) >> (31 - depth) & 1) as usize;
            if depth + 1 == *length {
                nodes[at][side] = DATA + data.len();
                break;
            }
            if nodes[at][side] == EMPTY {
                nodes.push([EMPTY; 2]);
                nodes[at][side] = nodes.len() - 1;
            }
            at = nodes[at][side];
        }
        let [city, state, country] = place;
        let named = |name: &str| map(&[("names", map(&[("en", text(name))]))]);
        data.extend(map(&[
            ("city", named(city)),
            ("subdivisions", array(&[named(state)])),
            ("country", map(&[("iso_code", text(country))])),
        ]));
    }
    let count = nodes.len();
    let record = |value: usize| match value {
        EMPTY => count,
        data if data >= DATA => count + 16 + (data - DATA),
        node => node,
    };
    let mut file = Vec::new();
    for side in nodes.into_iter().flatten() {
        file.extend_from_slice(&u32::try_from(record(side)).unwrap().to_be_bytes()[1..]);
    }
    file.extend([0; 16]);
    file.extend(data);
    file.extend(b"\xab\xcd\xefMaxMind.com");
    file.extend(map(&[
        ("binary_format_major_version", number(5, 2)),
        ("binary_format_minor_version", number(5, 0)),
        ("build_epoch", number(9, 1_795_338_000)),
        ("database_type", text(kind)),
        ("description", map(&[("en", text("for tests"))])),
        ("ip_version", number(5, 4)),
        ("languages", array(&[text("en")])),
        ("node_count", number(6, count)),
        ("record_size", number(5, 24)),
    ]));
    file
}

/// The byte or bytes that begin a value: its type and length.
fn head(kind: u8, length: usize) -> Vec<u8> {
    let length = u8::try_from(length).unwrap();
    assert!(length < 29, "longer values have another form");
    if kind > 7 {
        vec![length, kind - 7]
    } else {
        vec![kind << 5 | length]
    }
}

fn text(text: &str) -> Vec<u8> {
    [head(2, text.len()), text.as_bytes().to_vec()].concat()
}

fn number(kind: u8, value: usize) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    [head(kind, bytes.len() - first), bytes[first..].to_vec()].concat()
}

fn map(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = head(7, entries.len());
    for (key, value) in entries {
        bytes.extend(text(key));
        bytes.extend_from_slice(value);
    }
    bytes
}

fn array(values: &[Vec<u8>]) -> Vec<u8> {
    [head(11, values.len()), values.concat()].concat()
}
