//! Where a picture is striped as a barcode is: strong edges, close together, nearly all in one direction.

use countersign_core::document::extraction::Quad;
use image::GrayImage;

use super::{Reading, picture::sample};

/// Cells along the picture's longer edge; a cell is never smaller than [`SMALLEST_CELL`].
const CELLS: u32 = 96;
const SMALLEST_CELL: u32 = 6;
/// Mean square of the gradient, in levels of 255, below which a cell is blank.
const WEAKEST_EDGES: f32 = 30.0;
/// Share of the strongest cells' energy that a cell of the same barcode still has.
const FADED: f32 = 0.12;
/// How far edges around a cell must agree on a direction, 0 to 1; text has 0.1 to 0.3.
const LEAST_COHERENCE: f32 = 0.25;
/// The same over a whole region, and how well its cells must agree with it.
const LEAST_REGION_COHERENCE: f32 = 0.33;
const LEAST_ALIGNMENT: f32 = 0.75;
/// Spread of the cells' energy over its mean: a symbol is evenly striped, a drawing is not.
const MOST_SPREAD: f32 = 0.9;
/// Share of its turned rectangle that a region must fill, in one part and in several.
const LEAST_FILL: f32 = 0.45;
const LEAST_PARTED_FILL: f32 = 0.1;
/// How much taller than its tallest part a region made of several parts may be, to be taken for one symbol.
const MOST_UNEVEN: f32 = 1.5;
/// Cells of the smallest part of a symbol, and of the smallest symbol.
const FEWEST_CELLS: usize = 12;
const FEWEST_SYMBOL_CELLS: usize = 30;
/// Pixels of the smallest symbol: one column of 86 modules, three rows of three.
const SMALLEST_SYMBOL: [f32; 2] = [86.0, 9.0];
/// Regions tried, strongest first.
const MOST_REGIONS: usize = 3;
/// White kept around a region, as a share of its longer side.
const MARGIN: f32 = 0.06;

/// A turned rectangle: its middle, half its extent along the stripes' normal and along the stripes, and the angle of the
/// normal against the x axis.
#[derive(Clone, Debug)]
pub(super) struct Region {
    middle: [f32; 2],
    half: [f32; 2],
    angle: f32,
    coherence: f32,
    strength: f32,
}

/// Part of a picture, turned and scaled.
pub(super) struct Cut {
    pub gray: GrayImage,
    origin: [f32; 2],
    /// Steps in the picture for one pixel to the right and one down.
    right: [f32; 2],
    down: [f32; 2],
}

impl Cut {
    /// A reading of the cut, placed in the whole picture.
    pub(super) fn back(&self, reading: Reading) -> Reading {
        let (w, h) = (self.gray.width() as f32, self.gray.height() as f32);
        // A reader that does not say where still read it here.
        let Quad(corners) = reading.place.unwrap_or(Quad([[0.0, 0.0], [w, 0.0], [w, h], [0.0, h]]));
        let place = corners
            .map(|[x, y]| std::array::from_fn(|axis| self.origin[axis] + x * self.right[axis] + y * self.down[axis]));
        Reading { place: Some(Quad(place)), ..reading }
    }
}

impl Region {
    /// The region with its margin, stripes upright, `zoom` times its size, turned by `turn` more degrees.
    pub(super) fn cut(&self, picture: &GrayImage, zoom: f32, turn: f32) -> Cut {
        let (sin, cos) = (self.angle + turn.to_radians()).sin_cos();
        let (sin_turn, cos_turn) = turn.to_radians().abs().sin_cos();
        let margin = MARGIN * self.half[0].max(self.half[1]) + 8.0;
        let half = self.half.map(|half| half + margin);
        let half = [half[0] * cos_turn + half[1] * sin_turn, half[1] * cos_turn + half[0] * sin_turn];
        let (right, down) = ([cos / zoom, sin / zoom], [-sin / zoom, cos / zoom]);
        let [width, height] = half.map(|half| (2.0 * half * zoom).ceil().max(1.0) as u32);
        let origin: [f32; 2] = std::array::from_fn(|axis| {
            self.middle[axis] - f32::midpoint(right[axis] * width as f32, down[axis] * height as f32)
        });
        let gray = GrayImage::from_fn(width, height, |x, y| {
            let [x, y]: [f32; 2] =
                std::array::from_fn(|axis| origin[axis] + x as f32 * right[axis] + y as f32 * down[axis]);
            let inside = x >= -0.5 && y >= -0.5 && x < picture.width() as f32 && y < picture.height() as f32;
            // A symbol cut close has lost its quiet zone; readers want one.
            image::Luma([if inside { sample(picture, x, y) as u8 } else { 255 }])
        });
        Cut { gray, origin, right, down }
    }

