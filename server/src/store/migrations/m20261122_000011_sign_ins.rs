//! The history of sign-ins that a person can look through, and a name for each browser's session.

use sea_orm_migration::sea_orm::DbBackend;
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(
                Table::create()
                    .table("sign_ins")
                    .col(uuid("id").primary_key())
                    .col(uuid("tenant_id"))
                    .col(uuid("user_id"))
                    .col(big_integer("created_at"))
                    .col(uuid_null("client_id"))
                    .col(text_null("app_display_name"))
                    .col(text("client_app_used"))
                    .col(text_null("device_name"))
                    .col(text_null("operating_system"))
                    .col(text_null("browser"))
                    .col(text_null("address"))
                    .col(json_null("location"))
                    .col(text("network"))
                    .col(text("device_key"))
                    .col(integer("error_code"))
                    .col(text_null("failure_reason"))
                    .col(text_null("additional_details"))
                    .col(boolean("session_activity"))
                    .col(text_null("second_way"))
                    .col(text("risk_state"))
                    .col(boolean("is_unfamiliar"))
                    .col(uuid_null("grant_id"))
                    .col(text("search"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("sign_ins", "user_id")
                            .to("users", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        for (name, columns) in [
            (
                "sign_ins_user_id_created_at_id",
                &["user_id", "created_at", "id"][..],
            ),
            ("sign_ins_user_id_risk_state", &["user_id", "risk_state"]),
            ("sign_ins_grant_id", &["grant_id"]),
            ("sign_ins_created_at", &["created_at"]),
        ] {
            let mut index = Index::create();
            index.name(name).table("sign_ins");
            for column in columns {
                index.col(*column);
            }
            schema.create_index(index.to_owned()).await?;
        }
        schema
            .alter_table(
                Table::alter()
                    .table("browser_sessions")
                    .add_column(uuid_null("session_id"))
                    .to_owned(),
            )
            .await?;
        let named = match schema.get_database_backend() {
            DbBackend::Postgres => "UPDATE browser_sessions SET session_id = gen_random_uuid()",
            _ => "UPDATE browser_sessions SET session_id = randomblob(16)",
        };
        schema.get_connection().execute_unprepared(named).await?;
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .alter_table(
                Table::alter()
                    .table("browser_sessions")
                    .drop_column("session_id")
                    .to_owned(),
            )
            .await?;
        schema
            .drop_table(Table::drop().table("sign_ins").to_owned())
            .await
    }
}
