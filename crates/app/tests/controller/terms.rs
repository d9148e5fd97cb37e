//! Terms of use: reading, accepting, declining, the record (B-172 … B-177).

use time::macros::datetime;
use workpass_app::{
    error::UiError,
    ports::{DirectoryError, Part, Refusal},
    view::{Section, TermsChangeKind, TermsView},
};
use workpass_domain::terms::TermsAccepted;

use crate::world::{App, World, settle};
fn terms(app: &App) -> TermsView {
    match app.account().terms {
        Section::Ready { value } => value,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn b177_withdrawn_terms_are_not_called_a_method_and_leave_the_list() {
    let world = World::default();
    let app = world.sign_in().await;
    world.directory.data().terms = Part::Given(Vec::new());
    world.directory.fail_with([DirectoryError::NotFound]);
    let answer = app.handle.terms_document("a".into()).await;
    assert_eq!(answer.err(), Some(UiError::NotAvailable));
    settle().await;
    assert_eq!(terms(&app).documents, []);
}

#[tokio::test]
async fn b172_b175_terms_are_opened_then_accepted_one_after_the_other() {
    let world = World::default();
    let app = world.sign_in().await;
    let pending: Vec<_> = terms(&app).documents.into_iter().map(|item| item.id).collect();
    assert_eq!(pending, ["a", "b"]);
    let accept = |id: &str| app.handle.accept_terms(id.into(), format!("{id}-file-2"));
    assert_eq!(accept("a").await, Err(UiError::TermsNotOpened));
    let document = app.handle.terms_document("a".into()).await.unwrap();
    assert_eq!(
        (document.display_name.as_str(), document.blocks.len()),
        ("Document a", 2)
    );
    accept("a").await.unwrap();
    settle().await;
    let view = terms(&app);
    assert_eq!(view.pending, 1);
    assert_eq!(
        (
            view.documents[0].id.as_str(),
            view.documents[1].accepted_version.as_deref()
        ),
        ("b", Some("2"))
    );
    accept("a").await.unwrap();
}

#[tokio::test]
async fn b175_an_old_version_cannot_be_accepted() {
    let world = World::default();
    let app = world.sign_in().await;
    app.handle.terms_document("a".into()).await.unwrap();
    let answer = app.handle.accept_terms("a".into(), "a-file-1".into()).await;
    assert_eq!(answer, Err(UiError::TermsChanged));
    world
        .directory
        .fail_with([DirectoryError::Refused(Refusal::TermsChanged)]);
    let answer = app.handle.accept_terms("a".into(), "a-file-2".into()).await;
    assert_eq!(answer, Err(UiError::TermsChanged));
}

#[tokio::test]
async fn b175_a_text_newer_than_the_list_refreshes_the_list() {
    let world = World::default();
    if let Part::Given(terms) = &mut world.directory.data().terms {
        terms[1].file_id = "a-file-1".into();
    }
    let app = world.sign_in().await;
    app.handle.terms_document("a".into()).await.unwrap();
    settle().await;
    assert_eq!(world.directory.count("read"), 2);
}

/// What the person accepted before makes the differences; nobody else sees any.
#[tokio::test]
async fn b175_what_changed_since_the_accepted_version_comes_with_the_text() {
    let world = World::default();
    if let Part::Given(terms) = &mut world.directory.data().terms {
        terms[1].accepted = Some(TermsAccepted {
            version: "1".into(),
            at: datetime!(2025-01-02 03:04 UTC),
            until: None,
        });
    }
    let app = world.sign_in().await;
    let item = terms(&app).documents.remove(0);
    assert_eq!(
        (item.pending, item.accepted_version.as_deref()),
        (true, Some("1"))
    );
    let changes = app
        .handle
        .terms_document("a".into())
        .await
        .unwrap()
        .changes
        .unwrap();
    assert_eq!(changes.since_version, "1");
    let kinds: Vec<_> = changes
        .changes
        .iter()
        .map(|change| (change.kind, change.at))
        .collect();
    assert_eq!(
        kinds,
        [(TermsChangeKind::Changed, 1), (TermsChangeKind::Removed, 2)]
    );
    assert_eq!(app.handle.terms_document("b".into()).await.unwrap().changes, None);

    // Without the old text there is still the new one.
    world
        .directory
        .wants_for("terms a nl-NL 1", DirectoryError::NotFound);
    let alone = app.handle.terms_document("a".into()).await.unwrap();
    assert_eq!((alone.blocks.len(), alone.changes), (2, None));
}

#[tokio::test]
async fn b176_declining_is_told_with_what_it_blocks_and_can_be_undone_by_accepting() {
    let world = World::default();
    let app = world.sign_in().await;
    let decline = |id: &str| app.handle.decline_terms(id.into(), format!("{id}-file-2"));
    decline("a").await.unwrap();
    settle().await;
    let declined = terms(&app)
        .documents
        .into_iter()
        .find(|item| item.id == "a")
        .unwrap();
    assert_eq!(declined.declined_at.as_deref(), Some("2026-11-22T09:30:00Z"));
    assert_eq!(
        (declined.pending, declined.required_by),
        (true, vec!["Routeplanner".to_owned()])
    );
    app.handle.terms_document("a".into()).await.unwrap();
    app.handle
        .accept_terms("a".into(), "a-file-2".into())
        .await
        .unwrap();
    settle().await;
    assert_eq!(decline("a").await, Err(UiError::TermsAccepted));
    assert_eq!(world.directory.count("decline"), 1, "nothing was sent");
    // Accepted in another window.
    world
        .directory
        .fail_with([DirectoryError::Refused(Refusal::TermsAccepted)]);
    assert_eq!(decline("b").await, Err(UiError::TermsAccepted));
    assert_eq!(
        app.handle.decline_terms("b".into(), "b-file-1".into()).await,
        Err(UiError::TermsChanged)
    );
}

#[tokio::test]
async fn b176_the_record_is_shown_and_saved_as_it_is() {
    let world = World::default();
    let app = world.sign_in().await;
    let shown = app.handle.terms_decisions().await.unwrap();
    assert_eq!(
        (shown.len(), shown[0].accepted, shown[0].at.as_str()),
        (1, true, "2025-01-02T03:04:05Z")
    );
    let saved = app.handle.save_terms_decisions().await.unwrap();
    assert_eq!(saved.path, "/home/sanne/Downloads/workpass-terms.json");
    let text = world.desktop.saved.lock().unwrap().concat();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        json["termsDecisions"][0]["recordedDateTime"],
        "2025-01-02T03:04:05Z"
    );
    assert_eq!(json["termsDecisions"][0]["documentSha256"], "ba78");

    world.directory.fail_with([DirectoryError::NotFound]);
    assert!(app.handle.save_terms_decisions().await.is_err());
    world
        .desktop
        .is_read_only
        .store(true, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(
        app.handle.save_terms_decisions().await.err(),
        Some(UiError::FileNotSaved)
    );
}
