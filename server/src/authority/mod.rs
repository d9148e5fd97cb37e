//! The authority: OAuth 2.0 and OpenID Connect with Entra's URL shapes.
//!
//! - [`discovery`], [`keys`]: what clients read before they start
//! - [`device`]: the device authorization request (RFC 8628); [`authorize`]: the authorization request (RFC 6749)
//! - [`second_factor`]: what a sign-in asks, of what is [`registered`]; [`proof`]: what was proven; [`freshness`]: how
//!   recently an app wants it; [`remembered`]: computers that are not asked again
//! - [`token`]: the exchange, with [`code`] and [`refresh`]; [`issue`] makes the tokens; [`revoke`], [`sessions`] end them

pub mod authorize;
pub mod claims;
mod code;
pub mod consents;
pub mod device;
pub mod directory;
pub mod discovery;
pub mod error;
pub mod form;
pub mod freshness;
mod issue;
pub mod keys;
pub(crate) mod lockout;
pub mod passwords;
pub mod proof;
mod refresh;
pub mod registered;
pub mod remembered;
mod revoke;
mod ring_provider;
pub mod scopes;
pub mod second_factor;
pub mod sessions;
pub mod token;
pub mod user_code;
pub mod verified;

use axum::Router;
use axum::routing::{get, post};

pub use ring_provider::install as install_crypto;

use crate::state::AppState;

/// Every route of the authority, with its whole path.
pub fn router(state: &AppState) -> Router<AppState> {
    Router::new()
        .route(
            "/{tenant}/v2.0/.well-known/openid-configuration",
            get(discovery::configuration),
        )
        .route("/{tenant}/discovery/v2.0/keys", get(discovery::keys))
        .route("/{tenant}/discovery/instance", get(discovery::instance))
        .route("/{tenant}/oauth2/v2.0/devicecode", post(device::authorize))
        .route("/{tenant}/oauth2/v2.0/token", post(token::exchange))
        .route("/{tenant}/oauth2/v2.0/revoke", post(revoke::revoke))
        .route_layer(axum::middleware::from_fn(error::in_time))
        .route_layer(axum::middleware::from_fn_with_state(state.clone(), error::render))
}
