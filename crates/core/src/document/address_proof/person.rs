//! Lines that name a person, a firm or a street.

use super::{
    sheet::fold,
    vocabulary::{COMPANY, NO_NAME, SALUTATIONS, phrases},
};

/// Who a line above an address names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Party {
    /// A name as printed, without its form of address.
    Person(String),
    Firm,
}

/// Whether folded text holds one of the words of businesses.
pub(super) fn is_firm(folded: &str) -> bool {
    phrases(COMPANY).any(|word| match word.strip_suffix('*') {
        Some(stem) => folded.contains(&format!(" {stem}")),
        None => folded.contains(&format!(" {word} ")),
    })
}

/// What a line names, if it names anybody. Names have two to six words of letters, each beginning with a capital.
pub(super) fn read(text: &str) -> Option<Party> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let salutation = |word: &&&str| phrases(SALUTATIONS).any(|known| known == fold(word).trim());
    let titles = words.iter().take_while(salutation).count().min(words.len().saturating_sub(1));
    let name = &words[titles..];
    let folded = fold(&name.join(" "));
    if is_firm(&folded) {
        return Some(Party::Firm);
    }
    let lettered = |word: &&str| {
        word.chars().all(|c| c.is_alphabetic() || "'’.-&,".contains(c))
            && word.chars().any(|c| c.is_alphabetic() || c == '&')
    };
    let capital = |word: &&str| word.starts_with(char::is_uppercase);
    let capitals = name.iter().filter(|word| capital(word)).count();
    let foreign = phrases(NO_NAME).any(|word| folded.contains(&format!(" {word} ")));
    let fits = (2..=6).contains(&name.len())
        && name.iter().all(lettered)
        && name.first().is_some_and(capital)
        && capitals >= 2
        && capitals + 2 >= name.len()
        && !foreign;
    fits.then(|| Party::Person(name.join(" ").trim_matches([',', '.', ' ']).to_owned()))
}

/// Whether a line can be the street of an address: a house number and letters, or a box.
pub(super) fn is_street(text: &str) -> bool {
    let folded = fold(text);
    let boxed =
        [" PO BOX ", " P O BOX ", " POSTFACH ", " APARTADO ", " POSTBUS ", " BP "].iter().any(|b| folded.contains(b));
    let unit =
        [" APT", " UNIT ", " FLAT ", " SUITE ", " STE ", " APPARTEMENT ", " BATIMENT ", " BAT ", " PISO ", " WOHNUNG "];
    let unit = unit.iter().any(|word| folded.starts_with(word));
    let words: Vec<&str> = folded.split_whitespace().collect();
    let number = |word: &&str| word.len() <= 6 && word.starts_with(|c: char| c.is_ascii_digit());
    let letters = words.iter().any(|word| word.len() >= 2 && word.bytes().all(|b| b.is_ascii_alphabetic()));
    // Numbers stand at an end, or near it before a floor or door: `Calle Mayor 5, 2º B`.
    let placed = words.first().is_some_and(number) || words.iter().rev().take(4).any(number);
    let long_number = words.iter().any(|word| word.len() > 6 && word.bytes().any(|b| b.is_ascii_digit()));
    let contact = text.contains('@')
        || text.contains('(') && text.contains(')') && text.contains('-')
        || folded.contains(" WWW ");
    let dated = text.matches(['/', '.']).count() >= 2 && words.iter().filter(|word| number(word)).count() >= 3;
    (boxed || unit || (placed && letters))
        && !long_number
        && !contact
        && !dated
        && words.len() <= 9
        && !text.contains(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_and_firms_are_told_apart() {
        for (text, expected) in [
            ("Mr. Nils Aarup", Some("Nils Aarup")),
            ("Frau Dr. Ilse Brandt", Some("Ilse Brandt")),
            ("Mme Claire de la Tour", Some("Claire de la Tour")),
            ("RUTH & OMAR HAYES", Some("RUTH & OMAR HAYES")),
        ] {
            assert_eq!(read(text), expected.map(|name| Party::Person(name.to_owned())), "{text}");
        }
        for firm in ["Northwind Energy Ltd", "Stadtwerke Neuhausen", "Banco del Mar"] {
            assert_eq!(read(firm), Some(Party::Firm), "{firm}");
        }
        for other in ["Invoice Date", "12 Main St", "your monthly statement", "Total", "Account Summary"] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn streets_have_numbers() {
        for street in
            ["12 Main St", "Lange Gasse 7a", "12 bis, rue du Lac", "PO Box 77", "Calle Mayor 5, 2º B", "Apt 4"]
        {
            assert!(is_street(street), "{street}");
        }
        for other in
            ["Nils Aarup", "Account 1234567890", "01/02/2026 to 28/02/2026", "(555) 555-0100", "Invoice no: 12"]
        {
            assert!(!is_street(other), "{other}");
        }
    }
}
