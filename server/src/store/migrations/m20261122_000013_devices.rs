//! The devices people sign in with, the recovery keys of their disks, and which grant is whose device's.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(
                Table::create()
                    .table("devices")
                    .col(uuid("id").primary_key())
                    .col(uuid("tenant_id"))
                    .col(uuid("user_id"))
                    .col(text_null("installation_hash"))
                    .col(text("display_name"))
                    .col(text_null("operating_system"))
                    .col(text_null("operating_system_version"))
                    .col(text("trust_type"))
                    .col(boolean_null("is_compliant"))
                    .col(boolean("account_enabled"))
                    .col(text_null("app_version"))
                    .col(big_integer("registered_at"))
                    .col(big_integer_null("last_sign_in_at"))
                    .col(big_integer_null("disabled_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("devices", "user_id")
                            .to("users", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("devices_user_id_installation_hash")
                    .table("devices")
                    .col("user_id")
                    .col("installation_hash")
                    .unique()
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("recovery_keys")
                    .col(uuid("id").primary_key())
                    .col(uuid("device_id"))
                    .col(blob("key_sealed"))
                    .col(text("volume_type"))
                    .col(big_integer("created_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("recovery_keys", "device_id")
                            .to("devices", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("recovery_keys_device_id")
                    .table("recovery_keys")
                    .col("device_id")
                    .to_owned(),
            )
            .await?;
        schema
            .alter_table(
                Table::alter()
                    .table("grants")
                    .add_column(uuid_null("device_id"))
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("grants_device_id")
                    .table("grants")
                    .col("device_id")
                    .to_owned(),
            )
            .await?;
        schema
            .alter_table(
                Table::alter()
                    .table("device_authorizations")
                    .add_column(json_null("installation"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .alter_table(
                Table::alter()
                    .table("device_authorizations")
                    .drop_column("installation")
                    .to_owned(),
            )
            .await?;
        schema
            .drop_index(Index::drop().name("grants_device_id").table("grants").to_owned())
            .await?;
        schema
            .alter_table(Table::alter().table("grants").drop_column("device_id").to_owned())
            .await?;
        schema
            .drop_table(Table::drop().table("recovery_keys").to_owned())
            .await?;
        schema.drop_table(Table::drop().table("devices").to_owned()).await
    }
}
