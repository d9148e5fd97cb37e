use workpass_app::{
    error::UiError,
    ports::{DirectoryError, NetworkError, Part, Refusal},
    view::{MethodKindView, Possible, Section, SecurityView, SessionView, UnavailableReason},
};
use workpass_domain::{
    method::MethodKind,
    policy::{Addable, NotAddable},
};

use crate::world::{App, World, email_rule, settle};

fn security(app: &App) -> SecurityView {
    match app.account().security {
        Section::Ready { value } => value,
        other => panic!("{other:?}"),
    }
}

/// Nothing registered yet.
fn empty(world: &World) {
    let mut data = world.directory.data();
    if let Part::Given(methods) = &mut data.methods {
        methods.retain(|method| method.kind == MethodKind::Password);
    }
    if let Part::Given(policy) = &mut data.policy {
        policy.rules = vec![email_rule(0)];
    }
}

#[tokio::test]
async fn a_code_of_a_message_whose_answer_was_lost_is_found_to_have_been_right() {
    let world = World::default();
    empty(&world);
    let app = world.sign_in().await;
    let gone = || DirectoryError::Refused(Refusal::ChallengeNotFound);
    for (is_there, expected) in [(false, Err(UiError::EmailCodeExpired)), (true, Ok(()))] {
        let challenge = app
            .handle
            .start_email_challenge("sanne@nieuw.example".into(), None)
            .await
            .unwrap();
        if is_there && let Part::Given(methods) = &mut world.directory.data().methods {
            methods.push(workpass_domain::method::SecurityMethod {
                value: Some("sanne@nieuw.example".into()),
                ..workpass_domain::method::SecurityMethod::new("e", MethodKind::Email)
            });
        }
        world.directory.wants_for("confirm", gone());
        let answer = app
            .handle
            .confirm_email_challenge(challenge.id, "123456".into())
            .await;
        assert_eq!(answer, expected);
        settle().await;
    }
}

#[tokio::test]
async fn b43_adds_an_email_step_by_step() {
    let world = World::default();
    empty(&world);
    let app = world.sign_in().await;
    assert_eq!(security(&app).choices[0].add, Possible::Yes);
    let challenge = app
        .handle
        .start_email_challenge(" sanne@Nieuw.example ".into(), None)
        .await
        .unwrap();
    assert_eq!(challenge.email_address, "sanne@nieuw.example");
    assert_eq!(
        (challenge.expires_at.as_str(), challenge.tries_remaining),
        ("2026-11-22T09:10:00Z", 5)
    );
    app.handle
        .confirm_email_challenge(challenge.id, "123 456".into())
        .await
        .unwrap();
    settle().await;
    let values: Vec<_> = security(&app)
        .methods
        .into_iter()
        .filter_map(|method| method.value)
        .collect();
    assert_eq!(
        values,
        ["sanne@nieuw.example"],
        "the list is fresh when the wizard says done"
    );
    let calls = world.directory.calls.lock().unwrap().clone();
    assert_eq!(
        calls[1..3],
        ["start sanne@nieuw.example None", "confirm challenge 123456"]
    );
}

#[tokio::test]
async fn b44_refuses_the_work_address_before_anything_is_sent() {
    let world = World::default();
    empty(&world);
    let app = world.sign_in().await;
    for (typed, expected) in [
        ("", UiError::EmailEmpty),
        ("sanne", UiError::EmailInvalid),
        ("a@b.example\r\nBcc: x@y.example", UiError::EmailInvalid),
        ("SV@noorderlicht.example", UiError::EmailIsWorkAddress),
        ("iemand@noorderlicht.example", UiError::EmailIsWorkAddress),
    ] {
        assert_eq!(
            app.handle.start_email_challenge(typed.into(), None).await,
            Err(expected),
            "{typed:?}"
        );
    }
    let long = format!("{}@b.example", "a".repeat(300));
    assert_eq!(
        app.handle.start_email_challenge(long, None).await,
        Err(UiError::EmailTooLong)
    );
    assert_eq!(world.directory.count("start"), 0);
}

