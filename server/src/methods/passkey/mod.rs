//! Passkeys and security keys (WebAuthn Level 3): the ceremonies that register one and prove a person with one.
//!
//! Every ceremony asks for user verification (the key's own PIN, fingerprint or face), which makes a passkey two
//! factors at once, and prefers credentials that the key finds by itself, so that nobody has to type a user name.
//! Its state travels with the page, [sealed](ceremony) to the browser it was made for: it lives five minutes and works
//! once, on any instance.

mod ceremony;
mod makes;
mod prove;
mod register;

use std::time::Duration;

use url::Url;
use webauthn_rs_core::WebauthnCore;
use webauthn_rs_core::proto::Credential;

pub use prove::{Asked, Finished, begin, begin_for, begin_trial, finish, finish_for, finish_trial};
pub use register::{
    Begun, NotAdded, Offer, add, cancel, creation_options, decline, fail, find, offer, open, open_for_graph,
    start,
};

use crate::config::Config;
use crate::store::entities::security_method;

/// How long a challenge works, as Graph's.
pub const CHALLENGE_LIFETIME: Duration = Duration::from_secs(5 * 60);

/// This server as WebAuthn sees it (§5.4.2): the host people sign in at, and its origin only.
///
/// The library's high-level face can neither prefer credentials that need no user name nor keep its state outside the
/// process without marking both as dangerous; this is the layer below it. What it leaves to its caller is kept here:
/// verification is always required, the state never reaches the page unsealed, a challenge is spent before it is
/// looked at, a credential belongs to one person.
fn relying_party(config: &Config) -> Option<WebauthnCore> {
    let origin = Url::parse(&config.public_url).ok()?;
    let id = origin.host_str()?.to_owned();
    Some(WebauthnCore::new_unsafe_experts_only(
        "Workpass",
        &id,
        vec![origin],
        CHALLENGE_LIFETIME,
        Some(false),
        Some(false),
    ))
}

/// The credential a method keeps; none when the row is of another kind, or cannot be read, which is logged.
fn credential_of(method: &security_method::Model) -> Option<Credential> {
    let kept = method.data.passkey.as_ref()?;
    serde_json::from_value(kept.credential.clone())
        .inspect_err(|error| {
            tracing::error!(method = %method.id, %error, "a passkey in the database cannot be read");
        })
        .ok()
}

/// Of all credentials there are, one has this key.
fn lookup_key(credential_id: &str) -> String {
    format!("passkey:{credential_id}")
}
