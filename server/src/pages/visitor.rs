//! Who is looking at a page: the browser, the signed-in person, the language.

use std::net::IpAddr;
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header;
use axum::http::request::Parts;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::error::PageError;
use super::texts::{EN, Lang, NL, Texts};
use crate::auth::ClientAddress;
use crate::authority::proof::Proof;
use crate::authority::second_factor::Proven;
use crate::clock::span;
use crate::settings::Settings;
use crate::state::AppState;
use crate::store::entities::{browser_session, tenant, user};
use crate::store::values::Strings;
use crate::{random, secrets};

/// How long a session lasts that the person did not ask to keep.
const SESSION: Duration = Duration::from_secs(12 * 3600);
/// How long one lasts that the person asked to keep.
const KEPT_SESSION: Duration = Duration::from_secs(30 * 24 * 3600);
/// The language choice outlives everything else.
const LANGUAGE: Duration = Duration::from_secs(365 * 24 * 3600);
/// The longest browser name that is kept with a session.
const LONGEST_USER_AGENT: usize = 200;
/// How exactly the list of sessions knows when one was last used.
const SEEN: Duration = Duration::from_secs(5 * 60);

/// The browser behind a request.
pub(super) struct Visitor {
    pub(super) lang: Lang,
    /// Who is signed in here.
    pub(super) session: Option<Session>,
    /// Ties CSRF tokens to this browser.
    browser: String,
    secure: bool,
    user_agent: Option<String>,
    /// Where it is.
    pub(super) address: IpAddr,
    /// What the browser sent: our own cookies, by their plain names.
    given: Vec<(String, String)>,
    /// `Set-Cookie` headers for the answer.
    pub(super) cookies: Vec<String>,
}

/// A signed-in browser.
pub(super) struct Session {
    pub(super) user: user::Model,
    pub(super) proof: Proof,
    /// The person asked to stay signed in, until then. Milliseconds since the Unix epoch.
    kept_until: Option<i64>,
    /// What lists call it; none of a session that is older than lists.
    pub(super) session_id: Option<Uuid>,
    id: String,
}

/// A sign-in that is complete.
pub(super) struct SignedIn {
    pub(super) user: user::Model,
    pub(super) proven: Proven,
    /// No stronger proof can be asked of this person.
    pub(super) is_strong: bool,
    /// Whether the session outlives the browser.
    pub(super) keep: bool,
    pub(super) address: String,
}

