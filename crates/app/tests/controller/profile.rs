//! The person's own fields and photo.

use std::sync::atomic::Ordering::Relaxed;

use base64::{Engine, prelude::BASE64_STANDARD};
use workpass_app::{
    error::UiError,
    ports::{DirectoryError, Part, PhotoFault, Refusal},
    view::{
        ActionName, AvailabilityView, FieldFaultView, OwnedFieldName, PhotoFaultView, ProfileBlockView,
        ProfileFieldChange, ProfileFieldName, ProfileView, Section, SessionView, StepUpFor,
        UnavailableReason,
    },
};
use workpass_domain::{
    profile::ProfileBlock,
    profile_rules::{PhotoObstacle, ProfileField},
};

use crate::world::{App, World, settle, tokens};

fn shown(app: &App) -> ProfileView {
    match app.account().profile {
        Section::Ready { value } => value,
        other => panic!("not there: {other:?}"),
    }
}

fn change(field: ProfileFieldName, before: &str, after: &str) -> ProfileFieldChange {
    ProfileFieldChange {
        field,
        before: before.into(),
        after: after.into(),
    }
}

fn jpeg(size: usize) -> String {
    let mut bytes = b"\xff\xd8\xff".to_vec();
    bytes.resize(size, 7);
    BASE64_STANDARD.encode(bytes)
}

#[tokio::test]
async fn b03_b11_what_can_be_changed_stands_beside_who_keeps_the_rest() {
    let world = World::default();
    let app = world.sign_in().await;
    let view = shown(&app);
    let fields: Vec<_> = view
        .fields
        .iter()
        .map(|field| (field.field, field.block, field.value.as_str()))
        .collect();
    assert_eq!(
        fields,
        [
            (
                ProfileFieldName::MobilePhone,
                ProfileBlockView::Contact,
                "+31 6 12345678"
            ),
            (ProfileFieldName::BusinessPhone, ProfileBlockView::Contact, ""),
            (
                ProfileFieldName::Office,
                ProfileBlockView::WorkInformation,
                "Groningen"
            ),
        ]
    );
    assert_eq!(view.edit, AvailabilityView::InApp);
    assert_eq!(view.owners[0].display_name, "Personeelszaken");
    assert_eq!(
        view.owners[0].fields,
        [OwnedFieldName::JobTitle, OwnedFieldName::Department]
    );
    assert_eq!(view.photo.change, AvailabilityView::InApp);
    assert!(view.photo.present && !view.photo.takes_a_day);
}

#[tokio::test]
async fn b03_a_field_is_changed_and_shown_after_the_service_said_yes() {
    let world = World::default();
    let app = world.sign_in().await;
    let number = change(
        ProfileFieldName::MobilePhone,
        "+31 6 12345678",
        " +31 6 87654321 ",
    );
    let same = change(ProfileFieldName::Office, "Groningen", "Groningen");
    app.handle
        .change_profile(vec![number, same.clone()])
        .await
        .unwrap();
    assert_eq!(world.directory.count("change profile"), 1);
    let calls = world.directory.calls.lock().unwrap().join("\n");
    assert!(
        !calls.contains("Office"),
        "only what was changed is sent: {calls}"
    );
    assert_eq!(shown(&app).phones, ["+31 6 87654321"]);
    app.handle.change_profile(vec![same]).await.unwrap();
    assert_eq!(world.directory.count("change profile"), 1, "nothing to change");
    let emptied = change(ProfileFieldName::MobilePhone, "+31 6 87654321", "");
    app.handle.change_profile(vec![emptied]).await.unwrap();
    assert!(shown(&app).phones.is_empty());
}

#[tokio::test]
async fn b03_what_cannot_stand_there_is_said_without_the_service() {
    let world = World::default();
    let app = world.sign_in().await;
    for (field, typed, fault) in [
        (
            ProfileFieldName::MobilePhone,
            "bel me".to_owned(),
            FieldFaultView::NotAPhone,
        ),
        (
            ProfileFieldName::Office,
            "x".repeat(129),
            FieldFaultView::TooLong { maximum: 128 },
        ),
        (
            ProfileFieldName::Office,
            "\u{202e}neppig".to_owned(),
            FieldFaultView::Characters,
        ),
    ] {
        let wish = change(field, "", &typed);
        assert_eq!(
            app.handle.change_profile(vec![wish]).await,
            Err(UiError::ProfileFieldRefused {
                field: Some(field),
                fault
            })
        );
    }
    assert_eq!(world.directory.count("change profile"), 0);
}

