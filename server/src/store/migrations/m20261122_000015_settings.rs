//! What people set for themselves: languages, regional format, time zone; and which mails told them of something.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(
                Table::create()
                    .table("user_settings")
                    .col(uuid("user_id").primary_key())
                    .col(text_null("display_language"))
                    .col(json_null("preferred_languages"))
                    .col(text_null("regional_format"))
                    .col(text_null("time_zone"))
                    .col(big_integer("changed_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("user_settings", "user_id")
                            .to("users", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("sent_mails")
                    .col(uuid("id").primary_key())
                    .col(uuid("user_id"))
                    .col(text("to_address"))
                    .col(text("subject"))
                    .col(big_integer("queued_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("sent_mails", "user_id")
                            .to("users", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("sent_mails_user_id_queued_at")
                    .table("sent_mails")
                    .col("user_id")
                    .col("queued_at")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .drop_table(Table::drop().table("sent_mails").to_owned())
            .await?;
        schema
            .drop_table(Table::drop().table("user_settings").to_owned())
            .await
    }
}
