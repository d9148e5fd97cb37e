//! "I lost my phone": the plan, its steps, and what becomes of it when the app is closed, the network goes, or somebody
//! else is quicker.

use std::sync::atomic::Ordering::Relaxed;

use workpass_app::{
    error::UiError,
    ports::{DirectoryError, Part},
    view::{
        ActionName, DefaultOptionName, LossDoneBy, LossHow, LossMark, LossMethodId, LossPlanView,
        LossStepName, LossStepState, LossWaitName, LossWayIn, LossWayName, LostPhoneAnswers, LostPhoneView,
        MethodKindView, SessionView, UnavailableReason,
    },
};
use workpass_domain::method::{MethodKind, SecurityMethod};

use crate::world::{App, World, settle, tokens};

/// Somebody with one of everything, whose phone is a listed device.
fn world() -> World {
    let world = World::with_everything();
    if let Part::Given(all) = &mut world.directory.data().devices {
        for device in all.devices.iter_mut().filter(|device| device.id == "phone") {
            device.system = Some("Android 16".into());
        }
    }
    world
}

fn shown(app: &App) -> LostPhoneView {
    app.account().lost_phone.expect("methods were read")
}

fn plan(app: &App) -> LossPlanView {
    shown(app).plan.expect("a phone is lost")
}

fn state(app: &App, key: &str) -> LossStepState {
    let steps = plan(app).steps;
    let step = steps.iter().find(|step| step.key == key);
    step.unwrap_or_else(|| panic!("no {key}: {steps:#?}"))
        .state
        .clone()
}

fn is_done(app: &App, key: &str) -> Option<LossDoneBy> {
    match state(app, key) {
        LossStepState::Done { by, .. } => Some(by),
        _ => None,
    }
}

fn answers(how: LossHow, way_in: LossWayIn) -> LostPhoneAnswers {
    let one = |id: &str, kind| LossMethodId { id: id.into(), kind };
    LostPhoneAnswers {
        how,
        phone: Some("phone".into()),
        methods: vec![
            one("app", MethodKindView::SoftwareOath),
            one("m", MethodKindView::Phone),
        ],
        way_in,
    }
}

async fn begun(world: &World, how: LossHow, way_in: LossWayIn) -> App {
    let app = world.sign_in().await;
    app.handle.begin_loss_plan(answers(how, way_in)).await.unwrap();
    app
}

/// A code app on the new phone, registered somewhere.
fn add_new_app(world: &World) {
    if let Part::Given(methods) = &mut world.directory.data().methods {
        methods.push(SecurityMethod::new("new", MethodKind::SoftwareOath));
    }
}

const HERE: LossStepState = LossStepState::Todo {
    way: LossWayName::InApp,
};
const BY_HAND: LossStepState = LossStepState::Todo {
    way: LossWayName::ByPerson,
};

#[tokio::test]
async fn b108_the_questions_offer_what_there_is_and_guess_with_sense() {
    let world = world();
    let app = world.sign_in().await;
    let view = shown(&app);
    let phones: Vec<_> = view.phones.iter().map(|phone| phone.id.as_deref()).collect();
    assert_eq!(phones, [Some("phone"), None], "no computer, nothing disabled");
    assert_eq!(view.phones[0].suggested, ["m", "app"]);
    let may_be: Vec<_> = view.methods.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(may_be, ["m", "app"], "a key hangs on a key ring");
    let ways: Vec<_> = view.ways_in.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ways, ["m", "app", "key"]);
    assert_eq!((view.recovery_codes, view.plan), (2, None));
}

