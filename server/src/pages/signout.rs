//! Signing out in this browser: `/signout`, and `/{tenant}/oauth2/v2.0/logout` (OpenID Connect RP-Initiated Logout 1.0).
//! The person is asked, whoever sent the browser here; an app gets it back only at an address it registered.

use askama::Template;
use axum::extract::rejection::RawFormRejection;
use axum::extract::{Path, Query, RawForm, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use sea_orm::sea_query::Query as Select;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use serde::Deserialize;
use url::{Url, form_urlencoded};
use uuid::Uuid;

use super::checked_form::CheckedForm;
use super::error::PageError;
use super::next::Next;
use super::render::{self, Frame};
use super::visitor::Visitor;
use crate::audit::{self, Event};
use crate::authority::authorize::sign_out_target;
use crate::authority::claims::{ID_TOKEN_TYPE, IdClaims};
use crate::authority::directory::Realm;
use crate::authority::keys::KeyError;
use crate::state::AppState;
use crate::store::entities::{client, service_principal};

/// Where apps send the browser.
pub(super) const LOGOUT: &str = "/{tenant}/oauth2/v2.0/logout";

/// What an app asks (RP-Initiated Logout §2).
#[derive(Deserialize)]
pub(super) struct Request {
    post_logout_redirect_uri: Option<String>,
    client_id: Option<String>,
    id_token_hint: Option<String>,
    state: Option<String>,
}

/// Where an app wants the browser back, as long as nobody judged it.
#[derive(Default)]
struct Wish {
    address: Option<String>,
    /// The app, when it said so.
    client: Option<Uuid>,
    /// The organization of the address it came to.
    tenant: Option<Uuid>,
    state: Option<String>,
}

#[derive(Template)]
#[template(path = "signout.html")]
struct SignOutPage {
    frame: Frame,
    csrf: String,
    person: String,
    wish: Wish,
}

#[derive(Template)]
#[template(path = "signed-out.html")]
struct SignedOutPage {
    frame: Frame,
}

/// `GET /signout`
pub(super) async fn show(State(state): State<AppState>, visitor: Visitor) -> Result<Response, PageError> {
    ask(&state, visitor, Wish::default()).await
}

/// `GET /{tenant}/oauth2/v2.0/logout`
pub(super) async fn logout(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(tenant): Path<String>,
    Query(request): Query<Request>,
) -> Result<Response, PageError> {
    let tenant = match Realm::find(&state, &tenant).await? {
        Realm::Tenant(tenant) => Some(tenant.id),
        Realm::Any(_) => None,
    };
    let wish = match app(&state, &request).await? {
        App::Is(client) => Wish {
            address: request.post_logout_redirect_uri,
            client,
            tenant,
            state: request.state,
        },
        // What could not be checked is not used (§4): the person may sign out, the browser stays here.
        App::Unclear => Wish::default(),
    };
    ask(&state, visitor, wish).await
}

/// `POST /{tenant}/oauth2/v2.0/logout`: the same, without the browser's cookies. They come with the GET it becomes.
pub(super) async fn logout_posted(
    visitor: Visitor,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
    form: Result<RawForm, RawFormRejection>,
) -> Result<Response, PageError> {
    let RawForm(form) = form.map_err(|_| PageError::BadRequest)?;
    let query = query.unwrap_or_default();
    let parameters = form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(&form));
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    let here = Next::parse(&format!("/{tenant}/oauth2/v2.0/logout?{query}")).ok_or(PageError::BadRequest)?;
    Ok(render::redirect(visitor, here.as_str()))
}

