//! People who are guests in other organizations, apps that several organizations use, and what a guest proved.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

/// The columns of `users` about guests.
fn columns() -> Vec<ColumnDef> {
    vec![
        uuid_null("home_user_id").take(),
        big_integer_null("accepted_at").take(),
        big_integer_null("last_sign_in_at").take(),
        big_integer_null("deleted_at").take(),
        text_null("deleted_reason").take(),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for column in columns() {
            let table = Table::alter().table("users").add_column(column).to_owned();
            schema.alter_table(table).await?;
        }
        schema
            .create_index(
                Index::create()
                    .name("users_home_user_id_tenant_id")
                    .table("users")
                    .col("home_user_id")
                    .col("tenant_id")
                    .unique()
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("service_principals")
                    .col(uuid("client_id"))
                    .col(uuid("tenant_id"))
                    .col(json("consented_scopes"))
                    .col(boolean("enabled"))
                    .primary_key(Index::create().col("client_id").col("tenant_id"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("service_principals", "client_id")
                            .to("clients", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("service_principals", "tenant_id")
                            .to("tenants", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("guest_proofs")
                    .col(uuid("session_id"))
                    .col(uuid("user_id"))
                    .col(json("amr"))
                    .col(big_integer("verified_at"))
                    .primary_key(Index::create().col("session_id").col("user_id"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("guest_proofs", "user_id")
                            .to("users", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["guest_proofs", "service_principals"] {
            schema.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        let index = Index::drop()
            .name("users_home_user_id_tenant_id")
            .table("users")
            .to_owned();
        schema.drop_index(index).await?;
        for column in columns().into_iter().map(|column| column.get_column_name()) {
            let table = Table::alter().table("users").drop_column(column).to_owned();
            schema.alter_table(table).await?;
        }
        Ok(())
    }
}
