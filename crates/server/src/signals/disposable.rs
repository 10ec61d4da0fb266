//! Providers of throw-away addresses: a list that comes with the program, and the operator's own two, which win.

use std::{collections::HashSet, sync::LazyLock};

use countersign_core::risk::email::{self, Verdict};

use super::watched::Watched;

/// Domains of the list that comes with the program; `scripts/disposable` writes it.
static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| entries(include_str!("../../data/disposable.txt")).collect());

/// A set of domains from a file: one a line, in any script; lines that begin with `#` are remarks.
pub(super) type Domains = HashSet<String>;

/// Lines that say something.
pub(super) fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Reads a file of domains.
pub(super) fn read(bytes: &[u8]) -> Result<Domains, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is no text in UTF-8".to_owned())?;
    let domain = |entry: &str| {
        let name = entry.trim_start_matches(['@', '.']);
        idna::domain_to_ascii(name)
            .ok()
            .filter(|name| name.contains('.'))
            .ok_or_else(|| format!("`{entry}` is no domain"))
    };
    entries(text).map(domain).collect()
}

/// The lists.
#[derive(Default)]
pub struct Disposable {
    pub(super) allow: Option<Watched<Domains>>,
    pub(super) deny: Option<Watched<Domains>>,
}

impl Disposable {
    /// The entry that says that a domain, in ASCII, is one of throw-away addresses.
    pub fn entry(&self, domain: &str) -> Option<String> {
        self.judge(domain).disposable().map(str::to_owned)
    }

    pub fn judge<'a>(&self, domain: &'a str) -> Verdict<'a> {
        let own = |list: &Option<Watched<Domains>>| list.as_ref().map(Watched::get).unwrap_or_default();
        let (allow, deny) = (own(&self.allow), own(&self.deny));
        let lists = email::Lists {
            known: &|domain| KNOWN.contains(domain),
            allow: &|domain| allow.contains(domain),
            deny: &|domain| deny.contains(domain),
        };
        lists.judge(domain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_that_comes_with_the_program_is_one_of_domains() {
        assert!(KNOWN.len() > 5_000);
        for domain in KNOWN.iter() {
            assert_eq!(idna::domain_to_ascii(domain).unwrap(), *domain);
        }
    }

    #[test]
    fn files_hold_one_domain_a_line() {
        let read_text = |text: &str| read(text.as_bytes());
        let expected: Domains = ["bad.example", "xn--bcher-kva.example"].map(str::to_owned).into();
        assert_eq!(read_text("# ours\n\n @Bad.example\nbücher.example \n"), Ok(expected));
        assert_eq!(read_text("localhost"), Err("`localhost` is no domain".to_owned()));
        assert!(read(&[0xff, 0xfe]).is_err());
    }
}