    /// `zoom`, or less when the region would then have more pixels than `most`.
    pub(super) fn affordable(&self, zoom: f32, most: f32) -> f32 {
        let pixels = 4.0 * self.half[0] * self.half[1];
        zoom.min((most / pixels).sqrt())
    }
}

/// Structure tensor summed over a cell: how much the picture changes, and along what.
#[derive(Clone, Copy, Default)]
struct Tensor {
    xx: f32,
    yy: f32,
    xy: f32,
}

impl Tensor {
    fn energy(self) -> f32 {
        self.xx + self.yy
    }

    fn coherence(self) -> f32 {
        (self.xx - self.yy).hypot(2.0 * self.xy) / self.energy().max(1e-6)
    }

    /// Angle of the strongest change against the x axis, within ±90°.
    fn angle(self) -> f32 {
        (2.0 * self.xy).atan2(self.xx - self.yy) / 2.0
    }

    fn plus(self, other: Self) -> Self {
        Self { xx: self.xx + other.xx, yy: self.yy + other.yy, xy: self.xy + other.xy }
    }
}

struct Grid {
    cell: u32,
    columns: usize,
    rows: usize,
    tensors: Vec<Tensor>,
}

impl Grid {
    fn at(&self, column: usize, row: usize) -> Tensor {
        self.tensors[row * self.columns + column]
    }
}

/// Striped regions, strongest first. Costs one pass over every second row.
pub(super) fn find(picture: &GrayImage) -> Vec<Region> {
    let grid = measure(picture);
    let mut energies: Vec<f32> = grid.tensors.iter().map(|tensor| tensor.energy()).collect();
    energies.sort_unstable_by(f32::total_cmp);
    let Some(&strong) = energies.get(energies.len() * 98 / 100) else { return Vec::new() };
    let threshold = (strong * FADED).max(WEAKEST_EDGES);
    let groups = groups(&grid, threshold);
    let boxes: Vec<Region> = groups.iter().map(|cells| rectangle(&grid, cells)).collect();
    let tallest = boxes.iter().map(|part| part.half[1]).fold(0.0, f32::max);
    let mut regions: Vec<Region> = boxes
        .into_iter()
        .zip(&groups)
        .filter(|(part, cells)| plausible(&grid, part, cells, LEAST_FILL))
        .map(|(part, _)| part)
        .collect();
    // A reflection, or a wide plain codeword, can part a symbol: all of them together may be one.
    if groups.len() > 1 {
        let (cells, fill) = (groups.concat(), LEAST_PARTED_FILL);
        let whole = rectangle(&grid, &cells);
        regions
            .extend((whole.half[1] < MOST_UNEVEN * tallest && plausible(&grid, &whole, &cells, fill)).then_some(whole));
    }
    regions.sort_by(|a, b| b.strength.total_cmp(&a.strength));
    regions.truncate(MOST_REGIONS);
    regions
}

fn measure(picture: &GrayImage) -> Grid {
    let (width, height) = picture.dimensions();
    let cell = (width.max(height) / CELLS).max(SMALLEST_CELL);
    let (columns, rows) = ((width / cell) as usize, (height / cell) as usize);
    let mut tensors = vec![Tensor::default(); columns * rows];
    let (raw, stride) = (picture.as_raw(), width as usize);
    // Differences within two by two pixels: those of the next pixel but one vanish on stripes of a single pixel, and
    // both axes must be measured at the same point or the angle is off.
    for y in (0..height.saturating_sub(1)).step_by(2) {
        let Some(row) = tensors.chunks_exact_mut(columns.max(1)).nth((y / cell) as usize) else { break };
        let line = |y: u32| &raw[y as usize * stride..][..stride];
        let (here, below) = (line(y), line(y + 1));
        for (column, tensor) in row.iter_mut().enumerate() {
            let from = column * cell as usize;
            let to = ((column + 1) * cell as usize).min(stride - 1);
            for x in from..to {
                let [a, b, c, d] = [here[x], here[x + 1], below[x], below[x + 1]].map(f32::from);
                let (gx, gy) = ((b + d - a - c) / 2.0, (c + d - a - b) / 2.0);
                *tensor = tensor.plus(Tensor { xx: gx * gx, yy: gy * gy, xy: gx * gy });
            }
        }
    }
    let samples = (cell * cell / 2) as f32;
    for tensor in &mut tensors {
        *tensor = Tensor { xx: tensor.xx / samples, yy: tensor.yy / samples, xy: tensor.xy / samples };
    }
    Grid { cell, columns, rows, tensors }
}

