//! A number that multiplies what a convolution gives, or is added to it, becomes part of its weights.

use super::Graph;

pub(super) fn fold(graph: &mut Graph) {
    let mut at = 0;
    while at < graph.nodes.len() {
        // What follows may be folded into the same convolution.
        if fold_after(graph, at).is_none() {
            at += 1;
        }
    }
}

/// Folds what stands behind the convolution at `at`; `None` when there is nothing to fold.
fn fold_after(graph: &mut Graph, at: usize) -> Option<()> {
    if graph.nodes[at].op != "Conv" {
        return None;
    }
    let next = graph.sole_user(at)?;
    let (_, number) = graph.with_scalar(&graph.nodes[next])?;
    let (scale, shift) = match graph.nodes[next].op.as_str() {
        "Mul" => (number, 0.0),
        "Add" => (1.0, number),
        _ => return None,
    };
    change(graph, at, scale, |_, bias| bias * f64::from(scale) + f64::from(shift))?;
    let mut conv = graph.nodes[at].clone();
    conv.outputs.clone_from(&graph.nodes[next].outputs);
    graph.nodes[at] = conv;
    graph.nodes.remove(next);
    Some(())
}

/// Gives the convolution at `at` other weights: scaled, and with a bias made of the sum of each output's weights and the
/// old bias. `None` when its weights are not known.
pub(super) fn change(graph: &mut Graph, at: usize, scale: f32, bias: impl Fn(f64, f64) -> f64) -> Option<()> {
    let inputs = graph.nodes[at].inputs.clone();
    let weights = graph.weights(inputs.get(1)?)?;
    let outputs = *weights.dims.first()?;
    let old = match inputs.get(2).filter(|name| !name.is_empty()) {
        Some(name) => graph.weights(name)?.values,
        None => vec![0.0; outputs],
    };
    let each = weights.values.len() / outputs.max(1);
    let sums = weights.values.chunks(each.max(1)).map(|part| part.iter().map(|&w| f64::from(w)).sum::<f64>());
    let new: Vec<f32> = sums.zip(&old).map(|(sum, &old)| bias(sum, f64::from(old)) as f32).collect();
    let scaled: Vec<f32> = weights.values.iter().map(|w| w * scale).collect();
    let input = inputs[0].clone();
    let scaled = if scale == 1.0 { inputs[1].clone() } else { graph.add("weights", &weights.dims, &scaled) };
    let bias = graph.add("bias", &[outputs], &new);
    graph.nodes[at].inputs = vec![input, scaled, bias];
    Some(())
}
