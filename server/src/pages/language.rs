//! `/language?to=nl&next=/device`: the switch on every page.

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::error::PageError;
use super::next::Next;
use super::render;
use super::texts::Lang;
use super::visitor::Visitor;
use crate::state::AppState;

#[derive(Deserialize)]
pub(super) struct Switch {
    to: Option<String>,
    next: Option<String>,
}

pub(super) async fn switch(
    State(_): State<AppState>,
    mut visitor: Visitor,
    Query(query): Query<Switch>,
) -> Result<Response, PageError> {
    let lang = query
        .to
        .as_deref()
        .and_then(Lang::parse)
        .ok_or(PageError::BadRequest)?;
    visitor.choose(lang);
    let next = query.next.as_deref().and_then(Next::parse);
    Ok(render::redirect(visitor, next.as_ref().map_or("/", Next::as_str)))
}
