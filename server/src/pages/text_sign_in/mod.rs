//! `/signin/text`: a phone number in the place of the user name, and the code of a text in that of the password (B-66).
//! Whether the number is anybody's does not show: page, status, limits and work are the same for each, and who it is
//! turns out in the background and after a right code.

mod row;
mod texts;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use secrecy::{ExposeSecret, SecretString};

use self::row::Model;
use self::texts::TextSignInTexts;
use super::checked_form::CheckedForm;
use super::error::{PageError, minutes};
use super::history::{self, Try};
use super::next::Next;
use super::register;
use super::render::{self, Frame};
use super::signin;
use super::verify::{self, VerifyTexts};
use super::visitor::Visitor;
use crate::audit::{self, Event};
use crate::auth::ClientAddress;
use crate::authority::lockout;
use crate::authority::second_factor::{Proven, Way};
use crate::mail::MailLanguage;
use crate::methods::sms;
use crate::methods::text_sign_in::Realm;
use crate::pages::texts::Lang;
use crate::rate_limit::{self, Limit};
use crate::sign_ins::Outcome;
use crate::state::AppState;
use crate::store::entities::{security_method, user};

/// Where it is.
pub(super) const PATH: &str = "/signin/text";

const HOUR: std::time::Duration = std::time::Duration::from_secs(3600);
/// Codes asked for one number here, whether it is anybody's or not. What its owner asks for is counted elsewhere.
const PER_NUMBER: Limit = Limit {
    hits: 6,
    window: HOUR,
};
/// Codes asked from one address, for whatever numbers.
const PER_CLIENT: Limit = Limit {
    hits: 60,
    window: HOUR,
};
/// The longest code that is looked at, in bytes.
const LONGEST: usize = 64;

/// What was typed on the sign-in page.
pub(super) struct Beginning {
    /// E.164.
    pub(super) number: String,
    pub(super) keep: bool,
    pub(super) next: Option<Next>,
}

#[derive(Template)]
#[template(path = "text-sign-in.html")]
struct CodePage {
    frame: Frame,
    w: &'static TextSignInTexts,
    csrf: String,
    problem: Option<String>,
    lead: String,
    wait: Option<String>,
    back: String,
}

/// A number was typed: sends the first code to whoever it belongs to.
pub(super) async fn begin(
    state: &AppState,
    mut visitor: Visitor,
    client: ClientAddress,
    Beginning { number, keep, next }: Beginning,
) -> Result<Response, PageError> {
    signin::count(state, state.now_ms(), client).await?;
    let number_mac = row::number_mac(state, &number);
    if let Err(wait) = count(state, client, &number_mac).await? {
        let problem = visitor.texts().signin_text_limit;
        let problem = problem.replace("{minutes}", &minutes(wait));
        return signin::answer(state, visitor, next, number, keep, Some(problem)).await;
    }
    let request = match next.as_ref().and_then(Next::authorization_request) {
        Some((tenant, query)) => {
            crate::authority::authorize::AuthorizationRequest::read(state, tenant, query)
                .await
                .ok()
        }
        None => None,
    };
    let wish = row::Wish {
        number: &number,
        number_mac,
        tenant_id: request.map(|request| request.tenant.id),
        keep,
        next: next.as_ref().map_or("/", Next::as_str).to_owned(),
    };
    let (row, code) = row::begin(state, &mut visitor, wish).await?;
    send(state, &visitor, &row, number, code);
    Ok(render::redirect(visitor, PATH))
}

/// `GET /signin/text`
pub(super) async fn show(State(state): State<AppState>, visitor: Visitor) -> Result<Response, PageError> {
    match row::find(&state, &visitor).await? {
        Some(row) => page(&state, visitor, &row, None).await,
        None => Ok(too_late(visitor)),
    }
}

/// `POST /signin/text/again`: another code.
pub(super) async fn send_again(
    State(state): State<AppState>,
    client: ClientAddress,
    CheckedForm { visitor, .. }: CheckedForm,
) -> Result<Response, PageError> {
    let Some(row) = row::find(&state, &visitor).await? else {
        return Ok(too_late(visitor));
    };
    if row.is_cooling_down(state.now_ms()) {
        // The page says when it can be sent again.
        return Ok(render::redirect(visitor, PATH));
    }
    if let Err(wait) = count(&state, client, &row.number_mac).await? {
        let problem = VerifyTexts::of(visitor.lang).text_limit;
        let problem = problem.replace("{minutes}", &minutes(wait));
        return page(&state, visitor, &row, Some(problem)).await;
    }
    if let Some(code) = row::renew(&state, &row).await? {
        let number = row.number(&state)?;
        send(&state, &visitor, &row, number, code);
    }
    Ok(render::redirect(visitor, PATH))
}

