//! Active liveness challenges: given out, answered once, judged at once. Frames stay in memory while they are looked at;
//! what was measured is kept.

use axum::http::StatusCode;
use countersign_core::{
    check::{Check, Outcome},
    liveness::{Challenge, Judgement, Manner, Nonce, TargetApcer},
};
use jiff::{SignedDuration, Timestamp};

use super::settings::settings;
use crate::{
    app::App,
    error::{
        CHALLENGE_EXPIRED, CHALLENGE_TOO_EARLY, CHALLENGE_UNKNOWN, CHALLENGE_USED, CHALLENGES_EXHAUSTED,
        INTERNAL_ERROR, NOT_READY, Problem,
    },
    examiner::Burst,
    hex,
    seal::random,
    service::Service,
    store::{ChallengeRow, Holder, Record},
};

/// Bursts of one attempt. More would be chances for whoever plays recordings until one fits.
pub const TRIES: u32 = 5;
/// Challenges given out for one attempt: some are never answered.
const ISSUED: usize = 20;
/// How long a challenge waits for its burst.
const LASTS: SignedDuration = SignedDuration::from_mins(5);

/// A challenge with its nonce, for whoever asked.
pub struct Issued {
    pub challenge: Challenge,
    pub expires_at: Timestamp,
}

/// A challenge that somebody may answer.
#[derive(Clone, Debug)]
pub struct Open {
    pub challenge: Challenge,
    pub manner: Manner,
    /// How sure its holder's shop wants to be.
    target: TargetApcer,
    nonce_hash: String,
}

/// What is stored of a nonce.
fn hash(nonce: Nonce) -> String {
    hex::sha256(&[b"challenge", &nonce.0])
}

/// Gives out a challenge to an attempt, or to a one-shot call of a shop.
pub async fn issue(service: &Service, holder: Holder, manner: Manner) -> Result<Issued, Problem> {
    let nonce = Nonce(random());
    let mut tx = service.store.begin().await?;
    if let Some((id, attempt)) = &holder.attempt {
        let known = tx.challenges(id, *attempt).await?;
        if known.len() >= ISSUED || tries_left(&known) == 0 {
            return Err(Problem::from(&CHALLENGES_EXHAUSTED));
        }
    }
    let expires_at = tx.now + LASTS;
    let row = ChallengeRow {
        nonce_hash: hash(nonce),
        holder,
        manner: serde_json::to_string(&manner).map_err(|_| Problem::from(&INTERNAL_ERROR))?,
        issued_at: tx.now,
        expires_at,
        used_at: None,
        selfie: None,
        result: None,
    };
    tx.insert_challenge(&row).await?;
    tx.commit().await?;
    Ok(Issued { challenge: Challenge::in_manner(nonce, manner), expires_at })
}

/// The challenge of a nonce, while its holder may answer it. Asked before a burst is read.
pub async fn open(app: &App, holder: &Holder, nonce: &str) -> Result<Open, Problem> {
    let unknown = || Problem::from(&CHALLENGE_UNKNOWN);
    let nonce: Nonce = nonce.parse().map_err(|_| unknown())?;
    let row = app.service()?.store.challenge(&hash(nonce)).await?.ok_or_else(unknown)?;
    if row.holder != *holder {
        return Err(unknown());
    }
    if row.used_at.is_some() {
        return Err(Problem::from(&CHALLENGE_USED));
    }
    if row.expires_at <= app.now() {
        return Err(Problem::from(&CHALLENGE_EXPIRED));
    }
    let manner: Manner = serde_json::from_str(&row.manner).unwrap_or_default();
    let challenge = Challenge::in_manner(nonce, manner);
    let soonest = row.issued_at + SignedDuration::from_millis(i64::from(challenge.duration_ms()));
    if app.now() < soonest {
        return Err(Problem::from(&CHALLENGE_TOO_EARLY));
    }
    let target = settings(app.service()?, &holder.tenant).await?.liveness_apcer;
    Ok(Open { challenge, manner, target, nonce_hash: row.nonce_hash })
}

/// Uses a challenge up: of two answers at once one is taken.
pub async fn take(service: &Service, open: &Open) -> Result<(), Problem> {
    let mut tx = service.store.begin().await?;
    if !tx.use_challenge(&open.nonce_hash).await? {
        return Err(Problem::from(&CHALLENGE_USED));
    }
    Ok(tx.commit().await?)
}

