//! How far it is: for whoever asks, and as a stream for whoever follows along. The stream reads the database, so that it is
//! true whichever process does the work; a bell says when to look.

use std::{collections::BTreeMap, convert::Infallible, time::Duration};

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use countersign_core::{
    attempt::DocumentStatus,
    verification::{Resumable, Status},
};
use futures_util::stream::{self, Stream};
use serde::Serialize;
use tokio::time::{Instant, sleep};
use utoipa::ToSchema;

use super::{
    Person,
    session::{Outcome, outcome, public_status},
};
use crate::{
    api::told,
    app::App,
    error::{NOT_FOUND, Problem, TOO_MANY_STREAMS},
    extract::Json,
    flow::streams::Seat,
    settings::MerchantSettings,
    store::{Moves, Record},
};

/// How far a verification is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Progress {
    pub status: &'static str,
    pub attempt: u32,
    /// `collecting`, `waiting`, `examining`, `in_review` or `done`.
    pub stage: &'static str,
    /// The status of each document of this attempt, by type.
    pub documents: BTreeMap<&'static str, &'static str>,
    /// Where the person was last.
    pub on: Option<On>,
    pub result: Option<Outcome>,
}

/// Where a person was last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct On {
    pub page: String,
    pub device: String,
    pub step: String,
    pub at: String,
}

async fn of(app: &App, record: &Record, settings: &MerchantSettings) -> Result<Progress, Problem> {
    let (store, life) = (&app.service()?.store, &record.life);
    let documents = store.documents(&record.id).await?;
    let current = documents.iter().filter(|document| document.attempt == life.attempt);
    let working = current.clone().any(|document| document.status == DocumentStatus::Processing);
    let stage = match life.status {
        Status::Started | Status::Hold { resume_to: Resumable::Started } => "collecting",
        Status::Submitted if working => "examining",
        Status::Submitted => "waiting",
        Status::DoubleCheck | Status::Hold { .. } => "in_review",
        Status::Approved | Status::Rejected | Status::Canceled | Status::Expired => "done",
    };
    let at = store.flow(&record.id, life.attempt).await?.at;
    Ok(Progress {
        status: public_status(life.status),
        attempt: life.attempt,
        stage,
        documents: current.map(|document| (document.kind.as_str(), document.status.as_str())).collect(),
        on: at.map(|at| On { page: at.page, device: at.device, step: at.step, at: told(at.at) }),
        result: outcome(record, settings),
    })
}

/// How far it is. With `Accept: text/event-stream`, whenever that changes.
#[utoipa::path(get, path = "/v1/subject/progress", tag = "subject", responses((status = 200, body = Progress)))]
pub async fn progress(State(app): State<App>, person: Person, headers: HeaderMap) -> Result<Response, Problem> {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !accept.contains("text/event-stream") {
        return Ok(Json(of(&app, &person.record, &person.settings).await?).into_response());
    }
    let seat = app.streams.enter(&person.record.id).ok_or_else(|| Problem::from(&TOO_MANY_STREAMS).retry_after(2))?;
    // From before the first look, so that nothing happens unheard between the two.
    let moves = app.service()?.store.moves(&person.record.id);
    let heartbeat = KeepAlive::new().interval(app.config.stream.heartbeat).text("still here");
    let headers = [("x-accel-buffering", "no")];
    Ok((headers, Sse::new(events(app, person, moves, seat)).keep_alive(heartbeat)).into_response())
}

/// A stream's state between two events.
struct Following {
    app: App,
    person: Person,
    moves: Moves,
    until: Instant,
    told: Option<Progress>,
    ended: bool,
    _seat: Seat,
}

fn events(app: App, person: Person, moves: Moves, seat: Seat) -> impl Stream<Item = Result<Event, Infallible>> {
    let until = Instant::now() + app.config.stream.longest;
    let following = Following { app, person, moves, until, told: None, ended: false, _seat: seat };
    stream::unfold(following, async |mut following| {
        if following.ended {
            return None;
        }
        let event = following.next().await;
        Some((Ok(event), following))
    })
}

impl Following {
    /// Waits for the next change, or the end.
    async fn next(&mut self) -> Event {
        loop {
            let done = self.told.as_ref().is_some_and(|told| told.stage == "done");
            if done || Instant::now() >= self.until {
                break;
            }
            if self.told.is_some() && !self.pause().await {
                break;
            }
            match self.look().await {
                Ok(progress) if self.told.as_ref() != Some(&progress) => {
                    let event = Event::default().event("progress").json_data(&progress);
                    self.told = Some(progress);
                    return event.unwrap_or_default();
                }
                Ok(_) => {}
                // The page asks again by itself, and is told then what the matter is.
                Err(_) => break,
            }
        }
        self.ended = true;
        Event::default().event("end").data("{}")
    }

    /// Waits until something moved, or a little; false when the process is about to stop.
    async fn pause(&mut self) -> bool {
        let pause: Duration = self.app.config.stream.pause;
        tokio::select! {
            () = self.moves.next() => true,
            () = sleep(pause) => true,
            () = self.app.streams.closed() => false,
        }
    }

    async fn look(&mut self) -> Result<Progress, Problem> {
        let record = self.app.service()?.store.verification_by_id(&self.person.record.id).await?;
        self.person.record = record.ok_or_else(|| Problem::from(&NOT_FOUND))?;
        of(&self.app, &self.person.record, &self.person.settings).await
    }
}
