//! One operator of a graph.

use super::tensor;
use crate::onnx::{Content, Fields, bytes_of, put_bytes, put_varint, text_of, varints};

/// Fields of `NodeProto`.
const INPUT: u64 = 1;
const OUTPUT: u64 = 2;
const OP: u64 = 4;
const ATTRIBUTE: u64 = 5;
const DOMAIN: u64 = 7;
/// Fields of `AttributeProto`.
const NAME: u64 = 1;
const FLOAT: u64 = 2;
const INT: u64 = 3;
const TENSOR: u64 = 5;
const INTS: u64 = 8;
const TYPE: u64 = 20;
/// Values of `AttributeProto.type`.
const IS_INT: u64 = 2;
const IS_INTS: u64 = 7;

/// An operator with the names of what it takes and gives.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) op: String,
    pub(super) inputs: Vec<String>,
    pub(super) outputs: Vec<String>,
    /// Each an `AttributeProto`.
    attributes: Vec<Vec<u8>>,
    /// Where the operator is defined, when not in ONNX itself.
    domain: Vec<u8>,
}

impl Node {
    pub(super) fn new(op: &str, inputs: Vec<String>, output: String) -> Self {
        Self { op: op.to_owned(), inputs, outputs: vec![output], attributes: Vec::new(), domain: Vec::new() }
    }

    pub(super) fn parse(message: &[u8]) -> Option<Self> {
        let mut node = Self::new("", Vec::new(), String::new());
        node.outputs.clear();
        for field in Fields(message) {
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
            match field? {
                (INPUT, _, Content::Bytes(name)) => node.inputs.push(text(name)?),
                (OUTPUT, _, Content::Bytes(name)) => node.outputs.push(text(name)?),
                (OP, _, Content::Bytes(op)) => node.op = text(op)?,
                (ATTRIBUTE, _, Content::Bytes(attribute)) => node.attributes.push(attribute.to_vec()),
                (DOMAIN, _, Content::Bytes(domain)) => node.domain = domain.to_vec(),
                // Its own name and remarks, which nothing refers to.
                _ => {}
            }
        }
        Some(node)
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.inputs.iter().for_each(|name| put_bytes(&mut out, INPUT, name.as_bytes()));
        self.outputs.iter().for_each(|name| put_bytes(&mut out, OUTPUT, name.as_bytes()));
        put_bytes(&mut out, OP, self.op.as_bytes());
        self.attributes.iter().for_each(|attribute| put_bytes(&mut out, ATTRIBUTE, attribute));
        if !self.domain.is_empty() {
            put_bytes(&mut out, DOMAIN, &self.domain);
        }
        out
    }

    /// What the node gives, when that is one value.
    pub(super) fn output(&self) -> &str {
        self.outputs.first().map_or("", String::as_str)
    }

    fn attribute(&self, name: &str) -> Option<&[u8]> {
        let named = |attribute: &&Vec<u8>| bytes_of(attribute, NAME) == Some(name.as_bytes());
        self.attributes.iter().find(named).map(Vec::as_slice)
    }

    /// A whole number of that name.
    pub(super) fn int(&self, name: &str) -> Option<u64> {
        Fields(self.attribute(name)?).flatten().find_map(|field| match field {
            (INT, _, Content::Varint(value)) => Some(value),
            _ => None,
        })
    }

    /// A list of whole numbers of that name.
    pub(super) fn ints(&self, name: &str) -> Option<Vec<u64>> {
        let mut all = Vec::new();
        for field in Fields(self.attribute(name)?) {
            match field? {
                (INTS, _, Content::Varint(value)) => all.push(value),
                (INTS, _, Content::Bytes(packed)) => all.extend(varints(packed)?),
                _ => {}
            }
        }
        Some(all)
    }

    /// A number of that name.
    pub(super) fn float(&self, name: &str) -> Option<f32> {
        Fields(self.attribute(name)?).flatten().find_map(|field| match field {
            (FLOAT, whole, Content::Fixed) => Some(f32::from_le_bytes(*whole.last_chunk()?)),
            _ => None,
        })
    }

    pub(super) fn with_int(mut self, name: &str, value: u64) -> Self {
        let mut attribute = Vec::new();
        put_bytes(&mut attribute, NAME, name.as_bytes());
        put_varint(&mut attribute, INT << 3);
        put_varint(&mut attribute, value);
        self.attributes.push(typed(attribute, IS_INT));
        self
    }

    pub(super) fn with_ints(mut self, name: &str, values: &[u64]) -> Self {
        let mut attribute = Vec::new();
        put_bytes(&mut attribute, NAME, name.as_bytes());
        for &value in values {
            put_varint(&mut attribute, INTS << 3);
            put_varint(&mut attribute, value);
        }
        self.attributes.push(typed(attribute, IS_INTS));
        self
    }

    /// A window that never reaches over the edge of its input.
    pub(super) fn is_unpadded(&self) -> bool {
        let none = |pads: Vec<u64>| pads.iter().all(|&pad| pad == 0);
        self.ints("pads").is_none_or(none) && self.attribute("auto_pad").is_none()
    }
}

fn typed(mut attribute: Vec<u8>, kind: u64) -> Vec<u8> {
    put_varint(&mut attribute, TYPE << 3);
    put_varint(&mut attribute, kind);
    attribute
}

/// Name and tensor of a node that is nothing but a constant.
pub(super) fn constant(message: &[u8]) -> Option<(String, Vec<u8>)> {
    if bytes_of(message, OP) != Some(b"Constant") {
        return None;
    }
    let name = text_of(message, OUTPUT)?;
    let value = bytes_of(bytes_of(message, ATTRIBUTE)?, TENSOR)?;
    let tensor = tensor::named(value, &name)?;
    Some((name, tensor))
}
