use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, params};

use crate::world::World;

const BUSY: Duration = Duration::from_secs(10);

/// What an organization is, as its database has it.
impl World {
    /// The organization has a page where people set a new password.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn offer_password_reset(&self, page: &str) -> Result<()> {
        let change = "UPDATE tenants SET settings = json_set(settings, '$.passwordResetPage', ?1) \
            WHERE verified_domains LIKE '%noorderlicht.example%'";
        let changed = self.database()?.execute(change, params![page])?;
        ensure!(changed == 1, "{changed} organizations were changed");
        Ok(())
    }

    /// The server's database, beside the server.
    pub(crate) fn database(&self) -> Result<Connection> {
        let file = self.server.data().join("workpass.sqlite");
        let database =
            Connection::open(&file).with_context(|| format!("{} cannot be opened", file.display()))?;
        database.busy_timeout(BUSY)?;
        Ok(database)
    }
}
