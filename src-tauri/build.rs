//! Declares the commands for the permission check, gathers the licences, and says clearly when the UI was not built.

#[path = "build/licences.rs"]
mod licences;

use std::{env, path::Path};

/// The same list as in `src/bindings.rs`; a test compares them.
const COMMANDS: &[&str] = &[
    "get_view",
    "ui_ready",
    "start_sign_in",
    "cancel_sign_in",
    "open_verification_page",
    "open_password_reset",
    "open_help_page",
    "open_hand_over",
    "retry_resume",
    "refresh_account",
    "sign_out",
    "sign_out_everywhere",
    "get_photo",
    "start_email_challenge",
    "resend_email_challenge",
    "confirm_email_challenge",
    "cancel_email_challenge",
    "start_phone_registration",
    "start_authenticator_code_registration",
    "start_authenticator_registration",
    "start_passkey_registration",
    "start_trial",
    "watch_registration",
    "resend_registration",
    "confirm_registration",
    "cancel_registration",
    "open_registration_page",
    "get_security_questions",
    "save_security_questions",
    "create_recovery_codes",
    "save_recovery_codes",
    "print_recovery_codes",
    "activate_hardware_token",
    "delete_method",
    "rename_method",
    "set_default_method",
    "set_sms_sign_in",
    "forget_remembered_devices",
    "confirm_security_info",
    "snooze_registration",
    "cancel_step_up",
    "reopen_step_up",
    "check_phone_number",
    "list_countries",
    "check_password",
    "change_password",
    "list_sign_ins",
    "answer_sign_in",
    "list_sessions",
    "end_session",
    "end_other_sessions",
    "disable_device",
    "list_recovery_keys",
    "show_recovery_key",
    "begin_loss_plan",
    "take_loss_step",
    "mark_loss_step",
    "end_loss_plan",
    "write_to_helpdesk",
    "change_settings",
    "list_connected_services",
    "withdraw_consent",
    "export_data",
    "change_profile",
    "change_photo",
    "remove_photo",
    "switch_organization",
    "cancel_switch",
    "reopen_switch_page",
    "leave_organization",
    "dismiss_notice",
    "get_terms_document",
    "decline_terms",
    "get_terms_decisions",
    "save_terms_decisions",
    "accept_terms",
    "set_preferences",
    "get_about",
];

fn main() {
    let embeds_ui = env::var_os("CARGO_FEATURE_CUSTOM_PROTOCOL").is_some();
    assert!(
        !embeds_ui || Path::new("../ui/dist/index.html").exists(),
        "ui/dist is missing: run `npm ci && npm run build` in ui/ first (or `cargo xtask run`)"
    );
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    licences::write(Path::new(&out)).expect("the licences can be gathered offline, after a cargo fetch");
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
        .expect("tauri.conf.json and the capabilities are valid");
}
