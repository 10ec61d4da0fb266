//! Domains: what was registered, and whether it is of a provider of throw-away addresses.

/// The domain that somebody registered: one label below a public suffix (publicsuffix.org). Nothing for a suffix itself.
pub fn registrable(domain: &str) -> Option<&str> {
    psl::domain_str(domain)
}

/// A domain as lists hold it: in ASCII and lower case, with an ending.
pub fn is_ascii_domain(text: &str) -> bool {
    text.contains('.') && idna::domain_to_ascii_strict(text).is_ok_and(|ascii| ascii == text)
}

/// The entry of a list that covers a domain: the domain itself, or one of its parents down to the registrable one.
/// The longest entry wins.
pub fn listed(domain: &str, contains: impl Fn(&str) -> bool) -> Option<&str> {
    let last = registrable(domain).unwrap_or(domain);
    let mut candidate = domain;
    loop {
        if contains(candidate) {
            return Some(candidate);
        }
        if candidate.len() <= last.len() {
            return None;
        }
        candidate = candidate.split_once('.')?.1;
    }
}

/// What decides whether a domain is one of throw-away addresses.
pub struct Lists<'a> {
    /// Known providers.
    pub known: &'a dyn Fn(&str) -> bool,
    /// The operator's and the merchant's own: never, and always. They win over what is known.
    pub allow: &'a dyn Fn(&str) -> bool,
    pub deny: &'a dyn Fn(&str) -> bool,
}

/// Whether a domain is disposable, and which entry said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict<'a> {
    Unlisted,
    Allowed(&'a str),
    Denied(&'a str),
    Known(&'a str),
}

impl<'a> Verdict<'a> {
    /// The entry by which the domain is disposable.
    pub fn disposable(self) -> Option<&'a str> {
        match self {
            Self::Unlisted | Self::Allowed(_) => None,
            Self::Denied(entry) | Self::Known(entry) => Some(entry),
        }
    }
}

impl Lists<'_> {
    /// Of the operator's two lists the longer entry wins, and the list of what is denied when both have the same.
    pub fn judge<'a>(&self, domain: &'a str) -> Verdict<'a> {
        match (listed(domain, self.allow), listed(domain, self.deny)) {
            (Some(allowed), Some(denied)) if allowed.len() > denied.len() => Verdict::Allowed(allowed),
            (_, Some(denied)) => Verdict::Denied(denied),
            (Some(allowed), None) => Verdict::Allowed(allowed),
            (None, None) => listed(domain, self.known).map_or(Verdict::Unlisted, Verdict::Known),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_count_down_to_what_was_registered() {
        let list = |domain: &str| ["throwaway.example", "sub.shared.co.uk", "co.uk", "uk"].contains(&domain);
        for (domain, entry) in [
            ("throwaway.example", Some("throwaway.example")),
            ("a.b.throwaway.example", Some("throwaway.example")),
            ("notthrowaway.example", None),
            ("sub.shared.co.uk", Some("sub.shared.co.uk")),
            ("x.sub.shared.co.uk", Some("sub.shared.co.uk")),
            ("shared.co.uk", None),
            ("other.co.uk", None),
        ] {
            assert_eq!(listed(domain, list), entry, "{domain}");
        }
    }

    #[test]
    fn own_lists_win_and_the_longer_entry_among_them() {
        let lists = Lists {
            known: &|domain| ["known.example", "both.example"].contains(&domain),
            allow: &|domain| ["known.example", "good.bad.example", "tie.example"].contains(&domain),
            deny: &|domain| ["bad.example", "tie.example"].contains(&domain),
        };
        assert_eq!(lists.judge("a.both.example"), Verdict::Known("both.example"));
        assert_eq!(lists.judge("a.known.example"), Verdict::Allowed("known.example"));
        assert_eq!(lists.judge("a.bad.example"), Verdict::Denied("bad.example"));
        assert_eq!(lists.judge("a.good.bad.example"), Verdict::Allowed("good.bad.example"));
        assert_eq!(lists.judge("tie.example"), Verdict::Denied("tie.example"));
        assert_eq!(lists.judge("plain.example"), Verdict::Unlisted);
    }
}