#[tokio::test]
async fn b107_b108_b160_a_stolen_phone_is_dealt_with_from_end_to_end() {
    let world = world();
    let app = begun(&world, LossHow::Stolen, LossWayIn::AtHand).await;
    let names: Vec<_> = plan(&app).steps.iter().map(|step| step.step).collect();
    assert_eq!(
        names,
        [
            LossStepName::EndSessions,
            LossStepName::ForgetComputers,
            LossStepName::DisableDevice,
            LossStepName::ChangePassword,
            LossStepName::AddReplacement,
            LossStepName::MoveDefault,
            LossStepName::RemoveMethod,
            LossStepName::RemoveMethod,
            LossStepName::BlockNumber,
            LossStepName::TellHelpdesk,
        ]
    );
    for (key, call) in [
        ("end_sessions", "end others"),
        ("forget_computers", "forget"),
        ("disable_device", "disable phone"),
    ] {
        app.handle.take_loss_step(key.into()).await.unwrap();
        assert_eq!(world.directory.count(call), 1);
        assert_eq!(is_done(&app, key), Some(LossDoneBy::App), "{key}");
    }
    assert_eq!(
        app.handle.take_loss_step("change_password".into()).await,
        Err(UiError::NotAvailable),
        "it has a screen of its own"
    );
    if let Part::Given(policy) = &mut world.directory.data().password {
        policy.last_changed_at = Some(time::macros::datetime!(2026-11-22 21:00 UTC));
    }
    add_new_app(&world);
    app.handle.refresh_account().await.unwrap();
    assert_eq!(is_done(&app, "change_password"), Some(LossDoneBy::Seen));
    assert_eq!(is_done(&app, "add_replacement"), Some(LossDoneBy::Seen));
    let added = plan(&app).steps[4].method.clone().unwrap();
    assert_eq!(
        (added.id.as_str(), added.kind),
        ("new", MethodKindView::SoftwareOath)
    );

    assert_eq!(
        state(&app, "remove_method_1"),
        LossStepState::Waiting {
            until: LossWaitName::Default
        }
    );
    app.handle.take_loss_step("move_default".into()).await.unwrap();
    assert_eq!(world.directory.count("default Oath"), 1);
    let moved = &plan(&app).steps[5];
    assert_eq!(moved.option.as_ref().unwrap().option, DefaultOptionName::Oath);
    for (key, call) in [("remove_method_0", "delete app"), ("remove_method_1", "delete m")] {
        app.handle.take_loss_step(key.into()).await.unwrap();
        assert_eq!(world.directory.count(call), 1);
    }
    assert!(!plan(&app).finished);
    for key in ["block_number", "tell_helpdesk"] {
        assert_eq!(state(&app, key), BY_HAND);
        app.handle
            .mark_loss_step(key.into(), LossMark::Done)
            .await
            .unwrap();
        assert_eq!(is_done(&app, key), Some(LossDoneBy::Person));
    }
    let plan = plan(&app);
    assert!(plan.finished);
    let removed = plan.steps[7].method.as_ref().unwrap();
    assert_eq!(
        removed.value.as_deref(),
        Some("+31 6 12345678"),
        "what it did is still told"
    );
    app.handle.end_loss_plan().await.unwrap();
    assert_eq!(shown(&app).plan, None);
}

#[tokio::test]
async fn the_plan_survives_closing_the_app_and_goes_with_the_sign_out() {
    let world = world();
    let app = begun(&world, LossHow::Lost, LossWayIn::RecoveryCode).await;
    app.handle.take_loss_step("end_sessions".into()).await.unwrap();
    app.handle
        .mark_loss_step("block_number".into(), LossMark::Done)
        .await
        .unwrap();
    let before = plan(&app);
    drop(app);

    let again = world.start().await;
    assert!(matches!(again.session(), SessionView::SignedIn { .. }));
    assert_eq!(plan(&again), before);
    again
        .handle
        .take_loss_step("disable_device".into())
        .await
        .unwrap();
    assert_eq!(world.directory.count("end others"), 1, "once is enough");
    drop(again);

    let third = world.start().await;
    assert_eq!(is_done(&third, "disable_device"), Some(LossDoneBy::App));
    third.handle.sign_out().await.unwrap();
    settle().await;
    assert_eq!(world.snapshot.bytes(), None);
    let after = world.sign_in().await;
    assert_eq!(shown(&after).plan, None);
}

