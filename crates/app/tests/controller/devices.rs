//! Devices and their recovery keys.

use std::sync::atomic::Ordering::Relaxed;

use workpass_app::{
    error::UiError,
    ports::{DirectoryError, Part},
    view::{
        ActionName, AvailabilityView, DevicesView, JoinName, Possible, Section, SessionView, SignedOutWhy,
        StepUpFor, UnavailableReason, VolumeName,
    },
};

use crate::world::{App, World, settle, tokens};

fn shown(app: &App) -> DevicesView {
    match app.account().devices {
        Section::Ready { value } => value,
        other => panic!("not there: {other:?}"),
    }
}

fn availability(app: &App) -> AvailabilityView {
    let actions = app.account().actions;
    let action = actions.iter().find(|one| one.action == ActionName::ViewDevices);
    action.unwrap().availability
}

#[tokio::test]
async fn b141_b145_devices_are_there_with_the_account_and_this_one_is_marked() {
    let world = World::default();
    let app = world.sign_in().await;
    let view = shown(&app);
    let names: Vec<_> = view.devices.iter().map(|device| device.name.as_str()).collect();
    assert_eq!(names, ["LAPTOP-7", "📱 Telefoon", "Oude laptop"]);
    assert!(view.devices[0].current && !view.devices[1].current);
    assert_eq!(view.devices[0].join, Some(JoinName::Registered));
    assert_eq!(view.devices[1].compliant, Some(false));
    assert!(!view.devices[2].enabled && view.devices[2].disabled_at.is_some());
    assert_eq!(view.disable, AvailabilityView::InApp);
    assert_eq!(view.recovery_keys, Possible::Yes);
    assert_eq!(availability(&app), AvailabilityView::InApp);
}

#[tokio::test]
async fn b143_a_lost_device_is_disabled_and_shown_so_after_the_service_said_yes() {
    let world = World::default();
    let app = world.sign_in().await;
    app.handle.disable_device("phone".into()).await.unwrap();
    assert_eq!(world.directory.count("disable phone"), 1);
    let view = shown(&app);
    let phone = view.devices.iter().find(|device| device.id == "phone").unwrap();
    assert!(!phone.enabled);
    assert!(matches!(app.session(), SessionView::SignedIn { .. }));
}

#[tokio::test]
async fn b145_disabling_this_computer_ends_the_session_here_and_says_why() {
    let world = World::default();
    let app = world.sign_in().await;
    app.handle.disable_device("here".into()).await.unwrap();
    settle().await;
    app.assert_signed_out(SignedOutWhy::DeviceDisabled, None);
    assert_eq!(
        world.vault.get("RefreshToken"),
        None,
        "nothing of the session is left"
    );
}

#[tokio::test]
async fn b143_disabling_asks_for_a_fresh_proof_and_does_it_once() {
    let world = World::default();
    let app = world.sign_in().await;
    let claims = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#.to_owned();
    let wants_proof = DirectoryError::ClaimsRequired { claims };
    world.directory.wants_for("disable phone", wants_proof);
    let handle = app.handle.clone();
    let disabling = tokio::spawn(async move { handle.disable_device("phone".into()).await });
    settle().await;
    let SessionView::SignedIn { step_up, .. } = app.session() else {
        panic!("not signed in");
    };
    assert_eq!(step_up.unwrap().for_what, StepUpFor::DisableDevice);
    world.authority.prove(Ok(tokens(Some("canary-refresh-2"))));
    settle().await;
    disabling.await.unwrap().unwrap();
    assert_eq!(
        world.directory.count("disable phone"),
        2,
        "refused, and once more"
    );
}

#[tokio::test]
async fn b146_b148_a_recovery_key_is_read_when_asked_for_and_is_in_no_view_and_no_debug_text() {
    let world = World::default();
    let app = world.sign_in().await;
    assert_eq!(world.directory.count("keys"), 0, "not before somebody asks");
    let ids = app.handle.recovery_keys("here".into()).await.unwrap();
    assert_eq!(ids.len(), 1);
    assert_eq!(ids[0].volume, Some(VolumeName::System));
    assert_eq!(world.directory.count("key "), 0, "the list has no key");
    let key = app.handle.recovery_key(ids[0].id.clone()).await.unwrap();
    assert_eq!(key.groups.len(), 8);
    assert_eq!(key.groups[0], "000011");
    assert!(!format!("{key:?}").contains("000011"));
    settle().await;
    let view = app.handle.view();
    assert!(!serde_json::to_string(&*view).unwrap().contains("000011"));
}

#[tokio::test]
async fn b147_where_the_organization_forbids_it_the_reason_is_said_and_nothing_is_asked() {
    let world = World::default();
    if let Part::Given(devices) = &mut world.directory.data().devices {
        devices.shows_recovery_keys = false;
    }
    let app = world.sign_in().await;
    let reason = UnavailableReason::NotAllowedByPolicy;
    assert_eq!(shown(&app).recovery_keys, Possible::No { reason });
    let forbidden = DirectoryError::Forbidden {
        code: "accessDenied".into(),
    };
    world.directory.wants_for("keys", forbidden);
    let refused = app.handle.recovery_keys("here".into()).await;
    assert_eq!(refused, Err(UiError::Forbidden));
}

#[tokio::test]
async fn b207_nothing_is_disabled_or_shown_offline() {
    let world = World::default();
    let app = world.sign_in().await;
    world.directory.go_offline();
    assert!(app.handle.refresh_account().await.is_err());
    assert_eq!(
        app.handle.disable_device("phone".into()).await,
        Err(UiError::Offline)
    );
    assert_eq!(
        app.handle.recovery_key("k1".into()).await.unwrap_err(),
        UiError::Offline
    );
    assert_eq!(world.directory.count("disable") + world.directory.count("key"), 0);
    assert_eq!(shown(&app).devices.len(), 3, "what was known stays");
}

#[tokio::test]
async fn b141_without_the_extension_the_directory_lists_and_the_official_page_disables() {
    let world = World::default();
    world.authority.has_no_extension.store(true, Relaxed);
    world.authority.is_known_cloud.store(true, Relaxed);
    let app = world.sign_in().await;
    assert_eq!(availability(&app), AvailabilityView::InApp);
    assert_eq!(shown(&app).disable, AvailabilityView::HandOver);
    app.handle
        .open_hand_over(ActionName::DisableDevice)
        .await
        .unwrap();
    let opened = world.desktop.opened.lock().unwrap();
    assert_eq!(
        opened.last().unwrap(),
        "https://myaccount.microsoft.com/device-list"
    );
    assert_eq!(world.directory.count("disable"), 0);
}

#[tokio::test]
async fn b141_and_where_there_is_no_page_the_reason_is_said() {
    let world = World::default();
    world.authority.has_no_extension.store(true, Relaxed);
    let app = world.sign_in().await;
    let reason = UnavailableReason::NoSelfService;
    assert_eq!(shown(&app).disable, AvailabilityView::Unavailable { reason });
}