/// `POST /signout`: the person wants to.
pub(super) async fn sign_out(
    State(state): State<AppState>,
    CheckedForm { mut visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    // Judged again: the form is the browser's to change.
    let id = |name: &str| form.get(name).map(Uuid::try_parse).transpose();
    let wish = Wish {
        address: form.get("back").map(str::to_owned),
        client: id("client").map_err(|_| PageError::BadRequest)?,
        tenant: id("tenant").map_err(|_| PageError::BadRequest)?,
        state: form.get("state").map(str::to_owned),
    };
    if let Some(session) = &visitor.session {
        audit::record(&state.db, state.now_ms(), Event::of("sign_out", &session.user)).await?;
    }
    visitor.end_session(&state).await?;
    Ok(match wish.judge(&state).await? {
        Some(url) => render::redirect(visitor, url.as_str()),
        None => signed_out(visitor),
    })
}

async fn ask(state: &AppState, visitor: Visitor, wish: Wish) -> Result<Response, PageError> {
    let back = wish.judge(state).await?;
    let Some(session) = &visitor.session else {
        return Ok(match back {
            Some(url) => render::redirect(visitor, url.as_str()),
            None => signed_out(visitor),
        });
    };
    let page = SignOutPage {
        frame: Frame::of(&visitor, "/signout"),
        csrf: visitor.csrf(state),
        person: session.user.user_name.clone(),
        wish: if back.is_some() { wish } else { Wish::default() },
    };
    let origin = back.map(|url| url.origin().ascii_serialization());
    Ok(render::page_towards(visitor, &page, origin))
}

fn signed_out(visitor: Visitor) -> Response {
    let page = SignedOutPage {
        frame: Frame::of(&visitor, "/signout"),
    };
    render::page(visitor, StatusCode::OK, &page)
}

/// Which app asks.
enum App {
    /// This one, or any that registered the address.
    Is(Option<Uuid>),
    /// What it says of itself does not hold.
    Unclear,
}

/// The app that asks, by its id and by the id token that it was given once; old ones count, as sessions outlive them.
async fn app(state: &AppState, request: &Request) -> Result<App, PageError> {
    let named = match request.client_id.as_deref().filter(|id| !id.is_empty()) {
        Some(id) => match Uuid::try_parse(id) {
            Ok(id) => Some(id),
            Err(_) => return Ok(App::Unclear),
        },
        None => None,
    };
    let Some(token) = request.id_token_hint.as_deref().filter(|token| !token.is_empty()) else {
        return Ok(App::Is(named));
    };
    let verified = state
        .keys
        .verify::<IdClaims>(state.now_ms(), ID_TOKEN_TYPE, token);
    Ok(match verified.await {
        Ok(claims) if named.is_none_or(|named| named == claims.aud) => App::Is(Some(claims.aud)),
        Ok(_) | Err(KeyError::Refused) => App::Unclear,
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "an id token could not be checked"
            );
            return Err(PageError::Server);
        }
    })
}

impl Wish {
    /// The address, with the app's `state`, when an app of ours registered it for this (§3.1).
    async fn judge(&self, state: &AppState) -> Result<Option<Url>, PageError> {
        let Some(asked) = &self.address else {
            return Ok(None);
        };
        let mut apps = client::Entity::find().filter(client::Column::Enabled.eq(true));
        if let Some(id) = self.client {
            apps = apps.filter(client::Column::Id.eq(id));
        }
        if let Some(id) = self.tenant {
            let used = Select::select()
                .column(service_principal::Column::ClientId)
                .from(service_principal::Entity)
                .and_where(service_principal::Column::TenantId.eq(id))
                .to_owned();
            apps = apps.filter(
                Condition::any()
                    .add(client::Column::TenantId.eq(id))
                    .add(client::Column::Id.in_subquery(used)),
            );
        }
        let apps = apps.all(&state.db).await?;
        let mut url = apps.iter().find_map(|app| sign_out_target(app, asked));
        if let (Some(url), Some(value)) = (&mut url, &self.state) {
            url.query_pairs_mut().append_pair("state", value);
        }
        Ok(url)
    }

    /// The fields of the form that asks the person.
    fn fields(&self) -> Vec<(&'static str, String)> {
        [
            ("back", self.address.clone()),
            ("client", self.client.map(|id| id.to_string())),
            ("tenant", self.tenant.map(|id| id.to_string())),
            ("state", self.state.clone()),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }
}
