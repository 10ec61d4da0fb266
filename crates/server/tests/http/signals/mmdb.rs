//! Writes small tables in MaxMind's format, by its specification of version 2.0.

use std::{collections::BTreeMap, net::Ipv4Addr};

use serde_json::{Value, json};

/// What a branch of the search tree leads to.
#[derive(Clone, Copy)]
enum Branch {
    Nothing,
    Node(usize),
    /// An offset into the data.
    Data(usize),
}

/// A table with one record for each network; addresses of version 4, records of 24 bits.
pub(super) fn table(networks: &[(&str, Value)]) -> Vec<u8> {
    let (mut nodes, mut data) = (vec![[Branch::Nothing; 2]], Vec::new());
    for (network, record) in networks {
        let (address, length) = network.split_once('/').unwrap();
        let bits = u32::from(address.parse::<Ipv4Addr>().unwrap());
        let offset = data.len();
        encode(record, &mut data);
        insert(&mut nodes, bits, length.parse().unwrap(), offset);
    }
    let mut bytes = Vec::new();
    for branch in nodes.iter().flatten() {
        let number = match branch {
            Branch::Nothing => nodes.len(),
            Branch::Node(node) => *node,
            Branch::Data(offset) => nodes.len() + 16 + offset,
        };
        bytes.extend(&u32::try_from(number).unwrap().to_be_bytes()[1..]);
    }
    bytes.extend([0; 16]);
    bytes.extend(data);
    bytes.extend(b"\xab\xcd\xefMaxMind.com");
    metadata(nodes.len(), &mut bytes);
    bytes
}

fn insert(nodes: &mut Vec<[Branch; 2]>, bits: u32, length: u32, offset: usize) {
    let mut node = 0;
    for depth in 0..length {
        let side = (bits >> (31 - depth) & 1) as usize;
        if depth + 1 == length {
            nodes[node][side] = Branch::Data(offset);
        } else if let Branch::Node(next) = nodes[node][side] {
            node = next;
        } else {
            nodes.push([Branch::Nothing; 2]);
            let next = nodes.len() - 1;
            nodes[node][side] = Branch::Node(next);
            node = next;
        }
    }
}

/// Types: 2 text, 5 and 6 numbers of 16 and 32 bits, 7 map; 9 number of 64 bits and 11 list are extended ones.
fn head(kind: u8, size: usize, out: &mut Vec<u8>) {
    let short = u8::try_from(size.min(29)).unwrap();
    if kind > 7 {
        out.extend([short, kind - 7]);
    } else {
        out.push(kind << 5 | short);
    }
    if size >= 29 {
        out.push(u8::try_from(size - 29).unwrap());
    }
}

fn encode(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::String(text) => {
            head(2, text.len(), out);
            out.extend(text.as_bytes());
        }
        Value::Object(members) => {
            head(7, members.len(), out);
            for (name, value) in members {
                encode(&json!(name), out);
                encode(value, out);
            }
        }
        other => panic!("{other} is not written here"),
    }
}

fn metadata(nodes: usize, out: &mut Vec<u8>) {
    let number = |kind: u8, value: u64| {
        let bytes = value.to_be_bytes();
        let length = match kind {
            5 => 2,
            6 => 4,
            _ => 8,
        };
        let mut out = Vec::new();
        head(kind, length, &mut out);
        out.extend(&bytes[8 - length..]);
        out
    };
    let mut text = Vec::new();
    encode(&json!("Test"), &mut text);
    let mut description = Vec::new();
    encode(&json!({"en": "a table of tests"}), &mut description);
    let mut languages = Vec::new();
    head(11, 0, &mut languages);
    let members: BTreeMap<&str, Vec<u8>> = BTreeMap::from([
        ("binary_format_major_version", number(5, 2)),
        ("binary_format_minor_version", number(5, 0)),
        ("build_epoch", number(9, 1_700_000_000)),
        ("database_type", text),
        ("description", description),
        ("ip_version", number(5, 4)),
        ("languages", languages),
        ("node_count", number(6, nodes as u64)),
        ("record_size", number(5, 24)),
    ]);
    head(7, members.len(), out);
    for (name, value) in members {
        encode(&json!(name), out);
        out.extend(value);
    }
}
