//! Settings, the apps that use the account, and taking one's data along.

use std::sync::atomic::Ordering::Relaxed;

use workpass_app::{
    error::UiError,
    ports::{DirectoryError, Part, Refusal},
    view::{
        ActionName, AvailabilityView, ChosenSettings, LanguageChoice, Possible, Preferences, SessionView,
        SettingsView, StepUpFor, UnavailableReason,
    },
};
use workpass_domain::settings::SettingFault;

use crate::world::{App, World, settle, tokens};

fn shown(app: &App) -> SettingsView {
    app.account().settings.expect("the account was read")
}

fn chosen(app: &App) -> ChosenSettings {
    shown(app).chosen
}

#[tokio::test]
async fn b178_what_is_chosen_goes_to_the_account_and_everything_follows() {
    let world = World::default();
    let app = world.sign_in().await;
    assert!(shown(&app).in_account);
    assert_eq!(shown(&app).change, AvailabilityView::InApp);
    assert_eq!(app.handle.view().locale, "nl-NL");
    let wanted = ChosenSettings {
        language: LanguageChoice::English,
        preferred_languages: vec!["fy".into(), "nl".into()],
        regional_format: Some("de-DE".into()),
        time_zone: Some("Asia/Kolkata".into()),
    };
    app.handle.change_settings(wanted.clone()).await.unwrap();
    settle().await;
    assert_eq!(chosen(&app), wanted);
    let view = app.handle.view();
    assert_eq!(view.locale, "en-GB");
    assert_eq!(
        (view.formats.locale.as_str(), view.formats.time_zone.as_deref()),
        ("de-DE", Some("Asia/Kolkata"))
    );
    assert_eq!(world.directory.count("settings"), 1);
    // The screens before the sign-in follow the language; formats stay with the account.
    let kept = world.desktop.kept.lock().unwrap().clone().unwrap();
    assert_eq!(
        (kept.language, kept.regional_format, kept.time_zone),
        (LanguageChoice::English, None, None)
    );
    // What is as it was is not asked for.
    app.handle.change_settings(wanted).await.unwrap();
    assert_eq!(world.directory.count("settings"), 1);
}

#[tokio::test]
async fn b178_what_the_account_says_holds_on_every_computer_and_terms_come_in_its_language() {
    let world = World::default();
    if let Part::Given(settings) = &mut world.directory.data().settings {
        settings.display_language = Some("en".into());
        settings.time_zone = Some("Pacific/Kiritimati".into());
    }
    let app = world.sign_in().await;
    settle().await;
    let view = app.handle.view();
    assert_eq!(view.locale, "en-GB");
    assert_eq!(view.formats.locale, "en-GB");
    assert_eq!(view.formats.time_zone.as_deref(), Some("Pacific/Kiritimati"));
    assert_eq!(
        (
            world.directory.count("read nl-NL"),
            world.directory.count("read en-GB")
        ),
        (1, 1)
    );
    app.handle.sign_out().await.unwrap();
    settle().await;
    let view = app.handle.view();
    assert_eq!(view.locale, "nl-NL");
    assert_eq!(view.formats.time_zone, None);
}

#[tokio::test]
async fn b178_a_language_that_the_organization_fixed_is_not_asked_to_be_another() {
    let world = World::default();
    if let Part::Given(settings) = &mut world.directory.data().settings {
        settings.display_language = Some("nl".into());
        settings.is_language_fixed = true;
    }
    let app = world.sign_in().await;
    assert!(shown(&app).language_fixed);
    let wanted = ChosenSettings {
        language: LanguageChoice::English,
        time_zone: Some("UTC".into()),
        ..chosen(&app)
    };
    app.handle.change_settings(wanted).await.unwrap();
    settle().await;
    assert_eq!(app.handle.view().locale, "nl-NL");
    let calls = world.directory.calls.lock().unwrap().join("\n");
    assert!(calls.contains("time_zone: Some(Some(\"UTC\"))"), "{calls}");
    assert!(calls.contains("display_language: None"), "{calls}");
}

