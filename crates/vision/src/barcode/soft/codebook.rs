//! What codewords look like.

use std::sync::LazyLock;

use rxing::pdf417::pdf_417_common::{SYMBOL_TABLE, getCodeword};

use crate::barcode::picture::{dot, normalise};

/// Modules of a codeword.
pub(super) const MODULES: usize = 17;
/// Grey values taken for each module when codewords are compared.
const PER_MODULE: usize = 2;
/// Grey values of a codeword.
const SAMPLES: usize = MODULES * PER_MODULE;
/// The same filled with zeros, so that inner products need no remainder.
const PADDED: usize = SAMPLES.next_multiple_of(8);
/// Places tried for each codeword, a quarter of a module apart.
pub(super) const SHIFTS: usize = 7;
/// Grey values taken for a codeword and the places around it: four to a module.
pub(super) const WAVE: usize = (SAMPLES - 1) * 2 + SHIFTS;
/// Offset in modules of grey value `i` of a wave from the left edge of its codeword.
pub(super) fn wave_offset(i: usize) -> f32 {
    (i as f32 - (SHIFTS / 2) as f32) / 4.0 + 0.25
}

/// Codewords of the three clusters: value and bars, one bit a module, black = 1, the leftmost highest.
static CLUSTERS: LazyLock<[Vec<(u32, u32)>; 3]> = LazyLock::new(|| {
    let mut clusters = [const { Vec::new() }; 3];
    for symbol in SYMBOL_TABLE {
        if let Ok(value) = u32::try_from(getCodeword(symbol)) {
            clusters[cluster(symbol)].push((value, symbol));
        }
    }
    clusters
});

/// Cluster 0, 3 or 6 as 0, 1 or 2: by the widths of the four bars (ISO/IEC 15438, 4.3.1).
fn cluster(symbol: u32) -> usize {
    let mut widths = Vec::with_capacity(8);
    let mut black = true;
    let mut run = 0;
    for bit in (0..MODULES).rev() {
        if (symbol >> bit & 1 == 1) == black {
            run += 1;
        } else {
            widths.push(run);
            (run, black) = (1, !black);
        }
    }
    let bar = |i: usize| widths.get(2 * i).copied().unwrap_or(0);
    ((bar(0) + bar(2) + 9 - bar(1) - bar(3)) % 9 / 3) as usize
}

/// All codewords as they look through a blur.
pub(super) struct Codebook {
    clusters: [Vec<(u32, [f32; PADDED])>; 3],
}

/// The codeword that fits best.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    pub value: u32,
    pub score: f32,
    /// By how much it leads the best of the other codewords.
    pub lead: f32,
    pub shift: f32,
}

impl Codebook {
    /// `blur` is a standard deviation in modules.
    pub(super) fn blurred(blur: f32) -> Self {
        let weights = weights(blur);
        let clusters = std::array::from_fn(|k| {
            CLUSTERS[k].iter().map(|&(value, symbol)| (value, appearance(symbol, &weights))).collect()
        });
        Self { clusters }
    }

    /// The codeword of a cluster that a wave of grey values resembles most.
    pub(super) fn best(&self, wave: &[f32; WAVE], cluster: usize) -> Match {
        let mut best = Match { value: 0, score: -1.0, lead: 0.0, shift: 0.0 };
        let mut second = -1.0;
        for shift in 0..SHIFTS {
            let mut values = [0.0; PADDED];
            for (i, value) in values[..SAMPLES].iter_mut().enumerate() {
                *value = wave[2 * i + shift];
            }
            if !normalise(&mut values[..SAMPLES]) {
                continue;
            }
            for (value, appearance) in &self.clusters[cluster] {
                let score = dot(&values, appearance);
                if score > best.score {
                    if *value != best.value {
                        second = best.score;
                    }
                    best = Match { value: *value, score, shift: (shift as f32 - (SHIFTS / 2) as f32) / 4.0, lead: 0.0 };
                } else if score > second && *value != best.value {
                    second = score;
                }
            }
        }
        Match { lead: best.score - second, ..best }
    }
}

/// Parts of a module in which blur is computed.
const FINE: usize = 8;
/// Modules around a codeword whose brightness is known: before it every codeword ends white, behind it the next begins
/// black. What lies beyond is taken as grey.
const AROUND: usize = 1;

/// For each grey value of a codeword, how much each module and its known surroundings count in it.
type Weights = [[f32; MODULES + 2 * AROUND]; SAMPLES];

/// A bell curve of the deviation `blur` over each grey value's place; what reaches beyond the surroundings is grey, and
/// leaves weights that sum to less than one.
fn weights(blur: f32) -> Weights {
    let mut weights = [[0.0; MODULES + 2 * AROUND]; SAMPLES];
    for (i, weights) in weights.iter_mut().enumerate() {
        let middle = (i as f32 + 0.5) / PER_MODULE as f32;
        let density = |part: i32| (-0.5 * (((part as f32 + 0.5) / FINE as f32 - middle) / blur).powi(2)).exp();
        let all = -(6 * FINE as i32)..(MODULES + 6) as i32 * FINE as i32;
        let sum: f32 = all.map(density).sum();
        for (module, weight) in weights.iter_mut().enumerate() {
            let from = (module as i32 - AROUND as i32) * FINE as i32;
            *weight = (from..from + FINE as i32).map(density).sum::<f32>() / sum;
        }
    }
    weights
}

/// Grey values of a codeword, black -1 and white 1 before they are normalised.
fn appearance(symbol: u32, weights: &Weights) -> [f32; PADDED] {
    let bars = symbol << AROUND | 1;
    let count = MODULES + 2 * AROUND;
    let brightness: [f32; MODULES + 2 * AROUND] =
        std::array::from_fn(|module| if bars >> (count - 1 - module) & 1 == 1 { -1.0 } else { 1.0 });
    let mut samples = [0.0; PADDED];
    for (sample, weights) in samples.iter_mut().zip(weights) {
        *sample = dot(weights, &brightness);
    }
    normalise(&mut samples[..SAMPLES]);
    samples
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cluster_has_every_codeword_once() {
        for cluster in &*CLUSTERS {
            let mut values: Vec<u32> = cluster.iter().map(|entry| entry.0).collect();
            values.sort_unstable();
            assert!(values.iter().copied().eq(0..929));
        }
    }

    #[test]
    fn a_codeword_is_found_in_its_own_appearance() {
        let book = Codebook::blurred(0.5);
        for cluster in 0..3 {
            for &(value, appearance) in book.clusters[cluster].iter().step_by(37) {
                // Four values to a module: each second one is the codeword's, in the middle shift.
                let wave = std::array::from_fn(|i| appearance[(i.saturating_sub(SHIFTS / 2) / 2).min(SAMPLES - 1)]);
                let found = book.best(&wave, cluster);
                assert_eq!(found.value, value);
                assert!(found.score > 0.99);
            }
        }
    }
}