/// Gives a challenge back where its burst was refused before anybody looked at it, so that it may be sent again: that the
/// server was busy is no try of the person's.
pub async fn give_back(service: &Service, open: &Open, refused: &Problem) -> Result<(), Problem> {
    if refused.status != StatusCode::SERVICE_UNAVAILABLE {
        return Ok(());
    }
    let mut tx = service.store.begin().await?;
    tx.give_challenge_back(&open.nonce_hash).await?;
    Ok(tx.commit().await?)
}

/// Takes the one burst of a challenge and judges it by the person of the selfie. Of two bursts at once one is taken. A
/// burst that cannot be looked at has used the challenge up all the same.
pub async fn answer(app: &App, open: &Open, burst: Burst, selfie: Vec<u8>) -> Result<Judgement, Problem> {
    let service = app.service()?;
    take(service, open).await?;
    let judged = judged(app, open, burst, selfie).await;
    if let Err(refused) = &judged {
        give_back(service, open, refused).await?;
    }
    judged
}

async fn judged(app: &App, open: &Open, burst: Burst, selfie: Vec<u8>) -> Result<Judgement, Problem> {
    let (desk, asked) = (app.clone(), open.challenge.clone());
    let work = move || desk.examiner_now().map(|examiner| examiner.watch(&asked, &burst, &selfie));
    let judged = app.admission.run(work).await.map_err(|stopped| Problem::stopped(app, &stopped))?;
    Ok(judged.ok_or_else(|| Problem::from(&NOT_READY).retry_after(1))??)
}

/// The check that a judgement is for the decision, saying in which manner it was come by.
pub fn check(open: &Open, judgement: &Judgement) -> Check {
    let manner = if open.manner == Manner::default() { "usual" } else { "gentle" };
    judgement.check(open.target).evidence("manner", manner)
}

/// Keeps what came of an attempt's burst.
pub async fn keep(service: &Service, open: &Open, selfie: &str, check: &Check) -> Result<(), Problem> {
    let text = serde_json::to_string(check).map_err(|_| Problem::from(&INTERNAL_ERROR))?;
    let mut tx = service.store.begin().await?;
    tx.judge_challenge(&open.nonce_hash, selfie, &text).await?;
    Ok(tx.commit().await?)
}

/// How an attempt stands with its challenge.
#[derive(Clone, Debug, PartialEq)]
pub struct Liveness {
    /// What counts: the burst that passed, else the last one. Of the selfie that is there now.
    pub check: Option<Check>,
    pub tries_left: u32,
}

impl Liveness {
    pub fn passed(&self) -> bool {
        self.check.as_ref().is_some_and(|check| check.outcome == Outcome::Pass)
    }

    /// `done`, `open` or `failed`.
    pub fn state(&self) -> &'static str {
        match (self.passed(), self.tries_left) {
            (true, _) => "done",
            (false, 0) => "failed",
            (false, _) => "open",
        }
    }
}

fn tries_left(known: &[ChallengeRow]) -> u32 {
    TRIES.saturating_sub(known.iter().filter(|row| row.used_at.is_some()).count() as u32)
}

/// How the record's current attempt stands, with the image of its selfie.
pub async fn liveness(service: &Service, record: &Record, selfie: Option<&str>) -> Result<Liveness, Problem> {
    let known = service.store.challenges(&record.id, record.life.attempt).await?;
    let tries = known.iter().filter(|row| row.result.is_some()).count();
    let of_selfie = known.iter().filter(|row| row.selfie.is_some() && row.selfie.as_deref() == selfie);
    let checks = of_selfie.filter_map(|row| serde_json::from_str::<Check>(row.result.as_deref()?).ok());
    let best = checks.reduce(|best, next| if best.outcome == Outcome::Pass { best } else { next });
    Ok(Liveness { check: best.map(|check| check.evidence("bursts", tries)), tries_left: tries_left(&known) })
}

#[cfg(test)]
mod tests {
    use countersign_core::{check::CheckName, reason::Reason};

    use super::*;

    #[test]
    fn an_attempt_is_done_open_or_out_of_tries() {
        let live = |check, tries_left| Liveness { check, tries_left }.state();
        let (passed, doubted) = (
            Some(Check::pass(CheckName::SelfieLive)),
            Some(Check::inconclusive(CheckName::SelfieLive, Reason::LivenessInconclusive)),
        );
        assert_eq!(
            [live(passed, 0), live(doubted.clone(), 1), live(None, 5), live(doubted, 0)],
            ["done", "open", "open", "failed"]
        );
    }
}
