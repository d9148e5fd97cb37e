//! Terms of use in full: when they are asked again, which apps need them, what was opened, and every decision ever made.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for column in [
            integer_null("reaccept_after_days"),
            big_integer_null("reaccept_from"),
            integer_null("reaccept_every_days"),
            json("required_by").default("[]").take(),
        ] {
            schema
                .alter_table(
                    Table::alter()
                        .table("terms_documents")
                        .add_column(column)
                        .to_owned(),
                )
                .await?;
        }
        let person = |table: &'static str| {
            ForeignKey::create()
                .from(table, "user_id")
                .to("users", "id")
                .on_delete(ForeignKeyAction::Cascade)
                .to_owned()
        };
        schema
            .create_table(
                Table::create()
                    .table("terms_openings")
                    .col(uuid("user_id"))
                    .col(uuid("version_id"))
                    .col(big_integer("opened_at"))
                    .primary_key(Index::create().col("user_id").col("version_id"))
                    .foreign_key(&mut person("terms_openings"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("terms_openings", "version_id")
                            .to("terms_versions", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("terms_decisions")
                    .col(uuid("id").primary_key())
                    .col(uuid("user_id"))
                    .col(uuid("document_id"))
                    .col(text("display_name"))
                    .col(text("version"))
                    .col(text("language"))
                    .col(text("state"))
                    .col(big_integer("recorded_at"))
                    .col(big_integer_null("expires_at"))
                    .col(text("sha256"))
                    .col(text("app"))
                    .col(text_null("device_name"))
                    .col(text_null("device_os"))
                    .foreign_key(&mut person("terms_decisions"))
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("terms_decisions_user_id_recorded_at")
                    .table("terms_decisions")
                    .col("user_id")
                    .col("recorded_at")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["terms_decisions", "terms_openings"] {
            schema.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for column in [
            "required_by",
            "reaccept_every_days",
            "reaccept_from",
            "reaccept_after_days",
        ] {
            schema
                .alter_table(
                    Table::alter()
                        .table("terms_documents")
                        .drop_column(column)
                        .to_owned(),
                )
                .await?;
        }
        Ok(())
    }
}