#[tokio::test]
async fn the_answer_comes_when_the_plan_is_kept() {
    let world = world();
    let app = world.sign_in().await;
    world.snapshot.store_gate.forget_permits(1000);
    let handle = app.handle.clone();
    let begun = tokio::spawn(async move {
        let answers = answers(LossHow::Lost, LossWayIn::AtHand);
        handle.begin_loss_plan(answers).await
    });
    settle().await;
    assert!(!begun.is_finished());
    assert!(shown(&app).plan.is_some(), "it is shown all the same");
    world.snapshot.store_gate.add_permits(1000);
    begun.await.unwrap().unwrap();
}

#[tokio::test]
async fn b207_offline_the_plan_is_there_and_nothing_is_sent() {
    let world = world();
    let app = begun(&world, LossHow::Lost, LossWayIn::AtHand).await;
    world.directory.go_offline();
    assert!(app.handle.refresh_account().await.is_err());
    let taken = app.handle.take_loss_step("end_sessions".into()).await;
    assert_eq!(taken, Err(UiError::Offline));
    assert_eq!(world.directory.count("end others"), 0);
    assert_eq!(
        state(&app, "end_sessions"),
        HERE,
        "it waits, and is not impossible"
    );
    app.handle
        .mark_loss_step("block_number".into(), LossMark::Done)
        .await
        .unwrap();
    assert_eq!(is_done(&app, "block_number"), Some(LossDoneBy::Person));
}

#[tokio::test]
async fn two_windows_do_a_step_once_and_open_one_plan() {
    let world = world();
    let app = begun(&world, LossHow::Stolen, LossWayIn::AtHand).await;
    app.handle
        .begin_loss_plan(answers(LossHow::Lost, LossWayIn::Nothing))
        .await
        .unwrap();
    assert_eq!(plan(&app).how, LossHow::Stolen, "the open one stays");
    let (one, two) = (app.handle.clone(), app.handle.clone());
    let (first, second) = tokio::join!(
        one.take_loss_step("disable_device".into()),
        two.take_loss_step("disable_device".into()),
    );
    assert_eq!((first, second), (Ok(()), Err(UiError::Busy)));
    assert_eq!(world.directory.count("disable phone"), 1);
    app.handle.take_loss_step("disable_device".into()).await.unwrap();
    assert_eq!(world.directory.count("disable phone"), 1, "it is done");
}

#[tokio::test]
async fn a_refused_step_says_why_and_the_others_go_on() {
    let world = world();
    let app = begun(&world, LossHow::Lost, LossWayIn::AtHand).await;
    let forbidden = DirectoryError::Forbidden {
        code: "accessDenied".into(),
    };
    world.directory.wants_for("disable phone", forbidden);
    let taken = app.handle.take_loss_step("disable_device".into()).await;
    assert_eq!(taken, Err(UiError::Forbidden));
    settle().await;
    let reason = UnavailableReason::RefusedByService;
    assert_eq!(
        state(&app, "disable_device"),
        LossStepState::Impossible { reason }
    );
    app.handle
        .take_loss_step("forget_computers".into())
        .await
        .unwrap();
    let again = app.handle.take_loss_step("disable_device".into()).await;
    assert!(
        again.is_err(),
        "what the service forbade is not asked of it again"
    );
    assert_eq!(world.directory.count("disable phone"), 1);
}

#[tokio::test]
async fn what_was_done_elsewhere_is_done() {
    let world = world();
    let app = begun(&world, LossHow::Lost, LossWayIn::AtHand).await;
    world.directory.data().remembered_devices = Part::Given(0);
    if let Part::Given(methods) = &mut world.directory.data().methods {
        methods.retain(|method| method.id != "app");
    }
    // Nobody has read it yet: the step itself finds out.
    world.pass(10).await;
    app.handle.take_loss_step("remove_method_0".into()).await.unwrap();
    assert_eq!(world.directory.count("delete"), 0);
    assert_eq!(is_done(&app, "remove_method_0"), Some(LossDoneBy::Seen));
    assert_eq!(is_done(&app, "forget_computers"), Some(LossDoneBy::Seen));
}

