//! How well a value's place fits a label's: behind it, right of it, or below it.

use super::{
    page::{Label, Page},
    sheet::Span,
};

/// A place of a value: its line and where it begins and ends there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub line: usize,
    pub left: f32,
    pub right: f32,
}

/// 0 = elsewhere, 1 = just where the value of this label would stand.
pub(super) fn fit(page: &Page<'_>, label: &Label, value: Place) -> f32 {
    if value.line == label.span.line {
        return behind(page, label, value);
    }
    let (above, here) = (&page.sheet.lines[label.span.line], &page.sheet.lines[value.line]);
    if above.beside(here) && value.left > label.left + above.height() {
        return right_of(page, label, value);
    }
    below(page, label, value)
}

fn behind(page: &Page<'_>, label: &Label, value: Place) -> f32 {
    let gap = (value.left - label.right) / page.sheet.lines[label.span.line].height();
    let blocked = page
        .labels
        .iter()
        .any(|other| other.span.line == label.span.line && other.span.from >= label.span.to && other.left < value.left);
    match gap {
        gap if gap < -0.6 || blocked => 0.0,
        gap => (if label.opens { 1.0 } else { 0.55 }) - 0.03 * gap.clamp(0.0, 10.0),
    }
}

fn right_of(page: &Page<'_>, label: &Label, value: Place) -> f32 {
    let line = &page.sheet.lines[label.span.line];
    let gap = (value.left - label.right) / line.height();
    let far = if label.opens { 16.0 } else { 9.0 };
    // Something stands between them, or the label is the first part of its line only.
    let between = page.sheet.lines.iter().enumerate().any(|(at, other)| {
        at != label.span.line
            && at != value.line
            && other.confidence > 0.5
            && other.beside(line)
            && other.left > label.right
            && other.right < value.left + 0.5 * line.height()
    });
    let ends_line = label.span.to + 4 >= line.text.chars().count();
    if gap < -0.6 || gap > far || between || !ends_line {
        return 0.0;
    }
    let base = if label.opens { 0.95 } else { 0.72 };
    base - 0.025 * gap.max(0.0)
}

fn below(page: &Page<'_>, label: &Label, value: Place) -> f32 {
    let (above, here) = (&page.sheet.lines[label.span.line], &page.sheet.lines[value.line]);
    let size = above.height().max(here.height());
    let gap = (here.top - above.bottom) / size;
    let shift = (value.left - label.left) / size;
    let shared = value.right.min(label.right) - value.left.max(label.left);
    if !(-0.75..=2.4).contains(&gap) || here.middle() <= above.middle() || (shared <= 0.0 && shift.abs() > 2.5) {
        return 0.0;
    }
    // A value of another row stands in between.
    let crossed = lines_between(page, label.span, value);
    let aside = if shift < 0.0 { 0.07 * -shift } else { 0.035 * shift };
    let small = if here.height() < 0.7 * above.height() { 0.5 } else { 1.0 };
    let open = if label.opens { 0.75 } else { 1.0 };
    let elsewhere = if value_stands_right(page, label) { 0.6 } else { 1.0 };
    (1.0 - 0.14 * gap.max(0.0) - aside.min(0.5)) * 0.6_f32.powi(crossed) * small * open * elsewhere
}

/// Whether a value stands close right of a label that is a line of its own: then none is awaited beneath it.
fn value_stands_right(page: &Page<'_>, label: &Label) -> bool {
    let line = &page.sheet.lines[label.span.line];
    let alone = label.span.to - label.span.from + 1 >= line.text.chars().count();
    let right = page.sheet.right_of(label.span.line, 1.5).filter(|_| alone);
    right.is_some_and(|at| {
        page.sheet.lines[at].confidence > 0.7 && !page.labels.iter().any(|other| other.span.line == at)
    })
}

/// Readable lines between the label and a value beneath it, those that go on with the label left out.
fn lines_between(page: &Page<'_>, label: Span, value: Place) -> i32 {
    let (above, here) = (&page.sheet.lines[label.line], &page.sheet.lines[value.line]);
    let family = page.labels.iter().find(|l| l.span == label).map(|l| l.family);
    let between = page.sheet.lines.iter().enumerate().filter(|(at, line)| {
        *at != label.line
            && *at != value.line
            && line.confidence > 0.7
            && line.middle() > above.middle() + 0.4 * above.height()
            && line.middle() < here.middle() - 0.4 * here.height()
            && line.left < value.right
            && line.right > value.left
            && !page.labels.iter().any(|l| l.span.line == *at && Some(l.family) == family)
    });
    between.count() as i32
}
