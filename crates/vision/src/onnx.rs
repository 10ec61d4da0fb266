//! Model files, changed on their way to the runtime: the files themselves stay as they are pinned.
//!
//! ONNX files are Protocol Buffers; the numbers of fields are those of onnx.proto3.

/// `ModelProto.graph`
pub(crate) const GRAPH: u64 = 7;
/// `GraphProto.initializer`
pub(crate) const INITIALIZER: u64 = 5;

/// The first length-delimited field of that number.
pub(crate) fn bytes_of(message: &[u8], wanted: u64) -> Option<&[u8]> {
    Fields(message).flatten().find_map(|field| match field {
        (number, _, Content::Bytes(bytes)) if number == wanted => Some(bytes),
        _ => None,
    })
}

/// [`bytes_of`] that are text.
pub(crate) fn text_of(message: &[u8], wanted: u64) -> Option<String> {
    String::from_utf8(bytes_of(message, wanted)?.to_vec()).ok()
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
    put_head(out, number, bytes.len());
    out.extend_from_slice(bytes);
}

/// Appends what stands before the content of a length-delimited field.
pub(crate) fn put_head(out: &mut Vec<u8>, number: u64, length: usize) {
    put_varint(out, number << 3 | 2);
    put_varint(out, length as u64);
}

/// Bytes of a length-delimited field with a content of so many.
pub(crate) fn size_of_field(number: u64, length: usize) -> usize {
    let mut head = Vec::new();
    put_head(&mut head, number, length);
    head.len() + length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_as_long_as_said() {
        for length in [0, 1, 127, 128, 300, 70_000] {
            let mut out = Vec::new();
            put_bytes(&mut out, 5, &vec![7; length]);
            assert_eq!(out.len(), size_of_field(5, length));
            let fields: Vec<_> =
                Fields(&out).map(|field| field.map(|(number, whole, _)| (number, whole.len()))).collect();
            assert_eq!(fields, [Some((5, out.len()))]);
        }
    }

    #[test]
    fn a_cut_field_is_said_to_be_broken() {
        let mut out = Vec::new();
        put_bytes(&mut out, 5, &[1, 2, 3]);
        assert!(Fields(&out[..out.len() - 1]).any(|field| field.is_none()));
    }
}
