//! Fresh verification in the browser (B-22, B-83, B-204): asked once, shared, and the one call repeated once.

use secrecy::SecretString;
use workpass_app::{
    error::{SupportReference, UiError},
    ports::{AuthorityError, DirectoryError, NetworkError, RefusedCause, Tokens, VaultError},
    view::{Kept, MethodKindView, RegistrationStage, SessionView, SignedOutWhy, StepUpFor, StepUpView},
};
use workpass_domain::account::AccountKey;

use crate::world::{App, ISSUER, World, offline, settle, tokens};

const CLAIMS: &str = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
const STRONGER: &str = r#"{"access_token":{"acrs":{"essential":true,"value":"c2"}}}"#;

fn claims_required() -> DirectoryError {
    DirectoryError::ClaimsRequired {
        claims: CLAIMS.into(),
    }
}

fn sheet(app: &App) -> Option<StepUpView> {
    match app.session() {
        SessionView::SignedIn { step_up, .. } => step_up,
        other => panic!("not signed in but {other:?}"),
    }
}

type Answer = tokio::task::JoinHandle<Result<(), UiError>>;

/// Deletes the key, which the service wants a fresh proof for.
async fn delete(world: &World, app: &App) -> Answer {
    world.directory.fail_with([claims_required()]);
    let handle = app.handle.clone();
    let deleting = tokio::spawn(async move {
        handle
            .delete_method("key".into(), MethodKindView::Passkey, false)
            .await
    });
    settle().await;
    deleting
}

fn fresh() -> Tokens {
    tokens(Some("canary-refresh-2"))
}

#[tokio::test]
async fn b204_the_proof_is_asked_for_in_the_browser_and_the_one_call_repeated() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let deleting = delete(&world, &app).await;
    let shown = sheet(&app).unwrap();
    assert_eq!((shown.for_what, shown.opened), (StepUpFor::DeleteMethod, true));
    assert_eq!(shown.expires_at, "2026-11-22T09:05:05Z");
    assert!(app.view().account.is_some(), "the account stays in view");
    let asked = format!("{CLAIMS} sanne@noorderlicht.example");
    assert_eq!(*world.authority.stepped_up.lock().unwrap(), [asked]);
    world.authority.prove(Ok(fresh()));
    settle().await;
    assert_eq!(deleting.await.unwrap(), Ok(()));
    assert_eq!(world.directory.count("delete key"), 2);
    assert_eq!(sheet(&app), None);
    assert_eq!(world.authority.refresh_count(), 0);
}

#[tokio::test]
async fn the_new_tokens_are_durable_before_they_are_used_and_the_old_grant_is_ended() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let deleting = delete(&world, &app).await;
    world.authority.prove(Ok(fresh()));
    settle().await;
    deleting.await.unwrap().unwrap();
    assert_eq!(
        world.vault.get("RefreshToken").as_deref(),
        Some("canary-refresh-2")
    );
    assert_eq!(*world.authority.revoked.lock().unwrap(), ["canary-refresh-1"]);
    world.clock.advance(3600);
    app.handle.refresh_account().await.unwrap();
    assert_eq!(
        *world.authority.refreshed_with.lock().unwrap(),
        ["canary-refresh-2"]
    );
}

#[tokio::test]
async fn new_tokens_that_cannot_be_kept_still_work_for_this_run() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let deleting = delete(&world, &app).await;
    world.vault.fail_with(Some(VaultError::Locked));
    world.authority.prove(Ok(fresh()));
    settle().await;
    assert_eq!(deleting.await.unwrap(), Ok(()));
    assert!(matches!(
        app.session(),
        SessionView::SignedIn {
            kept: Kept::ThisRunOnly { .. },
            ..
        }
    ));
}

