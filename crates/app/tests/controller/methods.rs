//! Changes to methods that are there, questions, codes, the default.

use workpass_app::{
    error::UiError,
    ports::{DirectoryError, Part, Refusal},
    view::{
        DefaultOptionName, MethodKindView, MethodView, Possible, Section, SecurityAnswer, SecurityView,
        UnavailableReason,
    },
};
use workpass_domain::{
    method::{MethodKind, PhoneSlot, SecurityMethod},
    policy::{Addable, NotAddable},
    preference::DefaultOption,
};

use crate::world::{App, World, settle};

pub(crate) fn security(app: &App) -> SecurityView {
    match app.account().security {
        Section::Ready { value } => value,
        other => panic!("no security info but {other:?}"),
    }
}

fn row(app: &App, id: &str) -> MethodView {
    let methods = security(app).methods;
    methods.into_iter().find(|method| method.id == id).unwrap()
}

fn answer(question_id: &str, answer: &str) -> SecurityAnswer {
    SecurityAnswer {
        question_id: question_id.into(),
        answer: answer.into(),
    }
}

#[tokio::test]
async fn b27_delete_removes_the_row_after_the_service_confirmed() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    app.handle
        .delete_method("key".into(), MethodKindView::Passkey, false)
        .await
        .unwrap();
    assert_eq!(world.directory.count("delete key"), 1);
    assert!(security(&app).methods.iter().all(|method| method.id != "key"));
}

#[tokio::test]
async fn b29_the_default_goes_only_after_another_was_chosen() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let effect = row(&app, "m").effect;
    assert!(effect.needs_new_default);
    assert_eq!(effect.new_default.unwrap().option, DefaultOptionName::Oath);
    let delete = || app.handle.delete_method("m".into(), MethodKindView::Phone, true);
    assert_eq!(delete().await, Err(UiError::NeedsNewDefault));
    assert_eq!(world.directory.count("delete"), 0, "nothing was sent");
    app.handle
        .set_default_method(DefaultOptionName::Oath)
        .await
        .unwrap();
    let current = security(&app).default_method.unwrap().current.unwrap();
    assert_eq!(current.option, DefaultOptionName::Oath);
    delete().await.unwrap();
    world
        .directory
        .fail_with([DirectoryError::Refused(Refusal::DefaultMethod)]);
    let refused = app
        .handle
        .delete_method("key".into(), MethodKindView::Passkey, false);
    assert_eq!(
        refused.await,
        Err(UiError::DefaultMethod),
        "the service has the last word"
    );
}

#[tokio::test]
async fn b30_only_what_is_registered_can_be_the_default() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let default = security(&app).default_method.unwrap();
    let options: Vec<_> = default
        .options
        .iter()
        .map(|option| (option.option, option.value.as_deref()))
        .collect();
    assert_eq!(
        options,
        [
            (DefaultOptionName::Oath, None),
            (DefaultOptionName::Sms, Some("+31 6 12345678")),
            (DefaultOptionName::VoiceMobile, Some("+31 6 12345678")),
        ]
    );
    let push = app.handle.set_default_method(DefaultOptionName::Push).await;
    assert_eq!(push, Err(UiError::NotAvailable));
    assert_eq!(world.directory.count("default"), 0);
}

#[tokio::test]
async fn b32_the_page_says_when_the_default_is_overridden() {
    let world = World::with_everything();
    if let Part::Given(preferences) = &mut world.directory.data().preferences {
        preferences.is_system_preferred = true;
        preferences.system_preferred = Some(MethodKind::Passkey);
    }
    let app = world.sign_in().await;
    let overridden = security(&app).default_method.unwrap().overridden.unwrap();
    assert_eq!(overridden.by, Some(MethodKindView::Passkey));
}

#[tokio::test]
async fn the_last_way_in_goes_only_when_that_is_said_in_so_many_words() {
    let world = World::with_everything();
    world.directory.data().methods = Part::Given(vec![
        SecurityMethod::new("p", MethodKind::Password),
        SecurityMethod::new("app", MethodKind::SoftwareOath),
    ]);
    let app = world.sign_in().await;
    let effect = row(&app, "app").effect;
    assert!(effect.last_way_in && effect.last_second_factor && effect.two_step_left.is_empty());
    assert_eq!(effect.sign_in_left, [MethodKindView::Password]);
    let delete = |accept| {
        app.handle
            .delete_method("app".into(), MethodKindView::SoftwareOath, accept)
    };
    assert_eq!(delete(false).await, Err(UiError::LastWayIn));
    assert_eq!(world.directory.count("delete"), 0);
    delete(true).await.unwrap();
}

