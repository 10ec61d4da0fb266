//! Frames of a challenge, one after the other, into what core judges.

use std::fmt;

use countersign_core::liveness::{Observation, Response, observation::Seen};
use image::RgbImage;

use super::light;
use crate::{
    face::{DetectedFace, Embedding, FaceEngine, align},
    model::ModelError,
};

/// Who somebody is is looked at this often: a swap would have to be done and undone in between.
const EMBED_EVERY_MS: u32 = 400;
/// Every so many pixels, across and down, frames are compared with one another.
const STRIDE: usize = 3;

/// Watches a burst. Frames are pushed in the order in which they came; none is kept but the last.
pub struct Observer<'a> {
    engine: &'a FaceEngine,
    selfie: Option<&'a Embedding>,
    first: Option<Embedding>,
    face: Option<DetectedFace>,
    last: Option<RgbImage>,
    embedded_at: Option<u32>,
    response: Response,
}

impl fmt::Debug for Observer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Observer({:?})", self.response)
    }
}

impl<'a> Observer<'a> {
    /// `selfie` is whom the frames should show, where that is known.
    pub fn new(engine: &'a FaceEngine, selfie: Option<&'a Embedding>) -> Self {
        Self { engine, selfie, first: None, face: None, last: None, embedded_at: None, response: Response::default() }
    }

    /// Looks at the frame that was taken `t_ms` milliseconds after the challenge began.
    pub fn push(&mut self, t_ms: u32, frame: RgbImage) -> Result<(), ModelError> {
        let change = self.last.as_ref().map(|last| difference(last, &frame));
        self.face = self.engine.follow(&frame, self.face.as_ref())?;
        let seen = match self.face {
            Some(face) => self.look(t_ms, &frame, &face)?,
            None => None,
        };
        self.response.frames.push(Observation { t_ms, change, seen });
        self.last = Some(frame);
        Ok(())
    }

    /// What was seen.
    pub fn finish(self) -> Response {
        self.response
    }

    fn look(&mut self, t_ms: u32, frame: &RgbImage, face: &DetectedFace) -> Result<Option<Seen>, ModelError> {
        let Some(aligned) = align::aligned(frame, face) else { return Ok(None) };
        let embedding = if self.embedded_at.is_none_or(|at| t_ms.saturating_sub(at) >= EMBED_EVERY_MS) {
            self.embedded_at = Some(t_ms);
            self.engine.embed_aligned(&aligned)?
        } else {
            None
        };
        if self.first.is_none() {
            self.first.clone_from(&embedding);
        }
        let likeness = |to: Option<&Embedding>| Some(embedding.as_ref()?.compare(to?).0);
        let b = &face.bbox;
        Ok(Some(Seen {
            landmarks: face.landmarks,
            face: [b.x, b.y, b.width, b.height],
            skin: light::skin(&aligned),
            background: light::background(frame, face),
            sharpness: sharpness(&aligned),
            to_first: likeness(self.first.as_ref()),
            to_selfie: likeness(self.selfie),
        }))
    }
}

/// Mean difference of two frames in levels of 255; of frames that differ in size, 255.
fn difference(a: &RgbImage, b: &RgbImage) -> f32 {
    if a.dimensions() != b.dimensions() {
        return 255.0;
    }
    let (mut sum, mut count) = (0u64, 0u64);
    let row = a.width() as usize * 3;
    for (a, b) in a.as_raw().chunks_exact(row).zip(b.as_raw().chunks_exact(row)).step_by(STRIDE) {
        for (a, b) in a.iter().zip(b).step_by(STRIDE * 3 + 1) {
            sum += u64::from(a.abs_diff(*b));
            count += 1;
        }
    }
    sum as f32 / count.max(1) as f32
}

/// Mean steepness of the green of an aligned face, in levels a pixel.
fn sharpness(aligned: &RgbImage) -> f32 {
    let (width, height) = aligned.dimensions();
    let green = |x: u32, y: u32| f32::from(aligned.get_pixel(x, y).0[1]);
    let mut sum = 0.0;
    for y in 0..height - 1 {
        for x in 0..width - 1 {
            let here = green(x, y);
            sum += (green(x + 1, y) - here).hypot(green(x, y + 1) - here);
        }
    }
    sum / ((width - 1) * (height - 1)) as f32
}

#[cfg(test)]
mod tests {
    use image::{Rgb, imageops};

    use super::*;

    #[test]
    fn a_repeated_frame_differs_by_nothing_and_noise_by_something() {
        let frame = RgbImage::from_fn(90, 70, |x, y| Rgb([(x * 2) as u8, (y * 3) as u8, 90]));
        assert!(difference(&frame, &frame).abs() < 1e-6);
        let noisy = RgbImage::from_fn(90, 70, |x, y| {
            Rgb(frame.get_pixel(x, y).0.map(|c| c.wrapping_add(((x * 7 + y * 13) % 3) as u8)))
        });
        assert!(difference(&frame, &noisy) > 0.5);
        assert!(difference(&frame, &RgbImage::new(10, 10)) > 254.0);
    }

    #[test]
    fn blur_is_less_sharp() {
        let stripes = RgbImage::from_fn(112, 112, |x, _| Rgb([if x % 8 < 4 { 40 } else { 200 }; 3]));
        assert!(sharpness(&imageops::blur(&stripes, 3.0)) < 0.6 * sharpness(&stripes));
    }
}
