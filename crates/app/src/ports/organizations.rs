//! Organizations: leaving the one the token is for, which only the extension lets an employee do.

use async_trait::async_trait;
use secrecy::SecretString;

use super::{Authority, DirectoryError};

#[async_trait]
pub trait OrganizationsPort: Send + Sync {
    /// One that was left before counts as left.
    async fn leave_organization(&self, at: &Authority, token: &SecretString) -> Result<(), DirectoryError>;
}
