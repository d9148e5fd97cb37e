//! The forms of the pages: each has to come from a page of ours in the same browser.

use axum::extract::{FromRequest, FromRequestParts, Request};

use super::error::PageError;
use super::visitor::Visitor;
use crate::authority::form::Form;
use crate::state::AppState;

/// A form whose CSRF token was right, and who sent it.
pub(super) struct CheckedForm {
    pub(super) visitor: Visitor,
    pub(super) form: Form,
}

impl FromRequest<AppState> for CheckedForm {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, state).await?;
        let form = Form::from_request(Request::from_parts(parts, body), state).await;
        let form = form.map_err(|_| PageError::BadRequest)?;
        visitor.check_csrf(state, form.get("csrf"))?;
        Ok(Self { visitor, form })
    }
}
