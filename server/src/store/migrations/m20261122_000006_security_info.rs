//! Every kind of security method, the running attempts to register one, and what signing in with them leaves behind.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

/// Tables of this step that belong to a person, in the order they are made.
const TABLES: [&str; 9] = [
    "security_methods",
    "method_registrations",
    "security_answers",
    "recovery_codes",
    "approvals",
    "voice_calls",
    "remembered_devices",
    "pending_sign_ins",
    "outbox_messages",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        widen(schema).await?;
        for table in [
            security_methods(),
            method_registrations(),
            security_answers(),
            recovery_codes(),
            approvals(),
            voice_calls(),
            remembered_devices(),
            pending_sign_ins(),
            outbox_messages(),
        ] {
            schema.create_table(table).await?;
        }
        for (name, table, columns, unique) in [
            (
                "security_methods_user_id_slot_key",
                "security_methods",
                &["user_id", "slot_key"][..],
                true,
            ),
            ("security_methods_value", "security_methods", &["value"], false),
            (
                "method_registrations_user_id",
                "method_registrations",
                &["user_id"],
                false,
            ),
            ("recovery_codes_user_id", "recovery_codes", &["user_id"], false),
            ("approvals_user_id", "approvals", &["user_id"], false),
            (
                "remembered_devices_user_id",
                "remembered_devices",
                &["user_id"],
                false,
            ),
        ] {
            let mut index = Index::create().name(name).table(table).to_owned();
            for column in columns {
                index.col(*column);
            }
            if unique {
                index.unique();
            }
            schema.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES.iter().rev() {
            schema.drop_table(Table::drop().table(*table).to_owned()).await?;
        }
        for (table, column) in columns()
            .into_iter()
            .map(|(table, column)| (table, column.get_column_name()))
        {
            schema
                .alter_table(Table::alter().table(table).drop_column(column).to_owned())
                .await?;
        }
        Ok(())
    }
}

/// SQLite adds one column at a time.
async fn widen(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    for (table, column) in columns() {
        schema
            .alter_table(Table::alter().table(table).add_column(column).to_owned())
            .await?;
    }
    Ok(())
}

/// What tables of earlier steps gain.
fn columns() -> Vec<(&'static str, ColumnDef)> {
    let proofs = [
        "grants",
        "browser_sessions",
        "authorization_codes",
        "device_authorizations",
    ];
    let mut columns = Vec::new();
    for table in proofs {
        columns.push((table, json("amr").default("[]").take()));
        columns.push((table, big_integer_null("verified_at").take()));
    }
    columns.push(("email_methods", big_integer_null("last_used_at").take()));
    columns.push(("users", text_null("preferred_method").take()));
    columns.push(("users", big_integer_null("security_info_confirmed_at").take()));
    columns.push(("users", integer("registration_skips").default(0).take()));
    columns.push(("users", big_integer_null("snoozed_until").take()));
    columns
}

fn security_methods() -> TableCreateStatement {
    Table::create()
        .table("security_methods")
        .col(uuid("id").primary_key())
        .col(uuid("user_id"))
        .col(text("kind"))
        .col(text("slot"))
        .col(text("slot_key"))
        .col(text_null("lookup_key").unique_key())
        .col(text_null("display_name"))
        .col(text_null("value"))
        .col(blob_null("secret_sealed"))
        .col(big_integer_null("last_step"))
        .col(json("data"))
        .col(text("state"))
        .col(big_integer("created_at"))
        .col(big_integer_null("last_used_at"))
        .col(big_integer_null("expires_at"))
        .foreign_key(&mut of_user("security_methods"))
        .to_owned()
}

fn method_registrations() -> TableCreateStatement {
    Table::create()
        .table("method_registrations")
        .col(uuid("id").primary_key())
        .col(uuid("user_id"))
        .col(text("kind"))
        .col(text("slot"))
        .col(text_null("display_name"))
        .col(text_null("value"))
        .col(text_null("channel"))
        .col(uuid_null("replaces_id"))
        .col(text_null("code_mac"))
        .col(blob_null("secret_sealed"))
        .col(text_null("token_hash").unique_key())
        .col(json("data"))
        .col(text("state"))
        .col(text_null("reason"))
        .col(integer("tries_remaining"))
        .col(integer("sent_count"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("resend_after_at"))
        .col(big_integer_null("finished_at"))
        .col(uuid_null("method_id"))
        .foreign_key(&mut of_user("method_registrations"))
        .to_owned()
}

fn security_answers() -> TableCreateStatement {
    Table::create()
        .table("security_answers")
        .col(uuid("user_id"))
        .col(text("question_id"))
        .col(text("answer_hash"))
        .col(integer("position"))
        .primary_key(Index::create().col("user_id").col("question_id"))
        .foreign_key(&mut of_user("security_answers"))
        .to_owned()
}

fn recovery_codes() -> TableCreateStatement {
    Table::create()
        .table("recovery_codes")
        .col(uuid("id").primary_key())
        .col(uuid("user_id"))
        .col(text("code_mac"))
        .col(big_integer_null("used_at"))
        .foreign_key(&mut of_user("recovery_codes"))
        .to_owned()
}

fn approvals() -> TableCreateStatement {
    Table::create()
        .table("approvals")
        .col(uuid("id").primary_key())
        .col(uuid("user_id"))
        .col(uuid_null("method_id"))
        .col(uuid_null("registration_id"))
        .col(text("purpose"))
        .col(text("number"))
        .col(text("state"))
        .col(text_null("app"))
        .col(text_null("address"))
        .col(text_null("user_agent"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("answered_at"))
        .col(integer("wrong_tries"))
        .foreign_key(&mut of_user("approvals"))
        .to_owned()
}

fn voice_calls() -> TableCreateStatement {
    Table::create()
        .table("voice_calls")
        .col(uuid("id").primary_key())
        .col(uuid("user_id"))
        .col(text("to_number"))
        .col(text("state"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("answered_at"))
        .foreign_key(&mut of_user("voice_calls"))
        .to_owned()
}

fn remembered_devices() -> TableCreateStatement {
    Table::create()
        .table("remembered_devices")
        .col(text("id_hash").primary_key())
        .col(uuid("user_id"))
        .col(text_null("user_agent"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("last_used_at"))
        .foreign_key(&mut of_user("remembered_devices"))
        .to_owned()
}

fn pending_sign_ins() -> TableCreateStatement {
    Table::create()
        .table("pending_sign_ins")
        .col(text("id_hash").primary_key())
        .col(uuid("user_id"))
        .col(text("browser"))
        .col(boolean("keep"))
        .col(text_null("next"))
        .col(json("amr"))
        .col(text_null("method_id"))
        .col(text_null("channel"))
        .col(text_null("code_mac"))
        .col(uuid_null("asked_id"))
        .col(integer("tries_remaining"))
        .col(integer("sent_count"))
        .col(big_integer_null("resend_after_at"))
        .col(json("state"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .foreign_key(&mut of_user("pending_sign_ins"))
        .to_owned()
}

fn outbox_messages() -> TableCreateStatement {
    Table::create()
        .table("outbox_messages")
        .col(uuid("id").primary_key())
        .col(text("channel"))
        .col(text("to_number"))
        .col(text("text"))
        .col(big_integer("created_at"))
        .to_owned()
}

/// Goes with the person.
fn of_user(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table, "user_id")
        .to("users", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}
