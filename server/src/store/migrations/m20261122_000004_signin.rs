//! Clients, grants, codes, tokens and browser sessions.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(
                Table::create()
                    .table("sign_in_locks")
                    .col(text("name_mac").primary_key())
                    .col(integer("failed_tries"))
                    .col(integer("locks"))
                    .col(big_integer_null("locked_until"))
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("clients")
                    .col(uuid("id").primary_key())
                    .col(uuid("tenant_id"))
                    .col(text("display_name"))
                    .col(json("redirect_uris"))
                    .col(json("sign_out_uris"))
                    .col(json("grant_types"))
                    .col(json("allowed_scopes"))
                    .col(json("consented_scopes"))
                    .col(boolean("enabled"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("clients", "tenant_id")
                            .to("tenants", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("consents")
                    .col(uuid("id").primary_key())
                    .col(uuid("user_id"))
                    .col(uuid("client_id"))
                    .col(json("scopes"))
                    .col(big_integer("given_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("consents", "user_id")
                            .to("users", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("consents", "client_id")
                            .to("clients", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("device_authorizations")
                    .col(uuid("id").primary_key())
                    .col(uuid("tenant_id"))
                    .col(uuid("client_id"))
                    .col(text("device_code_hash").unique_key())
                    .col(text("user_code_mac").unique_key())
                    .col(json("scopes"))
                    .col(text_null("device_name"))
                    .col(text_null("device_os"))
                    .col(text_null("address"))
                    .col(big_integer("created_at"))
                    .col(big_integer("expires_at"))
                    .col(integer("interval_seconds"))
                    .col(big_integer_null("last_polled_at"))
                    .col(text("status"))
                    .col(uuid_null("user_id"))
                    .col(big_integer_null("authenticated_at"))
                    .col(big_integer_null("decided_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("device_authorizations", "tenant_id")
                            .to("tenants", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("device_authorizations", "client_id")
                            .to("clients", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("authorization_codes")
                    .col(text("code_hash").primary_key())
                    .col(uuid("client_id"))
                    .col(uuid("user_id"))
                    .col(text("redirect_uri"))
                    .col(json("scopes"))
                    .col(text("code_challenge"))
                    .col(text_null("nonce"))
                    .col(big_integer("authenticated_at"))
                    .col(big_integer("created_at"))
                    .col(big_integer("expires_at"))
                    .col(big_integer_null("used_at"))
                    .col(uuid_null("grant_id"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("authorization_codes", "client_id")
                            .to("clients", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("authorization_codes", "user_id")
                            .to("users", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("grants")
                    .col(uuid("id").primary_key())
                    .col(uuid("tenant_id"))
                    .col(uuid("user_id"))
                    .col(uuid("client_id"))
                    .col(json("scopes"))
                    .col(text("origin"))
                    .col(text_null("device_name"))
                    .col(text_null("device_os"))
                    .col(big_integer("authenticated_at"))
                    .col(big_integer("created_at"))
                    .col(big_integer("last_used_at"))
                    .col(big_integer_null("revoked_at"))
                    .col(text_null("revoked_because"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("grants", "tenant_id")
                            .to("tenants", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("grants", "user_id")
                            .to("users", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .from("grants", "client_id")
                            .to("clients", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("refresh_tokens")
                    .col(text("token_hash").primary_key())
                    .col(uuid("grant_id"))
                    .col(big_integer("issued_at"))
                    .col(big_integer("expires_at"))
                    .col(text_null("replaces"))
                    .col(big_integer_null("replaced_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("refresh_tokens", "grant_id")
                            .to("grants", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("browser_sessions")
                    .col(text("id_hash").primary_key())
                    .col(uuid("user_id"))
                    .col(big_integer("authenticated_at"))
                    .col(big_integer("last_seen_at"))
                    .col(big_integer("expires_at"))
                    .col(text_null("address"))
                    .col(text_null("user_agent"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("browser_sessions", "user_id")
                            .to("users", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("consents_user_id_client_id")
                    .table("consents")
                    .col("user_id")
                    .col("client_id")
                    .unique()
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("device_authorizations_expires_at")
                    .table("device_authorizations")
                    .col("expires_at")
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("authorization_codes_expires_at")
                    .table("authorization_codes")
                    .col("expires_at")
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("grants_user_id")
                    .table("grants")
                    .col("user_id")
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("refresh_tokens_grant_id")
                    .table("refresh_tokens")
                    .col("grant_id")
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("refresh_tokens_replaces")
                    .table("refresh_tokens")
                    .col("replaces")
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("browser_sessions_user_id")
                    .table("browser_sessions")
                    .col("user_id")
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "browser_sessions",
            "refresh_tokens",
            "grants",
            "authorization_codes",
            "device_authorizations",
            "consents",
            "clients",
            "sign_in_locks",
        ] {
            schema.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
