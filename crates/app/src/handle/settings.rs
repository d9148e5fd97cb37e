//! Settings and privacy.

use super::Handle;
use crate::{
    error::UiError,
    intent::{Intent, Reply, SettingsIntent},
    view::{ChosenSettings, ConnectedServiceView, SavedFileView},
};

impl Handle {
    /// For the account where it keeps settings, else for this computer.
    pub async fn change_settings(&self, chosen: ChosenSettings) -> Result<(), UiError> {
        self.ask_settings(|reply| SettingsIntent::Change { chosen, reply })
            .await
    }

    pub async fn connected_services(&self) -> Result<Vec<ConnectedServiceView>, UiError> {
        self.ask_settings(|reply| SettingsIntent::ListConnectedServices { reply })
            .await
    }

    pub async fn withdraw_consent(&self, id: String) -> Result<(), UiError> {
        self.ask_settings(|reply| SettingsIntent::WithdrawConsent { id, reply })
            .await
    }

    /// Into a file of a name and place that the app chooses.
    pub async fn export_data(&self) -> Result<SavedFileView, UiError> {
        self.ask_settings(|reply| SettingsIntent::ExportData { reply })
            .await
    }

    async fn ask_settings<T>(&self, intent: impl FnOnce(Reply<T>) -> SettingsIntent) -> Result<T, UiError> {
        self.ask(|reply| Intent::Settings(intent(reply))).await
    }
}
