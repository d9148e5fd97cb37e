//! The wizards: what is started is watched, confirmed or given up; what is secret is in one answer.

use workpass_app::{
    error::UiError,
    ports::{Channel, DirectoryError, NetworkError, Part, Refusal, RegistrationFailure, RegistrationState},
    view::{
        ChannelName, DefaultOptionName, MethodKindView, PhoneSlotView, RegistrationFailureView,
        RegistrationKindView, RegistrationStage, Section,
    },
};
use workpass_domain::{
    method::{MethodKind, PhoneSlot},
    policy::{Addable, NotAddable},
    preference::DefaultOption,
};

use crate::world::{World, alternate, settle, watch};

#[tokio::test]
async fn b62_a_phone_is_registered_by_the_code_of_a_message() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let started = alternate(&app, ChannelName::Sms).await.unwrap();
    let expected = RegistrationStage::Code {
        sent_to: Some("+31687654321".into()),
        channel: Some(ChannelName::Sms),
    };
    assert_eq!(
        (&started.stage, started.kind),
        (&expected, RegistrationKindView::Phone)
    );
    assert_eq!(started.resend_after.as_deref(), Some("2026-11-22T09:01:00Z"));
    let again = app.handle.resend_registration("r1".into()).await.unwrap();
    assert_eq!(again.resend_after.as_deref(), Some("2026-11-22T09:02:00Z"));
    let confirm = |code: &str| app.handle.confirm_registration("r1".into(), code.into(), None);
    assert_eq!(confirm("12345").await, Err(UiError::CodeMalformed));
    let wrong = Refusal::CodeIncorrect {
        tries_remaining: Some(4),
    };
    world.directory.fail_with([DirectoryError::Refused(wrong)]);
    assert_eq!(
        confirm("111111").await,
        Err(UiError::CodeIncorrect {
            tries_remaining: Some(4)
        })
    );
    let done = confirm("123 456").await.unwrap();
    let expected = RegistrationStage::Completed {
        method_id: Some("of-r1".into()),
        default_changed: None,
    };
    assert_eq!(done.stage, expected);
    let json = serde_json::to_string(&app.view()).unwrap();
    assert!(
        json.contains("of-r1"),
        "the list is fresh when the wizard says so"
    );
    assert_eq!(
        confirm("123456").await,
        Err(UiError::RegistrationNotFound),
        "it is over"
    );
}

#[tokio::test]
async fn b63_b65_a_number_that_cannot_be_registered_is_refused_before_anything_is_sent() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    for (number, expected) in [
        ("", UiError::PhoneNumberEmpty),
        ("0612345678", UiError::InvalidPhoneNumber),
        ("+31 900 1234", UiError::PhoneNumberNotSupported),
        ("+49 30 123456", UiError::CountryNotAllowed),
    ] {
        let slot = PhoneSlotView::AlternateMobile;
        let started =
            app.handle
                .start_phone_registration(number.into(), slot, ChannelName::Voice, None, false);
        assert_eq!(started.await, Err(expected), "{number}");
    }
    assert_eq!(world.directory.count("register"), 0);
    for (refusal, expected) in [
        (
            Refusal::TextLimitReached {
                retry_after: Some(std::time::Duration::from_secs(90)),
            },
            UiError::TextLimitReached {
                retry_after_seconds: Some(90),
            },
        ),
        (Refusal::MessageNotSent, UiError::MessageNotSent),
        (Refusal::PhoneAlreadyRegistered, UiError::PhoneAlreadyRegistered),
    ] {
        world.directory.fail_with([DirectoryError::Refused(refusal)]);
        assert_eq!(alternate(&app, ChannelName::Voice).await, Err(expected));
    }
}

