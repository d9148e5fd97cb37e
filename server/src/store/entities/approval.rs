//! A question to a person's phone: is it you who signs in?

use sea_orm::entity::prelude::*;

/// A row of `approvals`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "approvals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    /// The phone that is asked; none asks all of the person's.
    pub method_id: Option<Uuid>,
    /// The registration this is the test of.
    pub registration_id: Option<Uuid>,
    /// `test`, `signIn`, `stepUp`, `trial`.
    #[sea_orm(column_type = "Text")]
    pub purpose: String,
    /// The two digits the phone asks for (B-55).
    #[sea_orm(column_type = "Text")]
    pub number: String,
    /// `pending`, `approved`, `denied`, `reported`, `expired`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    #[sea_orm(column_type = "Text")]
    pub app: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub address: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub user_agent: Option<String>,
    pub created_at: i64,
    pub expires_at: i64,
    pub answered_at: Option<i64>,
    pub wrong_tries: i32,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Leaves out what must not reach a log.
        f.debug_struct("Approval")
            .field("id", &self.id)
            .field("user_id", &self.user_id)
            .field("method_id", &self.method_id)
            .field("purpose", &self.purpose)
            .field("state", &self.state)
            .field("created_at", &self.created_at)
            .field("expires_at", &self.expires_at)
            .field("answered_at", &self.answered_at)
            .field("wrong_tries", &self.wrong_tries)
            .finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
