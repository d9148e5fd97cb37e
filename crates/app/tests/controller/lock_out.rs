//! Nobody is locked out without having said so: what remains is judged by the list of now, for every change.

use workpass_app::{
    error::UiError,
    ports::{DirectoryError, Part},
    view::{
        AdviceView, ChannelName, LossKind, MethodKindView, MethodView, PhoneSlotView, Possible, Section,
        SecurityView, UsageView,
    },
};
use workpass_domain::{
    method::{MethodKind, MethodUse, PhoneSlot, SecurityMethod, SmsSignIn},
    policy::MethodPolicy,
    registration::RegistrationStatus,
};

use crate::world::{App, World, settle};

fn security(app: &App) -> SecurityView {
    match app.account().security {
        Section::Ready { value } => value,
        other => panic!("no security info but {other:?}"),
    }
}

fn ids(app: &App) -> Vec<String> {
    security(app)
        .methods
        .into_iter()
        .map(|method| method.id)
        .collect()
}

fn row(app: &App, id: &str) -> MethodView {
    let methods = security(app).methods;
    methods.into_iter().find(|method| method.id == id).unwrap()
}

fn method(id: &str, kind: MethodKind) -> SecurityMethod {
    SecurityMethod::new(id, kind)
}

fn number(sms_sign_in: SmsSignIn) -> SecurityMethod {
    SecurityMethod {
        slot: Some(PhoneSlot::Mobile),
        value: Some("+31612345678".into()),
        sms_sign_in: Some(sms_sign_in),
        ..method("m", MethodKind::Phone)
    }
}

/// Somebody with these methods, where the organization says no more than what is required.
fn somebody(methods: Vec<SecurityMethod>, required_methods: u32) -> World {
    let world = World::with_everything();
    {
        let mut data = world.directory.data();
        data.methods = Part::Given(methods);
        data.preferences = Part::NotOffered;
        data.policy = Part::Given(MethodPolicy {
            required_methods: Some(required_methods),
            sms_sign_in_allowed: Some(true),
            ..MethodPolicy::default()
        });
    }
    world
}

fn list(world: &World) -> Vec<SecurityMethod> {
    match &world.directory.data().methods {
        Part::Given(methods) => methods.clone(),
        other => panic!("no list but {other:?}"),
    }
}

#[tokio::test]
async fn a_password_that_the_service_calls_good_for_nothing_still_signs_in() {
    let password = SecurityMethod {
        uses: Some(MethodUse::default()),
        ..method("p", MethodKind::Password)
    };
    let app = method("app", MethodKind::MicrosoftAuthenticator);
    let world = somebody(vec![password, app], 1);
    let app = world.sign_in().await;
    let effect = row(&app, "app").effect;
    assert!(effect.known && effect.last_way_in);
    assert_eq!(effect.sign_in_left, [MethodKindView::Password]);
    let delete = app
        .handle
        .delete_method("app".into(), MethodKindView::MicrosoftAuthenticator, false);
    assert_eq!(delete.await, Err(UiError::LastWayIn));
    assert_eq!(world.directory.count("delete"), 0);
}

#[tokio::test]
async fn a_lost_phone_is_still_asked_for_where_nobody_requires_a_second_step() {
    let methods = vec![
        method("p", MethodKind::Password),
        method("app", MethodKind::MicrosoftAuthenticator),
    ];
    let world = somebody(methods, 0);
    let app = world.sign_in().await;
    let losses = security(&app).losses;
    assert_eq!((losses[0].what, losses[0].locked_out), (LossKind::Phone, true));
    assert!(
        !row(&app, "app").effect.last_way_in,
        "what is deleted is not asked for"
    );
}

#[tokio::test]
async fn b27_what_was_deleted_stays_gone_and_the_next_deletion_is_judged_without_it() {
    let methods = vec![
        method("p", MethodKind::Password),
        method("app", MethodKind::SoftwareOath),
        number(SmsSignIn::NotEnabled),
    ];
    let world = somebody(methods, 1);
    let app = world.sign_in().await;
    // The read after it fails where the list is, and later ones come from a copy that knows nothing of it.
    let stale = list(&world);
    world.directory.data().methods = Part::Failed;
    let delete = |id: &str, kind| app.handle.delete_method(id.into(), kind, false);
    delete("app", MethodKindView::SoftwareOath).await.unwrap();
    assert_eq!(ids(&app), ["p", "m"]);
    world.directory.data().methods = Part::Given(stale);
    app.handle.refresh_account().await.unwrap();
    assert_eq!(ids(&app), ["p", "m"]);
    let phone = delete("m", MethodKindView::Phone).await;
    assert_eq!(phone, Err(UiError::LastWayIn), "nothing would be left");
    assert_eq!(world.directory.count("delete"), 1);
}

#[tokio::test]
async fn what_is_added_again_is_shown_again_though_its_id_is_the_same() {
    let methods = vec![method("p", MethodKind::Password), number(SmsSignIn::NotEnabled)];
    let world = somebody(methods, 0);
    let app = world.sign_in().await;
    let phone = list(&world).remove(1);
    app.handle
        .delete_method("m".into(), MethodKindView::Phone, true)
        .await
        .unwrap();
    world.directory.add(phone);
    app.handle.refresh_account().await.unwrap();
    assert_eq!(ids(&app), ["p"], "a copy that has not heard of it");
    let started = app.handle.start_phone_registration(
        "+31 6 12345678".into(),
        PhoneSlotView::Mobile,
        ChannelName::Sms,
        None,
        false,
    );
    started.await.unwrap();
    app.handle.refresh_account().await.unwrap();
    assert_eq!(ids(&app), ["p", "m"]);
}

