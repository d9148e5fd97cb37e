//! What can go wrong on a page, each with words of its own.

use std::time::Duration;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::texts::Texts;

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
    /// The signed-in account belongs to another organization than the request.
    OtherOrganization,
    /// Terms of use that the app needs were declined (B-176).
    TermsDeclined {
        app: String,
        documents: Vec<String>,
    },
    /// The app, or its reply address, is not registered; the text is for whoever looks after the app.
    App(String),
    Server,
}

impl PageError {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::Stale | Self::OtherOrganization | Self::PlaceNotAllowed | Self::TermsDeclined { .. } => {
                StatusCode::FORBIDDEN
            }
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
            Self::OtherOrganization => texts.other_organization_heading,
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
            Self::OtherOrganization => texts.other_organization_text.to_owned(),
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
