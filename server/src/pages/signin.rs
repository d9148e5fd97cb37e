//! `/signin`: name and password, a Temporary Access Pass, or a phone number that a code is texted to.

use std::sync::LazyLock;
use std::time::Duration;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::sync::Semaphore;

use super::checked_form::CheckedForm;
use super::error::{PageError, minutes};
use super::history::{self, Try};
use super::next::Next;
use super::passkeys::{self, PasskeyTexts};
use super::recovery;
use super::render::{self, Allow, Frame};
use super::reset;
use super::text_sign_in;
use super::verify::{self, VerifyTexts};
use super::visitor::Visitor;
use crate::audit::{self, Event};
use crate::auth::ClientAddress;
use crate::authority::authorize::AuthorizationRequest;
use crate::authority::second_factor::{Proven, Way};
use crate::authority::{directory, lockout, passwords, registered};
use crate::methods::kind::MethodKind;
use crate::methods::passkey::Asked;
use crate::methods::text_sign_in::{Realm, Typed};
use crate::methods::{Verdict, tap};
use crate::passwords::typed;
use crate::rate_limit::{self, Limit};
use crate::sign_ins::Outcome;
use crate::state::AppState;
use crate::store::entities::{password, user};

/// Tries from one address, whatever the name. A whole office may share one.
const LIMIT: Limit = Limit {
    hits: 300,
    window: Duration::from_secs(10 * 60),
};
/// Each check takes 19 MiB and a core for tens of milliseconds: not more of them at once than this.
static CHECKS: Semaphore = Semaphore::const_new(4);
/// What a name without an account is checked against, so that it takes as long as any other.
static NOBODY: LazyLock<String> = LazyLock::new(|| passwords::hash("").unwrap_or_default());

#[derive(Deserialize)]
pub(super) struct Start {
    next: Option<String>,
    login_hint: Option<String>,
    /// Why the person is back here.
    because: Option<String>,
}

#[derive(Template)]
#[template(path = "signin.html")]
struct SignInPage {
    frame: Frame,
    csrf: String,
    next: String,
    user_name: String,
    keep: bool,
    problem: Option<String>,
    w: &'static PasskeyTexts,
    /// What a passkey is asked.
    passkey: Option<Asked>,
    /// Whether a phone number does as well.
    by_text: bool,
    /// Where who lost every method gets the account back (B-98).
    recovery: Option<String>,
    /// Where who forgot the password, or is locked out, gets back in (B-126).
    reset: Option<String>,
}

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(start): Query<Start>,
) -> Result<Response, PageError> {
    let next = start.next.as_deref().and_then(Next::parse);
    let user_name = start.login_hint.unwrap_or_default().chars().take(254).collect();
    let w = VerifyTexts::of(visitor.lang);
    let problem = match start.because.as_deref() {
        Some("late") => Some(w.took_too_long.to_owned()),
        Some("tries") => Some(w.too_many.to_owned()),
        Some("reported") => Some(w.reported.to_owned()),
        _ => None,
    };
    answer(&state, visitor, next, user_name, false, problem).await
}

