//! The border to the web view: which commands and events there are, and their TypeScript.

use serde::Serialize;
use specta::Type;
use tauri::Runtime;
use tauri_specta::{Builder, Event, collect_commands, collect_events};
use workpass_app::view::AppView;

use crate::commands;

/// The whole view, whenever it changed. The window drops what is older than what it has.
#[derive(Clone, Debug, Serialize, Type, Event)]
#[tauri_specta(event_name = "view_changed")]
pub(crate) struct ViewChanged(pub(crate) AppView);

/// Everything the web view may call. `build.rs` names the same commands for the permission check.
pub(crate) fn builder<R: Runtime>() -> Builder<R> {
    Builder::new()
        // Nothing that crosses looks different on the way in; without this every type would come twice.
        .disable_serde_phases()
        .commands(collect_commands![
            commands::get_view,
            commands::ui_ready,
            commands::start_sign_in,
            commands::cancel_sign_in,
            commands::open_verification_page,
            commands::open_password_reset,
            commands::open_help_page,
            commands::open_hand_over,
            commands::retry_resume,
            commands::refresh_account,
            commands::sign_out,
            commands::sign_out_everywhere,
            commands::get_photo,
            commands::start_email_challenge,
            commands::resend_email_challenge,
            commands::confirm_email_challenge,
            commands::cancel_email_challenge,
            commands::methods::start_phone_registration,
            commands::methods::start_authenticator_code_registration,
            commands::methods::start_authenticator_registration,
            commands::methods::start_passkey_registration,
            commands::methods::start_trial,
            commands::methods::watch_registration,
            commands::methods::resend_registration,
            commands::methods::confirm_registration,
            commands::methods::cancel_registration,
            commands::methods::open_registration_page,
            commands::methods::get_security_questions,
            commands::methods::save_security_questions,
            commands::methods::create_recovery_codes,
            commands::methods::save_recovery_codes,
            commands::methods::print_recovery_codes,
            commands::methods::activate_hardware_token,
            commands::methods::delete_method,
            commands::methods::rename_method,
            commands::methods::set_default_method,
            commands::methods::set_sms_sign_in,
            commands::methods::forget_remembered_devices,
            commands::methods::confirm_security_info,
            commands::methods::snooze_registration,
            commands::methods::cancel_step_up,
            commands::methods::reopen_step_up,
            commands::methods::check_phone_number,
            commands::methods::list_countries,
            commands::password::check_password,
            commands::password::change_password,
            commands::sign_ins::list_sign_ins,
            commands::sign_ins::answer_sign_in,
            commands::sign_ins::list_sessions,
            commands::sign_ins::end_session,
            commands::sign_ins::end_other_sessions,
            commands::devices::disable_device,
            commands::devices::list_recovery_keys,
            commands::devices::show_recovery_key,
            commands::lost_phone::begin_loss_plan,
            commands::lost_phone::take_loss_step,
            commands::lost_phone::mark_loss_step,
            commands::lost_phone::end_loss_plan,
            commands::lost_phone::write_to_helpdesk,
            commands::settings::change_settings,
            commands::settings::list_connected_services,
            commands::settings::withdraw_consent,
            commands::settings::export_data,
            commands::profile::change_profile,
            commands::profile::change_photo,
            commands::profile::remove_photo,
            commands::organizations::switch_organization,
            commands::organizations::cancel_switch,
            commands::organizations::reopen_switch_page,
            commands::organizations::leave_organization,
            commands::organizations::dismiss_notice,
            commands::get_terms_document,
            commands::accept_terms,
            commands::decline_terms,
            commands::get_terms_decisions,
            commands::save_terms_decisions,
            commands::set_preferences,
            commands::get_about,
        ])
        .events(collect_events![ViewChanged])
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use specta_typescript::Typescript;
    use tauri::test::MockRuntime;

    /// `UPDATE_BINDINGS=1 cargo test -p workpass bindings` writes them anew.
    #[test]
    fn bindings_are_up_to_date() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/backend/bindings.ts");
        let folder = tempfile::tempdir().unwrap();
        let scratch = folder.path().join("bindings.ts");
        super::builder::<MockRuntime>()
            .export(Typescript::default(), &scratch)
            .unwrap();
        let fresh = std::fs::read_to_string(&scratch).unwrap();
        if std::env::var_os("UPDATE_BINDINGS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &fresh).unwrap();
        }
        let stored = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            stored == fresh,
            "out of date: UPDATE_BINDINGS=1 cargo test -p workpass bindings"
        );
    }
}
