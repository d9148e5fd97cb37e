//! Changing the password.

use workpass_app::{
    error::UiError,
    ports::{DirectoryError, Part, Refusal},
    view::{
        ActionName, AvailabilityView, MethodKindView, PasswordFaultView, PasswordView, Possible,
        ResetObstacleView, ResetWayView, Section, StrengthView, UnavailableReason,
    },
};
use workpass_domain::password::{PasswordFault, PasswordObstacle, PasswordPolicy};
use workpass_domain::policy::{ResetObstacle, ResetOutlook, ResetWay};

use crate::world::{App, World, settle};

fn shown(app: &App) -> PasswordView {
    app.account().password.unwrap()
}

fn availability(app: &App) -> AvailabilityView {
    let actions = app.account().actions;
    let action = actions
        .iter()
        .find(|action| action.action == ActionName::ChangePassword);
    action.unwrap().availability
}

/// What the row of the password in the security info offers.
fn row(app: &App) -> Possible {
    let Section::Ready { value } = app.account().security else {
        panic!("the security info is there");
    };
    let mut methods = value.methods.into_iter();
    let password = methods.find(|one| one.kind == MethodKindView::Password);
    password.unwrap().change
}

fn policy(world: &World, change: impl FnOnce(&mut PasswordPolicy)) {
    if let Part::Given(policy) = &mut world.directory.data().password {
        change(policy);
    }
}

async fn change(app: &App, current: &str, new: &str) -> Result<(), UiError> {
    let changed = app.handle.change_password(Some(current.into()), new.into()).await;
    settle().await;
    changed
}

#[tokio::test]
async fn b109_b110_b111_the_password_changes_and_this_session_goes_on() {
    let world = World::default();
    let app = world.sign_in().await;
    assert_eq!(availability(&app), AvailabilityView::InApp);
    let before = shown(&app);
    assert_eq!(before.last_changed_at.as_deref(), Some("2026-02-03T04:05:00Z"));
    assert!(before.keeps_session && before.current_required);
    assert_eq!(change(&app, "canary-old", "canary-new").await, Ok(()));
    assert_eq!(
        world.directory.count("password Some(\"canary-old\") canary-new"),
        1
    );
    assert_eq!(
        shown(&app).last_changed_at.as_deref(),
        Some("2026-11-22T09:00:00Z"),
        "the view is fresh when the screen says done"
    );
    let view = serde_json::to_string(&app.view()).unwrap();
    assert!(!view.contains("canary"), "no password is in what the screens get");
}

#[tokio::test]
async fn b110_b115_b116_every_refusal_is_told_apart() {
    let world = World::default();
    let app = world.sign_in().await;
    let wait = std::time::Duration::from_secs(60);
    for (refusal, expected) in [
        (
            Refusal::PasswordWrong {
                tries_remaining: Some(3),
            },
            UiError::PasswordWrong {
                tries_remaining: Some(3),
            },
        ),
        (
            Refusal::PasswordLocked {
                retry_after: Some(wait),
            },
            UiError::PasswordLocked {
                retry_after_seconds: Some(60),
            },
        ),
        (
            Refusal::PasswordRefused(Some(PasswordFault::Guessable)),
            UiError::PasswordRefused {
                fault: Some(PasswordFaultView::Guessable),
            },
        ),
        (
            Refusal::PasswordRefused(None),
            UiError::PasswordRefused { fault: None },
        ),
        (Refusal::PasswordOnPremises, UiError::PasswordOnPremises),
        (
            Refusal::PasswordChangedMeanwhile,
            UiError::PasswordChangedMeanwhile,
        ),
    ] {
        let refusal = DirectoryError::Refused(refusal);
        world.directory.wants_for("password", refusal);
        assert_eq!(change(&app, "old", "new").await, Err(expected));
    }
    assert_eq!(
        availability(&app),
        AvailabilityView::InApp,
        "another try may be right"
    );
}

#[tokio::test]
async fn b119_what_is_empty_is_not_sent() {
    let world = World::default();
    let app = world.sign_in().await;
    let wrong = UiError::PasswordWrong {
        tries_remaining: None,
    };
    assert_eq!(change(&app, "", "new").await, Err(wrong.clone()));
    assert_eq!(app.handle.change_password(None, "new".into()).await, Err(wrong));
    let empty = change(&app, "old", "").await;
    assert!(matches!(empty, Err(UiError::PasswordRefused { .. })));
    assert_eq!(world.directory.count("password"), 0);
}

