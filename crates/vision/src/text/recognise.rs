//! What a text line says: PP-OCRv6's recogniser with a CTC head (Graves et al. 2006).

use crate::{
    geometry::Strip,
    model::{Model, ModelError, Runtime, Tensor},
    models::ModelFolder,
    sample::Pyramid,
    text::prune,
};

const NAME: &str = "text-recogniser";
/// Input height in pixels, fixed by the network.
const HEIGHT: u32 = 48;
/// Widest input: a line of MRZ with wide margins stays well below.
const WIDEST: u32 = 2400;
/// Characters remembered beside the best one at each step.
const RIVALS: usize = 4;

/// One character with its rivals.
#[derive(Clone, Debug)]
pub struct Step {
    /// Characters and their probabilities, best first.
    pub options: Vec<(char, f32)>,
    /// Where along the line its centre lies, 0 to 1.
    pub at: f32,
}

/// A recognised line.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    pub steps: Vec<Step>,
}

impl Reading {
    pub fn text(&self) -> String {
        self.steps.iter().map(|s| s.options[0].0).collect()
    }

    /// Mean probability of the characters, 0 for an empty line.
    pub fn confidence(&self) -> f32 {
        let sum: f32 = self.steps.iter().map(|s| s.options[0].1).sum();
        if self.steps.is_empty() { 0.0 } else { sum / self.steps.len() as f32 }
    }
}

/// The text recogniser.
pub struct Recogniser {
    model: Model,
    /// By class: blank, the model's characters, space.
    alphabet: Vec<char>,
}

impl Recogniser {
    pub fn load(runtime: &Runtime, folder: &ModelFolder) -> Result<Self, ModelError> {
        let broken = |cause: &str| ModelError::Load { name: NAME, cause: cause.to_owned() };
        let file = std::fs::read(folder.path("text-recogniser.onnx")).map_err(|e| broken(&e.to_string()))?;
        let all = prune::alphabet(&file).ok_or_else(|| broken("it carries no list of characters"))?;
        let kept: Vec<usize> = (0..all.len()).filter(|&class| prune::is_kept(all[class])).collect();
        let smaller = prune::pruned(&file, all.len(), &kept).ok_or_else(|| broken("its last layer was not found"))?;
        drop(file);
        let model = Model::from_bytes(runtime, NAME, smaller)?;
        Ok(Self { model, alphabet: kept.into_iter().map(|class| all[class]).collect() })
    }

    /// Reads the line inside `strip` (pixels of the picture), left to right along its direction.
    pub fn read(&self, picture: &Pyramid, strip: &Strip) -> Result<Reading, ModelError> {
        self.read_stretched(picture, strip, 1.0)
    }

    /// [`Recogniser::read`] with the line made wider (above 1) or narrower than it is.
    pub fn read_stretched(&self, picture: &Pyramid, strip: &Strip, stretch: f32) -> Result<Reading, ModelError> {
        self.recognise(&line_tensor(picture, strip, stretch))
    }

    fn recognise(&self, input: &Tensor) -> Result<Reading, ModelError> {
        self.model.run(input, |outputs| {
            let (shape, values) = &outputs[0];
            decode(values, shape[2], &self.alphabet)
        })
    }
}

fn line_tensor(picture: &Pyramid, strip: &Strip, stretch: f32) -> Tensor {
    let aspect = strip.width() / strip.height().max(1.0) * stretch;
    let width = ((HEIGHT as f32 * aspect / 8.0).ceil() as u32 * 8).clamp(48, WIDEST);
    let mut tensor = Tensor::zeros(&[1, 3, HEIGHT as usize, width as usize]);
    let area = (HEIGHT * width) as usize;
    picture.cut(&strip.quad(), width, HEIGHT, |x, y, rgb| {
        let at = (y * width + x) as usize;
        for channel in 0..3 {
            // The network was trained on BGR.
            tensor.data[channel * area + at] = rgb[2 - channel] / 127.5 - 1.0;
        }
    });
    tensor
}

/// Greedy CTC: the best class at each step, repeats merged, blanks dropped. A character keeps its most certain step.
fn decode(values: &[f32], classes: usize, alphabet: &[char]) -> Reading {
    let count = (values.len() / classes) as f32;
    let mut steps: Vec<Step> = Vec::new();
    let mut last = 0;
    for (index, step) in values.chunks_exact(classes).enumerate() {
        let best = argmax(step);
        let continues = best == last;
        last = best;
        if best == 0 {
            continue;
        }
        let probability = step[best];
        match steps.last_mut() {
            Some(known) if continues && known.options[0].1 >= probability => {}
            known => {
                let new = Step { options: rivals(step, alphabet), at: (index as f32 + 0.5) / count };
                match known {
                    Some(known) if continues => *known = new,
                    _ => steps.push(new),
                }
            }
        }
    }
    Reading { steps }
}

fn argmax(values: &[f32]) -> usize {
    let mut best = 0;
    for (index, &value) in values.iter().enumerate() {
        if value > values[best] {
            best = index;
        }
    }
    best
}

/// The best characters of one step, leaving out the blank.
fn rivals(step: &[f32], alphabet: &[char]) -> Vec<(char, f32)> {
    let mut best: Vec<(usize, f32)> = Vec::with_capacity(RIVALS + 1);
    for (class, &probability) in step.iter().enumerate().skip(1) {
        if best.len() == RIVALS && probability <= best[RIVALS - 1].1 {
            continue;
        }
        let at = best.partition_point(|&(_, p)| p >= probability);
        best.insert(at, (class, probability));
        best.truncate(RIVALS);
    }
    best.into_iter().filter_map(|(class, p)| alphabet.get(class).map(|&c| (c, p))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALPHABET: [char; 4] = ['\0', 'A', 'B', ' '];

    #[test]
    fn repeats_merge_and_a_blank_between_keeps_both() {
        let values = [
            0.1, 0.9, 0.0, 0.0, //
            0.1, 0.7, 0.2, 0.0, //
            0.9, 0.1, 0.0, 0.0, //
            0.1, 0.6, 0.3, 0.0, //
            0.0, 0.2, 0.8, 0.0,
        ];
        let reading = decode(&values, 4, &ALPHABET);
        assert_eq!(reading.text(), "AAB");
        assert_eq!(reading.steps[0].options[0], ('A', 0.9));
        assert_eq!(reading.steps[1].options[1], ('B', 0.3));
        assert!((reading.steps[2].at - 0.9).abs() < 1e-6);
    }

    #[test]
    fn only_blanks_are_an_empty_line() {
        let reading = decode(&[0.9, 0.1, 0.0, 0.0], 4, &ALPHABET);
        assert_eq!(reading.text(), "");
        assert!(reading.confidence().abs() < f32::EPSILON);
    }
}
