//! A terms-of-use document (Graph `agreement`).

use sea_orm::entity::prelude::*;

use crate::store::values::Strings;

/// A row of `terms_documents`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "terms_documents")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: Uuid,
    /// For administrators; people see the name in their language.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    pub sort_order: i32,
    /// Graph `isViewingBeforeAcceptanceRequired`.
    pub must_be_opened: bool,
    /// `everyone`, `members`, `guests`.
    #[sea_orm(column_type = "Text")]
    pub audience: String,
    pub enabled: bool,
    /// An acceptance is good for so many days.
    pub reaccept_after_days: Option<i32>,
    /// From this instant, and every so many days after it, what was accepted before is asked again.
    pub reaccept_from: Option<i64>,
    pub reaccept_every_days: Option<i32>,
    /// The ids of the apps that need it: declining blocks them (B-176).
    pub required_by: Strings,
    /// Graph `isPerDeviceAcceptanceRequired`: every device of a member is asked.
    pub per_device: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
