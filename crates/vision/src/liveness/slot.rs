//! The slot for an operator's own model of presentation attacks: any ONNX file with one picture in and one probability
//! out, described by a small manifest. `docs/liveness.md` shows one.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use countersign_core::liveness::passive::ModelScore;
use image::RgbImage;
use serde::Deserialize;

use crate::{
    face::{DetectedFace, geometry::BBox, region},
    model::{Model, ModelError, Runtime, Tensor},
};

/// How a model wants its picture and what its answer means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The ONNX file, relative to the manifest.
    pub file: PathBuf,
    /// Size of the input in pixels.
    pub width: u32,
    pub height: u32,
    /// Edge of the square cut out around the face, in longer edges of the face's box.
    #[serde(default = "one")]
    pub crop: f32,
    #[serde(default)]
    pub layout: Layout,
    #[serde(default)]
    pub channels: Channels,
    /// Levels of 0 to 255 are divided by this first …
    #[serde(default = "one")]
    pub divide: f32,
    /// … then these are taken off, and the rest is divided by these; in the order of `channels`.
    #[serde(default)]
    pub mean: [f32; 3],
    #[serde(default = "ones")]
    pub deviation: [f32; 3],
    /// Which output holds the answer, and which of its numbers speaks for a live person.
    #[serde(default)]
    pub output: usize,
    pub bona_fide: usize,
    #[serde(default)]
    pub answer: Answer,
    /// Probability from which a face is taken for live.
    #[serde(default = "half")]
    pub threshold: f32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// 1 × 3 × height × width.
    #[default]
    Nchw,
    /// 1 × height × width × 3.
    Nhwc,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channels {
    #[default]
    Rgb,
    Bgr,
}

/// What the numbers of the answer are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// One for each class; a softmax makes probabilities of them.
    #[default]
    Logits,
    /// One, of which the logistic function makes a probability.
    Logit,
    /// Probabilities already.
    Probabilities,
}

fn one() -> f32 {
    1.0
}

fn ones() -> [f32; 3] {
    [1.0; 3]
}

fn half() -> f32 {
    0.5
}

#[derive(Debug, thiserror::Error)]
pub enum SlotError {
    #[error("{path}: {cause}")]
    Manifest { path: PathBuf, cause: String },
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// A model in the slot, ready to run.
pub struct Slot {
    manifest: Manifest,
    model: Model,
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Slot({})", self.manifest.file.display())
    }
}

impl Slot {
    /// Loads the manifest at `path` and the model it names.
    pub fn load(runtime: &Runtime, path: &Path) -> Result<Self, SlotError> {
        let refuse = |cause: &dyn fmt::Display| SlotError::Manifest { path: path.to_owned(), cause: cause.to_string() };
        let text = std::fs::read_to_string(path).map_err(|e| refuse(&e))?;
        let manifest: Manifest = toml::from_str(&text).map_err(|e| refuse(&e))?;
        if !(1..=1024).contains(&manifest.width) || !(1..=1024).contains(&manifest.height) {
            return Err(refuse(&"width and height must be from 1 to 1024"));
        }
        let file = path.parent().unwrap_or_else(|| Path::new("")).join(&manifest.file);
        let model = Model::load(runtime, "in the liveness slot", &file)?;
        Ok(Self { manifest, model })
    }

    /// What the model says of a face; `None` when its answer is not of the shape the manifest describes.
    pub fn score(&self, picture: &RgbImage, face: &DetectedFace) -> Result<Option<ModelScore>, ModelError> {
        let m = &self.manifest;
        let [x, y] = face.bbox.centre();
        let edge = (face.bbox.size() * m.crop).max(1.0);
        let square = BBox { x: x - edge / 2.0, y: y - edge / 2.0, width: edge, height: edge };
        let input = m.input(&region(picture, square, m.width, m.height));
        let answer = self.model.run(&input, |outputs| outputs.get(m.output).map(|(_, values)| values.to_vec()))?;
        let bona_fide = answer.and_then(|values| m.probability(&values));
        Ok(bona_fide.map(|bona_fide| ModelScore { bona_fide, threshold: m.threshold }))
    }
}

impl Manifest {
    fn input(&self, piece: &RgbImage) -> Tensor {
        let (w, h) = (self.width as usize, self.height as usize);
        let shape = match self.layout {
            Layout::Nchw => [1, 3, h, w],
            Layout::Nhwc => [1, h, w, 3],
        };
        let mut input = Tensor::zeros(&shape);
        for (at, pixel) in piece.pixels().enumerate() {
            for c in 0..3 {
                let level = pixel.0[if self.channels == Channels::Bgr { 2 - c } else { c }];
                let value = (f32::from(level) / self.divide - self.mean[c]) / self.deviation[c];
                let index = if self.layout == Layout::Nchw { c * w * h + at } else { at * 3 + c };
                input.data[index] = value;
            }
        }
        input
    }

    fn probability(&self, values: &[f32]) -> Option<f32> {
        let value = *values.get(self.bona_fide)?;
        let probability = match self.answer {
            Answer::Probabilities => value,
            Answer::Logit => 1.0 / (1.0 + (-value).exp()),
            Answer::Logits => {
                let most = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                (value - most).exp() / values.iter().map(|v| (v - most).exp()).sum::<f32>()
            }
        };
        (0.0..=1.0).contains(&probability).then_some(probability)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(more: &str) -> Manifest {
        toml::from_str(&format!("file = \"m.onnx\"\nwidth = 2\nheight = 1\nbona_fide = 1\n{more}")).unwrap()
    }

    #[test]
    fn pixels_are_laid_as_the_manifest_says() {
        let mut piece = RgbImage::new(2, 1);
        piece.put_pixel(0, 0, image::Rgb([10, 20, 30]));
        piece.put_pixel(1, 0, image::Rgb([40, 50, 60]));
        assert_eq!(manifest("").input(&piece).data, [10.0, 40.0, 20.0, 50.0, 30.0, 60.0]);
        let other = manifest("layout = \"nhwc\"\nchannels = \"bgr\"\ndivide = 10.0\nmean = [1.0, 1.0, 1.0]\n");
        assert_eq!(other.input(&piece).data, [2.0, 1.0, 0.0, 5.0, 4.0, 3.0]);
        assert_eq!(other.input(&piece).shape, [1, 1, 2, 3]);
    }

    #[test]
    fn answers_become_probabilities() {
        assert!((manifest("").probability(&[0.0, 3f32.ln(), f32::NEG_INFINITY]).unwrap() - 0.75).abs() < 1e-6);
        assert_eq!(manifest("answer = \"probabilities\"").probability(&[0.3, 0.7]), Some(0.7));
        assert_eq!(manifest("answer = \"probabilities\"").probability(&[0.3, 7.0]), None);
        assert_eq!(manifest("").probability(&[0.3]), None);
    }

    #[test]
    fn unknown_keys_are_complained_of() {
        assert!(toml::from_str::<Manifest>("file = \"m\"\nwidth = 1\nheight = 1\nbona_fide = 0\nscael = 1").is_err());
    }
}
