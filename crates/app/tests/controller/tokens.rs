use workpass_app::{
    error::UiError,
    ports::{DirectoryError, VaultError},
    view::{Kept, NotKept, SessionView},
};

use crate::world::{World, offline, settle, tokens};

#[tokio::test]
async fn a_rotated_token_is_durable_before_it_is_used() {
    let world = World::with_session();
    world.authority.refreshes([Ok(tokens(Some("canary-refresh-1")))]);
    world.start().await;
    assert_eq!(
        world.vault.get("RefreshToken").as_deref(),
        Some("canary-refresh-1")
    );
    let stored = world
        .vault
        .calls
        .lock()
        .unwrap()
        .iter()
        .position(|c| c == "store RefreshToken canary-refresh-1");
    assert!(stored.is_some());
    assert_eq!(world.directory.count("read"), 1);
}

#[tokio::test]
async fn a_rotated_token_that_cannot_be_stored_still_works_for_this_run() {
    let world = World::with_session();
    world.authority.refresh_gate.forget_permits(1000);
    let app = world.start().await;
    world.vault.fail_with(Some(VaultError::Locked));
    world.authority.refreshes([Ok(tokens(Some("canary-refresh-1")))]);
    world.authority.refresh_gate.add_permits(1);
    settle().await;
    let kept = Kept::ThisRunOnly {
        why: NotKept::KeychainLocked,
    };
    assert!(matches!(app.session(), SessionView::SignedIn { kept: k, .. } if k == kept));
}

#[tokio::test]
async fn a_refused_access_token_causes_one_refresh_and_one_repeat() {
    let world = World::default();
    let app = world.sign_in().await;
    world.directory.fail_with([DirectoryError::Unauthorized]);
    app.handle.refresh_account().await.unwrap();
    assert_eq!(world.authority.refresh_count(), 1);
    assert_eq!(world.directory.count("read"), 3);

    world
        .directory
        .fail_with([DirectoryError::Unauthorized, DirectoryError::Unauthorized]);
    let answer = app.handle.refresh_account().await;
    assert!(
        matches!(answer, Err(UiError::ServiceTrouble { .. })),
        "{answer:?}"
    );
    assert_eq!(world.authority.refresh_count(), 2, "never a loop");
    assert!(matches!(app.session(), SessionView::SignedIn { .. }));
}

#[tokio::test]
async fn many_calls_at_once_cause_one_refresh() {
    let world = World::default();
    let app = world.sign_in().await;
    world.clock.advance(3600);
    let document = || app.handle.terms_document("a".into());
    let (one, two, three) = tokio::join!(document(), document(), document());
    assert!(one.is_ok() && two.is_ok() && three.is_ok());
    assert_eq!(world.authority.refresh_count(), 1);
}

#[tokio::test]
async fn many_calls_at_once_hear_of_one_failure() {
    let world = World::default();
    let app = world.sign_in().await;
    world.clock.advance(3600);
    world.authority.refreshes([offline()]);
    let document = || app.handle.terms_document("a".into());
    let (one, two, three) = tokio::join!(document(), document(), document());
    assert_eq!(
        [one.err(), two.err(), three.err()],
        [const { Some(UiError::Offline) }; 3]
    );
    assert_eq!(world.authority.refresh_count(), 1);
}

#[tokio::test]
async fn a_valid_access_token_is_not_refreshed() {
    let world = World::default();
    let app = world.sign_in().await;
    world.clock.advance(3000);
    app.handle.refresh_account().await.unwrap();
    assert_eq!(world.authority.refresh_count(), 0);
}

#[tokio::test]
async fn no_secret_is_ever_in_a_view() {
    let world = World::default();
    let app = world.start().await;
    let mut seen = String::new();
    let mut watch = |view| seen.push_str(&serde_json::to_string(&view).unwrap());
    watch(app.view());
    app.handle
        .start_sign_in(workpass_app::intent::Door::DeviceCode)
        .await
        .unwrap();
    watch(app.view());
    world
        .authority
        .polls([Ok(crate::world::granted("canary-refresh-1"))]);
    world.pass(5).await;
    watch(app.view());
    let snapshot = String::from_utf8(world.snapshot.bytes().unwrap()).unwrap();
    assert!(
        snapshot.contains("Sanne") && !snapshot.contains("canary"),
        "a secret in the last-known view"
    );
    app.handle.sign_out().await.unwrap();
    watch(app.view());
    assert!(seen.contains("CODE-1") && seen.contains("Sanne"));
    assert!(!seen.contains("canary"), "a secret crossed");
}
