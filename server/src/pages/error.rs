//! What can go wrong on a page, each with words of its own.

use std::time::Duration;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::texts::Texts;
use crate::store::entities::tenant;

/// A page cannot be shown.
#[derive(Clone, Debug)]
pub(super) enum PageError {
    /// The form is too old, or came from elsewhere.
    Stale,
    /// The request makes no sense.
    BadRequest,
    /// Nothing is at this address.
    NotFound,
    TooMany(Duration),
    /// Registering is not allowed from here (B-92).
    PlaceNotAllowed,
    /// The signed-in account belongs to another organization than the request, and is no guest there.
    NotAGuest(Organization),
    /// It is a guest there, and turned off (B-155).
    GuestDisabled(Organization),
    /// The organization asks for a second factor, and the guest has none at home to prove it with (B-17).
    SecondFactorMissing(Organization),
    /// It asks for a method of the guest's own there, and there is none: a pass of that organization is the way in.
    PassNeeded(Organization),
    /// What proved the person is a guest's: guests sign in with the account at home.
    SignInAtHome,
    /// Terms of use that the app needs were declined (B-176).
    TermsDeclined {
        app: String,
        documents: Vec<String>,
    },
    /// The app, or its reply address, is not registered; the text is for whoever looks after the app.
    App(String),
    Server,
}

/// The organization that an error is about, and whom to ask there.
#[derive(Clone, Debug)]
pub(super) struct Organization {
    name: String,
    contact: String,
}

impl Organization {
    fn fill(&self, text: &str) -> String {
        text.replace("{organization}", &self.name)
            .replace("{contact}", &self.contact)
    }
}

impl PageError {
    /// What an error says of an organization.
    pub(super) fn organization(tenant: &tenant::Model) -> Organization {
        let contact = &tenant.settings.help_contact;
        let parts = [
            Some(&contact.display_name),
            contact.phone.as_ref(),
            contact.email.as_ref(),
        ];
        let parts: Vec<&str> = parts
            .into_iter()
            .flatten()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        Organization {
            name: tenant.display_name.clone(),
            contact: parts.join(", "),
        }
    }

    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::Stale
            | Self::NotAGuest(_)
            | Self::GuestDisabled(_)
            | Self::SecondFactorMissing(_)
            | Self::PassNeeded(_)
            | Self::SignInAtHome
            | Self::PlaceNotAllowed
            | Self::TermsDeclined { .. } => StatusCode::FORBIDDEN,
            Self::BadRequest | Self::App(_) => StatusCode::BAD_REQUEST,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Server => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub(super) fn heading(&self, texts: &Texts) -> &'static str {
        match self {
            Self::Stale => texts.stale_heading,
            Self::BadRequest => texts.bad_request_heading,
            Self::NotFound => texts.not_found_heading,
            Self::TooMany(_) => texts.too_many_heading,
            Self::PlaceNotAllowed => texts.place_heading,
            Self::NotAGuest(_) => texts.other_organization_heading,
            Self::GuestDisabled(_) => texts.guest_disabled_heading,
            Self::SecondFactorMissing(_) | Self::PassNeeded(_) => texts.second_factor_missing_heading,
            Self::SignInAtHome => texts.sign_in_at_home_heading,
            Self::TermsDeclined { .. } => texts.terms_declined_heading,
            Self::App(_) => texts.app_error_heading,
            Self::Server => texts.server_error_heading,
        }
    }

    pub(super) fn explanation(&self, texts: &Texts) -> String {
        match self {
            Self::Stale => texts.stale_text.to_owned(),
            Self::BadRequest => texts.bad_request_text.to_owned(),
            Self::NotFound => texts.not_found_text.to_owned(),
            Self::TooMany(wait) => texts.too_many_text.replace("{minutes}", &minutes(*wait)),
            Self::PlaceNotAllowed => texts.place_text.to_owned(),
            Self::NotAGuest(at) => at.fill(texts.other_organization_text),
            Self::GuestDisabled(at) => at.fill(texts.guest_disabled_text),
            Self::SecondFactorMissing(at) => at.fill(texts.second_factor_missing_text),
            Self::PassNeeded(at) => at.fill(texts.pass_needed_text),
            Self::SignInAtHome => texts.sign_in_at_home_text.to_owned(),
            Self::TermsDeclined { app, documents } => texts
                .terms_declined_text
                .replace("{app}", app)
                .replace("{documents}", &documents.join(", ")),
            Self::App(_) => texts.app_error_text.to_owned(),
            Self::Server => texts.server_error_text.to_owned(),
        }
    }

    /// For whoever helps.
    pub(super) fn detail(&self) -> Option<&str> {
        match self {
            Self::App(detail) => Some(detail),
            _ => None,
        }
    }
}

/// A wait in whole minutes, rounded up.
pub(super) fn minutes(wait: Duration) -> String {
    wait.as_secs().div_ceil(60).max(1).to_string()
}

impl From<sea_orm::DbErr> for PageError {
    fn from(error: sea_orm::DbErr) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "the database failed");
        Self::Server
    }
}

impl From<crate::authority::error::OAuthError> for PageError {
    fn from(error: crate::authority::error::OAuthError) -> Self {
        if error.status.is_server_error() {
            return Self::Server;
        }
        Self::App(format!("AADSTS{}: {}", error.number, error.description))
    }
}

impl IntoResponse for PageError {
    /// Only marks the answer: [`super::render::finish`] writes the page, because it knows the language.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
