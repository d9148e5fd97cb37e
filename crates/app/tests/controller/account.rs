use std::sync::atomic::Ordering::Relaxed;

use workpass_app::{
    error::UiError,
    ports::{DirectoryError, NetworkError, Part},
    view::{
        ActionName, AvailabilityView, LanguageChoice, Preferences, Section, SessionView, UnavailableReason,
    },
};
use workpass_domain::method::{MethodKind, SecurityMethod};

use crate::world::{App, World, account_data, settle};

#[tokio::test]
async fn b02_shows_the_account() {
    let app = World::default().sign_in().await;
    insta::assert_json_snapshot!("signed_in", app.view(), { ".revision" => 0 });
}

#[tokio::test]
async fn a_screen_costs_one_read() {
    let world = World::default();
    world.sign_in().await;
    assert_eq!(*world.directory.calls.lock().unwrap(), ["read nl-NL"]);
}

#[tokio::test]
async fn a_refused_part_does_not_hide_the_others() {
    let world = World::default();
    world.directory.data().manager = Part::Refused;
    world.directory.data().methods = Part::Refused;
    let account = world.sign_in().await.account();
    assert!(matches!(account.profile, Section::Ready { .. }));
    let refused = UnavailableReason::RefusedByService;
    assert!(matches!(account.security, Section::Unavailable { reason } if reason == refused));
}

#[tokio::test]
async fn a_part_that_failed_keeps_what_was_known() {
    let world = World::default();
    let app = world.sign_in().await;
    world.directory.data().methods = Part::Failed;
    let answer = app.handle.refresh_account().await;
    assert!(matches!(answer, Err(UiError::ServiceTrouble { .. })));
    assert!(matches!(app.account().security, Section::Ready { .. }));
    *world.directory.data() = account_data();
    app.handle.refresh_account().await.unwrap();
    assert_eq!(app.account().trouble, None);
}

#[tokio::test]
async fn b208_what_was_kept_is_not_dated_as_new() {
    let world = World::default();
    let app = world.sign_in().await;
    let read_at = app.account().as_of;
    world.clock.advance(7200);
    world.directory.data().methods = Part::Failed;
    assert!(app.handle.refresh_account().await.is_err());
    assert_eq!(app.account().as_of, read_at);
    *world.directory.data() = account_data();
    app.handle.refresh_account().await.unwrap();
    assert_ne!(app.account().as_of, read_at);
}

#[tokio::test]
async fn against_a_foreign_authority_signed_in_means_the_identity() {
    let world = World::default();
    world.authority.foreign.store(true, Relaxed);
    let app = world.sign_in().await;
    let account = app.account();
    assert_eq!(account.person.display_name, "Sanne Visser");
    assert!(matches!(
        account.profile,
        Section::Unavailable {
            reason: UnavailableReason::NoDirectory
        }
    ));
    assert!(matches!(
        account.security,
        Section::Unavailable {
            reason: UnavailableReason::NoDirectory
        }
    ));
    assert!(matches!(
        account.terms,
        Section::Unavailable {
            reason: UnavailableReason::NoSelfService
        }
    ));
    let everywhere = account
        .actions
        .iter()
        .find(|a| a.action == ActionName::SignOutEverywhere)
        .unwrap();
    let reason = UnavailableReason::NoDirectory;
    assert_eq!(everywhere.availability, AvailabilityView::Unavailable { reason });
}

#[tokio::test]
async fn a_service_in_trouble_leaves_the_last_known_view() {
    let world = World::default();
    let app = world.sign_in().await;
    let html = || DirectoryError::Network(NetworkError::Nonsense("text/html".into()));
    world.directory.fail_with([html()]);
    assert!(matches!(
        app.handle.refresh_account().await,
        Err(UiError::ServiceTrouble { .. })
    ));
    assert!(matches!(app.account().profile, Section::Ready { .. }));
    assert!(app.is_offline());
    world.pass(6).await;
    assert!(!app.is_offline(), "tried again by itself");
}

