//! The risk of a checkout: what the browser, the account and the shop's own history say about it, gathered, scored by
//! `core::risk` and written down with everything it was made of.

mod assess;
mod browser;
mod case;
mod collect;
mod erase;
mod graph;
mod keys;
mod labels;
mod policies;
mod report;
mod step_up;
mod token;

pub use assess::{Answer, Billing, CheckoutFacts, OrderFacts, assess};
pub use browser::DeviceClaim;
pub use collect::{Collected, PageView, collect};
pub use erase::{Who, erase};
pub(crate) use erase::{assessments_of, erase_person};
pub use graph::{Component, Edge, Node, component};
pub use keys::{Space, space};
pub use labels::{bind_order, label};
pub use policies::{Window, change_policy, current_policy, proposed, replay};
pub use report::{PAGE_POLICY, html};
pub use step_up::{StepUp, still_open};
