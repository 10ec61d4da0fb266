//! Networks rewritten when they are loaded, so that they compute the same numbers in fewer passes over memory.
//!
//! The runtime keeps an array in blocks of channels from one convolution to the next, as its fastest convolutions want
//! it, but only through operators that it knows in that layout: convolutions, sums, products of equal shapes, `Relu`.
//! Where an exporter wrote anything else, such as hard-swish in six steps, arrays are laid out anew twice and walked
//! through once a step, which takes longer than the convolutions between them. Each rewrite here puts what was meant
//! into those operators. Results differ by rounding alone; a network without the pattern stays as it is.

mod affine;
mod gate;
mod hard_swish;
mod node;
mod prelu;
mod tensor;
#[cfg(test)]
mod tests;
mod upscale;

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
};

use self::{node::Node, tensor::Weights};
use crate::onnx::{Content, Fields, GRAPH, INITIALIZER, put_bytes, put_head, size_of_field, text_of};

/// Fields of `GraphProto`.
const NODE: u64 = 1;
const INPUT: u64 = 11;
const OUTPUT: u64 = 12;
const VALUE_INFO: u64 = 13;
/// `ValueInfoProto.name`
const VALUE_NAME: u64 = 1;

/// A model file rewritten; `None` when it is no model file.
pub(crate) fn rewritten(file: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(file.len() + (64 << 10));
    let mut found = false;
    for field in Fields(file) {
        match field? {
            (GRAPH, _, Content::Bytes(message)) => {
                let mut graph = Graph::parse(message)?;
                affine::fold(&mut graph);
                hard_swish::gate(&mut graph);
                gate::join(&mut graph);
                prelu::split(&mut graph);
                upscale::postpone(&mut graph);
                graph.write(&mut out);
                found = true;
            }
            (_, whole, _) => out.extend_from_slice(whole),
        }
    }
    found.then_some(out)
}

/// The operators of a network and its weights.
struct Graph<'a> {
    /// In an order in which they can be computed.
    nodes: Vec<Node>,
    /// Weights by name, each a `TensorProto`.
    tensors: BTreeMap<String, Cow<'a, [u8]>>,
    /// Names of what the network answers.
    outputs: Vec<String>,
    /// All other fields of the graph as they stand.
    rest: Vec<u8>,
    /// Names given so far.
    named: usize,
}

impl<'a> Graph<'a> {
    fn parse(message: &'a [u8]) -> Option<Self> {
        let mut graph =
            Self { nodes: Vec::new(), tensors: BTreeMap::new(), outputs: Vec::new(), rest: Vec::new(), named: 0 };
        let mut inputs: Vec<(&[u8], &[u8])> = Vec::new();
        for field in Fields(message) {
            match field? {
                (NODE, _, Content::Bytes(node)) => match node::constant(node) {
                    Some((name, tensor)) => graph.tensors.extend([(name, tensor.into())]),
                    None => graph.nodes.push(Node::parse(node)?),
                },
                (INITIALIZER, _, Content::Bytes(tensor)) => {
                    graph.tensors.insert(text_of(tensor, tensor::NAME)?, tensor.into());
                }
                (INPUT, whole, Content::Bytes(input)) => inputs.push((whole, input)),
                // Shapes of values inside: some of them are no more.
                (VALUE_INFO, ..) => {}
                (number, whole, content) => {
                    if let (OUTPUT, Content::Bytes(output)) = (number, content) {
                        graph.outputs.push(text_of(output, VALUE_NAME)?);
                    }
                    graph.rest.extend_from_slice(whole);
                }
            }
        }
        // Older exporters list every weight among the inputs too, for a caller to override; then the runtime may not
        // fold normalisations into the convolutions before them, which costs the face embedder half of its time.
        for (whole, input) in inputs {
            if !graph.tensors.contains_key(&text_of(input, VALUE_NAME)?) {
                graph.rest.extend_from_slice(whole);
            }
        }
        Some(graph)
    }

