//! How the shell talks to the controller: send an intent, await its answer, watch the view.

mod devices;
mod lost_phone;
mod methods;
mod organizations;
mod password;
mod profile;
mod settings;
mod sign_ins;

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot, watch};

use crate::{
    error::UiError,
    intent::{Door, Intent, Reply},
    view::{
        ActionName, AppView, EmailChallengeView, Preferences, SavedFileView, TermsDecisionView,
        TermsDocumentView,
    },
};

/// A cheap, cloneable end of the controller's channels.
#[derive(Clone, Debug)]
pub struct Handle {
    intents: mpsc::UnboundedSender<Intent>,
    views: watch::Receiver<Arc<AppView>>,
}

impl Handle {
    pub(crate) fn new(intents: mpsc::UnboundedSender<Intent>, views: watch::Receiver<Arc<AppView>>) -> Self {
        Self { intents, views }
    }

    /// The view as it is now.
    pub fn view(&self) -> Arc<AppView> {
        self.views.borrow().clone()
    }

    /// Sees every later view; in-between ones may be skipped, the last one never.
    pub fn views(&self) -> watch::Receiver<Arc<AppView>> {
        self.views.clone()
    }

    pub async fn start_sign_in(&self, door: Door) -> Result<(), UiError> {
        self.ask(|reply| Intent::StartSignIn { door, reply }).await
    }

    pub async fn cancel_sign_in(&self) -> Result<(), UiError> {
        self.ask(|reply| Intent::CancelSignIn { reply }).await
    }

    pub async fn open_verification_page(&self) -> Result<(), UiError> {
        self.ask(|reply| Intent::OpenVerificationPage { reply }).await
    }

    pub async fn open_password_reset(&self) -> Result<(), UiError> {
        self.ask(|reply| Intent::OpenPasswordReset { reply }).await
    }

    pub async fn open_help_page(&self) -> Result<(), UiError> {
        self.ask(|reply| Intent::OpenHelpPage { reply }).await
    }

    pub async fn open_hand_over(&self, action: ActionName) -> Result<(), UiError> {
        self.ask(|reply| Intent::OpenHandOver { action, reply }).await
    }

    pub async fn retry_resume(&self) -> Result<(), UiError> {
        self.ask(|reply| Intent::RetryResume { reply }).await
    }

    pub async fn refresh_account(&self) -> Result<(), UiError> {
        self.ask(|reply| Intent::RefreshAccount { reply }).await
    }

    pub async fn sign_out(&self) -> Result<(), UiError> {
        self.ask(|reply| Intent::SignOut { reply }).await
    }

    pub async fn sign_out_everywhere(&self) -> Result<(), UiError> {
        self.ask(|reply| Intent::SignOutEverywhere { reply }).await
    }

    pub async fn photo(&self) -> Result<Option<String>, UiError> {
        self.ask(|reply| Intent::GetPhoto { reply }).await
    }

    pub async fn start_email_challenge(
        &self,
        email_address: String,
        replaces_method: Option<String>,
    ) -> Result<EmailChallengeView, UiError> {
        self.ask(|reply| Intent::StartEmailChallenge {
            email_address,
            replaces_method,
            reply,
        })
        .await
    }

    pub async fn resend_email_challenge(&self, id: String) -> Result<EmailChallengeView, UiError> {
        self.ask(|reply| Intent::ResendEmailChallenge { id, reply }).await
    }

    pub async fn confirm_email_challenge(&self, id: String, code: String) -> Result<(), UiError> {
        self.ask(|reply| Intent::ConfirmEmailChallenge { id, code, reply })
            .await
    }

    pub async fn cancel_email_challenge(&self, id: String) -> Result<(), UiError> {
        self.ask(|reply| Intent::CancelEmailChallenge { id, reply }).await
    }

    pub async fn terms_document(&self, id: String) -> Result<TermsDocumentView, UiError> {
        self.ask(|reply| Intent::GetTermsDocument { id, reply }).await
    }

    pub async fn accept_terms(&self, id: String, file_id: String) -> Result<(), UiError> {
        self.ask(|reply| Intent::AcceptTerms { id, file_id, reply }).await
    }

    pub async fn decline_terms(&self, id: String, file_id: String) -> Result<(), UiError> {
        self.ask(|reply| Intent::DeclineTerms { id, file_id, reply })
            .await
    }

    pub async fn terms_decisions(&self) -> Result<Vec<TermsDecisionView>, UiError> {
        self.ask(|reply| Intent::GetTermsDecisions { reply }).await
    }

    /// Into a file of a name and place that the shell chooses.
    pub async fn save_terms_decisions(&self) -> Result<SavedFileView, UiError> {
        self.ask(|reply| Intent::SaveTermsDecisions { reply }).await
    }

    pub async fn set_preferences(&self, preferences: Preferences) -> Result<(), UiError> {
        self.ask(|reply| Intent::SetPreferences { preferences, reply })
            .await
    }

    pub fn window_focused(&self) {
        // A controller that has gone has nothing to refresh.
        let _ = self.intents.send(Intent::WindowFocused);
    }

    pub(crate) async fn ask<T>(&self, intent: impl FnOnce(Reply<T>) -> Intent) -> Result<T, UiError> {
        let (reply, answer) = oneshot::channel();
        if self.intents.send(intent(reply)).is_err() {
            return Err(UiError::NotAvailable);
        }
        // Only a controller that is going away drops a reply unanswered.
        answer.await.unwrap_or(Err(UiError::NotAvailable))
    }
}
