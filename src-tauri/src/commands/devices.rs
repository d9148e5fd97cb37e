//! Devices: what the web view may ask for. Thin like the others.

use tauri::State;
use workpass_app::{
    handle::Handle,
    view::{RecoveryKeyIdView, RecoveryKeyView},
};

use super::Answer;

#[tauri::command]
#[specta::specta]
pub(crate) async fn disable_device(app: State<'_, Handle>, id: String) -> Answer<()> {
    app.disable_device(id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn list_recovery_keys(
    app: State<'_, Handle>,
    device_id: String,
) -> Answer<Vec<RecoveryKeyIdView>> {
    app.recovery_keys(device_id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn show_recovery_key(app: State<'_, Handle>, id: String) -> Answer<RecoveryKeyView> {
    app.recovery_key(id).await
}
