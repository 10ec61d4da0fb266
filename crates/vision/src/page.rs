//! A picture with its text lines: which way they are read, and what those that were read say.

use rayon::prelude::*;

use crate::{
    geometry::{Point, Strip, dot, scale},
    model::ModelError,
    sample::Pyramid,
    text::{Reading, Recogniser},
};

/// Mean confidence of the probes from which a reading direction is taken without trying another.
const SURE: f32 = 0.92;
/// Below this mean, mirrored and crosswise text is tried as well.
const DOUBTFUL: f32 = 0.78;
/// Lines read to find the direction.
const PROBES: usize = 5;

/// The direction of text in an upright picture.
const UPRIGHT: Point = [1.0, 0.0];

/// What reading in one direction gave.
struct Probe {
    /// Mean confidence of the letters.
    mean: f32,
    /// Letters, each counted from −1 (unreadable) to 1 (certain): the wrong way round, text loses letters and
    /// certainty, but a mean alone is high for the few shapes that stay letters upside down.
    sure_letters: f32,
}

/// One text line; `reading` is filled when something asks for it.
#[derive(Clone, Debug)]
pub struct Line {
    pub strip: Strip,
    pub reading: Option<Reading>,
}

/// The lines of a picture, all turned the way they are read.
pub struct Page<'a> {
    pub picture: &'a Pyramid<'a>,
    recogniser: &'a Recogniser,
    pub lines: Vec<Line>,
    /// Unit vector in which the text runs.
    pub along: Point,
    /// The picture is a mirror image.
    pub mirrored: bool,
}

impl<'a> Page<'a> {
    /// The picture as it stands: every line is read from left to right.
    pub fn upright(picture: &'a Pyramid<'a>, recogniser: &'a Recogniser, strips: &[Strip]) -> Self {
        Self::facing(picture, recogniser, strips, UPRIGHT, false)
    }

    /// Finds which of the four directions, plain or mirrored, the text is read in, and turns all lines that way.
    pub fn orient(mut self, strips: &[Strip]) -> Result<Self, ModelError> {
        let (picture, recogniser) = (self.picture, self.recogniser);
        let axis = main_axis(strips);
        let other = across(axis);
        // What was read of the upright page is kept.
        let mut best = if axis[0] > 0.5 && self.along[0] > 0.5 {
            (self.probe()?, self)
        } else {
            Self::probed(picture, recogniser, strips, axis, false)?
        };
        let back = |v: Point| scale(v, -1.0);
        // Text in a mirror, and text across the main axis, are looked for only where nothing plain can be read.
        let tries: [(f32, &[(Point, bool)]); 3] = [
            (SURE, &[(back(axis), false)]),
            (DOUBTFUL, &[(back(axis), true), (axis, true)]),
            (DOUBTFUL, &[(other, false), (back(other), false)]),
        ];
        for (enough, directions) in tries {
            if best.0.mean >= enough {
                break;
            }
            for &(along, mirrored) in directions {
                let tried = Self::probed(picture, recogniser, strips, along, mirrored)?;
                if tried.0.sure_letters > best.0.sure_letters {
                    best = tried;
                }
            }
        }
        Ok(best.1)
    }

    /// The same picture read across the direction found, when long lines run there: a passport's second page, a
    /// card beside a letter.
    pub fn across(&self, strips: &[Strip]) -> Option<Self> {
        let other = across(self.along);
        let long = strips.iter().filter(|s| s.width() > s.height() * 12.0 && dot(s.along, other).abs() > 0.9).count();
        (long >= 2).then(|| Self::facing(self.picture, self.recogniser, strips, other, self.mirrored))
    }

    /// The same picture read from the other end.
    #[must_use]
    pub fn turned_over(&self, strips: &[Strip]) -> Self {
        Self::facing(self.picture, self.recogniser, strips, scale(self.along, -1.0), self.mirrored)
    }

    fn probed(
        picture: &'a Pyramid<'a>,
        recogniser: &'a Recogniser,
        strips: &[Strip],
        along: Point,
        mirrored: bool,
    ) -> Result<(Probe, Self), ModelError> {
        let mut page = Self::facing(picture, recogniser, strips, along, mirrored);
        Ok((page.probe()?, page))
    }

    fn facing(
        picture: &'a Pyramid<'a>,
        recogniser: &'a Recogniser,
        strips: &[Strip],
        along: Point,
        mirrored: bool,
    ) -> Self {
        let lines = strips.iter().map(|s| Line { strip: facing(*s, along, mirrored), reading: None }).collect();
        Self { picture, recogniser, lines, along, mirrored }
    }

    /// Reads a few large lines of moderate length.
    fn probe(&mut self) -> Result<Probe, ModelError> {
        let mut probes: Vec<usize> = (0..self.lines.len()).collect();
        probes.sort_by(|&a, &b| self.probe_worth(b).total_cmp(&self.probe_worth(a)));
        probes.truncate(PROBES);
        self.read(&probes)?;
        let (mut letters, mut sum) = (0.0, 0.0);
        for reading in probes.iter().filter_map(|&i| self.lines[i].reading.as_ref()) {
            letters += reading.steps.len() as f32;
            sum += reading.steps.len() as f32 * reading.confidence();
        }
        Ok(Probe { mean: if letters > 0.0 { sum / letters } else { 0.0 }, sure_letters: 2.0 * sum - letters })
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
        let readings: Vec<Reading> = unread
            .par_iter()
            .map(|&i| self.recogniser.read(self.picture, &self.lines[i].strip))
            .collect::<Result<_, _>>()?;
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

fn across([x, y]: Point) -> Point {
    [-y, x]
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
