//! `/reset/contact`: who cannot get in asks the administrators for help (B-126, B-134, B-135, B-139). The answer is the
//! same for every name.

use std::time::Duration;

use axum::extract::{Query, State};
use axum::response::Response;
use sea_orm::DbErr;
use serde::Deserialize;

use super::texts::ResetTexts;
use super::{limits, page, read_name, row};
use crate::audit::{self, Event};
use crate::auth::ClientAddress;
use crate::authority::directory;
use crate::pages::checked_form::CheckedForm;
use crate::pages::error::{PageError, minutes};
use crate::pages::visitor::Visitor;
use crate::rate_limit::{self, Limit};
use crate::resets;
use crate::resets::standing::Standing;
use crate::state::AppState;
use crate::store::entities::user;

/// How often the administrators of an organization hear of one of its people, and of all together.
const PER_PERSON: Limit = Limit {
    hits: 1,
    window: Duration::from_secs(24 * 3600),
};
const PER_ORGANIZATION: Limit = Limit {
    hits: 50,
    window: Duration::from_secs(24 * 3600),
};

#[derive(Deserialize)]
pub(super) struct Start {
    username: Option<String>,
}

/// `GET /reset/contact`
pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(start): Query<Start>,
) -> Result<Response, PageError> {
    let user_name = match row::find(&state, &visitor).await? {
        Some(row) if start.username.is_none() => row.user_name(&state)?,
        _ => read_name(start.username.as_deref()),
    };
    let tenant = resets::organization_of(&state.db, &user_name).await?;
    let tenant = tenant.ok_or(PageError::NotFound)?;
    Ok(page::contact(&state, visitor, &tenant, user_name, None))
}

/// `POST /reset/contact`
pub(super) async fn submit(
    State(state): State<AppState>,
    client: ClientAddress,
    CheckedForm { visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    let user_name = read_name(form.get("user_name"));
    let tenant = resets::organization_of(&state.db, &user_name).await?;
    let tenant = tenant.ok_or(PageError::NotFound)?;
    let w = ResetTexts::of(visitor.lang);
    if user_name.is_empty() {
        let problem = Some(w.no_name.to_owned());
        return Ok(page::contact(&state, visitor, &tenant, user_name, problem));
    }
    let name_mac = row::name_mac(&state, &user_name);
    if let Err(wait) = limits::contact(&state, client, &name_mac).await? {
        let problem = Some(w.limited.replace("{minutes}", &minutes(wait)));
        return Ok(page::contact(&state, visitor, &tenant, user_name, problem));
    }
    // Nobody waits for what is different between a name that is somebody's and one that is not.
    let noting = state.clone();
    state.background.run(async move {
        if let Err(error) = note(&noting, &user_name, client).await {
            tracing::error!(error = &error as &dyn std::error::Error, "the database failed");
        }
    });
    Ok(page::contacted(visitor, &tenant))
}

async fn note(state: &AppState, user_name: &str, client: ClientAddress) -> Result<(), DbErr> {
    let Some(user) = directory::user_by_name(&state.db, user_name).await? else {
        return Ok(());
    };
    let standing = Standing::of(state, user).await?;
    if !may_tell(state, &standing.user).await? {
        return Ok(());
    }
    let mut detail = Vec::new();
    detail.extend(
        standing
            .refused()
            .map(|refused| ("reason", refused.name().to_owned())),
    );
    let event = Event {
        address: Some(client.0.to_string()),
        detail,
        ..Event::of("password.help_asked", &standing.user)
    };
    audit::record(&state.db, state.now_ms(), event).await
}

async fn may_tell(state: &AppState, user: &user::Model) -> Result<bool, DbErr> {
    let buckets = [
        // First, or the person's own would be used up without anybody hearing.
        (format!("reset:helped:of:{}", user.tenant_id), PER_ORGANIZATION),
        (format!("reset:helped:{}", user.id), PER_PERSON),
    ];
    for (bucket, limit) in buckets {
        if rate_limit::hit(&state.db, state.now_ms(), &bucket, limit)
            .await?
            .is_err()
        {
            return Ok(false);
        }
    }
    Ok(true)
}
