//! The refresh token grant: each token is exchanged for a new one. The token just exchanged is honoured for a short
//! grace, so that a lost answer costs nothing; a later or older one is theft and ends the grant (RFC 9700 §4.14.2).

use std::time::Duration;

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter, TransactionTrait,
};
use secrecy::ExposeSecret;

use super::error::OAuthError;
use super::freshness::Freshness;
use super::issue::{self, Issued};
use super::proof::Proof;
use super::token::Request;
use super::{consents, scopes, sessions};
use crate::audit::{self, Event};
use crate::clock::span;
use crate::secrets;
use crate::store::entities::refresh_token::{Column, Entity, Model};
use crate::store::entities::{grant, user};

/// How long the token just exchanged still works.
const GRACE: Duration = Duration::from_secs(60);
/// When a token counts as spent that no grace is for.
const LONG_AGO: i64 = 0;

pub(super) async fn exchange(request: Request<'_>) -> Result<Issued, OAuthError> {
    let unknown = || OAuthError::invalid_grant(70000, "The provided refresh token is not valid.");
    let revoked =
        || OAuthError::invalid_grant(50173, "The provided grant has expired due to it being revoked.");
    let db = &request.state.db;
    let token = request.form.require_secret("refresh_token")?;
    let hash = secrets::token_hash(token.expose_secret());
    let row = Entity::find_by_id(&hash).one(db).await?.ok_or_else(unknown)?;
    let grant = grant::Entity::find_by_id(row.grant_id)
        .one(db)
        .await?
        .ok_or_else(unknown)?;
    if grant.client_id != request.client.id || grant.tenant_id != request.tenant.id {
        return Err(unknown());
    }
    if grant.revoked_at.is_some() {
        return Err(revoked());
    }
    if row.expires_at <= request.now_ms {
        return Err(OAuthError::invalid_grant(
            700_082,
            "The refresh token has expired due to inactivity.",
        ));
    }
    let user = user::Entity::find_by_id(grant.user_id)
        .one(db)
        .await?
        .ok_or_else(unknown)?;
    issue::check_person(db, &user, grant.authenticated_at).await?;
    let scopes = wanted_scopes(&request, &grant).await?;
    check_freshness(&request, &grant)?;

    let change = db.begin().await?;
    if spend(&change, request.now_ms, &row).await? == Spent::Stolen {
        change.rollback().await?;
        sessions::revoke_grant(db, request.now_ms, grant.id, "refresh_token_reused").await?;
        audit::record(
            db,
            request.now_ms,
            Event {
                client_id: Some(request.client.id),
                ..Event::of("grant.refresh_token_reused", &user)
            },
        )
        .await?;
        return Err(revoked());
    }
    let alive = grant::Entity::update_many()
        .col_expr(grant::Column::LastUsedAt, Expr::value(request.now_ms))
        .filter(grant::Column::Id.eq(grant.id))
        .filter(grant::Column::RevokedAt.is_null())
        .exec(&change)
        .await?;
    if alive.rows_affected != 1 {
        return Err(revoked());
    }
    let issued = issue::tokens(&request, &change, &user, &grant, scopes, None, Some(hash)).await?;
    change.commit().await?;
    Ok(issued)
}

/// Refuses when the app wants a fresher or stronger proof than the grant was given for. The token is not spent by it.
fn check_freshness(request: &Request<'_>, grant: &grant::Model) -> Result<(), OAuthError> {
    let claims = request.form.get("claims");
    let freshness = Freshness::parse(claims, request.now_ms)
        .map_err(|error| OAuthError::invalid_request(50_013, error.to_string()))?;
    if freshness.is_met_by(&Proof::of(grant)) {
        return Ok(());
    }
    let (number, description) = if grant.verified_at.is_none() {
        (
            50076,
            "You must use multi-factor authentication to access the resource.",
        )
    } else {
        (
            50078,
            "Presented multi-factor authentication has expired due to policies configured by your administrator, you \
             must refresh your multi-factor authentication to access the resource.",
        )
    };
    Err(OAuthError {
        claims: claims.map(str::to_owned),
        ..OAuthError::new("interaction_required", number, description)
    })
}

#[derive(PartialEq, Eq)]
enum Spent {
    Now,
    /// It was exchanged a moment ago, and nothing that came of it has been used.
    WithinGrace,
    Stolen,
}

async fn spend(change: &DatabaseTransaction, now_ms: i64, row: &Model) -> Result<Spent, DbErr> {
    let spent = Entity::update_many()
        .col_expr(Column::ReplacedAt, Expr::value(now_ms))
        .filter(Column::TokenHash.eq(&row.token_hash))
        .filter(Column::ReplacedAt.is_null())
        .exec(change)
        .await?;
    if spent.rows_affected == 1 {
        // The answers of earlier tries were lost, or this one would not have been used: they end here. They are kept,
        // long spent: one that comes back was not lost but in somebody else's hands.
        if let Some(parent) = &row.replaces {
            Entity::update_many()
                .col_expr(Column::ReplacedAt, Expr::value(LONG_AGO))
                .filter(Column::Replaces.eq(parent))
                .filter(Column::TokenHash.ne(&row.token_hash))
                .filter(Column::ReplacedAt.is_null())
                .exec(change)
                .await?;
        }
        return Ok(Spent::Now);
    }
    // Read again: another request may have spent it after the first look.
    let replaced_at = Entity::find_by_id(&row.token_hash)
        .one(change)
        .await?
        .and_then(|row| row.replaced_at);
    let successors_used = Entity::find()
        .filter(Column::Replaces.eq(&row.token_hash))
        .filter(Column::ReplacedAt.is_not_null())
        .count(change)
        .await?;
    let in_grace = replaced_at.is_some_and(|at| now_ms - at <= span(GRACE));
    Ok(if in_grace && successors_used == 0 {
        Spent::WithinGrace
    } else {
        Spent::Stolen
    })
}

/// The scopes asked for, or those of the grant. More than the grant is possible when they are consented to: a refresh
/// token is not tied to what was asked first (as with Entra).
async fn wanted_scopes(request: &Request<'_>, grant: &grant::Model) -> Result<Vec<String>, OAuthError> {
    let Some(asked) = request.form.get("scope") else {
        return Ok(grant.scopes.0.clone());
    };
    let wanted = scopes::requested(&request.state.config, &request.client, asked)?;
    let mut given = consents::of(&request.state.db, grant.user_id, grant.client_id).await?;
    given.extend(grant.scopes.0.iter().cloned());
    if scopes::unconsented(&request.client, &given, &wanted).is_empty() {
        return Ok(wanted);
    }
    Err(OAuthError::invalid_grant(
        65001,
        "The user or administrator has not consented to use the application.",
    ))
}