#[tokio::test]
async fn coming_back_to_the_window_refreshes_only_what_is_old() {
    let world = World::default();
    let app = world.sign_in().await;
    app.handle.window_focused();
    settle().await;
    assert_eq!(world.directory.count("read"), 1);
    world.clock.advance(61);
    app.handle.window_focused();
    settle().await;
    assert_eq!(world.directory.count("read"), 2);
}

#[tokio::test]
async fn another_language_reads_anew() {
    let world = World::default();
    let app = world.sign_in().await;
    let preferences = Preferences {
        language: LanguageChoice::English,
        ..Preferences::default()
    };
    app.handle.set_preferences(preferences.clone()).await.unwrap();
    settle().await;
    assert_eq!(
        world.directory.calls.lock().unwrap().last().unwrap(),
        "read en-GB"
    );
    assert_eq!(app.view().preferences, preferences);
    assert_eq!(app.view().locale, "en-GB", "the screens follow the same decision");
}

#[tokio::test]
async fn b13_a_hand_over_opens_in_the_system_browser() {
    let world = World::default();
    let app = world.sign_in().await;
    app.handle.open_hand_over(ActionName::OpenApps).await.unwrap();
    assert_eq!(
        *world.desktop.opened.lock().unwrap(),
        ["https://apps.noorderlicht.example/"]
    );
    assert_eq!(
        app.handle.open_hand_over(ActionName::OpenGroups).await,
        Err(UiError::NotAvailable)
    );
}

#[tokio::test]
async fn b87_app_passwords_are_handed_over_to_the_page_of_the_organization() {
    let world = World::default();
    world.directory.add(SecurityMethod {
        name: Some("Mail on the old phone".into()),
        ..SecurityMethod::new("a", MethodKind::AppPassword)
    });
    let app = world.sign_in().await;
    let availability = |app: &App| {
        let actions = app.account().actions.into_iter();
        let mut found = actions.filter(|one| one.action == ActionName::OpenAppPasswords);
        found.next().unwrap().availability
    };
    let reason = UnavailableReason::NoSelfService;
    assert_eq!(availability(&app), AvailabilityView::Unavailable { reason });
    assert_eq!(
        app.handle.open_hand_over(ActionName::OpenAppPasswords).await,
        Err(UiError::NotAvailable)
    );
    if let Part::Given(organization) = &mut world.directory.data().organization {
        organization.app_passwords_page = Some("https://wachtwoorden.noorderlicht.example/".into());
    }
    app.handle.refresh_account().await.unwrap();
    assert_eq!(availability(&app), AvailabilityView::HandOver);
    app.handle
        .open_hand_over(ActionName::OpenAppPasswords)
        .await
        .unwrap();
    assert_eq!(
        *world.desktop.opened.lock().unwrap(),
        ["https://wachtwoorden.noorderlicht.example/"]
    );
}

#[tokio::test]
async fn the_photo_crosses_as_a_data_url_and_its_key_changes_with_it() {
    let world = World::default();
    let app = world.sign_in().await;
    assert_eq!(
        app.handle.photo().await,
        Ok(Some("data:image/png;base64,AQID".into()))
    );
    let before = app.account().person.photo;
    world.directory.data().photo = Part::Given(None);
    app.handle.refresh_account().await.unwrap();
    assert_eq!(app.handle.photo().await, Ok(None));
    assert!(before.is_some() && app.account().person.photo.is_none());
}

#[tokio::test]
async fn revisions_only_grow() {
    let world = World::default();
    let app = world.start().await;
    let first = app.view().revision;
    app.handle.window_focused();
    settle().await;
    assert_eq!(app.view().revision, first, "nothing changed, nothing published");
    let signed_in = world.sign_in().await;
    assert!(matches!(signed_in.session(), SessionView::SignedIn { .. }));
    assert!(signed_in.view().revision > first);
}
