//! Devices.

use super::Handle;
use crate::{
    error::UiError,
    intent::{DevicesIntent, Intent, Reply},
    view::{RecoveryKeyIdView, RecoveryKeyView},
};

impl Handle {
    /// Nothing but an administrator undoes it. For this computer it ends the session.
    pub async fn disable_device(&self, id: String) -> Result<(), UiError> {
        self.ask_devices(|reply| DevicesIntent::Disable { id, reply })
            .await
    }

    pub async fn recovery_keys(&self, device_id: String) -> Result<Vec<RecoveryKeyIdView>, UiError> {
        self.ask_devices(|reply| DevicesIntent::ListRecoveryKeys { device_id, reply })
            .await
    }

    pub async fn recovery_key(&self, id: String) -> Result<RecoveryKeyView, UiError> {
        self.ask_devices(|reply| DevicesIntent::ShowRecoveryKey { id, reply })
            .await
    }

    async fn ask_devices<T>(&self, intent: impl FnOnce(Reply<T>) -> DevicesIntent) -> Result<T, UiError> {
        self.ask(|reply| Intent::Devices(intent(reply))).await
    }
}
