//! What time alone brings about: expiry, retention, answers nobody will ask for again.

use jiff::{SignedDuration, Timestamp};

use crate::{
    app::App,
    error::Problem,
    lifecycle,
    service::Service,
    settings::MerchantSettings,
    store::{self, Class},
};

/// How much is done at a time.
const BATCH: i64 = 100;
/// How long answers are kept for retries.
const ANSWERS: SignedDuration = SignedDuration::from_hours(24);
/// How long attempts are kept to be counted; twice as long as they count.
const ATTEMPTS: SignedDuration = SignedDuration::from_hours(48);
/// Steps of the walk over old sightings in one sweep.
const STEPS: usize = 20;

/// How long it is known of a credential that ended what became of it.
const CREDENTIALS: SignedDuration = SignedDuration::from_hours(24 * 180);

/// Does everything that is overdue now. Several processes may do it at once. A part that fails keeps no other from being done,
/// and is tried again with the next sweep.
///
/// # Errors
/// The first of them.
pub async fn sweep(app: &App, service: &Service) -> Result<(), Problem> {
    let (store, now) = (&service.store, app.now());
    let parts = [
        done(store.write_last_uses().await),
        overdue(service, now).await,
        due(service, Class::Images, now).await,
        due(service, Class::Extracted, now).await,
        due(service, Class::Outcome, now).await,
        customers(service, now).await,
        credentials(service, now).await,
        forget_risk(service, now).await,
        done(store.forget_answers(now - ANSWERS).await),
        done(store.forget_email_domains(now - ANSWERS).await),
        done(store.forget_tallies(now).await),
        done(store.forget_challenges(now - ANSWERS).await),
        done(store.forget_passes(now - ANSWERS).await),
        done(store.queue_depths().await.map(|depths| app.metrics.queue(&depths))),
    ];
    parts.into_iter().collect()
}

fn done<T>(part: Result<T, store::Error>) -> Result<(), Problem> {
    part.map(drop).map_err(Problem::from)
}

/// Verifications that nobody submitted in time.
async fn overdue(service: &Service, now: Timestamp) -> Result<(), Problem> {
    loop {
        let overdue = service.store.overdue(now, BATCH).await?;
        for id in &overdue {
            lifecycle::expire(service, id).await?;
        }
        if overdue.len() < BATCH as usize {
            return Ok(());
        }
    }
}

/// What verifications keep of a class for no longer.
async fn due(service: &Service, class: Class, now: Timestamp) -> Result<(), Problem> {
    loop {
        let due = service.store.due_for_deletion(class, now, BATCH).await?;
        for id in &due {
            lifecycle::forget(service, class, id).await?;
        }
        if due.len() < BATCH as usize {
            return Ok(());
        }
    }
}

/// Credentials that ended long ago, and solutions that can be sent no more.
async fn credentials(service: &Service, now: Timestamp) -> Result<(), Problem> {
    let mut tx = service.store.begin().await?;
    tx.forget_credentials(now - CREDENTIALS).await?;
    tx.forget_spent().await?;
    Ok(tx.commit().await?)
}

/// Customers whose verification is over are told of and forgotten, one by one.
async fn customers(service: &Service, now: Timestamp) -> Result<(), Problem> {
    loop {
        let over = service.store.customers_over(now, BATCH).await?;
        for (tenant, customer) in &over {
            let mut tx = service.store.begin().await?;
            tx.expire_customer(tenant, customer).await?;
            tx.commit().await?;
        }
        if over.len() < BATCH as usize {
            return Ok(());
        }
    }
}

/// Assessments and sightings that outlived their merchants' days, and attempts that no longer count.
async fn forget_risk(service: &Service, now: Timestamp) -> Result<(), Problem> {
    let store = &service.store;
    while store.forget_attempts(now - ATTEMPTS).await? {}
    if !store.risk_walk_due(now).await? {
        return Ok(());
    }
    store.erase_late().await?;
    let kept = |settings: &str| {
        SignedDuration::from_hours(24 * i64::from(MerchantSettings::parse(settings).retention.signals))
    };
    let spaces = store.space_settings().await?;
    let spaces: Vec<_> = spaces.into_iter().map(|(space, settings)| (space, now - kept(&settings))).collect();
    store.forget_before(&spaces).await?;
    while store.forget_assessments().await? {}
    for _ in 0..STEPS {
        if !store.forget_sightings(now).await? {
            break;
        }
    }
    Ok(())
}
