use std::time::Duration;

use anyhow::{Result, ensure};
use rusqlite::params;

use crate::world::World;

/// Longer than any proof is fresh or any attempt is open.
const A_WHILE: Duration = Duration::from_secs(3600);
/// Longer than any policy lets details stand unconfirmed.
const LONG: Duration = Duration::from_secs(2 * 365 * 24 * 3600);

/// Time that passes at the organization while nobody waits: its server knows only what its database says of it.
impl World {
    /// Everybody proved who they are an hour ago, in every app and browser.
    ///
    /// # Errors
    /// When nobody has proven anything, or the database cannot be written.
    pub fn let_proofs_grow_old(&self) -> Result<()> {
        self.move_back(
            A_WHILE,
            &[("grants", "verified_at"), ("browser_sessions", "verified_at")],
        )
    }

    /// Every attempt to add a method that is under way is over.
    ///
    /// # Errors
    /// When none is under way, or the database cannot be written.
    pub fn let_attempts_run_out(&self) -> Result<()> {
        self.move_back(
            A_WHILE,
            &[
                ("method_registrations", "expires_at"),
                ("email_challenges", "expires_at"),
            ],
        )
    }

    /// It is years ago that anybody looked whether the registered methods are still right.
    ///
    /// # Errors
    /// When nobody did, or the database cannot be written.
    pub fn let_confirmations_grow_old(&self) -> Result<()> {
        self.move_back(LONG, &[("users", "security_info_confirmed_at")])
    }

    /// Every code that an app shows is out of time.
    ///
    /// # Errors
    /// When none is shown, or the database cannot be written.
    pub fn let_codes_run_out(&self) -> Result<()> {
        self.move_back(A_WHILE, &[("device_authorizations", "expires_at")])
    }

    fn move_back(&self, by: Duration, instants: &[(&str, &str)]) -> Result<()> {
        let database = self.database()?;
        let by = i64::try_from(by.as_millis())?;
        let mut moved = 0;
        for (table, instant) in instants {
            let change = format!("UPDATE {table} SET {instant} = {instant} - ?1 WHERE {instant} IS NOT NULL");
            moved += database.execute(&change, params![by])?;
        }
        ensure!(moved > 0, "there is nothing that could grow old");
        Ok(())
    }
}