impl Visitor {
    /// All the words in the visitor's language.
    pub(super) fn texts(&self) -> &'static Texts {
        match self.lang {
            Lang::Nl => &NL,
            Lang::En => &EN,
        }
    }

    /// The token every form of this browser has to carry.
    pub(super) fn csrf(&self, state: &AppState) -> String {
        state.secrets.mac(
            "csrf",
            &[&self.browser, self.session.as_ref().map_or("", |s| &s.id)],
        )
    }

    /// Passes when a form came from a page of ours in this browser.
    pub(super) fn check_csrf(&self, state: &AppState, token: Option<&str>) -> Result<(), PageError> {
        let expected = self.csrf(state);
        match token {
            Some(token) if secrets::same(token.as_bytes(), expected.as_bytes()) => Ok(()),
            _ => Err(PageError::Stale),
        }
    }

    /// What ties an unfinished sign-in to this browser.
    pub(super) fn binding(&self, state: &AppState) -> String {
        state.secrets.mac("pending sign-in", &[&self.browser])
    }

    /// What the browser calls itself.
    pub(super) fn user_agent(&self) -> Option<String> {
        self.user_agent.clone()
    }

    /// A cookie of ours.
    pub(super) fn cookie(&self, name: &str) -> Option<&str> {
        let cookie = self.given.iter().find(|(key, _)| key == name);
        cookie.map(|(_, value)| value.as_str())
    }

    /// Signs a person in. The session gets a new id, so one that was planted before is worth nothing.
    pub(super) async fn sign_in(&mut self, state: &AppState, signed_in: SignedIn) -> Result<(), DbErr> {
        self.end_session(state).await?;
        let now_ms = state.now_ms();
        let id = random::token();
        let session_id = Uuid::new_v4();
        let lifetime = if signed_in.keep { KEPT_SESSION } else { SESSION };
        let proof = Proof {
            authenticated_at: now_ms,
            amr: Strings(signed_in.proven.references()),
            verified_at: signed_in.is_strong.then_some(now_ms),
        };
        browser_session::Entity::insert(browser_session::ActiveModel {
            id_hash: Set(secrets::token_hash(&id)),
            user_id: Set(signed_in.user.id),
            authenticated_at: Set(proof.authenticated_at),
            amr: Set(proof.amr.clone()),
            verified_at: Set(proof.verified_at),
            last_seen_at: Set(now_ms),
            expires_at: Set(now_ms + span(lifetime)),
            address: Set(Some(signed_in.address)),
            user_agent: Set(self.user_agent.clone()),
            session_id: Set(Some(session_id)),
        })
        .exec_without_returning(&state.db)
        .await?;
        self.set_cookie("session", &id, signed_in.keep.then_some(lifetime));
        self.browser = random::token();
        self.set_cookie("browser", &self.browser.clone(), None);
        self.session = Some(Session {
            user: signed_in.user,
            proof,
            kept_until: signed_in.keep.then(|| now_ms + span(lifetime)),
            session_id: Some(session_id),
            id,
        });
        Ok(())
    }

    /// Notes in the session what was proven just now, beside what it began with. The session gets a new id, as it is
    /// worth more than before; `strong_at` is when the proof was given, when no stronger one can be asked for. False when
    /// the session ended meanwhile.
    pub(super) async fn prove(
        &mut self,
        state: &AppState,
        proven: &Proven,
        strong_at: Option<i64>,
    ) -> Result<bool, DbErr> {
        let Some(mut session) = self.session.take() else {
            return Ok(false);
        };
        let now_ms = state.now_ms();
        let id = random::token();
        session.proof.amr = Strings(proven.references());
        session.proof.verified_at = strong_at.or(session.proof.verified_at);
        let changed = browser_session::Entity::update_many()
            .col_expr(
                browser_session::Column::IdHash,
                Expr::value(secrets::token_hash(&id)),
            )
            .col_expr(
                browser_session::Column::Amr,
                Expr::value(session.proof.amr.clone()),
            )
            .col_expr(
                browser_session::Column::VerifiedAt,
                Expr::value(session.proof.verified_at),
            )
            .filter(browser_session::Column::IdHash.eq(secrets::token_hash(&session.id)))
            .exec(&state.db)
            .await?;
        if changed.rows_affected != 1 {
            return Ok(false);
        }
        let left = session
            .kept_until
            .map(|until| Duration::from_millis(u64::try_from(until - now_ms).unwrap_or(0)));
        self.set_cookie("session", &id, left);
        self.session = Some(Session { id, ..session });
        Ok(true)
    }

    /// Signs out here.
    pub(super) async fn end_session(&mut self, state: &AppState) -> Result<(), DbErr> {
        if let Some(session) = self.session.take() {
            browser_session::Entity::delete_by_id(secrets::token_hash(&session.id))
                .exec(&state.db)
                .await?;
            self.set_cookie("session", "", Some(Duration::ZERO));
        }
        Ok(())
    }

    /// Remembers a language.
    pub(super) fn choose(&mut self, lang: Lang) {
        self.lang = lang;
        self.set_cookie("language", lang.tag(), Some(LANGUAGE));
    }

    pub(super) fn set_cookie(&mut self, name: &str, value: &str, max_age: Option<Duration>) {
        let mut cookie = format!(
            "{}={value}; Path=/; HttpOnly; SameSite=Lax",
            cookie_name(self.secure, name)
        );
        if self.secure {
            cookie.push_str("; Secure");
        }
        if let Some(age) = max_age {
            cookie.push_str(&format!("; Max-Age={}", age.as_secs()));
        }
        self.cookies.push(cookie);
    }
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, PageError> {
        let Ok(ClientAddress(address)) = ClientAddress::from_request_parts(parts, state).await;
        let secure = state.config.is_https();
        let cookie = |name: &str| cookie(&parts.headers, &cookie_name(secure, name));
        let session = match cookie("session") {
            Some(id) => find_session(state, id).await?,
            None => None,
        };
        let lang = match &session {
            Some(session) if !has_chosen(&parts.headers, secure) => own_lang(state, &session.user).await?,
            _ => None,
        };
        let known = cookie("browser").filter(|b| b.len() == 43).map(str::to_owned);
        let is_new = known.is_none();
        let user_agent = parts
            .headers
            .get(header::USER_AGENT)
            .and_then(|v| v.to_str().ok());
        let mut visitor = Self {
            address,
            lang: lang.unwrap_or_else(|| self::lang(&parts.headers, secure)),
            session,
            browser: known.unwrap_or_else(random::token),
            secure,
            user_agent: user_agent.map(|ua| ua.chars().take(LONGEST_USER_AGENT).collect()),
            given: our_cookies(&parts.headers, secure),
            cookies: Vec::new(),
        };
        if is_new {
            visitor.set_cookie("browser", &visitor.browser.clone(), None);
        }
        Ok(visitor)
    }
}

