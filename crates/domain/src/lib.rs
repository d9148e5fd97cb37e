//! What an account, a security method, a policy and a terms document *are*, and the pure rules about them.
//!
//! No I/O, no async, no clock: time is passed in.

pub mod account;
pub mod action;
pub mod contact;
pub mod method;
pub mod policy;
pub mod profile;
pub mod terms;
