//! Method policies, e-mail methods and their challenges.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(
                Table::create()
                    .table("method_policies")
                    .col(uuid("id").primary_key())
                    .col(uuid("tenant_id"))
                    .col(text("name"))
                    .col(boolean("is_default"))
                    .col(json("rules"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("method_policies", "tenant_id")
                            .to("tenants", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("email_methods")
                    .col(uuid("id").primary_key())
                    .col(uuid("user_id").unique_key())
                    .col(text("email_address"))
                    .col(text("address_key"))
                    .col(big_integer("created_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("email_methods", "user_id")
                            .to("users", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("email_challenges")
                    .col(uuid("id").primary_key())
                    .col(uuid("user_id"))
                    .col(text("email_address"))
                    .col(text("address_key"))
                    .col(uuid_null("replaces_method_id"))
                    .col(text("code_mac"))
                    .col(integer("tries_remaining"))
                    .col(integer("sent_count"))
                    .col(big_integer("created_at"))
                    .col(big_integer("expires_at"))
                    .col(big_integer("resend_after_at"))
                    .col(big_integer_null("confirmed_at"))
                    .col(big_integer_null("cancelled_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("email_challenges", "user_id")
                            .to("users", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("method_policies_tenant_id")
                    .table("method_policies")
                    .col("tenant_id")
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("email_methods_address_key")
                    .table("email_methods")
                    .col("address_key")
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("email_challenges_user_id")
                    .table("email_challenges")
                    .col("user_id")
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["email_challenges", "email_methods", "method_policies"] {
            schema.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
