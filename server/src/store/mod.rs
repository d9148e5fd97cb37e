//! The database: SQLite by default, PostgreSQL when one machine is not enough. Everything another instance would
//! miss is in here. "Exactly once" is a conditional `UPDATE … WHERE` whose affected rows are checked.

pub mod changes;
pub mod entities;
pub mod gather;
pub mod hold;
mod migrations;
pub mod values;

use std::path::Path;
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

/// How many connections one instance holds. SQLite has one writer at a time however many there are.
const MAX_CONNECTIONS: u32 = 8;
/// More would only wait for each other.
const BOOKKEEPING_CONNECTIONS: u32 = 2;
/// How long a statement waits for another writer before it fails.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// The database URL of the SQLite file in a data directory.
pub fn sqlite_url(data_dir: &Path) -> String {
    let file = data_dir.join("workpass.sqlite").display().to_string();
    // What means something in a URL.
    format!(
        "sqlite://{}?mode=rwc",
        file.replace('%', "%25").replace('?', "%3F")
    )
}

/// Opens the database and brings its schema up to date.
///
/// SQLite runs in WAL mode with `synchronous = FULL`: what was acknowledged survives a killed process and a power
/// cut.
///
/// # Errors
/// When the database cannot be reached or a migration fails; the caller can only give up.
pub async fn open(url: &str) -> Result<DatabaseConnection, DbErr> {
    let db = Database::connect(options(url, SqliteSynchronous::Full, MAX_CONNECTIONS)).await?;
    migrate(&db).await?;
    Ok(db)
}

/// All steps or none, and one instance at a time: a server that is killed in between starts again, and of several
/// that start at once on a new database the others find it made.
async fn migrate(db: &DatabaseConnection) -> Result<(), DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let change = db.begin_with_options(options).await?;
    if change.get_database_backend() == DbBackend::Postgres {
        // Any number will do, as long as nothing else in this database takes it.
        change
            .execute_unprepared("SELECT pg_advisory_xact_lock(7725020261122)")
            .await?;
    }
    migrations::Migrator::up(&change, None).await?;
    change.commit().await
}

/// Opens the database once more for bookkeeping that happens on every request: when a device code was polled, how
/// often something was tried. On SQLite these writes do not wait for the disk. They survive a killed process; a
/// power cut may take the last of them, which lets a client poll once more and harms nobody.
///
/// # Errors
/// When the database cannot be reached.
pub async fn open_for_bookkeeping(url: &str) -> Result<DatabaseConnection, DbErr> {
    Database::connect(options(url, SqliteSynchronous::Normal, BOOKKEEPING_CONNECTIONS)).await
}

fn options(url: &str, synchronous: SqliteSynchronous, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(20))
        .sqlx_logging(false)
        .test_before_acquire_if_idle_for(Duration::from_secs(30))
        .map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(synchronous)
                .foreign_keys(true)
                .busy_timeout(BUSY_TIMEOUT)
        });
    options
}
