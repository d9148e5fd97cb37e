//! From template to answer, with the headers every page has.

use askama::Template;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use super::authorize;
use super::error::PageError;
use super::next::Next as Onward;
use super::signout;
use super::texts::{EN, Lang, NL, Texts};
use super::visitor::{self, Visitor};
use crate::state::AppState;

/// What the frame around every page needs.
pub(super) struct Frame {
    pub(super) t: &'static Texts,
    pub(super) lang: Lang,
    /// This page again, for the language switch.
    pub(super) here: String,
    /// Who is signed in.
    pub(super) person: Option<String>,
}

impl Frame {
    /// The frame of a page a visitor sees; `here` is the path that shows it again.
    pub(super) fn of(visitor: &Visitor, here: impl Into<String>) -> Self {
        Self {
            t: visitor.texts(),
            lang: visitor.lang,
            here: here.into(),
            person: visitor.session.as_ref().map(|s| s.user.user_name.clone()),
        }
    }

    /// The address that shows this page in the other language.
    pub(super) fn switch(&self) -> String {
        let to = self.lang.other().tag();
        format!("/language?to={to}&next={}", Onward::encode(&self.here))
    }
}

/// What the policy of a page allows beside what every page may do.
#[derive(Clone, Default)]
pub(super) struct Allow {
    /// Where its forms may lead, beside this server: an app's reply address, for the redirect after the form.
    pub(super) form_to: Option<String>,
    /// Scripts of this server.
    pub(super) script: bool,
    /// Requests of a script to this server.
    pub(super) fetch: bool,
    /// To be installed: a manifest, and a worker of this server.
    pub(super) installable: bool,
}

/// Answers with a page.
pub(super) fn page(visitor: Visitor, status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => with_cookies(visitor, (status, Html(html)).into_response()),
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            PageError::Server.into_response()
        }
    }
}

/// Answers with a page whose form leads to an app in the end.
pub(super) fn page_towards(visitor: Visitor, template: &impl Template, origin: Option<String>) -> Response {
    let allow = Allow {
        form_to: origin,
        ..Allow::default()
    };
    page_allowing(visitor, template, allow)
}

/// Answers with a page whose form goes to an app at once.
pub(super) fn page_that_posts(visitor: Visitor, template: &impl Template, origin: String) -> Response {
    let allow = Allow {
        form_to: Some(origin),
        script: true,
        ..Allow::default()
    };
    page_allowing(visitor, template, allow)
}

/// Answers with a page that may do more than others.
pub(super) fn page_allowing(visitor: Visitor, template: &impl Template, allow: Allow) -> Response {
    let mut response = page(visitor, StatusCode::OK, template);
    response.extensions_mut().insert(allow);
    response
}

/// Sends the browser on with GET.
pub(super) fn redirect(visitor: Visitor, to: &str) -> Response {
    match HeaderValue::from_str(to) {
        Ok(location) => with_cookies(
            visitor,
            (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(),
        ),
        Err(_) => PageError::BadRequest.into_response(),
    }
}

fn with_cookies(visitor: Visitor, mut response: Response) -> Response {
    for cookie in visitor.cookies {
        match HeaderValue::from_str(&cookie) {
            Ok(value) => _ = response.headers_mut().append(header::SET_COOKIE, value),
            Err(_) => return PageError::Server.into_response(),
        }
    }
    response
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    frame: Frame,
    heading: &'static str,
    explanation: String,
    detail: Option<String>,
}

/// Writes error pages in the visitor's language and sets the headers.
pub(super) async fn finish(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let lang = visitor::lang(request.headers(), state.config.is_https());
    if request.method() != axum::http::Method::GET && comes_from_elsewhere(&request) && !may_come(&request) {
        return headers(&state, error_page(lang, &PageError::Stale));
    }
    let mut response = next.run(request).await;
    if let Some(error) = response.extensions_mut().remove::<PageError>() {
        response = error_page(lang, &error);
    } else if response.status().is_client_error() && !is_page(&response) {
        // A path, query or verb that no handler got to see.
        let mut page = error_page(lang, &PageError::BadRequest);
        *page.status_mut() = response.status();
        if let Some(allow) = response.headers().get(header::ALLOW) {
            page.headers_mut().insert(header::ALLOW, allow.clone());
        }
        response = page;
    }
    headers(&state, response)
}

fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// The browser itself says that another site sent this form.
fn comes_from_elsewhere(request: &Request) -> bool {
    let site = request
        .headers()
        .get("sec-fetch-site")
        .and_then(|v| v.to_str().ok());
    matches!(site, Some("cross-site" | "same-site"))
}

/// What apps send people here with, which changes nothing here.
fn may_come(request: &Request) -> bool {
    let path = request.extensions().get::<MatchedPath>();
    path.is_some_and(|path| [authorize::PATH, signout::LOGOUT].contains(&path.as_str()))
}

fn error_page(lang: Lang, error: &PageError) -> Response {
    let t = if lang == Lang::Nl { &NL } else { &EN };
    let page = ErrorPage {
        frame: Frame {
            t,
            lang,
            here: "/".to_owned(),
            person: None,
        },
        heading: error.heading(t),
        explanation: error.explanation(t),
        detail: error.detail().map(str::to_owned),
    };
    let mut response = match page.render() {
        Ok(html) => (error.status(), Html(html)).into_response(),
        Err(_) => (error.status(), error.heading(t)).into_response(),
    };
    if let PageError::TooMany(wait) = error {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, wait.as_secs().max(1).into());
    }
    response
}

fn headers(state: &AppState, mut response: Response) -> Response {
    let allow = response.extensions_mut().remove::<Allow>().unwrap_or_default();
    let form_action = match &allow.form_to {
        None => "'self'".to_owned(),
        Some(origin) => format!("'self' {origin}"),
    };
    let script = if allow.script { "script-src 'self'; " } else { "" };
    let fetch = if allow.fetch { "connect-src 'self'; " } else { "" };
    let installable = if allow.installable {
        "manifest-src 'self'; worker-src 'self'; "
    } else {
        ""
    };
    let policy = format!(
        "default-src 'none'; {script}{fetch}{installable}style-src 'self'; img-src 'self'; form-action {form_action}; \
         frame-ancestors 'none'; base-uri 'none'"
    );
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::VARY, "Cookie, Accept-Language"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=()",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A promise for a whole host, whatever the port: none for the developer's own machine.
    if state.config.is_https() && !state.config.is_local() {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    response
}
