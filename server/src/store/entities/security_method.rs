//! A security method of a person, of every kind but password and e-mail, which have tables of their own.

use sea_orm::entity::prelude::*;

use crate::store::values::MethodData;

/// A row of `security_methods`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "security_methods")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    /// A [`MethodKind`](crate::methods::kind::MethodKind) by its wire name.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// Phones: `mobile`, `alternateMobile`, `office`. Others: the number of the place, from `1`.
    #[sea_orm(column_type = "Text")]
    pub slot: String,
    /// `group:slot`, unique per person: that is how limits hold however many add at once.
    #[sea_orm(column_type = "Text")]
    pub slot_key: String,
    /// Unique over all people: `passkey:<credential id>`, `smsSignIn:<tenant>:<number>`, `key:<thumbprint>`.
    #[sea_orm(column_type = "Text")]
    pub lookup_key: Option<String>,
    /// The name the person gave.
    #[sea_orm(column_type = "Text")]
    pub display_name: Option<String>,
    /// What is shown: a number in E.164, the name of a device, a serial number.
    #[sea_orm(column_type = "Text")]
    pub value: Option<String>,
    /// Sealed under the server's key: see [`crate::secrets::ServerSecrets::seal`].
    pub secret_sealed: Option<Vec<u8>>,
    /// Time step of the last code that was accepted (RFC 6238 §5.2), counter of a key: never used twice.
    pub last_step: Option<i64>,
    pub data: MethodData,
    /// `active`, `notActivated`, `disabled`.
    #[sea_orm(column_type = "Text")]
    pub state: String,
    pub created_at: i64,
    pub last_used_at: Option<i64>,
    pub expires_at: Option<i64>,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Leaves out what must not reach a log.
        f.debug_struct("SecurityMethod")
            .field("id", &self.id)
            .field("user_id", &self.user_id)
            .field("kind", &self.kind)
            .field("slot", &self.slot)
            .field("state", &self.state)
            .field("created_at", &self.created_at)
            .field("last_used_at", &self.last_used_at)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