#[tokio::test]
async fn b42_b50_a_second_email_is_refused_before_the_wizard_and_changing_is_not() {
    let world = World::default();
    let app = world.sign_in().await;
    let limit = Possible::No {
        reason: UnavailableReason::LimitReached,
    };
    assert_eq!(
        (security(&app).choices[0].add, security(&app).choices[0].maximum),
        (limit, Some(1))
    );
    let answer = app.handle.start_email_challenge("x@y.example".into(), None).await;
    assert_eq!(answer, Err(UiError::MethodLimitReached { maximum: Some(1) }));
    app.handle
        .start_email_challenge("x@y.example".into(), Some("e".into()))
        .await
        .unwrap();
    assert_eq!(world.directory.count("start x@y.example Some(\"e\")"), 1);
}

#[tokio::test]
async fn b24_a_forbidden_method_says_why() {
    let world = World::default();
    empty(&world);
    if let Part::Given(policy) = &mut world.directory.data().policy {
        policy.rules[0].addable = Addable::No(NotAddable::NotAllowedByPolicy);
    }
    let app = world.sign_in().await;
    let reason = UnavailableReason::NotAllowedByPolicy;
    assert_eq!(security(&app).choices[0].add, Possible::No { reason });
    let answer = app.handle.start_email_challenge("x@y.example".into(), None).await;
    assert_eq!(answer, Err(UiError::MethodNotAllowed));
}

#[tokio::test]
async fn b46_a_wrong_or_expired_code_changes_nothing() {
    let world = World::default();
    let app = world.sign_in().await;
    let before = security(&app);
    let confirm = |code: &str| {
        app.handle
            .confirm_email_challenge("challenge".into(), code.into())
    };
    assert_eq!(confirm("12345").await, Err(UiError::CodeMalformed));
    assert_eq!(world.directory.count("confirm"), 0, "nothing was sent");
    for (refusal, expected) in [
        (
            Refusal::CodeIncorrect {
                tries_remaining: Some(4),
            },
            UiError::CodeIncorrect {
                tries_remaining: Some(4),
            },
        ),
        (Refusal::CodeExpired, UiError::EmailCodeExpired),
        (Refusal::TooManyTries, UiError::TooManyTries),
        (Refusal::ChallengeNotFound, UiError::EmailCodeExpired),
    ] {
        world.directory.fail_with([DirectoryError::Refused(refusal)]);
        assert_eq!(confirm("123456").await, Err(expected));
    }
    assert_eq!(security(&app), before);
}

#[tokio::test]
async fn b47_resend_gives_a_new_cool_down() {
    let world = World::default();
    let app = world.sign_in().await;
    let challenge = app
        .handle
        .resend_email_challenge("challenge".into())
        .await
        .unwrap();
    assert_eq!(challenge.resend_after, "2026-11-22T09:01:00Z");
    let throttled = NetworkError::Throttled {
        retry_after: Some(std::time::Duration::from_secs(30)),
    };
    world.directory.fail_with([DirectoryError::Network(throttled)]);
    let answer = app.handle.resend_email_challenge("challenge".into()).await;
    assert_eq!(
        answer,
        Err(UiError::Throttled {
            retry_after_seconds: Some(30)
        })
    );
    assert!(!app.is_offline());
}

#[tokio::test]
async fn going_back_in_the_wizard_gives_up_the_code() {
    let world = World::default();
    let app = world.sign_in().await;
    app.handle
        .cancel_email_challenge("challenge".into())
        .await
        .unwrap();
    world.directory.fail_with([DirectoryError::NotFound]);
    app.handle
        .cancel_email_challenge("challenge".into())
        .await
        .unwrap();
    assert_eq!(world.directory.count("cancel challenge"), 2);
}

