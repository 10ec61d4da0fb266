//! Which characters of OCR-B recognisers take for which.

/// Pairs and how often the second is read where the first was printed, roughly, among readings of the second.
/// Both directions hold. Recognisers that know words take digits for letters of the same shape, far more seldom for
/// other digits; fillers they take for letters with an open angle.
const PAIRS: [(char, char, f32); 62] = [
    ('0', 'O', 0.15),
    ('0', 'D', 0.04),
    ('0', 'Q', 0.04),
    ('0', 'U', 0.01),
    ('0', 'C', 0.01),
    ('1', 'I', 0.15),
    ('1', 'L', 0.06),
    ('1', 'T', 0.02),
    ('1', 'J', 0.01),
    ('2', 'Z', 0.12),
    ('3', 'B', 0.02),
    ('4', 'A', 0.05),
    ('4', 'H', 0.01),
    ('5', 'S', 0.12),
    ('6', 'G', 0.08),
    ('6', 'B', 0.01),
    ('7', 'T', 0.03),
    ('7', 'Z', 0.03),
    ('7', 'Y', 0.02),
    ('8', 'B', 0.1),
    ('8', 'S', 0.02),
    ('9', 'G', 0.02),
    ('9', 'P', 0.01),
    ('9', 'Q', 0.01),
    ('0', '8', 0.006),
    ('0', '6', 0.006),
    ('0', '9', 0.003),
    ('1', '7', 0.009),
    ('1', '4', 0.003),
    ('2', '7', 0.006),
    ('3', '8', 0.009),
    ('3', '5', 0.003),
    ('3', '9', 0.003),
    ('4', '9', 0.003),
    ('5', '6', 0.009),
    ('6', '8', 0.009),
    ('8', '9', 0.006),
    ('5', '9', 0.003),
    ('O', 'D', 0.05),
    ('O', 'Q', 0.06),
    ('O', 'C', 0.02),
    ('O', 'U', 0.01),
    ('C', 'G', 0.03),
    ('I', 'L', 0.06),
    ('I', 'T', 0.03),
    ('I', 'J', 0.02),
    ('M', 'N', 0.03),
    ('M', 'W', 0.02),
    ('N', 'H', 0.02),
    ('V', 'Y', 0.03),
    ('U', 'V', 0.03),
    ('E', 'F', 0.03),
    ('P', 'R', 0.03),
    ('B', 'R', 0.02),
    ('X', 'K', 0.02),
    ('<', 'K', 0.1),
    ('<', 'C', 0.06),
    ('<', 'L', 0.03),
    ('<', 'E', 0.02),
    ('<', 'S', 0.02),
    ('<', 'X', 0.02),
    ('<', 'V', 0.01),
];

/// What may have been printed where `read` was read, with its share of such readings.
pub(super) fn lookalikes(read: char) -> impl Iterator<Item = (char, f32)> {
    PAIRS.iter().filter_map(move |&(a, b, share)| {
        if a == read {
            Some((b, share))
        } else if b == read {
            Some((a, share))
        } else {
            None
        }
    })
}

/// Whether one is taken for the other.
pub(super) fn confusable(a: char, b: char) -> bool {
    a == b || lookalikes(a).any(|(other, _)| other == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pair_stands_once() {
        for (index, &(a, b, _)) in PAIRS.iter().enumerate() {
            assert!(a != b);
            assert!(!PAIRS[index + 1..].iter().any(|&(c, d, _)| (a, b) == (c, d) || (a, b) == (d, c)), "{a}{b}");
        }
    }
}
