//! Whether anything was written since, by whomever: one look at the index of SQLite's log, in place of reading again
//! what was read before. No clock and no message is in it, so it is as true for another process as for this one.

use std::path::Path;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags};
use sea_orm::sqlx::sqlite::SqliteConnectOptions;

/// A state of the database. Two looks that give the same one had no write between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version(i64);

/// Looks at an SQLite file, over a connection that does nothing else: SQLite counts for each connection what the others
/// wrote.
pub struct Changes(Mutex<Option<Connection>>);

impl Changes {
    /// Looks at the database at this address. At PostgreSQL, and at a database in memory, there is nothing to look at.
    pub fn of(url: &str) -> Self {
        Self(Mutex::new(open(url)))
    }

    /// The state of now. Not known without SQLite, or when it cannot be told at once: then nothing that was read before
    /// may be taken for true.
    pub fn version(&self) -> Option<Version> {
        let connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A few microseconds in mapped memory: less than handing it to another thread.
        let mut look = connection.as_ref()?.prepare_cached("PRAGMA data_version").ok()?;
        look.query_row([], |row| row.get(0)).ok().map(Version)
    }

    /// Looks no more. The last connection that is closed tidies SQLite's files up, and this one cannot.
    pub fn close(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn open(url: &str) -> Option<Connection> {
    let options = SqliteConnectOptions::from_str(url)
        .ok()
        .filter(|_| url.starts_with("sqlite:"))?;
    let file: &Path = options.get_filename();
    if !file.is_file() {
        return None;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags).and_then(|connection| {
        // Whoever asks is not to wait.
        connection.busy_timeout(std::time::Duration::ZERO)?;
        Ok(connection)
    });
    match connection {
        Ok(connection) => Some(connection),
        Err(error) => {
            tracing::warn!(%error, "the database's changes cannot be watched: every request reads for itself");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::ConnectionTrait;

    use super::*;
    use crate::store;

    #[tokio::test(flavor = "multi_thread")]
    async fn every_write_shows_whoever_makes_it_and_nothing_else_does() {
        let data = tempfile::tempdir().unwrap();
        let url = store::sqlite_url(data.path());
        let (db, other) = (store::open(&url).await.unwrap(), store::open(&url).await.unwrap());
        let bookkeeping = store::open_for_bookkeeping(&url).await.unwrap();
        let changes = Changes::of(&url);
        let mut last = changes.version().unwrap();
        for (n, writer) in [&db, &other, &bookkeeping, &db].into_iter().enumerate() {
            let name = format!("a {n}");
            writer
                .execute_unprepared(&format!(
                    "INSERT INTO server_secrets (name, value, created_at) VALUES ('{name}', x'00', 0)"
                ))
                .await
                .unwrap();
            let now = changes.version().unwrap();
            assert_ne!(now, last, "{name}");
            db.execute_unprepared("SELECT count(*) FROM server_secrets")
                .await
                .unwrap();
            db.execute_unprepared("PRAGMA wal_checkpoint(PASSIVE)")
                .await
                .unwrap();
            assert_eq!(changes.version().unwrap(), now, "reading changes nothing");
            last = now;
        }
        changes.close();
        assert_eq!(changes.version(), None);
    }

    #[test]
    fn where_there_is_no_file_nothing_is_known() {
        let data = tempfile::tempdir().unwrap();
        let absent = store::sqlite_url(data.path());
        for url in ["postgres://workpass@127.0.0.1:1/x", "sqlite::memory:", &absent] {
            assert_eq!(Changes::of(url).version(), None, "{url}");
        }
    }
}