/// `POST /signin/text`: the code.
pub(super) async fn submit(
    State(state): State<AppState>,
    client: ClientAddress,
    CheckedForm { mut visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    let Some(row) = row::find(&state, &visitor).await? else {
        return Ok(too_late(visitor));
    };
    let w = VerifyTexts::of(visitor.lang);
    let typed = form.require_secret("code").ok();
    let typed = typed.filter(|typed| typed.expose_secret().len() <= LONGEST);
    let Some(typed) = typed.filter(|typed| !typed.expose_secret().trim().is_empty()) else {
        return page(&state, visitor, &row, Some(w.empty.to_owned())).await;
    };
    let now_ms = state.now_ms();
    let lock = state.secrets.mac("text sign-in lock", &[&row.number_mac]);
    if let Err(wait) = lockout::take_try(&state.db, now_ms, &lock).await? {
        let problem = w.locked.replace("{minutes}", &minutes(wait));
        return page(&state, visitor, &row, Some(problem)).await;
    }
    let Some(left) = row::take_try(&state.db, &row).await? else {
        return page(&state, visitor, &row, Some(w.code_spent.to_owned())).await;
    };
    let is_right = row.is_code(&state, &typed);
    let problem = match person(&state, &row, is_right).await? {
        Some(_) if row.is_over(now_ms) => w.expired,
        Some((user, phone)) => {
            // Of two requests with a right code one goes on.
            if !row::end(&state, &mut visitor, &row).await? {
                return Err(PageError::Stale);
            }
            lockout::succeeded(&state.db, &lock).await?;
            security_method::Entity::update_many()
                .col_expr(security_method::Column::LastUsedAt, Expr::value(Some(now_ms)))
                .filter(security_method::Column::Id.eq(phone.id))
                .exec(&state.db)
                .await?;
            let proven = Proven::by(Way::Text);
            return verify::continue_sign_in(&state, visitor, client, user, proven, row.keep, row.next).await;
        }
        None if left <= 0 => w.code_spent,
        None => w.wrong,
    };
    let tried = Try {
        at: now_ms,
        client,
        user_agent: visitor.user_agent(),
        next: row.next.clone(),
    };
    let (db, tenant_id, number) = (state.db.clone(), row.tenant_id, row.number(&state)?);
    history::note_apart(&state, tried, Outcome::WrongPassword, async move {
        let found = Realm::of(&db, tenant_id).await?.find(&db, &number).await?;
        Ok(found.map(|(user, _)| user))
    });
    let event = Event {
        kind: "sign_in.failed",
        address: Some(client.0.to_string()),
        detail: vec![("asked", Way::Text.reference().to_owned())],
        ..Event::default()
    };
    audit::record(&state.db, now_ms, event).await?;
    page(&state, visitor, &row, Some(problem.to_owned())).await
}

/// Who the number belongs to now, when the code was right. What was turned off since it was sent is off.
async fn person(
    state: &AppState,
    row: &Model,
    is_right: bool,
) -> Result<Option<(user::Model, security_method::Model)>, PageError> {
    if !is_right {
        return Ok(None);
    }
    let realm = Realm::of(&state.db, row.tenant_id).await?;
    let found = realm.find(&state.db, &row.number(state)?).await?;
    Ok(found.filter(|(user, _)| user.sign_in_valid_from <= row.created_at))
}

/// Sends a code to the number, when it is somebody's; nobody waits for it and nothing tells.
fn send(state: &AppState, visitor: &Visitor, row: &Model, number: String, code: SecretString) {
    let language = match visitor.lang {
        Lang::Nl => MailLanguage::Dutch,
        Lang::En => MailLanguage::English,
    };
    let tenant_id = row.tenant_id;
    let sending = state.clone();
    state.background.run(async move {
        let found = async {
            let realm = Realm::of(&sending.db, tenant_id).await?;
            realm.find(&sending.db, &number).await
        };
        let (user, phone) = match found.await {
            Ok(Some(found)) => found,
            Ok(None) => return,
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the database failed");
                return;
            }
        };
        if let Err(not_sent) = sms::send_to_user_name(&sending, &user, &phone, language, &code).await {
            tracing::warn!(user = %user.id, ?not_sent, "a code to sign in with was not sent");
        }
    });
}

/// Counts one code that is asked for.
async fn count(
    state: &AppState,
    client: ClientAddress,
    number_mac: &str,
) -> Result<Result<(), std::time::Duration>, PageError> {
    let now_ms = state.now_ms();
    for (bucket, limit) in [
        (format!("text sign-in:client:{}", client.0), PER_CLIENT),
        (format!("text sign-in:number:{number_mac}"), PER_NUMBER),
    ] {
        if let Err(limited) = rate_limit::hit(&state.db, now_ms, &bucket, limit).await? {
            return Ok(Err(limited.retry_after));
        }
    }
    Ok(Ok(()))
}

async fn page(
    state: &AppState,
    visitor: Visitor,
    row: &Model,
    problem: Option<String>,
) -> Result<Response, PageError> {
    let w = TextSignInTexts::of(visitor.lang);
    let seconds = row.seconds_to_wait(state.now_ms());
    let wait = VerifyTexts::of(visitor.lang).wait_to_resend;
    let next = Next::parse(&row.next).ok_or(PageError::Server)?;
    let page = CodePage {
        csrf: visitor.csrf(state),
        problem,
        lead: w.lead.replace("{number}", &row.number(state)?),
        wait: (seconds > 0).then(|| wait.replace("{seconds}", &seconds.to_string())),
        back: format!("/signin?next={}", Next::encode(&row.next)),
        frame: Frame::of(&visitor, PATH),
        w,
    };
    let allow = register::form_to_app(state, &next).await;
    Ok(render::page_allowing(visitor, &page, allow))
}

fn too_late(visitor: Visitor) -> Response {
    render::redirect(visitor, "/signin?because=late")
}
