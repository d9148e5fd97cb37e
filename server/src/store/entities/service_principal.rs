//! An application of one organization that another one uses as well, as Entra's service principals are.

use sea_orm::entity::prelude::*;

use crate::store::values::Strings;

/// A row of `service_principals`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "service_principals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub client_id: Uuid,
    /// The organization that uses it, not the one that registered it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    /// Granted by an administrator of that organization for everybody there.
    pub consented_scopes: Strings,
    pub enabled: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
