//! Organizations.

use super::Handle;
use crate::{
    error::UiError,
    intent::{Intent, OrganizationsIntent, Reply},
};

impl Handle {
    /// Opens another organization: from the keychain, or by a sign-in in the browser. Until then nothing changes.
    pub async fn switch_organization(&self, id: String) -> Result<(), UiError> {
        self.ask_organizations(|reply| OrganizationsIntent::Switch { id, reply })
            .await
    }

    pub async fn cancel_switch(&self) -> Result<(), UiError> {
        self.ask_organizations(|reply| OrganizationsIntent::CancelSwitch { reply })
            .await
    }

    pub async fn reopen_switch_page(&self) -> Result<(), UiError> {
        self.ask_organizations(|reply| OrganizationsIntent::ReopenSwitch { reply })
            .await
    }

    /// Leaves the organization that is shown; then home is shown (B-154).
    pub async fn leave_organization(&self) -> Result<(), UiError> {
        self.ask_organizations(|reply| OrganizationsIntent::Leave { reply })
            .await
    }

    /// The person has read what happened.
    pub async fn dismiss_notice(&self) -> Result<(), UiError> {
        self.ask_organizations(|reply| OrganizationsIntent::DismissNotice { reply })
            .await
    }

    async fn ask_organizations<T>(
        &self,
        intent: impl FnOnce(Reply<T>) -> OrganizationsIntent,
    ) -> Result<T, UiError> {
        self.ask(|reply| Intent::Organizations(intent(reply))).await
    }
}
