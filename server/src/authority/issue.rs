//! Makes tokens: the last step of every grant.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Serialize, Serializer};
use serde_json::json;
use uuid::Uuid;

use super::claims::{ACCESS_TOKEN_TYPE, AccessClaims, ID_TOKEN_TYPE, IdClaims};
use super::discovery;
use super::error::OAuthError;
use super::proof::Proof;
use super::token::Request;
use crate::audit::{self, Event};
use crate::clock::span;
use crate::devices::{self, Installation, Registered};
use crate::store::entities::{grant, refresh_token, tenant, user};
use crate::store::values::Strings;
use crate::{random, secrets, sign_ins, terms};

/// How long access and id tokens last.
const TOKEN_LIFETIME: Duration = Duration::from_secs(3600);
/// How long a refresh token lasts when it is not used.
const REFRESH_LIFETIME: Duration = Duration::from_secs(90 * 24 * 3600);

/// The token endpoint's answer (RFC 6749 §5.1). The one place where tokens leave the server.
#[derive(Serialize)]
pub(super) struct Issued {
    token_type: &'static str,
    scope: String,
    expires_in: u64,
    ext_expires_in: u64,
    #[serde(serialize_with = "exposed")]
    access_token: SecretString,
    #[serde(serialize_with = "exposed_option", skip_serializing_if = "Option::is_none")]
    refresh_token: Option<SecretString>,
    #[serde(serialize_with = "exposed_option", skip_serializing_if = "Option::is_none")]
    id_token: Option<SecretString>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_info: Option<String>,
}

fn exposed<S: Serializer>(secret: &SecretString, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(secret.expose_secret())
}

fn exposed_option<S: Serializer>(secret: &Option<SecretString>, to: S) -> Result<S::Ok, S::Error> {
    secret.as_ref().map(ExposeSecret::expose_secret).serialize(to)
}

/// What a sign-in gave.
pub(super) struct NewGrant {
    pub(super) scopes: Vec<String>,
    pub(super) origin: &'static str,
    pub(super) device_name: Option<String>,
    pub(super) device_os: Option<String>,
    /// What the person signed in with, when the app said so.
    pub(super) installation: Option<Installation>,
    /// Where the computer is that asked, when it is not the browser itself.
    pub(super) asked_from: Option<String>,
    pub(super) proof: Proof,
    pub(super) nonce: Option<String>,
}

/// Refuses people whose account or sign-in no longer stands, here or at home.
pub(super) async fn check_person(
    db: &impl ConnectionTrait,
    user: &user::Model,
    authenticated_at: i64,
) -> Result<(), OAuthError> {
    check_account(user, authenticated_at)?;
    let Some(home) = user.home_user_id else {
        return Ok(());
    };
    let home = user::Entity::find_by_id(home).one(db).await?;
    let home = home.ok_or_else(|| OAuthError::invalid_grant(50034, "The user account does not exist."))?;
    check_account(&home, authenticated_at)
}

fn check_account(user: &user::Model, authenticated_at: i64) -> Result<(), OAuthError> {
    if user.deleted_at.is_some() {
        return Err(OAuthError::invalid_grant(
            50020,
            "The user account does not exist in the tenant: it left, or was removed.",
        ));
    }
    if !user.is_active() {
        return Err(OAuthError::invalid_grant(50057, "The user account is disabled."));
    }
    if authenticated_at < user.sign_in_valid_from {
        return Err(OAuthError::invalid_grant(
            50173,
            "The provided grant has expired due to it being revoked.",
        ));
    }
    Ok(())
}

/// Writes a new grant and gives its first tokens. The caller commits.
pub(super) async fn first(
    request: &Request<'_>,
    change: &DatabaseTransaction,
    user: &user::Model,
    new: NewGrant,
) -> Result<(Issued, Uuid), OAuthError> {
    // The issuer of a token is the organization whose account it is for.
    if user.tenant_id != request.tenant.id {
        return Err(OAuthError::invalid_grant(
            50020,
            "The user account does not exist in the tenant.",
        ));
    }
    let device_id = device_of(request, change, user, &new).await?;
    let row = grant::Model {
        id: Uuid::new_v4(),
        tenant_id: user.tenant_id,
        user_id: user.id,
        client_id: request.client.id,
        scopes: Strings(new.scopes),
        origin: new.origin.to_owned(),
        device_name: new.device_name,
        device_os: new.device_os,
        device_id,
        authenticated_at: new.proof.authenticated_at,
        amr: new.proof.amr,
        verified_at: new.proof.verified_at,
        created_at: request.now_ms,
        last_used_at: request.now_ms,
        revoked_at: None,
        revoked_because: None,
    };
    grant::Entity::insert(grant::ActiveModel::from(row.clone()))
        .exec_without_returning(change)
        .await?;
    note_sign_in(change, request.now_ms, user).await?;
    sign_ins::grant_given(
        change,
        user,
        &request.client.display_name,
        &row,
        new.asked_from.as_deref(),
        &request.state.places,
    )
    .await?;
    audit::record(
        change,
        request.now_ms,
        Event {
            client_id: Some(request.client.id),
            detail: vec![("origin", row.origin.clone())],
            ..Event::of("grant.created", user)
        },
    )
    .await?;
    let issued = tokens(request, change, user, &row, row.scopes.0.clone(), new.nonce, None).await?;
    Ok((issued, row.id))
}

