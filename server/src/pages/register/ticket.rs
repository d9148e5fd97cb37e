//! What a page of a running registration is addressed with: its id, and a seal of this browser. The id alone, seen in an
//! app or a log, opens nothing here.

use uuid::Uuid;

use crate::pages::error::PageError;
use crate::pages::visitor::Visitor;
use crate::secrets;
use crate::state::AppState;

/// The ticket of a registration in this browser.
pub(super) fn issue(state: &AppState, visitor: &Visitor, id: Uuid) -> String {
    format!("{id}.{}", seal(state, visitor, id))
}

/// The registration of a ticket of this browser.
pub(super) fn read(state: &AppState, visitor: &Visitor, ticket: &str) -> Result<Uuid, PageError> {
    let (id, sealed) = ticket.split_once('.').ok_or(PageError::NotFound)?;
    let id: Uuid = id.parse().map_err(|_| PageError::NotFound)?;
    if secrets::same(sealed.as_bytes(), seal(state, visitor, id).as_bytes()) {
        Ok(id)
    } else {
        Err(PageError::NotFound)
    }
}

fn seal(state: &AppState, visitor: &Visitor, id: Uuid) -> String {
    let parts = [&id.to_string(), &visitor.binding(state)];
    state.secrets.mac("registration page", &parts.map(String::as_str))
}
