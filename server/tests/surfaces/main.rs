//! The Graph and self-service surfaces and mail, against the real server in this process. Every answer that passes
//! through [`client::Client`] is checked against its contract.

#![allow(clippy::unwrap_used, reason = "what cannot be unwrapped fails the test")]

#[path = "../support/mod.rs"]
mod support;

mod admin;
mod admin_account;
mod admin_trail;
mod agreement;
mod answered;
mod bad_input;
mod batch;
#[allow(dead_code, reason = "each test program uses the part it needs")]
#[path = "../authority/browser.rs"]
mod browser;
mod challenges;
mod client;
mod desk;
mod device_desk;
mod devices;
mod export;
mod freshness;
mod gateway;
mod given_phones;
mod graph;
mod hardware_tokens;
mod mail;
mod maildev;
mod notices;
mod organizations;
mod organizations_apart;
mod organizations_desk;
mod organizations_proofs;
mod own_methods;
mod passes;
mod passkeys;
mod passwords;
mod permissions;
mod phones;
mod places;
mod policy;
mod postgres;
mod preferences;
mod privacy;
mod profile;
mod profile_desk;
mod questions;
mod races;
mod recovery_codes;
mod refusals;
mod removal;
mod sample_people;
mod sessions;
mod settings;
mod sign_ins;
mod signed_in;
mod software_oath;
mod terms;
mod terms_per_device;
mod trials;
mod trusted_places;
