//! Who did what: never holds a code, token or password.

use sea_orm::entity::prelude::*;

use crate::store::values::AuditDetail;

/// A row of `audit_events`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: Option<Uuid>,
    pub user_id: Option<Uuid>,
    pub client_id: Option<Uuid>,
    /// A dotted name, for example `sign_in.failed`.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    pub detail: AuditDetail,
    #[sea_orm(column_type = "Text")]
    pub address: Option<String>,
    pub occurred_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
