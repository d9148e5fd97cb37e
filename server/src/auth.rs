//! Who calls the Graph and self-service surfaces: the bearer token as an extractor.

use std::collections::HashMap;
use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::{header, request::Parts};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait, FromQueryResult, IdenStatic,
    JoinType, QueryFilter, QuerySelect, QueryTrait, SelectA, SelectB,
};
use uuid::Uuid;

use crate::authority::claims::{ACCESS_TOKEN_TYPE, AccessClaims, GRAPH_RESOURCE_ID};
use crate::authority::keys::KeyError;
pub use crate::client_address::ClientAddress;
use crate::graph::GraphError;
use crate::state::AppState;
use crate::store::entities::{grant, tenant, user};
use crate::store::gather::Gather;
use crate::store::values::Strings;

/// The names of the grant's columns in a row of [`standings`].
const GRANT: &str = "grant_id";
const VERIFIED_AT: &str = "grant_verified_at";
const AMR: &str = "grant_amr";
const DEVICE: &str = "grant_device_id";

/// Whose grant it is, as long as it stands.
#[derive(Clone, Debug)]
pub struct Standing {
    pub user: user::Model,
    pub tenant: tenant::Model,
    /// The last strong proof in this grant, in milliseconds since the Unix epoch; none when there was none.
    pub verified_at: Option<i64>,
    /// What was proven for this grant (RFC 8176).
    pub amr: Strings,
    /// The device that the grant was given to, as far as it told which it is.
    pub device_id: Option<Uuid>,
}

/// The signed-in person behind a request, with what the app may do for them.
#[derive(Clone, Debug)]
pub struct Caller {
    pub standing: Arc<Standing>,
    pub scopes: Vec<String>,
    /// The app.
    pub client: Uuid,
    /// The grant the token belongs to.
    pub grant: Uuid,
    /// Where the request came from.
    pub address: IpAddr,
    /// When the person last proved who they are, in seconds since the Unix epoch.
    pub authenticated_at: i64,
}

impl Deref for Caller {
    type Target = Standing;

    fn deref(&self) -> &Standing {
        &self.standing
    }
}

impl Caller {
    /// Whether the token carries this scope.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|s| s.eq_ignore_ascii_case(scope))
    }

    /// Passes when the token carries at least one of the scopes.
    ///
    /// # Errors
    /// Graph's 403 when it carries none.
    pub fn require_any(&self, scopes: &[&str]) -> Result<(), GraphError> {
        if scopes.iter().any(|s| self.has_scope(s)) {
            Ok(())
        } else {
            Err(GraphError::denied())
        }
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = GraphError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, GraphError> {
        let refuse =
            |message: &str, error: Option<&str>| GraphError::invalid_token(message, challenge(state, error));
        let Some(value) = parts.headers.get(header::AUTHORIZATION) else {
            return Err(refuse("Access token is empty.", None));
        };
        let token = value
            .to_str()
            .ok()
            .and_then(|v| v.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim())
            .filter(|token| !token.is_empty())
            .ok_or_else(|| refuse("Access token is empty.", None))?;

        let now_ms = state.now_ms();
        let claims = match state.verified.get(token) {
            Some(claims) => claims,
            None => match state
                .keys
                .verify::<AccessClaims>(now_ms, ACCESS_TOKEN_TYPE, token)
                .await
            {
                Ok(claims) => state.verified.keep(token, claims),
                Err(KeyError::Store(error)) => return Err(error.into()),
                Err(_) => return Err(refuse("Access token validation failure.", Some("invalid_token"))),
            },
        };
        if claims.exp * 1000 <= now_ms || claims.nbf * 1000 > now_ms + 1000 {
            return Err(refuse(
                "Lifetime validation failed, the token is expired.",
                Some("invalid_token"),
            ));
        }
        if claims.aud != state.config.graph_endpoint() && claims.aud != GRAPH_RESOURCE_ID {
            return Err(refuse(
                "Access token validation failure. Invalid audience.",
                Some("invalid_token"),
            ));
        }

        // One read says who it is and whether the grant still stands: what was revoked stops here at once.
        let Some(standing) = state.reads.standings.get(claims.wpg).await? else {
            return Err(refuse(
                "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: \
                 TokenIssuedBeforeRevocationTimestamp",
                Some("invalid_token"),
            ));
        };
        if standing.user.id != claims.oid {
            return Err(refuse("Access token validation failure.", Some("invalid_token")));
        }
        let Ok(ClientAddress(address)) = ClientAddress::from_request_parts(parts, state).await;
        Ok(Self {
            standing,
            scopes: claims.scp.split(' ').map(str::to_owned).collect(),
            client: claims.client_id,
            grant: claims.wpg,
            authenticated_at: claims.auth_time,
            address,
        })
    }
}

