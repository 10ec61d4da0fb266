//! Who is asking: API keys of merchants, tokens of subjects, pages and proxies of shops.

pub mod api_key;
pub mod caller;
pub mod cors;
pub mod proxy;
pub mod scope;
pub mod token;
pub mod visitor;

pub use caller::Caller;
pub use scope::{Scope, Scopes};
pub use visitor::{Onlooker, Visitor, seal_secret};
