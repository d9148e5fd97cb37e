//! The authority's wire: discovery, device flow, browser flow, refresh, revocation. Knows no screens.
//!
//! [`OAuthAuthority`] implements `workpass_app::ports::AuthorityPort` for one (authority address, client id). It owns
//! what goes over the wire and what an answer must be to be believed; when to poll and what to keep is the
//! controller's business.

mod authority;
mod browser;
mod clouds;
mod device;
mod discovery;
mod id_token;
mod jws;
mod keys;
mod loopback;
mod refusal;
mod scopes;
mod token;

pub use authority::OAuthAuthority;
