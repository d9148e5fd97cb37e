//! `/{tenant}/oauth2/v2.0/authorize` in the browser: sign-in when needed, consent when needed, and back to the app.

use askama::Template;
use axum::extract::rejection::RawFormRejection;
use axum::extract::{Path, RawForm, RawQuery, State};
use axum::response::Response;
use url::form_urlencoded;

use super::acting;
use super::checked_form::CheckedForm;
use super::error::PageError;
use super::gate::Gate;
use super::next::Next;
use super::render::{self, Frame};
use super::scopes;
use super::verify::VerifyTexts;
use super::visitor::Visitor;
use crate::authority::authorize::{Answer, AuthorizationRequest, Delivery, Prompt, Refused};
use crate::authority::consents;
use crate::authority::scopes::unconsented;
use crate::state::AppState;
use crate::terms;

#[derive(Template)]
#[template(path = "consent.html")]
struct ConsentPage {
    frame: Frame,
    csrf: String,
    request: String,
    app: String,
    organization: String,
    permissions: Vec<String>,
}

#[derive(Template)]
#[template(path = "form-post.html")]
struct PostPage {
    frame: Frame,
    target: String,
    fields: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "other-account.html")]
struct OtherAccountPage {
    frame: Frame,
    w: &'static VerifyTexts,
    lead: String,
    switch: String,
    switch_label: String,
    cancel: String,
}

/// Where it is.
pub(super) const PATH: &str = "/{tenant}/oauth2/v2.0/authorize";

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let query = query.unwrap_or_default();
    let request = match AuthorizationRequest::read(&state, &tenant, &query).await {
        Ok(request) => request,
        Err(Refused::Here(error)) => return Err(error.into()),
        Err(Refused::ToApp(answer)) => return Ok(deliver(visitor, answer)),
    };
    let here = format!("/{tenant}/oauth2/v2.0/authorize?{query}");
    let now_ms = state.now_ms();
    let fresh = visitor.session.as_ref().filter(|session| {
        request
            .max_age
            .is_none_or(|age| now_ms - session.proof.authenticated_at <= age.saturating_mul(1000))
    });
    let Some(session) = fresh.filter(|_| request.prompt != Prompt::Login) else {
        if request.prompt == Prompt::None {
            let answer = request.refuse("login_required", "AADSTS50058: The user is not signed in.");
            return Ok(deliver(visitor, answer));
        }
        return Ok(render::redirect(
            visitor,
            &sign_in_first(&request, &tenant, &query),
        ));
    };
    if let Some(asked) = request.asks_for_another(&session.user) {
        return Ok(other_account(visitor, &request, asked, &here));
    }
    let judged = acting::judge(&state, &visitor, session, &request.tenant, request.freshness).await;
    let (gate, acting) = match judged {
        Ok(judged) => judged,
        Err(error) => {
            let silent = refused_silently(&error).filter(|_| request.prompt == Prompt::None);
            let description = silent.ok_or(error)?;
            return Ok(deliver(
                visitor,
                request.refuse("interaction_required", description),
            ));
        }
    };
    if gate != Gate::Open && request.prompt == Prompt::None {
        let answer = request.refuse(
            "interaction_required",
            "AADSTS50076: The user must verify once more who they are.",
        );
        return Ok(deliver(visitor, answer));
    }
    if let Some(first) = gate.leads_to(&here) {
        let hint = Next::encode(&session.user.user_name);
        return Ok(render::redirect(visitor, &format!("{first}&login_hint={hint}")));
    }
    let declined = terms::blocked(&state.db, &acting.user, request.client.id, None).await?;
    if !declined.is_empty() {
        if request.prompt == Prompt::None {
            let answer = request.refuse(
                "interaction_required",
                "AADSTS50158: The user declined terms of use that the application needs.",
            );
            return Ok(deliver(visitor, answer));
        }
        return Err(PageError::TermsDeclined {
            app: request.client.display_name.clone(),
            documents: declined,
        });
    }
    let given = consents::of(&state.db, acting.user.id, request.client.id).await?;
    let missing = unconsented(&request.client, &given, &request.scopes);
    if missing.is_empty() && request.prompt != Prompt::Consent {
        let answer = request.grant(&state, &acting.user, acting.proof).await?;
        return Ok(deliver(visitor, answer));
    }
    if request.prompt == Prompt::None {
        let answer = request.refuse(
            "consent_required",
            "AADSTS65001: The user has not consented to the application.",
        );
        return Ok(deliver(visitor, answer));
    }
    let page = ConsentPage {
        frame: Frame::of(&visitor, here.clone()),
        csrf: visitor.csrf(&state),
        request: here,
        app: request.client.display_name.clone(),
        organization: request.tenant.display_name.clone(),
        permissions: scopes::in_words(visitor.texts(), &request.scopes),
    };
    Ok(render::page_towards(visitor, &page, Some(request.reply_origin())))
}

/// What an app that may show nothing is told of an account that cannot be used here, whoever asks. None when the server
/// is in trouble: that says nothing of the account.
fn refused_silently(error: &PageError) -> Option<&'static str> {
    match error {
        PageError::NotAGuest(_) | PageError::GuestDisabled(_) => {
            Some("AADSTS50020: The user account cannot be used in this tenant.")
        }
        PageError::SecondFactorMissing(_) | PageError::PassNeeded(_) => {
            Some("AADSTS50076: The user must prove a second factor, and has none that counts in this tenant.")
        }
        _ => None,
    }
}