#[tokio::test]
async fn b113_the_current_one_is_not_asked_where_the_sign_in_proved_enough() {
    let world = World::default();
    policy(&world, |policy| policy.current_required = false);
    let app = world.sign_in().await;
    assert!(!shown(&app).current_required);
    assert_eq!(
        app.handle.change_password(None, "canary-new".into()).await,
        Ok(())
    );
    assert_eq!(world.directory.count("password None canary-new"), 1);
}

#[tokio::test]
async fn b34_b118_where_it_cannot_be_changed_the_screen_knows_why_and_nothing_is_sent() {
    for (obstacle, reason) in [
        (
            PasswordObstacle::OnPremises,
            UnavailableReason::PasswordOnPremises,
        ),
        (
            PasswordObstacle::NotAllowed,
            UnavailableReason::NotAllowedByPolicy,
        ),
    ] {
        let world = World::default();
        policy(&world, |policy| policy.obstacle = Some(obstacle));
        let app = world.sign_in().await;
        assert_eq!(availability(&app), AvailabilityView::Unavailable { reason });
        assert_eq!(row(&app), Possible::No { reason });
        assert!(change(&app, "old", "new").await.is_err());
        assert_eq!(world.directory.count("password"), 0);
    }
    let world = World::default();
    policy(&world, |policy| {
        policy.obstacle = Some(PasswordObstacle::NoPassword);
    });
    let app = world.sign_in().await;
    assert_eq!(availability(&app), AvailabilityView::Absent);
    assert_eq!(row(&app), Possible::Never);
}

#[tokio::test]
async fn b34_the_row_of_the_password_leads_to_changing_it() {
    let world = World::default();
    let app = world.sign_in().await;
    assert_eq!(row(&app), Possible::Yes);
}

#[tokio::test]
async fn b114_b115_the_checklist_knows_the_rules_and_the_persons_names() {
    let world = World::default();
    let app = world.sign_in().await;
    let check = |new: &str| app.handle.check_password(new.into(), Some("het oude".into()));
    let met = async |new: &str, rule| {
        let checked = check(new).await.unwrap();
        let found = checked.rules.iter().find(|one| one.rule == rule);
        found.and_then(|found| found.met)
    };
    assert_eq!(met("", PasswordFaultView::TooShort).await, None);
    assert_eq!(met("kort", PasswordFaultView::TooShort).await, Some(false));
    let with_name = met("Mijn-V1SSER-31", PasswordFaultView::ContainsName).await;
    assert_eq!(with_name, Some(false));
    assert_eq!(met("het oude", PasswordFaultView::Reused).await, Some(false));
    let good = check("Vuurtoren over het wad 7").await.unwrap();
    assert!(good.acceptable);
    assert_eq!(good.strength, Some(StrengthView::Strong));
    assert!(!format!("{good:?}").contains("Vuurtoren"));
    assert_eq!(
        world.directory.count("password"),
        0,
        "nothing is sent while typing"
    );
}

#[tokio::test]
async fn b121_b138_it_is_told_what_a_reset_would_ask_and_what_stands_in_the_way() {
    let world = World::default();
    let app = world.sign_in().await;
    assert_eq!(
        shown(&app).reset,
        None,
        "where nobody says it, nothing is promised"
    );
    if let Part::Given(policy) = &mut world.directory.data().policy {
        policy.reset_outlook = Some(ResetOutlook {
            ways: vec![ResetWay::Email],
            obstacle: Some(ResetObstacle::NotRegistered),
            for_administrator: true,
        });
    }
    app.handle.refresh_account().await.unwrap();
    settle().await;
    let plan = shown(&app).reset.unwrap();
    assert_eq!((plan.methods_registered, plan.methods_required), (1, 2));
    assert_eq!(plan.ways, [ResetWayView::Email]);
    assert_eq!(plan.obstacle, Some(ResetObstacleView::NotRegistered));
    assert!(plan.for_administrator);
}
