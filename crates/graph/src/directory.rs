use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use url::Url;
use workpass_app::ports::{AccountData, Authority, DirectoryError, DirectoryPort, EmailChallenge, Refusal};
use workpass_domain::terms::{TermsDecision, TermsText};
use workpass_http::{Answer, BATCH_LIMIT, Http, Request};

use crate::{
    account,
    answers::{self, nonsense},
    endpoint::below,
    failure::Surface,
    wire::{Fields, selfservice, terms},
};

/// The directory of an authority: Microsoft Graph `/v1.0` and, where the authority has it, the self-service
/// extension. Both take the same access token.
#[derive(Clone)]
pub struct GraphDirectory {
    pub(crate) http: Http,
}

impl GraphDirectory {
    pub fn new(http: Http) -> Self {
        Self { http }
    }

    pub(crate) async fn graph(
        &self,
        request: Request,
        token: &SecretString,
    ) -> Result<Answer, DirectoryError> {
        answers::send(&self.http, Surface::Graph, request.bearer(token)).await
    }

    pub(crate) async fn extension(
        &self,
        request: Request,
        token: &SecretString,
    ) -> Result<Answer, DirectoryError> {
        answers::send(&self.http, Surface::SelfService, request.bearer(token)).await
    }

    /// Sends what was decided about a text: `acceptances` or `declines`.
    async fn decide(
        &self,
        at: &Authority,
        token: &SecretString,
        (id, file_id): (&str, &str),
        what: &str,
    ) -> Result<(), DirectoryError> {
        let url = below(extension_of(at)?, &["me", "termsOfUse", id, what])?;
        let answer = self
            .extension(post(url, &json!({"fileId": file_id})), token)
            .await?;
        answers::json(&answer, has_id)
    }
}

#[async_trait]
impl DirectoryPort for GraphDirectory {
    async fn read_account(
        &self,
        at: &Authority,
        token: &SecretString,
        language: &str,
    ) -> Result<AccountData, DirectoryError> {
        account::read(&self.http, at, token, language).await
    }

    async fn start_email_challenge(
        &self,
        at: &Authority,
        token: &SecretString,
        email_address: &str,
        replaces_method: Option<&str>,
    ) -> Result<EmailChallenge, DirectoryError> {
        let url = below(extension_of(at)?, &["me", "emailChallenges"])?;
        let mut body = json!({"emailAddress": email_address});
        if let Some(id) = replaces_method {
            body["replacesMethodId"] = id.into();
        }
        let answer = self.extension(post(url, &body), token).await?;
        answers::json(&answer, selfservice::email_challenge)
    }

    async fn resend_email_challenge(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
    ) -> Result<EmailChallenge, DirectoryError> {
        let url = below(extension_of(at)?, &["me", "emailChallenges", id, "resend"])?;
        let answer = self.extension(Request::post(url), token).await?;
        answers::json(&answer, selfservice::email_challenge)
    }

    async fn confirm_email_challenge(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
        code: &SecretString,
    ) -> Result<(), DirectoryError> {
        let url = below(extension_of(at)?, &["me", "emailChallenges", id, "confirm"])?;
        let body = json!({"code": code.expose_secret()});
        let answer = self.extension(post(url, &body), token).await?;
        answers::json(&answer, has_id)
    }

    /// A challenge that is gone already counts as cancelled.
    async fn cancel_email_challenge(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
    ) -> Result<(), DirectoryError> {
        let url = below(extension_of(at)?, &["me", "emailChallenges", id])?;
        match self.extension(Request::delete(url), token).await {
            Ok(answer) => answers::nothing(&answer),
            Err(DirectoryError::Refused(Refusal::ChallengeNotFound)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn read_terms(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
        language: &str,
        version: Option<&str>,
    ) -> Result<TermsText, DirectoryError> {
        let mut url = below(extension_of(at)?, &["me", "termsOfUse", id, "document"])?;
        url.query_pairs_mut().append_pair("language", language);
        if let Some(version) = version {
            url.query_pairs_mut().append_pair("version", version);
        }
        let request = Request::get(url)
            .header("accept-language", language)
            .limit(BATCH_LIMIT);
        let answer = self.extension(request, token).await?;
        answers::json(&answer, terms::text)
    }

    async fn accept_terms(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
        file_id: &str,
    ) -> Result<(), DirectoryError> {
        self.decide(at, token, (id, file_id), "acceptances").await
    }

    async fn decline_terms(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
        file_id: &str,
    ) -> Result<(), DirectoryError> {
        self.decide(at, token, (id, file_id), "declines").await
    }

    async fn read_terms_decisions(
        &self,
        at: &Authority,
        token: &SecretString,
    ) -> Result<Vec<TermsDecision>, DirectoryError> {
        let url = below(extension_of(at)?, &["me", "termsOfUse", "decisions"])?;
        let request = Request::get(url).limit(BATCH_LIMIT);
        let answer = self.extension(request, token).await?;
        answers::json(&answer, terms::decisions)
    }

    async fn change_password(
        &self,
        at: &Authority,
        token: &SecretString,
        current: Option<&SecretString>,
        new: &SecretString,
    ) -> Result<(), DirectoryError> {
        let new = new.expose_secret();
        let request = match current {
            Some(current) => post(
                below(graph_of(at)?, &["me", "changePassword"])?,
                &json!({"currentPassword": current.expose_secret(), "newPassword": new}),
            ),
            None => post(
                below(extension_of(at)?, &["me", "password"])?,
                &json!({ "newPassword": new }),
            ),
        };
        let answer = answers::send(&self.http, Surface::Password, request.bearer(token)).await?;
        answers::nothing(&answer)
    }

    /// Graph answers 200 with `{"value": true}`; 204 has been seen as well.
    async fn revoke_sign_in_sessions(
        &self,
        at: &Authority,
        token: &SecretString,
    ) -> Result<(), DirectoryError> {
        let url = below(graph_of(at)?, &["me", "revokeSignInSessions"])?;
        let answer = self.graph(Request::post(url), token).await?;
        if answer.body.is_empty() {
            return Ok(());
        }
        let revoked = answers::json(&answer, |body| body.is_object().then(|| body["value"] != false))?;
        revoked
            .then_some(())
            .ok_or_else(|| nonsense("the sessions were not revoked"))
    }
}

pub(crate) fn graph_of(at: &Authority) -> Result<&Url, DirectoryError> {
    at.graph.as_ref().ok_or(DirectoryError::NotOffered)
}

pub(crate) fn extension_of(at: &Authority) -> Result<&Url, DirectoryError> {
    at.selfservice.as_ref().ok_or(DirectoryError::NotOffered)
}

pub(crate) fn post(url: Url, body: &Value) -> Request {
    Request::post_json(url, body).expect("a JSON value has a JSON form")
}

/// The thing that was made, as proof that it was: a 200 of somebody else's page is none.
pub(crate) fn has_id(body: &Value) -> Option<()> {
    id(body).map(|_| ())
}

pub(crate) fn id(body: &Value) -> Option<String> {
    Fields::of(body)?.text("id")
}
