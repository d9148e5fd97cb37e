//! The style sheet, the mark, and the scripts.

use axum::http::{HeaderName, header};
use axum::response::IntoResponse;

type Headers = [(HeaderName, &'static str); 3];

fn headers(kind: &'static str) -> Headers {
    [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "public, max-age=3600"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ]
}

pub(super) async fn css() -> impl IntoResponse {
    (
        headers("text/css; charset=utf-8"),
        include_str!("../../templates/pages.css"),
    )
}

pub(super) async fn mark() -> impl IntoResponse {
    (
        headers("image/svg+xml"),
        include_str!("../../../icons/workpass.svg"),
    )
}

pub(super) async fn verify() -> impl IntoResponse {
    (
        headers("text/javascript; charset=utf-8"),
        include_str!("../../templates/verify.js"),
    )
}

pub(super) async fn passkeys() -> impl IntoResponse {
    (
        headers("text/javascript; charset=utf-8"),
        include_str!("../../templates/passkeys.js"),
    )
}

pub(super) async fn approve() -> impl IntoResponse {
    (
        headers("text/javascript; charset=utf-8"),
        include_str!("../../templates/approve.js"),
    )
}

pub(super) async fn approve_notifications() -> impl IntoResponse {
    (
        headers("text/javascript; charset=utf-8"),
        include_str!("../../templates/approve-notifications.js"),
    )
}

/// It lies outside what it looks after, which needs a word of ours (Service Workers §4.1.3).
pub(super) async fn approve_worker() -> impl IntoResponse {
    (
        headers("text/javascript; charset=utf-8"),
        [(HeaderName::from_static("service-worker-allowed"), "/approve")],
        include_str!("../../templates/approve-worker.js"),
    )
}

pub(super) async fn mark_256() -> impl IntoResponse {
    (
        headers("image/png"),
        include_bytes!("../../../icons/128x128@2x.png").as_slice(),
    )
}

pub(super) async fn mark_512() -> impl IntoResponse {
    (
        headers("image/png"),
        include_bytes!("../../../icons/icon.png").as_slice(),
    )
}

pub(super) async fn form_post() -> impl IntoResponse {
    (
        headers("text/javascript; charset=utf-8"),
        include_str!("../../templates/form-post.js"),
    )
}
