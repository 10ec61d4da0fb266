//! Model files, changed on their way to the runtime: the files themselves stay as they are pinned.
//!
//! ONNX files are Protocol Buffers; the numbers of fields are those of onnx.proto3.

use std::collections::HashSet;

/// `ModelProto.graph`
pub(crate) const GRAPH: u64 = 7;
/// `GraphProto.initializer`
pub(crate) const INITIALIZER: u64 = 5;
/// `GraphProto.input`
const INPUT: u64 = 11;
/// `TensorProto.name`
const TENSOR_NAME: u64 = 8;
/// `ValueInfoProto.name`
const VALUE_NAME: u64 = 1;

/// `GraphProto.value_info`: shapes of values inside the graph.
const VALUE_INFO: u64 = 13;

/// Makes the weights of a model file constants, in place; `false` when it is no model file. Older exporters list every
/// weight among the inputs too, for a caller to override; the runtime then may not fold normalisations into the
/// convolutions before them, which for the face embedder costs half of its time. Such inputs become mere notes of a
/// value's shape, which are laid out alike.
pub(crate) fn make_weights_constant(file: &mut [u8]) -> bool {
    let Some(listed) = weights_among_inputs(file) else { return false };
    for at in listed {
        file[at] = tag(VALUE_INFO);
    }
    true
}

/// Where in the file the tags of inputs stand that name a weight.
fn weights_among_inputs(file: &[u8]) -> Option<Vec<usize>> {
    let mut found = Vec::new();
    for field in Fields(file) {
        let (GRAPH, _, Content::Bytes(graph)) = field? else { continue };
        let names = weights(graph)?;
        for field in Fields(graph) {
            if let (INPUT, whole, Content::Bytes(input)) = field?
                && bytes_of(input, VALUE_NAME).is_some_and(|name| names.contains(name))
            {
                found.push(whole.as_ptr().addr() - file.as_ptr().addr());
            }
        }
    }
    Some(found)
}

/// The one byte before a length-delimited field of a number below 16.
const fn tag(number: u64) -> u8 {
    (number << 3 | 2) as u8
}

/// Names of the graph's weights.
fn weights(graph: &[u8]) -> Option<HashSet<&[u8]>> {
    let mut names = HashSet::new();
    for field in Fields(graph) {
        if let (INITIALIZER, _, Content::Bytes(tensor)) = field? {
            names.extend(bytes_of(tensor, TENSOR_NAME));
        }
    }
    Some(names)
}

/// The first length-delimited field of that number.
fn bytes_of(message: &[u8], wanted: u64) -> Option<&[u8]> {
    Fields(message).flatten().find_map(|field| match field {
        (number, _, Content::Bytes(bytes)) if number == wanted => Some(bytes),
        _ => None,
    })
}

/// Copies a message, putting every length-delimited field `wanted` through `change`.
pub(crate) fn rewrite(
    message: &[u8],
    wanted: u64,
    change: &mut dyn FnMut(&[u8]) -> Option<Vec<u8>>,
) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(message.len());
    for field in Fields(message) {
        let (number, whole, content) = field?;
        match content {
            Content::Bytes(bytes) if number == wanted => put_bytes(&mut out, number, &change(bytes)?),
            _ => out.extend_from_slice(whole),
        }
    }
    Some(out)
}

/// What a field holds.
pub(crate) enum Content<'a> {
    Varint(u64),
    Bytes(&'a [u8]),
    /// Fixed-width numbers, which we only copy.
    Fixed,
}

/// Fields of a message: number, the field as it stands with its tag, and its content; `None` for a broken one.
pub(crate) struct Fields<'a>(pub(crate) &'a [u8]);

impl<'a> Iterator for Fields<'a> {
    type Item = Option<(u64, &'a [u8], Content<'a>)>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let start = self.0;
        let field = self.field(start);
        if field.is_none() {
            self.0 = &[];
        }
        Some(field)
    }
}

impl<'a> Fields<'a> {
    fn field(&mut self, start: &'a [u8]) -> Option<(u64, &'a [u8], Content<'a>)> {
        let (tag, mut rest) = varint(start)?;
        let content = match tag & 7 {
            0 => {
                let (value, after) = varint(rest)?;
                rest = after;
                Content::Varint(value)
            }
            1 => {
                rest = rest.get(8..)?;
                Content::Fixed
            }
            2 => {
                let (length, after) = varint(rest)?;
                let length = usize::try_from(length).ok()?;
                rest = after.get(length..)?;
                Content::Bytes(&after[..length])
            }
            5 => {
                rest = rest.get(4..)?;
                Content::Fixed
            }
            _ => return None,
        };
        self.0 = rest;
        Some((tag >> 3, &start[..start.len() - rest.len()], content))
    }
}

fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0;
    for (index, &byte) in bytes.iter().take(10).enumerate() {
        value |= u64::from(byte & 0x7F) << (7 * index);
        if byte < 0x80 {
            return Some((value, &bytes[index + 1..]));
        }
    }
    None
}

/// Numbers packed one after the other; `None` when the last is cut off.
pub(crate) fn varints(mut packed: &[u8]) -> Option<Vec<u64>> {
    let mut values = Vec::new();
    while !packed.is_empty() {
        let (value, rest) = varint(packed)?;
        values.push(value);
        packed = rest;
    }
    Some(values)
}

/// Appends a number, seven bits a byte.
pub(crate) fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7F) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends a length-delimited field.
pub(crate) fn put_bytes(out: &mut Vec<u8>, number: u64, bytes: &[u8]) {
    put_varint(out, number << 3 | 2);
    put_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(fields: &[(u64, &[u8])]) -> Vec<u8> {
        let mut out = Vec::new();
        fields.iter().for_each(|(number, bytes)| put_bytes(&mut out, *number, bytes));
        out
    }

    #[test]
    fn weights_are_no_inputs_and_the_picture_stays_one() {
        let named = |number, name: &str| message(&[(number, name.as_bytes())]);
        let (weight, picture) = (named(TENSOR_NAME, "w"), named(VALUE_NAME, "picture"));
        let listed = named(VALUE_NAME, "w");
        let graph = message(&[(INITIALIZER, &weight), (INPUT, &picture), (INPUT, &listed)]);
        let wanted = message(&[(INITIALIZER, &weight), (INPUT, &picture), (VALUE_INFO, &listed)]);
        let mut file = message(&[(GRAPH, &graph)]);
        assert!(make_weights_constant(&mut file));
        assert_eq!(file, message(&[(GRAPH, &wanted)]));
    }

    #[test]
    fn a_broken_file_is_no_model() {
        assert!(!make_weights_constant(&mut b"no model at all".to_owned()));
    }
}