#[tokio::test]
async fn a_deletion_is_judged_by_the_list_of_now() {
    let methods = vec![
        method("p", MethodKind::Password),
        method("app", MethodKind::SoftwareOath),
        number(SmsSignIn::NotEnabled),
    ];
    let world = somebody(methods, 1);
    let app = world.sign_in().await;
    // Somewhere else the app is deleted, while the dialog says that it is left.
    if let Part::Given(methods) = &mut world.directory.data().methods {
        methods.retain(|method| method.id != "app");
    }
    world.clock.advance(30);
    assert!(!row(&app, "m").effect.last_way_in);
    let delete = || app.handle.delete_method("m".into(), MethodKindView::Phone, false);
    assert_eq!(delete().await, Err(UiError::LastWayIn));
    // Nor is it judged by a list that could not be read.
    world.clock.advance(30);
    world.directory.data().policy = Part::Failed;
    assert!(matches!(delete().await, Err(UiError::ServiceTrouble { .. })));
    assert_eq!(world.directory.count("delete"), 0);
}

#[tokio::test]
async fn b207_not_found_is_not_deleted_while_the_list_has_it() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    world.directory.fail_with([DirectoryError::NotFound]);
    let delete = || {
        app.handle
            .delete_method("key".into(), MethodKindView::Passkey, false)
    };
    assert!(matches!(delete().await, Err(UiError::ServiceTrouble { .. })));
    assert!(ids(&app).contains(&"key".to_owned()));
    // Gone from the list as well: somebody else was quicker.
    world.directory.fail_with([DirectoryError::NotFound]);
    if let Part::Given(methods) = &mut world.directory.data().methods {
        methods.retain(|method| method.id != "key");
    }
    assert_eq!(delete().await, Err(UiError::MethodNotFound));
    assert!(!ids(&app).contains(&"key".to_owned()));
}

#[tokio::test]
async fn b66_b71_the_last_way_in_by_text_goes_only_when_that_is_wanted() {
    let world = somebody(vec![number(SmsSignIn::Ready)], 0);
    let app = world.sign_in().await;
    assert!(row(&app, "m").sms_sign_in.unwrap().last_way_in);
    let switch = |accept| app.handle.set_sms_sign_in("m".into(), false, accept);
    assert_eq!(switch(false).await, Err(UiError::LastWayIn));
    let change = |accept| {
        app.handle.start_phone_registration(
            "+31 6 87654321".into(),
            PhoneSlotView::Mobile,
            ChannelName::Sms,
            Some("m".into()),
            accept,
        )
    };
    assert_eq!(change(false).await.err(), Some(UiError::LastWayIn));
    let sent = (world.directory.count("sms"), world.directory.count("register"));
    assert_eq!(sent, (0, 0));
    change(true).await.unwrap();
    switch(true).await.unwrap();
    assert!(!row(&app, "m").sms_sign_in.unwrap().last_way_in, "it is off");
    // With a password nothing is asked.
    world.directory.add(method("p", MethodKind::Password));
    app.handle.set_sms_sign_in("m".into(), true, false).await.unwrap();
    switch(false).await.unwrap();
}

#[tokio::test]
async fn b90_who_can_register_at_the_next_sign_in_is_told_so_and_not_threatened() {
    let methods = vec![
        method("p", MethodKind::Password),
        method("app", MethodKind::SoftwareOath),
    ];
    let world = somebody(methods, 1);
    if let Part::Given(policy) = &mut world.directory.data().policy {
        policy.registers_at_sign_in = true;
    }
    let app = world.sign_in().await;
    let effect = row(&app, "app").effect;
    assert!(effect.registers_next && !effect.last_way_in);
    assert!(
        security(&app).losses[0].locked_out,
        "what is lost is still asked for"
    );
    app.handle
        .delete_method("app".into(), MethodKindView::SoftwareOath, false)
        .await
        .unwrap();
}

#[tokio::test]
async fn recovery_codes_say_that_they_can_be_renewed() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    let codes = row(&app, "recoveryCodes");
    assert_eq!((codes.renew, codes.change), (Possible::Yes, Possible::Never));
    assert_eq!(row(&app, "key").renew, Possible::Never);
}

#[tokio::test]
async fn b36_b39_a_passkey_and_a_pass_sign_in_by_themselves() {
    let world = World::with_everything();
    let pass = method("pass", MethodKind::TemporaryAccessPass);
    world.directory.add(SecurityMethod {
        uses: Some(MethodUse {
            sign_in: true,
            multifactor: true,
            password_reset: false,
        }),
        ..pass
    });
    world.directory.data().registration = Part::Given(RegistrationStatus {
        only_temporary_access_pass: true,
        ..RegistrationStatus::default()
    });
    let app = world.sign_in().await;
    for id in ["key", "pass"] {
        assert_eq!(row(&app, id).usage, Some(UsageView::SignInAndTwoStep), "{id}");
    }
    let advice = AdviceView::OnlyTemporaryAccessPass {
        expires_at: None,
        has_password: true,
    };
    assert!(security(&app).advice.contains(&advice));
    settle().await;
}
