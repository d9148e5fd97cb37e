//! The person's own profile.

use super::Handle;
use crate::{
    error::UiError,
    intent::{Intent, ProfileIntent},
    view::ProfileFieldChange,
};

impl Handle {
    pub async fn change_profile(&self, changes: Vec<ProfileFieldChange>) -> Result<(), UiError> {
        self.ask(|reply| Intent::Profile(ProfileIntent::ChangeFields { changes, reply }))
            .await
    }

    /// `jpeg`: base64.
    pub async fn change_photo(&self, jpeg: String) -> Result<(), UiError> {
        self.ask(|reply| Intent::Profile(ProfileIntent::ChangePhoto { jpeg, reply }))
            .await
    }

    pub async fn remove_photo(&self) -> Result<(), UiError> {
        self.ask(|reply| Intent::Profile(ProfileIntent::RemovePhoto { reply }))
            .await
    }
}
