//! "I lost my phone": what the web view may ask for. Thin like the others.

use tauri::State;
use workpass_app::{
    handle::Handle,
    view::{LossMark, LostPhoneAnswers},
};

use super::Answer;

#[tauri::command]
#[specta::specta]
pub(crate) async fn begin_loss_plan(app: State<'_, Handle>, answers: LostPhoneAnswers) -> Answer<()> {
    app.begin_loss_plan(answers).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn take_loss_step(app: State<'_, Handle>, key: String) -> Answer<()> {
    app.take_loss_step(key).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn mark_loss_step(app: State<'_, Handle>, key: String, mark: LossMark) -> Answer<()> {
    app.mark_loss_step(key, mark).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn end_loss_plan(app: State<'_, Handle>) -> Answer<()> {
    app.end_loss_plan().await
}

/// Takes no address: the core knows the organization's contact.
#[tauri::command]
#[specta::specta]
pub(crate) async fn write_to_helpdesk(app: State<'_, Handle>, subject: String, body: String) -> Answer<()> {
    app.write_to_helpdesk(subject, body).await
}
