//! Keys, limits, mail and the audit trail.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(
                Table::create()
                    .table("signing_keys")
                    .col(text("id").primary_key())
                    .col(blob("private_der"))
                    .col(text("modulus"))
                    .col(text("exponent"))
                    .col(big_integer("created_at"))
                    .col(big_integer("signs_from"))
                    .col(big_integer("signs_until"))
                    .col(big_integer("published_until"))
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("server_secrets")
                    .col(text("name").primary_key())
                    .col(blob("value"))
                    .col(big_integer("created_at"))
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("rate_limits")
                    .col(text("bucket").primary_key())
                    .col(big_integer("window_ends_at"))
                    .col(integer("hits"))
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("outbox_mails")
                    .col(uuid("id").primary_key())
                    .col(text("to_address"))
                    .col(text("subject"))
                    .col(text("text_body"))
                    .col(text_null("html_body"))
                    .col(big_integer("created_at"))
                    .col(big_integer_null("sent_at"))
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("audit_events")
                    .col(uuid("id").primary_key())
                    .col(uuid_null("tenant_id"))
                    .col(uuid_null("user_id"))
                    .col(uuid_null("client_id"))
                    .col(text("kind"))
                    .col(json("detail"))
                    .col(text_null("address"))
                    .col(big_integer("occurred_at"))
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("rate_limits_window_ends_at")
                    .table("rate_limits")
                    .col("window_ends_at")
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("outbox_mails_created_at")
                    .table("outbox_mails")
                    .col("created_at")
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("audit_events_user_id_occurred_at")
                    .table("audit_events")
                    .col("user_id")
                    .col("occurred_at")
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "audit_events",
            "outbox_mails",
            "rate_limits",
            "server_secrets",
            "signing_keys",
        ] {
            schema.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
