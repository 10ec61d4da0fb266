//! What time alone brings about: expiry, retention, answers nobody will ask for again.

use jiff::SignedDuration;

use crate::{app::App, error::Problem, lifecycle, service::Service, store::Class};

/// How much is done at a time.
const BATCH: i64 = 100;
/// How long answers are kept for retries.
const ANSWERS: SignedDuration = SignedDuration::from_hours(24);

/// Does everything that is overdue now. Several processes may do it at once.
pub async fn sweep(app: &App, service: &Service) -> Result<(), Problem> {
    let now = app.now();
    loop {
        let overdue = service.store.overdue(now, BATCH).await?;
        for id in &overdue {
            lifecycle::expire(service, id).await?;
        }
        if overdue.len() < BATCH as usize {
            break;
        }
    }
    for class in Class::ALL {
        loop {
            let due = service.store.due_for_deletion(class, now, BATCH).await?;
            for id in &due {
                lifecycle::forget(service, class, id).await?;
            }
            if due.len() < BATCH as usize {
                break;
            }
        }
    }
    service.store.forget_answers(now - ANSWERS).await?;
    service.store.forget_email_domains(now - ANSWERS).await?;
    service.store.forget_tallies(now).await?;
    app.metrics.queue(&service.store.queue_depths().await?);
    Ok(())
}
