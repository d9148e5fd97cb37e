//! Keeping recovery codes: on paper, in a file.

use std::sync::atomic::Ordering::Relaxed;

use workpass_app::error::UiError;

use crate::world::World;

fn codes() -> Vec<String> {
    (0..10).map(|n| format!("AAAA{n}-BBBB{n}")).collect()
}

#[tokio::test]
async fn recovery_codes_are_saved_and_it_is_said_where() {
    let world = World::default();
    let app = world.sign_in().await;
    let saved = app.handle.save_recovery_codes(codes()).await.unwrap();
    assert_eq!(saved.path, "/home/sanne/Downloads/workpass-recovery-codes.txt");
    assert_eq!(*world.desktop.saved.lock().unwrap(), codes());
    app.handle.print_recovery_codes().await.unwrap();
}

#[tokio::test]
async fn nothing_but_recovery_codes_is_saved() {
    let world = World::default();
    let app = world.sign_in().await;
    let some = |text: &str| vec![text.to_owned()];
    for other in [
        vec![],
        some(""),
        some("#!/bin/sh"),
        some("AAAA1-BBBB1\nx"),
        vec!["AAAA1-BBBB1".to_owned(); 101],
    ] {
        let saved = app.handle.save_recovery_codes(other).await;
        assert_eq!(saved, Err(UiError::NotAvailable));
    }
    assert!(world.desktop.saved.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_desktop_that_cannot_says_so() {
    let world = World::default();
    let app = world.sign_in().await;
    world.desktop.is_read_only.store(true, Relaxed);
    assert_eq!(
        app.handle.save_recovery_codes(codes()).await,
        Err(UiError::FileNotSaved)
    );
    assert_eq!(app.handle.print_recovery_codes().await, Err(UiError::NotPrinted));
}
