//! Whether an id token is to be believed, and who it says is signed in (OpenID Connect Core §2, §3.1.3.7).

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use time::{Duration, OffsetDateTime};
use workpass_app::{
    error::SupportReference,
    ports::{Authority, AuthorityError, RefusedCause},
};
use workpass_domain::account::{Account, AccountKey};
use workpass_http::Http;

use crate::{
    discovery::{TENANT_PLACEHOLDER, is_guid},
    jws::Jws,
    keys::KeyStore,
};

/// How far clocks may be apart.
const LEEWAY: Duration = Duration::minutes(5);

/// What the token has to say to be for us.
pub(crate) struct Expected<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) client_id: &'a str,
    /// Sent with the authorization request; a device authorization has none.
    pub(crate) nonce: Option<&'a str>,
    pub(crate) now: OffsetDateTime,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: f64,
    iat: Option<f64>,
    nbf: Option<f64>,
    nonce: Option<String>,
    tid: Option<String>,
    oid: Option<String>,
    name: Option<String>,
    preferred_username: Option<String>,
    email: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// Verifies signature and claims.
///
/// # Errors
/// `ClockWrong` when only the times do not fit; `InvalidAnswer` otherwise; `Network` when the keys cannot be read.
pub(crate) async fn verify(
    token: &SecretString,
    http: &Http,
    keys: &KeyStore,
    authority: &Authority,
    expected: &Expected<'_>,
) -> Result<Account, AuthorityError> {
    let jws = Jws::parse(token.expose_secret()).map_err(invalid)?;
    let candidates = keys.find(http, authority, &jws).await?;
    if !candidates.iter().any(|key| jws.is_signed_by(key)) {
        return Err(invalid("the signature of the id token does not verify"));
    }
    check(&jws.payload, expected)
}

fn invalid(what: &str) -> AuthorityError {
    AuthorityError::InvalidAnswer(what.to_owned())
}

/// Checks the claims of a token whose signature was verified.
fn check(payload: &[u8], expected: &Expected<'_>) -> Result<Account, AuthorityError> {
    let claims: Claims = serde_json::from_slice(payload).map_err(|_| invalid("the id token lacks claims"))?;
    if !issuer_fits(&claims, expected.issuer) {
        return Err(invalid("the id token is of another issuer"));
    }
    let (for_us, only) = match &claims.aud {
        Audience::One(audience) => (audience == expected.client_id, true),
        Audience::Many(all) => (
            all.iter().any(|audience| audience == expected.client_id),
            all.len() == 1,
        ),
    };
    let authorized = match claims.azp.as_deref() {
        Some(party) => party == expected.client_id,
        None => only,
    };
    if !for_us || !authorized {
        return Err(invalid("the id token is for another app"));
    }
    if expected.nonce.is_some() && claims.nonce.as_deref() != expected.nonce {
        return Err(invalid("the id token answers another request"));
    }
    check_times(&claims, expected.now)?;
    if claims.sub.is_empty() {
        return Err(invalid("the id token names nobody"));
    }
    if claims.tid.as_deref() == Some(PERSONAL_ACCOUNTS) {
        return Err(AuthorityError::Refused {
            cause: RefusedCause::PersonalAccount,
            claims: None,
            support: SupportReference::default(),
        });
    }
    Ok(account(claims))
}

/// The tenant that Entra names for private accounts, which belong to no organization ("ID token claims reference", `tid`).
const PERSONAL_ACCOUNTS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// Entra's tenant-independent issuer stands for the tenant the token names.
fn issuer_fits(claims: &Claims, issuer: &str) -> bool {
    if !issuer.contains(TENANT_PLACEHOLDER) {
        return claims.iss == issuer;
    }
    let tenant = claims.tid.as_deref().filter(|tenant| is_guid(tenant));
    tenant.is_some_and(|tenant| claims.iss == issuer.replace(TENANT_PLACEHOLDER, tenant))
}

/// The token was made a moment ago, so times that do not fit mean that this computer's clock is off.
fn check_times(claims: &Claims, now: OffsetDateTime) -> Result<(), AuthorityError> {
    let expires = moment(claims.exp).ok_or_else(|| invalid("the id token's times are no times"))?;
    let begins = [claims.iat, claims.nbf]
        .into_iter()
        .flatten()
        .filter_map(moment)
        .max();
    let over = now > expires + LEEWAY;
    let early = begins.is_some_and(|begins| now < begins - LEEWAY);
    if over || early {
        let made = begins.unwrap_or(expires);
        return Err(AuthorityError::ClockWrong((now - made).whole_minutes()));
    }
    Ok(())
}

/// A NumericDate (RFC 7519 §2), which may have a fraction; `None` outside the years 1970 to 9998.
fn moment(seconds: f64) -> Option<OffsetDateTime> {
    let whole = Duration::checked_seconds_f64(seconds)?.whole_seconds();
    let last = 253_370_764_800; // 9999-01-01: room for the leeway
    OffsetDateTime::from_unix_timestamp(whole)
        .ok()
        .filter(|_| (0..last).contains(&whole))
}

fn account(claims: Claims) -> Account {
    let text = |claim: Option<String>| claim.map(|text| readable(&text)).filter(|text| !text.is_empty());
    let (name, user_name, email) = (
        text(claims.name),
        text(claims.preferred_username),
        text(claims.email),
    );
    let display_name = name
        .or_else(|| user_name.clone())
        .or_else(|| email.clone())
        .unwrap_or_else(|| readable(&claims.sub));
    let key = match (claims.tid, claims.oid) {
        (Some(tid), Some(oid)) if !tid.is_empty() && !oid.is_empty() => AccountKey::Directory {
            issuer: claims.iss,
            tid,
            oid,
        },
        _ => AccountKey::Subject {
            issuer: claims.iss,
            sub: claims.sub,
        },
    };
    Account {
        key,
        display_name,
        user_name,
        email,
    }
}

/// For the screen: no control characters, no endless names.
fn readable(text: &str) -> String {
    text.chars()
        .filter(|char| !char.is_control())
        .take(256)
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests;