#[tokio::test]
async fn b49_delete_removes_the_row_after_the_service_confirmed() {
    let world = World::default();
    let app = world.sign_in().await;
    app.handle
        .delete_method("e".into(), MethodKindView::Email, false)
        .await
        .unwrap();
    settle().await;
    assert!(
        security(&app)
            .methods
            .iter()
            .all(|method| method.kind != MethodKindView::Email)
    );
}

#[tokio::test]
async fn b207_a_failed_call_leaves_the_list_as_it_was() {
    let world = World::default();
    let app = world.sign_in().await;
    let before = security(&app);
    world
        .directory
        .fail_with([DirectoryError::Network(NetworkError::Service(500))]);
    let answer = app
        .handle
        .delete_method("e".into(), MethodKindView::Email, false)
        .await;
    assert!(matches!(answer, Err(UiError::ServiceTrouble { .. })));
    settle().await;
    assert_eq!(security(&app), before);
}

#[tokio::test]
async fn b207_what_was_deleted_elsewhere_leaves_the_list() {
    let world = World::default();
    let app = world.sign_in().await;
    world.directory.data().methods = Part::Given(Vec::new());
    world.directory.fail_with([DirectoryError::NotFound]);
    let answer = app
        .handle
        .delete_method("e".into(), MethodKindView::Email, false)
        .await;
    assert_eq!(answer, Err(UiError::MethodNotFound));
    settle().await;
    assert_eq!(security(&app).methods, []);
}

#[tokio::test]
async fn b207_a_confirmed_write_is_said_even_when_the_read_after_it_hangs() {
    let world = World::default();
    let app = world.sign_in().await;
    world.directory.read_gate.forget_permits(1000);
    let handle = app.handle.clone();
    let answer = tokio::spawn(async move {
        handle
            .delete_method("e".into(), MethodKindView::Email, false)
            .await
    });
    settle().await;
    assert!(!answer.is_finished());
    world.pass(3).await;
    assert_eq!(answer.await.unwrap(), Ok(()));
}

#[tokio::test]
async fn a_refusal_is_remembered_for_this_run() {
    let world = World::default();
    let app = world.sign_in().await;
    world.directory.fail_with([DirectoryError::Forbidden {
        code: "accessDenied".into(),
    }]);
    assert_eq!(
        app.handle
            .delete_method("e".into(), MethodKindView::Email, false)
            .await,
        Err(UiError::Forbidden)
    );
    settle().await;
    let row = security(&app)
        .methods
        .into_iter()
        .find(|method| method.id == "e")
        .unwrap();
    assert_eq!(
        row.delete,
        Possible::No {
            reason: UnavailableReason::RefusedByService
        }
    );
}

#[tokio::test]
async fn b208_a_write_that_finds_no_network_turns_the_view_offline() {
    let world = World::default();
    let app = world.sign_in().await;
    world.directory.go_offline();
    assert_eq!(
        app.handle
            .delete_method("e".into(), MethodKindView::Email, false)
            .await,
        Err(UiError::Offline)
    );
    settle().await;
    assert!(app.is_offline());
    let row = security(&app)
        .methods
        .into_iter()
        .find(|method| method.id == "e")
        .unwrap();
    assert_eq!(
        row.delete,
        Possible::No {
            reason: UnavailableReason::Offline
        }
    );
    world.directory.come_back();
    world.pass(10).await;
    assert!(!app.is_offline());
}

#[tokio::test]
async fn nothing_is_written_when_nobody_is_signed_in() {
    let world = World::default();
    let app = world.start().await;
    assert_eq!(
        app.handle
            .delete_method("e".into(), MethodKindView::Email, false)
            .await,
        Err(UiError::NotAvailable)
    );
    assert_eq!(
        app.handle.accept_terms("a".into(), "a".into()).await,
        Err(UiError::NotAvailable)
    );
    assert!(
        app.handle
            .start_email_challenge("x@y.example".into(), None)
            .await
            .is_err()
    );
    assert!(matches!(app.session(), SessionView::SignedOut { .. }));
    assert!(world.directory.calls.lock().unwrap().is_empty());
}
