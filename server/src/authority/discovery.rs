//! What clients read before they start (OpenID Connect Discovery, RFC 8414), with our own members beside.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::directory::Realm;
use super::error::OAuthError;
use crate::resets::Offer;
use crate::state::AppState;
use crate::store::entities::tenant;

/// How long clients may keep what discovery says.
const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// The issuer of an organization's tokens.
pub fn issuer(state: &AppState, tenant: &tenant::Model) -> String {
    state.config.address(&format!("/{}/v2.0", tenant.id))
}

/// `GET /{tenant}/v2.0/.well-known/openid-configuration`
pub(super) async fn configuration(
    State(state): State<AppState>,
    Path(name): Path<String>,
) -> Result<Response, OAuthError> {
    let realm = Realm::find(&state, &name).await?;
    let base = match &realm {
        Realm::Tenant(tenant) => state.config.address(&format!("/{}", tenant.id)),
        Realm::Any(any) => state.config.address(&format!("/{any}")),
    };
    let mut document = json!({
        "issuer": match &realm {
            Realm::Tenant(tenant) => issuer(&state, tenant),
            // As Entra writes it: the token's own organization takes the place.
            Realm::Any(_) => state.config.address("/{tenantid}/v2.0"),
        },
        "authorization_endpoint": format!("{base}/oauth2/v2.0/authorize"),
        "token_endpoint": format!("{base}/oauth2/v2.0/token"),
        "device_authorization_endpoint": format!("{base}/oauth2/v2.0/devicecode"),
        "revocation_endpoint": format!("{base}/oauth2/v2.0/revoke"),
        "end_session_endpoint": format!("{base}/oauth2/v2.0/logout"),
        "jwks_uri": format!("{base}/discovery/v2.0/keys"),
        "token_endpoint_auth_methods_supported": ["none"],
        "revocation_endpoint_auth_methods_supported": ["none"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": [
            "authorization_code",
            "refresh_token",
            "urn:ietf:params:oauth:grant-type:device_code",
        ],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": super::scopes::OPENID,
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "ui_locales_supported": ["nl", "en"],
        "claims_supported": [
            "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "tid", "oid", "name", "preferred_username",
            "email", "ver",
        ],
        "authorization_response_iss_parameter_supported": true,
        "request_uri_parameter_supported": false,
        "workpass_graph_endpoint": state.config.graph_endpoint(),
        "workpass_selfservice_endpoint": state.config.selfservice_endpoint(),
    });
    if let Realm::Tenant(tenant) = &realm {
        document["workpass_helpdesk"] = json!(tenant.settings.help_contact);
        let reset = Offer::of(&state.db, tenant).await?;
        if let Some(page) = reset.address(&state) {
            document["workpass_password_reset_page"] = json!(page);
        }
        if let Some(page) = &tenant.settings.account_recovery_page {
            document["workpass_account_recovery_page"] = json!(page);
        }
    }
    Ok(cached(document))
}

/// `GET /{tenant}/discovery/v2.0/keys`: the key set (RFC 7517).
pub(super) async fn keys(
    State(state): State<AppState>,
    Path(name): Path<String>,
) -> Result<Response, OAuthError> {
    Realm::find(&state, &name).await?;
    let keys = state.keys.published(state.now_ms()).await?;
    Ok(cached(json!({ "keys": keys })))
}

#[derive(Deserialize)]
pub(super) struct InstanceQuery {
    authorization_endpoint: Option<String>,
}

/// `GET /common/discovery/instance`: MSAL asks which hosts are one and the same authority.
pub(super) async fn instance(
    State(state): State<AppState>,
    Query(query): Query<InstanceQuery>,
) -> Result<Response, OAuthError> {
    let invalid = || OAuthError::new("invalid_instance", 50049, "Unknown or invalid instance.");
    let host = state
        .config
        .public_url
        .split_once("://")
        .map_or("", |(_, host)| host);
    let asked = query.authorization_endpoint.ok_or_else(invalid)?;
    let name = asked
        .strip_prefix(&state.config.public_url)
        .and_then(|rest| rest.strip_prefix('/'))
        .and_then(|rest| rest.split('/').next())
        .ok_or_else(invalid)?;
    Realm::find(&state, name).await?;
    Ok(cached(json!({
        "tenant_discovery_endpoint": state.config.address(&format!("/{name}/v2.0/.well-known/openid-configuration")),
        "api-version": "1.1",
        "metadata": [{ "preferred_network": host, "preferred_cache": host, "aliases": [host] }],
    })))
}

fn cached(document: Value) -> Response {
    ([(header::CACHE_CONTROL, CACHE)], Json(document)).into_response()
}
