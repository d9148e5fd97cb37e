//! What an end-to-end test reads like: a [`World`] with a server in it, the app's window, a real browser beside it,
//! and the mail that was sent.
//!
//! Everything is found as a person finds it: by role and name. On Linux only: X11, D-Bus and WebKitWebDriver.
#![cfg(target_os = "linux")]

mod a11y;
mod app;
mod browser;
pub mod factors;
pub mod journeys;
mod locales;
mod messages;
mod onlooker;
mod organization;
mod outbox;
mod page;
mod programs;
mod screens;
mod screenshots;
mod time_passes;
mod words;
mod world;

pub use a11y::assert_no_violations;
pub use app::{App, AppOptions};
pub use browser::Browser;
pub use messages::{Message, Messages};
pub use onlooker::{Cover, Onlooker, Place};
pub use outbox::{Mail, Outbox};
pub use page::{Page, Role};
pub use screens::Screens;
pub use screenshots::Album;
pub use words::Words;
pub use workpass_testbed::Keychain;
pub use world::{Language, World};
