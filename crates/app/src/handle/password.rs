//! Changing the password.

use secrecy::SecretString;
use workpass_domain::password;

use super::Handle;
use crate::{error::UiError, intent::Intent, present, view::PasswordCheckView};

impl Handle {
    /// What can be said of a new password while it is typed. Nothing is sent anywhere.
    pub async fn check_password(
        &self,
        new: String,
        current: Option<String>,
    ) -> Result<PasswordCheckView, UiError> {
        let (new, current) = (SecretString::from(new), current.map(SecretString::from));
        let (policy, names) = self.ask(|reply| Intent::GetPasswordRules { reply }).await?;
        let judging = tokio::task::spawn_blocking(move || {
            let judgement = password::judge(&new, current.as_ref(), &policy, &names);
            present::password::check(&judgement)
        });
        judging.await.map_err(|_| UiError::NotAvailable)
    }

    /// Without `current` where the sign-in proved so much that it is not asked (B-113).
    pub async fn change_password(&self, current: Option<String>, new: String) -> Result<(), UiError> {
        let (current, new) = (current.map(SecretString::from), SecretString::from(new));
        self.ask(|reply| Intent::ChangePassword { current, new, reply })
            .await
    }
}
