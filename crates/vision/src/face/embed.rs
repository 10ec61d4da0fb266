//! From an aligned face to the 128 numbers that tell people apart.

use std::fmt;

use countersign_core::face::ComparisonScore;
use image::RgbImage;

use super::align::ALIGNED;
use crate::model::{Model, ModelError, Tensor};

/// Numbers in an embedding.
pub const LENGTH: usize = 128;

/// A face as a direction: a vector of length one. Biometric data: never printed.
#[derive(Clone, PartialEq)]
pub struct Embedding([f32; LENGTH]);

impl Embedding {
    /// The direction of `values`; `None` when they are not [`LENGTH`] numbers or all zero.
    pub fn normalised(values: &[f32]) -> Option<Self> {
        let length = values.iter().map(|v| v * v).sum::<f32>().sqrt();
        if !length.is_normal() {
            return None;
        }
        let mut unit: [f32; LENGTH] = values.try_into().ok()?;
        for value in &mut unit {
            *value /= length;
        }
        Some(Self(unit))
    }

    pub fn values(&self) -> &[f32; LENGTH] {
        &self.0
    }

    /// Cosine of the angle to another embedding.
    pub fn compare(&self, other: &Self) -> ComparisonScore {
        ComparisonScore(self.0.iter().zip(&other.0).map(|(a, b)| a * b).sum())
    }
}

impl fmt::Debug for Embedding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Embedding(redacted)")
    }
}

/// The face embedder: SFace (Zhong et al. 2021).
pub struct Embedder(pub(super) Model);

impl Embedder {
    /// The network's raw output for an aligned face and for its mirror image, added: what is particular to one side's
    /// light or hair weighs less.
    pub(super) fn embed_both_sides(&self, aligned: &RgbImage) -> Result<Vec<f32>, ModelError> {
        let mut sum = self.embed(aligned, false)?;
        let mirrored = self.embed(aligned, true)?;
        sum.iter_mut().zip(mirrored).for_each(|(s, m)| *s += m);
        Ok(sum)
    }

    /// The network's raw output, [`LENGTH`] numbers. Input is red, green, blue, 0 to 255.
    pub(super) fn embed(&self, aligned: &RgbImage, mirrored: bool) -> Result<Vec<f32>, ModelError> {
        let edge = ALIGNED as usize;
        let mut input = Tensor::zeros(&[1, 3, edge, edge]);
        for (at, pixel) in aligned.as_raw().as_chunks::<3>().0.iter().enumerate().take(edge * edge) {
            let (y, x) = (at / edge, at % edge);
            let target = y * edge + if mirrored { edge - 1 - x } else { x };
            for (channel, value) in pixel.iter().enumerate() {
                input.data[channel * edge * edge + target] = f32::from(*value);
            }
        }
        self.0.run(&input, |outputs| outputs[0].1.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn embedding(first: f32, second: f32) -> Embedding {
        let mut values = [0.0; LENGTH];
        (values[0], values[1]) = (first, second);
        Embedding::normalised(&values).unwrap()
    }

    #[test]
    fn length_does_not_count_direction_does() {
        assert!((embedding(3.0, 4.0).compare(&embedding(6.0, 8.0)).0 - 1.0).abs() < 1e-6);
        assert!(embedding(1.0, 0.0).compare(&embedding(0.0, 5.0)).0.abs() < 1e-6);
        assert!((embedding(1.0, 0.0).compare(&embedding(-2.0, 0.0)).0 + 1.0).abs() < 1e-6);
    }

    #[test]
    fn nothing_has_no_direction() {
        assert_eq!(Embedding::normalised(&[0.0; LENGTH]), None);
        assert_eq!(Embedding::normalised(&[1.0; 3]), None);
        assert_eq!(Embedding::normalised(&[f32::NAN; LENGTH]), None);
    }

    #[test]
    fn debug_tells_nothing() {
        assert_eq!(format!("{:?}", embedding(1.0, 0.0)), "Embedding(redacted)");
    }
}