/// Notes that somebody signed in, and of a guest whether it was the first time.
async fn note_sign_in(change: &DatabaseTransaction, now_ms: i64, user: &user::Model) -> Result<(), DbErr> {
    let mut noted = user::Entity::update_many()
        .col_expr(user::Column::LastSignInAt, Expr::value(now_ms))
        .filter(user::Column::Id.eq(user.id));
    if user.accepted_at.is_none() {
        noted = noted.col_expr(user::Column::AcceptedAt, Expr::value(now_ms));
    }
    noted.exec(change).await?;
    Ok(())
}

/// The account at home of a guest: what apps call the person, and who says who it is (Entra's claim `idp`).
async fn home_of(
    request: &Request<'_>,
    change: &DatabaseTransaction,
    user: &user::Model,
) -> Result<Option<(user::Model, String)>, OAuthError> {
    let Some(id) = user.home_user_id else {
        return Ok(None);
    };
    let home = user::Entity::find_by_id(id).one(change).await?;
    let home = home.ok_or_else(|| OAuthError::invalid_grant(50034, "The user account does not exist."))?;
    let tenant = tenant::Entity::find_by_id(home.tenant_id).one(change).await?;
    let tenant = tenant.ok_or_else(OAuthError::server_error)?;
    let issuer = discovery::issuer(request.state, &tenant);
    Ok(Some((home, issuer)))
}

/// The device of a sign-in, which is registered by it. One that is disabled gets nothing.
async fn device_of(
    request: &Request<'_>,
    change: &DatabaseTransaction,
    user: &user::Model,
    new: &NewGrant,
) -> Result<Option<Uuid>, OAuthError> {
    let Some(installation) = &new.installation else {
        return Ok(None);
    };
    let event = Event {
        client_id: Some(request.client.id),
        address: new.asked_from.clone(),
        ..Event::of("device.registered", user)
    };
    match devices::register(change, request.now_ms, user, installation, event).await? {
        Registered::As(id) => Ok(Some(id)),
        Registered::Disabled => Err(OAuthError::invalid_grant(
            135_011,
            "Device used during the authentication is disabled.",
        )),
    }
}

/// Gives tokens for a grant; `replaces` is the hash of the refresh token this exchange spent. The caller commits.
pub(super) async fn tokens(
    request: &Request<'_>,
    change: &DatabaseTransaction,
    user: &user::Model,
    grant: &grant::Model,
    scopes: Vec<String>,
    nonce: Option<String>,
    replaces: Option<String>,
) -> Result<Issued, OAuthError> {
    let state = request.state;
    let now_ms = request.now_ms;
    let declined = terms::blocked(change, user, request.client.id, grant.device_id).await?;
    if !declined.is_empty() {
        return Err(OAuthError::new(
            "interaction_required",
            50158,
            format!(
                "The user declined terms of use that the application needs: {}.",
                declined.join(", ")
            ),
        ));
    }
    let home = home_of(request, change, user).await?;
    let idp = home.as_ref().map(|(_, issuer)| issuer.clone());
    let user_name = home.map_or_else(|| user.user_name.clone(), |(home, _)| home.user_name);
    let iss = discovery::issuer(state, &request.tenant);
    let iat = now_ms / 1000;
    let exp = iat + TOKEN_LIFETIME.as_secs().cast_signed();
    let proof = Proof::of(grant);
    let auth_time = proof.auth_time();
    let has = |scope: &str| scopes.iter().any(|s| s == scope);

    let access = AccessClaims {
        iss: iss.clone(),
        aud: state.config.graph_endpoint(),
        sub: user.id,
        client_id: request.client.id,
        jti: Uuid::new_v4(),
        iat,
        nbf: iat,
        exp,
        auth_time,
        tid: user.tenant_id,
        oid: user.id,
        azp: request.client.id,
        scp: scopes.join(" "),
        ver: "2.0".to_owned(),
        wpg: grant.id,
        amr: proof.amr.0.clone(),
        acrs: proof.acrs(),
        idp: idp.clone(),
    };
    let access_token = state.keys.sign(now_ms, ACCESS_TOKEN_TYPE, &access).await?;

    let id_token = if has("openid") {
        let claims = IdClaims {
            iss,
            sub: user.id,
            aud: request.client.id,
            iat,
            nbf: iat,
            exp,
            auth_time,
            nonce,
            tid: user.tenant_id,
            oid: user.id,
            name: has("profile").then(|| user.display_name.clone()),
            preferred_username: has("profile").then_some(user_name),
            email: has("email").then(|| user.mail.clone()).flatten(),
            ver: "2.0".to_owned(),
            acrs: proof.acrs(),
            idp,
            amr: proof.amr.0,
        };
        Some(state.keys.sign(now_ms, ID_TOKEN_TYPE, &claims).await?)
    } else {
        None
    };

    let refresh_token = if has("offline_access") || replaces.is_some() {
        let token = random::token();
        refresh_token::Entity::insert(refresh_token::ActiveModel {
            token_hash: Set(secrets::token_hash(&token)),
            grant_id: Set(grant.id),
            issued_at: Set(now_ms),
            expires_at: Set(now_ms + span(REFRESH_LIFETIME)),
            replaces: Set(replaces),
            replaced_at: Set(None),
        })
        .exec_without_returning(change)
        .await?;
        Some(token.into())
    } else {
        None
    };

    let client_info = (request.form.get("client_info") == Some("1"))
        .then(|| URL_SAFE_NO_PAD.encode(json!({"uid": user.id, "utid": user.tenant_id}).to_string()));
    Ok(Issued {
        token_type: "Bearer",
        scope: scopes.join(" "),
        expires_in: TOKEN_LIFETIME.as_secs(),
        ext_expires_in: TOKEN_LIFETIME.as_secs(),
        access_token: access_token.into(),
        refresh_token,
        id_token: id_token.map(Into::into),
        client_info,
    })
}
