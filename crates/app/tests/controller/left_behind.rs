//! Signing out while the keychain is closed: what stays in it is never used, and goes once it opens.

use workpass_app::{
    error::UiError,
    intent::Door,
    ports::{Tombstone, VaultError},
    view::{Kept, NotKept, SessionView, SignedOutWhy},
};

use crate::world::{ISSUER, World, account, granted, memo, settle};

/// Signed in with everything kept, then signed out while the keychain is locked and the network is gone.
async fn signed_out_beside_a_locked_keychain() -> World {
    let world = World::default();
    let app = world.sign_in().await;
    world.vault.fail_with(Some(VaultError::Locked));
    world.authority.set_unreachable(true);
    app.handle.sign_out().await.unwrap();
    app.assert_signed_out(SignedOutWhy::ByUser, None);
    assert!(app.says_left_behind());
    assert_eq!(
        world.vault.get("RefreshToken").as_deref(),
        Some("canary-refresh-1")
    );
    assert!(world.authority.revoked.lock().unwrap().is_empty());
    world.authority.set_unreachable(false);
    world
}

fn accounts(world: &World) -> Vec<workpass_domain::account::AccountKey> {
    world
        .tombstones
        .get()
        .into_iter()
        .map(|stone| stone.account)
        .collect()
}

#[tokio::test]
async fn the_next_start_removes_and_revokes_what_a_locked_keychain_kept() {
    let world = signed_out_beside_a_locked_keychain().await;
    assert_eq!(accounts(&world), [account().key]);
    world.vault.fail_with(None);
    let app = world.start().await;
    app.assert_signed_out(SignedOutWhy::Fresh, None);
    assert!(!app.says_left_behind());
    assert_eq!(
        (world.vault.get("RefreshToken"), world.vault.get("SnapshotKey")),
        (None, None)
    );
    assert_eq!(*world.authority.revoked.lock().unwrap(), ["canary-refresh-1"]);
    assert!(world.tombstones.get().is_empty());
    assert!(
        world.authority.refreshed_with.lock().unwrap().is_empty(),
        "it was never used"
    );
}

#[tokio::test]
async fn a_start_with_the_keychain_still_locked_says_so_and_asks_it_once() {
    let world = signed_out_beside_a_locked_keychain().await;
    world.vault.calls.lock().unwrap().clear();
    let app = world.start().await;
    app.assert_signed_out(SignedOutWhy::Fresh, None);
    assert!(app.says_left_behind());
    assert_eq!(*world.vault.calls.lock().unwrap(), ["load RefreshToken"]);
    assert_eq!(accounts(&world), [account().key]);
}

#[tokio::test]
async fn trying_again_after_unlocking_removes_and_revokes_it() {
    let world = signed_out_beside_a_locked_keychain().await;
    let app = world.start().await;
    assert_eq!(app.handle.retry_resume().await, Err(UiError::KeychainLocked));
    settle().await;
    assert!(app.says_left_behind());
    world.vault.fail_with(None);
    app.handle.retry_resume().await.unwrap();
    settle().await;
    assert!(!app.says_left_behind());
    assert_eq!(world.vault.get("RefreshToken"), None);
    assert_eq!(*world.authority.revoked.lock().unwrap(), ["canary-refresh-1"]);
}

