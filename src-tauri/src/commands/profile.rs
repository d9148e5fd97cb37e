//! The person's own profile: what the web view may ask for. Thin like the others.

use tauri::State;
use workpass_app::{handle::Handle, view::ProfileFieldChange};

use super::Answer;

#[tauri::command]
#[specta::specta]
pub(crate) async fn change_profile(app: State<'_, Handle>, changes: Vec<ProfileFieldChange>) -> Answer<()> {
    app.change_profile(changes).await
}

/// The picture as the person cropped it, JPEG in base64.
#[tauri::command]
#[specta::specta]
pub(crate) async fn change_photo(app: State<'_, Handle>, jpeg: String) -> Answer<()> {
    app.change_photo(jpeg).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_photo(app: State<'_, Handle>) -> Answer<()> {
    app.remove_photo().await
}
