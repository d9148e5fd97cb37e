//! What of other organizations stays in the keychain, and what does not.

use workpass_app::{
    error::UiError,
    intent::Door,
    ports::{Elsewhere, VaultError},
    view::{SessionView, SignedOutWhy},
};

use super::{GUESTS, begin, is_revoked_there, of_guest, open_elsewhere, shown};
use crate::world::{App, ELSEWHERE, World, granted, guest, settle};

/// The person signed in there, and the keychain takes its time.
async fn arriving(world: &World, app: &App) -> tokio::task::JoinHandle<Result<(), UiError>> {
    let switch = begin(app).await;
    world.vault.store_gate.forget_permits(1000);
    world
        .authority
        .other(ELSEWHERE)
        .prove(Ok(of_guest("canary-guest-1")));
    settle().await;
    assert!(world.vault.was_called("store RefreshToken canary-guest-1"));
    switch
}

#[tokio::test]
async fn whoever_cancels_when_the_tokens_are_there_keeps_none_of_them() {
    let world = World::default();
    let app = world.sign_in().await;
    let switch = arriving(&world, &app).await;
    app.handle.cancel_switch().await.unwrap();
    assert_eq!(switch.await.unwrap(), Err(UiError::StepUpCancelled));
    world.vault.store_gate.add_permits(1000);
    settle().await;
    assert_eq!(shown(&app), "t");
    assert_eq!(
        (world.vault.get(GUESTS), world.vault.get("sanne-z SnapshotKey")),
        (None, None)
    );
    assert!(is_revoked_there(&world));
    let memo = world.memo.get().unwrap();
    assert!(memo.elsewhere.is_empty() && memo.shown.is_none(), "{memo:?}");
    assert!(world.tombstones.get().is_empty());
}

#[tokio::test]
async fn whoever_wants_it_after_all_gets_what_the_first_try_brought() {
    let world = World::default();
    let app = world.sign_in().await;
    let first = arriving(&world, &app).await;
    app.handle.cancel_switch().await.unwrap();
    assert_eq!(first.await.unwrap(), Err(UiError::StepUpCancelled));
    let second = begin(&app).await;
    world.vault.store_gate.add_permits(1000);
    second.await.unwrap().unwrap();
    settle().await;
    assert_eq!(shown(&app), "z");
    assert_eq!(world.vault.get(GUESTS).as_deref(), Some("canary-guest-1"));
    assert!(
        world
            .authority
            .other(ELSEWHERE)
            .revoked
            .lock()
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn b168_signing_out_while_another_organization_arrives_leaves_nothing_of_it() {
    let world = World::default();
    let app = world.sign_in().await;
    let switch = arriving(&world, &app).await;
    let handle = app.handle.clone();
    let sign_out = tokio::spawn(async move { handle.sign_out().await });
    settle().await;
    assert_eq!(switch.await.unwrap(), Err(UiError::StepUpCancelled));
    world.vault.store_gate.add_permits(1000);
    sign_out.await.unwrap().unwrap();
    settle().await;
    app.assert_signed_out(SignedOutWhy::ByUser, None);
    assert_eq!(
        (world.vault.get(GUESTS), world.vault.get("sanne-z SnapshotKey")),
        (None, None)
    );
    assert_eq!(world.memo.get(), None);
    assert!(world.tombstones.get().is_empty());
    assert!(is_revoked_there(&world));
}

#[tokio::test]
async fn a_keychain_that_lost_the_session_at_home_keeps_none_of_the_others() {
    let world = World::default();
    let app = world.sign_in().await;
    open_elsewhere(&world, &app).await;
    app.handle.switch_organization("t".into()).await.unwrap();
    settle().await;
    drop(app);
    world.vault.forget("RefreshToken");
    let again = world.start().await;
    again.assert_signed_out(SignedOutWhy::Fresh, None);
    assert_eq!((world.vault.get(GUESTS), world.memo.get()), (None, None));
    let there = world.authority.other(ELSEWHERE);
    assert_eq!(*there.revoked.lock().unwrap(), ["canary-guest-1"]);
}

#[tokio::test]
async fn who_signs_in_in_place_of_another_leaves_no_organization_of_that_one_signed_in() {
    let world = World::with_session_of_anna();
    let mut memo = world.memo.get().unwrap();
    memo.elsewhere.push(Elsewhere {
        account: guest(ELSEWHERE),
        issuer: ELSEWHERE.into(),
    });
    world.memo.put(Some(memo));
    world.vault.put(GUESTS, "canary-guest-0");
    world.vault.fail_with(Some(VaultError::Locked));
    let app = world.start().await;
    world.authority.polls([Ok(granted("canary-refresh-1"))]);
    world.vault.fail_with(None);
    app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
    world.pass(5).await;
    assert!(matches!(app.session(), SessionView::SignedIn { .. }));
    assert_eq!(
        (world.vault.get("anna RefreshToken"), world.vault.get(GUESTS)),
        (None, None)
    );
    assert!(world.tombstones.get().is_empty());
    let there = world.authority.other(ELSEWHERE);
    assert_eq!(*there.revoked.lock().unwrap(), ["canary-guest-0"]);
    assert_eq!(*world.authority.revoked.lock().unwrap(), ["canary-anna"]);
}

#[tokio::test]
async fn a_damaged_entry_of_the_other_session_leads_home() {
    for damage in [VaultError::Corrupt, VaultError::Ambiguous, VaultError::TooLarge] {
        let world = World::default();
        let app = world.sign_in().await;
        open_elsewhere(&world, &app).await;
        drop(app);
        world.vault.damage(GUESTS, damage);
        let again = world.start().await;
        assert_eq!(shown(&again), "t");
        assert!(world.memo.get().unwrap().elsewhere.is_empty());
        assert_eq!(world.vault.get(GUESTS), None);
    }
}

#[tokio::test]
async fn a_keychain_that_lost_the_other_session_leads_home() {
    let world = World::default();
    let app = world.sign_in().await;
    open_elsewhere(&world, &app).await;
    drop(app);
    world.vault.forget(GUESTS);
    let again = world.start().await;
    assert_eq!(shown(&again), "t");
    assert!(world.memo.get().unwrap().elsewhere.is_empty());
}
