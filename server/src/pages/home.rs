//! `/`: who is signed in here, and what can be done.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use sea_orm::EntityTrait;

use super::error::PageError;
use super::render::{self, Frame};
use super::visitor::Visitor;
use crate::state::AppState;
use crate::store::entities::tenant;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    frame: Frame,
    person: Option<Person>,
}

struct Person {
    name: String,
    user_name: String,
    organization: String,
}

pub(super) async fn show(State(state): State<AppState>, visitor: Visitor) -> Result<Response, PageError> {
    let person = match &visitor.session {
        None => None,
        Some(session) => {
            let tenant = tenant::Entity::find_by_id(session.user.tenant_id)
                .one(&state.db)
                .await?;
            Some(Person {
                name: session.user.display_name.clone(),
                user_name: session.user.user_name.clone(),
                organization: tenant.map(|t| t.display_name).unwrap_or_default(),
            })
        }
    };
    let page = HomePage {
        frame: Frame::of(&visitor, "/"),
        person,
    };
    Ok(render::page(visitor, StatusCode::OK, &page))
}