#[tokio::test]
async fn b68_the_alternate_phone_goes_before_the_phone() {
    let world = World::with_everything();
    world.directory.add(SecurityMethod {
        slot: Some(PhoneSlot::AlternateMobile),
        ..SecurityMethod::new("alt", MethodKind::Phone)
    });
    let app = world.sign_in().await;
    let answer = app
        .handle
        .delete_method("m".into(), MethodKindView::Phone, true)
        .await;
    assert_eq!(answer, Err(UiError::AlternatePhoneExists));
    assert!(row(&app, "m").effect.alternate_first);
    app.handle
        .delete_method("alt".into(), MethodKindView::Phone, false)
        .await
        .unwrap();
}

#[tokio::test]
async fn an_id_that_is_another_method_by_now_is_not_deleted() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let answer = app
        .handle
        .delete_method("key".into(), MethodKindView::Email, true)
        .await;
    assert_eq!(answer, Err(UiError::MethodNotFound));
    let unknown = app
        .handle
        .delete_method("nothing".into(), MethodKindView::Email, true)
        .await;
    assert_eq!(unknown, Err(UiError::MethodNotFound));
    let password = app
        .handle
        .delete_method("p".into(), MethodKindView::Password, true)
        .await;
    assert_eq!(password, Err(UiError::NotAvailable));
    assert_eq!(world.directory.count("delete"), 0);
}

#[tokio::test]
async fn b81_b86_a_method_gets_another_name() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    app.handle
        .rename_method("key".into(), " Sleutelbos ".into())
        .await
        .unwrap();
    assert_eq!(row(&app, "key").name.as_deref(), Some("Sleutelbos"));
    for (id, name, expected) in [
        ("key", "", UiError::NameInvalid),
        ("key", "a\u{202e}b", UiError::NameInvalid),
        ("e", "Thuis", UiError::NotAvailable),
        ("gone", "x", UiError::MethodNotFound),
    ] {
        assert_eq!(
            app.handle.rename_method(id.into(), name.into()).await,
            Err(expected),
            "{id} {name:?}"
        );
    }
    assert_eq!(world.directory.count("rename"), 1);
}

#[tokio::test]
async fn b30_a_change_of_the_default_is_offered_only_where_there_is_a_choice() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let standard = |app: &App| security(app).default_method.unwrap();
    assert_eq!(standard(&app).change, Possible::Yes);
    let options = |options: Vec<DefaultOption>, current| {
        if let Part::Given(preferences) = &mut world.directory.data().preferences {
            preferences.options = options;
            preferences.current = current;
        }
    };
    for (all, current, expected) in [
        (vec![], None, Possible::Never),
        (
            vec![DefaultOption::Sms],
            Some(DefaultOption::Sms),
            Possible::Never,
        ),
        (vec![DefaultOption::Sms], None, Possible::Yes),
        (vec![DefaultOption::Sms], Some(DefaultOption::Oath), Possible::Yes),
        (
            vec![DefaultOption::Sms, DefaultOption::VoiceMobile],
            Some(DefaultOption::Sms),
            Possible::Yes,
        ),
    ] {
        options(all.clone(), current);
        app.handle.refresh_account().await.unwrap();
        assert_eq!(standard(&app).change, expected, "{all:?} {current:?}");
    }
}

#[tokio::test]
async fn b92_a_place_where_nothing_may_be_changed_is_told() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let refusal = DirectoryError::Refused(Refusal::RegistrationPlaceNotAllowed);
    world.directory.fail_with([refusal]);
    let refused = app.handle.rename_method("key".into(), "Blue".into());
    assert_eq!(refused.await, Err(UiError::RegistrationPlaceNotAllowed));
    settle().await;
    assert_eq!(world.directory.count("read"), 2, "the reasons are read anew");
    if let Part::Given(policy) = &mut world.directory.data().policy {
        for rule in &mut policy.rules {
            rule.addable = Addable::No(NotAddable::PlaceNotAllowed);
        }
    }
    app.handle.refresh_account().await.unwrap();
    let reason = UnavailableReason::PlaceNotAllowed;
    let choices = security(&app).choices;
    assert!(choices.iter().all(|choice| choice.add == Possible::No { reason }));
    let start = app.handle.start_authenticator_registration().await;
    assert_eq!(start.err(), Some(UiError::RegistrationPlaceNotAllowed));
}

#[tokio::test]
async fn each_of_the_newer_refusals_has_words_of_its_own() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    for (refusal, expected) in [
        (
            Refusal::NotAllowedForAdministrators,
            UiError::NotForAdministrators,
        ),
        (Refusal::RegistrationFinished, UiError::RegistrationFinished),
        (Refusal::NotSkippable, UiError::NotSkippable),
    ] {
        world.directory.fail_with([DirectoryError::Refused(refusal)]);
        assert_eq!(app.handle.snooze_registration().await, Err(expected));
        settle().await;
    }
}