#[tokio::test]
async fn b108_the_last_way_in_waits_for_its_replacement() {
    let world = world();
    if let Part::Given(methods) = &mut world.directory.data().methods {
        methods.retain(|method| method.id != "key");
    }
    let app = begun(&world, LossHow::Lost, LossWayIn::RecoveryCode).await;
    assert!(plan(&app).steps.iter().any(|step| step.needed));
    for key in ["remove_method_0", "remove_method_1"] {
        let taken = app.handle.take_loss_step(key.into()).await;
        assert_eq!(taken, Err(UiError::LastWayIn));
    }
    let skipped = app
        .handle
        .mark_loss_step("add_replacement".into(), LossMark::Skipped)
        .await;
    assert_eq!(skipped, Err(UiError::NotAvailable));
    assert_eq!(world.directory.count("delete"), 0);
    let kinds: Vec<_> = plan(&app).replacements.iter().map(|choice| choice.kind).collect();
    assert_eq!(kinds[0], MethodKindView::Passkey);
    assert!(!kinds.contains(&MethodKindView::RecoveryCodes));
    add_new_app(&world);
    app.handle.refresh_account().await.unwrap();
    app.handle.take_loss_step("remove_method_0".into()).await.unwrap();
    assert_eq!(world.directory.count("delete app"), 1);
}

#[tokio::test]
async fn b22_a_proof_that_is_not_given_leaves_the_step_to_do() {
    let world = world();
    let app = begun(&world, LossHow::Lost, LossWayIn::AtHand).await;
    let claims = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#.to_owned();
    let wants_proof = || DirectoryError::ClaimsRequired {
        claims: claims.clone(),
    };
    for gives in [false, true] {
        world.directory.wants_for("disable phone", wants_proof());
        let handle = app.handle.clone();
        let taking = tokio::spawn(async move { handle.take_loss_step("disable_device".into()).await });
        settle().await;
        if gives {
            world.authority.prove(Ok(tokens(Some("canary-refresh-2"))));
            settle().await;
            taking.await.unwrap().unwrap();
            assert_eq!(is_done(&app, "disable_device"), Some(LossDoneBy::App));
        } else {
            app.handle.cancel_step_up().await.unwrap();
            assert_eq!(taking.await.unwrap(), Err(UiError::StepUpCancelled));
            assert_eq!(state(&app, "disable_device"), HERE);
        }
    }
}

#[tokio::test]
async fn b108_without_anything_to_confirm_with_the_helpdesk_opens_the_rest() {
    let world = world();
    let app = begun(&world, LossHow::Lost, LossWayIn::Nothing).await;
    let waits = LossStepState::Waiting {
        until: LossWaitName::Pass,
    };
    assert_eq!(plan(&app).steps[1].step, LossStepName::TellHelpdesk);
    assert_eq!(state(&app, "disable_device"), waits);
    assert_eq!(state(&app, "end_sessions"), HERE);
    app.handle
        .mark_loss_step("tell_helpdesk".into(), LossMark::Done)
        .await
        .unwrap();
    assert_eq!(state(&app, "disable_device"), HERE);
    app.handle
        .mark_loss_step("tell_helpdesk".into(), LossMark::Open)
        .await
        .unwrap();
    assert_eq!(state(&app, "disable_device"), waits);
}

