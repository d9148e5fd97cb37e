use workpass_app::{
    error::{SupportReference, UiError},
    intent::Door,
    ports::{AuthorityError, DirectoryError, Part, VaultError},
    view::{
        ActionName, AvailabilityView, MethodKindView, SessionView, SignedOutWhy, StepUpFor, UnavailableReason,
    },
};

use crate::world::{World, account, granted, settle, tokens};

#[tokio::test]
async fn sign_out_removes_everything_here_and_tells_the_authority() {
    let world = World::default();
    let app = world.sign_in().await;
    assert!(world.snapshot.bytes().is_some());
    app.handle.sign_out().await.unwrap();
    app.assert_signed_out(SignedOutWhy::ByUser, None);
    assert_eq!(
        (world.vault.get("RefreshToken"), world.vault.get("SnapshotKey")),
        (None, None)
    );
    assert_eq!((world.memo.get(), world.snapshot.bytes()), (None, None));
    assert_eq!(app.view().account, None);
    settle().await;
    assert_eq!(*world.authority.revoked.lock().unwrap(), ["canary-refresh-1"]);
}

#[tokio::test]
async fn sign_out_works_without_a_network_and_without_a_keychain() {
    let world = World::default();
    let app = world.sign_in().await;
    world.authority.set_unreachable(true);
    world.vault.fail_with(Some(VaultError::Locked));
    app.handle.sign_out().await.unwrap();
    app.assert_signed_out(SignedOutWhy::ByUser, None);
    assert_eq!(world.memo.get(), None, "the next start does not resume");
}

#[tokio::test]
async fn a_refresh_under_way_does_not_bring_the_session_back() {
    let world = World::default();
    let app = world.sign_in().await;
    world.clock.advance(3600);
    world.authority.refresh_gate.forget_permits(1000);
    world.authority.refreshes([Ok(tokens(Some("canary-refresh-2")))]);
    app.handle.window_focused();
    settle().await;
    app.handle.sign_out().await.unwrap();
    world.authority.refresh_gate.add_permits(1);
    settle().await;
    assert_eq!(world.vault.get("RefreshToken"), None);
    assert_eq!(*world.authority.revoked.lock().unwrap(), ["canary-refresh-2"]);
    app.assert_signed_out(SignedOutWhy::ByUser, None);
}

#[tokio::test]
async fn b207_a_last_known_view_under_way_does_not_stay_behind() {
    let world = World::default();
    world.snapshot.store_gate.forget_permits(1000);
    let app = world.sign_in().await;
    let handle = app.handle.clone();
    let signing_out = tokio::spawn(async move { handle.sign_out().await });
    settle().await;
    world.snapshot.store_gate.add_permits(1);
    signing_out.await.unwrap().unwrap();
    settle().await;
    assert_eq!(world.snapshot.bytes(), None, "sealed with a key that is gone");
}

#[tokio::test]
async fn a_click_on_sign_in_right_after_sign_out_works() {
    let world = World::default();
    let app = world.sign_in().await;
    let (out, back) = tokio::join!(app.handle.sign_out(), app.handle.start_sign_in(Door::DeviceCode));
    assert_eq!((out, back), (Ok(()), Ok(())));
    assert_eq!(app.code().user_code, "CODE-2");
}

#[tokio::test]
async fn b168_b171_sign_out_everywhere_ends_this_session_too() {
    let world = World::default();
    let app = world.sign_in().await;
    app.handle.sign_out_everywhere().await.unwrap();
    assert_eq!(world.directory.count("revoke"), 1);
    app.assert_signed_out(SignedOutWhy::Everywhere, None);
    assert_eq!(
        (
            world.vault.get("RefreshToken"),
            world.memo.get(),
            world.snapshot.bytes()
        ),
        (None, None, None)
    );
}

/// The directory says 200 to a guest and ends nothing: the app asks it nothing and claims nothing.
#[tokio::test]
async fn b168_a_guest_is_told_that_their_own_organization_decides() {
    let world = World::default();
    if let Part::Given(profile) = &mut world.directory.data().profile {
        profile.user_type = Some("Guest".into());
    }
    let app = world.sign_in().await;
    let view = app.view().account.unwrap();
    let everywhere = view
        .actions
        .iter()
        .find(|action| action.action == ActionName::SignOutEverywhere)
        .unwrap();
    assert_eq!(
        everywhere.availability,
        AvailabilityView::Unavailable {
            reason: UnavailableReason::ManagedByHomeOrganization
        }
    );
    assert_eq!(app.handle.sign_out_everywhere().await, Err(UiError::NotAvailable));
    assert_eq!(world.directory.count("revoke"), 0);
    assert!(matches!(app.session(), SessionView::SignedIn { .. }));
    assert!(world.vault.get("RefreshToken").is_some());
}

