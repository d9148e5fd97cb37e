//! Terms of use and who accepted them.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(
                Table::create()
                    .table("terms_documents")
                    .col(uuid("id").primary_key())
                    .col(uuid("tenant_id"))
                    .col(text("name"))
                    .col(integer("sort_order"))
                    .col(boolean("must_be_opened"))
                    .col(text("audience"))
                    .col(boolean("enabled"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("terms_documents", "tenant_id")
                            .to("tenants", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("terms_exemptions")
                    .col(uuid("id").primary_key())
                    .col(uuid("document_id"))
                    .col(uuid("user_id"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("terms_exemptions", "document_id")
                            .to("terms_documents", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("terms_exemptions", "user_id")
                            .to("users", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("terms_versions")
                    .col(uuid("id").primary_key())
                    .col(uuid("document_id"))
                    .col(text("version"))
                    .col(big_integer("published_at"))
                    .col(boolean("is_current"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("terms_versions", "document_id")
                            .to("terms_documents", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("terms_files")
                    .col(uuid("id").primary_key())
                    .col(uuid("version_id"))
                    .col(text("language"))
                    .col(boolean("is_default"))
                    .col(text("display_name"))
                    .col(text("content"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("terms_files", "version_id")
                            .to("terms_versions", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("acceptances")
                    .col(uuid("id").primary_key())
                    .col(uuid("user_id"))
                    .col(uuid("document_id"))
                    .col(uuid("version_id"))
                    .col(uuid("file_id"))
                    .col(text("state"))
                    .col(big_integer("recorded_at"))
                    .col(big_integer_null("expires_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("acceptances", "user_id")
                            .to("users", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("acceptances", "document_id")
                            .to("terms_documents", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("acceptances", "version_id")
                            .to("terms_versions", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("acceptances", "file_id")
                            .to("terms_files", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("terms_documents_tenant_id")
                    .table("terms_documents")
                    .col("tenant_id")
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("terms_exemptions_document_id_user_id")
                    .table("terms_exemptions")
                    .col("document_id")
                    .col("user_id")
                    .unique()
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("terms_versions_document_id_version")
                    .table("terms_versions")
                    .col("document_id")
                    .col("version")
                    .unique()
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("terms_files_version_id_language")
                    .table("terms_files")
                    .col("version_id")
                    .col("language")
                    .unique()
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("acceptances_user_id_version_id")
                    .table("acceptances")
                    .col("user_id")
                    .col("version_id")
                    .unique()
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "acceptances",
            "terms_files",
            "terms_versions",
            "terms_exemptions",
            "terms_documents",
        ] {
            schema.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
