//! Changing the password. What is typed comes as an argument and is not kept.

use tauri::State;
use workpass_app::{handle::Handle, view::PasswordCheckView};

use super::Answer;

/// What can be said of a new password while it is typed; nothing is sent anywhere.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_password(
    app: State<'_, Handle>,
    new_password: String,
    current_password: Option<String>,
) -> Answer<PasswordCheckView> {
    app.check_password(new_password, current_password).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn change_password(
    app: State<'_, Handle>,
    current_password: Option<String>,
    new_password: String,
) -> Answer<()> {
    app.change_password(current_password, new_password).await
}