#[tokio::test]
async fn b168_nothing_is_revoked_before_it_is_known_whose_account_it_is() {
    let world = World::default();
    world.directory.read_gate.forget_permits(1000);
    let app = world.sign_in().await;
    assert_eq!(app.handle.sign_out_everywhere().await, Err(UiError::NotAvailable));
    assert_eq!(world.directory.count("revoke"), 0);
}

#[tokio::test]
async fn b168_sign_out_everywhere_asks_for_a_fresh_proof_where_the_service_wants_one() {
    let world = World::default();
    let app = world.sign_in().await;
    world
        .directory
        .fail_with([DirectoryError::ClaimsRequired { claims: "{}".into() }]);
    let handle = app.handle.clone();
    let everywhere = tokio::spawn(async move { handle.sign_out_everywhere().await });
    settle().await;
    let SessionView::SignedIn {
        step_up: Some(step_up),
        ..
    } = app.session()
    else {
        panic!("no sheet: {:?}", app.session());
    };
    assert_eq!(step_up.for_what, StepUpFor::SignOutEverywhere);
    world.authority.prove(Ok(tokens(Some("canary-refresh-2"))));
    settle().await;
    assert_eq!(everywhere.await.unwrap(), Ok(()));
    settle().await;
    assert_eq!(world.directory.count("revoke"), 2);
    assert!(matches!(app.session(), SessionView::SignedOut { .. }));
}

#[tokio::test]
async fn b168_sign_out_everywhere_that_fails_changes_nothing() {
    let world = World::default();
    let app = world.sign_in().await;
    world.directory.fail_with([DirectoryError::Forbidden {
        code: "accessDenied".into(),
    }]);
    assert_eq!(app.handle.sign_out_everywhere().await, Err(UiError::Forbidden));
    assert!(matches!(app.session(), SessionView::SignedIn { .. }));
    assert!(world.memo.get().is_some() && world.vault.get("RefreshToken").is_some());
}

#[tokio::test]
async fn b169_sign_out_everywhere_elsewhere_ends_this_session_at_its_next_call() {
    let world = World::default();
    let app = world.sign_in().await;
    world.directory.fail_with([DirectoryError::Unauthorized]);
    world
        .authority
        .refreshes([Err(AuthorityError::GrantEnded(SupportReference::default()))]);
    assert_eq!(
        app.handle
            .delete_method("e".into(), MethodKindView::Email, false)
            .await,
        Err(UiError::SessionEnded)
    );
    settle().await;
    app.assert_signed_out(SignedOutWhy::SessionEnded, None);
    assert_eq!(world.vault.get("RefreshToken"), None);
}

#[tokio::test]
async fn sign_out_from_a_locked_keychain_forgets_the_account() {
    let world = World::with_session();
    world.vault.fail_with(Some(VaultError::Locked));
    let app = world.start().await;
    app.handle.sign_out().await.unwrap();
    settle().await;
    app.assert_signed_out(SignedOutWhy::ByUser, None);
    assert_eq!(world.memo.get(), None);
}

#[tokio::test]
async fn signing_out_beside_a_locked_keychain_leaves_what_it_keeps_of_another() {
    let world = World::with_session_of_anna();
    world.vault.fail_with(Some(VaultError::Locked));
    let app = world.sign_in().await;
    app.handle.sign_out().await.unwrap();
    settle().await;
    app.assert_signed_out(SignedOutWhy::ByUser, None);
    assert!(world.memo.get().is_some());
    assert!(world.vault.get("anna RefreshToken").is_some());
}

#[tokio::test]
async fn a_sign_in_that_replaces_another_account_leaves_nothing_of_that_one() {
    let world = World::with_session_of_anna();
    world.vault.fail_with(Some(VaultError::Locked));
    let app = world.start().await;
    world.vault.fail_with(None);
    world.authority.polls([Ok(granted("canary-refresh-1"))]);
    app.handle.start_sign_in(Door::DeviceCode).await.unwrap();
    world.pass(5).await;
    assert_eq!(world.memo.get().map(|memo| memo.account), Some(account()));
    assert_eq!(world.vault.get("anna RefreshToken"), None);
    assert_eq!(*world.authority.revoked.lock().unwrap(), ["canary-anna"]);
    assert_eq!(
        world.vault.get("RefreshToken").as_deref(),
        Some("canary-refresh-1")
    );
}
