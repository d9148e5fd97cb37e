//! `/register`: setting up what the organization asks for, at sign-in (B-90 … B-97). The methods themselves are made by
//! [`crate::methods`], as everywhere.
//!
//! - [`arrive`]: who may; [`offers`]: what they can choose; [`ticket`]: what a running registration is addressed with
//! - a module per method; [`code`] and [`waiting`] are the pages that several share

mod app;
mod arrive;
mod authenticator;
mod code;
mod countries;
mod email;
mod offers;
mod passkey;
mod phone;
mod qr;
mod questions;
mod texts;
mod ticket;
mod waiting;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};

use self::arrive::{Around, Look, Registrant, Step};
use self::offers::{Choice, offers};
use self::texts::RegisterTexts;
use super::error::PageError;
use super::gate;
use super::next::Next;
use super::render::{self, Allow, Frame};
use super::visitor::Visitor;
use crate::audit;
use crate::auth::ClientAddress;
use crate::authority::authorize::AuthorizationRequest;
use crate::authority::registered::Registered;
use crate::authority::second_factor::Way;
use crate::methods::holding::Holding;
use crate::methods::kind::MethodKind;
use crate::methods::required::{self, Asked, Requirement};
use crate::state::AppState;
use crate::store::entities::{security_method, user};

#[derive(Template)]
#[template(path = "register-start.html")]
struct StartPage {
    frame: Frame,
    w: &'static RegisterTexts,
    around: Around,
    user_name: String,
    leads: Vec<&'static str>,
    is_phone_only: bool,
    first: Option<&'static str>,
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

/// The pages, with their whole paths.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/register", get(show))
        .route("/register/choose", get(choose))
        .route("/register/questions/start", post(lead_on("/register/questions")))
        .route("/register/phone/start", post(lead_on("/register/phone")))
        .route("/register/email/start", post(lead_on("/register/email")))
        .route("/register/app", post(app::start))
        .route("/register/app/confirm", post(app::confirm))
        .route(
            "/register/authenticator",
            get(authenticator::show).post(authenticator::start),
        )
        .route(
            "/register/authenticator/{ticket}",
            get(authenticator::follow).post(authenticator::go_on),
        )
        .route(
            "/register/authenticator/{ticket}/again",
            post(authenticator::again),
        )
        .route("/register/passkey", post(passkey::start))
        .route("/register/added", get(added))
        .route("/register/phone", get(phone::show).post(phone::start))
        .route(
            "/register/phone/{ticket}",
            get(phone::follow).post(phone::confirm),
        )
        .route("/register/phone/{ticket}/again", post(phone::again))
        .route("/register/email", get(email::show).post(email::start))
        .route(
            "/register/email/{ticket}",
            get(email::follow).post(email::confirm),
        )
        .route("/register/email/{ticket}/again", post(email::again))
        .route("/register/questions", get(questions::show).post(questions::save))
        .route("/register/watch/{ticket}", get(waiting::watch))
        .route("/register/done", get(done))
        .route("/register/skip", post(skip))
        .route("/register/confirm", post(confirm))
}

/// `GET /register`: what is asked, and why.
async fn show(State(state): State<AppState>, look: Look) -> Result<Response, PageError> {
    let Look { visitor, registrant } = look;
    let requirement = &registrant.requirement;
    if requirement.asked == Asked::Nothing || registrant.cannot_help() {
        return Ok(render::redirect(visitor, registrant.next.as_str()));
    }
    if requirement.asked == Asked::Reconfirm {
        return list(&state, visitor, &registrant, false).await;
    }
    registrant.placed()?;
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
        around: Around::of(&state, &visitor, &registrant),
        user_name: registrant.user.user_name.clone(),
        leads,
        is_phone_only: requirement.only_text_and_voice,
        first: registrant.can().next().map(offers::Offer::action),
        is_skippable: requirement.is_skippable,
        skips_left: skips_left.map(|count| w.skips_left.replace("{count}", &count.to_string())),
        frame: Frame::of(&visitor, registrant.here()),
        w,
    };
    let allow = form_to_app(&state, &registrant.next).await;
    Ok(render::page_allowing(visitor, &page, allow))
}

/// `GET /register/choose`: "I want to set up a different method".
async fn choose(State(state): State<AppState>, look: Look) -> Result<Response, PageError> {
    let Look { visitor, registrant } = look;
    registrant.placed()?;
    let w = RegisterTexts::of(visitor.lang);
    let page = ChoosePage {
        csrf: visitor.csrf(&state),
        next: registrant.next.as_str().to_owned(),
        back: registrant.here(),
        ways: registrant
            .offers
            .iter()
            .map(|offered| offered.choice(w))
            .collect(),
        frame: Frame::of(&visitor, registrant.page("/register/choose")),
        w,
    };
    Ok(render::page_allowing(visitor, &page, Allow::default()))
}

/// `POST …/start`: every choice is a form; of these it only leads on.
fn lead_on(
    path: &'static str,
) -> impl Fn(Step) -> std::future::Ready<Response> + Clone + Send + Sync + 'static {
    move |step: Step| std::future::ready(render::redirect(step.visitor, &step.registrant.page(path)))
}

