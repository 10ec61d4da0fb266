//! A new verification.

use countersign_core::{
    attempt::Need,
    expected::Expected,
    id,
    level::Level,
    verification::{Moved, Verification},
};
use jiff::SignedDuration;

use super::{Turn, settings};
use crate::{
    auth::token,
    error::{INTERNAL_ERROR, Problem},
    seal::SealKey,
    service::{Service, expected_purpose},
    settings::MerchantSettings,
    store::{self, NewVerification, Record, Tx},
};

/// What a merchant asks for, checked.
pub struct NewRequest {
    pub expected: Option<Expected>,
    /// Nothing for what the merchant's settings and the level say.
    pub needs: Option<Vec<Need>>,
    pub level: Level,
    pub minimum_age: Option<u8>,
    pub vendor_reference: Option<String>,
    pub vendor_state: Option<String>,
    pub customer_id: Option<String>,
    pub order_id: Option<String>,
    pub redirect_url: Option<String>,
    pub locale: Option<String>,
    /// Seconds until it expires.
    pub expires_in: Option<i64>,
    /// JSON object of texts.
    pub metadata: String,
}

/// A verification, and the token for the person it is about.
pub struct Created {
    pub record: Record,
    pub token: String,
}

/// Writes a new verification. Two first verifications of one customer at the same moment share one subject.
pub async fn create(service: &Service, turn: &Turn, request: &NewRequest) -> Result<Created, Problem> {
    let settings = settings(service, &turn.tenant).await?;
    for _ in 0..3 {
        let mut tx = service.store.begin().await?;
        // Another transaction made the customer: read it in a new one.
        let Some(created) = insert(service, &mut tx, turn, &settings, request).await? else { continue };
        turn.mark_done(&mut tx, service, 201, &created.record.id).await?;
        tx.commit().await?;
        return Ok(created);
    }
    Err(Problem::from(&INTERNAL_ERROR))
}

/// Writes a new verification within a transaction; nothing where another one made the same customer meanwhile.
pub(crate) async fn insert(
    service: &Service,
    tx: &mut Tx,
    turn: &Turn,
    settings: &MerchantSettings,
    request: &NewRequest,
) -> Result<Option<Created>, Problem> {
    let (subject, key) = match subject(service, tx, turn, request.customer_id.as_deref()).await {
        Err(store::Error::Exists) => return Ok(None),
        other => other?,
    };
    let expires_in = SignedDuration::from_secs(request.expires_in.unwrap_or(settings.expires_in));
    let Moved { verification: life, changes } = Verification::start(tx.now + expires_in, settings.attempts);
    let begun = Record::begin(tx, &turn.tenant, subject, life);
    let expected = sealed(request.expected.as_ref(), key.as_ref(), &begun.id)?;
    let record = Record { expected, ..asked(begun, settings, request) };
    let token = token::of(&service.master, &record.id);
    let new = NewVerification { record, token_hash: token::hash(&token) };
    tx.insert_verification(&new, &changes, &turn.actor).await?;
    Ok(Some(Created { record: new.record, token }))
}

/// What a verification is asked for, besides the claims.
fn asked(begun: Record, settings: &MerchantSettings, request: &NewRequest) -> Record {
    let needs = request
        .needs
        .clone()
        .or_else(|| settings.required_documents.clone().filter(|_| request.level == Level::Identity))
        .unwrap_or_else(|| request.level.needs());
    Record {
        level: request.level,
        minimum_age: request.minimum_age,
        needs,
        vendor_reference: request.vendor_reference.clone(),
        vendor_state: request.vendor_state.clone(),
        customer_id: request.customer_id.clone(),
        order_id: request.order_id.clone(),
        redirect_url: request.redirect_url.clone(),
        locale: request.locale.clone(),
        metadata: request.metadata.clone(),
        ..begun
    }
}

/// The customer's subject, or a new one: its id and key.
pub(super) async fn subject(
    service: &Service,
    tx: &mut Tx,
    turn: &Turn,
    customer: Option<&str>,
) -> Result<(String, Option<SealKey>), store::Error> {
    if let Some(customer) = customer
        && let Some(row) = tx.subject_of_customer(&turn.tenant, customer).await?
    {
        let key = service.unwrap(&row).map_err(|_| store::Error::Corrupt("subject key"))?;
        return Ok((row.id, key));
    }
    let id = tx.new_id::<id::Subject>().to_string();
    let (key, wrapped) = service.master.new_subject_key(&id);
    tx.insert_subject(&id, &turn.tenant, customer, wrapped).await?;
    Ok((id, Some(key)))
}

fn sealed(expected: Option<&Expected>, key: Option<&SealKey>, id: &str) -> Result<Option<Vec<u8>>, Problem> {
    let (Some(expected), Some(key)) = (expected, key) else { return Ok(None) };
    let text = serde_json::to_vec(expected).map_err(|_| Problem::from(&INTERNAL_ERROR))?;
    Ok(Some(key.seal(&expected_purpose(id), &text)))
}
