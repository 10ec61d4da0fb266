//! Standard Webhooks 1.0: how deliveries are signed.

pub mod sign;