#[tokio::test]
async fn b93_b94_b107_what_the_service_forbade_is_not_asked_of_it_again() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    for call in ["forget", "looks good"] {
        let forbidden = DirectoryError::Forbidden {
            code: "Authorization_RequestDenied".into(),
        };
        world.directory.wants_for(call, forbidden);
    }
    let first = [
        app.handle.forget_remembered_devices().await,
        app.handle.confirm_security_info().await,
    ];
    assert_eq!(first, [Err(UiError::Forbidden), Err(UiError::Forbidden)]);
    settle().await;
    for refused in [
        app.handle.forget_remembered_devices().await,
        app.handle.confirm_security_info().await,
        app.handle.snooze_registration().await,
    ] {
        assert!(refused.is_err());
    }
    let sent = ["forget", "looks good", "snooze"];
    assert_eq!(
        sent.map(|call| world.directory.count(call)),
        [1, 1, 0],
        "putting it off is the other answer to the same question"
    );
}

#[tokio::test]
async fn b66_sms_sign_in_is_switched_where_the_organization_allows_it() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    assert_eq!(row(&app, "m").sms_sign_in.unwrap().switch, Possible::Yes);
    app.handle.set_sms_sign_in("m".into(), true, false).await.unwrap();
    world
        .directory
        .fail_with([DirectoryError::Refused(Refusal::PhoneNumberNotUnique)]);
    let taken = app.handle.set_sms_sign_in("m".into(), true, false).await;
    assert_eq!(taken, Err(UiError::PhoneNumberNotUnique));
    assert_eq!(
        app.handle.set_sms_sign_in("key".into(), true, false).await,
        Err(UiError::NotAvailable)
    );
    if let Part::Given(policy) = &mut world.directory.data().policy {
        policy.sms_sign_in_allowed = Some(false);
    }
    app.handle.refresh_account().await.unwrap();
    app.handle
        .set_sms_sign_in("m".into(), false, false)
        .await
        .unwrap();
    let forbidden = app.handle.set_sms_sign_in("m".into(), true, false).await;
    assert_eq!(forbidden, Err(UiError::MethodNotAllowed));
}

#[tokio::test]
async fn b58_a_token_is_activated_by_its_code() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    assert_eq!(row(&app, "token").activate, Possible::Yes);
    assert_eq!(row(&app, "app").activate, Possible::Never);
    let activate = |id: &str, code: &str| app.handle.activate_hardware_token(id.into(), code.into(), None);
    assert_eq!(activate("token", "12345").await, Err(UiError::CodeMalformed));
    assert_eq!(activate("app", "123456").await, Err(UiError::NotAvailable));
    activate("token", "1234 5678").await.unwrap();
    assert_eq!(world.directory.count("activate token 12345678 None"), 1);
    for (refusal, expected) in [
        (Refusal::CodeAlreadyUsed, UiError::CodeAlreadyUsed),
        (Refusal::TokenNotFound, UiError::TokenNotFound),
    ] {
        world.directory.fail_with([DirectoryError::Refused(refusal)]);
        assert_eq!(activate("token", "123456").await, Err(expected));
    }
}

#[tokio::test]
async fn b72_b75_answers_are_checked_before_anything_is_sent() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let questions = app.handle.security_questions().await.unwrap();
    assert_eq!((questions.required, questions.questions.len()), (2, 2));
    assert_eq!(world.directory.count("questions nl-NL"), 1);
    let save = |answers| app.handle.save_security_questions(answers);
    let of = |id: &str| Some(id.to_owned());
    for (answers, expected) in [
        (
            vec![answer("q1", "Groningen")],
            UiError::WrongNumberOfAnswers { required: Some(2) },
        ),
        (
            vec![answer("q1", "Groningen"), answer("q1", "Bello")],
            UiError::QuestionRepeated,
        ),
        (
            vec![answer("q1", "Groningen"), answer("q2", "ab")],
            UiError::AnswerTooShort {
                question_id: of("q2"),
                minimum: 3,
            },
        ),
        (
            vec![answer("q1", "Groningen"), answer("q2", &"x".repeat(41))],
            UiError::AnswerTooLong {
                question_id: of("q2"),
                maximum: 40,
            },
        ),
        (
            vec![answer("q1", "Groningen"), answer("q2", "GRONINGEN")],
            UiError::AnswerRepeated {
                question_id: of("q2"),
            },
        ),
    ] {
        assert_eq!(save(answers).await, Err(expected));
    }
    assert_eq!(world.directory.count("answer"), 0);
    save(vec![answer("q1", "canary-answer"), answer("q2", "Bello")])
        .await
        .unwrap();
    assert_eq!(
        row(&app, "securityQuestions").kind,
        MethodKindView::SecurityQuestions
    );
    let view = serde_json::to_string(&app.view()).unwrap();
    assert!(!view.contains("canary"), "B-76");
}

