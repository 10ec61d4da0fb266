//! Where a head points, from five landmarks, and whether they move as those of a solid head do.
//!
//! The nose stands out of the plane of eyes and mouth. When a head turns, the nose moves against that plane; on a flat
//! picture it cannot: whatever is done to a print before a lens moves its five points by one homography.

use super::observation::Landmarks;

/// A mean head in distances between the eyes: x to the right of the picture, y down, z towards the camera, origin
/// between the eyes. Across and down from the mean face of `ArcFace`; depths from anthropometric tables.
const HEAD: [[f32; 3]; 5] =
    [[-0.5, 0.0, 0.0], [0.5, 0.0, 0.0], [0.0, 0.57, 0.42], [-0.415, 1.155, 0.03], [0.415, 1.155, 0.03]];

/// Angles of a head in degrees.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pose {
    /// Positive when the person turns to their left, which is the right of the picture.
    pub yaw: f32,
    /// Positive when the person looks up.
    pub pitch: f32,
    /// Clockwise on the picture.
    pub roll: f32,
    /// Lengths across the head over lengths down it, 1 for the mean head: a turning head keeps its own value, a tilted
    /// print does not.
    pub aspect: f32,
}

impl Pose {
    /// The pose under scaled orthography (the first step of POSIT, `DeMenthon` and Davis 1995). `None` when the landmarks
    /// coincide.
    pub fn of(landmarks: &Landmarks) -> Option<Self> {
        let centre = mean(landmarks);
        let head = mean(&HEAD);
        let (mut xx, mut yy, mut yz, mut zz) = (0.0, 0.0, 0.0, 0.0);
        let (mut px, mut py, mut pz) = ([0.0; 2], [0.0; 2], [0.0; 2]);
        for (model, seen) in HEAD.iter().zip(landmarks) {
            let [x, y, z] = [0, 1, 2].map(|i| model[i] - head[i]);
            let p = [seen[0] - centre[0], seen[1] - centre[1]];
            (xx, yy, yz, zz) = (xx + x * x, yy + y * y, yz + y * z, zz + z * z);
            for i in 0..2 {
                (px[i], py[i], pz[i]) = (px[i] + p[i] * x, py[i] + p[i] * y, pz[i] + p[i] * z);
            }
        }
        let determinant = yy * zz - yz * yz;
        // Images of the head's three axes, in pixels.
        let across = px.map(|p| p / xx);
        let down = [0, 1].map(|i| (py[i] * zz - pz[i] * yz) / determinant);
        let out = [0, 1].map(|i| (pz[i] * yy - py[i] * yz) / determinant);
        Self::of_axes(across, down, out)
    }

    fn of_axes(across: [f32; 2], down: [f32; 2], out: [f32; 2]) -> Option<Self> {
        let roll = across[1].atan2(across[0]);
        let (sin, cos) = roll.sin_cos();
        let level = |v: [f32; 2]| [v[0] * cos + v[1] * sin, v[1] * cos - v[0] * sin];
        let (across, down, out) = (level(across), level(down), level(out));
        // Each row of a scaled rotation has the length of the scale.
        let row = |i: usize| (across[i].powi(2) + down[i].powi(2) + out[i].powi(2)).sqrt();
        let scale = f32::midpoint(row(0), row(1));
        if !scale.is_normal() || !row(1).is_normal() {
            return None;
        }
        let angle = |part: f32| (part / scale).clamp(-1.0, 1.0).asin().to_degrees();
        Some(Self { yaw: angle(out[0]), pitch: angle(-out[1]), roll: roll.to_degrees(), aspect: row(0) / row(1) })
    }
}

fn mean<const D: usize>(points: &[[f32; D]; 5]) -> [f32; D] {
    std::array::from_fn(|i| points.iter().map(|p| p[i]).sum::<f32>() / 5.0)
}

/// How far the nose lies from where a flat picture would have it, in distances between the eyes of `reference`: eyes
/// and mouth are brought from `reference` to `seen` by the homography of the four, the nose with them. `None` where
/// no homography does that.
pub fn parallax(reference: &Landmarks, seen: &Landmarks) -> Option<f32> {
    let corners = |l: &Landmarks| [l[0], l[1], l[3], l[4]];
    let h = homography(corners(reference), corners(seen))?;
    let [x, y] = reference[2];
    let w = h[6] * x + h[7] * y + 1.0;
    let flat = [(h[0] * x + h[1] * y + h[2]) / w, (h[3] * x + h[4] * y + h[5]) / w];
    let size = area(corners(seen)).sqrt() / area(corners(reference)).sqrt();
    let eyes = (reference[0][0] - reference[1][0]).hypot(reference[0][1] - reference[1][1]) * size;
    let off = (seen[2][0] - flat[0]).hypot(seen[2][1] - flat[1]) / eyes;
    off.is_finite().then_some(off)
}

