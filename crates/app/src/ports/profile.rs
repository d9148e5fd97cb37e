//! Changing one's own profile, over Graph.

use async_trait::async_trait;
use secrecy::SecretString;
use workpass_domain::profile_rules::FieldChange;

use super::{Authority, DirectoryError};

#[async_trait]
pub trait ProfilePort: Send + Sync {
    /// Graph `PATCH /me`, after a look whether the fields still hold what the person saw.
    ///
    /// # Errors
    /// [`Refusal::ProfileChangedMeanwhile`](super::Refusal) when they do not; then nothing was written.
    async fn change_profile(
        &self,
        at: &Authority,
        token: &SecretString,
        changes: &[FieldChange],
    ) -> Result<(), DirectoryError>;
    /// Graph `PUT /me/photo/$value`.
    async fn change_photo(
        &self,
        at: &Authority,
        token: &SecretString,
        jpeg: &[u8],
    ) -> Result<(), DirectoryError>;
    /// One that is gone counts as removed.
    async fn remove_photo(&self, at: &Authority, token: &SecretString) -> Result<(), DirectoryError>;
}

/// What is wrong with a photo, as far as the service says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PhotoFault {
    Type,
    TooLarge,
    TooSmall,
    Damaged,
}
