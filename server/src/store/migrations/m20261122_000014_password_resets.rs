//! Resetting a password, or unlocking an account, by who cannot sign in.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(
                Table::create()
                    .table("password_resets")
                    .col(text("id_hash").primary_key())
                    .col(text("browser"))
                    .col(uuid("tenant_id"))
                    .col(uuid_null("user_id"))
                    .col(blob("user_name_sealed"))
                    .col(text("name_mac"))
                    .col(text("purpose"))
                    .col(text("proven"))
                    .col(text_null("means"))
                    .col(blob_null("target_sealed"))
                    .col(text_null("code_mac"))
                    .col(uuid_null("asked_id"))
                    .col(text_null("number"))
                    .col(integer("tries_remaining"))
                    .col(big_integer_null("sent_at"))
                    .col(big_integer("created_at"))
                    .col(big_integer("expires_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("password_resets", "user_id")
                            .to("users", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("password_resets_user_id")
                    .table("password_resets")
                    .col("user_id")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .drop_table(Table::drop().table("password_resets").to_owned())
            .await
    }
}