/// Of the quadrilateral eye, eye, corner, corner of the mouth.
fn area(corners: [[f32; 2]; 4]) -> f32 {
    let diagonal = |from: usize, to: usize| [0, 1].map(|i| corners[to][i] - corners[from][i]);
    let (one, other) = (diagonal(0, 3), diagonal(1, 2));
    (one[0] * other[1] - one[1] * other[0]).abs() / 2.0
}

/// The projective map of four points, row by row without its last element, which is 1: eight equations solved by
/// elimination with pivots.
fn homography(from: [[f32; 2]; 4], to: [[f32; 2]; 4]) -> Option<[f32; 8]> {
    let mut rows = [[0.0f64; 9]; 8];
    for (i, ([x, y], [u, v])) in from.into_iter().zip(to).enumerate() {
        let [x, y, u, v] = [x, y, u, v].map(f64::from);
        rows[2 * i] = [x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y, u];
        rows[2 * i + 1] = [0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y, v];
    }
    for column in 0..8 {
        let pivot = (column..8).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))?;
        rows.swap(column, pivot);
        if rows[column][column].abs() < 1e-9 {
            return None;
        }
        let lead = rows[column];
        for (at, row) in rows.iter_mut().enumerate() {
            if at != column {
                let factor = row[column] / lead[column];
                row.iter_mut().zip(lead).for_each(|(value, lead)| *value -= factor * lead);
            }
        }
    }
    Some(std::array::from_fn(|i| (rows[i][8] / rows[i][i]) as f32))
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The mean head turned and seen from `distance` (in distances between the eyes), 100 pixels between the eyes.
    pub(in crate::liveness) fn project(yaw: f32, pitch: f32, roll: f32, distance: f32) -> Landmarks {
        let ((sy, cy), (sp, cp), (sr, cr)) =
            (yaw.to_radians().sin_cos(), pitch.to_radians().sin_cos(), roll.to_radians().sin_cos());
        HEAD.map(|[x, y, z]| {
            // About a point one eye distance behind the face.
            let (y, z) = (y - 0.5, z + 1.0);
            let (y, z) = (y * cp - z * sp, y * sp + z * cp);
            let (x, z) = (x * cy + z * sy, z * cy - x * sy);
            let zoom = 100.0 * distance / (distance - z);
            let (x, y) = (x * zoom, y * zoom);
            [x * cr - y * sr + 300.0, x * sr + y * cr + 400.0]
        })
    }

    fn through(h: [f32; 8], l: &Landmarks) -> Landmarks {
        l.map(|[x, y]| {
            let w = h[6] * x + h[7] * y + 1.0;
            [(h[0] * x + h[1] * y + h[2]) / w, (h[3] * x + h[4] * y + h[5]) / w]
        })
    }

    proptest! {
        #[test]
        fn angles_are_found_again(yaw in -30.0f32..30.0, pitch in -25.0f32..25.0, roll in -20.0f32..20.0) {
            let pose = Pose::of(&project(yaw, pitch, roll, 1000.0)).unwrap();
            prop_assert!((pose.yaw - yaw).abs() < 5.0, "{pose:?} for yaw {yaw}");
            prop_assert!((pose.pitch - pitch).abs() < 4.0, "{pose:?} for pitch {pitch}");
            prop_assert!((pose.aspect - 1.0).abs() < 0.06, "{pose:?}");
        }

        #[test]
        fn a_turned_head_has_parallax_and_a_moved_picture_none(
            yaw in 12.0f32..30.0,
            other_way in any::<bool>(),
            (turn, squeeze, slant) in (-0.5f32..0.5, 0.6f32..1.0, -5e-4f32..5e-4),
        ) {
            let straight = project(0.0, 0.0, 0.0, 8.0);
            let turned = project(if other_way { -yaw } else { yaw }, 0.0, 0.0, 8.0);
            prop_assert!(parallax(&straight, &turned).unwrap() > 0.07);
            let (sin, cos) = turn.sin_cos();
            let print = through([cos * squeeze, -sin, 30.0, sin * squeeze, cos, -20.0, slant, slant / 2.0], &straight);
            prop_assert!(parallax(&straight, &print).unwrap() < 1e-2);
            prop_assert!(Pose::of(&print).unwrap().yaw.abs() < 9.0);
        }
    }

    #[test]
    fn signs_are_the_persons_own() {
        assert!(Pose::of(&project(20.0, 0.0, 0.0, 8.0)).unwrap().yaw > 15.0);
        let turned = project(20.0, 0.0, 0.0, 8.0);
        assert!(turned[2][0] > f32::midpoint(turned[0][0], turned[1][0]), "left is the right of the picture");
        let up = project(0.0, 15.0, 0.0, 8.0);
        assert!(Pose::of(&up).unwrap().pitch > 10.0 && up[2][1] < project(0.0, 0.0, 0.0, 8.0)[2][1]);
    }

    #[test]
    fn coinciding_landmarks_have_no_pose() {
        assert_eq!(Pose::of(&[[3.0, 3.0]; 5]), None);
        assert_eq!(parallax(&[[3.0, 3.0]; 5], &project(0.0, 0.0, 0.0, 8.0)), None);
    }
}
