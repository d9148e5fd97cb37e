//! Several organizations: each with tokens of its own, one shown at a time, and nothing lost on the way.

use workpass_app::{
    error::{SupportReference, UiError},
    ports::{AuthorityError, Part, Tokens},
    view::{
        ActionName, AvailabilityView, LeaveName, OrganizationView, Section, SessionNotice, SessionView,
        SignedOutWhy, SwitchName, UnavailableReason,
    },
};

use crate::world::{App, ELSEWHERE, ISSUER, World, guest, settle, tokens};

const GUESTS: &str = "sanne-z RefreshToken";

fn listed(app: &App) -> Vec<OrganizationView> {
    match app.account().organizations {
        Section::Ready { value } => value.organizations,
        other => panic!("not there: {other:?}"),
    }
}

fn shown(app: &App) -> String {
    let all = listed(app);
    let here = all.iter().find(|one| one.switch == SwitchName::Here);
    here.map(|one| one.id.clone()).unwrap_or_default()
}

fn notice(app: &App) -> Option<SessionNotice> {
    match app.session() {
        SessionView::SignedIn { notice, .. } => notice,
        other => panic!("not signed in but {other:?}"),
    }
}

fn is_switching(app: &App) -> bool {
    matches!(
        app.session(),
        SessionView::SignedIn {
            switching: Some(_),
            ..
        }
    )
}

fn of_guest(refresh_token: &str) -> Tokens {
    Tokens {
        account: Some(guest(ELSEWHERE)),
        ..tokens(Some(refresh_token))
    }
}

/// Begins to open the other organization.
async fn begin(app: &App) -> tokio::task::JoinHandle<Result<(), UiError>> {
    let handle = app.handle.clone();
    let switch = tokio::spawn(async move { handle.switch_organization("z".into()).await });
    settle().await;
    switch
}

/// Opens it by a sign-in in the browser.
async fn open_elsewhere(world: &World, app: &App) {
    let switch = begin(app).await;
    assert!(is_switching(app));
    world
        .authority
        .other(ELSEWHERE)
        .prove(Ok(of_guest("canary-guest-1")));
    switch.await.unwrap().unwrap();
    settle().await;
}

#[tokio::test]
async fn b150_b151_b155_home_is_first_and_each_says_what_can_be_done() {
    let world = World::default();
    let app = world.sign_in().await;
    let all = listed(&app);
    let what: Vec<_> = all
        .iter()
        .map(|one| (one.id.as_str(), one.switch, one.leave))
        .collect();
    assert_eq!(
        what,
        [
            ("t", SwitchName::Here, LeaveName::Home),
            ("off", SwitchName::AccountDisabled, LeaveName::AccountDisabled),
            ("strange", SwitchName::Possible, LeaveName::SignInFirst),
            ("z", SwitchName::Possible, LeaveName::SignInFirst),
        ]
    );
    assert_eq!(all[1].contact.display_name.as_deref(), Some("Helpdesk off"));
    for refused in ["off", "t", "nobody"] {
        let answer = app.handle.switch_organization(refused.into()).await;
        assert_eq!(answer, Err(UiError::NotAvailable), "{refused}");
    }
    assert_eq!(app.handle.leave_organization().await, Err(UiError::NotAvailable));
    assert_eq!(world.directory.count("leave"), 0);
}

