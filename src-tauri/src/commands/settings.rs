//! Settings and privacy: what the web view may ask for. Thin like the others.

use tauri::State;
use workpass_app::{
    handle::Handle,
    view::{ChosenSettings, ConnectedServiceView, SavedFileView},
};

use super::Answer;

#[tauri::command]
#[specta::specta]
pub(crate) async fn change_settings(app: State<'_, Handle>, chosen: ChosenSettings) -> Answer<()> {
    app.change_settings(chosen).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn list_connected_services(app: State<'_, Handle>) -> Answer<Vec<ConnectedServiceView>> {
    app.connected_services().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn withdraw_consent(app: State<'_, Handle>, id: String) -> Answer<()> {
    app.withdraw_consent(id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn export_data(app: State<'_, Handle>) -> Answer<SavedFileView> {
    app.export_data().await
}
