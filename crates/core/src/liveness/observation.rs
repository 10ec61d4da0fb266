//! What was seen in each frame of a response. Measured by `vision::liveness`, judged here.

use std::fmt;

/// Eye on the left of the picture, eye on the right, tip of the nose, left and right corner of the mouth; pixels.
pub type Landmarks = [[f32; 2]; 5];

/// One frame with a face in it.
#[derive(Clone, PartialEq)]
pub struct Seen {
    pub landmarks: Landmarks,
    /// Left, top, width and height of the face in pixels.
    pub face: [f32; 4],
    /// Mean linear light of the skin (red, green, blue; 0 to 1).
    pub skin: [f32; 3],
    /// The same of what is beside the head; none where the head fills the picture.
    pub background: Option<[f32; 3]>,
    /// Steepness of edges on the aligned face, in levels of 255 a pixel.
    pub sharpness: f32,
    /// Cosine to the first frame's embedding; only some frames are embedded.
    pub to_first: Option<f32>,
    /// Cosine to the selfie's embedding.
    pub to_selfie: Option<f32>,
}

/// One frame.
#[derive(Clone, PartialEq)]
pub struct Observation {
    /// Milliseconds since the challenge began on the person's screen.
    pub t_ms: u32,
    /// Mean difference to the frame before, in levels of 255; none for the first frame.
    pub change: Option<f32>,
    pub seen: Option<Seen>,
}

/// A whole response, in the order in which the frames came.
#[derive(Clone, Default, PartialEq)]
pub struct Response {
    pub frames: Vec<Observation>,
}

impl Response {
    /// Frames from `from` to `to` milliseconds, the end left out.
    pub fn between(&self, from: u32, to: u32) -> impl Iterator<Item = &Observation> {
        self.frames.iter().filter(move |frame| (from..to).contains(&frame.t_ms))
    }
}

/// Landmarks and likeness are biometric data.
impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seen(redacted)")
    }
}

impl fmt::Debug for Observation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Observation({} ms, {})", self.t_ms, if self.seen.is_some() { "a face" } else { "no face" })
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Response({} frames)", self.frames.len())
    }
}
