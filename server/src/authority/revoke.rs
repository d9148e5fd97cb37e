//! `POST /{tenant}/oauth2/v2.0/revoke` (RFC 7009). A refresh token or an access token ends its whole grant.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use sea_orm::EntityTrait;
use secrecy::ExposeSecret;

use super::claims::{ACCESS_TOKEN_TYPE, AccessClaims};
use super::directory::Realm;
use super::error::OAuthError;
use super::form::Form;
use super::keys::KeyError;
use super::sessions;
use crate::secrets;
use crate::state::AppState;
use crate::store::entities::{grant, refresh_token};

pub(super) async fn revoke(
    State(state): State<AppState>,
    Path(tenant): Path<String>,
    form: Form,
) -> Result<StatusCode, OAuthError> {
    let token = form.require_secret("token")?;
    let realm = Realm::find(&state, &tenant).await?;
    let (_, client) = realm.client(&state, form.require("client_id")?).await?;
    let now_ms = state.now_ms();
    let hash = secrets::token_hash(token.expose_secret());
    let grant_id = match refresh_token::Entity::find_by_id(hash).one(&state.db).await? {
        Some(row) => row.grant_id,
        None => {
            match state
                .keys
                .verify::<AccessClaims>(now_ms, ACCESS_TOKEN_TYPE, token.expose_secret())
                .await
            {
                Ok(claims) => claims.wpg,
                // A token that is not (or no longer) known is as good as revoked (RFC 7009 §2.2).
                Err(KeyError::Refused) => return Ok(StatusCode::OK),
                Err(error) => return Err(error.into()),
            }
        }
    };
    let Some(row) = grant::Entity::find_by_id(grant_id).one(&state.db).await? else {
        return Ok(StatusCode::OK);
    };
    if row.client_id != client.id {
        return Err(OAuthError::invalid_grant(
            70000,
            "The token was issued to another application.",
        ));
    }
    sessions::revoke_grant(&state.db, now_ms, row.id, "revoked_by_app").await?;
    Ok(StatusCode::OK)
}
