//! Lines and projections through points, some of them wrong.

/// `value = offset + slope · at`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub offset: f32,
    pub slope: f32,
}

impl Line {
    pub(super) fn at(self, at: f32) -> f32 {
        self.offset + self.slope * at
    }
}

/// Steps between the points that candidates are drawn through.
const CANDIDATES: usize = 24;

/// The line that most points lie within `tolerance` of, fitted to those; `None` for fewer than three points, or when no
/// line is less steep than `steepest`.
pub(super) fn robust_line(points: &[[f32; 2]], tolerance: f32, steepest: f32) -> Option<Line> {
    let step = points.len().div_ceil(CANDIDATES).max(1);
    let near = |line: &Line| points.iter().filter(|[at, value]| (line.at(*at) - value).abs() < tolerance).count();
    let some: Vec<&[f32; 2]> = points.iter().step_by(step).collect();
    let mut best: Option<(Line, usize)> = None;
    for (i, a) in some.iter().enumerate() {
        for b in &some[i + 1..] {
            let slope = (b[1] - a[1]) / (b[0] - a[0]);
            let line = Line { offset: a[1] - slope * a[0], slope };
            let count = if slope.abs() <= steepest { near(&line) } else { 0 };
            if best.is_none_or(|(_, most)| count > most) {
                best = Some((line, count));
            }
        }
    }
    let (line, count) = best?;
    if count < 3 {
        return None;
    }
    let kept: Vec<[f32; 2]> = points.iter().filter(|[at, v]| (line.at(*at) - v).abs() < tolerance).copied().collect();
    Some(least_squares(&kept).unwrap_or(line))
}

fn least_squares(points: &[[f32; 2]]) -> Option<Line> {
    let n = points.len() as f32;
    let mean = |axis: usize| points.iter().map(|point| point[axis]).sum::<f32>() / n;
    let (at, value) = (mean(0), mean(1));
    let spread: f32 = points.iter().map(|point| (point[0] - at).powi(2)).sum();
    let joint: f32 = points.iter().map(|point| (point[0] - at) * (point[1] - value)).sum();
    (spread > 1e-6).then(|| {
        let slope = joint / spread;
        Line { offset: value - slope * at, slope }
    })
}

/// A projective map of the plane: eight numbers, the ninth is 1.
#[derive(Clone, Debug)]
pub(super) struct Projection([f64; 8]);

impl Projection {
    pub(super) fn map(&self, [u, v]: [f32; 2]) -> [f32; 2] {
        let h = &self.0;
        let (u, v) = (f64::from(u), f64::from(v));
        let depth = h[6] * u + h[7] * v + 1.0;
        [((h[0] * u + h[1] * v + h[2]) / depth) as f32, ((h[3] * u + h[4] * v + h[5]) / depth) as f32]
    }

    /// The projection that takes each first point to about its second, in the sense of least squares.
    ///
    /// Coordinates should be of the order of 1 on the left, or the equations lose their digits.
    pub(super) fn through(pairs: &[([f32; 2], [f32; 2])]) -> Option<Self> {
        let mut normal = [[0.0; 9]; 8];
        for &([u, v], [x, y]) in pairs {
            let [u, v, x, y] = [u, v, x, y].map(f64::from);
            for equation in
                [[u, v, 1.0, 0.0, 0.0, 0.0, -u * x, -v * x, x], [0.0, 0.0, 0.0, u, v, 1.0, -u * y, -v * y, y]]
            {
                for (row, &weight) in normal.iter_mut().zip(&equation) {
                    for (sum, &value) in row.iter_mut().zip(&equation) {
                        *sum += weight * value;
                    }
                }
            }
        }
        eliminate(normal).map(Self)
    }
}

/// Solves eight equations by elimination with the largest pivot.
fn eliminate(mut rows: [[f64; 9]; 8]) -> Option<[f64; 8]> {
    for i in 0..8 {
        let pivot = (i..8).max_by(|&a, &b| rows[a][i].abs().total_cmp(&rows[b][i].abs()))?;
        rows.swap(i, pivot);
        let pivot_row = rows[i];
        if pivot_row[i].abs() < 1e-9 {
            return None;
        }
        for (j, row) in rows.iter_mut().enumerate() {
            let factor = row[i] / pivot_row[i];
            if j != i {
                for (value, above) in row.iter_mut().zip(&pivot_row) {
                    *value -= factor * above;
                }
            }
        }
    }
    Some(std::array::from_fn(|i| rows[i][8] / rows[i][i]))
}