#[tokio::test]
async fn several_calls_that_ask_at_once_share_one_proof() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let one = delete(&world, &app).await;
    world.directory.fail_with([claims_required()]);
    let handle = app.handle.clone();
    let other = tokio::spawn(async move { handle.rename_method("app".into(), "Thuis".into()).await });
    settle().await;
    assert_eq!(world.authority.stepped_up.lock().unwrap().len(), 1);
    world.authority.prove(Ok(fresh()));
    settle().await;
    assert_eq!((one.await.unwrap(), other.await.unwrap()), (Ok(()), Ok(())));
    assert_eq!(world.desktop.opened.lock().unwrap().len(), 1);
    assert_eq!(
        (
            world.directory.count("delete key"),
            world.directory.count("rename app")
        ),
        (2, 2)
    );
}

fn rename(app: &App) -> Answer {
    let handle = app.handle.clone();
    tokio::spawn(async move { handle.rename_method("app".into(), "Thuis".into()).await })
}

#[tokio::test]
async fn a_call_that_wants_more_than_the_one_it_waited_with_gets_a_proof_of_its_own() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let one = delete(&world, &app).await;
    let stronger = || DirectoryError::ClaimsRequired {
        claims: STRONGER.into(),
    };
    world.directory.fail_with([stronger()]);
    let other = rename(&app);
    settle().await;
    world.authority.prove(Ok(fresh()));
    settle().await;
    assert_eq!((one.await.unwrap(), other.await.unwrap()), (Ok(()), Ok(())));
    assert_eq!(
        world.authority.stepped_up.lock().unwrap().len(),
        1,
        "it was enough"
    );

    let one = delete_again(&world, &app).await;
    world.directory.fail_with([stronger()]);
    let other = rename(&app);
    settle().await;
    // Both are repeated after the proof; the order is theirs, so the one that is satisfied is told by what it does.
    world.directory.wants_for("rename", stronger());
    world.authority.prove(Ok(fresh()));
    settle().await;
    assert_eq!(one.await.unwrap(), Ok(()));
    let asked = world.authority.stepped_up.lock().unwrap().clone();
    assert_eq!(asked.len(), 3);
    assert_eq!(asked[2], format!("{STRONGER} sanne@noorderlicht.example"));
    world.authority.prove(Ok(fresh()));
    settle().await;
    assert_eq!(other.await.unwrap(), Ok(()));
}

/// The same with another method than the key, which is gone.
async fn delete_again(world: &World, app: &App) -> Answer {
    world.directory.fail_with([claims_required()]);
    let handle = app.handle.clone();
    let forgetting = tokio::spawn(async move { handle.forget_remembered_devices().await });
    settle().await;
    forgetting
}

#[tokio::test]
async fn a_refusal_that_comes_late_tries_the_newer_token_before_it_asks_the_person() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    world.directory.rename_gate.forget_permits(1000);
    let renaming = rename(&app);
    settle().await;
    let deleting = delete(&world, &app).await;
    world.authority.prove(Ok(fresh()));
    settle().await;
    assert_eq!(deleting.await.unwrap(), Ok(()));
    world.directory.fail_with([claims_required()]);
    world.directory.rename_gate.add_permits(1000);
    settle().await;
    assert_eq!(sheet(&app), None, "nobody is asked twice");
    assert_eq!(renaming.await.unwrap(), Ok(()));
    assert_eq!(world.authority.stepped_up.lock().unwrap().len(), 1);
    assert_eq!(world.directory.count("rename app"), 2);
}

#[tokio::test]
async fn asked_for_a_proof_again_right_after_it_the_call_is_refused() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let deleting = delete(&world, &app).await;
    world.directory.fail_with([claims_required()]);
    world.authority.prove(Ok(fresh()));
    settle().await;
    assert_eq!(deleting.await.unwrap(), Err(UiError::StepUpNotEnough));
    assert_eq!(
        world.authority.stepped_up.lock().unwrap().len(),
        1,
        "never a loop"
    );
}

#[tokio::test]
async fn closing_the_sheet_changes_nothing() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let deleting = delete(&world, &app).await;
    app.handle.cancel_step_up().await.unwrap();
    assert_eq!(deleting.await.unwrap(), Err(UiError::StepUpCancelled));
    assert_eq!((sheet(&app), world.directory.count("delete key")), (None, 1));
    world.authority.prove(Ok(fresh()));
    settle().await;
    assert_eq!(
        world.vault.get("RefreshToken").as_deref(),
        Some("canary-refresh-1"),
        "too late"
    );
    app.handle.cancel_step_up().await.unwrap();
}

