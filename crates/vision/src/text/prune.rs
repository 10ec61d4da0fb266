//! A recogniser's last layer, cut down to the scripts we read.
//!
//! The shipped network ends in one row of weights for each of 18,708 characters, most of them Chinese. That layer and
//! the softmax over it are a fifth of a line's time. The rows of other scripts are left out when the file is loaded:
//! the file itself stays as it is pinned, and what is read of a Latin line stays the same.
//!
//! Only the two tensors of the layer are rewritten; all else is copied. The file's metadata holds the list of characters.

use crate::onnx::{Content, Fields, GRAPH, INITIALIZER, put_bytes, put_varint, rewrite, varints};

/// `ModelProto.metadata_props`, and the two fields of its entries.
const METADATA: u64 = 14;
const KEY: u64 = 1;
const VALUE: u64 = 2;
/// Two fields of `TensorProto`.
const DIMS: u64 = 1;
const RAW_DATA: u64 = 9;
/// Bytes of one `f32` weight.
const WEIGHT: usize = 4;

/// Shapes with an open angle that fillers of a zone are read as; without them a filler would become a letter.
const ANGLES: &str = "くへヘ〈《＜";

/// Characters of the scripts we read: Latin, Greek and Cyrillic with their marks, punctuation, currency signs.
pub(super) fn is_kept(character: char) -> bool {
    let read = matches!(u32::from(character), 0..0x0530 | 0x1E00..0x2000 | 0x2010..0x2040 | 0x20A0..0x20C0 | 0x2116);
    read || ANGLES.contains(character)
}

/// Characters by class as the file lists them: the blank, those of its metadata, the space.
pub(super) fn alphabet(file: &[u8]) -> Option<Vec<char>> {
    let entries = Fields(file).flatten().filter_map(|field| match field {
        (METADATA, _, Content::Bytes(entry)) => Some(entry),
        _ => None,
    });
    let text = |entry: &[u8], wanted: u64| {
        Fields(entry).flatten().find_map(|field| match field {
            (number, _, Content::Bytes(bytes)) if number == wanted => String::from_utf8(bytes.to_vec()).ok(),
            _ => None,
        })
    };
    let mut listed = entries.filter(|&entry| text(entry, KEY).as_deref() == Some("character"));
    let list = text(listed.next()?, VALUE)?;
    let mut alphabet = vec!['\0'];
    alphabet.extend(list.split('\n').filter_map(|line| line.chars().next()));
    alphabet.push(' ');
    Some(alphabet)
}

/// The model file with only the classes in `kept`, ascending; nothing when it has no layer of `classes` classes or is
/// no such file.
pub(super) fn pruned(file: &[u8], classes: usize, kept: &[usize]) -> Option<Vec<u8>> {
    let mut changed = 0;
    let out = rewrite(file, GRAPH, &mut |graph| {
        rewrite(graph, INITIALIZER, &mut |tensor| {
            let smaller = smaller_tensor(tensor, classes, kept);
            changed += usize::from(smaller.is_some());
            Some(smaller.unwrap_or_else(|| tensor.to_vec()))
        })
    })?;
    // The weights and the biases of the layer.
    (changed == 2).then_some(out)
}

/// A tensor whose last dimension counts the classes, with the others left out.
fn smaller_tensor(tensor: &[u8], classes: usize, kept: &[usize]) -> Option<Vec<u8>> {
    let dims: Vec<u64> = Fields(tensor)
        .filter_map(|field| match field? {
            (DIMS, _, Content::Varint(dim)) => Some(vec![dim]),
            (DIMS, _, Content::Bytes(packed)) => varints(packed),
            _ => None,
        })
        .flatten()
        .collect();
    if dims.last() != Some(&(classes as u64)) {
        return None;
    }
    let mut out = Vec::with_capacity(tensor.len());
    for dim in dims[..dims.len() - 1].iter().copied().chain([kept.len() as u64]) {
        put_varint(&mut out, DIMS << 3);
        put_varint(&mut out, dim);
    }
    let mut weights = false;
    for field in Fields(tensor) {
        match field? {
            (DIMS, ..) => {}
            (RAW_DATA, _, Content::Bytes(raw)) => {
                weights = true;
                put_bytes(&mut out, RAW_DATA, &columns(raw, classes, kept)?);
            }
            (_, whole, _) => out.extend_from_slice(whole),
        }
    }
    weights.then_some(out)
}

/// The kept columns of a row-major matrix of `f32`.
fn columns(raw: &[u8], classes: usize, kept: &[usize]) -> Option<Vec<u8>> {
    if !raw.len().is_multiple_of(classes * WEIGHT) {
        return None;
    }
    let mut out = Vec::with_capacity(raw.len() / classes * kept.len());
    for row in raw.chunks_exact(classes * WEIGHT) {
        for &class in kept {
            out.extend_from_slice(row.get(class * WEIGHT..(class + 1) * WEIGHT)?);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tensor(name: &str, dims: &[u64], values: &[f32]) -> Vec<u8> {
        let mut out = Vec::new();
        for &dim in dims {
            put_varint(&mut out, DIMS << 3);
            put_varint(&mut out, dim);
        }
        put_bytes(&mut out, 8, name.as_bytes());
        put_bytes(&mut out, RAW_DATA, &values.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<_>>());
        out
    }

    fn model(tensors: &[Vec<u8>]) -> Vec<u8> {
        let mut graph = Vec::new();
        for tensor in tensors {
            put_bytes(&mut graph, INITIALIZER, tensor);
        }
        let mut out = vec![8, 10];
        put_bytes(&mut out, GRAPH, &graph);
        out
    }

    #[test]
    fn only_the_layer_of_the_classes_shrinks() {
        let other = tensor("other", &[2, 2], &[1.0, 2.0, 3.0, 4.0]);
        let weights = tensor("w", &[2, 3], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let bias = tensor("b", &[3], &[7.0, 8.0, 9.0]);
        let smaller = [other.clone(), tensor("w", &[2, 2], &[1.0, 3.0, 4.0, 6.0]), tensor("b", &[2], &[7.0, 9.0])];
        assert_eq!(pruned(&model(&[other, weights, bias]), 3, &[0, 2]), Some(model(&smaller)));
    }

    #[test]
    fn other_files_are_refused() {
        assert_eq!(pruned(b"no model at all", 3, &[0]), None);
        assert_eq!(pruned(&model(&[tensor("b", &[3], &[1.0, 2.0, 3.0])]), 3, &[0]), None);
        assert_eq!(pruned(&[], 3, &[0]), None);
    }

    #[test]
    fn letters_of_documents_are_kept() {
        assert!("ABZabz019<ÄéŁşΩЖя–’€№".chars().all(is_kept));
        assert!(!"漢字の🛂".chars().any(is_kept));
    }
}
