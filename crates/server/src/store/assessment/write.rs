//! Checkouts as they are written: many in one transaction, each with what it leaves of its browser, its event, and the
//! answer kept for a retry.

use std::sync::Arc;

use countersign_core::webhook::{Data, EventType};
use jiff::Timestamp;

use crate::{
    store::{
        Claim, EmailCheck, Error, Event, Store, Tx,
        batch::Batch,
        micros,
        rows::{self, Cell},
        sighting::{Seen, Sighting},
    },
    tenant::Tenant,
};

/// One assessment to be written.
#[derive(Clone, Debug)]
pub struct NewAssessment {
    pub id: String,
    pub tenant: Tenant,
    pub created_at: Timestamp,
    pub score: i64,
    pub decision: &'static str,
    pub policy_version: i64,
    pub order_id: Option<String>,
    pub amount: Option<String>,
    pub currency: Option<String>,
    pub verification_id: Option<String>,
    pub resolution: Option<&'static str>,
    pub report: String,
    /// Keys that velocity counts, besides the device's own number: of the network address and of the e-mail address.
    pub attempts: [i64; 2],
    /// The address, as it was checked.
    pub email_check: Option<EmailCheck>,
    /// The right to answer, and the sealed mark that it was done.
    pub claim: Option<(Claim, Vec<u8>)>,
}

/// A look at a browser, of a page view or of a checkout that was assessed.
#[derive(Clone, Debug)]
pub struct Checkout {
    pub sighting: Sighting,
    pub assessment: Option<NewAssessment>,
}

/// The queue of checkouts waiting to be written.
pub(in crate::store) fn batch() -> Arc<Batch<Checkout>> {
    Batch::new(|tx, checkouts| Box::pin(async move { tx.write_checkouts(checkouts).await.map(drop) }))
}

impl Store {
    /// Writes a checkout together with whatever others wait. On disk, and seen by the next one, when this resolves.
    pub async fn write_checkout(&self, checkout: Checkout) -> Result<(), Error> {
        self.checkouts.write(self, checkout).await
    }
}

impl Tx {
    /// Writes checkouts; says by which numbers their browsers stand.
    pub async fn write_checkouts(&mut self, checkouts: &[Checkout]) -> Result<Vec<Seen>, Error> {
        let sightings: Vec<&Sighting> = checkouts.iter().map(|checkout| &checkout.sighting).collect();
        let seen = self.see(&sightings).await?;
        let assessed: Vec<(&NewAssessment, &Sighting, Seen)> = checkouts
            .iter()
            .zip(&seen)
            .filter_map(|(checkout, seen)| Some((checkout.assessment.as_ref()?, &checkout.sighting, *seen)))
            .collect();
        self.insert_assessments(&assessed).await?;
        self.insert_attempts(&assessed).await?;
        let checks: Vec<EmailCheck> = assessed.iter().filter_map(|(new, ..)| new.email_check.clone()).collect();
        self.keep_email_checks(&checks).await?;
        let told = assessed.iter().map(|(new, ..)| told(new)).collect();
        self.emit_all(told).await?;
        for (new, ..) in assessed {
            if let Some((claim, sealed)) = &new.claim {
                self.keep_answer(claim, sealed.clone()).await?;
            }
        }
        Ok(seen)
    }

    async fn insert_assessments(&mut self, all: &[(&NewAssessment, &Sighting, Seen)]) -> Result<(), Error> {
        let row = |(new, sighting, seen): &(&NewAssessment, &Sighting, Seen)| -> Vec<Cell> {
            vec![
                new.id.as_str().into(),
                sighting.keys.space.into(),
                micros(new.created_at).into(),
                micros(sighting.at).into(),
                seen.account.into(),
                seen.primary(sighting.common).into(),
                new.score.into(),
                new.decision.into(),
                new.policy_version.into(),
                (&new.order_id).into(),
                (&new.amount).into(),
                (&new.currency).into(),
                (&new.verification_id).into(),
                Cell::Text(new.resolution.map(str::to_owned)),
                new.report.as_str().into(),
                new.attempts[1].into(),
            ]
        };
        let head = "INSERT INTO assessment (id, space_id, created_at, occurred_at, account_id, device_id, score, \
                    decision, policy_version, order_id, amount, currency, verification_id, resolution, report, email)";
        rows::write(self, head, "", all.iter().map(row).collect()).await.map(drop)
    }

    async fn insert_attempts(&mut self, all: &[(&NewAssessment, &Sighting, Seen)]) -> Result<(), Error> {
        let keys = |(new, sighting, seen): &(&NewAssessment, &Sighting, Seen)| {
            let device = seen.primary(sighting.common).unwrap_or(0);
            let at = micros(sighting.at);
            [device, new.attempts[0], new.attempts[1]].map(|key| (key, at))
        };
        let rows = all.iter().flat_map(keys).filter(|(key, _)| *key != 0);
        let rows = rows.map(|(key, at)| vec![key.into(), at.into()]).collect();
        rows::write(self, "INSERT INTO risk_attempt (key, at)", "", rows).await.map(drop)
    }
}

/// Ids, the decision and a link: nothing about the person.
fn told(new: &NewAssessment) -> Event<'_> {
    let data = Data {
        id: &new.id,
        mode: new.tenant.mode.as_str(),
        status: Some(new.decision),
        link: Some(format!("/v1/assessments/{}", new.id)),
        ..Data::default()
    };
    Event { tenant: &new.tenant, event: EventType::AssessmentCreated, data }
}
