//! The authorization code grant with PKCE: the exchange (RFC 6749 §4.1.3, RFC 7636 §4.6).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, TransactionTrait};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};

use super::error::OAuthError;
use super::issue::{self, Issued, NewGrant};
use super::proof::Proof;
use super::sessions;
use super::token::Request;
use crate::devices::Installation;
use crate::secrets;
use crate::store::entities::authorization_code::{Column, Entity};
use crate::store::entities::user;

pub(super) async fn exchange(request: Request<'_>) -> Result<Issued, OAuthError> {
    let bad =
        || OAuthError::invalid_grant(70000, "The provided value for the 'code' parameter is not valid.");
    let db = &request.state.db;
    let code = request.form.require_secret("code")?;
    let verifier = request.form.require_secret("code_verifier")?;
    let redirect_uri = request.form.require("redirect_uri")?;
    let hash = secrets::token_hash(code.expose_secret());
    let row = Entity::find_by_id(&hash).one(db).await?.ok_or_else(bad)?;
    if row.client_id != request.client.id {
        return Err(bad());
    }
    if row.used_at.is_some() {
        // The code came a second time: one of the two was not meant to have it (RFC 6749 §4.1.2).
        if let Some(grant_id) = row.grant_id {
            sessions::revoke_grant(db, request.now_ms, grant_id, "authorization_code_reused").await?;
        }
        return Err(OAuthError::invalid_grant(
            54005,
            "OAuth2 Authorization code was already redeemed.",
        ));
    }
    if row.expires_at <= request.now_ms {
        return Err(OAuthError::invalid_grant(
            70008,
            "The provided authorization code has expired.",
        ));
    }
    if row.redirect_uri != redirect_uri {
        return Err(OAuthError::invalid_grant(
            500_112,
            "The reply address does not match the one given when the authorization code was requested.",
        ));
    }
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose_secret().as_bytes()));
    if !secrets::same(challenge.as_bytes(), row.code_challenge.as_bytes()) {
        return Err(OAuthError::invalid_grant(
            501_481,
            "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
        ));
    }

    let change = db.begin().await?;
    let used = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(request.now_ms))
        .filter(Column::CodeHash.eq(&hash))
        .filter(Column::UsedAt.is_null())
        .exec(&change)
        .await?;
    if used.rows_affected != 1 {
        return Err(OAuthError::invalid_grant(
            54005,
            "OAuth2 Authorization code was already redeemed.",
        ));
    }
    let user = user::Entity::find_by_id(row.user_id)
        .one(&change)
        .await?
        .ok_or_else(bad)?;
    // An app that several organizations use: the code is spent where it was given, and nowhere else.
    if user.tenant_id != request.tenant.id {
        return Err(bad());
    }
    issue::check_person(&change, &user, row.authenticated_at).await?;
    let installation = Installation::read(request.form);
    let said = installation.as_ref();
    let grant = NewGrant {
        scopes: row.scopes.0,
        origin: "authorization_code",
        device_name: said.and_then(|it| it.name.clone()),
        device_os: said.and_then(|it| it.operating_system.clone()),
        installation,
        asked_from: None,
        proof: Proof {
            authenticated_at: row.authenticated_at,
            amr: row.amr,
            verified_at: row.verified_at,
        },
        nonce: row.nonce,
    };
    let (issued, grant_id) = issue::first(&request, &change, &user, grant).await?;
    Entity::update_many()
        .col_expr(Column::GrantId, Expr::value(grant_id))
        .filter(Column::CodeHash.eq(&hash))
        .exec(&change)
        .await?;
    change.commit().await?;
    Ok(issued)
}
