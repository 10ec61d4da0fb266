//! A picture with its text lines: which way they are read, and what those that were read say.

use rayon::prelude::*;

use crate::{
    geometry::{Point, Strip, dot, scale},
    model::ModelError,
    sample::Pyramid,
    text::{Reading, Recogniser},
};

/// Mean confidence of the probes from which a reading direction is taken without trying another.
const SURE: f32 = 0.9;
/// Lines read to find the direction.
const PROBES: usize = 4;

/// One text line; `reading` is filled when something asks for it.
#[derive(Clone, Debug)]
pub struct Line {
    pub strip: Strip,
    pub reading: Option<Reading>,
}

/// The lines of a picture, all turned the way they are read.
pub struct Page<'a> {
    pub picture: &'a Pyramid,
    recogniser: &'a Recogniser,
    pub lines: Vec<Line>,
    /// Unit vector in which the text runs.
    pub along: Point,
    /// The picture is a mirror image.
    pub mirrored: bool,
}

impl<'a> Page<'a> {
    /// Finds which of the four directions, plain or mirrored, the text is read in, and turns all lines that way.
    pub fn orient(picture: &'a Pyramid, recogniser: &'a Recogniser, strips: Vec<Strip>) -> Result<Self, ModelError> {
        let axis = main_axis(&strips);
        let other = [-axis[1], axis[0]];
        let mut best: Option<(f32, Self)> = None;
        for (along, mirrored) in [
            (axis, false),
            (scale(axis, -1.0), false),
            (scale(axis, -1.0), true),
            (axis, true),
            (other, false),
            (scale(other, -1.0), false),
        ] {
            // Text across the main axis is only looked for when nothing along it can be read.
            if along == other && best.as_ref().is_some_and(|(sure, _)| *sure > 0.75) {
                break;
            }
            let mut page = Self::facing(picture, recogniser, &strips, along, mirrored);
            let sure = page.probe()?;
            if best.as_ref().is_none_or(|(known, _)| sure > *known) {
                best = Some((sure, page));
            }
            if sure >= SURE {
                break;
            }
        }
        Ok(best.expect("the first direction was tried").1)
    }

    fn facing(
        picture: &'a Pyramid,
        recogniser: &'a Recogniser,
        strips: &[Strip],
        along: Point,
        mirrored: bool,
    ) -> Self {
        let lines = strips.iter().map(|s| Line { strip: facing(*s, along, mirrored), reading: None }).collect();
        Self { picture, recogniser, lines, along, mirrored }
    }

    /// Reads a few large lines of moderate length; their mean confidence, 0 when there are none.
    fn probe(&mut self) -> Result<f32, ModelError> {
        let mut probes: Vec<usize> = (0..self.lines.len()).collect();
        probes.sort_by(|&a, &b| self.probe_worth(b).total_cmp(&self.probe_worth(a)));
        probes.truncate(PROBES);
        self.read(&probes)?;
        let readings = probes.iter().filter_map(|&i| self.lines[i].reading.as_ref()).filter(|r| r.steps.len() > 1);
        let (weight, sum) = readings.fold((0.0, 0.0), |(weight, sum), reading| {
            let letters = reading.steps.len() as f32;
            (weight + letters, sum + letters * reading.confidence())
        });
        Ok(if weight > 0.0 { sum / weight } else { 0.0 })
    }

    /// Lines of five to twelve letters in large print tell the direction at the least cost.
    fn probe_worth(&self, at: usize) -> f32 {
        let strip = &self.lines[at].strip;
        let aspect = strip.width() / strip.height().max(1.0);
        let length = if aspect < 2.0 { 0.1 } else { (4.0 / aspect).min(1.0) };
        length * strip.height().min(48.0)
    }

    /// Reads those of `wanted` that were not read yet.
    pub fn read(&mut self, wanted: &[usize]) -> Result<(), ModelError> {
        let unread: Vec<usize> = wanted.iter().copied().filter(|&i| self.lines[i].reading.is_none()).collect();
        let readings: Vec<Reading> =
            unread.par_iter().map(|&i| self.recogniser.read(self.picture, &self.lines[i].strip)).collect::<Result<_, _>>()?;
        for (at, reading) in unread.into_iter().zip(readings) {
            self.lines[at].reading = Some(reading);
        }
        Ok(())
    }

    /// Reads strips that are no detected lines, such as whole rows put together from pieces.
    pub fn read_strips(&self, strips: &[(Strip, f32)]) -> Result<Vec<Reading>, ModelError> {
        strips
            .par_iter()
            .map(|(strip, stretch)| self.recogniser.read_stretched(self.picture, strip, *stretch))
            .collect()
    }

    /// Unit vector from the top of the letters to their bottom.
    pub fn down(&self) -> Point {
        let [x, y] = self.along;
        if self.mirrored { [y, -x] } else { [-y, x] }
    }

    /// Clockwise turn in degrees that brings the text upright, after mirroring back where needed.
    pub fn turned(&self) -> u16 {
        let [x, y] = if self.mirrored { [-self.along[0], self.along[1]] } else { self.along };
        match (x.abs() > y.abs(), x > 0.0, y > 0.0) {
            (true, true, _) => 0,
            (true, false, _) => 180,
            (false, _, true) => 270,
            (false, _, false) => 90,
        }
    }
}

/// The axis of the picture, right or down, along which more text runs.
fn main_axis(strips: &[Strip]) -> Point {
    let long = strips.iter().filter(|s| s.width() > s.height() * 1.5);
    let (flat, steep) = long.fold((0.0, 0.0), |(flat, steep), s| {
        if s.along[0].abs() >= s.along[1].abs() { (flat + s.width(), steep) } else { (flat, steep + s.width()) }
    });
    if flat >= steep { [1.0, 0.0] } else { [0.0, 1.0] }
}

/// The strip turned so that it is read as close to `along` as its sides allow.
fn facing(strip: Strip, along: Point, mirrored: bool) -> Strip {
    let down = strip.down();
    let lying = if dot(strip.along, along).abs() >= dot(down, along).abs() {
        strip
    } else {
        Strip { along: down, half_width: strip.half_height, half_height: strip.half_width, ..strip }
    };
    let way = if dot(lying.along, along) < 0.0 { scale(lying.along, -1.0) } else { lying.along };
    Strip { along: way, mirrored, ..lying }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strip(along: Point, half_width: f32) -> Strip {
        Strip { centre: [0.0, 0.0], along, half_width, half_height: 2.0, mirrored: false }
    }

    #[test]
    fn the_axis_follows_the_length_of_text() {
        let strips = [strip([1.0, 0.0], 10.0), strip([0.0, 1.0], 40.0), strip([0.0, -1.0], 40.0)];
        assert_eq!(main_axis(&strips), [0.0, 1.0]);
    }

    #[test]
    fn a_short_strip_lies_the_way_the_page_is_read() {
        let upright = facing(Strip { half_height: 1.0, ..strip([0.0, 1.0], 3.0) }, [-1.0, 0.0], false);
        assert_eq!(upright.along, [-1.0, 0.0]);
        assert!((upright.half_height - 3.0).abs() < 1e-6);
    }
}
