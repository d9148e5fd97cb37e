//! Who may register something here: people who have proven who they are in the last fifteen minutes (B-91). Others are
//! sent to where they can.

use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use sea_orm::EntityTrait;
use serde::Deserialize;

use super::offers::{Offer, Offered, offers};
use crate::audit::Event;
use crate::auth::ClientAddress;
use crate::authority::form::Form;
use crate::authority::freshness::Freshness;
use crate::authority::registered::{Registered, rules_of};
use crate::clock::span;
use crate::graph::Fresh;
use crate::mail::MailLanguage;
use crate::methods::asker::Asker;
use crate::methods::holding::Holding;
use crate::methods::kind::MethodKind;
use crate::methods::required::{Asked, Requirement};
use crate::pages::checked_form::CheckedForm;
use crate::pages::error::PageError;
use crate::pages::gate::{self, Gate};
use crate::pages::next::Next;
use crate::pages::render;
use crate::pages::texts::Lang;
use crate::pages::visitor::Visitor;
use crate::rate_limit::{self, Limit};
use crate::state::AppState;
use crate::store::entities::{tenant, user};

/// How old the proof may be at most with which somebody registers a method here (B-91).
pub(super) const SESSION: std::time::Duration = std::time::Duration::from_secs(15 * 60);

/// Attempts of one person at one kind: more is a program.
const LIMIT: Limit = Limit {
    hits: 30,
    window: std::time::Duration::from_secs(3600),
};

#[derive(Deserialize)]
pub(super) struct Start {
    pub(super) next: Option<String>,
}

/// Somebody who may register something now.
pub(super) struct Registrant {
    pub(super) user: user::Model,
    pub(super) tenant: tenant::Model,
    pub(super) registered: Registered,
    pub(super) requirement: Requirement,
    pub(super) holding: Holding,
    pub(super) offers: Vec<Offered>,
    /// Nothing goes on before something is registered.
    is_stopped: bool,
    pub(super) next: Next,
}

/// What every page here carries: the forms' hidden fields, and the way to another method.
pub(super) struct Around {
    pub(super) csrf: String,
    pub(super) next: String,
    pub(super) choose: String,
    pub(super) has_others: bool,
}

impl Around {
    pub(super) fn of(state: &AppState, visitor: &Visitor, registrant: &Registrant) -> Self {
        Self {
            csrf: visitor.csrf(state),
            next: registrant.next.as_str().to_owned(),
            choose: registrant.page("/register/choose"),
            has_others: registrant.has_others(),
        }
    }
}

/// A page of theirs that is looked at.
pub(in crate::pages) struct Look {
    pub(super) visitor: Visitor,
    pub(super) registrant: Registrant,
}

/// A form of theirs.
pub(in crate::pages) struct Step {
    pub(super) visitor: Visitor,
    pub(super) registrant: Registrant,
    pub(super) form: Form,
}

impl FromRequestParts<AppState> for Look {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let visitor = Visitor::from_request_parts(parts, state).await;
        let visitor = visitor.map_err(IntoResponse::into_response)?;
        let Query(start) = Query::<Start>::from_request_parts(parts, state)
            .await
            .map_err(|_| PageError::BadRequest.into_response())?;
        let arrived = arrive(state, visitor, start.next.as_deref()).await;
        let (visitor, registrant) = arrived.map_err(IntoResponse::into_response)??;
        Ok(Self { visitor, registrant })
    }
}

impl FromRequest<AppState> for Step {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let sent = CheckedForm::from_request(request, state).await;
        let CheckedForm { visitor, form } = sent.map_err(IntoResponse::into_response)?;
        let arrived = arrive(state, visitor, form.get("next")).await;
        let (visitor, registrant) = arrived.map_err(IntoResponse::into_response)??;
        Ok(Self {
            visitor,
            registrant,
            form,
        })
    }
}

