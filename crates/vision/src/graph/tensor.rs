//! Weights as ONNX files hold them.

use crate::onnx::{Content, Fields, bytes_of, put_bytes, put_varint, varints};

/// Fields of `TensorProto`.
const DIMS: u64 = 1;
const TYPE: u64 = 2;
const FLOATS: u64 = 4;
pub(super) const NAME: u64 = 8;
const RAW: u64 = 9;
/// `TensorProto.data_type` of `f32`.
const FLOAT: u64 = 1;

/// An array of `f32`, row by row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Weights {
    pub(super) dims: Vec<usize>,
    pub(super) values: Vec<f32>,
}

/// The numbers of a tensor, if they are `f32` and as many as its dimensions say.
pub(super) fn read(message: &[u8]) -> Option<Weights> {
    let (mut dims, mut kind) = (Vec::new(), 0);
    for field in Fields(message) {
        match field? {
            (DIMS, _, Content::Varint(dim)) => dims.push(dim as usize),
            (DIMS, _, Content::Bytes(packed)) => dims.extend(varints(packed)?.into_iter().map(|dim| dim as usize)),
            (TYPE, _, Content::Varint(value)) => kind = value,
            _ => {}
        }
    }
    let bytes = bytes_of(message, RAW).or_else(|| bytes_of(message, FLOATS))?;
    let values: Vec<f32> = bytes.as_chunks().0.iter().map(|chunk| f32::from_le_bytes(*chunk)).collect();
    (kind == FLOAT && values.len() == dims.iter().product::<usize>()).then_some(Weights { dims, values })
}

pub(super) fn write(name: &str, dims: &[usize], values: &[f32]) -> Vec<u8> {
    let mut out = Vec::with_capacity(values.len() * 4 + 64);
    for &dim in dims {
        put_varint(&mut out, DIMS << 3);
        put_varint(&mut out, dim as u64);
    }
    put_varint(&mut out, TYPE << 3);
    put_varint(&mut out, FLOAT);
    put_bytes(&mut out, NAME, name.as_bytes());
    put_bytes(&mut out, RAW, &values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<_>>());
    out
}

/// The same tensor under another name.
pub(super) fn named(message: &[u8], name: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(message.len() + name.len() + 8);
    for field in Fields(message) {
        let (number, whole, _) = field?;
        if number != NAME {
            out.extend_from_slice(whole);
        }
    }
    put_bytes(&mut out, NAME, name.as_bytes());
    Some(out)
}
