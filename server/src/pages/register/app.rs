//! Setting up an authenticator app (B-51 … B-53, B-57).

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::arrive::{Around, Registrant, Step};
use super::offers::Offer;
use super::qr::{self, Qr};
use super::texts::RegisterTexts;
use crate::audit;
use crate::auth::ClientAddress;
use crate::authority::second_factor::Way;
use crate::methods::kind::MethodKind;
use crate::methods::offer::NotAddable;
use crate::methods::totp::{self, Confirmed};
use crate::pages::error::PageError;
use crate::pages::render::{self, Allow, Frame};
use crate::pages::visitor::Visitor;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "register-app.html")]
struct AppPage {
    frame: Frame,
    w: &'static RegisterTexts,
    around: Around,
    registration: Option<Uuid>,
    /// Shown once: on a page after a wrong code it is in the app already.
    secret: Option<Secret>,
    problem: Option<String>,
}

struct Secret {
    qr: Option<Qr>,
    account: String,
    key: String,
}

/// `POST /register/app`: a fresh secret.
pub(in crate::pages) async fn start(
    State(state): State<AppState>,
    client: ClientAddress,
    step: Step,
) -> Result<Response, PageError> {
    let Step {
        visitor, registrant, ..
    } = step;
    registrant.offers(Offer::App)?;
    registrant.count(&state, "oath_registration").await?;
    let (row, enrolment) = totp::begin(&state, &registrant.user, &registrant.tenant, None).await?;
    let event = registrant.of_method("registration.started", MethodKind::SoftwareOath, client);
    audit::record(&state.db, state.now_ms(), event).await?;
    let secret = Secret {
        qr: qr::draw(enrolment.uri.expose_secret()),
        account: format!("{} ({})", enrolment.account_name, enrolment.issuer),
        key: in_groups(enrolment.secret_key.expose_secret()),
    };
    Ok(page(
        &state,
        visitor,
        &registrant,
        Some(row.id),
        Some(secret),
        None,
    ))
}

/// `POST /register/app/confirm`: the first code of the app.
pub(in crate::pages) async fn confirm(
    State(state): State<AppState>,
    client: ClientAddress,
    step: Step,
) -> Result<Response, PageError> {
    let Step {
        visitor,
        registrant,
        form,
    } = step;
    registrant.offers(Offer::App)?;
    let w = RegisterTexts::of(visitor.lang);
    let id = form.get("registration").and_then(|id| Uuid::try_parse(id).ok());
    let id = id.ok_or(PageError::BadRequest)?;
    let over = |visitor| {
        Ok(page(
            &state,
            visitor,
            &registrant,
            None,
            None,
            Some(w.over.to_owned()),
        ))
    };
    let row = totp::find(&state, &registrant.user, id).await?;
    let Some(row) = row.filter(|row| row.state == totp::AWAITING && row.expires_at > state.now_ms()) else {
        return over(visitor);
    };
    let typed = form.get("code").unwrap_or_default();
    let added = registrant.of_method("method.added", MethodKind::SoftwareOath, client);
    match totp::confirm(&state, &registrant.user, added, &row, typed, None).await? {
        Confirmed::Method(_) => super::proved(&state, visitor, &registrant, Way::Oath).await,
        Confirmed::Wrong { tries_remaining } => {
            let problem = w.wrong.replace("{count}", &tries_remaining.to_string());
            Ok(page(&state, visitor, &registrant, Some(id), None, Some(problem)))
        }
        Confirmed::NotAddable(why) => {
            let problem = match why {
                NotAddable::LimitReached => w.limit,
                why => w.why_not(why),
            };
            let problem = Some(problem.to_owned());
            Ok(page(&state, visitor, &registrant, None, None, problem))
        }
        Confirmed::TooManyTries | Confirmed::Gone => over(visitor),
    }
}

fn page(
    state: &AppState,
    visitor: Visitor,
    registrant: &Registrant,
    registration: Option<Uuid>,
    secret: Option<Secret>,
    problem: Option<String>,
) -> Response {
    let page = AppPage {
        around: Around::of(state, &visitor, registrant),
        registration,
        secret,
        problem,
        frame: Frame::of(&visitor, registrant.here()),
        w: RegisterTexts::of(visitor.lang),
    };
    render::page_allowing(visitor, &page, Allow::default())
}

/// A key as people type it: groups of four.
fn in_groups(key: &str) -> String {
    let characters: Vec<char> = key.chars().collect();
    let groups: Vec<String> = characters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_shown_in_groups_of_four() {
        assert_eq!(in_groups("ABCDEFGHIJ"), "ABCD EFGH IJ");
        assert_eq!(in_groups(""), "");
    }
}
