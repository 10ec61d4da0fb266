//! A pure decision from checks and policy.
