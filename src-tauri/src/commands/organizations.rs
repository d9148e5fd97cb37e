//! Organizations: what the web view may ask for. Thin like the others.

use tauri::State;
use workpass_app::handle::Handle;

use super::Answer;

#[tauri::command]
#[specta::specta]
pub(crate) async fn switch_organization(app: State<'_, Handle>, id: String) -> Answer<()> {
    app.switch_organization(id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_switch(app: State<'_, Handle>) -> Answer<()> {
    app.cancel_switch().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn reopen_switch_page(app: State<'_, Handle>) -> Answer<()> {
    app.reopen_switch_page().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn leave_organization(app: State<'_, Handle>) -> Answer<()> {
    app.leave_organization().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn dismiss_notice(app: State<'_, Handle>) -> Answer<()> {
    app.dismiss_notice().await
}
