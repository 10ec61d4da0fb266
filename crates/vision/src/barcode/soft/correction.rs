//! Reed-Solomon correction over the integers modulo 929 (ISO/IEC 15438, 4.7), with errors and erasures.
//!
//! An erasure, a codeword known to be doubtful, costs one correction codeword and an error two: where a reflection hides
//! part of a symbol, that doubles what can be hidden.

/// The field's size; 3 generates its multiplicative group.
const FIELD: u32 = 929;
const GENERATOR: u32 = 3;

/// Powers of the generator, so that products need no table.
fn power(exponent: u32) -> u32 {
    let (mut result, mut base, mut exponent) = (1, GENERATOR, exponent % (FIELD - 1));
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = result * base % FIELD;
        }
        base = base * base % FIELD;
        exponent /= 2;
    }
    result
}

/// By Fermat: the power p − 2.
fn inverse(value: u32) -> u32 {
    let (mut result, mut base, mut exponent) = (1, value % FIELD, FIELD - 2);
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = result * base % FIELD;
        }
        base = base * base % FIELD;
        exponent /= 2;
    }
    result
}

/// Value at `x` of a polynomial, lowest power first.
fn evaluate(polynomial: &[u32], x: u32) -> u32 {
    polynomial.iter().rev().fold(0, |value, coefficient| (value * x + coefficient) % FIELD)
}

/// `a − factor · x · b`
fn minus_shifted(a: &[u32], factor: u32, b: &[u32]) -> Vec<u32> {
    let at = |list: &[u32], i: usize| list.get(i).copied().unwrap_or(0);
    let shifted = |i: usize| if i == 0 { 0 } else { at(b, i - 1) };
    (0..a.len().max(b.len() + 1)).map(|i| (at(a, i) + (FIELD - factor) * shifted(i)) % FIELD).collect()
}

fn syndromes(received: &[u32], correction: usize) -> Vec<u32> {
    let at = |root: u32| received.iter().fold(0, |value, codeword| (value * root + codeword) % FIELD);
    (1..=correction as u32).map(|i| at(power(i))).collect()
}

/// Corrects `received`, whose last `correction` codewords are redundancy, in place. `erased` lists doubtful positions.
///
/// `None`, with `received` untouched, when more is wrong than can be told.
pub(super) fn correct(received: &mut [u32], correction: usize, erased: &[usize]) -> Option<()> {
    let syndromes = syndromes(received, correction);
    if syndromes.iter().all(|&syndrome| syndrome == 0) {
        return Some(());
    }
    if erased.len() > correction {
        return None;
    }
    let length = received.len();
    let locator = locator(&syndromes, erased, length);
    let places: Vec<usize> = (0..length).filter(|&place| evaluate(&locator, root(length, place)) == 0).collect();
    let degree = locator.iter().rposition(|&coefficient| coefficient != 0)?;
    if places.len() != degree || 2 * degree > correction + erased.len() {
        return None;
    }
    let mut corrected = received.to_vec();
    for place in places {
        let wrong_by = magnitude(&syndromes, &locator, root(length, place))?;
        corrected[place] = (corrected[place] + FIELD - wrong_by) % FIELD;
    }
    let solved = self::syndromes(&corrected, correction).iter().all(|&syndrome| syndrome == 0);
    solved.then(|| received.copy_from_slice(&corrected))
}

/// Where the locator vanishes for an error at a place: the inverse of the place's power of the generator.
fn root(length: usize, place: usize) -> u32 {
    power(FIELD - 1 - (length - 1 - place) as u32)
}

/// The error locator, by Berlekamp and Massey started from the erasures (Blahut, Algebraic Codes for Data Transmission, 7.4).
fn locator(syndromes: &[u32], erased: &[usize], length: usize) -> Vec<u32> {
    let mut locator = vec![1];
    for &place in erased {
        let before = locator.clone();
        locator = minus_shifted(&before, power((length - 1 - place) as u32), &before);
    }
    let mut previous = locator.clone();
    let mut errors = erased.len();
    for step in erased.len() + 1..=syndromes.len() {
        let terms =
            locator.iter().take(step).enumerate().map(|(i, coefficient)| coefficient * syndromes[step - 1 - i] % FIELD);
        let discrepancy = terms.sum::<u32>() % FIELD;
        let next = minus_shifted(&locator, discrepancy, &previous);
        if discrepancy != 0 && 2 * errors < step + erased.len() {
            errors = step + erased.len() - errors;
            let scale = inverse(discrepancy);
            previous = locator.iter().map(|coefficient| coefficient * scale % FIELD).collect();
        } else {
            previous.insert(0, 0);
        }
        locator = next;
    }
    locator
}

/// By how much a codeword is wrong (Forney): −Ω ÷ Λ′ at the locator's root.
fn magnitude(syndromes: &[u32], locator: &[u32], root: u32) -> Option<u32> {
    let evaluator: Vec<u32> = (0..syndromes.len())
        .map(|i| (0..=i.min(locator.len() - 1)).map(|j| locator[j] * syndromes[i - j] % FIELD).sum::<u32>() % FIELD)
        .collect();
    let derivative: Vec<u32> = locator.iter().enumerate().skip(1).map(|(i, c)| c * i as u32 % FIELD).collect();
    let slope = evaluate(&derivative, root);
    (slope != 0).then(|| (FIELD - evaluate(&evaluator, root)) * inverse(slope) % FIELD)
}

#[cfg(test)]
mod tests {
    use rxing::pdf417::encoder::pdf_417_error_correction::generateErrorCorrection;

    use super::*;

    /// Forty codewords, the last sixteen of them redundancy.
    fn message() -> Vec<u32> {
        let data: String = (0..24u32).map(|i| char::from_u32(i * 31 % 900).unwrap()).collect();
        let correction = generateErrorCorrection(&data, 3).unwrap();
        data.chars().chain(correction.chars()).map(u32::from).collect()
    }

    #[test]
    fn nothing_wrong() {
        let mut received = message();
        assert!(correct(&mut received, 16, &[3, 4]).is_some());
        assert_eq!(received, message());
    }

    #[test]
    fn eight_errors_or_fourteen_erasures_and_one_error() {
        let wrong = [0, 3, 7, 11, 19, 24, 30, 39];
        let mut received = message();
        for place in wrong {
            received[place] = (received[place] + 100) % FIELD;
        }
        assert!(correct(&mut received, 16, &[]).is_some());
        assert_eq!(received, message());

        let erased: Vec<usize> = (10..24).collect();
        let mut received = message();
        erased.iter().chain(&[2]).for_each(|&place| received[place] = 0);
        assert!(correct(&mut received, 16, &erased).is_some());
        assert_eq!(received, message());
    }

    #[test]
    fn erasures_that_were_right_do_no_harm() {
        let mut received = message();
        received[5] = 1;
        assert!(correct(&mut received, 16, &[1, 2, 3, 5]).is_some());
        assert_eq!(received, message());
    }

    #[test]
    fn too_many_errors_are_refused() {
        let mut received = message();
        (0..20).for_each(|place| received[place] = (received[place] + 1 + place as u32) % FIELD);
        let before = received.clone();
        assert!(correct(&mut received, 16, &[]).is_none());
        assert_eq!(received, before);
    }
}
