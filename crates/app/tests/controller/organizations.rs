//! Several organizations: each with tokens of its own, one shown at a time, and nothing lost on the way.

mod keeping;

use workpass_app::{
    error::{SupportReference, UiError},
    ports::{AuthorityError, DirectoryError, NetworkError, Part, Tokens},
    view::{
        ActionName, AvailabilityView, LeaveName, OrganizationView, Section, SessionNotice, SessionView,
        SignedOutWhy, SwitchName, UnavailableReason,
    },
};

use crate::world::{App, ELSEWHERE, ISSUER, World, guest, of_guest_here, settle, tokens};

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

/// Whether the refresh token of the other organization was given back to it.
fn is_revoked_there(world: &World) -> bool {
    let there = world.authority.other(ELSEWHERE);
    let revoked = there.revoked.lock().unwrap();
    revoked.iter().any(|token| token == "canary-guest-1")
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
            assert!(is_revoked_there(&world));
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
        let organization = "Organization z".to_owned();
        assert_eq!(notice(&app), Some(SessionNotice::Ended { organization }));
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
    for restarted in [false, true] {
        let world = World::default();
        let mut app = world.sign_in().await;
        open_elsewhere(&world, &app).await;
        if restarted {
            drop(app);
            app = world.start().await;
        }
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
        drop(app);
        let again = world.start().await;
        assert_eq!(notice(&again), None, "said once");
    }
}

/// The app is configured for an organization where the person is a guest.
fn configured_for_a_guest() -> World {
    let world = World::default();
    world.directory.data().organizations = Part::Given(of_guest_here());
    world
}

#[tokio::test]
async fn b18_where_the_app_is_for_guests_home_is_where_the_account_is_from() {
    for restarted in [false, true] {
        let world = configured_for_a_guest();
        let mut app = world.sign_in().await;
        open_elsewhere(&world, &app).await;
        assert_eq!(shown(&app), "z");
        assert!(world.authority.stepped_up.lock().unwrap().is_empty());
        if restarted {
            drop(app);
            app = world.start().await;
        }
        app.handle.switch_organization("t".into()).await.unwrap();
        settle().await;
        assert_eq!(shown(&app), "t");
        assert!(
            world.authority.stepped_up.lock().unwrap().is_empty(),
            "nobody signs in again"
        );
    }
}

#[tokio::test]
async fn b154_leaving_the_one_that_the_app_is_for_ends_everything_here_and_says_so() {
    let world = configured_for_a_guest();
    let app = world.sign_in().await;
    open_elsewhere(&world, &app).await;
    app.handle.switch_organization("t".into()).await.unwrap();
    settle().await;
    app.handle.leave_organization().await.unwrap();
    settle().await;
    app.assert_signed_out(SignedOutWhy::LeftOrganization, None);
    assert_eq!(
        (world.vault.get("RefreshToken"), world.vault.get(GUESTS)),
        (None, None)
    );
    assert_eq!(world.memo.get(), None);
    assert!(world.tombstones.get().is_empty());
    assert!(is_revoked_there(&world));
}

#[tokio::test]
async fn b16_an_organization_that_cannot_be_read_leads_back() {
    for keeps_failing in [false, true] {
        let world = World::default();
        let app = world.sign_in().await;
        let switch = begin(&app).await;
        let broken = DirectoryError::Network(NetworkError::Service(502));
        world.directory.wants_for("read", broken);
        world
            .authority
            .other(ELSEWHERE)
            .prove(Ok(of_guest("canary-guest-1")));
        switch.await.unwrap().unwrap();
        settle().await;
        assert_eq!(app.account().as_of, None, "nothing of it was read");
        assert_eq!(shown(&app), "z");
        assert_eq!(
            world.memo.get().unwrap().shown,
            None,
            "it is not where the next start leads"
        );
        if keeps_failing {
            app.handle.switch_organization("t".into()).await.unwrap();
            settle().await;
            assert_eq!(shown(&app), "t");
        } else {
            app.handle.refresh_account().await.unwrap();
            settle().await;
            assert!(app.account().as_of.is_some());
            let shown = world.memo.get().unwrap().shown;
            assert_eq!(shown, Some(guest(ELSEWHERE).key));
        }
    }
}