/// The same request in a form (OpenID Connect Core §3.1.2.1). The browser repeats it with GET: to a POST that another
/// site made it adds no cookies, so that a person who is signed in would look like a stranger.
pub(super) async fn show_posted(
    visitor: Visitor,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
    form: Result<RawForm, RawFormRejection>,
) -> Result<Response, PageError> {
    let RawForm(form) = form.map_err(|_| PageError::BadRequest)?;
    let query = query.unwrap_or_default();
    let parameters = form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(&form));
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    let here = format!("/{tenant}/oauth2/v2.0/authorize?{query}");
    let here = Next::parse(&here).ok_or(PageError::BadRequest)?;
    Ok(render::redirect(visitor, here.as_str()))
}

/// `POST /consent`
pub(super) async fn decide(
    State(state): State<AppState>,
    CheckedForm { visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    let next = form
        .get("request")
        .and_then(Next::parse)
        .ok_or(PageError::BadRequest)?;
    let (tenant, query) = next.authorization_request().ok_or(PageError::BadRequest)?;
    let request = match AuthorizationRequest::read(&state, tenant, query).await {
        Ok(request) => request,
        Err(Refused::Here(error)) => return Err(error.into()),
        Err(Refused::ToApp(answer)) => return Ok(deliver(visitor, answer)),
    };
    let session = visitor.session.as_ref().ok_or(PageError::Stale)?;
    let (gate, acting) = acting::judge(&state, &visitor, session, &request.tenant, request.freshness).await?;
    if gate != Gate::Open {
        return Err(PageError::Stale);
    }
    let answer = match form.get("decision") {
        Some("allow") => {
            consents::give(
                &state.db,
                state.now_ms(),
                acting.user.id,
                request.client.id,
                &request.scopes,
            )
            .await?;
            request.grant(&state, &acting.user, acting.proof).await?
        }
        Some("deny") => request.refuse(
            "access_denied",
            "AADSTS65004: User declined to consent to access the app.",
        ),
        _ => return Err(PageError::BadRequest),
    };
    Ok(deliver(visitor, answer))
}

/// The app wants somebody verified who is not the one that is signed in here: the person decides.
fn other_account(visitor: Visitor, request: &AuthorizationRequest, asked: &str, here: &str) -> Response {
    let w = VerifyTexts::of(visitor.lang);
    let signed_in = visitor
        .session
        .as_ref()
        .map_or("", |session| &session.user.user_name);
    let (next, hint) = (Next::encode(here), Next::encode(asked));
    let refusal = request.refuse(
        "access_denied",
        "The user did not want to sign in with the account that was asked for.",
    );
    let page = OtherAccountPage {
        lead: w
            .other_lead
            .replace("{here}", signed_in)
            .replace("{asked}", asked),
        switch: format!("/signin?next={next}&login_hint={hint}"),
        switch_label: w.other_switch.replace("{asked}", asked),
        cancel: match refusal.delivery() {
            Delivery::Redirect(url) => url.to_string(),
            Delivery::Post { .. } => "/".to_owned(),
        },
        frame: Frame::of(&visitor, here),
        w,
    };
    render::page_towards(visitor, &page, None)
}

/// Sends the browser to the app with the answer.
fn deliver(visitor: Visitor, answer: Answer) -> Response {
    match answer.delivery() {
        Delivery::Redirect(url) => render::redirect(visitor, url.as_str()),
        Delivery::Post { target, fields } => {
            let page = PostPage {
                frame: Frame::of(&visitor, "/"),
                target: target.to_string(),
                fields,
            };
            let origin = target.origin().ascii_serialization();
            render::page_that_posts(visitor, &page, origin)
        }
    }
}

/// The sign-in page, and after it this request again without what asked for the sign-in.
fn sign_in_first(request: &AuthorizationRequest, tenant: &str, query: &str) -> String {
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            name != "max_age" && !(name == "prompt" && request.prompt == Prompt::Login)
        })
        .collect();
    let back = format!("/{tenant}/oauth2/v2.0/authorize?{}", kept.join("&"));
    let mut page = format!("/signin?next={}", Next::encode(&back));
    if let Some(hint) = &request.login_hint {
        page.push_str(&format!("&login_hint={}", Next::encode(hint)));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::entities::tenant;
    use crate::store::values::{Strings, TenantSettings};

    #[test]
    fn trouble_of_the_server_is_not_blamed_on_the_account() {
        let tenant = tenant::Model {
            id: uuid::Uuid::nil(),
            display_name: "Zuiderzee".to_owned(),
            verified_domains: Strings::default(),
            settings: TenantSettings::default(),
            created_at: 0,
        };
        let organization = || PageError::organization(&tenant);
        for (error, number) in [
            (PageError::NotAGuest(organization()), Some("AADSTS50020")),
            (PageError::GuestDisabled(organization()), Some("AADSTS50020")),
            (
                PageError::SecondFactorMissing(organization()),
                Some("AADSTS50076"),
            ),
            (PageError::PassNeeded(organization()), Some("AADSTS50076")),
            (PageError::Server, None),
            (PageError::Stale, None),
        ] {
            let said = refused_silently(&error);
            assert_eq!(said.and_then(|said| said.split(':').next()), number, "{error:?}");
        }
    }
}