#[tokio::test]
async fn b24_b42_only_what_the_organization_verifies_numbers_by_is_offered_and_sent() {
    let world = World::with_everything();
    if let Part::Given(policy) = &mut world.directory.data().policy {
        let mobile = |rule: &&mut workpass_domain::policy::MethodRule| rule.slot == Some(PhoneSlot::Mobile);
        policy.rules.iter_mut().find(mobile).unwrap().channels = Some(vec![Channel::Voice]);
    }
    let app = world.sign_in().await;
    let Section::Ready { value: security } = app.account().security else {
        panic!("no security info");
    };
    let channels = |kind, slot| {
        let mut choices = security.choices.iter();
        let choice = choices.find(|one| (one.kind, one.slot) == (kind, slot));
        choice.unwrap().channels.clone()
    };
    let (mobile, alternate) = (PhoneSlotView::Mobile, PhoneSlotView::AlternateMobile);
    let phone = |slot| channels(MethodKindView::Phone, Some(slot));
    assert_eq!(phone(mobile), [ChannelName::Voice]);
    assert_eq!(phone(alternate), [ChannelName::Sms, ChannelName::Voice]);
    assert_eq!(channels(MethodKindView::Email, None), []);
    assert_eq!(security.home_country.as_deref(), Some("NL"), "B-62");
    let change = |channel| {
        let slot = PhoneSlotView::Mobile;
        let replaces = Some("m".to_owned());
        app.handle
            .start_phone_registration("+31687654321".into(), slot, channel, replaces, true)
    };
    assert_eq!(
        change(ChannelName::Sms).await,
        Err(UiError::PhoneChannelNotAllowed)
    );
    assert_eq!(world.directory.count("register"), 0);
    change(ChannelName::Voice).await.unwrap();
    // And what the service took back since.
    let refused = DirectoryError::Refused(Refusal::PhoneChannelNotAllowed);
    world.directory.fail_with([refused]);
    assert_eq!(
        change(ChannelName::Voice).await,
        Err(UiError::PhoneChannelNotAllowed)
    );
}

#[tokio::test]
async fn b42_b68_each_number_has_a_limit_of_its_own() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let mobile = |replaces: Option<&str>| {
        app.handle.start_phone_registration(
            "+31687654321".into(),
            PhoneSlotView::Mobile,
            ChannelName::Sms,
            replaces.map(str::to_owned),
            false,
        )
    };
    assert_eq!(
        mobile(None).await,
        Err(UiError::MethodLimitReached { maximum: Some(1) })
    );
    assert_eq!(mobile(Some("gone")).await, Err(UiError::MethodNotFound));
    mobile(Some("m")).await.unwrap();
    assert_eq!(
        world.directory.count("register Phone"),
        1,
        "B-71: the old number stays until then"
    );
}

#[tokio::test]
async fn b58_five_apps_and_tokens_together() {
    let world = World::with_everything();
    if let Part::Given(policy) = &mut world.directory.data().policy {
        for shared in policy.rules.iter_mut().filter_map(|rule| rule.shared.as_mut()) {
            shared.registered = 5;
        }
    }
    let app = world.sign_in().await;
    let limit = Err(UiError::MethodLimitReached { maximum: Some(5) });
    assert_eq!(app.handle.start_authenticator_registration().await, limit);
    assert_eq!(
        app.handle.start_authenticator_code_registration(None).await,
        limit
    );
}

#[tokio::test]
async fn b67_a_call_is_watched_until_somebody_picked_up() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let started = alternate(&app, ChannelName::Voice).await.unwrap();
    assert_eq!(
        started.stage,
        RegistrationStage::Call {
            number: "+31687654321".into()
        }
    );
    let watching = watch(&app, "r1");
    world.pass(6).await;
    assert!(!watching.is_finished());
    world.directory.happens("r1", |call| {
        call.state = RegistrationState::Completed;
        call.method_id = Some("alt".into());
    });
    world.pass(2).await;
    let done = watching.await.unwrap().unwrap();
    assert!(matches!(done.stage, RegistrationStage::Completed { method_id: Some(id), .. } if id == "alt"));
    assert!(world.directory.count("read") >= 2, "the list is read anew");
}

#[tokio::test]
async fn b67_nobody_picks_up() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    alternate(&app, ChannelName::Voice).await.unwrap();
    world.directory.happens("r1", |call| {
        call.state = RegistrationState::Failed;
        call.reason = Some(RegistrationFailure::NoAnswer);
    });
    let stage = app.handle.watch_registration("r1".into()).await.unwrap().stage;
    let reason = RegistrationFailureView::NoAnswer;
    assert_eq!(stage, RegistrationStage::Failed { reason });
    let over = app.handle.watch_registration("r1".into()).await;
    assert_eq!(over, Err(UiError::RegistrationNotFound));
}

