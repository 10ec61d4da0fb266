//! x + x · gate as x · (1 + gate), where the gate is one number a channel and so costs nothing to add to.

use super::{Graph, node::Node};

pub(super) fn join(graph: &mut Graph) {
    let mut at = 0;
    while at < graph.nodes.len() {
        if join_at(graph, at).is_none() {
            at += 1;
        }
    }
}

/// Joins the product at `at` with the sum after it; `None` when there is none.
fn join_at(graph: &mut Graph, at: usize) -> Option<()> {
    let (product, sum) = (&graph.nodes[at], graph.then(at, "Add")?);
    let [a, b] = (product.op == "Mul").then_some(&product.inputs[..])? else { return None };
    let is_gate = |name: &str| graph.producer(name).is_some_and(|at| graph.nodes[at].op == "HardSigmoid");
    let (value, gate) = if is_gate(b) { (a.clone(), b.clone()) } else { (b.clone(), a.clone()) };
    if !is_gate(&gate) || !graph.nodes[sum].inputs.contains(&value) {
        return None;
    }
    let output = graph.nodes[sum].output().to_owned();
    let one = graph.add("one", &[], &[1.0]);
    let more = graph.name("gate");
    let new = vec![Node::new("Add", vec![gate, one], more.clone()), Node::new("Mul", vec![value, more], output)];
    graph.replace(&[at, sum], new);
    Some(())
}
