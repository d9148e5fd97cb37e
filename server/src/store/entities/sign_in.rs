//! One interactive sign-in, or the try of one, as its person sees it.

use sea_orm::entity::prelude::*;

use crate::store::values::Place;

/// A row of `sign_ins`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_ins")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub user_id: Uuid,
    pub created_at: i64,
    /// The app; none for the account pages in the browser.
    pub client_id: Option<Uuid>,
    #[sea_orm(column_type = "Text")]
    pub app_display_name: Option<String>,
    /// `Browser` or `Mobile Apps and Desktop clients`, as Graph has it.
    #[sea_orm(column_type = "Text")]
    pub client_app_used: String,
    /// What the computer calls itself.
    #[sea_orm(column_type = "Text")]
    pub device_name: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub operating_system: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub browser: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub address: Option<String>,
    pub location: Option<Place>,
    /// The network of the address, for the rule of what is unusual.
    #[sea_orm(column_type = "Text")]
    pub network: String,
    /// What tells one device of a person from another, for the same rule.
    #[sea_orm(column_type = "Text")]
    pub device_key: String,
    /// 0, or the number of Entra's error.
    pub error_code: i32,
    #[sea_orm(column_type = "Text")]
    pub failure_reason: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub additional_details: Option<String>,
    /// Whether the first factor was right (B-159).
    pub session_activity: bool,
    /// The second step that was asked, as the claim `amr` names it.
    #[sea_orm(column_type = "Text")]
    pub second_way: Option<String>,
    /// `none`, `atRisk`, `confirmedSafe`, `confirmedCompromised`.
    #[sea_orm(column_type = "Text")]
    pub risk_state: String,
    /// Whether it was flagged when it happened, whatever the person said of it since.
    pub is_unfamiliar: bool,
    /// The app's session that came of it.
    pub grant_id: Option<Uuid>,
    /// The words a search looks at, lower case, each after a space.
    #[sea_orm(column_type = "Text")]
    pub search: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
