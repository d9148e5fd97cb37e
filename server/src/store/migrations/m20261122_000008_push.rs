//! Where phones take the messages that wake them.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("push_subscriptions")
            .col(uuid("method_id").primary_key())
            .col(text("endpoint"))
            .col(big_integer("created_at"))
            .foreign_key(
                ForeignKey::create()
                    .from("push_subscriptions", "method_id")
                    .to("security_methods", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        schema.create_table(table).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .drop_table(Table::drop().table("push_subscriptions").to_owned())
            .await
    }
}
