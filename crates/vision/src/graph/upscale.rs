//! Two transposed convolutions, each of which doubles width and height without overlap, as ordinary convolutions of the
//! small picture: each of its pixels stands for 4 × 4 of the large one, put in their places at the very end.

use super::{Graph, node::Node, tensor::Weights};

/// Edge of the square that one small pixel becomes.
const EDGE: usize = 4;
/// What the normalisation adds to a variance unless its node says otherwise.
const EPSILON: f32 = 1e-5;

/// Where the parts of the end of a segmentation network stand.
struct Found {
    first: usize,
    add: usize,
    norm: usize,
    relu: usize,
    second: usize,
    bias: usize,
    sigmoid: usize,
}

pub(super) fn postpone(graph: &mut Graph) {
    let found = (0..graph.nodes.len()).find_map(|at| find(graph, at));
    if let Some(found) = found {
        // Weights that are none of ours leave all as it was.
        let _unchanged = rewrite(graph, &found);
    }
}

fn find(graph: &Graph, first: usize) -> Option<Found> {
    let doubles = |at: usize| {
        let node = &graph.nodes[at];
        let twos = |name| node.ints(name).as_deref() == Some(&[2, 2]);
        node.op == "ConvTranspose"
            && node.inputs.len() == 2
            && twos("kernel_shape")
            && twos("strides")
            && node.is_unpadded()
            && node.int("group").unwrap_or(1) == 1
    };
    let add = doubles(first).then(|| graph.then(first, "Add"))??;
    let norm = graph.then(add, "BatchNormalization")?;
    let relu = graph.then(norm, "Relu")?;
    let second = graph.then(relu, "ConvTranspose").filter(|&at| doubles(at))?;
    let bias = graph.then(second, "Add")?;
    let sigmoid = graph.then(bias, "Sigmoid")?;
    Some(Found { first, add, norm, relu, second, bias, sigmoid })
}

fn rewrite(graph: &mut Graph, found: &Found) -> Option<()> {
    let (weights, bias) = doubled(graph, found)?;
    let (last, last_bias) = redoubled(graph, found)?;
    let input = graph.nodes[found.first].inputs[0].clone();
    let output = graph.nodes[found.sigmoid].output().to_owned();
    let mut conv = |input: &str, weights: &Weights, bias: &[f32]| {
        let inputs = vec![
            input.to_owned(),
            graph.add("weights", &weights.dims, &weights.values),
            graph.add("bias", &[bias.len()], bias),
        ];
        Node::new("Conv", inputs, graph.name("small")).with_ints("kernel_shape", &[1, 1])
    };
    let first = conv(&input, &weights, &bias);
    let relu = Node::new("Relu", vec![first.output().to_owned()], "countersign.rectified".to_owned());
    let second = conv(relu.output(), &last, &last_bias);
    let sigmoid = Node::new("Sigmoid", vec![second.output().to_owned()], "countersign.likely".to_owned());
    let spread = Node::new("DepthToSpace", vec![sigmoid.output().to_owned()], output);
    let spread = spread.with_int("blocksize", EDGE as u64);
    let Found { first: a, add, norm, relu: b, second: c, bias, sigmoid: d } = *found;
    graph.replace(&[a, add, norm, b, c, bias, d], vec![first, relu, second, sigmoid, spread]);
    Some(())
}

/// The first step with its normalisation: channels in, the channels of each of four pixels out.
fn doubled(graph: &Graph, found: &Found) -> Option<(Weights, Vec<f32>)> {
    let Weights { dims, values } = graph.weights(graph.nodes[found.first].inputs.get(1)?)?;
    let [from, to, 2, 2] = dims[..] else { return None };
    let added = constant(graph, found.add)?;
    let norm = &graph.nodes[found.norm];
    let of_norm = |at: usize| graph.weights(norm.inputs.get(at)?).map(|weights| weights.values);
    let (gain, shift, mean, variance) = (of_norm(1)?, of_norm(2)?, of_norm(3)?, of_norm(4)?);
    let epsilon = norm.float("epsilon").unwrap_or(EPSILON);
    if [&added, &gain, &shift, &mean, &variance].iter().any(|values| values.len() != to) {
        return None;
    }
    let factor = |o: usize| f64::from(gain[o]) / f64::from(variance[o] + epsilon).sqrt();
    let mut weights = vec![0.0; 4 * to * from];
    for (at, value) in values.iter().enumerate() {
        let (pixel, o, i) = (at % 4, at / 4 % to, at / 4 / to);
        weights[(pixel * to + o) * from + i] = (f64::from(*value) * factor(o)) as f32;
    }
    let bias = |o: usize| (f64::from(added[o] - mean[o]) * factor(o) + f64::from(shift[o])) as f32;
    Some((Weights { dims: vec![4 * to, from, 1, 1], values: weights }, (0..4 * to).map(|at| bias(at % to)).collect()))
}

/// The second step: the channels of each of four pixels in, one number for each of sixteen out, row by row.
fn redoubled(graph: &Graph, found: &Found) -> Option<(Weights, Vec<f32>)> {
    let Weights { dims, values } = graph.weights(graph.nodes[found.second].inputs.get(1)?)?;
    let [from, 1, 2, 2] = dims[..] else { return None };
    let [added] = constant(graph, found.bias)?[..] else { return None };
    let mut weights = vec![0.0; EDGE * EDGE * 4 * from];
    for pixel in 0..4 {
        for (at, value) in values.iter().enumerate() {
            let (part, i) = (at % 4, at / 4);
            let (y, x) = (pixel / 2 * 2 + part / 2, pixel % 2 * 2 + part % 2);
            weights[(y * EDGE + x) * 4 * from + pixel * from + i] = *value;
        }
    }
    let dims = vec![EDGE * EDGE, 4 * from, 1, 1];
    Some((Weights { dims, values: weights }, vec![added; EDGE * EDGE]))
}

/// The constant that a sum adds.
fn constant(graph: &Graph, at: usize) -> Option<Vec<f32>> {
    graph.nodes[at].inputs.iter().find_map(|name| graph.weights(name)).map(|weights| weights.values)
}