/// Lets those in who have proven who they are not long ago.
pub(super) async fn arrive(
    state: &AppState,
    visitor: Visitor,
    next: Option<&str>,
) -> Result<Result<(Visitor, Registrant), Response>, PageError> {
    let next = match next {
        Some(next) => Next::parse(next).ok_or(PageError::BadRequest)?,
        None => Next::parse("/").ok_or(PageError::Server)?,
    };
    let here = format!("/register?next={}", Next::encode(next.as_str()));
    let within = match &visitor.session {
        Some(session) => {
            let minutes = rules_of(&state.db, &session.user).await?.fresh_minutes;
            Ord::min(SESSION, Fresh::Methods.within(minutes, &session.proof.amr.0))
        }
        None => SESSION,
    };
    let recent = Freshness {
        strong: true,
        not_before: Some(state.now_ms() - span(within)),
    };
    let gate = gate::judge(state, &visitor, recent).await?;
    let session = match (&visitor.session, gate) {
        (Some(session), Gate::Open | Gate::Register) => session,
        (_, Gate::Verify) => {
            let to = Gate::Verify.leads_to(&here).unwrap_or_default();
            return Ok(Err(render::redirect(visitor, &to)));
        }
        _ => {
            let to = Gate::SignIn.leads_to(&here).unwrap_or_default();
            return Ok(Err(render::redirect(visitor, &to)));
        }
    };
    let user = session.user.clone();
    let used_a_pass = session.proof.amr.has("tap");
    let tenant = tenant::Entity::find_by_id(user.tenant_id).one(&state.db).await?;
    let tenant = tenant.ok_or(PageError::Server)?;
    let registered = gate::registered(state, &visitor, &user).await?;
    let requirement = Requirement::of(&state.db, state.now_ms(), &user, &registered).await?;
    let holding = Holding::of(state, &user, used_a_pass).await?;
    let holding = holding.seen_from(visitor.address);
    let offers = offers(&holding, &requirement);
    let is_stopped = super::stops(state, &visitor, &user, &registered, &requirement).await?;
    let registrant = Registrant {
        is_stopped,
        user,
        tenant,
        registered,
        requirement,
        holding,
        offers,
        next,
    };
    Ok(Ok((visitor, registrant)))
}

impl Registrant {
    /// The first page again.
    pub(super) fn here(&self) -> String {
        self.page("/register")
    }

    /// A page of these, going on to where the person was going.
    pub(super) fn page(&self, path: &str) -> String {
        format!("{path}?next={}", Next::encode(self.next.as_str()))
    }

    /// What is asked for cannot be done here, and stops nobody.
    pub(super) fn cannot_help(&self) -> bool {
        self.requirement.asked == Asked::Required && !self.is_stopped
    }

    /// What the person can set up, the strongest first.
    pub(super) fn can(&self) -> impl Iterator<Item = Offer> {
        let can = self.offers.iter().filter(|offered| offered.why_not.is_none());
        can.map(|offered| offered.offer)
    }

    /// Whether there is something else to choose.
    pub(super) fn has_others(&self) -> bool {
        self.offers.len() > 1
    }

    /// Passes when the person is where the organization lets people register (B-92).
    pub(super) fn placed(&self) -> Result<(), PageError> {
        if self.holding.has.is_elsewhere {
            Err(PageError::PlaceNotAllowed)
        } else {
            Ok(())
        }
    }

    /// Passes when the person can set it up here and now.
    pub(super) fn offers(&self, offer: Offer) -> Result<(), PageError> {
        self.placed()?;
        if self.can().any(|can| can == offer) {
            Ok(())
        } else {
            Err(PageError::BadRequest)
        }
    }

    /// As what adds methods wants them.
    pub(super) fn asker(&self, visitor: &Visitor, ClientAddress(address): ClientAddress) -> Asker<'_> {
        Asker {
            user: &self.user,
            tenant: &self.tenant,
            holding: &self.holding,
            app: None,
            address,
            language: match visitor.lang {
                Lang::Nl => MailLanguage::Dutch,
                Lang::En => MailLanguage::English,
            },
        }
    }

    pub(super) fn event<'a>(&self, kind: &'a str, ClientAddress(address): ClientAddress) -> Event<'a> {
        Event {
            address: Some(address.to_string()),
            ..Event::of(kind, &self.user)
        }
    }

    /// The event of something done with a method here.
    pub(super) fn of_method<'a>(
        &self,
        kind: &'a str,
        method: MethodKind,
        client: ClientAddress,
    ) -> Event<'a> {
        Event {
            detail: vec![("method", method.name().to_owned())],
            ..self.event(kind, client)
        }
    }

    /// Counts one start of a wizard.
    pub(super) async fn count(&self, state: &AppState, what: &str) -> Result<(), PageError> {
        let bucket = format!("{what}:{}", self.user.id);
        rate_limit::hit(&state.db, state.now_ms(), &bucket, LIMIT)
            .await?
            .map_err(|limited| PageError::TooMany(limited.retry_after))
    }
}