#[tokio::test]
async fn b16_which_ones_open_without_a_sign_in_is_told_and_they_do_so_offline() {
    fn opened(app: &App) -> Vec<String> {
        let all = listed(app).into_iter();
        all.filter(|one| one.without_sign_in).map(|one| one.id).collect()
    }
    let world = World::default();
    let app = world.sign_in().await;
    assert_eq!(opened(&app), ["t"]);
    open_elsewhere(&world, &app).await;
    assert_eq!(opened(&app), ["t", "z"]);
    drop(app);
    world.authority.set_unreachable(true);
    world.authority.other(ELSEWHERE).set_unreachable(true);
    world.directory.go_offline();
    let again = world.start().await;
    assert!(again.is_offline());
    assert_eq!(opened(&again), ["t", "z"]);
    again.handle.switch_organization("t".into()).await.unwrap();
    settle().await;
    assert!(again.is_offline());
    assert_eq!(shown(&again), "t");
}

#[tokio::test]
async fn what_one_organization_offers_is_not_taken_for_anothers() {
    let world = World::default();
    let app = world.sign_in().await;
    open_elsewhere(&world, &app).await;
    drop(app);
    let there = world.authority.other(ELSEWHERE);
    there.foreign.store(true, std::sync::atomic::Ordering::Relaxed);
    there.discover_gate.forget_permits(1000);
    let again = world.start().await;
    again.handle.switch_organization("t".into()).await.unwrap();
    settle().await;
    there.discover_gate.add_permits(10);
    settle().await;
    again.handle.sign_out().await.unwrap();
    settle().await;
    let SessionView::SignedOut { doors, .. } = again.session() else {
        panic!("still signed in");
    };
    assert!(doors.password_reset, "home has one");
}

#[tokio::test]
async fn b20_b18_what_is_shown_says_whose_it_is_and_the_password_is_the_home_organizations() {
    fn whose(app: &App) -> (Option<String>, Option<String>) {
        let account = app.account();
        let Section::Ready { value } = account.profile else {
            panic!("no profile");
        };
        (account.person.organization, value.job_title)
    }
    fn password(app: &App) -> AvailabilityView {
        let actions = app.account().actions;
        let one = actions
            .iter()
            .find(|one| one.action == ActionName::ChangePassword);
        one.unwrap().availability
    }
    fn has_reset(app: &App) -> bool {
        let Section::Ready { value } = app.account().security else {
            panic!("no security info");
        };
        value.reset.is_some()
    }
    let at = |organization: &str, job: &str| (Some(organization.to_owned()), Some(job.to_owned()));
    let (home, there) = (
        at("Noorderlicht Logistiek B.V.", "Planner"),
        at("Organization z", "Inhuur"),
    );
    let world = World::default();
    let mut app = world.sign_in().await;
    assert_eq!(
        (whose(&app), password(&app)),
        (home.clone(), AvailabilityView::InApp)
    );
    assert!(has_reset(&app));
    open_elsewhere(&world, &app).await;
    let reason = UnavailableReason::ManagedByHomeOrganization;
    let managed = AvailabilityView::Unavailable { reason };
    assert_eq!((whose(&app), password(&app)), (there.clone(), managed));
    assert!(!has_reset(&app), "where the password is, it is reset");
    // Also what is kept on this computer.
    drop(app);
    world.directory.go_offline();
    app = world.start().await;
    assert_eq!(whose(&app), there);
    app.handle.switch_organization("t".into()).await.unwrap();
    settle().await;
    assert_eq!(whose(&app), home);
    world.directory.come_back();
    app.handle.refresh_account().await.unwrap();
    settle().await;
    assert_eq!((whose(&app), password(&app)), (home, AvailabilityView::InApp));
    assert_eq!(world.memo.get().unwrap().issuer, ISSUER);
}
