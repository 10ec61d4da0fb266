//! The lines of a page as boxes that stand above and beside one another.

use crate::document::extraction::TextLine;

/// A line with its upright box, in the units of the page.
#[derive(Clone)]
pub(super) struct Item<'a> {
    pub line: &'a TextLine,
    /// Capitals and digits with single spaces, one at either end.
    pub folded: String,
    /// Capitals and digits alone: recognisers drop spaces.
    pub compact: String,
    pub left: f32,
    pub right: f32,
    pub top: f32,
    pub bottom: f32,
}

impl<'a> Item<'a> {
    /// `tilt` is the sine and cosine of the angle in which lines run on the page.
    fn of(line: &'a TextLine, (sin, cos): (f32, f32)) -> Self {
        let [a, b, c, d] = line.place.0.map(|[x, y]| [x * cos + y * sin, y * cos - x * sin]);
        let folded = fold(&line.text);
        // Sides are means of their corners: lines run a little across each other in a photograph.
        Self {
            line,
            compact: folded.replace(' ', ""),
            folded,
            left: f32::midpoint(a[0], d[0]),
            right: f32::midpoint(b[0], c[0]),
            top: f32::midpoint(a[1], b[1]),
            bottom: f32::midpoint(c[1], d[1]),
        }
    }

    pub(super) fn text(&self) -> &'a str {
        self.line.text.trim()
    }

    pub(super) fn height(&self) -> f32 {
        (self.bottom - self.top).max(1.0)
    }

    fn middle(&self) -> f32 {
        f32::midpoint(self.top, self.bottom)
    }

    /// Both stand on one row of print.
    pub(super) fn beside(&self, other: &Self) -> bool {
        (self.middle() - other.middle()).abs() < 0.6 * self.height().max(other.height())
    }

    /// The other follows below in the same column, as the next line of a block does.
    pub(super) fn continues_in(&self, below: &Self) -> bool {
        let height = self.height().max(below.height());
        let gap = below.top - self.bottom;
        let aligned = (self.left - below.left).abs() < 1.6 * height;
        let alike = self.height() < 1.7 * below.height() && below.height() < 1.7 * self.height();
        aligned && alike && gap > -0.6 * height && gap < 1.3 * height && below.middle() > self.middle()
    }
}

/// The angle in which most lines run, in radians.
fn tilt(lines: &[TextLine]) -> f32 {
    let angle = |line: &TextLine| {
        let [a, b, ..] = line.place.0;
        let (run, rise) = (b[0] - a[0], b[1] - a[1]);
        (run > 0.0 && rise.abs() < 0.3 * run).then(|| (run, rise.atan2(run)))
    };
    // Long lines tell it best.
    let mut angles: Vec<(f32, f32)> = lines.iter().filter_map(angle).collect();
    angles.sort_by(|a, b| b.0.total_cmp(&a.0));
    angles.truncate(angles.len().div_ceil(2));
    angles.sort_by(|a, b| a.1.total_cmp(&b.1));
    angles.get(angles.len() / 2).map_or(0.0, |(_, angle)| *angle)
}

/// Capitals and digits of a text, words parted by one space, a space at either end.
pub(super) fn fold(text: &str) -> String {
    let plain = without_dots(&deunicode::deunicode(&text.replace(['\'', '’'], " ")));
    let words: Vec<String> = plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_uppercase)
        .collect();
    format!(" {} ", words.join(" "))
}

/// `S.A.` and `G.m.b.H.` in one piece: a point between or behind single letters joins them.
fn without_dots(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let letter = |at: usize| letters.get(at).is_some_and(char::is_ascii_alphabetic);
    let single = |at: usize| letter(at) && !(at > 0 && letter(at - 1));
    let joins = |at: usize| {
        letters[at] == '.' && at > 0 && single(at - 1) && (letter(at + 1) || at > 1 && letters[at - 2] == '.')
    };
    (0..letters.len()).filter(|&at| !joins(at)).map(|at| letters[at]).collect()
}

/// A page: its lines from top to bottom.
pub(super) struct Sheet<'a> {
    pub items: Vec<Item<'a>>,
    pub bottom: f32,
    /// Height of the typical line.
    pub height: f32,
}

impl<'a> Sheet<'a> {
    pub(super) fn of(lines: &'a [TextLine]) -> Self {
        let tilt = tilt(lines).sin_cos();
        let mut items: Vec<Item<'a>> =
            lines.iter().map(|line| Item::of(line, tilt)).filter(|item| !item.compact.is_empty()).collect();
        items.sort_by(|a, b| a.top.total_cmp(&b.top).then(a.left.total_cmp(&b.left)));
        let mut heights: Vec<f32> = items.iter().map(Item::height).collect();
        heights.sort_by(f32::total_cmp);
        Self {
            bottom: items.iter().map(|item| item.bottom).fold(1.0, f32::max),
            height: heights.get(heights.len() / 2).copied().unwrap_or(1.0),
            items,
        }
    }

    /// The nearest line that stands right above in the same column.
    pub(super) fn above(&self, at: usize) -> Option<usize> {
        let item = &self.items[at];
        let above = (0..self.items.len()).filter(|&i| i != at && self.items[i].continues_in(item));
        above.max_by(|&a, &b| self.items[a].bottom.total_cmp(&self.items[b].bottom))
    }

    /// The nearest line that stands right below in the same column.
    pub(super) fn below(&self, at: usize) -> Option<usize> {
        let item = &self.items[at];
        let below = (0..self.items.len()).filter(|&i| i != at && item.continues_in(&self.items[i]));
        below.min_by(|&a, &b| self.items[a].top.total_cmp(&self.items[b].top))
    }

    /// The nearest line to the right on the same row.
    pub(super) fn right_of(&self, at: usize) -> Option<usize> {
        let item = &self.items[at];
        let right = (0..self.items.len()).filter(|&i| {
            i != at && self.items[i].beside(item) && self.items[i].left > item.left + 0.5 * (item.right - item.left)
        });
        right.min_by(|&a, &b| self.items[a].left.total_cmp(&self.items[b].left))
    }

    /// The nearest line to the left on the same row.
    pub(super) fn left_of(&self, at: usize) -> Option<usize> {
        let item = &self.items[at];
        let left = (0..self.items.len()).filter(|&i| {
            i != at && self.items[i].beside(item) && self.items[i].right < item.left + 0.5 * item.height()
        });
        left.max_by(|&a, &b| self.items[a].right.total_cmp(&self.items[b].right))
    }
}

/// Whether folded words contain a phrase as whole words; `*` at its end lets the last word go on. Long phrases are also
/// met where the spaces were lost.
pub(super) fn says(item: &Item<'_>, phrase: &str) -> bool {
    let (stem, open) = phrase.strip_suffix('*').map_or((phrase, false), |stem| (stem, true));
    let letters = stem.bytes().filter(|b| *b != b' ').count();
    if letters >= 9 {
        return item.compact.contains(&stem.replace(' ', ""));
    }
    item.folded.contains(&if open { format!(" {stem}") } else { format!(" {stem} ") })
}
