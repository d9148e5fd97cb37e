//! What our tokens say.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The resource id of Microsoft Graph, which clients may name as the audience of a scope.
pub const GRAPH_RESOURCE_ID: &str = "00000003-0000-0000-c000-000000000000";
/// The header `typ` of access tokens (RFC 9068 §2.1).
pub const ACCESS_TOKEN_TYPE: &str = "at+jwt";
/// The header `typ` of id tokens.
pub const ID_TOKEN_TYPE: &str = "JWT";

/// The claims of an access token (RFC 9068 §2.2, with Entra's names beside). Times are seconds since the Unix epoch.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessClaims {
    pub iss: String,
    pub aud: String,
    pub sub: Uuid,
    pub client_id: Uuid,
    pub jti: Uuid,
    pub iat: i64,
    pub nbf: i64,
    pub exp: i64,
    pub auth_time: i64,
    pub tid: Uuid,
    pub oid: Uuid,
    pub azp: Uuid,
    /// The granted scopes, separated by spaces.
    pub scp: String,
    pub ver: String,
    /// The grant this token belongs to; the token ends with it.
    pub wpg: Uuid,
    /// What was proven (RFC 8176).
    #[serde(default)]
    pub amr: Vec<String>,
    /// Authentication contexts that are satisfied: `c1` for two factors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acrs: Option<Vec<String>>,
    /// Of a guest: the issuer of the organization that says who it is, as Entra has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idp: Option<String>,
}

/// The claims of an id token (OpenID Connect Core §2, with Entra's). Times are seconds since the Unix epoch.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IdClaims {
    pub iss: String,
    pub sub: Uuid,
    pub aud: Uuid,
    pub iat: i64,
    pub nbf: i64,
    pub exp: i64,
    pub auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    pub tid: Uuid,
    pub oid: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    pub ver: String,
    /// What was proven (RFC 8176).
    pub amr: Vec<String>,
    /// Authentication contexts that are satisfied: `c1` for two factors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acrs: Option<Vec<String>>,
    /// As in the access token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idp: Option<String>,
}
