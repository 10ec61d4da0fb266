//! Letters put together to lines.

use countersign_core::document::extraction::{Quad, TextLine};

/// A letter on its baseline, in pixels.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    pub text: String,
    pub x: f32,
    pub y: f32,
    /// Height of the font.
    pub size: f32,
    /// Where its ink, or else its advance, ends.
    pub right: f32,
}

/// In font heights: letters further apart than this stand in different columns …
const COLUMN: f32 = 1.1;
/// … and further than this in different words.
const SPACE: f32 = 0.17;
/// How far baselines of one line may differ.
const ROW: f32 = 0.25;
/// Above and below the baseline.
const ASCENT: f32 = 0.78;
const DESCENT: f32 = 0.22;
/// The text of a file is what its writer meant; fonts with wrong tables are rare.
const SURE: f32 = 0.99;

/// The lines that letters make, from top to bottom, each in one column.
pub(super) fn lines(mut glyphs: Vec<Glyph>) -> Vec<TextLine> {
    glyphs.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut rows: Vec<Vec<Glyph>> = Vec::new();
    for glyph in glyphs {
        match rows.last_mut() {
            Some(row) if same_row(row, &glyph) => row.push(glyph),
            _ => rows.push(vec![glyph]),
        }
    }
    rows.into_iter().flat_map(columns).filter_map(|column| line(&column)).collect()
}

fn same_row(row: &[Glyph], glyph: &Glyph) -> bool {
    row.last().is_some_and(|last| glyph.y - last.y <= ROW * last.size.min(glyph.size))
}

/// A row parted where letters stand far apart.
fn columns(mut row: Vec<Glyph>) -> Vec<Vec<Glyph>> {
    row.sort_by(|a, b| a.x.total_cmp(&b.x));
    let mut columns: Vec<Vec<Glyph>> = Vec::new();
    for glyph in row {
        let Some(column) = columns.last_mut() else {
            columns.push(vec![glyph]);
            continue;
        };
        let last = column.last().expect("columns begin with a letter");
        // Bold print is sometimes one letter drawn twice.
        let again = glyph.text == last.text && (glyph.x - last.x).abs() < 0.12 * glyph.size;
        let far = glyph.x - last.right > COLUMN * glyph.size.max(last.size) || glyph.size > 2.0 * last.size;
        match (again, far) {
            (true, _) => {}
            (_, true) => columns.push(vec![glyph]),
            _ => column.push(glyph),
        }
    }
    columns
}

fn line(column: &[Glyph]) -> Option<TextLine> {
    let mut text = String::new();
    let mut before: Option<&Glyph> = None;
    for glyph in column {
        let apart = before.is_some_and(|last| glyph.x - last.right > SPACE * glyph.size);
        if apart && !text.ends_with(' ') {
            text.push(' ');
        }
        if !(glyph.text.trim().is_empty() && text.ends_with(' ')) {
            text.push_str(&glyph.text.replace(|c: char| c.is_control() || c == '\u{a0}', " "));
        }
        before = Some(glyph);
    }
    let text = text.trim().to_owned();
    let inked = |glyph: &&Glyph| !glyph.text.trim().is_empty();
    let (first, last) = (column.iter().find(inked)?, column.iter().rfind(inked)?);
    let size = column.iter().map(|glyph| glyph.size).fold(0.0, f32::max);
    let [top, bottom] = [first.y - ASCENT * size, first.y + DESCENT * size];
    let place = Quad([[first.x, top], [last.right, top], [last.right, bottom], [first.x, bottom]]);
    Some(TextLine { text, confidence: SURE, place })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, x: f32, y: f32) -> Vec<Glyph> {
        let glyph = |(i, c): (usize, char)| {
            let x = x + 5.0 * i as f32;
            Glyph { text: c.to_string(), x, y, size: 10.0, right: x + 4.8 }
        };
        text.chars().enumerate().map(glyph).collect()
    }

    fn texts(glyphs: Vec<Glyph>) -> Vec<String> {
        lines(glyphs).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn words_columns_and_rows() {
        let page =
            [word("Amount", 200.0, 50.5), word("12", 60.0, 50.0), word("Main", 73.0, 50.0), word("St", 60.0, 64.0)];
        assert_eq!(texts(page.concat()), ["12 Main", "Amount", "St"]);
    }

    #[test]
    fn letters_drawn_twice_are_read_once() {
        let page = [word("Total", 60.0, 50.0), word("Total", 60.4, 50.0)];
        assert_eq!(texts(page.concat()), ["Total"]);
    }
}
