//! Where text lines are: PP-OCRv4's differentiable-binarisation detector (Liao et al. 2020).

use crate::{
    geometry::{Strip, smallest_strip},
    model::{Model, ModelError, Runtime, Tensor},
    models::ModelFolder,
    sample::Pyramid,
    text::components::components,
};

/// Probability above which a pixel belongs to the core of a line.
const CORE: f32 = 0.3;
/// Mean probability a line must have over its core.
const LINE: f32 = 0.5;
/// The network sees lines shrunk; they are grown back by this share of area over perimeter.
const GROWTH: f32 = 1.6;
/// The network halves its input five times.
const MULTIPLE: f32 = 32.0;

/// The text detector.
pub struct Detector {
    model: Model,
}

impl Detector {
    pub fn load(runtime: &Runtime, folder: &ModelFolder) -> Result<Self, ModelError> {
        let model = Model::load(runtime, "text-detector", &folder.path("text-detector.onnx"))?;
        Ok(Self { model })
    }

    /// Text lines of a picture, in its own pixels, in no particular order. The picture is looked at with its longer
    /// side at `longest` pixels. A strip's reading direction is one of the two along its longer side.
    pub fn lines(&self, picture: &Pyramid, longest: u32) -> Result<Vec<Strip>, ModelError> {
        let original = picture.original();
        let ratio = longest as f32 / original.width().max(original.height()) as f32;
        let fit = |side: u32| ((side as f32 * ratio / MULTIPLE).round().max(1.0) * MULTIPLE) as u32;
        let (width, height) = (fit(original.width()), fit(original.height()));
        let input = to_tensor(&picture.scaled(width, height));
        let lines = self.model.run(&input, |outputs| lines_of(outputs[0].1, width as usize, height as usize))?;
        // Rounding to whole multiples stretches the two axes a little differently.
        let (sx, sy) = (original.width() as f32 / width as f32, original.height() as f32 / height as f32);
        Ok(lines.into_iter().filter_map(|line| stretched(&line, sx, sy)).collect())
    }
}

fn stretched(line: &Strip, sx: f32, sy: f32) -> Option<Strip> {
    if (sx - sy).abs() < 1e-6 {
        return Some(line.scaled(sx));
    }
    let mut corners: Vec<_> = line.quad().0.iter().map(|[x, y]| [x * sx, y * sy]).collect();
    smallest_strip(&mut corners)
}

fn to_tensor(picture: &image::RgbImage) -> Tensor {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let mut tensor = Tensor::zeros(&[1, 3, height, width]);
    let area = width * height;
    for (at, pixel) in picture.as_raw().chunks_exact(3).enumerate() {
        for channel in 0..3 {
            // The network was trained on BGR.
            tensor.data[channel * area + at] = f32::from(pixel[2 - channel]) / 127.5 - 1.0;
        }
    }
    tensor
}

fn lines_of(probability: &[f32], width: usize, height: usize) -> Vec<Strip> {
    components(probability, width, height, CORE)
        .into_iter()
        .filter(|found| found.mean >= LINE && found.area >= 12)
        .filter_map(|mut found| smallest_strip(&mut found.outline))
        .map(|core| {
            let (w, h) = (core.width() + 1.0, core.height() + 1.0);
            let grow = w * h * GROWTH / (2.0 * (w + h));
            core.grown(grow, grow)
        })
        .filter(|line| line.height() >= 5.0)
        .collect()
}
