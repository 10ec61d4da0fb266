//! Light, exposure and sensor: from a rendered scene to the frame that arrives.

use fastrand::Rng;
use image::RgbImage;

use super::act::PAGE;

/// Size of a frame in pixels.
pub const WIDTH: u32 = 360;
pub const HEIGHT: u32 = 480;

/// The room and the device of one response.
#[derive(Clone, Debug)]
pub(super) struct Room {
    /// Change of the light on the face by a full colour of the screen.
    pub face_gain: f32,
    /// The same behind the head, as a share of it.
    pub background_share: f32,
    /// How far the white balance follows the lights, 0 to 1.
    balance: f32,
    /// Standard deviations of the noise, in levels of 255.
    luma_noise: f32,
    colour_noise: f32,
    /// JPEG quality.
    pub quality: u8,
    adapted: [f32; 3],
    exposure: f32,
}

impl Room {
    pub(super) fn random(rng: &mut Rng) -> Self {
        Self {
            face_gain: 0.06 + 0.3 * rng.f32(),
            background_share: 0.03 + 0.17 * rng.f32(),
            balance: 0.6 * rng.f32(),
            luma_noise: 1.5 + 3.0 * rng.f32(),
            colour_noise: 0.8 + 1.5 * rng.f32(),
            quality: rng.u8(78..93),
            adapted: [1.0; 3],
            exposure: 1.0,
        }
    }

    /// The frame of a scene under the screen's `light`; `lit` says how much of it falls on each pixel.
    pub(super) fn expose(&mut self, scene: &mut RgbImage, lit: &[f32], light: [f32; 3], rng: &mut Rng) {
        let shine = |share: f32, c: usize| 1.0 + self.face_gain * share * (light[c] - PAGE[c]);
        self.exposure = (self.exposure + 0.02 * (rng.f32() - 0.5)).clamp(0.93, 1.07);
        for (c, adapted) in self.adapted.iter_mut().enumerate() {
            let wanted = shine(0.5, c).powf(-self.balance);
            *adapted += 0.3 * (wanted - *adapted);
        }
        let whole: [f32; 3] = std::array::from_fn(|c| self.exposure * self.adapted[c]);
        for (pixel, lit) in scene.pixels_mut().zip(lit) {
            let share = self.background_share + (1.0 - self.background_share) * lit;
            let luma = bell(rng) * self.luma_noise;
            for (c, level) in pixel.0.iter_mut().enumerate() {
                let gain = on_levels(shine(share, c) * whole[c]);
                let noise = luma + bell(rng) * self.colour_noise;
                *level = (f32::from(*level) * gain + noise).round().clamp(0.0, 255.0) as u8;
            }
        }
    }
}

/// Light is linear, levels are not: `light` to the power of 1/2.2, by its series about 1, right to 1% from 0.6 to 1.5.
fn on_levels(light: f32) -> f32 {
    const POWER: f32 = 1.0 / 2.2;
    let x = light - 1.0;
    1.0 + POWER * x * (1.0 + (POWER - 1.0) / 2.0 * x * (1.0 + (POWER - 2.0) / 3.0 * x))
}

/// About a standard normal number.
fn bell(rng: &mut Rng) -> f32 {
    // Four numbers out of one draw.
    let bits = rng.u64(..).to_le_bytes();
    let sum: f32 = bits.chunks_exact(2).map(|pair| f32::from(u16::from_le_bytes([pair[0], pair[1]])) / 65_535.0).sum();
    (sum - 2.0) * 1.732
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_follow_light() {
        for light in [0.6f32, 0.8, 1.0, 1.2, 1.5] {
            assert!((on_levels(light) / light.powf(1.0 / 2.2) - 1.0).abs() < 0.01, "{light}");
        }
    }

    #[test]
    fn noise_has_the_spread_it_is_asked_for() {
        let mut rng = Rng::with_seed(3);
        let square = (0..20_000).map(|_| bell(&mut rng).powi(2)).sum::<f32>() / 20_000.0;
        assert!((square - 1.0).abs() < 0.05, "{square}");
    }
}
