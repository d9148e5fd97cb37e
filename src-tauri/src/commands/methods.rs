//! Security methods: what the web view may ask for. Thin like the others.

use tauri::State;
use workpass_app::{
    handle::Handle,
    view::{
        ChannelName, CountryView, DefaultOptionName, MethodKindView, PhoneCheckView, PhoneSlotView,
        RecoveryCodesView, RegistrationView, SavedFileView, SecurityAnswer, SecurityQuestionsView,
        TrialWayName,
    },
};

use super::Answer;

#[tauri::command]
#[specta::specta]
pub(crate) async fn start_phone_registration(
    app: State<'_, Handle>,
    phone_number: String,
    slot: PhoneSlotView,
    channel: ChannelName,
    replaces_method: Option<String>,
    accept_lock_out: bool,
) -> Answer<RegistrationView> {
    app.start_phone_registration(phone_number, slot, channel, replaces_method, accept_lock_out)
        .await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn start_authenticator_code_registration(
    app: State<'_, Handle>,
    name: Option<String>,
) -> Answer<RegistrationView> {
    app.start_authenticator_code_registration(name).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn start_authenticator_registration(app: State<'_, Handle>) -> Answer<RegistrationView> {
    app.start_authenticator_registration().await
}

/// Opens the page in the system browser as well.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_passkey_registration(
    app: State<'_, Handle>,
    name: Option<String>,
) -> Answer<RegistrationView> {
    app.start_passkey_registration(name).await
}

/// Tries whether a registered method works.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_trial(
    app: State<'_, Handle>,
    id: String,
    by: TrialWayName,
) -> Answer<RegistrationView> {
    app.start_trial(id, by).await
}

/// Answers when the stage changed, or after half a minute.
#[tauri::command]
#[specta::specta]
pub(crate) async fn watch_registration(app: State<'_, Handle>, id: String) -> Answer<RegistrationView> {
    app.watch_registration(id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn resend_registration(app: State<'_, Handle>, id: String) -> Answer<RegistrationView> {
    app.resend_registration(id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn confirm_registration(
    app: State<'_, Handle>,
    id: String,
    code: String,
    name: Option<String>,
) -> Answer<RegistrationView> {
    app.confirm_registration(id, code, name).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_registration(app: State<'_, Handle>, id: String) -> Answer<()> {
    app.cancel_registration(id).await
}

/// Takes no address: the core holds it and has checked it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_registration_page(app: State<'_, Handle>, id: String) -> Answer<()> {
    app.open_registration_page(id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn get_security_questions(app: State<'_, Handle>) -> Answer<SecurityQuestionsView> {
    app.security_questions().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn save_security_questions(
    app: State<'_, Handle>,
    answers: Vec<SecurityAnswer>,
) -> Answer<()> {
    app.save_security_questions(answers).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn create_recovery_codes(app: State<'_, Handle>) -> Answer<RecoveryCodesView> {
    app.create_recovery_codes().await
}

/// Takes no address: name and place of the file are the shell's.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_recovery_codes(app: State<'_, Handle>, codes: Vec<String>) -> Answer<SavedFileView> {
    app.save_recovery_codes(codes).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn print_recovery_codes(app: State<'_, Handle>) -> Answer<()> {
    app.print_recovery_codes().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn activate_hardware_token(
    app: State<'_, Handle>,
    id: String,
    code: String,
    name: Option<String>,
) -> Answer<()> {
    app.activate_hardware_token(id, code, name).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_method(
    app: State<'_, Handle>,
    id: String,
    kind: MethodKindView,
    accept_lock_out: bool,
) -> Answer<()> {
    app.delete_method(id, kind, accept_lock_out).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn rename_method(app: State<'_, Handle>, id: String, name: String) -> Answer<()> {
    app.rename_method(id, name).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_default_method(app: State<'_, Handle>, option: DefaultOptionName) -> Answer<()> {
    app.set_default_method(option).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_sms_sign_in(
    app: State<'_, Handle>,
    id: String,
    on: bool,
    accept_lock_out: bool,
) -> Answer<()> {
    app.set_sms_sign_in(id, on, accept_lock_out).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn forget_remembered_devices(app: State<'_, Handle>) -> Answer<()> {
    app.forget_remembered_devices().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn confirm_security_info(app: State<'_, Handle>) -> Answer<()> {
    app.confirm_security_info().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn snooze_registration(app: State<'_, Handle>) -> Answer<()> {
    app.snooze_registration().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_step_up(app: State<'_, Handle>) -> Answer<()> {
    app.cancel_step_up().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn reopen_step_up(app: State<'_, Handle>) -> Answer<()> {
    app.reopen_step_up().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn check_phone_number(
    app: State<'_, Handle>,
    text: String,
    country: Option<String>,
) -> Answer<PhoneCheckView> {
    app.check_phone_number(&text, country.as_deref())
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn list_countries(app: State<'_, Handle>) -> Answer<Vec<CountryView>> {
    Ok(app.countries())
}