/// Connected groups of cells whose energy, together with their neighbours', reaches the threshold and agrees on a direction.
fn groups(grid: &Grid, threshold: f32) -> Vec<Vec<[usize; 2]>> {
    let striped: Vec<bool> = (0..grid.rows * grid.columns)
        .map(|at| {
            let around = around(grid, at % grid.columns, at / grid.columns);
            grid.tensors[at].energy() > threshold && around.coherence() > LEAST_COHERENCE
        })
        .collect();
    let mut seen = vec![false; striped.len()];
    let mut groups = Vec::new();
    for start in 0..striped.len() {
        if !striped[start] || seen[start] {
            continue;
        }
        seen[start] = true;
        let (mut open, mut cells) = (vec![start], Vec::new());
        while let Some(at) = open.pop() {
            let (column, row) = (at % grid.columns, at / grid.columns);
            cells.push([column, row]);
            for (column, row) in neighbours(grid, column, row) {
                let next = row * grid.columns + column;
                if striped[next] && !seen[next] {
                    seen[next] = true;
                    open.push(next);
                }
            }
        }
        if cells.len() >= FEWEST_CELLS {
            groups.push(cells);
        }
    }
    groups
}

fn neighbours(grid: &Grid, column: usize, row: usize) -> impl Iterator<Item = (usize, usize)> {
    let columns = column.saturating_sub(1)..=(column + 1).min(grid.columns - 1);
    let rows = row.saturating_sub(1)..=(row + 1).min(grid.rows - 1);
    rows.flat_map(move |row| columns.clone().map(move |column| (column, row)))
}

fn around(grid: &Grid, column: usize, row: usize) -> Tensor {
    let tensors = neighbours(grid, column, row).map(|(column, row)| grid.at(column, row));
    tensors.fold(Tensor::default(), Tensor::plus)
}

/// The turned rectangle around a group of cells.
fn rectangle(grid: &Grid, cells: &[[usize; 2]]) -> Region {
    let sum = cells.iter().fold(Tensor::default(), |sum, &[column, row]| sum.plus(grid.at(column, row)));
    let cell = grid.cell as f32;
    let (sin, cos) = sum.angle().sin_cos();
    let (mut low, mut high) = ([f32::INFINITY; 2], [f32::NEG_INFINITY; 2]);
    for &[column, row] in cells {
        let (x, y) = ((column as f32 + 0.5) * cell, (row as f32 + 0.5) * cell);
        let turned = [x * cos + y * sin, y * cos - x * sin];
        for axis in 0..2 {
            low[axis] = low[axis].min(turned[axis]);
            high[axis] = high[axis].max(turned[axis]);
        }
    }
    let half: [f32; 2] = std::array::from_fn(|axis| f32::midpoint(high[axis] - low[axis], cell));
    let [u, v]: [f32; 2] = std::array::from_fn(|axis| f32::midpoint(high[axis], low[axis]));
    Region {
        middle: [u * cos - v * sin, u * sin + v * cos],
        half,
        angle: sum.angle(),
        coherence: sum.coherence(),
        strength: sum.energy() * sum.coherence(),
    }
}

/// Whether a region is large, full and evenly striped enough for a symbol.
fn plausible(grid: &Grid, region: &Region, cells: &[[usize; 2]], least_fill: f32) -> bool {
    let count = cells.len() as f32;
    let fill = count * (grid.cell * grid.cell) as f32 / (4.0 * region.half[0] * region.half[1]);
    let large = (0..2).all(|axis| 2.0 * region.half[axis] >= SMALLEST_SYMBOL[axis]);
    if cells.len() < FEWEST_SYMBOL_CELLS || !large || fill < least_fill || region.coherence < LEAST_REGION_COHERENCE {
        return false;
    }
    let aligned = |&[column, row]: &[usize; 2]| (2.0 * (around(grid, column, row).angle() - region.angle)).cos();
    let alignment = cells.iter().map(aligned).sum::<f32>() / count;
    let energy = |&[column, row]: &[usize; 2]| grid.at(column, row).energy();
    let mean = cells.iter().map(energy).sum::<f32>() / count;
    let spread = (cells.iter().map(|cell| (energy(cell) - mean).powi(2)).sum::<f32>() / count).sqrt() / mean;
    alignment >= LEAST_ALIGNMENT && spread <= MOST_SPREAD
}
