//! Tenants, people, passwords and photos.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(
                Table::create()
                    .table("tenants")
                    .col(uuid("id").primary_key())
                    .col(text("display_name"))
                    .col(json("verified_domains"))
                    .col(json("settings"))
                    .col(big_integer("created_at"))
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("users")
                    .col(uuid("id").primary_key())
                    .col(uuid("tenant_id"))
                    .col(text("user_name").unique_key())
                    .col(text("display_name"))
                    .col(text_null("given_name"))
                    .col(text_null("surname"))
                    .col(text_null("job_title"))
                    .col(text_null("department"))
                    .col(text_null("company_name"))
                    .col(text_null("mail"))
                    .col(json("other_mails"))
                    .col(json("proxy_addresses"))
                    .col(json("business_phones"))
                    .col(text_null("mobile_phone"))
                    .col(text_null("office_location"))
                    .col(text_null("street_address"))
                    .col(text_null("postal_code"))
                    .col(text_null("city"))
                    .col(text_null("state"))
                    .col(text_null("country"))
                    .col(text_null("preferred_language"))
                    .col(text_null("employee_id"))
                    .col(text("user_type"))
                    .col(boolean("is_administrator"))
                    .col(boolean("account_enabled"))
                    .col(uuid_null("manager_id"))
                    .col(uuid_null("method_policy_id"))
                    .col(big_integer("sign_in_valid_from"))
                    .col(big_integer("created_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("users", "tenant_id")
                            .to("tenants", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("passwords")
                    .col(uuid("user_id").primary_key())
                    .col(text("hash"))
                    .col(big_integer("changed_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("passwords", "user_id")
                            .to("users", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("photos")
                    .col(uuid("id").primary_key())
                    .col(uuid("user_id"))
                    .col(integer("size"))
                    .col(text("content_type"))
                    .col(text("etag"))
                    .col(blob("bytes"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("photos", "user_id")
                            .to("users", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("users_tenant_id")
                    .table("users")
                    .col("tenant_id")
                    .to_owned(),
            )
            .await?;
        schema
            .create_index(
                Index::create()
                    .name("photos_user_id_size")
                    .table("photos")
                    .col("user_id")
                    .col("size")
                    .unique()
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["photos", "passwords", "users", "tenants"] {
            schema.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
