//! Verifications as merchants meet them, on SQLite, or on PostgreSQL where `DATABASE_URL` names a server.

mod actions;
mod basics;
mod idempotency;
mod limits;
mod model;
mod people;
mod pipeline;
mod settings;
pub(crate) mod shop;
mod subject;
mod surface;
mod uploads;
mod webhooks;