#[tokio::test]
async fn a_watch_answers_after_half_a_minute_also_when_nothing_happens() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    alternate(&app, ChannelName::Voice).await.unwrap();
    let watching = watch(&app, "r1");
    world.pass(29).await;
    assert!(!watching.is_finished());
    world.pass(4).await;
    assert!(matches!(
        watching.await.unwrap().unwrap().stage,
        RegistrationStage::Call { .. }
    ));
    assert!(
        (15..=17).contains(&world.directory.count("watch r1")),
        "every two seconds"
    );
}

#[tokio::test]
async fn b208_a_gap_in_the_network_does_not_end_a_watch() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    alternate(&app, ChannelName::Voice).await.unwrap();
    let offline = || DirectoryError::Network(NetworkError::Offline(None));
    world.directory.fail_with([offline(), offline()]);
    let watching = watch(&app, "r1");
    world.pass(3).await;
    world
        .directory
        .happens("r1", |call| call.state = RegistrationState::Declined);
    world.pass(3).await;
    assert_eq!(
        watching.await.unwrap().unwrap().stage,
        RegistrationStage::Declined
    );
    assert!(!app.is_offline());
}

#[tokio::test]
async fn a_clock_that_is_ahead_does_not_make_a_watch_look_faster() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    alternate(&app, ChannelName::Voice).await.unwrap();
    world.clock.advance(601);
    for looks in 1..=3 {
        let watching = watch(&app, "r1");
        settle().await;
        assert!(!watching.is_finished());
        world.pass(2).await;
        assert!(watching.is_finished());
        assert_eq!(world.directory.count("watch r1"), looks);
    }
}

#[tokio::test]
async fn a_watch_leaves_the_service_alone_for_as_long_as_it_asks() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    alternate(&app, ChannelName::Voice).await.unwrap();
    let throttled = |seconds| {
        DirectoryError::Network(NetworkError::Throttled {
            retry_after: Some(std::time::Duration::from_secs(seconds)),
        })
    };
    world.directory.fail_with([throttled(10)]);
    let watching = watch(&app, "r1");
    world.pass(9).await;
    assert_eq!(world.directory.count("watch r1"), 1);
    world.pass(2).await;
    assert_eq!(world.directory.count("watch r1"), 2);
    app.handle.cancel_registration("r1".into()).await.unwrap();
    assert_eq!(watching.await.unwrap(), Err(UiError::RegistrationNotFound));
    alternate(&app, ChannelName::Voice).await.unwrap();
    world.directory.fail_with([throttled(90)]);
    assert_eq!(
        app.handle.watch_registration("r2".into()).await,
        Err(UiError::Throttled {
            retry_after_seconds: Some(90)
        }),
        "longer than anybody watches"
    );
}

#[tokio::test]
async fn a_code_whose_answer_was_lost_is_found_to_have_been_right() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    for id in ["r1", "r2"] {
        app.handle
            .start_authenticator_code_registration(None)
            .await
            .unwrap();
        world
            .directory
            .wants_for("prove", DirectoryError::Refused(Refusal::RegistrationFinished));
        let right = id == "r1";
        world.directory.happens(id, |registration| {
            registration.state = if right {
                RegistrationState::Completed
            } else {
                RegistrationState::Failed
            };
            registration.method_id = right.then(|| "m-1".into());
        });
        let answer = app
            .handle
            .confirm_registration(id.into(), "123456".into(), None)
            .await;
        match answer {
            Ok(view) if right => {
                assert!(
                    matches!(view.stage, RegistrationStage::Completed { .. }),
                    "{view:?}"
                );
            }
            answer => assert_eq!(answer, Err(UiError::RegistrationFinished)),
        }
    }
}

