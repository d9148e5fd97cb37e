use std::sync::atomic::Ordering::Relaxed;

use workpass_app::{
    error::{AuthorityFault, SupportReference, UiError},
    intent::Door,
    ports::{AuthorityError, VaultError},
    view::{Kept, MethodKindView, Reach, Section, SessionView, SignedOutWhy},
};

use crate::world::{World, granted, memo, offline, settle, tokens};

#[tokio::test]
async fn a_restart_resumes_from_the_keychain() {
    let world = World::with_session();
    let app = world.start().await;
    assert_eq!(
        app.session(),
        SessionView::SignedIn {
            kept: Kept::Kept,
            reach: Reach::Online,
            step_up: None,
            switching: None,
            notice: None,
        }
    );
    assert_eq!(app.account().person.display_name, "Sanne Visser");
    assert_eq!(
        *world.authority.refreshed_with.lock().unwrap(),
        ["canary-refresh-0"]
    );
}

#[tokio::test]
async fn resuming_says_who_is_signing_in_until_there_is_something_to_show() {
    let world = World::with_session();
    world.authority.refresh_gate.forget_permits(1000);
    let app = world.start().await;
    let user_name = Some("sanne@noorderlicht.example".into());
    assert_eq!(app.session(), SessionView::Resuming { user_name });
    world.authority.refresh_gate.add_permits(1);
    settle().await;
    assert!(matches!(app.session(), SessionView::SignedIn { .. }));
}

#[tokio::test]
async fn b208_the_last_known_view_is_there_before_the_network() {
    let world = World::with_session();
    drop(world.start().await);
    world.authority.refresh_gate.forget_permits(1000);
    world.clock.advance(3600);
    let app = world.start().await;
    let account = app.account();
    assert!(account.loading);
    assert_eq!(account.as_of.as_deref(), Some("2026-11-22T09:00:00Z"));
    assert!(matches!(account.profile, Section::Ready { .. }));
    assert_eq!(
        account.person.organization.as_deref(),
        Some("Noorderlicht Logistiek B.V.")
    );
}

#[tokio::test]
async fn b208_without_a_network_it_resumes_with_the_last_known_view_dated_and_read_only() {
    let world = World::with_session();
    drop(world.start().await);
    world.clock.advance(86_400);
    world.authority.set_unreachable(true);
    let app = world.start().await;
    let reach = Reach::Offline {
        since: "2026-11-23T09:00:00Z".into(),
    };
    assert_eq!(
        app.session(),
        SessionView::SignedIn {
            kept: Kept::Kept,
            reach,
            step_up: None,
            switching: None,
            notice: None,
        }
    );
    let account = app.account();
    assert_eq!(account.as_of.as_deref(), Some("2026-11-22T09:00:00Z"));
    assert_eq!(account.trouble, Some(UiError::Offline));
    assert_eq!(
        app.handle
            .delete_method("e".into(), MethodKindView::Email, false)
            .await,
        Err(UiError::Offline)
    );
    insta::assert_json_snapshot!("offline", app.view(), { ".revision" => 0, ".account.help" => "" });
}

#[tokio::test]
async fn b208_behind_a_captive_portal_it_resumes_read_only_and_comes_back_by_itself() {
    let world = World::with_session();
    drop(world.start().await);
    world.authority.misplaced.store(true, Relaxed);
    let app = world.start().await;
    assert!(app.is_offline());
    let detail = AuthorityFault::NotAnAuthority;
    assert_eq!(
        app.account().trouble,
        Some(UiError::AuthorityMisconfigured { detail })
    );
    world.authority.misplaced.store(false, Relaxed);
    world.pass(6).await;
    assert!(!app.is_offline());
}

#[tokio::test]
async fn without_a_network_and_without_a_last_known_view_it_is_signed_in_all_the_same() {
    let world = World::with_session();
    world.authority.set_unreachable(true);
    let app = world.start().await;
    assert!(app.is_offline());
    assert!(matches!(app.account().profile, Section::Unavailable { .. }));
    assert_eq!(app.account().person.initials, "SV");
    assert_eq!(
        world.vault.get("RefreshToken").as_deref(),
        Some("canary-refresh-0")
    );
}

#[tokio::test]
async fn the_network_coming_back_is_noticed_by_itself() {
    let world = World::with_session();
    world.authority.set_unreachable(true);
    let app = world.start().await;
    world.pass(60).await;
    assert!(app.is_offline());
    world.authority.set_unreachable(false);
    world.pass(60).await;
    assert_eq!(
        app.session(),
        SessionView::SignedIn {
            kept: Kept::Kept,
            reach: Reach::Online,
            step_up: None,
            switching: None,
            notice: None,
        }
    );
    assert_eq!(app.account().trouble, None);
}

#[tokio::test]
async fn the_network_coming_back_is_noticed_at_once_when_the_person_returns() {
    let world = World::with_session();
    world.authority.set_unreachable(true);
    let app = world.start().await;
    world.authority.set_unreachable(false);
    app.handle.window_focused();
    settle().await;
    assert!(!app.is_offline());
}

