//! Verifications as merchants meet them, on SQLite, or on PostgreSQL where `DATABASE_URL` names a server.

mod actions;
mod basics;
mod credentials;
mod customers;
mod demo;
mod group;
mod human;
mod idempotency;
mod levels;
mod limits;
mod model;
mod one_shot;
mod outside;
mod people;
mod pipeline;
mod plans;
mod risk;
mod settings;
pub(crate) mod shop;
mod subject;
mod surface;
mod traces;
mod uploads;
mod visitors;
mod wake;
mod webhooks;
