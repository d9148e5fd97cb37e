//! `/approve`: the phone. A page that can be installed: it keeps a key that never leaves it, shows what is asked and
//! sends the answers ([`api`]). What is shown is the script's doing; all the words come with the page.

mod api;
mod texts;

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

pub(super) use api::{answer, enrol, notifications, pending};

use self::texts::{EN, NL, Words};
use super::error::PageError;
use super::render::{self, Allow, Frame};
use super::texts::Lang;
use super::visitor::Visitor;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "approve.html")]
struct ApprovePage {
    frame: Frame,
    w: &'static Words,
}

/// `GET /approve`
pub(super) async fn show(State(_): State<AppState>, visitor: Visitor) -> Result<Response, PageError> {
    let page = ApprovePage {
        w: words(visitor.lang),
        // Who is signed in in this browser is no business of the phone's page.
        frame: Frame {
            person: None,
            ..Frame::of(&visitor, "/approve")
        },
    };
    let allow = Allow {
        script: true,
        fetch: true,
        installable: true,
        ..Allow::default()
    };
    Ok(render::page_allowing(visitor, &page, allow))
}

/// `GET /approve/manifest.webmanifest`
pub(super) async fn manifest(visitor: Visitor) -> impl IntoResponse {
    let w = words(visitor.lang);
    let icon = |file: &str, sizes: &str, kind: &str| json!({ "src": file, "sizes": sizes, "type": kind });
    let manifest: Value = json!({
        "id": "/approve",
        "name": w.name,
        "short_name": w.short_name,
        "lang": visitor.lang.tag(),
        "start_url": "/approve",
        "scope": "/approve",
        "display": "standalone",
        "background_color": "#eef3f3",
        "theme_color": "#0b5a5e",
        "icons": [
            icon("/static/mark.svg", "any", "image/svg+xml"),
            icon("/static/mark-256.png", "256x256", "image/png"),
            icon("/static/mark-512.png", "512x512", "image/png"),
        ],
    });
    (
        [(header::CONTENT_TYPE, "application/manifest+json")],
        Json(manifest),
    )
}

fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::Nl => &NL,
        Lang::En => &EN,
    }
}
