//! The endpoints whose paths and shapes storefront widgets already know.

pub(crate) mod base64;
mod call;
mod challenge;
mod complete;
mod customer;
mod examine;
mod human;
mod identity;
mod person;
mod pictures;
mod token;

pub use challenge::give as challenge;
pub use complete::complete;
pub use customer::check as check_customer;
pub(crate) use examine::liveness;
pub use human::{challenge as human_challenge, solved as human_solved};
pub(crate) use identity::answer;
use identity::confidence;
pub use identity::verify as verify_identity;
pub use token::verify_token;

/// One-shot identity.
pub const VERIFY_IDENTITY: &str = "/api/verify-identity";
/// One-shot identity with a credential.
pub const COMPLETE: &str = "/api/verifyhuman/complete-identity-verification";
/// Is a credential good?
pub const VERIFY_TOKEN: &str = "/api/verifyhuman/verify-token";
/// Is a customer verified?
pub const CHECK_CUSTOMER: &str = "/api/verifyhuman/check-customer-verification/{customer_id}";
/// Something to do before the camera.
pub const CHALLENGE: &str = "/api/verifyhuman/challenge";
/// A proof of work to be done.
pub const HUMAN_CHALLENGE: &str = "/api/verifyhuman/altcha/challenge";
/// A proof of work that was done.
pub const HUMAN_SOLVED: &str = "/api/verifyhuman/altcha/verify";

/// Whether problems at a path say that the request was not processed.
pub(crate) fn says_success(path: &str) -> bool {
    path == VERIFY_IDENTITY || path.starts_with("/api/verifyhuman/")
}
