//! The controller over a world in memory: every path of the session, step by step.

#![expect(
    clippy::unwrap_used,
    reason = "the support of a test stops it where it cannot go on"
)]

mod account;
mod advice;
mod anything;
mod devices;
mod gallery;
mod leaving;
mod left_behind;
mod lock_out;
mod lost_phone;
mod methods;
mod organizations;
mod passwords;
mod profile;
mod recovery_codes;
mod registrations;
mod resume;
mod settings;
mod sign_in;
mod sign_ins;
mod sign_out;
mod step_up;
mod terms;
mod tokens;
mod trials;
mod world;
mod writes;
