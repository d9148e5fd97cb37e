//! Trying a method that is registered: the wizards' machinery, and nothing changes by it.

use workpass_app::{
    error::UiError,
    ports::{DirectoryError, Part, Refusal, RegistrationState},
    view::{Possible, RegistrationKindView, RegistrationStage, Section, TrialWayName},
};

use crate::world::{App, World, settle, watch};

fn offers(app: &App) -> Vec<(String, Possible, Vec<TrialWayName>)> {
    let Section::Ready { value } = app.account().security else {
        panic!("no security info");
    };
    let methods = value.methods.into_iter();
    let one = |method: workpass_app::view::MethodView| (method.id, method.trial, method.try_by);
    methods
        .map(one)
        .filter(|(_, trial, _)| *trial != Possible::Never)
        .collect()
}

#[tokio::test]
async fn what_can_be_tried_is_what_the_service_says_and_nothing_without_it() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let ways: Vec<_> = offers(&app).into_iter().map(|(id, _, ways)| (id, ways)).collect();
    assert_eq!(
        ways,
        [
            ("e".to_owned(), vec![TrialWayName::Email]),
            ("m".to_owned(), vec![TrialWayName::Sms, TrialWayName::Voice]),
            ("app".to_owned(), vec![TrialWayName::Code]),
            ("key".to_owned(), vec![TrialWayName::Browser]),
        ]
    );
    for (id, by) in [
        ("p", TrialWayName::Code),
        ("recoveryCodes", TrialWayName::Code),
        ("m", TrialWayName::Code),
    ] {
        let refused = app.handle.start_trial(id.into(), by).await;
        assert_eq!(refused, Err(UiError::NotAvailable), "{id}");
    }
    let nobody = app.handle.start_trial("none".into(), TrialWayName::Code).await;
    assert_eq!(nobody, Err(UiError::MethodNotFound));
    assert_eq!(world.directory.count("try "), 0);
}

#[tokio::test]
async fn a_right_code_says_that_the_app_works_and_reads_nothing_anew() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    settle().await;
    let reads = world.directory.count("read");
    let started = app
        .handle
        .start_trial("app".into(), TrialWayName::Code)
        .await
        .unwrap();
    assert_eq!(started.kind, RegistrationKindView::Trial);
    let shown = RegistrationStage::Code {
        sent_to: None,
        channel: None,
    };
    assert_eq!(started.stage, shown);
    let confirm = |code: &str| app.handle.confirm_registration("r1".into(), code.into(), None);
    assert_eq!(confirm("12345").await, Err(UiError::CodeMalformed));
    world
        .directory
        .wants_for("prove", DirectoryError::Refused(Refusal::CodeAlreadyUsed));
    assert_eq!(confirm("123456").await, Err(UiError::CodeAlreadyUsed));
    let done = confirm("1234 5678").await.unwrap();
    assert!(
        matches!(
            done.stage,
            RegistrationStage::Completed {
                default_changed: None,
                ..
            }
        ),
        "a token may show eight digits: {done:?}"
    );
    settle().await;
    assert_eq!(world.directory.count("read"), reads, "nothing has changed");
    assert_eq!(
        confirm("123456").await,
        Err(UiError::RegistrationNotFound),
        "it is over"
    );
}

#[tokio::test]
async fn what_is_sent_says_where_it_went_and_can_be_sent_again() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let text = app
        .handle
        .start_trial("m".into(), TrialWayName::Sms)
        .await
        .unwrap();
    let RegistrationStage::Code { sent_to, .. } = text.stage else {
        panic!("{text:?}")
    };
    assert_eq!(sent_to.as_deref(), Some("+31 6 12345678"));
    app.handle.resend_registration("r1".into()).await.unwrap();
    let call = app
        .handle
        .start_trial("m".into(), TrialWayName::Voice)
        .await
        .unwrap();
    assert!(matches!(call.stage, RegistrationStage::Call { .. }));
    let watching = watch(&app, "r2");
    settle().await;
    world
        .directory
        .happens("r2", |one| one.state = RegistrationState::Completed);
    world.pass(2).await;
    let done = watching.await.unwrap().unwrap();
    assert!(matches!(done.stage, RegistrationStage::Completed { .. }));
    let asked: Vec<&str> = vec!["try m Sms", "send again r1", "try m Voice"];
    for call in asked {
        assert_eq!(world.directory.count(call), 1, "{call}");
    }
}

#[tokio::test]
async fn a_passkey_is_tried_in_the_browser_and_a_trial_that_is_left_is_given_up() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let started = app
        .handle
        .start_trial("key".into(), TrialWayName::Browser)
        .await
        .unwrap();
    assert_eq!(started.stage, RegistrationStage::Browser);
    app.handle.open_registration_page("r1".into()).await.unwrap();
    let page = "https://login.noorderlicht.example/try?t=canary-page";
    assert_eq!(*world.desktop.opened.lock().unwrap(), [page]);
    let watching = watch(&app, "r1");
    settle().await;
    app.handle.cancel_registration("r1".into()).await.unwrap();
    assert_eq!(watching.await.unwrap(), Err(UiError::RegistrationNotFound));
    assert_eq!(world.directory.count("give up r1"), 1);
    // At sign-out as well.
    app.handle
        .start_trial("app".into(), TrialWayName::Code)
        .await
        .unwrap();
    app.handle.sign_out().await.unwrap();
    assert_eq!(world.directory.count("give up r2"), 1);
}

#[tokio::test]
async fn a_refusal_of_the_service_is_told_and_no_fresh_proof_is_asked() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let limit = Refusal::TextLimitReached { retry_after: None };
    world.directory.fail_with([DirectoryError::Refused(limit)]);
    let refused = app.handle.start_trial("m".into(), TrialWayName::Sms).await;
    assert_eq!(
        refused,
        Err(UiError::TextLimitReached {
            retry_after_seconds: None
        })
    );
    if let Part::Given(methods) = &mut world.directory.data().methods {
        for method in methods.iter_mut() {
            method.try_by.clear();
        }
    }
    app.handle.refresh_account().await.unwrap();
    settle().await;
    assert!(
        offers(&app).is_empty(),
        "without the extension there is no button"
    );
}
