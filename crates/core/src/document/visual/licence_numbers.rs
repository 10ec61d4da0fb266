//! The shapes of licence numbers, by state: `I` for `1` is told by them, since nothing else on a card does.

use std::iter;

/// Letters (`L`) and digits (`D`) with how many of them: `L1D7` is a letter and seven digits, `D7-9` seven to nine
/// digits. As the states' motor vehicle departments describe them. Only states all of whose numbers begin with a letter
/// are here: where digits alone may stand, a letter that was read is as likely right.
const SHAPES: &[(&str, &[&str])] = &[
    ("CA", &["L1D7"]),
    ("FL", &["L1D12"]),
    ("IL", &["L1D11"]),
    ("MD", &["L1D12"]),
    ("MI", &["L1D10", "L1D12"]),
    ("MN", &["L1D12"]),
    ("NE", &["L1D3-8"]),
    ("NJ", &["L1D14"]),
    ("WI", &["L1D13"]),
];

/// Letters and digits that are taken for each other.
const CONFUSED: [(char, char); 6] = [('I', '1'), ('O', '0'), ('S', '5'), ('B', '8'), ('Z', '2'), ('G', '6')];

/// The number with the one character changed that its state's shapes call for; nothing when it has one of them already,
/// or when more than one change would give it one.
pub(super) fn corrected(state: &str, number: &str) -> Option<String> {
    let (_, shapes) = SHAPES.iter().find(|(known, _)| *known == state)?;
    let fits = |number: &str| {
        let plain: Vec<char> = number.chars().filter(char::is_ascii_alphanumeric).collect();
        shapes.iter().any(|shape| has_shape(&plain, shape))
    };
    if fits(number) {
        return None;
    }
    let mut changes = number.char_indices().filter_map(|(at, seen)| {
        let (letter, digit) = CONFUSED.into_iter().find(|(letter, digit)| *letter == seen || *digit == seen)?;
        let other = if seen == letter { digit } else { letter };
        Some([&number[..at], other.encode_utf8(&mut [0; 4]), &number[at + 1..]].concat())
    });
    let mut fitting = changes.by_ref().filter(|changed| fits(changed));
    let only = fitting.next()?;
    fitting.next().is_none().then_some(only)
}

/// Whether letters and digits come in runs as long as the shape has them.
fn has_shape(number: &[char], shape: &str) -> bool {
    let mut rest = number;
    for (is_letter, least, most) in runs(shape) {
        let fits = |c: &&char| if is_letter { c.is_ascii_alphabetic() } else { c.is_ascii_digit() };
        let length = rest.iter().take(most).take_while(fits).count();
        if length < least {
            return false;
        }
        rest = &rest[length..];
    }
    rest.is_empty()
}

/// The runs of a shape: letters or digits, how many at least and at most.
fn runs(shape: &str) -> impl Iterator<Item = (bool, usize, usize)> {
    let mut rest = shape;
    iter::from_fn(move || {
        let is_letter = rest.starts_with('L');
        let body = rest.get(1..)?;
        let end = body.find(['L', 'D']).unwrap_or(body.len());
        let (least, most) = body[..end].split_once('-').unwrap_or((&body[..end], &body[..end]));
        rest = &body[end..];
        Some((is_letter, least.parse().ok()?, most.parse().ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_where_the_state_has_one() {
        assert_eq!(corrected("CA", "17654321").as_deref(), Some("I7654321"));
        assert_eq!(corrected("CA", "B7654321"), None);
        assert_eq!(corrected("FL", "5123-456-78-901-0").as_deref(), Some("S123-456-78-901-0"));
        assert_eq!(corrected("NE", "H123O").as_deref(), Some("H1230"));
    }

    #[test]
    fn doubt_changes_nothing() {
        assert_eq!(corrected("CA", "77654321"), None, "no letter looks like a seven");
        assert_eq!(corrected("NE", "12"), None);
        assert_eq!(corrected("XX", "17654321"), None);
        // Two characters would have to change.
        assert_eq!(corrected("CA", "1765432I"), None);
    }

    #[test]
    fn every_shape_is_written_as_runs() {
        for (state, shapes) in SHAPES {
            for shape in *shapes {
                let written: String = runs(shape)
                    .map(|(letter, least, most)| {
                        let kind = if letter { 'L' } else { 'D' };
                        if least == most { format!("{kind}{least}") } else { format!("{kind}{least}-{most}") }
                    })
                    .collect();
                assert_eq!(written, *shape, "{state}");
            }
        }
    }
}
