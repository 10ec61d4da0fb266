//! Which of several faces is the subject's.

use countersign_core::reason::Reason;

use super::{detect::DetectedFace, geometry::distance};

/// The dominant face must weigh at least this many times the next one.
const CLEARLY: f32 = 1.6;
/// Faces weaker than this are hardly told from patterns: beside a stronger one they do not count.
const SURE: f32 = 0.75;

/// Weight of a face: its area × (1 − d)², where d is the distance of its centre from the picture's in diagonals of the
/// picture: at the corner a face weighs a quarter of what it weighs in the middle.
fn weight(face: &DetectedFace, width: u32, height: u32) -> f32 {
    let (width, height) = (width as f32, height as f32);
    let off = distance(face.bbox.centre(), [width / 2.0, height / 2.0]) / width.hypot(height);
    face.bbox.area() * (1.0 - off).max(0.0).powi(2)
}

/// The one face that is clearly larger and more central than every other.
///
/// # Errors
/// `no_face` when there is none, `several_faces` when none stands out.
pub fn dominant(faces: &[DetectedFace], width: u32, height: u32) -> Result<&DetectedFace, Reason> {
    let weight = |f: &DetectedFace| weight(f, width, height);
    let anyone_sure = faces.iter().any(|f| f.score >= SURE);
    let mut falling: Vec<&DetectedFace> = faces.iter().filter(|f| f.score >= SURE || !anyone_sure).collect();
    falling.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    let first = *falling.first().ok_or(Reason::NoFace)?;
    let next = falling.get(1).map_or(0.0, |f| weight(f));
    if weight(first) >= CLEARLY * next { Ok(first) } else { Err(Reason::SeveralFaces) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::geometry::BBox;

    fn face(x: f32, y: f32, size: f32, score: f32) -> DetectedFace {
        let bbox = BBox { x: x - size / 2.0, y: y - size / 2.0, width: size, height: size };
        DetectedFace { bbox, landmarks: [[x, y]; 5], score }
    }

    fn check(faces: &[DetectedFace]) -> Result<usize, Reason> {
        let found = dominant(faces, 1000, 1000)?;
        Ok(faces.iter().position(|f| std::ptr::eq(f, found)).unwrap())
    }

    #[test]
    fn nobody() {
        assert_eq!(check(&[]), Err(Reason::NoFace));
    }

    #[test]
    fn one_face_stands_wherever_it_is() {
        assert_eq!(check(&[face(100.0, 900.0, 80.0, 0.65)]), Ok(0));
    }

    #[test]
    fn a_passer_by_does_not_count() {
        assert_eq!(check(&[face(900.0, 300.0, 120.0, 0.9), face(500.0, 500.0, 400.0, 0.9)]), Ok(1));
    }

    #[test]
    fn two_of_a_size_are_several() {
        assert_eq!(check(&[face(300.0, 500.0, 300.0, 0.9), face(700.0, 500.0, 320.0, 0.9)]), Err(Reason::SeveralFaces));
    }

    #[test]
    fn a_doubtful_pattern_is_no_rival() {
        assert_eq!(check(&[face(300.0, 500.0, 300.0, 0.9), face(700.0, 500.0, 320.0, 0.62)]), Ok(0));
        assert_eq!(check(&[face(300.0, 500.0, 300.0, 0.62)]), Ok(0));
    }

    #[test]
    fn of_two_alike_the_clearly_more_central_one_wins() {
        let centre = face(500.0, 500.0, 300.0, 0.9);
        assert_eq!(check(&[centre, face(600.0, 600.0, 300.0, 0.9)]), Err(Reason::SeveralFaces));
        assert_eq!(check(&[centre, face(850.0, 850.0, 300.0, 0.9)]), Ok(0));
        assert_eq!(check(&[centre, face(850.0, 850.0, 400.0, 0.9)]), Err(Reason::SeveralFaces));
    }
}