/// `GET /register/added`: back from a page elsewhere, with or without what was asked.
async fn added(State(state): State<AppState>, look: Look) -> Result<Response, PageError> {
    go_on(&state, look.visitor, &look.registrant).await
}

/// `GET /register/done`: what was set up.
async fn done(State(state): State<AppState>, look: Look) -> Result<Response, PageError> {
    list(&state, look.visitor, &look.registrant, true).await
}

/// `POST /register/skip` (B-94, B-95).
async fn skip(
    State(state): State<AppState>,
    client: ClientAddress,
    step: Step,
) -> Result<Response, PageError> {
    let Step {
        visitor, registrant, ..
    } = step;
    if !registrant.requirement.is_skippable {
        return Err(PageError::BadRequest);
    }
    let now_ms = state.now_ms();
    let rules = &registrant.registered.rules;
    let requirement = &registrant.requirement;
    required::snooze(&state.db, now_ms, registrant.user.id, rules, requirement).await?;
    let event = registrant.event("registration.skipped", client);
    audit::record(&state.db, now_ms, event).await?;
    Ok(render::redirect(visitor, registrant.next.as_str()))
}

/// `POST /register/confirm`: "Looks good" (B-93).
async fn confirm(
    State(state): State<AppState>,
    client: ClientAddress,
    step: Step,
) -> Result<Response, PageError> {
    let Step {
        visitor, registrant, ..
    } = step;
    let now_ms = state.now_ms();
    required::confirm(&state.db, now_ms, registrant.user.id).await?;
    let event = registrant.event("registration.confirmed", client);
    audit::record(&state.db, now_ms, event).await?;
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
            let stops = stops(state, visitor, user, registered, &requirement).await?;
            if !stops {
                tracing::warn!(user = %user.id, "the policy asks for a method that it lets nobody register");
            }
            stops
        }
        // Nobody is stopped for something that cannot be done here.
        Asked::Recommended => {
            let is_here = registered.rules.registration.is_trusted(visitor.address);
            is_here && can_go_on(state, visitor, user, &requirement).await?
        }
    })
}

/// Whether nothing goes on before something is registered. What cannot be done here stops nobody, except for the second
/// factor that the organization asks of everybody.
pub(super) async fn stops(
    state: &AppState,
    visitor: &Visitor,
    user: &user::Model,
    registered: &Registered,
    requirement: &Requirement,
) -> Result<bool, PageError> {
    if requirement.asked != Asked::Required {
        return Ok(false);
    }
    let has_to = registered.situation.always && !registered.situation.has_second_factor();
    Ok(has_to || can_go_on(state, visitor, user, requirement).await?)
}

/// Whether something that is asked can be set up here, wherever "here" is.
async fn can_go_on(
    state: &AppState,
    visitor: &Visitor,
    user: &user::Model,
    requirement: &Requirement,
) -> Result<bool, PageError> {
    let session = visitor.session.as_ref();
    let used_a_pass = session.is_some_and(|session| session.proof.amr.has("tap"));
    let holding = Holding::of(state, user, used_a_pass).await?;
    let offers = offers(&holding, requirement);
    Ok(offers.iter().any(|offered| offered.why_not.is_none()))
}

/// After a method was set up with a code or an answer of its own. Of somebody who had no second factor that is one of
/// this sign-in. It makes no proof newer: whoever sits here chose the method.
async fn proved(
    state: &AppState,
    mut visitor: Visitor,
    registrant: &Registrant,
    way: Way,
) -> Result<Response, PageError> {
    if !registrant.registered.situation.has_second_factor() {
        count_as_factor(state, &mut visitor, way).await?;
    }
    go_on(state, visitor, registrant).await
}

/// Notes another factor in the session, as old as what it has proven.
async fn count_as_factor(state: &AppState, visitor: &mut Visitor, way: Way) -> Result<(), PageError> {
    let session = visitor.session.as_ref().ok_or(PageError::Stale)?;
    let proven = session.proof.proven().and(way);
    if visitor.prove(state, &proven, None).await? {
        Ok(())
    } else {
        Err(PageError::Stale)
    }
}

/// After a method was added: the next one, or the end.
async fn go_on(state: &AppState, visitor: Visitor, registrant: &Registrant) -> Result<Response, PageError> {
    let user = &registrant.user;
    let registered = gate::registered(state, &visitor, user).await?;
    let requirement = Requirement::of(&state.db, state.now_ms(), user, &registered).await?;
    let to = if can_go_on(state, &visitor, user, &requirement).await? {
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
    let methods = registrant.registered.methods.iter();
    let methods = methods.filter_map(|row| listed(w, row));
    let email = registrant.holding.email.as_ref().map(|row| Listed {
        icon: "mail",
        name: w.kind_email,
        value: Some(row.email_address.clone()),
    });
    let page = ListPage {
        csrf: visitor.csrf(state),
        is_done,
        next: registrant.next.as_str().to_owned(),
        methods: methods.chain(email).collect(),
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
