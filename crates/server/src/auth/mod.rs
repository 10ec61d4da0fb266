//! Who is asking: API keys of merchants, tokens of subjects.

pub mod api_key;
pub mod caller;
pub mod scope;
pub mod token;

pub use caller::Caller;
pub use scope::{Scope, Scopes};
