//! What the web view may call. Thin: owned arguments, one intent, a typed answer.

pub(crate) mod devices;
pub(crate) mod lost_phone;
pub(crate) mod methods;
pub(crate) mod organizations;
pub(crate) mod password;
pub(crate) mod profile;
pub(crate) mod settings;
pub(crate) mod sign_ins;

use tauri::State;
use workpass_app::{
    error::UiError,
    handle::Handle,
    intent::Door,
    view::{
        AboutView, ActionName, AppView, EmailChallengeView, Preferences, SavedFileView, TermsDecisionView,
        TermsDocumentView,
    },
};

use crate::{about::About, window::FirstPaint};

type Answer<T> = Result<T, UiError>;

#[tauri::command]
#[specta::specta]
#[expect(clippy::needless_pass_by_value, reason = "Tauri hands state over by value")]
pub(crate) fn get_view(app: State<'_, Handle>) -> AppView {
    app.view().as_ref().clone()
}

/// The first screen is drawn: the window may be shown.
#[tauri::command]
#[specta::specta]
#[expect(clippy::needless_pass_by_value, reason = "Tauri hands state over by value")]
pub(crate) fn ui_ready(first_paint: State<'_, FirstPaint>) {
    first_paint.done();
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn start_sign_in(app: State<'_, Handle>, door: Door) -> Answer<()> {
    app.start_sign_in(door).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_sign_in(app: State<'_, Handle>) -> Answer<()> {
    app.cancel_sign_in().await
}

/// Takes no address: the core holds it and has checked it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_verification_page(app: State<'_, Handle>) -> Answer<()> {
    app.open_verification_page().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn open_password_reset(app: State<'_, Handle>) -> Answer<()> {
    app.open_password_reset().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn open_help_page(app: State<'_, Handle>) -> Answer<()> {
    app.open_help_page().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn open_hand_over(app: State<'_, Handle>, action: ActionName) -> Answer<()> {
    app.open_hand_over(action).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn retry_resume(app: State<'_, Handle>) -> Answer<()> {
    app.retry_resume().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn refresh_account(app: State<'_, Handle>) -> Answer<()> {
    app.refresh_account().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_out(app: State<'_, Handle>) -> Answer<()> {
    app.sign_out().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_out_everywhere(app: State<'_, Handle>) -> Answer<()> {
    app.sign_out_everywhere().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn get_photo(app: State<'_, Handle>) -> Answer<Option<String>> {
    app.photo().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn start_email_challenge(
    app: State<'_, Handle>,
    email_address: String,
    replaces_method: Option<String>,
) -> Answer<EmailChallengeView> {
    app.start_email_challenge(email_address, replaces_method).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn resend_email_challenge(app: State<'_, Handle>, id: String) -> Answer<EmailChallengeView> {
    app.resend_email_challenge(id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn confirm_email_challenge(app: State<'_, Handle>, id: String, code: String) -> Answer<()> {
    app.confirm_email_challenge(id, code).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_email_challenge(app: State<'_, Handle>, id: String) -> Answer<()> {
    app.cancel_email_challenge(id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn get_terms_document(app: State<'_, Handle>, id: String) -> Answer<TermsDocumentView> {
    app.terms_document(id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn accept_terms(app: State<'_, Handle>, id: String, file_id: String) -> Answer<()> {
    app.accept_terms(id, file_id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn decline_terms(app: State<'_, Handle>, id: String, file_id: String) -> Answer<()> {
    app.decline_terms(id, file_id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn get_terms_decisions(app: State<'_, Handle>) -> Answer<Vec<TermsDecisionView>> {
    app.terms_decisions().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn save_terms_decisions(app: State<'_, Handle>) -> Answer<SavedFileView> {
    app.save_terms_decisions().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_preferences(app: State<'_, Handle>, preferences: Preferences) -> Answer<()> {
    app.set_preferences(preferences).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn get_about(about: State<'_, About>) -> Answer<AboutView> {
    Ok(about.view())
}
