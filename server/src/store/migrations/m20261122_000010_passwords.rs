//! Changing passwords: earlier ones, where they are kept, guesses that were made before; and mails that wait to be sent.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in columns() {
            schema
                .alter_table(Table::alter().table(table).add_column(column).to_owned())
                .await?;
        }
        schema.create_table(former_passwords()).await?;
        schema.create_table(queued_mails()).await?;
        for (name, table, column) in INDEXES {
            schema
                .create_index(Index::create().name(name).table(table).col(column).to_owned())
                .await?;
        }
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["queued_mails", "former_passwords"] {
            schema.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for (table, column) in columns() {
            let name = column.get_column_name();
            schema
                .alter_table(Table::alter().table(table).drop_column(name).to_owned())
                .await?;
        }
        Ok(())
    }
}

const INDEXES: [(&str, &str, &str); 2] = [
    ("former_passwords_user_id", "former_passwords", "user_id"),
    ("queued_mails_next_try_at", "queued_mails", "next_try_at"),
];

/// What tables of earlier steps gain.
fn columns() -> Vec<(&'static str, ColumnDef)> {
    vec![
        ("users", boolean("password_on_premises").default(false).take()),
        ("sign_in_locks", json("recent_wrong").default("[]").take()),
    ]
}

fn former_passwords() -> TableCreateStatement {
    Table::create()
        .table("former_passwords")
        .col(uuid("id").primary_key())
        .col(uuid("user_id"))
        .col(text("hash"))
        .col(big_integer("replaced_at"))
        .foreign_key(
            ForeignKey::create()
                .from("former_passwords", "user_id")
                .to("users", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn queued_mails() -> TableCreateStatement {
    Table::create()
        .table("queued_mails")
        .col(uuid("id").primary_key())
        .col(text("from_name"))
        .col(text("to_address"))
        .col(text("subject"))
        .col(text("text_body"))
        .col(text_null("html_body"))
        .col(integer("attempts"))
        .col(big_integer("next_try_at"))
        .col(big_integer("created_at"))
        .to_owned()
}
