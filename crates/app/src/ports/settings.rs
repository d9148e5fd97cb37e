//! Settings of the account, the apps that use it, and everything that is kept about the person.

use async_trait::async_trait;
use secrecy::SecretString;
use workpass_domain::settings::{ConnectedService, SettingsChange};

use super::{Authority, DirectoryError};

#[async_trait]
pub trait SettingsPort: Send + Sync {
    async fn change_settings(
        &self,
        at: &Authority,
        token: &SecretString,
        change: &SettingsChange,
    ) -> Result<(), DirectoryError>;
    /// `language`: of what the apps may do.
    async fn read_connected_services(
        &self,
        at: &Authority,
        token: &SecretString,
        language: &str,
    ) -> Result<Vec<ConnectedService>, DirectoryError>;
    /// One that is gone counts as withdrawn.
    async fn withdraw_consent(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
    ) -> Result<(), DirectoryError>;
    /// The whole document, as it came; one that was cut off is an error.
    async fn export_data(
        &self,
        at: &Authority,
        token: &SecretString,
        language: &str,
    ) -> Result<String, DirectoryError>;
}