    /// Appends the graph as a field of its model, without weights that nothing uses any more. Models are large: nothing
    /// is copied twice.
    fn write(&self, out: &mut Vec<u8>) {
        let used: HashSet<&str> = self.nodes.iter().flat_map(|node| &node.inputs).map(String::as_str).collect();
        let is_used = |name: &String| used.contains(name.as_str()) || self.outputs.contains(name);
        let kept = self.tensors.iter().filter(|(name, _)| is_used(name)).map(|(_, tensor)| tensor.as_ref());
        let mut small = Vec::new();
        self.nodes.iter().for_each(|node| put_bytes(&mut small, NODE, &node.write()));
        small.extend_from_slice(&self.rest);
        let size: usize = kept.clone().map(|tensor: &[u8]| size_of_field(INITIALIZER, tensor.len())).sum();
        put_head(out, GRAPH, small.len() + size);
        out.extend_from_slice(&small);
        kept.for_each(|tensor| put_bytes(out, INITIALIZER, tensor));
    }

    /// A name that nothing has.
    fn name(&mut self, what: &str) -> String {
        self.named += 1;
        format!("countersign.{}.{what}", self.named)
    }

    /// Adds weights, giving their name.
    fn add(&mut self, what: &str, dims: &[usize], values: &[f32]) -> String {
        let name = self.name(what);
        self.tensors.insert(name.clone(), tensor::write(&name, dims, values).into());
        name
    }

    /// Weights of that name, if they are `f32`.
    fn weights(&self, name: &str) -> Option<Weights> {
        tensor::read(self.tensors.get(name)?)
    }

    /// The one number that a constant of that name holds.
    fn scalar(&self, name: &str) -> Option<f32> {
        match self.weights(name)?.values[..] {
            [value] => Some(value),
            _ => None,
        }
    }

    /// For a node of two inputs of which one is a constant number: the other input and the number.
    fn with_scalar(&self, node: &Node) -> Option<(String, f32)> {
        let [a, b] = &node.inputs[..] else { return None };
        match (self.scalar(a), self.scalar(b)) {
            (None, Some(number)) => Some((a.clone(), number)),
            (Some(number), None) => Some((b.clone(), number)),
            _ => None,
        }
    }

    fn producer(&self, name: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.outputs.iter().any(|output| output == name))
    }

    fn users(&self, name: &str) -> Vec<usize> {
        (0..self.nodes.len()).filter(|&at| self.nodes[at].inputs.iter().any(|input| input == name)).collect()
    }

    /// The only node that uses the result of node `at`, when nothing else does.
    fn sole_user(&self, at: usize) -> Option<usize> {
        let [output] = &self.nodes[at].outputs[..] else { return None };
        match self.users(output)[..] {
            [user] if !self.outputs.contains(output) => Some(user),
            _ => None,
        }
    }

    /// [`Self::sole_user`] where it is of that kind.
    fn then(&self, at: usize, op: &str) -> Option<usize> {
        self.sole_user(at).filter(|&user| self.nodes[user].op == op)
    }

    /// Output channels of the convolution with known weights that makes a value.
    fn channels(&self, name: &str) -> Option<usize> {
        let node = &self.nodes[self.producer(name)?];
        let weights = (node.op == "Conv").then(|| self.weights(node.inputs.get(1)?))??;
        weights.dims.first().copied()
    }

    /// Puts `new` where the last of the nodes `old` stands, and takes those away.
    fn replace(&mut self, old: &[usize], new: Vec<Node>) {
        let Some(&last) = old.iter().max() else { return };
        let mut new = Some(new);
        let nodes = std::mem::take(&mut self.nodes);
        for (at, node) in nodes.into_iter().enumerate() {
            if at == last {
                self.nodes.extend(new.take().into_iter().flatten());
            } else if !old.contains(&at) {
                self.nodes.push(node);
            }
        }
    }

    /// A convolution that looks at one channel and one pixel at a time: `scale` × value + `shift`, by channel.
    fn by_channel(&mut self, input: &str, scale: &[f32], shift: Option<&[f32]>) -> Node {
        let channels = scale.len();
        let mut inputs = vec![input.to_owned(), self.add("scale", &[channels, 1, 1, 1], scale)];
        inputs.extend(shift.map(|shift| self.add("shift", &[channels], shift)));
        let output = self.name("scaled");
        Node::new("Conv", inputs, output).with_int("group", channels as u64).with_ints("kernel_shape", &[1, 1])
    }
}