#[tokio::test]
async fn b51_b57_the_secret_of_an_app_is_in_the_one_answer_only() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let started = app
        .handle
        .start_authenticator_code_registration(Some("Werktelefoon".into()))
        .await
        .unwrap();
    let RegistrationStage::ScanSecret {
        qr: Some(_),
        secret_key,
        uri,
        ..
    } = &started.stage
    else {
        panic!("{started:?}")
    };
    assert!(secret_key == "CANARYSECRETKEY" && uri.contains("CANARYSECRETKEY"));
    assert!(!format!("{started:?}").contains("CANARY"));
    let watched = app.handle.watch_registration("r1".into()).await;
    assert_eq!(
        watched,
        Err(UiError::NotAvailable),
        "nothing happens to it by itself"
    );
    app.handle
        .confirm_registration("r1".into(), "123456".into(), Some(" ".into()))
        .await
        .unwrap();
    settle().await;
    let view = serde_json::to_string(&app.view()).unwrap();
    let kept = String::from_utf8(world.snapshot.bytes().unwrap()).unwrap();
    assert!(!view.contains("CANARY") && !kept.contains("CANARY"));
    assert_eq!(world.directory.count("prove r1 123456 None"), 1);
}

#[tokio::test]
async fn b54_b55_b56_an_app_with_approval_shows_the_number_and_becomes_the_default() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let started = app.handle.start_authenticator_registration().await.unwrap();
    assert!(
        matches!(&started.stage, RegistrationStage::ScanPage { qr: Some(_), page } if page.contains("canary-page"))
    );
    assert!(!format!("{started:?}").contains("canary"));
    world.directory.happens("r1", |one| {
        one.state = RegistrationState::AwaitingApproval;
        one.number = Some("42".into());
        one.device_name = Some("Pixel 9".into());
    });
    let approve = app.handle.watch_registration("r1".into()).await.unwrap();
    let expected = RegistrationStage::Approve {
        number: "42".into(),
        device_name: Some("Pixel 9".into()),
    };
    assert_eq!(approve.stage, expected);
    let watching = watch(&app, "r1");
    settle().await;
    world.directory.happens("r1", |one| {
        one.state = RegistrationState::Completed;
        one.method_id = Some("push".into());
        one.number = None;
        one.default_changed = Some(DefaultOption::Push);
    });
    world.pass(2).await;
    let RegistrationStage::Completed {
        default_changed: Some(default),
        ..
    } = watching.await.unwrap().unwrap().stage
    else {
        panic!("the default changed")
    };
    assert_eq!(default.option, DefaultOptionName::Push);
    assert!(!serde_json::to_string(&app.view()).unwrap().contains("canary"));
}

#[tokio::test]
async fn b80_b84_a_passkey_goes_on_in_the_browser() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let started = app.handle.start_passkey_registration(None).await.unwrap();
    assert_eq!(started.stage, RegistrationStage::Browser);
    assert!(
        world.desktop.opened.lock().unwrap().is_empty(),
        "whoever left the wizard meanwhile sees no browser"
    );
    let page = "https://login.noorderlicht.example/passkey?t=canary-page";
    app.handle.open_registration_page("r1".into()).await.unwrap();
    assert_eq!(*world.desktop.opened.lock().unwrap(), [page]);
    app.handle.open_registration_page("r1".into()).await.unwrap();
    assert_eq!(*world.desktop.opened.lock().unwrap(), [page, page]);
    world.directory.happens("r1", |one| {
        one.state = RegistrationState::Failed;
        one.reason = Some(RegistrationFailure::MakeNotAllowed);
    });
    let stage = app.handle.watch_registration("r1".into()).await.unwrap().stage;
    let reason = RegistrationFailureView::MakeNotAllowed;
    assert_eq!(stage, RegistrationStage::Failed { reason }, "B-85");
}

#[tokio::test]
async fn b56_the_new_default_is_the_services_word_and_not_what_a_read_shows() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    for (id, changed) in [("r1", Some(DefaultOption::Oath)), ("r2", None)] {
        app.handle
            .start_authenticator_code_registration(None)
            .await
            .unwrap();
        world
            .directory
            .happens(id, |registration| registration.default_changed = changed);
        if changed.is_none()
            && let Part::Given(preferences) = &mut world.directory.data().preferences
        {
            // Somebody changed it elsewhere meanwhile: that is not this method's doing.
            preferences.current = Some(DefaultOption::VoiceMobile);
        }
        let done = app
            .handle
            .confirm_registration(id.into(), "123456".into(), None)
            .await
            .unwrap();
        let RegistrationStage::Completed { default_changed, .. } = done.stage else {
            panic!("{done:?}")
        };
        let name = changed.map(|_| DefaultOptionName::Oath);
        assert_eq!(default_changed.map(|option| option.option), name);
    }
}

