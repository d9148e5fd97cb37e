//! The authority: OAuth 2.0 and OpenID Connect with Entra's URL shapes.

pub mod claims;
pub mod keys;
pub mod passwords;
mod ring_provider;
pub mod sessions;
pub mod verified;

use axum::Router;

pub use ring_provider::install as install_crypto;

use crate::state::AppState;

/// Every route of the authority, with its whole path.
pub fn router() -> Router<AppState> {
    Router::new()
}