/// The language of a request: the choice made before, else what the browser prefers.
pub(super) fn lang(headers: &HeaderMap, secure: bool) -> Lang {
    let chosen = cookie(headers, &cookie_name(secure, "language")).and_then(Lang::parse);
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
    chosen.unwrap_or_else(|| Lang::accepted(accepted.unwrap_or_default()))
}

/// Whether a language was chosen in this browser.
fn has_chosen(headers: &HeaderMap, secure: bool) -> bool {
    cookie(headers, &cookie_name(secure, "language")).is_some_and(|tag| Lang::parse(tag).is_some())
}

/// The language the person set, or the organization for everybody (B-178); none leaves it to the browser.
async fn own_lang(state: &AppState, user: &user::Model) -> Result<Option<Lang>, DbErr> {
    let tenant = tenant::Entity::find_by_id(user.tenant_id).one(&state.db).await?;
    let Some(tenant) = tenant else { return Ok(None) };
    let settings = Settings::of(&state.db, user, &tenant).await?;
    Ok(settings.display_language.as_deref().and_then(Lang::parse))
}

/// With TLS the `__Host-` prefix keeps sibling hosts from planting a cookie.
fn cookie_name(secure: bool, name: &str) -> String {
    format!("{}workpass_{name}", if secure { "__Host-" } else { "" })
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    cookies(headers)
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(_, value)| !value.is_empty())
}

fn our_cookies(headers: &HeaderMap, secure: bool) -> Vec<(String, String)> {
    let prefix = cookie_name(secure, "");
    cookies(headers)
        .filter_map(|(key, value)| Some((key.strip_prefix(&prefix)?.to_owned(), value.to_owned())))
        .collect()
}

async fn find_session(state: &AppState, id: &str) -> Result<Option<Session>, DbErr> {
    let now_ms = state.now_ms();
    let row = browser_session::Entity::find_by_id(secrets::token_hash(id))
        .filter(browser_session::Column::ExpiresAt.gt(now_ms))
        .one(&state.db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let user = user::Entity::find_by_id(row.user_id).one(&state.db).await?;
    let user = user.filter(|u| u.is_active() && u.sign_in_valid_from <= row.authenticated_at);
    if user.is_some() && now_ms - row.last_seen_at > span(SEEN) {
        browser_session::Entity::update_many()
            .col_expr(browser_session::Column::LastSeenAt, Expr::value(now_ms))
            .filter(browser_session::Column::IdHash.eq(&row.id_hash))
            .exec(&state.bookkeeping)
            .await?;
    }
    let kept = row.expires_at - row.authenticated_at > span(SESSION);
    Ok(user.map(|user| Session {
        user,
        proof: Proof {
            authenticated_at: row.authenticated_at,
            amr: row.amr,
            verified_at: row.verified_at,
        },
        kept_until: kept.then_some(row.expires_at),
        session_id: row.session_id,
        id: id.to_owned(),
    }))
}
