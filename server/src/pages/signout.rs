//! Signing out in this browser: `/signout`, and `/{tenant}/oauth2/v2.0/logout` (OpenID Connect RP-Initiated Logout).

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;
use url::Url;
use uuid::Uuid;

use super::error::PageError;
use super::render::{self, Frame};
use super::visitor::Visitor;
use crate::audit::{self, Event};
use crate::authority::authorize::sign_out_target;
use crate::authority::error::OAuthError;
use crate::authority::form::Form;
use crate::state::AppState;
use crate::store::entities::client;

#[derive(Deserialize)]
pub(super) struct Request {
    post_logout_redirect_uri: Option<String>,
    client_id: Option<String>,
    state: Option<String>,
}

#[derive(Template)]
#[template(path = "signout.html")]
struct SignOutPage {
    frame: Frame,
    csrf: String,
    person: String,
    back: String,
}

#[derive(Template)]
#[template(path = "signed-out.html")]
struct SignedOutPage {
    frame: Frame,
}

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(request): Query<Request>,
) -> Result<Response, PageError> {
    let back = back_to(&state, &request).await?;
    let Some(session) = &visitor.session else {
        return Ok(match back {
            Some(url) => render::redirect(visitor, url.as_str()),
            None => signed_out(visitor),
        });
    };
    let page = SignOutPage {
        frame: Frame::of(&visitor, "/signout"),
        csrf: visitor.csrf(&state),
        person: session.user.user_name.clone(),
        back: back.as_ref().map(Url::to_string).unwrap_or_default(),
    };
    let origin = back.map(|url| url.origin().ascii_serialization());
    Ok(render::page_towards(visitor, &page, origin))
}

pub(super) async fn sign_out(
    State(state): State<AppState>,
    mut visitor: Visitor,
    form: Result<Form, OAuthError>,
) -> Result<Response, PageError> {
    let form = form.map_err(|_| PageError::BadRequest)?;
    visitor.check_csrf(&state, form.get("csrf"))?;
    if let Some(session) = &visitor.session {
        audit::record(&state.db, state.now_ms(), Event::of("sign_out", &session.user)).await?;
    }
    visitor.end_session(&state).await?;
    // Judged again: the form is the browser's to change.
    let request = Request {
        post_logout_redirect_uri: form.get("back").map(str::to_owned),
        client_id: None,
        state: None,
    };
    Ok(match back_to(&state, &request).await? {
        Some(url) => render::redirect(visitor, url.as_str()),
        None => signed_out(visitor),
    })
}

fn signed_out(visitor: Visitor) -> Response {
    let page = SignedOutPage {
        frame: Frame::of(&visitor, "/signout"),
    };
    render::page(visitor, StatusCode::OK, &page)
}

/// Where an app wants the browser back, when an app of ours registered that address.
async fn back_to(state: &AppState, request: &Request) -> Result<Option<Url>, PageError> {
    let Some(asked) = &request.post_logout_redirect_uri else {
        return Ok(None);
    };
    let mut apps = client::Entity::find().filter(client::Column::Enabled.eq(true));
    if let Some(id) = &request.client_id {
        let id = Uuid::try_parse(id).map_err(|_| PageError::BadRequest)?;
        apps = apps.filter(client::Column::Id.eq(id));
    }
    let apps = apps.all(&state.db).await?;
    let mut url = apps.iter().find_map(|app| sign_out_target(app, asked));
    if let (Some(url), Some(value)) = (&mut url, &request.state) {
        url.query_pairs_mut().append_pair("state", value);
    }
    Ok(url)
}
