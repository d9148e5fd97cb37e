//! `POST /{tenant}/oauth2/v2.0/token`: exchanges a code or a refresh token for tokens.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, TransactionTrait};
use secrecy::ExposeSecret;

use super::device::status;
use super::directory::Realm;
use super::error::OAuthError;
use super::form::Form;
use super::issue::{self, Issued, NewGrant};
use super::proof::Proof;
use super::{code, refresh};
use crate::secrets;
use crate::state::AppState;
use crate::store::entities::device_authorization::{Column, Entity, Model};
use crate::store::entities::{client, tenant, user};

/// The grant type of RFC 8628 §3.4.
pub const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// What `slow_down` adds to the interval, in seconds (RFC 8628 §3.5).
const SLOW_DOWN: i32 = 5;
/// An interval as long as the code lives need not grow further: the code is gone before the next poll is due.
const LONGEST_INTERVAL: i32 = 15 * 60;
/// How much earlier than the interval a poll may come: networks do not deliver evenly.
const SLACK_MS: i64 = 500;

/// What every grant needs to know about a request.
pub(super) struct Request<'a> {
    pub(super) state: &'a AppState,
    pub(super) tenant: Arc<tenant::Model>,
    pub(super) client: Arc<client::Model>,
    pub(super) form: &'a Form,
    pub(super) now_ms: i64,
}

pub(super) async fn exchange(
    State(state): State<AppState>,
    Path(tenant): Path<String>,
    form: Form,
) -> Result<Json<Issued>, OAuthError> {
    let grant_type = match form.require("grant_type")? {
        // The name of Entra's first version, which MSAL for Node sends to this day.
        "device_code" => DEVICE_CODE,
        named => named,
    };
    let realm = Realm::find(&state, &tenant).await?;
    let (tenant, client) = realm.client(&state, form.require("client_id")?).await?;
    if form.get("client_secret").is_some() || form.get("client_assertion").is_some() {
        return Err(OAuthError::invalid_client(
            700_025,
            "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
        ));
    }
    if !matches!(grant_type, DEVICE_CODE | "authorization_code" | "refresh_token") {
        return Err(OAuthError::new(
            "unsupported_grant_type",
            70003,
            "The app requested an unsupported grant type.",
        ));
    }
    if !client.grant_types.has(grant_type) {
        return Err(OAuthError::new(
            "unauthorized_client",
            7_000_218,
            "The application may not use this grant type.",
        ));
    }
    let request = Request {
        now_ms: state.now_ms(),
        state: &state,
        tenant,
        client,
        form: &form,
    };
    let issued = match grant_type {
        DEVICE_CODE => device_code(request).await,
        "authorization_code" => code::exchange(request).await,
        _ => refresh::exchange(request).await,
    };
    issued.map(Json)
}

/// One poll (RFC 8628 §3.4 and §3.5).
async fn device_code(request: Request<'_>) -> Result<Issued, OAuthError> {
    let bad = || OAuthError::invalid_grant(70018, "Invalid verification code.");
    let device_code = request.form.require_secret("device_code")?;
    let hash = secrets::token_hash(device_code.expose_secret());
    let row = request
        .state
        .reads
        .devices
        .get(hash)
        .await?
        .filter(|row| row.client_id == request.client.id && row.tenant_id == request.tenant.id)
        .ok_or_else(bad)?;
    match row.status.as_str() {
        status::REDEEMED => Err(OAuthError::invalid_grant(
            54005,
            "The device code was already redeemed.",
        )),
        status::DENIED => Err(OAuthError::new(
            "access_denied",
            70020,
            "The end user denied the authorization request.",
        )),
        _ if row.expires_at <= request.now_ms => Err(OAuthError::new(
            "expired_token",
            70019,
            "Verification code expired. Have the user attempt the sign-in again.",
        )),
        status::APPROVED => redeem(request, row).await,
        _ => Err(pending(&request, row).await?),
    }
}

/// Nobody decided yet: wait on, or wait longer.
async fn pending(request: &Request<'_>, row: Model) -> Result<OAuthError, OAuthError> {
    let early = row
        .last_polled_at
        .is_some_and(|last| request.now_ms < last + i64::from(row.interval_seconds) * 1000 - SLACK_MS);
    let interval = if early {
        row.interval_seconds
            .saturating_add(SLOW_DOWN)
            .min(LONGEST_INTERVAL)
    } else {
        row.interval_seconds
    };
    // A client that does not listen at all must not make the database write for each of its polls.
    if !early || interval > row.interval_seconds {
        Entity::update_many()
            .col_expr(Column::LastPolledAt, Expr::value(request.now_ms))
            .col_expr(Column::IntervalSeconds, Expr::value(interval))
            .filter(Column::Id.eq(row.id))
            .filter(Column::Status.eq(status::PENDING))
            .exec(&request.state.bookkeeping)
            .await?;
    }
    Ok(if early {
        OAuthError::new(
            "slow_down",
            50196,
            "The app polls faster than the interval allows. Wait five seconds longer.",
        )
    } else {
        OAuthError::new(
            "authorization_pending",
            70016,
            "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
        )
    })
}

/// Exchanges an approved code, exactly once.
async fn redeem(request: Request<'_>, row: Model) -> Result<Issued, OAuthError> {
    let spent = || OAuthError::invalid_grant(54005, "The device code was already redeemed.");
    let (user_id, authenticated_at) = row.user_id.zip(row.authenticated_at).ok_or_else(spent)?;
    let change = request.state.db.begin().await?;
    let redeemed = Entity::update_many()
        .col_expr(Column::Status, Expr::value(status::REDEEMED))
        .filter(Column::Id.eq(row.id))
        .filter(Column::Status.eq(status::APPROVED))
        .exec(&change)
        .await?;
    if redeemed.rows_affected != 1 {
        return Err(spent());
    }
    let user = user::Entity::find_by_id(user_id)
        .one(&change)
        .await?
        .ok_or_else(spent)?;
    issue::check_person(&change, &user, authenticated_at).await?;
    let grant = NewGrant {
        scopes: row.scopes.0,
        origin: "device_code",
        device_name: row.device_name,
        device_os: row.device_os,
        installation: row.installation,
        asked_from: row.address,
        proof: Proof {
            authenticated_at,
            amr: row.amr,
            verified_at: row.verified_at,
        },
        nonce: None,
    };
    let issued = issue::first(&request, &change, &user, grant).await?;
    change.commit().await?;
    Ok(issued.0)
}