#[tokio::test]
async fn b03_a_change_in_another_window_is_not_written_over() {
    let world = World::default();
    let app = world.sign_in().await;
    let office = || vec![change(ProfileFieldName::Office, "Groningen", "Assen")];
    for (refusal, expected) in [
        (Refusal::ProfileChangedMeanwhile, UiError::ProfileChangedMeanwhile),
        (
            Refusal::ProfileFieldRefused(Some(ProfileField::Office)),
            UiError::ProfileFieldRefused {
                field: Some(ProfileFieldName::Office),
                fault: FieldFaultView::Refused,
            },
        ),
    ] {
        world
            .directory
            .wants_for("change profile", DirectoryError::Refused(refusal));
        assert_eq!(app.handle.change_profile(office()).await, Err(expected));
    }
    // One field that is refused says nothing of the others.
    let denied = DirectoryError::Forbidden {
        code: "Authorization_RequestDenied".into(),
    };
    world.directory.wants_for("change profile", denied);
    assert_eq!(app.handle.change_profile(office()).await, Err(UiError::Forbidden));
    assert_eq!(shown(&app).edit, AvailabilityView::InApp);
    app.handle.change_profile(office()).await.unwrap();
}

#[tokio::test]
async fn b12_a_photo_is_changed_and_removed_and_the_menu_follows() {
    let world = World::default();
    let app = world.sign_in().await;
    let before = app.account().person.photo;
    app.handle.change_photo(jpeg(500)).await.unwrap();
    let after = app.account().person.photo;
    assert!(after.is_some() && after != before);
    let url = app.handle.photo().await.unwrap().unwrap();
    assert!(url.starts_with("data:image/jpeg;base64,"));
    app.handle.remove_photo().await.unwrap();
    assert_eq!(app.account().person.photo, None);
    assert!(!shown(&app).photo.present);
}

#[tokio::test]
async fn b12_what_is_no_photo_is_not_sent() {
    let world = World::default();
    let app = world.sign_in().await;
    let png = BASE64_STANDARD.encode(b"\x89PNG\r\n\x1a\n....");
    let html = BASE64_STANDARD.encode("<script>alert(1)</script>");
    for (sent, fault) in [
        (String::new(), PhotoFaultView::Type),
        (png, PhotoFaultView::Type),
        (html, PhotoFaultView::Type),
        ("no base64!".to_owned(), PhotoFaultView::Damaged),
        (jpeg(1025), PhotoFaultView::TooLarge),
        (jpeg(5_000_000), PhotoFaultView::TooLarge),
    ] {
        assert_eq!(
            app.handle.change_photo(sent).await,
            Err(UiError::PhotoRefused { fault: Some(fault) })
        );
    }
    assert_eq!(world.directory.count("change photo"), 0);
    let damaged = DirectoryError::Refused(Refusal::PhotoRefused(Some(PhotoFault::Damaged)));
    world.directory.wants_for("change photo", damaged);
    assert_eq!(
        app.handle.change_photo(jpeg(500)).await,
        Err(UiError::PhotoRefused {
            fault: Some(PhotoFaultView::Damaged)
        })
    );
    app.handle.change_photo(jpeg(500)).await.unwrap();
}

