//! Printed lines where they stand, in coordinates along the text.

use crate::document::extraction::{Quad, TextLine};

/// One line. Lengths are pixels of the picture; x grows in reading direction, y from line to line.
#[derive(Clone)]
pub(super) struct Line<'a> {
    pub text: &'a str,
    pub confidence: f32,
    pub place: Quad,
    pub left: f32,
    pub right: f32,
    pub top: f32,
    pub bottom: f32,
}

/// Part of a line, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub line: usize,
    pub from: usize,
    pub to: usize,
}

/// All lines of one side but those of its machine readable zone, top to bottom.
#[derive(Clone)]
pub(super) struct Sheet<'a> {
    pub lines: Vec<Line<'a>>,
}

impl Line<'_> {
    pub(super) fn height(&self) -> f32 {
        (self.bottom - self.top).max(1.0)
    }

    pub(super) fn middle(&self) -> f32 {
        f32::midpoint(self.top, self.bottom)
    }

    /// Where a part of the line begins and ends, taking its characters for equally wide.
    pub(super) fn extent(&self, from: usize, to: usize) -> (f32, f32) {
        let count = self.text.chars().count().max(1) as f32;
        let at = |character: usize| self.left + (self.right - self.left) * character as f32 / count;
        (at(from), at(to))
    }

    pub(super) fn part(&self, from: usize, to: usize) -> String {
        self.text.chars().skip(from).take(to.saturating_sub(from)).collect()
    }

    /// Whether two lines stand side by side.
    pub(super) fn beside(&self, other: &Self) -> bool {
        let shared = self.bottom.min(other.bottom) - self.top.max(other.top);
        shared > 0.5 * self.height().min(other.height())
    }
}

impl<'a> Sheet<'a> {
    pub(super) fn new(lines: &'a [TextLine]) -> Self {
        let (along, down) = axes(lines);
        let mut placed: Vec<Line<'a>> = lines
            .iter()
            .filter(|line| !is_zone(&line.text) && line.text.chars().any(char::is_alphanumeric))
            .map(|line| place(line, along, down))
            .collect();
        placed.sort_by(|a, b| a.top.total_cmp(&b.top));
        Self { lines: placed }
    }

    /// Height of the middling line that was read well.
    pub(super) fn usual_height(&self) -> f32 {
        let mut heights: Vec<f32> = self.lines.iter().filter(|line| line.confidence > 0.8).map(Line::height).collect();
        heights.sort_by(f32::total_cmp);
        heights.get(heights.len() / 2).copied().unwrap_or(1.0)
    }

    /// The line right of this one in its row, at most `gap` of its heights away.
    pub(super) fn right_of(&self, line: usize, gap: f32) -> Option<usize> {
        let here = &self.lines[line];
        let near = |other: &Line<'_>| {
            here.beside(other) && (-0.5 * here.height()..=gap * here.height()).contains(&(other.left - here.right))
        };
        (0..self.lines.len())
            .filter(|&other| other != line && near(&self.lines[other]))
            .min_by(|&a, &b| self.lines[a].left.total_cmp(&self.lines[b].left))
    }
}

/// Unit vectors along the lines and from line to line, as most of the print lies.
fn axes(lines: &[TextLine]) -> ([f32; 2], [f32; 2]) {
    let sum = |a: usize, b: usize| {
        lines.iter().fold([0.0_f32; 2], |sum, line| {
            let (p, q) = (line.place.0[a], line.place.0[b]);
            [sum[0] + q[0] - p[0], sum[1] + q[1] - p[1]]
        })
    };
    let unit = |[x, y]: [f32; 2], otherwise: [f32; 2]| {
        let length = x.hypot(y);
        if length > 0.0 { [x / length, y / length] } else { otherwise }
    };
    let along = unit(sum(0, 1), [1.0, 0.0]);
    let down = sum(0, 3);
    // Square to the lines, on the side that their lower edges are on: the other one in a mirrored picture.
    let square = [-along[1], along[0]];
    let same_side = square[0] * down[0] + square[1] * down[1] >= 0.0;
    (along, if same_side { square } else { [-square[0], -square[1]] })
}

fn place(line: &TextLine, along: [f32; 2], down: [f32; 2]) -> Line<'_> {
    let on = |axis: [f32; 2], corner: usize| {
        let [x, y] = line.place.0[corner];
        x * axis[0] + y * axis[1]
    };
    let mean = |axis, a, b| f32::midpoint(on(axis, a), on(axis, b));
    Line {
        text: line.text.as_str(),
        confidence: line.confidence,
        place: line.place,
        left: mean(along, 0, 3),
        right: mean(along, 1, 2),
        top: mean(down, 0, 1),
        bottom: mean(down, 2, 3),
    }
}

/// Lines of a machine readable zone: fillers, read as what they are or as something like them, or a run of capitals
/// and digits longer than anything printed beside it.
pub(super) fn is_zone(text: &str) -> bool {
    let fillers = text.chars().filter(|c| "<«‹くへヘ〈《＜".contains(*c)).count();
    let in_zone = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '<';
    let longest = text.split(|c| !in_zone(c)).map(str::len).max().unwrap_or_default();
    fillers >= 2 || longest >= 26
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, corners: [[f32; 2]; 4]) -> TextLine {
        TextLine { text: text.to_owned(), confidence: 1.0, place: Quad(corners) }
    }

    #[test]
    fn lines_of_a_turned_picture_lie_as_they_are_read() {
        // Upside down: the first line is the lower one of the picture.
        let second = line("B", [[90.0, 20.0], [10.0, 20.0], [10.0, 10.0], [90.0, 10.0]]);
        let first = line("A", [[90.0, 50.0], [40.0, 50.0], [40.0, 40.0], [90.0, 40.0]]);
        let lines = [second, first];
        let sheet = Sheet::new(&lines);
        assert_eq!(sheet.lines.iter().map(|line| line.text).collect::<Vec<_>>(), ["A", "B"]);
        assert!((sheet.lines[0].left - sheet.lines[1].left).abs() < 0.1);
        assert!(sheet.lines[1].right > sheet.lines[0].right);
    }

    #[test]
    fn zones_are_no_print() {
        for zone in ["P<UTOERIKSSON<<ANNA<MARIA<<<<<", "L898902C36UTO7408122F1204159ZE184226B", "<くくくく", "SMITH<<J"]
        {
            assert!(is_zone(zone), "{zone}");
        }
        for print in ["EMBASSY OF THE REPUBLIC OF UTOPIA", "L898902C3", "CANADIAN/CANADIENNE/CANADIENSE"] {
            assert!(!is_zone(print), "{print}");
        }
    }
}
