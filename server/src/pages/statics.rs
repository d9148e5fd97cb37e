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

pub(super) async fn form_post() -> impl IntoResponse {
    (
        headers("text/javascript; charset=utf-8"),
        include_str!("../../templates/form-post.js"),
    )
}
