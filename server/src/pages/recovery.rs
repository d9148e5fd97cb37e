//! The service that gives people their account back who lost every method (B-98): where the organization has one, the
//! pages on which somebody is stuck link to it.

use sea_orm::EntityTrait;

use super::error::PageError;
use super::next::Next;
use crate::authority::authorize::AuthorizationRequest;
use crate::resets;
use crate::state::AppState;
use crate::store::entities::{tenant, user};

/// Its address for somebody who did not prove yet who they are: that of the organization whose app asks, else of the
/// name's, else of the first one here, as for a reset.
pub(super) async fn page_for_anybody(
    state: &AppState,
    next: Option<&Next>,
    user_name: &str,
) -> Result<Option<String>, PageError> {
    if let Some((name, query)) = next.and_then(Next::authorization_request)
        && let Ok(request) = AuthorizationRequest::read(state, name, query).await
    {
        return Ok(page(&request.tenant));
    }
    let tenant = resets::organization_of(&state.db, user_name).await?;
    Ok(tenant.as_ref().and_then(page))
}

/// Its address for a person.
pub(super) async fn page_for(state: &AppState, user: &user::Model) -> Result<Option<String>, PageError> {
    let tenant = tenant::Entity::find_by_id(user.tenant_id).one(&state.db).await?;
    Ok(tenant.as_ref().and_then(page))
}

fn page(tenant: &tenant::Model) -> Option<String> {
    tenant.settings.account_recovery_page.clone()
}
