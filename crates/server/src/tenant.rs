//! Whose data something is: a merchant in one mode. Nothing crosses either.

use std::sync::Arc;

use countersign_core::decision::Mode;

/// A merchant in one mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// The merchant's id.
    pub merchant: Arc<str>,
    pub mode: Mode,
}