#[tokio::test]
async fn a_step_that_is_left_out_can_be_taken_up_again() {
    let world = world();
    let app = begun(&world, LossHow::Lost, LossWayIn::AtHand).await;
    let mark = |mark| app.handle.mark_loss_step("remove_method_1".into(), mark);
    mark(LossMark::Skipped).await.unwrap();
    mark(LossMark::Skipped).await.unwrap();
    assert_eq!(state(&app, "remove_method_1"), LossStepState::Skipped);
    let taken = app.handle.take_loss_step("remove_method_1".into()).await;
    assert_eq!(taken, Err(UiError::NotAvailable));
    mark(LossMark::Open).await.unwrap();
    assert_ne!(state(&app, "remove_method_1"), LossStepState::Skipped);
    assert_eq!(
        mark(LossMark::Done).await,
        Err(UiError::NotAvailable),
        "the service says when it is gone"
    );
    let unknown = app.handle.mark_loss_step("rm -rf".into(), LossMark::Done).await;
    assert_eq!(unknown, Err(UiError::NotAvailable));
}

#[tokio::test]
async fn answers_that_name_what_is_not_there_make_no_plan() {
    let world = world();
    let app = world.sign_in().await;
    let good = answers(LossHow::Lost, LossWayIn::AtHand);
    for bad in [
        LostPhoneAnswers {
            phone: Some("here".into()),
            ..good.clone()
        },
        LostPhoneAnswers {
            phone: Some(String::new()),
            ..good.clone()
        },
        LostPhoneAnswers {
            methods: vec![LossMethodId {
                id: "p".into(),
                kind: MethodKindView::Password,
            }],
            ..good.clone()
        },
        LostPhoneAnswers {
            methods: vec![LossMethodId {
                id: "app".into(),
                kind: MethodKindView::Passkey,
            }],
            ..good
        },
    ] {
        assert_eq!(
            app.handle.begin_loss_plan(bad).await,
            Err(UiError::MethodNotFound)
        );
        assert_eq!(shown(&app).plan, None);
    }
}

#[tokio::test]
async fn where_the_directory_has_no_such_call_the_person_ticks_off_what_they_did_on_the_official_pages() {
    let world = world();
    world.authority.has_no_extension.store(true, Relaxed);
    world.authority.is_known_cloud.store(true, Relaxed);
    let app = begun(&world, LossHow::Stolen, LossWayIn::AtHand).await;
    let away = LossStepState::Todo {
        way: LossWayName::HandOver,
    };
    for key in ["disable_device", "add_replacement"] {
        assert_eq!(state(&app, key), away, "{key}");
        let taken = app.handle.take_loss_step(key.into()).await;
        assert_eq!(taken, Err(UiError::NotAvailable));
    }
    app.handle
        .open_hand_over(ActionName::OpenSecurityInfo)
        .await
        .unwrap();
    let opened = world.desktop.opened.lock().unwrap().last().cloned();
    assert_eq!(
        opened.as_deref(),
        Some("https://mysignins.microsoft.com/security-info")
    );
    app.handle
        .mark_loss_step("disable_device".into(), LossMark::Done)
        .await
        .unwrap();
    assert_eq!(is_done(&app, "disable_device"), Some(LossDoneBy::Person));
    let last = plan(&app).steps.last().cloned().unwrap();
    assert_eq!(
        last.step,
        LossStepName::SignOutEverywhere,
        "it ends this session as well"
    );
}

#[tokio::test]
async fn b108_the_request_goes_to_the_organizations_contact_and_to_nobody_else() {
    let world = world();
    let app = begun(&world, LossHow::Lost, LossWayIn::Nothing).await;
    let write = |subject: &str, body: &str| app.handle.write_to_helpdesk(subject.into(), body.into());
    write("Telefoon kwijt", "Bcc: x@y.example\nMijn telefoon & meer")
        .await
        .unwrap();
    let opened = world.desktop.opened.lock().unwrap().last().cloned().unwrap();
    assert!(
        opened.starts_with("mailto:help@noorderlicht.example?subject=Telefoon%20kwijt&body=Bcc%3A"),
        "{opened}"
    );
    assert_eq!(write("s", &"x".repeat(5000)).await, Err(UiError::NotAvailable));
}