#[tokio::test]
async fn b16_b17_another_organization_is_opened_in_the_browser_with_tokens_of_its_own() {
    let world = World::default();
    let app = world.sign_in().await;
    open_elsewhere(&world, &app).await;
    assert_eq!(shown(&app), "z");
    let there = world.authority.other(ELSEWHERE);
    assert_eq!(
        *there.stepped_up.lock().unwrap(),
        ["visit sanne@noorderlicht.example"],
        "nobody types the name again"
    );
    assert_eq!(world.vault.get(GUESTS).as_deref(), Some("canary-guest-1"));
    assert_eq!(
        world.vault.get("RefreshToken").as_deref(),
        Some("canary-refresh-1")
    );
    // There and back as often as one likes: nobody signs in again.
    for id in ["t", "z", "t"] {
        app.handle.switch_organization(id.into()).await.unwrap();
        settle().await;
        assert_eq!(shown(&app), id);
        assert!(!is_switching(&app));
    }
    assert_eq!(there.stepped_up.lock().unwrap().len(), 1);
    assert!(world.authority.revoked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn b16_the_next_start_opens_the_one_that_was_shown_and_home_is_there_without_a_sign_in() {
    let world = World::default();
    let app = world.sign_in().await;
    open_elsewhere(&world, &app).await;
    drop(app);
    let again = world.start().await;
    assert_eq!(shown(&again), "z");
    let there = world.authority.other(ELSEWHERE);
    assert!(
        there
            .refreshed_with
            .lock()
            .unwrap()
            .contains(&"canary-guest-1".to_owned())
    );
    again.handle.switch_organization("t".into()).await.unwrap();
    settle().await;
    assert_eq!(shown(&again), "t");
    assert_eq!(there.stepped_up.lock().unwrap().len(), 1, "no other sign-in");
    drop(again);
    let third = world.start().await;
    assert_eq!(shown(&third), "t", "home was shown last");
}

#[tokio::test]
async fn b168_signing_out_signs_out_of_all() {
    for restarted in [false, true] {
        for home_is_shown in [false, true] {
            let world = World::default();
            let mut app = world.sign_in().await;
            open_elsewhere(&world, &app).await;
            if home_is_shown {
                app.handle.switch_organization("t".into()).await.unwrap();
                settle().await;
            }
            if restarted {
                drop(app);
                app = world.start().await;
            }
            app.handle.sign_out().await.unwrap();
            settle().await;
            app.assert_signed_out(SignedOutWhy::ByUser, None);
            assert_eq!(world.vault.get("RefreshToken"), None);
            assert_eq!(world.vault.get(GUESTS), None);
            assert_eq!(world.memo.get(), None);
            assert!(world.snapshot.bytes().is_none(), "no last-known view of either");
            assert!(world.tombstones.get().is_empty());
            let there = world.authority.other(ELSEWHERE);
            assert!(
                there
                    .revoked
                    .lock()
                    .unwrap()
                    .contains(&"canary-guest-1".to_owned())
            );
            let here = world.authority.revoked.lock().unwrap().clone();
            assert!(here.contains(&"canary-refresh-1".to_owned()), "{here:?}");
            assert!(
                !here.contains(&"canary-guest-1".to_owned()),
                "each where it is from"
            );
        }
    }
}

#[tokio::test]
async fn a_switch_that_is_cancelled_fails_or_brings_somebody_else_leaves_everything_as_it_was() {
    let world = World::default();
    let app = world.sign_in().await;
    let there = world.authority.other(ELSEWHERE);
    let before = app.account();

    let switch = begin(&app).await;
    app.handle.cancel_switch().await.unwrap();
    assert_eq!(switch.await.unwrap(), Err(UiError::StepUpCancelled));

    let switch = begin(&app).await;
    there.prove(Err(AuthorityError::Declined));
    assert_eq!(switch.await.unwrap(), Err(UiError::StepUpCancelled));

    let switch = begin(&app).await;
    let mut somebody = of_guest("canary-somebody");
    somebody.account.as_mut().unwrap().user_name = Some("anna@noorderlicht.example".into());
    there.prove(Ok(somebody));
    assert!(matches!(
        switch.await.unwrap(),
        Err(UiError::SwitchOtherAccount { .. })
    ));
    settle().await;
    assert_eq!(*there.revoked.lock().unwrap(), ["canary-somebody"]);

    there.set_unreachable(true);
    let switch = begin(&app).await;
    assert_eq!(switch.await.unwrap(), Err(UiError::Offline));

    assert_eq!(shown(&app), "t");
    assert_eq!(app.account(), before);
    assert_eq!(world.vault.get(GUESTS), None);
    assert_eq!(
        world.vault.get("RefreshToken").as_deref(),
        Some("canary-refresh-1")
    );
}

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
    let there = world.authority.other(ELSEWHERE);
    assert!(
        there
            .revoked
            .lock()
            .unwrap()
            .contains(&"canary-guest-1".to_owned())
    );
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
    let there = world.authority.other(ELSEWHERE);
    assert!(
        there
            .revoked
            .lock()
            .unwrap()
            .contains(&"canary-guest-1".to_owned())
    );
}

#[tokio::test]
async fn nobody_is_sent_to_an_issuer_that_the_configured_authority_does_not_vouch_for() {
    let world = World::default();
    let app = world.sign_in().await;
    let answer = app.handle.switch_organization("strange".into()).await;
    assert_eq!(answer, Err(UiError::NotAvailable));
    assert!(!is_switching(&app));
    assert!(world.authority.others.lock().unwrap().is_empty());
}

#[tokio::test]
async fn who_was_removed_meanwhile_is_back_home_and_hears_it() {
    for restarted in [false, true] {
        let world = World::default();
        let mut app = world.sign_in().await;
        open_elsewhere(&world, &app).await;
        let there = world.authority.other(ELSEWHERE);
        if restarted {
            drop(app);
            there.refreshes([Err(AuthorityError::GrantEnded(SupportReference::default()))]);
            app = world.start().await;
        } else {
            there.refreshes([Err(AuthorityError::GrantEnded(SupportReference::default()))]);
            world.pass(3600).await;
            let _ = app.handle.refresh_account().await;
        }
        settle().await;
        assert_eq!(shown(&app), "t");
        if !restarted {
            let organization = "Organization z".to_owned();
            assert_eq!(notice(&app), Some(SessionNotice::Ended { organization }));
        }
        assert_eq!(world.vault.get(GUESTS), None);
        assert_eq!(
            world.vault.get("RefreshToken").as_deref(),
            Some("canary-refresh-1")
        );
        let memo = world.memo.get().unwrap();
        assert!(memo.elsewhere.is_empty() && memo.shown.is_none());
    }
}

#[tokio::test]
async fn b153_b154_leaving_ends_it_here_and_home_is_shown() {
    let world = World::default();
    let app = world.sign_in().await;
    open_elsewhere(&world, &app).await;
    assert!(listed(&app).iter().any(|one| one.leave == LeaveName::Now));
    app.handle.leave_organization().await.unwrap();
    settle().await;
    assert_eq!(world.directory.count(&format!("leave {ELSEWHERE}")), 1);
    assert_eq!(shown(&app), "t");
    let organization = "Organization z".to_owned();
    assert_eq!(notice(&app), Some(SessionNotice::Left { organization }));
    assert!(listed(&app).iter().all(|one| one.id != "z"), "gone from the list");
    assert_eq!(world.vault.get(GUESTS), None);
    app.handle.dismiss_notice().await.unwrap();
    settle().await;
    assert_eq!(notice(&app), None);
    assert_eq!(app.handle.leave_organization().await, Err(UiError::NotAvailable));
}

#[tokio::test]
async fn b20_b18_what_is_shown_says_whose_it_is_and_the_password_is_the_home_organizations() {
    let world = World::default();
    if let Part::Given(profile) = &mut world.directory.data().profile {
        profile.user_type = Some("Guest".into());
    }
    let app = world.sign_in().await;
    let actions = app.account().actions;
    let of = |name| {
        actions
            .iter()
            .find(|one| one.action == name)
            .unwrap()
            .availability
    };
    let reason = UnavailableReason::ManagedByHomeOrganization;
    assert_eq!(
        of(ActionName::ChangePassword),
        AvailabilityView::Unavailable { reason }
    );
    assert_eq!(of(ActionName::ViewOrganizations), AvailabilityView::InApp);
    assert_eq!(world.memo.get().unwrap().issuer, ISSUER);
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
