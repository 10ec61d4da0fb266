//! The address itself: syntax of RFC 5321 with the letters of RFC 6531, domains of IDNA.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Octets before the `@` (RFC 5321 section 4.5.3.1.1).
const LOCAL: usize = 64;
/// Octets of a whole address: a path of 256 without its brackets (RFC 5321 section 4.5.3.1.3).
const WHOLE: usize = 254;

/// Mailboxes of functions (RFC 2142 and what businesses use).
const ROLES: &[&str] = &[
    "abuse",
    "accounting",
    "accounts",
    "admin",
    "administrator",
    "billing",
    "contact",
    "enquiries",
    "finance",
    "ftp",
    "hello",
    "help",
    "helpdesk",
    "hostmaster",
    "hr",
    "info",
    "invoices",
    "it",
    "jobs",
    "kontakt",
    "mail",
    "marketing",
    "news",
    "newsletter",
    "no-reply",
    "noc",
    "noreply",
    "office",
    "orders",
    "postmaster",
    "press",
    "privacy",
    "purchasing",
    "root",
    "sales",
    "security",
    "service",
    "shop",
    "support",
    "team",
    "usenet",
    "uucp",
    "webmaster",
    "www",
];

/// What is wrong with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[error("{}", self.text())]
pub enum Fault {
    Empty,
    NoAt,
    TooLong,
    LocalEmpty,
    LocalTooLong,
    LocalCharacter,
    LocalDots,
    DomainEmpty,
    DomainIncomplete,
    DomainInvalid,
    /// `user@[192.0.2.1]`: legal, but no checkout has a use for it.
    AddressLiteral,
}

impl Fault {
    pub fn text(self) -> &'static str {
        match self {
            Self::Empty => "there is no address",
            Self::NoAt => "there is no @",
            Self::TooLong => "it is longer than 254 bytes",
            Self::LocalEmpty => "there is nothing before the @",
            Self::LocalTooLong => "there are more than 64 bytes before the @",
            Self::LocalCharacter => "there is a character before the @ that cannot be there",
            Self::LocalDots => "before the @ a dot is first, last or doubled",
            Self::DomainEmpty => "there is nothing after the @",
            Self::DomainIncomplete => "the domain after the @ has no ending such as .com",
            Self::DomainInvalid => "what is after the @ is no domain",
            Self::AddressLiteral => "after the @ there is a network address instead of a domain",
        }
    }
}

/// A well-formed address.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// Before the `@`, as written.
    local: String,
    /// In ASCII and lower case.
    domain: String,
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address").field("domain", &self.domain).finish_non_exhaustive()
    }
}

impl Address {
    /// Reads an address; spaces around it are not part of it.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Fault::Empty);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(Fault::NoAt)?;
        check_local(local)?;
        let domain = ascii_domain(domain)?;
        if local.len() + 1 + domain.len() > WHOLE {
            return Err(Fault::TooLong);
        }
        Ok(Self { local: local.to_owned(), domain })
    }

    /// In ASCII and lower case.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Names a function and no person.
    pub fn is_role(&self) -> bool {
        let name = self.local.split('+').next().unwrap_or_default().to_lowercase();
        ROLES.contains(&name.as_str())
    }

    /// One spelling for all those that reach the same mailbox, to count attempts by; nothing is sent there.
    /// Tags after a plus go, and the dots that Gmail ignores.
    pub fn canonical(&self) -> String {
        let local = self.local.to_lowercase();
        let name = if local.starts_with('"') { local.as_str() } else { local.split('+').next().unwrap_or_default() };
        // A name that is all tag stays.
        let name = if name.is_empty() { local.as_str() } else { name };
        match self.domain.as_str() {
            "gmail.com" | "googlemail.com" => format!("{}@gmail.com", name.replace('.', "")),
            domain => format!("{name}@{domain}"),
        }
    }
}

fn check_local(local: &str) -> Result<(), Fault> {
    if local.is_empty() {
        return Err(Fault::LocalEmpty);
    }
    if local.len() > LOCAL {
        return Err(Fault::LocalTooLong);
    }
    if let Some(quoted) = local.strip_prefix('"') {
        let inside = quoted.strip_suffix('"').ok_or(Fault::LocalCharacter)?;
        return if is_quoted(inside) { Ok(()) } else { Err(Fault::LocalCharacter) };
    }
    if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
        return Err(Fault::LocalDots);
    }
    if local.chars().all(|letter| letter == '.' || is_atom(letter)) { Ok(()) } else { Err(Fault::LocalCharacter) }
}

/// atext of RFC 5322 section 3.2.3, and the letters that RFC 6531 section 3.3 adds to it.
fn is_atom(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(letter) || is_wide(letter)
}