#[tokio::test]
async fn an_ended_session_is_deleted_and_said() {
    let world = World::with_session();
    drop(world.start().await);
    world
        .authority
        .refreshes([Err(AuthorityError::GrantEnded(SupportReference::default()))]);
    let app = world.start().await;
    app.assert_signed_out(SignedOutWhy::SessionEnded, None);
    assert_eq!(
        (world.vault.get("RefreshToken"), world.vault.get("SnapshotKey")),
        (None, None)
    );
    assert_eq!((world.memo.get(), world.snapshot.bytes()), (None, None));
    assert_eq!(app.view().account, None);
}

#[tokio::test]
async fn locked_missing_and_denied_keychains_are_told_apart_and_nothing_is_deleted() {
    for (failure, error) in [
        (VaultError::Locked, UiError::KeychainLocked),
        (
            VaultError::Unavailable("no bus".into()),
            UiError::KeychainUnavailable,
        ),
        (VaultError::Denied, UiError::KeychainDenied),
    ] {
        let world = World::with_session();
        world.vault.fail_with(Some(failure));
        let app = world.start().await;
        assert_eq!(app.session(), SessionView::VaultLocked { error });
        assert!(!world.vault.was_called("delete"));
        assert_eq!(world.memo.get(), Some(memo()));

        world.vault.fail_with(None);
        app.handle.retry_resume().await.unwrap();
        settle().await;
        assert!(
            matches!(app.session(), SessionView::SignedIn { .. }),
            "unlocked, so it goes on"
        );
    }
}

#[tokio::test]
async fn a_locked_keychain_does_not_keep_anybody_from_signing_in_for_this_run() {
    let world = World::with_session();
    world.vault.fail_with(Some(VaultError::Locked));
    let app = world.start().await;
    world.authority.polls([Ok(granted("canary-refresh-9"))]);
    app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
    world.pass(5).await;
    assert!(matches!(
        app.session(),
        SessionView::SignedIn {
            kept: Kept::ThisRunOnly { .. },
            ..
        }
    ));
    assert_eq!(
        world.vault.get("RefreshToken").as_deref(),
        Some("canary-refresh-0"),
        "the old entry stays"
    );
}

#[tokio::test]
async fn cancelling_a_sign_in_for_this_run_leads_back_to_the_locked_keychain() {
    let world = World::with_session();
    world.vault.fail_with(Some(VaultError::Locked));
    let app = world.start().await;
    app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
    app.handle.cancel_sign_in().await.unwrap();
    settle().await;
    assert_eq!(
        app.session(),
        SessionView::VaultLocked {
            error: UiError::KeychainLocked
        }
    );
    world.vault.fail_with(None);
    app.handle.retry_resume().await.unwrap();
    settle().await;
    assert!(matches!(
        app.session(),
        SessionView::SignedIn { kept: Kept::Kept, .. }
    ));
}

#[tokio::test]
async fn a_damaged_entry_leads_to_the_sign_in_screen_and_is_not_deleted() {
    let world = World::with_session();
    world.vault.fail_with(Some(VaultError::Corrupt));
    let app = world.start().await;
    assert!(matches!(
        app.session(),
        SessionView::SignedOut {
            why: SignedOutWhy::SessionEnded,
            error: Some(UiError::Unexpected { .. }),
            ..
        }
    ));
    assert!(!world.vault.was_called("delete"));
}

#[tokio::test]
async fn a_keychain_that_surely_holds_nothing_is_a_fresh_start() {
    let world = World::default();
    world.memo.put(Some(memo()));
    let app = world.start().await;
    app.assert_signed_out(SignedOutWhy::Fresh, None);
    assert_eq!(world.memo.get(), None);
}

#[tokio::test]
async fn another_configuration_does_not_resume_the_old_account() {
    let world = World::with_session();
    let app = world.start_as("https://login.other.example/t/v2.0").await;
    app.assert_signed_out(SignedOutWhy::Fresh, None);
    assert_eq!(world.memo.get(), Some(memo()), "it may be configured back");
    assert!(world.authority.refreshed_with.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_clock_off_by_a_day_does_not_end_the_session() {
    let world = World::with_session();
    world.authority.refreshes([Err(AuthorityError::ClockWrong(1440))]);
    let app = world.start().await;
    assert!(matches!(app.session(), SessionView::SignedIn { .. }));
    assert_eq!(
        app.account().trouble,
        Some(UiError::ClockWrong { off_by_minutes: 1440 })
    );
    assert_eq!(
        world.vault.get("RefreshToken").as_deref(),
        Some("canary-refresh-0")
    );
}

#[tokio::test]
async fn a_refresh_answered_for_somebody_else_is_not_believed() {
    let world = World::with_session();
    let mut other = tokens(Some("canary-refresh-1"));
    if let Some(account) = &mut other.account {
        account.key = workpass_domain::account::AccountKey::Subject {
            issuer: "i".into(),
            sub: "s".into(),
        };
    }
    world.authority.refreshes([Ok(other), offline()]);
    let app = world.start().await;
    assert!(matches!(
        app.account().trouble,
        Some(UiError::ServiceTrouble { .. })
    ));
    assert_eq!(
        world.vault.get("RefreshToken").as_deref(),
        Some("canary-refresh-0")
    );
}
