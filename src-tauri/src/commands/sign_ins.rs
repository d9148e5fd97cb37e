//! My sign-ins: what the web view may ask for. Thin like the others.

use tauri::State;
use workpass_app::{
    handle::Handle,
    view::{OpenSessionView, SignInFilter, SignInPageView},
};

use super::Answer;

#[tauri::command]
#[specta::specta]
pub(crate) async fn list_sign_ins(
    app: State<'_, Handle>,
    search: String,
    filter: SignInFilter,
    after: Option<String>,
) -> Answer<SignInPageView> {
    app.sign_ins(search, filter, after).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn answer_sign_in(app: State<'_, Handle>, id: String, mine: bool) -> Answer<()> {
    app.answer_sign_in(id, mine).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn list_sessions(app: State<'_, Handle>) -> Answer<Vec<OpenSessionView>> {
    app.sessions().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn end_session(app: State<'_, Handle>, id: String) -> Answer<()> {
    app.end_session(id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn end_other_sessions(app: State<'_, Handle>) -> Answer<()> {
    app.end_other_sessions().await
}
