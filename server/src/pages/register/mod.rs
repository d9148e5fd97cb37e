//! `/register`: setting up what the organization asks for, at sign-in (B-90 … B-97). The methods themselves are made by
//! [`crate::methods`], as everywhere.

mod app;
mod passkey;
mod questions;
mod texts;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;

pub(super) use app::{confirm as confirm_app, start as start_app};
pub(super) use passkey::start as start_passkey;
pub(super) use questions::{save as save_questions, show as show_questions, start as start_questions};

use self::texts::RegisterTexts;
use super::checked_form::CheckedForm;
use super::error::PageError;
use super::gate::{self, Gate};
use super::next::Next;
use super::render::{self, Allow, Frame};
use super::visitor::Visitor;
use crate::audit::{self, Event};
use crate::auth::ClientAddress;
use crate::authority::authorize::AuthorizationRequest;
use crate::authority::freshness::Freshness;
use crate::authority::registered::{Registered, rules_of};
use crate::authority::second_factor::Way;
use crate::clock::span;
use crate::graph::Fresh;
use crate::methods::kind::{MethodKind, SHARED_MAXIMUM};
use crate::methods::required::{self, Asked, Requirement};
use crate::state::AppState;
use crate::store::entities::{email_method, security_method, user};

/// How old the proof may be at most with which somebody registers a method here (B-91).
const SESSION: std::time::Duration = std::time::Duration::from_secs(15 * 60);

#[derive(Deserialize)]
pub(super) struct Start {
    next: Option<String>,
}

/// What can be set up on these pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Offer {
    Passkey,
    App,
    Questions,
}

/// Somebody who may register something now.
struct Registrant {
    user: user::Model,
    registered: Registered,
    requirement: Requirement,
    /// The strongest first.
    offers: Vec<Offer>,
    /// Registering is not allowed from where the person is (B-92).
    is_elsewhere: bool,
    next: Next,
}

#[derive(Template)]
#[template(path = "register-start.html")]
struct StartPage {
    frame: Frame,
    w: &'static RegisterTexts,
    csrf: String,
    next: String,
    user_name: String,
    leads: Vec<&'static str>,
    is_phone_only: bool,
    first: Option<&'static str>,
    has_others: bool,
    choose: String,
    is_skippable: bool,
    skips_left: Option<String>,
}

#[derive(Template)]
#[template(path = "register-choose.html")]
struct ChoosePage {
    frame: Frame,
    w: &'static RegisterTexts,
    csrf: String,
    next: String,
    back: String,
    ways: Vec<Choice>,
}

struct Choice {
    action: &'static str,
    icon: &'static str,
    name: &'static str,
    hint: &'static str,
}

#[derive(Template)]
#[template(path = "register-list.html")]
struct ListPage {
    frame: Frame,
    w: &'static RegisterTexts,
    csrf: String,
    /// Done, or still right?
    is_done: bool,
    next: String,
    methods: Vec<Listed>,
}

struct Listed {
    icon: &'static str,
    name: &'static str,
    value: Option<String>,
}

