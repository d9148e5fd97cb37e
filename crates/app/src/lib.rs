//! What the app *does*: the session, the use cases, the ports they need, the views and errors the screens get.
//!
//! Knows neither a window nor a wire: adapters implement [`ports`], the shell sends [`intent`]s and shows [`view`]s.

pub mod controller;
pub mod error;
pub mod handle;
pub mod intent;
pub mod ports;
pub mod view;

mod context;
mod explain;
mod known;
mod language;
mod last_known;
mod left_behind;
mod memberships;
mod polling;
mod present;
mod tokens;
