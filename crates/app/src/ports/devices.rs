//! Devices: disabling one, which only the extension lets an employee do, and recovery keys, which are Graph's.

use async_trait::async_trait;
use secrecy::SecretString;
use workpass_domain::device::RecoveryKeyId;

use super::{Authority, DirectoryError};

#[async_trait]
pub trait DevicesPort: Send + Sync {
    /// One that is gone counts as disabled.
    async fn disable_device(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
    ) -> Result<(), DirectoryError>;
    async fn read_recovery_keys(
        &self,
        at: &Authority,
        token: &SecretString,
        device_id: &str,
    ) -> Result<Vec<RecoveryKeyId>, DirectoryError>;
    /// The key itself. The service writes down that it was read.
    async fn read_recovery_key(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
    ) -> Result<SecretString, DirectoryError>;
}
