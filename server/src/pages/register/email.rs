//! An e-mail address, for resetting the password (B-43 … B-50).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::arrive::{Around, Look, Registrant, Step};
use super::code::CodePage;
use super::offers::Offer;
use super::texts::RegisterTexts;
use super::ticket;
use crate::auth::ClientAddress;
use crate::methods::email::{self, AddressFault, EmailError};
use crate::pages::error::{PageError, minutes};
use crate::pages::render::{self, Allow, Frame};
use crate::pages::visitor::Visitor;
use crate::state::AppState;
use crate::store::entities::email_challenge::Model;

const PATH: &str = "/register/email";

#[derive(Template)]
#[template(path = "register-email.html")]
struct EmailPage {
    frame: Frame,
    w: &'static RegisterTexts,
    around: Around,
    address: String,
    problem: Option<String>,
}

/// `GET /register/email`
pub(in crate::pages) async fn show(State(state): State<AppState>, look: Look) -> Result<Response, PageError> {
    let Look { visitor, registrant } = look;
    registrant.offers(Offer::Email)?;
    Ok(page(&state, visitor, &registrant, String::new(), None))
}

/// `POST /register/email`: mails the code.
pub(in crate::pages) async fn start(
    State(state): State<AppState>,
    client: ClientAddress,
    step: Step,
) -> Result<Response, PageError> {
    let Step {
        visitor,
        registrant,
        form,
    } = step;
    registrant.offers(Offer::Email)?;
    let typed = form.get("address").unwrap_or_default();
    match email::ask(&state, registrant.asker(&visitor, client), typed, false).await {
        Ok(row) => {
            let path = format!("{PATH}/{}", ticket::issue(&state, &visitor, row.id));
            Ok(render::redirect(visitor, &registrant.page(&path)))
        }
        Err(error) => {
            let problem = Some(problem(RegisterTexts::of(visitor.lang), error)?);
            let typed = typed.chars().take(254).collect();
            Ok(page(&state, visitor, &registrant, typed, problem))
        }
    }
}

/// `GET /register/email/{ticket}`
pub(in crate::pages) async fn follow(
    State(state): State<AppState>,
    Path(ticket): Path<String>,
    look: Look,
) -> Result<Response, PageError> {
    let Look { visitor, registrant } = look;
    match find(&state, &visitor, &registrant, &ticket).await? {
        Some(row) => Ok(code_page(&state, visitor, &registrant, &row, &ticket, None)),
        None => over(&state, visitor, &registrant),
    }
}

/// `POST /register/email/{ticket}`: the code.
pub(in crate::pages) async fn confirm(
    State(state): State<AppState>,
    client: ClientAddress,
    Path(ticket): Path<String>,
    step: Step,
) -> Result<Response, PageError> {
    let Step {
        visitor,
        registrant,
        form,
    } = step;
    let Some(row) = find(&state, &visitor, &registrant, &ticket).await? else {
        return over(&state, visitor, &registrant);
    };
    registrant.placed()?;
    let typed = form.get("code").unwrap_or_default();
    match email::confirm(&state, registrant.asker(&visitor, client), &row, typed).await {
        Ok(_) => super::go_on(&state, visitor, &registrant).await,
        Err(error) => refused(&state, visitor, &registrant, &row, &ticket, error),
    }
}

/// `POST /register/email/{ticket}/again`
pub(in crate::pages) async fn again(
    State(state): State<AppState>,
    client: ClientAddress,
    Path(ticket): Path<String>,
    step: Step,
) -> Result<Response, PageError> {
    let Step {
        visitor, registrant, ..
    } = step;
    let Some(row) = find(&state, &visitor, &registrant, &ticket).await? else {
        return over(&state, visitor, &registrant);
    };
    match email::ask_again(&state, registrant.asker(&visitor, client), &row).await {
        Ok(row) => Ok(code_page(&state, visitor, &registrant, &row, &ticket, None)),
        Err(error) => refused(&state, visitor, &registrant, &row, &ticket, error),
    }
}

/// None when it was used, or another window began anew.
async fn find(
    state: &AppState,
    visitor: &Visitor,
    registrant: &Registrant,
    ticket: &str,
) -> Result<Option<Model>, PageError> {
    let id = ticket::read(state, visitor, ticket)?;
    Ok(email::find(state, &registrant.user, id).await?)
}

/// On, when the address is there all the same; else at the address again.
fn over(state: &AppState, visitor: Visitor, registrant: &Registrant) -> Result<Response, PageError> {
    if registrant.holding.email.is_some() {
        return Ok(render::redirect(visitor, &registrant.page("/register/done")));
    }
    let problem = Some(RegisterTexts::of(visitor.lang).over.to_owned());
    Ok(page(state, visitor, registrant, String::new(), problem))
}

fn refused(
    state: &AppState,
    visitor: Visitor,
    registrant: &Registrant,
    row: &Model,
    ticket: &str,
    error: EmailError,
) -> Result<Response, PageError> {
    let goes_on = match error {
        EmailError::WrongCode { tries_remaining } => tries_remaining > 0,
        EmailError::TooMany(_) | EmailError::NotSent => true,
        _ => false,
    };
    let problem = Some(problem(RegisterTexts::of(visitor.lang), error)?);
    if goes_on {
        return Ok(code_page(state, visitor, registrant, row, ticket, problem));
    }
    let address = row.email_address.clone();
    Ok(page(state, visitor, registrant, address, problem))
}

fn problem(w: &RegisterTexts, error: EmailError) -> Result<String, PageError> {
    Ok(match error {
        EmailError::Address(AddressFault::Invalid) => w.address_invalid.to_owned(),
        EmailError::Address(AddressFault::Work) => w.address_work.to_owned(),
        EmailError::Address(AddressFault::DomainNotAllowed) => w.address_domain.to_owned(),
        EmailError::NotAddable(why) => w.why_not(why).to_owned(),
        EmailError::TooMany(wait) => w.mail_limit.replace("{minutes}", &minutes(wait)),
        EmailError::NotSent => w.mail_not_sent.to_owned(),
        EmailError::WrongCode { tries_remaining } if tries_remaining > 0 => {
            w.wrong_sent.replace("{count}", &tries_remaining.to_string())
        }
        EmailError::WrongCode { .. }
        | EmailError::Expired
        | EmailError::Gone
        | EmailError::NoMethod
        | EmailError::AlreadyRegistered => w.over.to_owned(),
        EmailError::Database(error) => return Err(error.into()),
    })
}

fn code_page(
    state: &AppState,
    visitor: Visitor,
    registrant: &Registrant,
    row: &Model,
    ticket: &str,
    problem: Option<String>,
) -> Response {
    let w = RegisterTexts::of(visitor.lang);
    let path = format!("{PATH}/{ticket}");
    let page = CodePage {
        title: w.email_title,
        lead: w.mail_sent.replace("{to}", &row.email_address),
        hint: w.mail_hint,
        problem,
        ..CodePage::of(state, &visitor, registrant, &path, Some(row.resend_after_at))
    };
    render::page_allowing(visitor, &page, Allow::default())
}

fn page(
    state: &AppState,
    visitor: Visitor,
    registrant: &Registrant,
    address: String,
    problem: Option<String>,
) -> Response {
    let page = EmailPage {
        around: Around::of(state, &visitor, registrant),
        address,
        problem,
        frame: Frame::of(&visitor, registrant.page(PATH)),
        w: RegisterTexts::of(visitor.lang),
    };
    render::page_allowing(visitor, &page, Allow::default())
}
