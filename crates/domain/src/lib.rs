//! What an account, a security method, a policy and a terms document *are*, and the pure rules about them.
//!
//! No I/O, no async, no clock: time is passed in.

pub mod account;
pub mod action;
pub mod answers;
pub mod code;
pub mod computer;
pub mod contact;
pub mod device;
pub mod difference;
pub mod email;
pub mod lockout;
pub mod loss;
pub mod method;
pub mod name;
pub mod operations;
pub mod organization;
pub mod password;
pub mod phone;
pub mod policy;
pub mod preference;
pub mod profile;
pub mod profile_rules;
pub mod registration;
pub mod scope;
pub mod settings;
pub mod sign_in;
pub mod standing;
pub mod terms;
pub mod uses;