#[tokio::test]
async fn a_session_with_a_tombstone_is_never_resumed_even_if_its_memo_stayed() {
    let world = signed_out_beside_a_locked_keychain().await;
    world.memo.put(Some(memo()));
    world.vault.fail_with(None);
    let app = world.start().await;
    app.assert_signed_out(SignedOutWhy::Fresh, None);
    assert_eq!((world.memo.get(), world.vault.get("RefreshToken")), (None, None));
    assert!(world.authority.refreshed_with.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_kill_in_the_middle_of_signing_out_is_finished_by_the_next_start() {
    let world = World::with_session();
    // The tombstone is the first thing that is written.
    world.tombstones.put(vec![tombstone(ISSUER)]);
    let app = world.start().await;
    app.assert_signed_out(SignedOutWhy::Fresh, None);
    assert_eq!((world.memo.get(), world.vault.get("RefreshToken")), (None, None));
    assert_eq!(*world.authority.revoked.lock().unwrap(), ["canary-refresh-0"]);
}

#[tokio::test]
async fn sign_out_from_the_locked_keychain_screen_is_finished_later() {
    let world = World::with_session();
    world.vault.fail_with(Some(VaultError::Locked));
    let app = world.start().await;
    app.handle.sign_out().await.unwrap();
    settle().await;
    assert!(app.says_left_behind());
    world.vault.fail_with(None);
    app.handle.retry_resume().await.unwrap();
    settle().await;
    assert_eq!(world.vault.get("RefreshToken"), None);
    assert_eq!(*world.authority.revoked.lock().unwrap(), ["canary-refresh-0"]);
}

#[tokio::test]
async fn sign_out_from_that_screen_revokes_what_the_keychain_opens_for() {
    let world = World::with_session();
    world.vault.fail_with(Some(VaultError::Locked));
    let app = world.start().await;
    world.vault.fail_with(None);
    app.handle.sign_out().await.unwrap();
    settle().await;
    assert!(!app.says_left_behind());
    assert_eq!(world.vault.get("RefreshToken"), None);
    assert_eq!(*world.authority.revoked.lock().unwrap(), ["canary-refresh-0"]);
}

#[tokio::test]
async fn b171_sign_out_everywhere_leaves_no_entry_to_come_back_to_either() {
    let world = World::default();
    let app = world.sign_in().await;
    world
        .vault
        .fail_with(Some(VaultError::Unavailable("stopped".into())));
    app.handle.sign_out_everywhere().await.unwrap();
    assert!(app.says_left_behind());
    world.vault.fail_with(None);
    let app = world.start().await;
    assert!(!app.says_left_behind());
    assert_eq!(world.vault.get("RefreshToken"), None);
}

#[tokio::test]
async fn signing_in_again_revokes_the_old_session_and_keeps_the_new_one() {
    let world = signed_out_beside_a_locked_keychain().await;
    let app = world.start().await;
    world.vault.fail_with(None);
    world.authority.polls([Ok(granted("canary-refresh-2"))]);
    app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
    world.pass(5).await;
    assert!(matches!(
        app.session(),
        SessionView::SignedIn { kept: Kept::Kept, .. }
    ));
    assert_eq!(
        world.vault.get("RefreshToken").as_deref(),
        Some("canary-refresh-2")
    );
    assert_eq!(*world.authority.revoked.lock().unwrap(), ["canary-refresh-1"]);
    assert!(world.tombstones.get().is_empty());
    drop(app);
    let app = world.start().await;
    assert!(
        matches!(app.session(), SessionView::SignedIn { .. }),
        "{:?}",
        app.session()
    );
}

#[tokio::test]
async fn signing_in_beside_the_locked_keychain_does_not_lift_the_tombstone() {
    let world = signed_out_beside_a_locked_keychain().await;
    let app = world.start().await;
    world.authority.polls([Ok(granted("canary-refresh-2"))]);
    app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
    world.pass(5).await;
    let SessionView::SignedIn { kept, .. } = app.session() else {
        panic!("{:?}", app.session())
    };
    assert_eq!(
        kept,
        Kept::ThisRunOnly {
            why: NotKept::KeychainLocked
        }
    );
    assert_eq!(accounts(&world), [account().key]);
    world.vault.fail_with(None);
    let app = world.start().await;
    app.assert_signed_out(SignedOutWhy::Fresh, None);
    assert_eq!(world.vault.get("RefreshToken"), None);
}

#[tokio::test]
async fn a_session_for_this_run_only_leaves_no_tombstone() {
    let world = World::default();
    world.vault.fail_with(Some(VaultError::Locked));
    let app = world.sign_in().await;
    app.handle.sign_out().await.unwrap();
    assert!(!app.says_left_behind());
    assert!(world.tombstones.get().is_empty());
}

#[tokio::test]
async fn another_organizations_token_is_removed_but_not_shown_to_this_authority() {
    let world = World::with_session();
    world.memo.put(None);
    world
        .tombstones
        .put(vec![tombstone("https://login.elsewhere.example/v2.0")]);
    world.start().await;
    assert_eq!(world.vault.get("RefreshToken"), None);
    assert!(world.authority.revoked.lock().unwrap().is_empty());
    assert!(world.tombstones.get().is_empty());
}

fn tombstone(issuer: &str) -> Tombstone {
    Tombstone {
        account: account().key,
        issuer: issuer.into(),
        client_id: memo().client_id,
        signed_out_at: time::macros::datetime!(2026-11-22 09:00 UTC),
    }
}
