//! The Workpass organization server: a complete OAuth 2.0 / OpenID Connect authority and account directory with web
//! pages of its own.
//!
//! - [`serve`]: start-up, listening, shutting down; [`cli`]: the command line
//! - [`authority`]: sign-in, tokens, keys
//! - [`pages`]: what people see in a browser
//! - [`graph`]: the Microsoft Graph surface; [`selfservice`]: what Graph has no call for; [`auth`]: who calls them
//! - [`mail`]: the mailer and its outbox; [`messages`]: texts and calls; [`push`]: what wakes a phone
//! - [`methods`]: the security methods, one module per kind; [`passwords`]: what people choose
//! - [`profile`]: what people change of themselves, photo included
//! - [`devices`]: the devices of people, and the recovery keys of their disks
//! - [`settings`]: languages, regional format and time zone of people
//! - [`sign_ins`]: the history of sign-ins; [`places`]: where an address is
//! - [`terms`]: terms of use, who decided what about them, and what that blocks
//! - [`store`]: entities and migrations; [`admin`]: the commands of administrators
//! - [`sample`]: the fictional organization for development

pub mod admin;
pub mod audit;
pub mod auth;
pub mod authority;
pub mod background;
pub mod cli;
pub mod client_address;
pub mod clock;
pub mod config;
pub mod devices;
mod first_byte;
pub mod graph;
pub mod housekeeping;
pub mod mail;
pub mod messages;
pub mod methods;
pub mod organizations;
mod outbound;
pub mod pages;
pub mod passwords;
pub mod places;
pub mod profile;
pub mod push;
pub mod random;
pub mod rate_limit;
pub mod resets;
pub mod sample;
pub mod secrets;
pub mod selfservice;
pub mod serve;
pub mod settings;
pub mod sign_ins;
pub mod state;
pub mod store;
pub mod terms;
