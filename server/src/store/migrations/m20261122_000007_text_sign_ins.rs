//! Signing in with a phone number and the code of a text message.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(
                Table::create()
                    .table("text_sign_ins")
                    .col(text("id_hash").primary_key())
                    .col(blob("number_sealed"))
                    .col(text("number_mac"))
                    .col(uuid_null("tenant_id"))
                    .col(text("browser"))
                    .col(boolean("keep"))
                    .col(text("next"))
                    .col(text("code_mac"))
                    .col(integer("tries_remaining"))
                    .col(big_integer("sent_at"))
                    .col(big_integer("created_at"))
                    .col(big_integer("expires_at"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .drop_table(Table::drop().table("text_sign_ins").to_owned())
            .await
    }
}
