//! The pages people see in a browser.

use axum::Router;

use crate::state::AppState;

/// Every page, with its whole path.
pub fn router() -> Router<AppState> {
    Router::new()
}
