//! What was begun and is left: at once, by signing out, and while the service is still beginning it.

use workpass_app::{error::UiError, view::ChannelName};

use crate::world::{World, alternate, settle, watch};

#[tokio::test]
async fn leaving_the_wizard_ends_the_watch_and_the_registration() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    alternate(&app, ChannelName::Voice).await.unwrap();
    let watching = watch(&app, "r1");
    settle().await;
    app.handle.cancel_registration("r1".into()).await.unwrap();
    assert_eq!(watching.await.unwrap(), Err(UiError::RegistrationNotFound));
    assert_eq!(world.directory.count("give up r1"), 1);
    app.handle.cancel_registration("r1".into()).await.unwrap();
    assert_eq!(world.directory.count("give up r1"), 1, "once is enough");
    let seen = world.directory.count("watch");
    world.pass(10).await;
    assert_eq!(world.directory.count("watch"), seen);
}

#[tokio::test]
async fn signing_out_ends_every_watch() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    alternate(&app, ChannelName::Voice).await.unwrap();
    let watching = watch(&app, "r1");
    settle().await;
    app.handle.sign_out().await.unwrap();
    assert_eq!(watching.await.unwrap(), Err(UiError::SessionEnded));
    let seen = world.directory.count("watch");
    world.pass(10).await;
    assert_eq!(world.directory.count("watch"), seen);
}

#[tokio::test]
async fn signing_out_ends_what_was_under_way_at_the_service() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    app.handle.start_authenticator_registration().await.unwrap();
    app.handle.sign_out().await.unwrap();
    settle().await;
    assert_eq!(world.directory.count("give up r1"), 1);
    assert_eq!(*world.authority.revoked.lock().unwrap(), ["canary-refresh-1"]);
}

#[tokio::test]
async fn signing_out_while_something_begins_ends_that_as_well() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    world.directory.start_gate.forget_permits(1000);
    let passkey = tokio::spawn({
        let handle = app.handle.clone();
        async move { handle.start_passkey_registration(None).await }
    });
    let email = tokio::spawn({
        let handle = app.handle.clone();
        async move {
            handle
                .start_email_challenge("x@y.example".into(), Some("e".into()))
                .await
        }
    });
    settle().await;
    app.handle.sign_out().await.unwrap();
    settle().await;
    assert_eq!(world.directory.count("give up"), 0, "nobody knows of it yet");
    world.directory.start_gate.add_permits(2);
    assert_eq!(passkey.await.unwrap(), Err(UiError::SessionEnded));
    email.await.unwrap().unwrap();
    settle().await;
    assert_eq!(
        (
            world.directory.count("give up r1"),
            world.directory.count("cancel challenge")
        ),
        (1, 1)
    );
    assert!(world.desktop.opened.lock().unwrap().is_empty());
    assert_eq!(*world.authority.revoked.lock().unwrap(), ["canary-refresh-1"]);
}

#[tokio::test]
async fn signing_out_does_not_wait_for_a_service_that_begins_without_end() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    world.directory.start_gate.forget_permits(1000);
    let handle = app.handle.clone();
    let passkey = tokio::spawn(async move { handle.start_passkey_registration(None).await });
    settle().await;
    app.handle.sign_out().await.unwrap();
    world.pass(4).await;
    settle().await;
    assert_eq!(*world.authority.revoked.lock().unwrap(), ["canary-refresh-1"]);
    passkey.abort();
}

#[tokio::test]
async fn what_came_to_its_end_is_not_given_up_at_sign_out() {
    let world = World::with_everything();
    let app = world.sign_in().await;
    app.handle
        .start_authenticator_code_registration(None)
        .await
        .unwrap();
    app.handle
        .confirm_registration("r1".into(), "123456".into(), None)
        .await
        .unwrap();
    let challenge = app
        .handle
        .start_email_challenge("x@y.example".into(), Some("e".into()))
        .await
        .unwrap();
    app.handle
        .confirm_email_challenge(challenge.id, "123456".into())
        .await
        .unwrap();
    app.handle.sign_out().await.unwrap();
    settle().await;
    assert_eq!(
        (world.directory.count("give up"), world.directory.count("cancel")),
        (0, 0)
    );
}