#[tokio::test]
async fn b77_questions_are_not_for_administrators() {
    let world = World::with_everything();
    if let Part::Given(policy) = &mut world.directory.data().policy {
        for rule in policy
            .rules
            .iter_mut()
            .filter(|rule| rule.kind == MethodKind::SecurityQuestions)
        {
            rule.addable = Addable::No(NotAddable::NotAllowedForAdministrators);
        }
    }
    let app = world.sign_in().await;
    let choices = security(&app).choices;
    let choice = choices
        .iter()
        .find(|choice| choice.kind == MethodKindView::SecurityQuestions)
        .unwrap();
    let reason = UnavailableReason::NotForAdministrators;
    assert_eq!(choice.add, Possible::No { reason });
    let answers = vec![answer("q1", "Groningen"), answer("q2", "Bello")];
    let refused = app.handle.save_security_questions(answers).await;
    assert_eq!(refused, Err(UiError::NotForAdministrators));
}

#[tokio::test]
async fn recovery_codes_are_shown_once_and_are_nowhere_else() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let codes = app.handle.create_recovery_codes().await.unwrap();
    assert_eq!((codes.codes.len(), codes.codes[0].as_str()), (10, "CANARY-00000"));
    assert!(!format!("{codes:?}").contains("CANARY"));
    settle().await;
    let view = serde_json::to_string(&app.view()).unwrap();
    let kept = String::from_utf8(world.snapshot.bytes().unwrap()).unwrap();
    assert!(!view.contains("CANARY") && !kept.contains("CANARY"));
}

#[tokio::test]
async fn b107_all_remembered_browsers_are_forgotten_at_once() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    assert_eq!(security(&app).remembered_devices, Some(3));
    app.handle.forget_remembered_devices().await.unwrap();
    assert_eq!(security(&app).remembered_devices, Some(0));
}

#[tokio::test]
async fn a_refusal_is_remembered_for_that_kind_only() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    world.directory.fail_with([DirectoryError::Forbidden {
        code: "accessDenied".into(),
    }]);
    let answer = app
        .handle
        .delete_method("key".into(), MethodKindView::Passkey, false)
        .await;
    assert_eq!(answer, Err(UiError::Forbidden));
    settle().await;
    let reason = UnavailableReason::RefusedByService;
    assert_eq!(row(&app, "key").delete, Possible::No { reason });
    assert_eq!(row(&app, "app").delete, Possible::Yes);
}

#[tokio::test]
async fn a_phone_number_is_checked_without_anybody_being_asked() {
    let world = World::default();
    let app = world.start().await;
    let number = app
        .handle
        .check_phone_number("06 12345678 x5", Some("NL"))
        .unwrap();
    assert_eq!(
        (number.e164.as_str(), number.extension_removed),
        ("+31612345678", true)
    );
    assert_eq!(
        app.handle.check_phone_number("", Some("NL")),
        Err(UiError::PhoneNumberEmpty)
    );
    assert_eq!(
        app.handle.check_phone_number("0900 1234", Some("NL")),
        Err(UiError::PhoneNumberNotSupported)
    );
    assert!(
        app.handle
            .countries()
            .iter()
            .any(|country| country.code == "SR" && country.calling_code == 597)
    );
}

#[tokio::test]
async fn b25_an_organization_that_does_not_say_what_may_be_added_leaves_no_choice_without_a_reason() {
    for (has_extension, reason) in [
        (false, UnavailableReason::NoSelfService),
        (true, UnavailableReason::ServiceTrouble),
    ] {
        let world = World::with_everything();
        world
            .authority
            .has_no_extension
            .store(!has_extension, std::sync::atomic::Ordering::Relaxed);
        world.directory.data().policy = if has_extension {
            Part::Failed
        } else {
            Part::NotOffered
        };
        let app = world.sign_in().await;
        let choices = security(&app).choices;
        assert!(
            choices.iter().all(|choice| choice.add == Possible::No { reason }),
            "{choices:?}"
        );
        assert!(
            choices
                .iter()
                .any(|choice| choice.kind == MethodKindView::Passkey)
        );
        assert_eq!(
            row(&app, "key").delete,
            Possible::Yes,
            "Graph lets employees delete"
        );
        let codes = app.handle.create_recovery_codes().await.map(|_| ());
        let expected = if has_extension {
            Ok(())
        } else {
            Err(UiError::NotAvailable)
        };
        assert_eq!(codes, expected, "the service has the last word");
    }
}
