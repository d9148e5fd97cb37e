//! Where an organization lets people register from its trusted networks only, what changes a method is refused
//! elsewhere (B-92).

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::GraphError;
use super::surface::Authenticated;
use crate::selfservice;
use crate::state::AppState;

/// Lets a request through that comes from where the policy wants it to.
pub(super) async fn demand(
    State(state): State<AppState>,
    caller: Authenticated,
    request: Request,
    next: Next,
) -> Response {
    match selfservice::rules_of(&state, &caller).await {
        Ok(rules) if rules.registration.is_trusted(caller.address) => next.run(request).await,
        Ok(_) => refused().into_response(),
        Err(error) => error.into_response(),
    }
}

fn refused() -> GraphError {
    GraphError::new(
        StatusCode::FORBIDDEN,
        "registrationPlaceNotAllowed",
        "The organization lets people register and change their security methods from its trusted networks only, and \
         this request does not come from one of them.",
    )
}