#[tokio::test]
async fn b12_where_photos_come_from_elsewhere_nothing_is_sent_and_it_is_said_why() {
    for (obstacle, reason) in [
        (PhotoObstacle::OnPremises, UnavailableReason::PhotoOnPremises),
        (PhotoObstacle::NotAllowed, UnavailableReason::NotAllowedByPolicy),
        (
            PhotoObstacle::HomeOrganization,
            UnavailableReason::ManagedByHomeOrganization,
        ),
    ] {
        let world = World::default();
        if let Part::Given(rules) = &mut world.directory.data().profile_rules {
            rules.photo_obstacle = Some(obstacle);
        }
        let app = world.sign_in().await;
        assert_eq!(shown(&app).photo.change, AvailabilityView::Unavailable { reason });
        assert!(app.handle.change_photo(jpeg(500)).await.is_err());
        assert!(app.handle.remove_photo().await.is_err());
        assert_eq!(world.directory.count("change photo"), 0);
        assert_eq!(world.directory.count("remove photo"), 0);
    }
}

#[tokio::test]
async fn b12_a_service_that_refuses_is_not_asked_again() {
    let world = World::default();
    let app = world.sign_in().await;
    let denied = DirectoryError::Forbidden {
        code: "accessDenied".into(),
    };
    world.directory.wants_for("change photo", denied);
    assert_eq!(app.handle.change_photo(jpeg(500)).await, Err(UiError::Forbidden));
    assert_eq!(
        shown(&app).photo.change,
        AvailabilityView::Unavailable {
            reason: UnavailableReason::RefusedByService
        }
    );
}

#[tokio::test]
async fn b12_an_older_service_has_no_photo_to_change_and_a_directory_alone_has() {
    let world = World::default();
    world.directory.data().profile_rules = Part::NotOffered;
    let app = world.sign_in().await;
    assert_eq!(shown(&app).photo.change, AvailabilityView::Absent);
    assert!(shown(&app).fields.is_empty());
    assert_eq!(shown(&app).edit, AvailabilityView::Absent);

    let world = World::default();
    world.authority.has_no_extension.store(true, Relaxed);
    world.directory.data().profile_rules = Part::NotOffered;
    let app = world.sign_in().await;
    let photo = shown(&app).photo;
    assert_eq!(photo.change, AvailabilityView::InApp);
    assert!(photo.takes_a_day, "a cloud hands it round");
    app.handle.change_photo(jpeg(500)).await.unwrap();
    assert!(
        app.account()
            .actions
            .iter()
            .all(|action| action.action != ActionName::ChangePhoto),
        "it stands on the page itself"
    );
}

#[tokio::test]
async fn b04_fields_of_a_block_that_is_not_shown_are_not_asked_for() {
    let world = World::default();
    if let Part::Given(organization) = &mut world.directory.data().organization {
        organization.profile_blocks = Some(vec![ProfileBlock::Contact, ProfileBlock::Devices]);
    }
    let app = world.sign_in().await;
    let view = shown(&app);
    assert_eq!(
        view.blocks,
        [ProfileBlockView::Contact, ProfileBlockView::Devices]
    );
    let fields: Vec<_> = view.fields.iter().map(|field| field.field).collect();
    assert_eq!(
        fields,
        [ProfileFieldName::MobilePhone, ProfileFieldName::BusinessPhone]
    );
}

#[tokio::test]
async fn b03_b22_a_phone_number_waits_for_a_fresh_proof_and_is_changed_once() {
    let world = World::default();
    let app = world.sign_in().await;
    let claims = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#.to_owned();
    let wants_proof = DirectoryError::ClaimsRequired { claims };
    world.directory.wants_for("change profile", wants_proof);
    let handle = app.handle.clone();
    let number = change(ProfileFieldName::MobilePhone, "+31 6 12345678", "+31 6 87654321");
    let changing = tokio::spawn(async move { handle.change_profile(vec![number]).await });
    settle().await;
    let SessionView::SignedIn { step_up, .. } = app.session() else {
        panic!("not signed in");
    };
    assert_eq!(step_up.unwrap().for_what, StepUpFor::ChangeProfile);
    assert_eq!(shown(&app).phones, ["+31 6 12345678"], "not before it is proven");
    world.authority.prove(Ok(tokens(Some("canary-refresh-2"))));
    settle().await;
    changing.await.unwrap().unwrap();
    assert_eq!(
        world.directory.count("change profile"),
        2,
        "refused, and once more"
    );
    assert_eq!(shown(&app).phones, ["+31 6 87654321"]);
}