#[tokio::test]
async fn b178_refusals_are_said_and_nothing_is_shown_changed() {
    let world = World::default();
    let app = world.sign_in().await;
    let wanted = ChosenSettings {
        time_zone: Some("Europe/Newly".into()),
        ..chosen(&app)
    };
    for (refusal, error) in [
        (Refusal::TimeZoneUnknown, UiError::TimeZoneUnknown),
        (Refusal::DisplayLanguageFixed, UiError::DisplayLanguageFixed),
        (
            Refusal::SettingRefused(SettingFault::LanguageInvalid),
            UiError::SettingRefused,
        ),
    ] {
        world
            .directory
            .wants_for("settings", DirectoryError::Refused(refusal));
        assert_eq!(app.handle.change_settings(wanted.clone()).await, Err(error));
        assert_eq!(chosen(&app).time_zone, None);
    }
    world.directory.go_offline();
    assert!(app.handle.refresh_account().await.is_err());
    assert_eq!(app.handle.change_settings(wanted).await, Err(UiError::Offline));
    let reason = UnavailableReason::Offline;
    assert_eq!(shown(&app).connected_services, Possible::No { reason });
    assert_eq!(shown(&app).export, Possible::No { reason });
}

#[tokio::test]
async fn b178_what_this_computer_shows_becomes_the_accounts_only_when_it_is_chosen() {
    let world = World::default();
    let app = world.sign_in().await;
    let here = Preferences {
        language: LanguageChoice::English,
        ..app.handle.view().preferences.clone()
    };
    app.handle.set_preferences(here).await.unwrap();
    settle().await;
    assert_eq!(chosen(&app).language, LanguageChoice::English);
    let wanted = ChosenSettings {
        time_zone: Some("UTC".into()),
        ..chosen(&app)
    };
    app.handle.change_settings(wanted).await.unwrap();
    settle().await;
    let calls = world.directory.calls.lock().unwrap().join("\n");
    assert!(calls.contains("display_language: None"), "{calls}");
    // The account has none, so this is a matter of this computer.
    let wanted = ChosenSettings {
        language: LanguageChoice::System,
        ..chosen(&app)
    };
    app.handle.change_settings(wanted).await.unwrap();
    settle().await;
    assert_eq!(chosen(&app).language, LanguageChoice::System);
    assert_eq!(world.directory.count("settings"), 1);
}

#[tokio::test]
async fn b178_b207_a_language_that_is_refused_is_not_shown() {
    let world = World::default();
    let app = world.sign_in().await;
    let wanted = ChosenSettings {
        language: LanguageChoice::English,
        ..chosen(&app)
    };
    let refusal = DirectoryError::Refused(Refusal::DisplayLanguageFixed);
    world.directory.wants_for("settings", refusal);
    let answer = app.handle.change_settings(wanted).await;
    assert_eq!(answer, Err(UiError::DisplayLanguageFixed));
    settle().await;
    assert_eq!(app.handle.view().locale, "nl-NL");
    assert_ne!(chosen(&app).language, LanguageChoice::English);
}

#[tokio::test]
async fn b179_who_signs_out_while_the_export_is_read_leaves_no_file() {
    let world = World::default();
    let app = world.sign_in().await;
    world.directory.export_gate.forget_permits(1000);
    let handle = app.handle.clone();
    let exporting = tokio::spawn(async move { handle.export_data().await });
    settle().await;
    assert_eq!(world.directory.count("export"), 1);
    app.handle.sign_out().await.unwrap();
    world.directory.export_gate.add_permits(1);
    assert_eq!(exporting.await.unwrap(), Err(UiError::SessionEnded));
    settle().await;
    assert!(world.desktop.saved.lock().unwrap().is_empty());
}