/// `GET /register`: what is asked, and why.
pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(start): Query<Start>,
) -> Result<Response, PageError> {
    let (visitor, registrant) = match arrive(&state, visitor, start.next.as_deref()).await? {
        Ok(arrived) => arrived,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let next = registrant.next.as_str().to_owned();
    let requirement = &registrant.requirement;
    if requirement.asked == Asked::Nothing || registrant.cannot_help() {
        return Ok(render::redirect(visitor, &next));
    }
    if requirement.asked == Asked::Reconfirm {
        return list(&state, visitor, &registrant, false).await;
    }
    if registrant.is_elsewhere {
        return Err(PageError::PlaceNotAllowed);
    }
    let w = RegisterTexts::of(visitor.lang);
    let mut leads = Vec::new();
    if requirement.passkey_instead {
        leads.push(w.passkey_instead);
    } else if requirement.asked == Asked::Required {
        leads.push(w.required);
    } else if requirement.missing_reset == 0 {
        leads.push(w.recommended);
    }
    if requirement.missing_reset > 0 {
        leads.push(w.for_reset);
    }
    let skips_left = requirement
        .skips_remaining
        .filter(|_| requirement.missing_reset == 0);
    let page = StartPage {
        csrf: visitor.csrf(&state),
        user_name: registrant.user.user_name.clone(),
        leads,
        is_phone_only: requirement.only_text_and_voice,
        first: registrant.offers.first().map(|offer| offer.action()),
        has_others: registrant.offers.len() > 1,
        choose: format!("/register/choose?next={}", Next::encode(&next)),
        is_skippable: requirement.is_skippable,
        skips_left: skips_left.map(|count| w.skips_left.replace("{count}", &count.to_string())),
        frame: Frame::of(&visitor, registrant.here()),
        w,
        next,
    };
    let allow = form_to_app(&state, &registrant.next).await;
    Ok(render::page_allowing(visitor, &page, allow))
}

/// `GET /register/choose`: "I want to set up a different method".
pub(super) async fn choose(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(start): Query<Start>,
) -> Result<Response, PageError> {
    let (visitor, registrant) = match arrive(&state, visitor, start.next.as_deref()).await? {
        Ok(arrived) => arrived,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if registrant.is_elsewhere {
        return Err(PageError::PlaceNotAllowed);
    }
    let w = RegisterTexts::of(visitor.lang);
    let page = ChoosePage {
        csrf: visitor.csrf(&state),
        next: registrant.next.as_str().to_owned(),
        back: registrant.here(),
        ways: registrant.offers.iter().map(|offer| offer.choice(w)).collect(),
        frame: Frame::of(&visitor, registrant.page("/register/choose")),
        w,
    };
    Ok(render::page_allowing(visitor, &page, Allow::default()))
}

/// `GET /register/done`: what was set up.
pub(super) async fn done(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(start): Query<Start>,
) -> Result<Response, PageError> {
    match arrive(&state, visitor, start.next.as_deref()).await? {
        Ok((visitor, registrant)) => list(&state, visitor, &registrant, true).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// `POST /register/skip` (B-94, B-95).
pub(super) async fn skip(
    State(state): State<AppState>,
    client: ClientAddress,
    CheckedForm { visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    let (visitor, registrant) = match arrive(&state, visitor, form.get("next")).await? {
        Ok(arrived) => arrived,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if !registrant.requirement.is_skippable {
        return Err(PageError::BadRequest);
    }
    let now_ms = state.now_ms();
    let rules = &registrant.registered.rules;
    required::snooze(
        &state.db,
        now_ms,
        registrant.user.id,
        rules,
        &registrant.requirement,
    )
    .await?;
    audit::record(
        &state.db,
        now_ms,
        registrant.event("registration.skipped", client),
    )
    .await?;
    Ok(render::redirect(visitor, registrant.next.as_str()))
}

/// `POST /register/confirm`: "Looks good" (B-93).
pub(super) async fn confirm(
    State(state): State<AppState>,
    client: ClientAddress,
    CheckedForm { visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    let (visitor, registrant) = match arrive(&state, visitor, form.get("next")).await? {
        Ok(arrived) => arrived,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let now_ms = state.now_ms();
    required::confirm(&state.db, now_ms, registrant.user.id).await?;
    audit::record(
        &state.db,
        now_ms,
        registrant.event("registration.confirmed", client),
    )
    .await?;
    Ok(render::redirect(visitor, registrant.next.as_str()))
}

/// Whether a sign-in that just ended leads here first.
pub(super) async fn is_asked(
    state: &AppState,
    visitor: &Visitor,
    user: &user::Model,
    registered: &Registered,
) -> Result<bool, PageError> {
    let requirement = Requirement::of(&state.db, state.now_ms(), user, registered).await?;
    Ok(match requirement.asked {
        Asked::Nothing => false,
        Asked::Reconfirm => true,
        Asked::Required => {
            let stops = stops(user, registered, &requirement);
            if !stops {
                tracing::warn!(user = %user.id, "the policy asks for a method that it lets nobody register");
            }
            stops
        }
        // Nobody is stopped for something that cannot be done here.
        Asked::Recommended => {
            let is_here = registered.rules.registration.is_trusted(visitor.address);
            is_here && !offers(user, registered, &requirement).is_empty()
        }
    })
}

/// Whether nothing goes on before something is registered. What cannot be done here stops nobody, except for the second
/// factor that the organization asks of everybody.
pub(super) fn stops(user: &user::Model, registered: &Registered, requirement: &Requirement) -> bool {
    let has_to = registered.situation.always && !registered.situation.has_second_factor();
    requirement.asked == Asked::Required && (has_to || !offers(user, registered, requirement).is_empty())
}

/// Notes that a method was set up with a code or an answer of its own. Of somebody who had no second factor that is one
/// of this sign-in. It makes no proof newer: whoever sits here chose the method.
async fn count_as_factor(
    state: &AppState,
    visitor: &mut Visitor,
    registrant: &Registrant,
    way: Way,
) -> Result<(), PageError> {
    if registrant.registered.situation.has_second_factor() {
        return Ok(());
    }
    let session = visitor.session.as_ref().ok_or(PageError::Stale)?;
    let proven = session.proof.proven().and(way);
    if visitor.prove(state, &proven, None).await? {
        Ok(())
    } else {
        Err(PageError::Stale)
    }
}

/// Lets those in who have proven who they are not long ago, and sends others to where they can.
async fn arrive(
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
    let registered = gate::registered(state, &visitor, &user).await?;
    let requirement = Requirement::of(&state.db, state.now_ms(), &user, &registered).await?;
    let offers = offers(&user, &registered, &requirement);
    let registrant = Registrant {
        is_elsewhere: !registered.rules.registration.is_trusted(visitor.address),
        user,
        registered,
        requirement,
        offers,
        next,
    };
    Ok(Ok((visitor, registrant)))
}

impl Registrant {
    /// The first page again.
    fn here(&self) -> String {
        self.page("/register")
    }

    fn page(&self, path: &str) -> String {
        format!("{path}?next={}", Next::encode(self.next.as_str()))
    }

    /// What is asked for cannot be done here, and stops nobody.
    fn cannot_help(&self) -> bool {
        self.requirement.asked == Asked::Required && !stops(&self.user, &self.registered, &self.requirement)
    }

    /// Passes when this can be set up here and now.
    fn offers(&self, offer: Offer) -> Result<(), PageError> {
        if self.is_elsewhere {
            return Err(PageError::PlaceNotAllowed);
        }
        if self.offers.contains(&offer) {
            Ok(())
        } else {
            Err(PageError::BadRequest)
        }
    }

    fn event<'a>(&self, kind: &'a str, ClientAddress(address): ClientAddress) -> Event<'a> {
        Event {
            address: Some(address.to_string()),
            ..Event::of(kind, &self.user)
        }
    }

    /// The event of a method that was added here.
    fn added(&self, kind: MethodKind, client: ClientAddress) -> Event<'static> {
        Event {
            detail: vec![("method", kind.name().to_owned())],
            ..self.event("method.added", client)
        }
    }
}

impl Offer {
    fn action(self) -> &'static str {
        match self {
            Self::Passkey => "/register/passkey",
            Self::App => "/register/app",
            Self::Questions => "/register/questions/start",
        }
    }

    fn choice(self, w: &RegisterTexts) -> Choice {
        let (icon, name, hint) = match self {
            Self::Passkey => ("key", w.kind_passkey, w.passkey_hint),
            Self::App => ("clock-code", w.app_name, w.app_hint),
            Self::Questions => ("question", w.questions_name, w.questions_hint),
        };
        Choice {
            action: self.action(),
            icon,
            name,
            hint,
        }
    }
}

/// What a person can set up here that helps with what is asked; nothing when nothing is.
fn offers(user: &user::Model, registered: &Registered, requirement: &Requirement) -> Vec<Offer> {
    if !matches!(requirement.asked, Asked::Required | Asked::Recommended) {
        return Vec::new();
    }
    // The organization wants this and nothing else (B-97).
    if requirement.passkey_instead {
        return vec![Offer::Passkey];
    }
    let rule = |kind: MethodKind| {
        let rule = registered.rules.methods.get(kind.name());
        rule.filter(|rule| rule.allowed && !rule.managed_by_administrator)
    };
    let serves = |kind: MethodKind, use_: &str| {
        rule(kind).is_some_and(|rule| rule.usable_for.iter().any(|usable| usable == use_))
    };
    let is_reset_only = requirement.missing_sign_in == 0 && requirement.missing_reset > 0;
    let app_use = if is_reset_only {
        "passwordReset"
    } else {
        "multifactor"
    };
    let places = registered
        .methods
        .iter()
        .filter(|row| row.slot_key.starts_with("oath:"))
        .count();
    let most = rule(MethodKind::SoftwareOath).map_or(0, |rule| Ord::min(rule.maximum, SHARED_MAXIMUM));
    let app = serves(MethodKind::SoftwareOath, app_use) && u32::try_from(places).is_ok_and(|n| n < most);
    let has_questions = registered
        .methods
        .iter()
        .any(|row| row.kind == MethodKind::SecurityQuestions.name());
    let questions = requirement.missing_reset > 0
        && serves(MethodKind::SecurityQuestions, "passwordReset")
        && !user.is_administrator
        && !has_questions;
    let app = app.then_some(Offer::App);
    app.into_iter()
        .chain(questions.then_some(Offer::Questions))
        .collect()
}

/// After a method was added: the next one, or the end.
async fn go_on(state: &AppState, visitor: Visitor, registrant: &Registrant) -> Result<Response, PageError> {
    let registered = gate::registered(state, &visitor, &registrant.user).await?;
    let requirement = Requirement::of(&state.db, state.now_ms(), &registrant.user, &registered).await?;
    let more = requirement.missing_sign_in > 0 || requirement.missing_reset > 0;
    let can = !offers(&registrant.user, &registered, &requirement).is_empty();
    let to = if more && can {
        registrant.here()
    } else {
        // What was looked at just now is not asked about at the next sign-in (B-93).
        required::confirm(&state.db, state.now_ms(), registrant.user.id).await?;
        registrant.page("/register/done")
    };
    Ok(render::redirect(visitor, &to))
}

async fn list(
    state: &AppState,
    visitor: Visitor,
    registrant: &Registrant,
    is_done: bool,
) -> Result<Response, PageError> {
    let w = RegisterTexts::of(visitor.lang);
    let mut methods: Vec<Listed> = registrant
        .registered
        .methods
        .iter()
        .filter_map(|row| listed(w, row))
        .collect();
    let email = email_method::Entity::find()
        .filter(email_method::Column::UserId.eq(registrant.user.id))
        .one(&state.db)
        .await?;
    methods.extend(email.map(|row| Listed {
        icon: "mail",
        name: w.kind_email,
        value: Some(row.email_address),
    }));
    let page = ListPage {
        csrf: visitor.csrf(state),
        is_done,
        next: registrant.next.as_str().to_owned(),
        methods,
        frame: Frame::of(&visitor, registrant.here()),
        w,
    };
    let allow = form_to_app(state, &registrant.next).await;
    Ok(render::page_allowing(visitor, &page, allow))
}

fn listed(w: &RegisterTexts, row: &security_method::Model) -> Option<Listed> {
    let (icon, name) = match MethodKind::parse(&row.kind)? {
        MethodKind::SoftwareOath => ("clock-code", w.kind_app),
        MethodKind::HardwareOath => ("clock-code", w.kind_token),
        MethodKind::Authenticator => ("bell", w.kind_authenticator),
        MethodKind::Passkey => ("key", w.kind_passkey),
        MethodKind::Phone => ("phone", w.kind_phone),
        MethodKind::TemporaryAccessPass => ("ticket", w.kind_pass),
        MethodKind::RecoveryCodes => ("list", w.kind_recovery),
        MethodKind::SecurityQuestions => ("question", w.questions_name),
        MethodKind::Password | MethodKind::Email => return None,
    };
    Some(Listed {
        icon,
        name,
        value: row.display_name.clone().or_else(|| row.value.clone()),
    })
}

/// The form leads on, in the end to the app: the page's policy has to let that through.
pub(super) async fn form_to_app(state: &AppState, next: &Next) -> Allow {
    let request = match next.authorization_request() {
        Some((tenant, query)) => AuthorizationRequest::read(state, tenant, query).await.ok(),
        None => None,
    };
    Allow {
        form_to: request.map(|request| request.reply_origin()),
        ..Allow::default()
    }
}
