//! The endpoints whose paths and shapes storefront widgets already know.

/// One-shot identity.
pub const VERIFY_IDENTITY: &str = "/api/verify-identity";