pub(super) async fn sign_in(
    State(state): State<AppState>,
    client: ClientAddress,
    CheckedForm { visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    let next = form.get("next").and_then(Next::parse);
    let user_name = form.get("user_name").unwrap_or_default().trim().to_owned();
    let password = SecretString::from(form.get("password").unwrap_or_default());
    let keep = form.get("keep").is_some();
    let t = visitor.texts();
    let realm = realm(&state, next.as_ref()).await?;
    let problem = match realm.read(&user_name) {
        Typed::Number(number) => {
            let begun = text_sign_in::Beginning { number, keep, next };
            return text_sign_in::begin(&state, visitor, client, begun).await;
        }
        Typed::Ambiguous => Some(t.signin_number_country),
        Typed::Other if form.get("by") == Some("text") && !realm.is_empty() => Some(t.signin_number),
        Typed::Other if user_name.is_empty() || password.expose_secret().is_empty() => Some(t.signin_empty),
        Typed::Other => None,
    };
    if let Some(problem) = problem {
        return answer(&state, visitor, next, user_name, keep, Some(problem.to_owned())).await;
    }

    let now_ms = state.now_ms();
    count(&state, now_ms, client).await?;
    let key = lockout::key(&state.secrets, &user_name);
    let tried = Try {
        at: now_ms,
        client,
        user_agent: visitor.user_agent(),
        next: next.as_ref().map_or("/", Next::as_str).to_owned(),
    };
    let taken = lockout::PasswordTry::take(&state.db, &state.secrets, now_ms, &key, &password).await?;
    let taken = match taken {
        Ok(taken) => taken,
        Err(wait) => {
            let problem = t.signin_locked.replace("{minutes}", &minutes(wait));
            let (db, name) = (state.db.clone(), user_name.clone());
            let whose = async move { directory::user_by_name(&db, &name).await };
            history::note_apart(&state, tried, Outcome::Locked, whose);
            return answer(&state, visitor, next, user_name, keep, Some(problem)).await;
        }
    };
    let user = directory::user_by_name(&state.db, &user_name).await?;
    let Some((user, proven)) = prove(&state, user.clone(), password).await? else {
        history::note_apart(&state, tried, Outcome::WrongPassword, async { Ok(user) });
        let event = Event {
            kind: "sign_in.failed",
            address: Some(client.0.to_string()),
            ..Event::default()
        };
        audit::record(&state.db, now_ms, event).await?;
        taken.was_wrong(&state.db).await?;
        return answer(
            &state,
            visitor,
            next,
            user_name,
            keep,
            Some(t.signin_wrong.to_owned()),
        )
        .await;
    };
    lockout::succeeded(&state.db, &key).await?;
    let next = next.as_ref().map_or("/", Next::as_str).to_owned();
    verify::continue_sign_in(&state, visitor, client, user, proven, keep, next).await
}

/// Counts one try from an address, whatever the name.
pub(super) async fn count(state: &AppState, now_ms: i64, client: ClientAddress) -> Result<(), PageError> {
    rate_limit::hit(&state.db, now_ms, &format!("signin {}", client.0), LIMIT)
        .await?
        .map_err(|limited| PageError::TooMany(limited.retry_after))
}

/// Where a phone number is a user name: in the organization that the app asks for, when one asks.
pub(super) async fn realm(state: &AppState, next: Option<&Next>) -> Result<Realm, PageError> {
    let asked = match next.and_then(Next::authorization_request) {
        Some((tenant, query)) => AuthorizationRequest::read(state, tenant, query).await.ok(),
        None => None,
    };
    Ok(Realm::of(&state.db, asked.map(|request| request.tenant.id)).await?)
}

/// The person behind a name, when what was typed proves it: the password, or a Temporary Access Pass in its place
/// (B-96). Not when the account is turned off.
async fn prove(
    state: &AppState,
    user: Option<user::Model>,
    given: SecretString,
) -> Result<Option<(user::Model, Proven)>, PageError> {
    let by_password = check(state, user.as_ref(), given.clone()).await?;
    let user = user.filter(|user| user.is_active());
    if by_password {
        return Ok(user.map(|user| (user, Proven::by(Way::Password))));
    }
    let with_pass = match user {
        Some(user) => {
            let rules = registered::rules_of(&state.db, &user).await?;
            Some(user).filter(|_| registered::may_sign_in_with(&rules, MethodKind::TemporaryAccessPass))
        }
        None => None,
    };
    let Some(user) = with_pass else {
        tap::verify_nobodys(given.expose_secret()).await?;
        return Ok(None);
    };
    let verdict = tap::verify(state, &user, given.expose_secret()).await?;
    let proven = matches!(verdict, Verdict::Proven(_)).then(|| Proven::by(Way::TemporaryAccessPass));
    Ok(proven.map(|proven| (user, proven)))
}

/// Whether it is the password of this person. For nobody it takes as long.
pub(super) async fn check(
    state: &AppState,
    user: Option<&user::Model>,
    given: SecretString,
) -> Result<bool, PageError> {
    let row = match user {
        Some(user) => password::Entity::find_by_id(user.id).one(&state.db).await?,
        None => None,
    };
    let Some(given) = typed::prepared(&given) else {
        return Ok(false);
    };
    let looked_at = row.as_ref().map(|row| row.hash.clone());
    let turn = CHECKS.acquire().await.map_err(|_| PageError::Server)?;
    let is_right = tokio::task::spawn_blocking(move || {
        let hash = row.as_ref().map_or(NOBODY.as_str(), |row| &row.hash);
        passwords::matches(given.expose_secret(), hash) && row.is_some()
    })
    .await
    .map_err(|_| PageError::Server)?;
    drop(turn);
    let user = user.filter(|user| is_right && user.is_active());
    match (user, looked_at) {
        (Some(user), Some(hash)) => note_use(state, user, hash).await,
        _ => Ok(is_right),
    }
}

/// Notes that the password was used, for the list of methods. False when it is the person's no more: it was changed while
/// it was looked at, and whoever has the old one must not get in after that.
async fn note_use(state: &AppState, user: &user::Model, hash: String) -> Result<bool, PageError> {
    let noted = password::Entity::update_many()
        .col_expr(password::Column::LastUsedAt, Expr::value(Some(state.now_ms())))
        .filter(password::Column::UserId.eq(user.id))
        .filter(password::Column::Hash.eq(hash))
        .exec(&state.bookkeeping)
        .await?;
    Ok(noted.rows_affected == 1)
}

pub(super) async fn answer(
    state: &AppState,
    visitor: Visitor,
    next: Option<Next>,
    user_name: String,
    keep: bool,
    problem: Option<String>,
) -> Result<Response, PageError> {
    let next_text = next.as_ref().map_or("/", Next::as_str).to_owned();
    let by_text = !realm(state, next.as_ref()).await?.is_empty();
    let reset = reset::link(state, next.as_ref(), &user_name).await?;
    let recovery = recovery::page_for_anybody(state, next.as_ref(), &user_name).await?;
    let page = SignInPage {
        frame: Frame::of(&visitor, format!("/signin?next={}", Next::encode(&next_text))),
        csrf: visitor.csrf(state),
        next: next_text,
        user_name,
        keep,
        problem,
        w: PasskeyTexts::of(visitor.lang),
        passkey: passkeys::asked_to_sign_in(state, &visitor),
        by_text,
        recovery,
        reset,
    };
    // After the form the browser is sent on, in the end to the app: the policy has to let that through.
    let target = match next.as_ref().and_then(Next::authorization_request) {
        Some((tenant, query)) => AuthorizationRequest::read(state, tenant, query).await.ok(),
        None => None,
    };
    let allow = Allow {
        form_to: target.map(|request| request.reply_origin()),
        script: page.passkey.is_some(),
        ..Allow::default()
    };
    Ok(render::page_allowing(visitor, &page, allow))
}