/// Beyond ASCII, and nothing that cannot be seen.
fn is_wide(letter: char) -> bool {
    let unseen = matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    !letter.is_ascii() && !letter.is_control() && !letter.is_whitespace() && !unseen
}

/// `QcontentSMTP` of RFC 5321 section 4.1.2.
fn is_quoted(inside: &str) -> bool {
    let mut letters = inside.chars();
    while let Some(letter) = letters.next() {
        let fine = match letter {
            '\\' => letters.next().is_some_and(|next| matches!(next, ' '..='~')),
            '"' => false,
            ' '..='~' => true,
            wide => is_wide(wide),
        };
        if !fine {
            return false;
        }
    }
    true
}

/// A domain of the public name space, by UTS 46 with the rules for host names and their lengths.
fn ascii_domain(domain: &str) -> Result<String, Fault> {
    if domain.is_empty() {
        return Err(Fault::DomainEmpty);
    }
    if domain.starts_with('[') {
        return Err(Fault::AddressLiteral);
    }
    let domain = idna::domain_to_ascii_strict(domain).map_err(|_| Fault::DomainInvalid)?;
    let (_, last) = domain.rsplit_once('.').ok_or(Fault::DomainIncomplete)?;
    // A root at the end is no part of an address, and no top level is a number (RFC 3696 section 2).
    if last.is_empty() || last.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::DomainInvalid);
    }
    Ok(domain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_that_reach_somebody() {
        let long = format!("{}@example.org", "a".repeat(64));
        for (text, domain) in [
            ("ada@example.org", "example.org"),
            (" ada@EXAMPLE.Org ", "example.org"),
            ("o'hara+shop@mail.example.co.uk", "mail.example.co.uk"),
            ("\"a b\\\"@c\"@example.org", "example.org"),
            ("jürgen@bücher.example", "xn--bcher-kva.example"),
            ("用户@例え.テスト", "xn--r8jz45g.xn--zckzah"),
            ("a@xn--bcher-kva.example", "xn--bcher-kva.example"),
            ("a@faß.example", "xn--fa-hia.example"),
            ("a@bücher。example", "xn--bcher-kva.example"),
            (long.as_str(), "example.org"),
        ] {
            assert_eq!(
                Address::parse(text).map(|address| address.domain().to_owned()),
                Ok(domain.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn addresses_that_do_not() {
        let long =
            |local: usize, label: usize| format!("{}@{}.org", "a".repeat(local), vec!["b".repeat(label); 4].join("."));
        for (text, fault) in [
            ("", Fault::Empty),
            ("   ", Fault::Empty),
            ("ada.example.org", Fault::NoAt),
            ("@example.org", Fault::LocalEmpty),
            ("ada@", Fault::DomainEmpty),
            ("ada@@example.org", Fault::LocalCharacter),
            ("a b@example.org", Fault::LocalCharacter),
            ("a\u{200b}b@example.org", Fault::LocalCharacter),
            ("a(b)@example.org", Fault::LocalCharacter),
            ("\"a\"b\"@example.org", Fault::LocalCharacter),
            (".ada@example.org", Fault::LocalDots),
            ("ada.@example.org", Fault::LocalDots),
            ("a..da@example.org", Fault::LocalDots),
            ("ada@localhost", Fault::DomainIncomplete),
            ("ada@example.org.", Fault::DomainInvalid),
            ("ada@-example.org", Fault::DomainInvalid),
            ("ada@exam_ple.org", Fault::DomainInvalid),
            ("ada@example..org", Fault::DomainInvalid),
            ("ada@192.0.2.1", Fault::DomainInvalid),
            ("ada@[192.0.2.1]", Fault::AddressLiteral),
            (&long(65, 3), Fault::LocalTooLong),
            (&long(1, 64), Fault::DomainInvalid),
            (&long(64, 60), Fault::TooLong),
        ] {
            assert_eq!(Address::parse(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn roles_and_canonical_spellings() {
        let address = |text| Address::parse(text).unwrap();
        assert!(address("Info+shop@example.org").is_role());
        assert!(!address("informatics@example.org").is_role());
        assert_eq!(address("A.d.a+x@GoogleMail.com").canonical(), "ada@gmail.com");
        assert_eq!(address("A.d.a+x@Example.org").canonical(), "a.d.a@example.org");
        assert_eq!(address("+x@example.org").canonical(), "+x@example.org");
    }

    proptest! {
        #[test]
        fn any_text_is_judged(text in "\\PC{0,300}|[a-z.@\"\\\\+]{0,80}") {
            if let Ok(address) = Address::parse(&text) {
                prop_assert!(address.domain().is_ascii() && address.domain().contains('.'));
                let again = format!("{}@{}", address.local, address.domain);
                prop_assert_eq!(Address::parse(&again), Ok(address));
            }
        }
    }
}
