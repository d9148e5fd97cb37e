//! The recovery key of an encrypted disk.

use sea_orm::entity::prelude::*;

/// A row of `recovery_keys`. Instants are milliseconds since the Unix epoch.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recovery_keys")]
pub struct Model {
    /// The key id that the locked screen shows.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub device_id: Uuid,
    pub key_sealed: Vec<u8>,
    /// `operatingSystemVolume`, `fixedDataVolume` or `removableDataVolume`, as Graph has it.
    #[sea_orm(column_type = "Text")]
    pub volume_type: String,
    pub created_at: i64,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecoveryKey")
            .field("id", &self.id)
            .field("device_id", &self.device_id)
            .finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
