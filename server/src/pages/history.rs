//! What the sign-in pages write into the history of a person (B-157 … B-159).

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use url::form_urlencoded;

use super::next::Next;
use crate::auth::ClientAddress;
use crate::authority::authorize::AuthorizationRequest;
use crate::authority::user_code::UserCode;
use crate::sign_ins::{self, App, Attempt, Outcome};
use crate::state::AppState;
use crate::store::entities::{client, device_authorization, user};

/// Where a try came from, and what for.
#[derive(Clone)]
pub(super) struct Try {
    pub(super) at: i64,
    pub(super) client: ClientAddress,
    pub(super) user_agent: Option<String>,
    /// Where the person goes on.
    pub(super) next: String,
}

/// Writes down how a try of somebody known ended.
pub(super) async fn note(
    state: &AppState,
    user: &user::Model,
    tried: Try,
    outcome: Outcome,
) -> Result<(), DbErr> {
    let attempt = Attempt {
        at: tried.at,
        app: app_behind(state, &tried.next).await?,
        place: state.places.of(&tried.client.0.to_string()),
        address: tried.client.0.to_string(),
        user_agent: tried.user_agent,
        outcome,
    };
    sign_ins::record(&state.db, user, attempt).await
}

/// The same beside the answer, for whoever has proven nothing yet: whether the name is anybody's must not show in how long
/// the answer takes.
pub(super) fn note_apart(
    state: &AppState,
    tried: Try,
    outcome: Outcome,
    whose: impl Future<Output = Result<Option<user::Model>, DbErr>> + Send + 'static,
) {
    let noting = state.clone();
    state.background.run(async move {
        let noted = async {
            match whose.await? {
                Some(user) => note(&noting, &user, tried, outcome).await,
                None => Ok(()),
            }
        };
        if let Err(error) = noted.await {
            tracing::error!(error = &error as &dyn std::error::Error, "the database failed");
        }
    });
}

/// The app that waits at the end of the way: it asked the browser for a code, or shows one on another screen.
async fn app_behind(state: &AppState, next: &str) -> Result<Option<App>, DbErr> {
    let Some(next) = Next::parse(next) else {
        return Ok(None);
    };
    if let Some((tenant, query)) = next.authorization_request() {
        let request = AuthorizationRequest::read(state, tenant, query).await.ok();
        return Ok(request.map(|request| app(&request.client)));
    }
    let Some(query) = next.as_str().strip_prefix("/device/confirm?") else {
        return Ok(None);
    };
    let typed = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "user_code");
    let Some(code) = typed.and_then(|(_, typed)| UserCode::parse(&typed)) else {
        return Ok(None);
    };
    let asked = device_authorization::Entity::find()
        .filter(device_authorization::Column::UserCodeMac.eq(code.mac(&state.secrets)))
        .one(&state.db)
        .await?;
    let Some(asked) = asked else { return Ok(None) };
    let asking = client::Entity::find_by_id(asked.client_id).one(&state.db).await?;
    Ok(asking.as_ref().map(app))
}

fn app(client: &client::Model) -> App {
    App {
        id: Some(client.id),
        name: client.display_name.clone(),
    }
}
