//! What can be done with verifications, whoever asks: the API, the subject, a job or the clock. Each is one transaction.

mod act;
pub mod challenge;
mod create;
pub mod credential;
mod decide;
mod erase;
mod expire;
pub mod one_shot;
mod settings;
mod shop;
mod upload;

pub(crate) use act::magic;
pub use act::{Act, act, refusal};
pub use challenge::Liveness;
pub(crate) use create::insert;
pub use create::{Created, NewRequest, create};
pub(crate) use decide::wanted;
pub use decide::{Verdict, settle};
pub use erase::erase;
pub use expire::{expire, forget};
pub use settings::{change_settings, settings};
pub use shop::{connect_shop, disconnect_shop};
pub use upload::{Received, Upload, upload};

use crate::{
    error::Problem,
    service::Service,
    store::{Actor, Claim, Tx},
    tenant::Tenant,
};

/// Who acts, for whom, and the right to answer a request that may be sent again.
#[derive(Clone, Debug)]
pub struct Turn {
    pub tenant: Tenant,
    pub actor: Actor,
    pub claim: Option<Claim>,
}

impl Turn {
    /// Marks the request as done, together with what it did: a retry is answered with the verification as it is then,
    /// should the full answer not be kept.
    pub(crate) async fn mark_done(&self, tx: &mut Tx, service: &Service, status: u16, id: &str) -> Result<(), Problem> {
        if let Some(claim) = &self.claim {
            let answer = crate::api::idempotency::Kept::Verification { status, id: id.to_owned() };
            tx.keep_answer(claim, answer.seal(&service.master, claim)?).await?;
        }
        Ok(())
    }

    /// The same for a request about an assessment.
    pub(crate) async fn mark_assessed(
        &self,
        tx: &mut Tx,
        service: &Service,
        status: u16,
        id: &str,
    ) -> Result<(), Problem> {
        if let Some(claim) = &self.claim {
            let answer = crate::api::idempotency::Kept::Assessment { status, id: id.to_owned() };
            tx.keep_answer(claim, answer.seal(&service.master, claim)?).await?;
        }
        Ok(())
    }
}
