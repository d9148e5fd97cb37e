//! My sign-ins and sessions.

use std::sync::atomic::Ordering::Relaxed;

use workpass_app::{
    error::UiError,
    ports::{DirectoryError, Part},
    view::{
        ActionName, AvailabilityView, Possible, RemedyName, Section, SignInFilter, SignInOutcome, SignInRisk,
        UnavailableReason,
    },
};
use workpass_domain::sign_in::SignInSummary;

use crate::world::{App, World};

fn unusual(world: &World, unusual: u32) {
    world.directory.data().sign_ins = Part::Given(SignInSummary {
        unusual,
        shows_places: false,
    });
}

fn told(app: &App) -> u32 {
    match app.account().sign_ins {
        Section::Ready { value } => value.unusual,
        other => panic!("not there: {other:?}"),
    }
}

fn availability(app: &App) -> AvailabilityView {
    let actions = app.account().actions;
    let action = actions.iter().find(|one| one.action == ActionName::ViewSignIns);
    action.unwrap().availability
}

#[tokio::test]
async fn b157_b160_the_list_says_how_each_ended_and_what_to_do_about_it() {
    let world = World::default();
    let app = world.sign_in().await;
    assert_eq!(world.directory.count("sign-ins"), 0, "read when the screen opens");
    let search = format!("  {}", "x".repeat(1000));
    let page = app
        .handle
        .sign_ins(search, SignInFilter::Failed, None)
        .await
        .unwrap();
    assert_eq!(page.next.as_deref(), Some("2"));
    let (first, second) = (&page.sign_ins[0], &page.sign_ins[1]);
    assert_eq!(first.at, "2026-11-22T07:00:00Z");
    assert_eq!(
        (first.outcome, first.risk),
        (SignInOutcome::Succeeded, SignInRisk::Unusual)
    );
    assert_eq!(first.remedies.len(), 3);
    assert_eq!(second.outcome, SignInOutcome::SecondStepFailed);
    assert_eq!(
        second.remedies,
        [RemedyName::ChangePassword, RemedyName::CheckMethods]
    );
    let asked = world.directory.calls.lock().unwrap().last().unwrap().clone();
    assert!(
        asked.contains("Failed") && !asked.contains(&"x".repeat(201)),
        "{asked}"
    );
    let more = app
        .handle
        .sign_ins(String::new(), SignInFilter::All, page.next)
        .await
        .unwrap();
    assert_eq!(more.next, None);
    assert_eq!(availability(&app), AvailabilityView::InApp);
}

#[tokio::test]
async fn b164_an_answer_takes_the_sign_in_out_of_what_is_unusual() {
    let world = World::default();
    unusual(&world, 1);
    let app = world.sign_in().await;
    assert_eq!(told(&app), 1);
    app.handle.answer_sign_in("1".into(), true).await.unwrap();
    assert_eq!(world.directory.count("answer 1 true"), 1);
    assert_eq!(told(&app), 0, "shown after the service confirmed it");
}

#[tokio::test]
async fn sessions_are_read_and_ended_one_or_all() {
    let world = World::default();
    let app = world.sign_in().await;
    let sessions = app.handle.sessions().await.unwrap();
    assert_eq!(sessions.len(), 2);
    assert!(sessions[0].is_current);
    app.handle.end_session("there".into()).await.unwrap();
    assert_eq!(app.handle.sessions().await.unwrap().len(), 1);
    app.handle.end_other_sessions().await.unwrap();
    assert_eq!(world.directory.count("end others"), 1);
}

#[tokio::test]
async fn b207_nothing_is_answered_or_ended_offline() {
    let world = World::default();
    let app = world.sign_in().await;
    world.directory.go_offline();
    assert!(app.handle.refresh_account().await.is_err());
    assert!(app.is_offline());
    for answer in [
        app.handle.answer_sign_in("1".into(), false).await,
        app.handle.end_session("there".into()).await,
        app.handle.end_other_sessions().await,
    ] {
        assert_eq!(answer, Err(UiError::Offline));
    }
    assert_eq!(app.handle.sessions().await, Err(UiError::Offline));
    assert_eq!(world.directory.count("answer") + world.directory.count("end "), 0);
    assert_eq!(told(&app), 0, "what was known stays");
}

#[tokio::test]
async fn what_the_service_refuses_is_not_offered_again_in_this_run() {
    let world = World::default();
    let app = world.sign_in().await;
    let forbidden = DirectoryError::Forbidden {
        code: "Authorization_RequestDenied".into(),
    };
    world.directory.wants_for("end there", forbidden);
    assert_eq!(
        app.handle.end_session("there".into()).await,
        Err(UiError::Forbidden)
    );
    crate::world::settle().await;
    let Section::Ready { value } = app.account().sign_ins else {
        panic!("not there");
    };
    let reason = UnavailableReason::RefusedByService;
    assert_eq!(value.end_sessions, Possible::No { reason });
    assert_eq!(value.answer, Possible::Yes);
}

#[tokio::test]
async fn b167_without_the_extension_the_official_page_is_opened() {
    let world = World::default();
    world.authority.has_no_extension.store(true, Relaxed);
    world.authority.is_known_cloud.store(true, Relaxed);
    world.directory.data().sign_ins = Part::NotOffered;
    let app = world.sign_in().await;
    assert_eq!(availability(&app), AvailabilityView::HandOver);
    app.handle.open_hand_over(ActionName::ViewSignIns).await.unwrap();
    let opened = world.desktop.opened.lock().unwrap();
    assert_eq!(opened.last().unwrap(), "https://mysignins.microsoft.com/");
}

#[tokio::test]
async fn b167_and_where_there_is_none_the_reason_is_said() {
    let world = World::default();
    world.authority.has_no_extension.store(true, Relaxed);
    world.directory.data().sign_ins = Part::NotOffered;
    let app = world.sign_in().await;
    let reason = UnavailableReason::NoSelfService;
    assert_eq!(availability(&app), AvailabilityView::Unavailable { reason });
    assert!(matches!(app.account().sign_ins, Section::Unavailable { reason: why } if why == reason));
}