#[tokio::test]
async fn a_page_closed_by_mistake_opens_again() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    assert_eq!(app.handle.reopen_step_up().await, Err(UiError::NotAvailable));
    let deleting = delete(&world, &app).await;
    app.handle.reopen_step_up().await.unwrap();
    let opened = world.desktop.opened.lock().unwrap().clone();
    assert_eq!((opened.len(), &opened[0]), (2, &opened[1]));
    world.authority.prove(Ok(fresh()));
    settle().await;
    assert_eq!(deleting.await.unwrap(), Ok(()));
}

#[tokio::test]
async fn a_proof_by_somebody_else_is_not_taken_and_their_tokens_are_ended() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let deleting = delete(&world, &app).await;
    let mut theirs = tokens(Some("canary-anna"));
    theirs.account.as_mut().unwrap().key = AccountKey::Directory {
        issuer: ISSUER.into(),
        tid: "t".into(),
        oid: "anna".into(),
    };
    world.authority.prove(Ok(theirs));
    settle().await;
    assert_eq!(deleting.await.unwrap(), Err(UiError::StepUpOtherAccount));
    assert_eq!(*world.authority.revoked.lock().unwrap(), ["canary-anna"]);
    assert_eq!(
        world.vault.get("RefreshToken").as_deref(),
        Some("canary-refresh-1")
    );
    assert_eq!((sheet(&app), world.directory.count("delete key")), (None, 1));
}

#[tokio::test]
async fn a_proof_without_an_identity_is_nobodys() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let deleting = delete(&world, &app).await;
    world.authority.prove(Ok(Tokens {
        account: None,
        access_token: SecretString::from("canary-access"),
        ..fresh()
    }));
    settle().await;
    assert_eq!(deleting.await.unwrap(), Err(UiError::StepUpOtherAccount));
}

#[tokio::test]
async fn nobody_comes_back_from_the_browser() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let deleting = delete(&world, &app).await;
    world.clock.advance(299);
    settle().await;
    assert!(!deleting.is_finished());
    world.clock.advance(2);
    settle().await;
    assert_eq!(deleting.await.unwrap(), Err(UiError::StepUpTimedOut));
    assert_eq!(sheet(&app), None);
}

#[tokio::test]
async fn what_the_authority_refuses_ends_the_call_and_not_the_session() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let support = SupportReference {
        error: Some("AADSTS50158".into()),
        ..SupportReference::default()
    };
    let refused = || AuthorityError::Refused {
        cause: RefusedCause::Other,
        claims: None,
        support: support.clone(),
    };
    for (answer, expected) in [
        (
            Err(refused()),
            UiError::StepUpFailed {
                support: support.clone(),
            },
        ),
        (
            Err(AuthorityError::Refused {
                cause: RefusedCause::AccountDisabled,
                claims: None,
                support: support.clone(),
            }),
            UiError::AccountDisabled {
                support: support.clone(),
            },
        ),
        (Err(AuthorityError::Declined), UiError::StepUpCancelled),
        (Err(AuthorityError::Expired), UiError::StepUpTimedOut),
        (offline(), UiError::Offline),
    ] {
        let deleting = delete(&world, &app).await;
        world.authority.prove(answer);
        settle().await;
        assert_eq!(deleting.await.unwrap(), Err(expected));
        assert_eq!(sheet(&app), None);
    }
}

#[tokio::test]
async fn without_a_network_or_a_browser_the_call_says_so() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    world.authority.set_unreachable(true);
    assert_eq!(delete(&world, &app).await.await.unwrap(), Err(UiError::Offline));
    world.authority.set_unreachable(false);
    world
        .desktop
        .has_no_browser
        .store(true, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(
        delete(&world, &app).await.await.unwrap(),
        Err(UiError::BrowserNotOpened)
    );
    assert_eq!(sheet(&app), None);
}

