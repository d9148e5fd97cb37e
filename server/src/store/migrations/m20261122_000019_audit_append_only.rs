//! Nothing in the audit trail can be written anew, whatever program asks; what is too old is deleted.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

const SQLITE: &str = "CREATE TRIGGER audit_events_append_only BEFORE UPDATE ON audit_events \
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END";
const POSTGRESQL: &str = "CREATE FUNCTION audit_events_append_only() RETURNS trigger LANGUAGE plpgsql AS \
    $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$; \
    CREATE TRIGGER audit_events_append_only BEFORE UPDATE ON audit_events \
    FOR EACH ROW EXECUTE FUNCTION audit_events_append_only()";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let statement = match schema.get_database_backend() {
            DbBackend::Postgres => POSTGRESQL,
            _ => SQLITE,
        };
        schema.get_connection().execute_unprepared(statement).await?;
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let statement = match schema.get_database_backend() {
            DbBackend::Postgres => "DROP FUNCTION audit_events_append_only() CASCADE",
            _ => "DROP TRIGGER audit_events_append_only",
        };
        schema.get_connection().execute_unprepared(statement).await?;
        Ok(())
    }
}