#[tokio::test]
async fn b178_without_the_extension_they_are_kept_on_this_computer_and_the_official_page_has_the_rest() {
    let world = World::default();
    world.authority.has_no_extension.store(true, Relaxed);
    world.authority.is_known_cloud.store(true, Relaxed);
    world.directory.data().settings = Part::NotOffered;
    let app = world.sign_in().await;
    let view = shown(&app);
    assert!(!view.in_account);
    assert_eq!(view.change, AvailabilityView::HandOver);
    let reason = UnavailableReason::NoSelfService;
    assert_eq!(view.export, Possible::No { reason });
    let wanted = ChosenSettings {
        language: LanguageChoice::English,
        regional_format: Some("nl-BE".into()),
        time_zone: Some("America/New_York".into()),
        ..view.chosen
    };
    app.handle.change_settings(wanted).await.unwrap();
    settle().await;
    let kept = world.desktop.kept.lock().unwrap().clone().unwrap();
    assert_eq!(kept.time_zone.as_deref(), Some("America/New_York"));
    let view = app.handle.view();
    assert_eq!(
        (view.locale.as_str(), view.formats.locale.as_str()),
        ("en-GB", "nl-BE")
    );
    assert_eq!(world.directory.count("settings"), 0);
    app.handle
        .open_hand_over(ActionName::ChangeSettings)
        .await
        .unwrap();
    let opened = world.desktop.opened.lock().unwrap();
    assert_eq!(opened.last().unwrap(), "https://myaccount.microsoft.com/");
}

#[tokio::test]
async fn b179_the_privacy_notice_is_opened_outside_and_only_where_there_is_one() {
    let world = World::default();
    let app = world.sign_in().await;
    assert_eq!(shown(&app).privacy_notice, AvailabilityView::Absent);
    for (page, expected) in [
        ("https://n.example/privacy", AvailabilityView::HandOver),
        ("javascript:alert(1)", AvailabilityView::Absent),
    ] {
        if let Part::Given(organization) = &mut world.directory.data().organization {
            organization.privacy_page = Some(page.into());
            organization.privacy_contact = Some("privacy@n.example".into());
        }
        app.handle.refresh_account().await.unwrap();
        assert_eq!(shown(&app).privacy_notice, expected, "{page}");
        assert_eq!(shown(&app).privacy_contact.as_deref(), Some("privacy@n.example"));
        let opened = app.handle.open_hand_over(ActionName::OpenPrivacyNotice).await;
        assert_eq!(opened.is_ok(), expected == AvailabilityView::HandOver);
    }
    let opened = world.desktop.opened.lock().unwrap();
    assert_eq!(opened.last().unwrap(), "https://n.example/privacy");
}

#[tokio::test]
async fn b179_b183_apps_are_read_when_asked_for_and_a_consent_is_withdrawn_once() {
    let world = World::default();
    let app = world.sign_in().await;
    assert_eq!(world.directory.count("services"), 0, "not before somebody asks");
    let services = app.handle.connected_services().await.unwrap();
    assert_eq!(services[0].app, "Routeplanner");
    assert_eq!(services[0].since.as_deref(), Some("2026-07-25T09:00:00Z"));
    assert_eq!(world.directory.count("services in nl-NL"), 1);
    let id = services[0].consent_id.clone().unwrap();
    app.handle.withdraw_consent(id).await.unwrap();
    assert_eq!(world.directory.count("withdraw consent-1"), 1);
}

#[tokio::test]
async fn b179_the_export_asks_for_a_fresh_proof_and_becomes_a_file() {
    let world = World::default();
    let app = world.sign_in().await;
    let claims = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#.to_owned();
    world
        .directory
        .wants_for("export", DirectoryError::ClaimsRequired { claims });
    let handle = app.handle.clone();
    let exporting = tokio::spawn(async move { handle.export_data().await });
    settle().await;
    let SessionView::SignedIn { step_up, .. } = app.session() else {
        panic!("not signed in");
    };
    assert_eq!(step_up.unwrap().for_what, StepUpFor::ExportData);
    world.authority.prove(Ok(tokens(Some("canary-refresh-2"))));
    settle().await;
    let saved = exporting.await.unwrap().unwrap();
    assert!(saved.path.contains("workpass-data-2026-"), "{}", saved.path);
    assert!(world.desktop.saved.lock().unwrap()[0].contains("workpass-export"));
    world.desktop.is_read_only.store(true, Relaxed);
    assert_eq!(app.handle.export_data().await, Err(UiError::FileNotSaved));
}
