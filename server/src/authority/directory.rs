//! Finds the organization and the app a request names.

use std::sync::Arc;

use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::error::OAuthError;
use crate::state::AppState;
use crate::store::entities::{client, service_principal, tenant, user};
use crate::store::gather::Gather;

/// The organization of an address: `/{tenant}/oauth2/v2.0/…`.
#[derive(Clone, Debug)]
pub enum Realm {
    /// By id or verified domain.
    Tenant(Arc<tenant::Model>),
    /// `organizations` or `common`: the app's own organization decides.
    Any(&'static str),
}

impl Realm {
    /// Finds the organization an address names.
    ///
    /// # Errors
    /// `invalid_tenant` (AADSTS90002) when there is none.
    pub async fn find(state: &AppState, name: &str) -> Result<Self, OAuthError> {
        for any in ["organizations", "common"] {
            if name.eq_ignore_ascii_case(any) {
                return Ok(Self::Any(any));
            }
        }
        let found = match Uuid::try_parse(name) {
            Ok(id) => state.reads.tenants.get(id).await?,
            Err(_) => by_domain(&state.db, name).await?.map(Arc::new),
        };
        found.map(Self::Tenant).ok_or_else(|| unknown_tenant(name))
    }

    /// Finds an app that may be used here, and its organization.
    ///
    /// # Errors
    /// `unauthorized_client` (AADSTS700016) when there is no such app here, or it is turned off (AADSTS7000112).
    pub async fn client(
        self,
        state: &AppState,
        client_id: &str,
    ) -> Result<(Arc<tenant::Model>, Arc<client::Model>), OAuthError> {
        let unknown = || {
            OAuthError::new(
                "unauthorized_client",
                700_016,
                "Application with the identifier given was not found in the directory.",
            )
        };
        let id = Uuid::try_parse(client_id).map_err(|_| unknown())?;
        let mut client = state.reads.clients.get(id).await?.ok_or_else(unknown)?;
        let tenant = match self {
            Self::Tenant(tenant) if tenant.id == client.tenant_id => tenant,
            Self::Tenant(tenant) => {
                client = used_by(&state.db, &client, tenant.id)
                    .await?
                    .ok_or_else(unknown)?;
                tenant
            }
            Self::Any(_) => state
                .reads
                .tenants
                .get(client.tenant_id)
                .await?
                .ok_or_else(unknown)?,
        };
        if !client.enabled {
            return Err(OAuthError::new(
                "unauthorized_client",
                7_000_112,
                "The application is disabled.",
            ));
        }
        Ok((tenant, client))
    }
}

/// An app as an organization has it that uses another one's: its own administrator consents, and may turn it off.
async fn used_by(
    db: &DatabaseConnection,
    client: &client::Model,
    tenant_id: Uuid,
) -> Result<Option<Arc<client::Model>>, DbErr> {
    let used = service_principal::Entity::find_by_id((client.id, tenant_id))
        .one(db)
        .await?;
    Ok(used.map(|used| {
        Arc::new(client::Model {
            consented_scopes: used.consented_scopes,
            enabled: client.enabled && used.enabled,
            ..client.clone()
        })
    }))
}

/// The guest that a person is in another organization, unless they left it.
///
/// # Errors
/// When the database fails.
pub async fn guest_of(
    db: &impl ConnectionTrait,
    home_user_id: Uuid,
    tenant_id: Uuid,
) -> Result<Option<user::Model>, DbErr> {
    user::Entity::find()
        .filter(user::Column::HomeUserId.eq(home_user_id))
        .filter(user::Column::TenantId.eq(tenant_id))
        .filter(user::Column::DeletedAt.is_null())
        .one(db)
        .await
}

/// A person by the name they sign in with, in any spelling of case.
///
/// # Errors
/// When the database fails.
pub async fn user_by_name(db: &DatabaseConnection, name: &str) -> Result<Option<user::Model>, DbErr> {
    user::Entity::find()
        .filter(user::Column::UserName.eq(name.trim().to_lowercase()))
        .one(db)
        .await
}

/// Organizations by id.
pub(crate) fn tenants(db: DatabaseConnection) -> Gather<Uuid, Arc<tenant::Model>> {
    Gather::new(move |ids| {
        let db = db.clone();
        async move {
            let rows = tenant::Entity::find()
                .filter(tenant::Column::Id.is_in(ids))
                .all(&db)
                .await?;
            Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
        }
    })
}

/// Apps by id.
pub(crate) fn clients(db: DatabaseConnection) -> Gather<Uuid, Arc<client::Model>> {
    Gather::new(move |ids| {
        let db = db.clone();
        async move {
            let rows = client::Entity::find()
                .filter(client::Column::Id.is_in(ids))
                .all(&db)
                .await?;
            Ok(rows.into_iter().map(|row| (row.id, Arc::new(row))).collect())
        }
    })
}

async fn by_domain(db: &DatabaseConnection, domain: &str) -> Result<Option<tenant::Model>, DbErr> {
    let domain = domain.to_ascii_lowercase();
    // An installation has a handful of organizations at most; their domains are a list in one column.
    let tenants = tenant::Entity::find().all(db).await?;
    Ok(tenants.into_iter().find(|t| t.verified_domains.has(&domain)))
}

fn unknown_tenant(name: &str) -> OAuthError {
    let name: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || ".-".contains(*c))
        .take(64)
        .collect();
    OAuthError::new("invalid_tenant", 90002, format!("Tenant '{name}' not found."))
}
