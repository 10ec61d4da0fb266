//! A guess at somebody's age from the face: advice for a person who looks, never a check.
//!
//! The network (of the `dlib` project, dedicated to the public domain) gives probabilities of the ages 0 to 80; their
//! mean is the guess. `docs/liveness.md` says what is known of its error.

use image::RgbImage;

use super::{
    crop,
    detect::DetectedFace,
    geometry::{Point, Similarity},
};
use crate::{
    model::{Model, ModelError, Runtime, Tensor},
    models::{MissingModel, ModelFolder},
};

/// Edge of the network's input in pixels.
const EDGE: u32 = 64;
/// Where the eyes lie in it: the mean face of the network's training crops, with a fifth of its size around it.
const EYES: [Point; 2] = [[19.5, 19.3], [43.6, 19.3]];
/// Means of red, green and blue that the network was trained with.
const MEANS: [f32; 3] = [122.782, 117.001, 104.298];
const SCALE: f32 = 256.0;

/// The age model, ready to run.
pub struct AgeModel(Model);

#[derive(Debug, thiserror::Error)]
pub enum AgeError {
    #[error(transparent)]
    Missing(#[from] MissingModel),
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl AgeModel {
    /// Loads the model, whose file is checked here since not every installation has it.
    pub fn load(runtime: &Runtime, folder: &ModelFolder) -> Result<Self, AgeError> {
        Ok(Self(Model::load(runtime, "age.onnx", &folder.extra("age.onnx")?)?))
    }

    /// Years, 0 to 80; `None` for a face whose eyes coincide.
    pub fn estimate(&self, picture: &RgbImage, face: &DetectedFace) -> Result<Option<f32>, ModelError> {
        let [left, right, ..] = face.landmarks;
        let Some(to_source) = Similarity::fit(&EYES, &[left, right]) else { return Ok(None) };
        let chip = crop::warp(picture, &to_source, EDGE, EDGE);
        let years = |outputs: &[(Vec<usize>, &[f32])]| {
            let chances = outputs.first().map_or(&[][..], |(_, values)| values);
            chances.iter().enumerate().map(|(age, chance)| age as f32 * chance).sum::<f32>()
        };
        self.0.run(&input(&chip), years).map(Some)
    }
}

fn input(chip: &RgbImage) -> Tensor {
    let pixels = (EDGE * EDGE) as usize;
    let mut input = Tensor::zeros(&[1, 3, EDGE as usize, EDGE as usize]);
    for (at, pixel) in chip.pixels().enumerate() {
        for (c, level) in pixel.0.into_iter().enumerate() {
            input.data[c * pixels + at] = (f32::from(level) - MEANS[c]) / SCALE;
        }
    }
    input
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_become_red_green_blue_planes_about_their_means() {
        let input = input(&RgbImage::from_pixel(EDGE, EDGE, image::Rgb([123, 117, 0])));
        let pixels = (EDGE * EDGE) as usize;
        assert!(input.data[0].abs() < 1e-3 && input.data[pixels].abs() < 1e-3);
        assert!((input.data[3 * pixels - 1] + 104.298 / 256.0).abs() < 1e-6);
    }
}