#[tokio::test]
async fn b80_a_passkey_needs_another_method_first() {
    let world = World::with_everything();
    if let Part::Given(policy) = &mut world.directory.data().policy {
        for rule in policy
            .rules
            .iter_mut()
            .filter(|rule| rule.kind == MethodKind::Passkey)
        {
            rule.addable = Addable::No(NotAddable::OtherMethodRequired);
        }
    }
    let app = world.sign_in().await;
    assert_eq!(
        app.handle.start_passkey_registration(None).await,
        Err(UiError::OtherMethodRequired)
    );
    assert_eq!(world.directory.count("register"), 0);
}

#[tokio::test]
async fn a_browser_that_does_not_open_can_be_tried_again() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    world
        .desktop
        .has_no_browser
        .store(true, std::sync::atomic::Ordering::Relaxed);
    let started = app.handle.start_passkey_registration(None).await.unwrap();
    assert_eq!(started.stage, RegistrationStage::Browser);
    let tried = app.handle.open_registration_page("r1".into()).await;
    assert_eq!(tried, Err(UiError::BrowserNotOpened));
    world
        .desktop
        .has_no_browser
        .store(false, std::sync::atomic::Ordering::Relaxed);
    app.handle.open_registration_page("r1".into()).await.unwrap();
}

#[tokio::test]
async fn an_expired_registration_says_so() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    alternate(&app, ChannelName::Sms).await.unwrap();
    for (error, expected) in [
        (
            DirectoryError::Refused(Refusal::RegistrationExpired),
            UiError::RegistrationExpired,
        ),
        (
            DirectoryError::Refused(Refusal::CodeExpired),
            UiError::RegistrationExpired,
        ),
        (DirectoryError::NotFound, UiError::RegistrationNotFound),
    ] {
        world.directory.fail_with([error]);
        let answer = app
            .handle
            .confirm_registration("r1".into(), "123456".into(), None)
            .await;
        assert_eq!(answer, Err(expected));
    }
    world
        .directory
        .fail_with([DirectoryError::Refused(Refusal::RegistrationExpired)]);
    let watched = app.handle.watch_registration("r1".into()).await;
    assert_eq!(watched, Err(UiError::RegistrationExpired));
}

#[tokio::test]
async fn b69_the_alternate_phone_is_a_choice_with_reasons_of_its_own() {
    let world = World::with_everything();
    for (reason, expected) in [
        (NotAddable::MobileRequired, UiError::MobileRequired),
        (NotAddable::VoiceNotAllowed, UiError::VoiceNotAllowed),
    ] {
        if let Part::Given(policy) = &mut world.directory.data().policy {
            let alternate = |rule: &&mut workpass_domain::policy::MethodRule| {
                rule.slot == Some(PhoneSlot::AlternateMobile)
            };
            policy.rules.iter_mut().find(alternate).unwrap().addable = Addable::No(reason);
        }
        let app = world.sign_in().await;
        assert_eq!(alternate(&app, ChannelName::Voice).await, Err(expected));
        app.handle.sign_out().await.unwrap();
        settle().await;
    }
}

#[tokio::test]
async fn b42_a_limit_that_only_the_service_knows_of_is_told_with_the_number_of_the_policy() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let full = || DirectoryError::Refused(Refusal::MethodLimitReached);
    world.directory.fail_with([full()]);
    let started = app.handle.start_passkey_registration(None).await;
    assert_eq!(started, Err(UiError::MethodLimitReached { maximum: Some(10) }));
    settle().await;
    app.handle
        .start_authenticator_code_registration(None)
        .await
        .unwrap();
    world.directory.fail_with([full()]);
    let confirmed = app
        .handle
        .confirm_registration("r1".into(), "123456".into(), None)
        .await;
    assert_eq!(confirmed, Err(UiError::MethodLimitReached { maximum: Some(5) }));
}

#[tokio::test]
async fn b42_a_limit_of_which_nobody_said_how_many_is_told_without_a_number() {
    let world = World::with_everything();
    world.directory.data().policy = Part::Failed;
    let app = world.sign_in().await;
    world
        .directory
        .fail_with([DirectoryError::Refused(Refusal::MethodLimitReached)]);
    let started = app.handle.start_passkey_registration(None).await;
    assert_eq!(started, Err(UiError::MethodLimitReached { maximum: None }));
}
