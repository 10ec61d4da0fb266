//! A leaky rectifier with a slope for each channel as slope · x + max((1 − slope) · x, 0), both of which are convolutions
//! that look at one channel and one pixel.

use super::{Graph, node::Node, tensor::Weights};

/// Channels that come in whole blocks of the widest layout stay in it.
const BLOCK: usize = 16;

pub(super) fn split(graph: &mut Graph) {
    let mut at = 0;
    while at < graph.nodes.len() {
        if graph.nodes[at].op != "PRelu" || split_at(graph, at).is_none() {
            at += 1;
        }
    }
}

fn split_at(graph: &mut Graph, at: usize) -> Option<()> {
    let [input, slopes] = &graph.nodes[at].inputs[..] else { return None };
    let Weights { dims, values: slopes } = graph.weights(slopes)?;
    let after = graph.nodes[graph.producer(input)?].op.as_str();
    if !matches!(dims[..], [_, 1, 1]) || slopes.len() % BLOCK != 0 || !matches!(after, "Conv" | "BatchNormalization") {
        return None;
    }
    let (input, output) = (input.clone(), graph.nodes[at].output().to_owned());
    let rest: Vec<f32> = slopes.iter().map(|slope| 1.0 - slope).collect();
    let sloped = graph.by_channel(&input, &slopes, None);
    let positive = graph.name("positive");
    let mut new = if rest.iter().all(|&rest| rest >= 0.0) {
        // Rectifying after a convolution belongs to it.
        let scaled = graph.by_channel(&input, &rest, None);
        let rectified = Node::new("Relu", vec![scaled.output().to_owned()], positive.clone());
        vec![scaled, rectified]
    } else {
        let rectified = Node::new("Relu", vec![input], graph.name("rectified"));
        let mut scaled = graph.by_channel(rectified.output(), &rest, None);
        scaled.outputs = vec![positive.clone()];
        vec![rectified, scaled]
    };
    let sum = Node::new("Add", vec![sloped.output().to_owned(), positive], output);
    new.extend([sloped, sum]);
    graph.replace(&[at], new);
    Some(())
}
