//! The authority and its pages, against the real server in this process.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

#[path = "../support/mod.rs"]
mod support;

mod approvals;
mod approvals_over;
mod browser;
mod by_phone;
mod code_flow;
mod crash;
mod device_flow;
mod device_proof;
mod enrolled;
mod handbook;
mod hostile;
mod housekeeping;
mod installable;
mod keys;
mod killed;
mod last_used;
mod logging_out;
mod pages;
mod passkeys;
mod phone;
mod phone_only;
mod policy_at_the_end;
mod postgres;
mod push;
mod push_service;
mod recovery;
mod refresh;
mod registering;
mod registering_methods;
mod reset;
mod reset_hostile;
mod reset_neutral;
mod reset_questions;
mod reset_reasons;
mod second_step;
mod signing_in;
mod start;
mod step_up;
mod terms_block;
mod text_sign_in;
mod trials;
mod two_instances;
mod two_instances_strong;
