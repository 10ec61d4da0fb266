//! Check digits of Doc 9303-3 §4.9: weights 7, 3, 1, sum modulo ten.

/// What a character counts in the sum: digits as themselves, `A` to `Z` as 10 to 35, the filler as 0.
/// Nothing for a character no zone can carry.
pub(super) fn value(character: char) -> Option<u32> {
    match character {
        '<' => Some(0),
        '0'..='9' | 'A'..='Z' => character.to_digit(36),
        _ => None,
    }
}

/// The check digit over `text`, or nothing when it has a character no zone can carry.
pub fn check_digit(text: &str) -> Option<char> {
    of(text.chars())
}

pub(super) fn of(characters: impl Iterator<Item = char>) -> Option<char> {
    let mut sum = 0;
    for (character, weight) in characters.zip([7, 3, 1].into_iter().cycle()) {
        sum += value(character)? * weight;
    }
    char::from_digit(sum % 10, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_the_standard() {
        // Doc 9303-3 appendix A works these out by hand.
        assert_eq!(check_digit("520727"), Some('3'));
        assert_eq!(check_digit("AB2134<<<"), Some('5'));
        assert_eq!(check_digit("HA672242<6YTO5802254<<<<<<<<<<<<<<"), check_digit("HA672242<6YTO5802254"));
    }

    #[test]
    fn other_characters_have_no_digit() {
        assert_eq!(check_digit("ab"), None);
        assert_eq!(check_digit("Ä"), None);
    }
}
