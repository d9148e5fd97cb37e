//! The database: SQLite by default, PostgreSQL when one machine is not enough. Everything another instance would
//! miss is in here. "Exactly once" is a conditional `UPDATE … WHERE` whose affected rows are checked.

pub mod entities;
mod migrations;
pub mod values;

use std::path::Path;
use std::time::Duration;

use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr};
use sea_orm_migration::MigratorTrait;

/// How many connections one instance holds. SQLite has one writer at a time however many there are.
const MAX_CONNECTIONS: u32 = 8;
/// How long a statement waits for another writer before it fails.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// The database URL of the SQLite file in a data directory.
pub fn sqlite_url(data_dir: &Path) -> String {
    format!("sqlite://{}?mode=rwc", data_dir.join("workpass.sqlite").display())
}

/// Opens the database and brings its schema up to date.
///
/// SQLite runs in WAL mode with `synchronous = FULL`: what was acknowledged survives a killed process and a power
/// cut.
///
/// # Errors
/// When the database cannot be reached or a migration fails; the caller can only give up.
pub async fn open(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(MAX_CONNECTIONS)
        .acquire_timeout(Duration::from_secs(20))
        .sqlx_logging(false)
        .test_before_acquire_if_idle_for(Duration::from_secs(30))
        .map_sqlx_sqlite_opts(|sqlite| {
            use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
            sqlite
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(BUSY_TIMEOUT)
        });
    let db = Database::connect(options).await?;
    migrations::Migrator::up(&db, None).await?;
    Ok(db)
}
