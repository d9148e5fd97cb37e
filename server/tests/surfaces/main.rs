//! The Graph and self-service surfaces and mail, against the real server in this process. Every answer that passes
//! through [`client::Client`] is checked against its contract.

#![allow(clippy::unwrap_used, reason = "what cannot be unwrapped fails the test")]

#[path = "../support/mod.rs"]
mod support;

mod bad_input;
mod batch;
mod challenges;
mod client;
mod graph;
mod mail;
mod maildev;
mod permissions;
mod policy;
mod postgres;
mod races;
mod refusals;
mod sessions;
mod terms;
