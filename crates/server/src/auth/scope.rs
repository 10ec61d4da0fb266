//! What a key may do.

use std::fmt;

/// One permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum Scope {
    /// See verifications, without their pictures.
    Read,
    /// Create verifications and move them on.
    Write,
    /// See pictures.
    Images,
    /// Approve and reject.
    Review,
    /// Erase and export people.
    Admin,
}

impl Scope {
    pub const ALL: [Self; 5] = [Self::Read, Self::Write, Self::Images, Self::Review, Self::Admin];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Images => "images",
            Self::Review => "review",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Scopes(u8);

impl Scopes {
    /// None at all: a publishable key's.
    pub const NONE: Self = Self(0);

    /// What a secret key has unless it is narrowed.
    pub fn usual() -> Self {
        [Scope::Read, Scope::Write, Scope::Images, Scope::Review].into_iter().collect()
    }

    pub fn has(self, scope: Scope) -> bool {
        self.0 & (1 << scope as u8) != 0
    }

    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.has(*scope))
    }

    /// From names separated by spaces; what is no name is passed over.
    pub fn parse(names: &str) -> Self {
        names.split(' ').filter_map(|name| Scope::ALL.into_iter().find(|scope| scope.as_str() == name)).collect()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |bits, scope| bits | 1 << scope as u8))
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.iter().map(Scope::as_str).collect();
        f.write_str(&names.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        assert_eq!(Scopes::usual().to_string(), "read write images review");
        assert_eq!(Scopes::parse("read write images review"), Scopes::usual());
        assert!(!Scopes::usual().has(Scope::Admin) && !Scopes::NONE.has(Scope::Read));
        assert_eq!(Scopes::parse("admin sudo"), [Scope::Admin].into_iter().collect());
    }
}
