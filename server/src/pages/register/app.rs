//! Setting up an authenticator app (B-51 … B-53, B-57).

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use qrcode::{Color, EcLevel, QrCode};
use sea_orm::EntityTrait;
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::texts::RegisterTexts;
use super::{Offer, Registrant, arrive, count_as_factor, go_on};
use crate::audit;
use crate::auth::ClientAddress;
use crate::authority::second_factor::Way;
use crate::methods::kind::MethodKind;
use crate::methods::totp::{self, Confirmed};
use crate::pages::checked_form::CheckedForm;
use crate::pages::error::PageError;
use crate::pages::render::{self, Allow, Frame};
use crate::pages::visitor::Visitor;
use crate::rate_limit::{self, Limit};
use crate::state::AppState;
use crate::store::entities::tenant;

/// Attempts of one person: more is a program.
const LIMIT: Limit = Limit {
    hits: 30,
    window: std::time::Duration::from_secs(3600),
};

#[derive(Template)]
#[template(path = "register-app.html")]
struct AppPage {
    frame: Frame,
    w: &'static RegisterTexts,
    csrf: String,
    next: String,
    choose: String,
    has_others: bool,
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

struct Qr {
    size: usize,
    path: String,
}

/// `POST /register/app`: a fresh secret.
pub(in crate::pages) async fn start(
    State(state): State<AppState>,
    client: ClientAddress,
    CheckedForm { visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    let (visitor, registrant) = match arrive(&state, visitor, form.get("next")).await? {
        Ok(arrived) => arrived,
        Err(elsewhere) => return Ok(elsewhere),
    };
    registrant.offers(Offer::App)?;
    let now_ms = state.now_ms();
    let bucket = format!("oath_registration:{}", registrant.user.id);
    rate_limit::hit(&state.db, now_ms, &bucket, LIMIT)
        .await?
        .map_err(|limited| PageError::TooMany(limited.retry_after))?;
    let tenant = tenant::Entity::find_by_id(registrant.user.tenant_id)
        .one(&state.db)
        .await?;
    let tenant = tenant.ok_or(PageError::Server)?;
    let (row, enrolment) = totp::begin(&state, &registrant.user, &tenant, None).await?;
    audit::record(
        &state.db,
        now_ms,
        registrant.event("registration.started", client),
    )
    .await?;
    let secret = Secret {
        qr: qr(enrolment.uri.expose_secret()),
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
    CheckedForm { visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    let (mut visitor, registrant) = match arrive(&state, visitor, form.get("next")).await? {
        Ok(arrived) => arrived,
        Err(elsewhere) => return Ok(elsewhere),
    };
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
            Some(w.app_over.to_owned()),
        ))
    };
    let row = totp::find(&state, &registrant.user, id).await?;
    let Some(row) = row.filter(|row| row.state == totp::AWAITING && row.expires_at > state.now_ms()) else {
        return over(visitor);
    };
    let typed = form.get("code").unwrap_or_default();
    let added = registrant.added(MethodKind::SoftwareOath, client);
    match totp::confirm(&state, &registrant.user, added, &row, typed, None).await? {
        Confirmed::Method(_) => {
            // Whoever had none and set it up need not enter another code.
            count_as_factor(&state, &mut visitor, &registrant, Way::Oath).await?;
            go_on(&state, visitor, &registrant).await
        }
        Confirmed::Wrong { tries_remaining } => {
            let problem = w.app_wrong.replace("{count}", &tries_remaining.to_string());
            Ok(page(&state, visitor, &registrant, Some(id), None, Some(problem)))
        }
        Confirmed::LimitReached => {
            let problem = Some(w.limit.to_owned());
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
        csrf: visitor.csrf(state),
        next: registrant.next.as_str().to_owned(),
        choose: registrant.page("/register/choose"),
        has_others: registrant.offers.len() > 1,
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

/// The QR code as one path of squares; none when the address is too long for one.
fn qr(address: &str) -> Option<Qr> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
    let size = code.width();
    let mut path = String::new();
    for (row, modules) in code.to_colors().chunks(size).enumerate() {
        for (column, module) in modules.iter().enumerate() {
            if *module == Color::Dark {
                path.push_str(&format!("M{column} {row}h1v1h-1z"));
            }
        }
    }
    Some(Qr { size, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_shown_in_groups_of_four() {
        assert_eq!(in_groups("ABCDEFGHIJ"), "ABCD EFGH IJ");
        assert_eq!(in_groups(""), "");
    }

    #[test]
    fn the_code_is_drawn_whole() {
        let drawn = qr("otpauth://totp/a:b?secret=ABC").unwrap();
        let code = QrCode::with_error_correction_level("otpauth://totp/a:b?secret=ABC", EcLevel::M).unwrap();
        let dark = code
            .to_colors()
            .iter()
            .filter(|color| **color == Color::Dark)
            .count();
        assert_eq!(
            (drawn.size, drawn.path.matches('M').count()),
            (code.width(), dark)
        );
        assert!(qr(&"x".repeat(10_000)).is_none());
    }
}
