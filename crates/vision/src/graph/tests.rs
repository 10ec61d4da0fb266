//! The shipped networks, rewritten and as they are: the same answers.

use std::sync::OnceLock;

use countersign_specimen::{Layout, Person, Photo, Style, assets_folder, studio};

use super::{Graph, rewritten};
use crate::{
    model::{Model, Runtime, Tensor},
    models::ModelFolder,
    onnx::{Content, Fields, GRAPH},
    sample::resize,
};

fn folder() -> ModelFolder {
    ModelFolder::check(&assets_folder()).unwrap_or_else(|missing| panic!("{missing}"))
}

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Runtime::load(&folder().runtime()).unwrap())
}

/// A drawn card with text and a face, its colours from `low` to `high`.
fn picture(height: u32, width: u32, low: f32, high: f32) -> Tensor {
    let card = studio().document(Layout::ALL[0], &Person::random(1), &Style::random(1, Photo::A));
    let small = resize(card.back.as_ref().unwrap_or(&card.front), width, height);
    let mut tensor = Tensor::zeros(&[1, 3, height as usize, width as usize]);
    let area = (width * height) as usize;
    for (at, pixel) in small.pixels().enumerate() {
        for channel in 0..3 {
            tensor.data[channel * area + at] = low + (high - low) * f32::from(pixel[channel]) / 255.0;
        }
    }
    tensor
}

/// Operators of a model file by kind.
fn operators(file: &[u8]) -> Vec<String> {
    let graph = Fields(file).flatten().find_map(|field| match field {
        (GRAPH, _, Content::Bytes(graph)) => Graph::parse(graph),
        _ => None,
    });
    graph.unwrap().nodes.into_iter().map(|node| node.op).collect()
}

/// The rewritten network's answers differ from the original's by less than `close`, and none of the operators `gone` is left.
#[track_caller]
fn check(name: &'static str, input: &Tensor, close: f32, gone: &[&str]) {
    let file = std::fs::read(folder().path(name)).unwrap();
    let left = operators(&rewritten(&file).unwrap());
    assert!(gone.iter().all(|gone| operators(&file).iter().any(|op| op == gone)), "{name} has what is to go");
    assert!(!left.iter().any(|op| gone.contains(&op.as_str())), "{name}: {left:?}");
    let original = Model::as_it_is(runtime(), name, file.clone()).unwrap();
    let faster = Model::from_bytes(runtime(), name, file).unwrap();
    let answers = |model: &Model| model.run(input, |outputs| outputs.iter().map(|o| o.1.to_vec()).collect::<Vec<_>>());
    let (expected, given) = (answers(&original).unwrap().concat(), answers(&faster).unwrap().concat());
    assert_eq!(expected.len(), given.len());
    let away = expected.iter().zip(&given).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(away < close, "{name}: {away}");
    let range = expected.iter().fold(0.0, |most, value| value.abs().max(most));
    assert!(range > close * 100.0, "{name} answered nothing to compare: {range}");
}

#[test]
fn the_text_detector_answers_the_same() {
    check("text-detector.onnx", &picture(320, 480, -1.0, 1.0), 1e-3, &["ConvTranspose", "Div"]);
}

#[test]
fn the_face_embedder_answers_the_same() {
    check("face-embedder.onnx", &picture(112, 112, 0.0, 255.0), 1e-4, &["PRelu"]);
}

#[test]
fn networks_without_a_pattern_stay() {
    for name in ["text-recogniser.onnx", "face-detector.onnx"] {
        let file = std::fs::read(folder().path(name)).unwrap();
        assert_eq!(operators(&rewritten(&file).unwrap()), operators(&file), "{name}");
    }
}

#[test]
fn other_files_are_refused() {
    assert_eq!(rewritten(b"no model at all"), None);
    assert_eq!(rewritten(&[]), None);
}