#[tokio::test]
async fn a_network_that_goes_meanwhile_is_told_by_the_repeated_call() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let deleting = delete(&world, &app).await;
    world
        .directory
        .fail_with([DirectoryError::Network(NetworkError::Offline(None))]);
    world.authority.prove(Ok(fresh()));
    settle().await;
    assert_eq!(deleting.await.unwrap(), Err(UiError::Offline));
    settle().await;
    assert!(app.is_offline());
    assert_eq!(
        world.vault.get("RefreshToken").as_deref(),
        Some("canary-refresh-2")
    );
}

#[tokio::test]
async fn signing_out_meanwhile_ends_the_call_and_closes_the_way_back() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let deleting = delete(&world, &app).await;
    app.handle.sign_out().await.unwrap();
    assert_eq!(deleting.await.unwrap(), Err(UiError::SessionEnded));
    world.authority.prove(Ok(fresh()));
    settle().await;
    app.assert_signed_out(SignedOutWhy::ByUser, None);
    assert_eq!(world.vault.get("RefreshToken"), None);
    assert_eq!(*world.authority.revoked.lock().unwrap(), ["canary-refresh-1"]);
}

#[tokio::test]
async fn b22_a_read_asks_only_who_asked_for_it() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    world.clock.advance(120);
    world.directory.fail_with([claims_required()]);
    app.handle.window_focused();
    settle().await;
    assert_eq!(sheet(&app), None, "no browser opens by itself");
    assert_eq!(app.account().trouble, Some(UiError::ProofWanted));
    world.directory.fail_with([claims_required()]);
    let handle = app.handle.clone();
    let refreshing = tokio::spawn(async move { handle.refresh_account().await });
    settle().await;
    assert_eq!(sheet(&app).unwrap().for_what, StepUpFor::ViewAccount);
    world.authority.prove(Ok(fresh()));
    settle().await;
    assert_eq!(refreshing.await.unwrap(), Ok(()));
    assert_eq!(app.account().trouble, None);
}

#[tokio::test]
async fn going_on_with_a_wizard_asks_for_a_proof_only_when_the_person_did_something() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    app.handle
        .start_authenticator_code_registration(None)
        .await
        .unwrap();
    app.handle.start_authenticator_registration().await.unwrap();
    world.directory.fail_with([claims_required()]);
    let watched = app.handle.watch_registration("r2".into()).await;
    assert_eq!(watched, Err(UiError::ProofWanted));
    assert_eq!(sheet(&app), None, "no browser opens by itself");
    world.directory.fail_with([claims_required()]);
    let handle = app.handle.clone();
    let confirming = tokio::spawn(async move {
        handle
            .confirm_registration("r1".into(), "123456".into(), None)
            .await
    });
    settle().await;
    assert_eq!(sheet(&app).unwrap().for_what, StepUpFor::AddMethod);
    world.authority.prove(Ok(fresh()));
    settle().await;
    assert!(matches!(
        confirming.await.unwrap().unwrap().stage,
        RegistrationStage::Completed { .. }
    ));
}

#[tokio::test]
async fn b204_a_refresh_that_wants_a_proof_asks_the_person_and_not_for_a_new_session() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    world.clock.advance(3600);
    let wanted = |claims: Option<&str>| AuthorityError::Refused {
        cause: RefusedCause::InteractionRequired,
        claims: claims.map(Box::from),
        support: SupportReference::default(),
    };
    for (claims, asked) in [(Some(CLAIMS), CLAIMS), (None, "-")] {
        world.clock.advance(3600);
        world.authority.refreshes([Err(wanted(claims))]);
        let handle = app.handle.clone();
        let renaming = tokio::spawn(async move { handle.rename_method("app".into(), "Thuis".into()).await });
        settle().await;
        assert_eq!(sheet(&app).unwrap().for_what, StepUpFor::RenameMethod);
        let asked = format!("{asked} sanne@noorderlicht.example");
        assert_eq!(world.authority.stepped_up.lock().unwrap().last(), Some(&asked));
        world.authority.prove(Ok(fresh()));
        settle().await;
        assert_eq!(renaming.await.unwrap(), Ok(()));
    }
    assert_eq!(world.directory.count("rename"), 2);
}