/// Whose a grant is, by grant: nobody's once it was revoked, the account was disabled or all its sessions were ended.
pub(crate) fn standings(db: DatabaseConnection) -> Gather<Uuid, Arc<Standing>> {
    Gather::new(move |grants| {
        let db = db.clone();
        async move {
            let query = user::Entity::find()
                .join(
                    JoinType::InnerJoin,
                    user::Entity::belongs_to(grant::Entity)
                        .from(user::Column::Id)
                        .to(grant::Column::UserId)
                        .into(),
                )
                .join(
                    JoinType::InnerJoin,
                    user::Entity::belongs_to(tenant::Entity)
                        .from(user::Column::TenantId)
                        .to(tenant::Column::Id)
                        .into(),
                )
                .select_also(tenant::Entity)
                .column_as(grant::Column::Id, GRANT)
                .column_as(grant::Column::VerifiedAt, VERIFIED_AT)
                .column_as(grant::Column::Amr, AMR)
                .column_as(grant::Column::DeviceId, DEVICE)
                .filter(grant::Column::Id.is_in(grants))
                .filter(grant::Column::RevokedAt.is_null())
                .filter(user::Column::AccountEnabled.eq(true))
                .filter(user::Column::DeletedAt.is_null())
                .filter(home_stands())
                .filter(
                    Expr::col((grant::Entity, grant::Column::AuthenticatedAt))
                        .gte(Expr::col((user::Entity, user::Column::SignInValidFrom))),
                )
                .into_query();
            let mut standings = HashMap::new();
            for row in db.query_all(&query).await? {
                let standing = Standing {
                    user: user::Model::from_query_result(&row, SelectA.as_str())?,
                    tenant: tenant::Model::from_query_result(&row, SelectB.as_str())?,
                    verified_at: row.try_get("", VERIFIED_AT)?,
                    amr: row.try_get("", AMR)?,
                    device_id: row.try_get("", DEVICE)?,
                };
                standings.insert(row.try_get("", GRANT)?, Arc::new(standing));
            }
            Ok(standings)
        }
    })
}

/// Whoever signs in for a guest has to stand as well.
fn home_stands() -> Condition {
    let home = Query::select()
        .column(user::Column::Id)
        .from(user::Entity)
        .and_where(user::Column::AccountEnabled.eq(true))
        .and_where(user::Column::DeletedAt.is_null())
        .to_owned();
    Condition::any()
        .add(Expr::col((user::Entity, user::Column::HomeUserId)).is_null())
        .add(Expr::col((user::Entity, user::Column::HomeUserId)).in_subquery(home))
}

/// The `WWW-Authenticate` of a 401 (RFC 6750 §3), as Graph writes it.
pub(crate) fn challenge(state: &AppState, error: Option<&str>) -> String {
    let authorize = state.config.address("/common/oauth2/v2.0/authorize");
    let error = error.map(|e| format!(", error=\"{e}\"")).unwrap_or_default();
    format!("Bearer realm=\"\", authorization_uri=\"{authorize}\", client_id=\"{GRAPH_RESOURCE_ID}\"{error}")
}
