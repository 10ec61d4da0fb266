//! Connected regions of a probability map.

use crate::geometry::Point;

/// One connected region above the threshold.
pub(super) struct Component {
    /// Leftmost and rightmost pixel corners of each row: enough for its convex hull.
    pub(super) outline: Vec<Point>,
    /// Mean probability.
    pub(super) mean: f32,
    /// Pixels.
    pub(super) area: usize,
}

/// A horizontal run of pixels above the threshold.
struct Run {
    row: usize,
    from: usize,
    to: usize,
    label: usize,
}

/// Regions of `map` (row-major) above `threshold`, joined over edges and corners.
pub(super) fn components(map: &[f32], width: usize, height: usize, threshold: f32) -> Vec<Component> {
    let mut parents: Vec<usize> = Vec::new();
    let mut runs: Vec<Run> = Vec::new();
    let mut above = 0..0;
    for row in 0..height {
        let start = runs.len();
        let line = &map[row * width..(row + 1) * width];
        let mut x = 0;
        while x < width {
            if line[x] <= threshold {
                x += 1;
                continue;
            }
            let from = x;
            while x < width && line[x] > threshold {
                x += 1;
            }
            let label = join(&mut parents, &runs[above.clone()], from, x);
            runs.push(Run { row, from, to: x, label });
        }
        above = start..runs.len();
    }
    gather(map, width, &mut parents, &runs)
}

/// The label of a run that touches runs of the row above: theirs, or a new one.
fn join(parents: &mut Vec<usize>, above: &[Run], from: usize, to: usize) -> usize {
    let mut label = None;
    for run in above.iter().filter(|r| r.from <= to && r.to >= from) {
        let root = find(parents, run.label);
        match label {
            None => label = Some(root),
            Some(known) => parents[root] = known,
        }
    }
    label.unwrap_or_else(|| {
        parents.push(parents.len());
        parents.len() - 1
    })
}

fn find(parents: &mut [usize], mut at: usize) -> usize {
    while parents[at] != at {
        parents[at] = parents[parents[at]];
        at = parents[at];
    }
    at
}

fn gather(map: &[f32], width: usize, parents: &mut [usize], runs: &[Run]) -> Vec<Component> {
    let mut at_root = vec![usize::MAX; parents.len()];
    let mut found: Vec<Component> = Vec::new();
    for run in runs {
        let root = find(parents, run.label);
        if at_root[root] == usize::MAX {
            at_root[root] = found.len();
            found.push(Component { outline: Vec::new(), mean: 0.0, area: 0 });
        }
        let component = &mut found[at_root[root]];
        let (top, left, right) = (run.row as f32, run.from as f32, run.to as f32);
        component.outline.extend([[left, top], [right, top], [left, top + 1.0], [right, top + 1.0]]);
        component.mean += map[run.row * width + run.from..run.row * width + run.to].iter().sum::<f32>();
        component.area += run.to - run.from;
    }
    for component in &mut found {
        component.mean /= component.area as f32;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_that_meet_below_are_one() {
        let map = [
            1.0, 0.0, 1.0, 0.0, 0.6, //
            1.0, 0.0, 1.0, 0.0, 0.0, //
            1.0, 1.0, 1.0, 0.0, 0.0,
        ];
        let found = components(&map, 5, 3, 0.5);
        let areas: Vec<_> = found.iter().map(|c| c.area).collect();
        assert_eq!(areas, [7, 1]);
        assert!((found[1].mean - 0.6).abs() < 1e-6);
    }

    #[test]
    fn corners_join() {
        assert_eq!(components(&[1.0, 0.0, 0.0, 1.0], 2, 2, 0.5).len(), 1);
    }
}
