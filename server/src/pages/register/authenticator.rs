//! A phone that is asked with a number to match (B-51 … B-56): the QR code, then its test.

use axum::extract::{Path, State};
use axum::response::Response;

use super::arrive::{Look, Registrant, Step};
use super::offers::Offer;
use super::texts::RegisterTexts;
use super::waiting::{self, Scan, UNANSWERED, WaitPage, Waited};
use super::{qr, ticket};
use crate::audit;
use crate::auth::ClientAddress;
use crate::methods::approval;
use crate::methods::kind::MethodKind;
use crate::pages::error::PageError;
use crate::pages::render;
use crate::pages::visitor::Visitor;
use crate::secrets;
use crate::state::AppState;
use crate::store::entities::method_registration::Model;

const PATH: &str = "/register/authenticator";

/// `POST /register/authenticator`: a fresh code to scan.
pub(in crate::pages) async fn start(
    State(state): State<AppState>,
    client: ClientAddress,
    step: Step,
) -> Result<Response, PageError> {
    let Step {
        visitor, registrant, ..
    } = step;
    registrant.offers(Offer::Authenticator)?;
    registrant.count(&state, "authenticator_registration").await?;
    let begun = approval::start(&state, &registrant.user, None).await?;
    let event = registrant.of_method("registration.started", MethodKind::Authenticator, client);
    audit::record(&state.db, state.now_ms(), event).await?;
    Ok(scan(&state, visitor, &registrant, &begun.row, begun.token))
}

/// `GET /register/authenticator/{ticket}`: how it stands.
pub(in crate::pages) async fn follow(
    State(state): State<AppState>,
    waited: Waited,
) -> Result<Response, PageError> {
    tell(&state, waited.visitor, &waited.registrant, &waited.row).await
}

/// `POST /register/authenticator/{ticket}`: "Continue", with the code to scan when it was not scanned yet.
pub(in crate::pages) async fn go_on(
    State(state): State<AppState>,
    Path(ticket): Path<String>,
    step: Step,
) -> Result<Response, PageError> {
    let Step {
        visitor,
        registrant,
        form,
    } = step;
    let row = find(&state, &visitor, &registrant, &ticket).await?;
    let token = form.get("token").unwrap_or_default();
    let is_its = row.token_hash.as_deref() == Some(secrets::token_hash(token).as_str());
    if row.state == "awaitingScan" && is_its && waiting::is_running(&row, state.now_ms()) {
        return Ok(scan(&state, visitor, &registrant, &row, token.to_owned()));
    }
    let path = format!("{PATH}/{ticket}");
    Ok(render::redirect(visitor, &registrant.page(&path)))
}

/// `POST /register/authenticator/{ticket}/again`: the test once more.
pub(in crate::pages) async fn again(
    State(state): State<AppState>,
    Path(ticket): Path<String>,
    step: Step,
) -> Result<Response, PageError> {
    let Step {
        visitor, registrant, ..
    } = step;
    let row = find(&state, &visitor, &registrant, &ticket).await?;
    if row.state == "awaitingApproval" && waiting::is_running(&row, state.now_ms()) {
        registrant.count(&state, "authenticator_test").await?;
        // When it is too soon the page says so.
        let _too_soon = approval::resend(&state, &row).await?;
    }
    let path = format!("{PATH}/{ticket}");
    Ok(render::redirect(visitor, &registrant.page(&path)))
}

async fn find(
    state: &AppState,
    visitor: &Visitor,
    registrant: &Registrant,
    ticket: &str,
) -> Result<Model, PageError> {
    let id = ticket::read(state, visitor, ticket)?;
    let row = approval::find(state, &registrant.user, id).await?;
    row.ok_or(PageError::NotFound)
}

fn scan(state: &AppState, visitor: Visitor, registrant: &Registrant, row: &Model, token: String) -> Response {
    let w = RegisterTexts::of(visitor.lang);
    let path = format!("{PATH}/{}", ticket::issue(state, &visitor, row.id));
    // In the fragment, which no server gets to see.
    let address = state.config.address(&format!("/approve#e={token}"));
    let page = WaitPage {
        title: w.authenticator_title,
        lead: w.authenticator_lead.to_owned(),
        scan: Some(Scan {
            qr: qr::draw(&address),
            address,
            token,
        }),
        ..WaitPage::of(state, &visitor, registrant, &path, row)
    };
    waiting::show(visitor, &page)
}

async fn tell(
    state: &AppState,
    visitor: Visitor,
    registrant: &Registrant,
    row: &Model,
) -> Result<Response, PageError> {
    let w = RegisterTexts::of(visitor.lang);
    let path = format!("{PATH}/{}", ticket::issue(state, &visitor, row.id));
    let stage = waiting::stage(state, row).await?;
    if stage == "completed" {
        return super::go_on(state, visitor, registrant).await;
    }
    let page = WaitPage {
        title: w.authenticator_title,
        ..WaitPage::of(state, &visitor, registrant, &path, row)
    };
    let page = match stage.as_str() {
        "awaitingScan" => WaitPage {
            lead: w.authenticator_scan.to_owned(),
            anew: Some(PATH),
            ..page
        },
        "awaitingApproval" => WaitPage {
            lead: w.authenticator_test.to_owned(),
            number: approval::number(state, row).await?,
            again: Some(w.authenticator_again),
            ..page
        },
        UNANSWERED => WaitPage {
            lead: w.authenticator_test.to_owned(),
            problem: Some(w.test_unanswered),
            watch: None,
            again: Some(w.authenticator_again),
            ..page
        },
        ended => WaitPage {
            lead: w.nothing_added.to_owned(),
            problem: Some(match (ended, row.reason.as_deref()) {
                ("declined", _) => w.test_declined,
                (_, Some("limitReached")) => w.limit,
                _ => w.over,
            }),
            watch: None,
            anew: Some(PATH),
            wait: None,
            ..page
        },
    };
    Ok(waiting::show(visitor, &page))
}

/// `GET /register/authenticator`: after switching the language, say; its first page is made by a form.
pub(in crate::pages) async fn show(look: Look) -> Response {
    let Look { visitor, registrant } = look;
    render::redirect(visitor, &registrant.page("/register/choose"))
}
