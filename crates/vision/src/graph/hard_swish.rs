//! Hard-swish, x · clip(x + 3, 0, 6) / 6, as a gate by channel and a product.

use super::{Graph, affine, node::Node};

/// One hard-swish with what is done to its result at once.
struct Found {
    /// Every node of it.
    nodes: Vec<usize>,
    input: String,
    output: String,
    /// The result is `scale` × hard-swish + `shift`.
    scale: f32,
    shift: f32,
}

pub(super) fn gate(graph: &mut Graph) {
    let mut at = 0;
    while at < graph.nodes.len() {
        if let Some(found) = find(graph, at)
            && rewrite(graph, &found).is_some()
        {
            continue;
        }
        at += 1;
    }
}

/// A hard-swish that begins with the sum at `at`.
fn find(graph: &Graph, at: usize) -> Option<Found> {
    let number = |at: usize| graph.with_scalar(&graph.nodes[at]);
    let (input, _) = (graph.nodes[at].op == "Add").then(|| number(at))?.filter(|(_, three)| *three == 3.0)?;
    let clip = graph.then(at, "Clip")?;
    let bounds = graph.nodes[clip].inputs.get(1..3)?;
    let product = graph.then(clip, "Mul")?;
    let quotient = graph.then(product, "Div")?;
    let is_swish = graph.scalar(&bounds[0]) == Some(0.0)
        && graph.scalar(&bounds[1]) == Some(6.0)
        && graph.nodes[product].inputs.contains(&input)
        && graph.scalar(graph.nodes[quotient].inputs.get(1)?) == Some(6.0);
    if !is_swish {
        return None;
    }
    let mut found = Found {
        nodes: vec![at, clip, product, quotient],
        input,
        output: graph.nodes[quotient].output().to_owned(),
        scale: 1.0,
        shift: 0.0,
    };
    let mut last = quotient;
    if let Some((next, (_, scale))) = graph.then(last, "Mul").and_then(|next| Some((next, number(next)?)))
        && scale > 0.0
    {
        found.nodes.push(next);
        (found.scale, last) = (scale, next);
    }
    if let Some((next, (_, shift))) = graph.then(last, "Add").and_then(|next| Some((next, number(next)?))) {
        found.nodes.push(next);
        (found.shift, last) = (shift, next);
    }
    graph.nodes[last].output().clone_into(&mut found.output);
    Some(found)
}

/// Clipping after a convolution belongs to the convolution, so the gate is one pass, and the product another. A shift
/// goes into the next convolutions where these see nothing but shifted values, which those with padded edges do not.
fn rewrite(graph: &mut Graph, found: &Found) -> Option<()> {
    let channels = graph.channels(&found.input)?;
    let users = graph.users(&found.output);
    let takes_shift = |&at: &usize| {
        let node = &graph.nodes[at];
        let known = node.inputs.get(1).and_then(|name| graph.weights(name)).is_some();
        node.op == "Conv" && node.is_unpadded() && known
    };
    let passed_on = !graph.outputs.contains(&found.output) && users.iter().all(takes_shift);
    if passed_on && found.shift != 0.0 {
        for &user in &users {
            affine::change(graph, user, 1.0, |sum, bias| bias + f64::from(found.shift) * sum)?;
        }
    }
    let (steep, middle) = (vec![found.scale / 6.0; channels], vec![found.scale / 2.0; channels]);
    let slope = graph.by_channel(&found.input, &steep, Some(&middle));
    let bounds = [graph.add("least", &[], &[0.0]), graph.add("most", &[], &[found.scale])];
    let gate = graph.name("gate");
    let clip = Node::new("Clip", [vec![slope.output().to_owned()], bounds.to_vec()].concat(), gate.clone());
    let mut product = Node::new("Mul", vec![found.input.clone(), gate], found.output.clone());
    let mut new = vec![slope, clip];
    if passed_on || found.shift == 0.0 {
        new.push(product);
    } else {
        let swished = graph.name("swished");
        product.outputs = vec![swished.clone()];
        let mut shifted = graph.by_channel(&swished, &vec![1.0; channels], Some(&vec![found.shift; channels]));
        shifted.outputs = vec![found.output.clone()];
        new.extend([product, shifted]);
    }
    graph.replace(&found.nodes, new);
    Some(())
}
