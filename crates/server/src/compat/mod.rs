//! The endpoints whose paths and shapes storefront widgets already know.

pub(crate) mod base64;
mod identity;

pub(crate) use identity::answer;
pub use identity::verify as verify_identity;

/// One-shot identity.
pub const VERIFY_IDENTITY: &str = "/api/verify-identity";
