//! What the tests stand on: an authority played by wiremock, and answers as the contract has them.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]
#![allow(dead_code, reason = "every test file uses a part of it")]

pub(crate) mod devices;
pub(crate) mod methods;
mod organizations;
pub(crate) mod profile;
mod settings;
pub(crate) mod sign_ins;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::SecretString;
use serde_json::{Value, json};
use time::OffsetDateTime;
use url::Url;
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{method, path},
};
use workpass_app::ports::{
    AccountData, Authority, Clock, DirectoryError, DirectoryPort, EmailChallenge, MethodsPort,
};
use workpass_domain::{
    method::MethodKind,
    terms::{TermsDecision, TermsText},
};
use workpass_graph::GraphDirectory;
use workpass_http::{Http, TimeOuts};

pub(crate) const TOKEN: &str = "eyJhbGciOiJub25lIn0.canary-access-token.c2ln";
pub(crate) const BATCH: &str = "/v1.0/$batch";
pub(crate) const CHANGE_PASSWORD: &str = "/v1.0/me/changePassword";
pub(crate) const SELF: &str = "/selfservice/v1.0/me";
pub(crate) const JPEG: &[u8] = b"\xff\xd8\xff\xe0 a photo";

/// Waits for nothing.
struct Hurry;

#[async_trait]
impl Clock for Hurry {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH
    }

    async fn sleep(&self, _duration: Duration) {}
}

pub(crate) struct Stand {
    pub(crate) server: MockServer,
    pub(crate) directory: GraphDirectory,
    pub(crate) at: Authority,
    pub(crate) token: SecretString,
}

impl Stand {
    pub(crate) async fn new() -> Self {
        Self::with_time_out(Duration::from_secs(30)).await
    }

    pub(crate) async fn with_time_out(total: Duration) -> Self {
        let server = MockServer::start().await;
        let time_outs = TimeOuts {
            total,
            ..TimeOuts::default()
        };
        Self {
            directory: GraphDirectory::new(Http::with_time_outs(Arc::new(Hurry), time_outs)),
            at: authority(&server.uri()),
            token: TOKEN.into(),
            server,
        }
    }

    /// Everything answers as in [`batch_answer`] and [`self_answer`].
    pub(crate) async fn well() -> Self {
        let stand = Self::new().await;
        stand.answer_batch(&batch_answer()).await;
        stand.answer_self(&self_answer()).await;
        stand
    }

    pub(crate) async fn answer_batch(&self, body: &Value) {
        self.answer("POST", BATCH, 200, body).await;
    }

    pub(crate) async fn answer_self(&self, body: &Value) {
        self.answer("GET", SELF, 200, body).await;
    }

    pub(crate) async fn answer(&self, verb: &str, at: &str, status: u16, body: &Value) {
        let answer = ResponseTemplate::new(status).set_body_json(body);
        self.answer_with(verb, at, answer).await;
    }

    pub(crate) async fn answer_with(&self, verb: &str, at: &str, answer: ResponseTemplate) {
        Mock::given(method(verb))
            .and(path(at))
            .respond_with(answer)
            .mount(&self.server)
            .await;
    }

    pub(crate) async fn read(&self) -> Result<AccountData, DirectoryError> {
        self.directory.read_account(&self.at, &self.token, "nl").await
    }

    pub(crate) async fn start(&self) -> Result<EmailChallenge, DirectoryError> {
        self.directory
            .start_email_challenge(&self.at, &self.token, "anna@home.example", None)
            .await
    }

    pub(crate) async fn resend(&self) -> Result<EmailChallenge, DirectoryError> {
        self.directory
            .resend_email_challenge(&self.at, &self.token, "c1")
            .await
    }

    pub(crate) async fn confirm(&self) -> Result<(), DirectoryError> {
        let code = SecretString::from("739201");
        self.directory
            .confirm_email_challenge(&self.at, &self.token, "c1", &code)
            .await
    }

    pub(crate) async fn cancel(&self) -> Result<(), DirectoryError> {
        self.directory
            .cancel_email_challenge(&self.at, &self.token, "c1")
            .await
    }

    pub(crate) async fn delete(&self) -> Result<(), DirectoryError> {
        self.directory
            .delete_method(&self.at, &self.token, &MethodKind::Email, EMAIL_METHOD)
            .await
    }

    pub(crate) async fn terms_text(&self) -> Result<TermsText, DirectoryError> {
        self.directory
            .read_terms(&self.at, &self.token, "t1", "nl", None)
            .await
    }

    pub(crate) async fn accept(&self) -> Result<(), DirectoryError> {
        self.directory
            .accept_terms(&self.at, &self.token, "t1", "f1")
            .await
    }

    pub(crate) async fn decline(&self) -> Result<(), DirectoryError> {
        self.directory
            .decline_terms(&self.at, &self.token, "t1", "f1")
            .await
    }

    pub(crate) async fn decisions(&self) -> Result<Vec<TermsDecision>, DirectoryError> {
        self.directory.read_terms_decisions(&self.at, &self.token).await
    }

    /// With the current password, or by the strong proof alone.
    pub(crate) async fn change_password(&self, with_current: bool) -> Result<(), DirectoryError> {
        let (current, new) = ("canary-current-password".into(), "canary-new-password".into());
        let current = with_current.then_some(&current);
        self.directory
            .change_password(&self.at, &self.token, current, &new)
            .await
    }

    pub(crate) async fn revoke(&self) -> Result<(), DirectoryError> {
        self.directory
            .revoke_sign_in_sessions(&self.at, &self.token)
            .await
    }
}

pub(crate) const EMAIL_METHOD: &str = "3ddfcfc8-9383-446f-83cc-3ab9be4be18f";

/// One endpoint: verb, path, and the answer when all is well.
pub(crate) struct Endpoint {
    pub(crate) verb: &'static str,
    pub(crate) path: String,
    pub(crate) status: u16,
    pub(crate) body: Option<Value>,
}

/// Every endpoint the adapter calls, in the order of [`call_all`].
pub(crate) fn endpoints() -> Vec<Endpoint> {
    let own = |rest: &str| format!("/selfservice/v1.0/me/{rest}");
    let endpoint = |verb, path: String, status, body| Endpoint {
        verb,
        path,
        status,
        body,
    };
    let mut all = vec![
        endpoint("POST", BATCH.into(), 200, Some(batch_answer())),
        endpoint("GET", SELF.into(), 200, Some(self_answer())),
        endpoint("POST", own("emailChallenges"), 201, Some(challenge())),
        endpoint("POST", own("emailChallenges/c1/resend"), 200, Some(challenge())),
        endpoint(
            "POST",
            own("emailChallenges/c1/confirm"),
            201,
            Some(email_method()),
        ),
        endpoint("DELETE", own("emailChallenges/c1"), 204, None),
        endpoint(
            "DELETE",
            format!("/v1.0/me/authentication/emailMethods/{EMAIL_METHOD}"),
            204,
            None,
        ),
        endpoint("GET", own("termsOfUse/t1/document"), 200, Some(terms_document())),
        endpoint("POST", own("termsOfUse/t1/acceptances"), 201, Some(acceptance())),
        endpoint("POST", own("termsOfUse/t1/declines"), 201, Some(acceptance())),
        endpoint("GET", own("termsOfUse/decisions"), 200, Some(decisions())),
        endpoint(
            "POST",
            "/v1.0/me/revokeSignInSessions".into(),
            200,
            Some(json!({"@odata.context": "x", "value": true})),
        ),
        endpoint("POST", CHANGE_PASSWORD.into(), 204, None),
        endpoint("POST", own("password"), 204, None),
    ];
    all.extend(methods::endpoints());
    all.extend(sign_ins::endpoints());
    all.extend(devices::endpoints());
    all.extend(settings::endpoints());
    all.extend(profile::endpoints());
    all.extend(organizations::endpoints());
    all
}

/// Calls everything once; what each made of its answer. The first belongs to the first two endpoints.
pub(crate) async fn call_all(stand: &Stand) -> Vec<(&'static str, Result<String, DirectoryError>)> {
    fn shown<T: std::fmt::Debug>(outcome: Result<T, DirectoryError>) -> Result<String, DirectoryError> {
        outcome.map(|value| format!("{value:?}"))
    }
    let mut all = vec![
        ("read_account", shown(stand.read().await)),
        ("start_email_challenge", shown(stand.start().await)),
        ("resend_email_challenge", shown(stand.resend().await)),
        ("confirm_email_challenge", shown(stand.confirm().await)),
        ("cancel_email_challenge", shown(stand.cancel().await)),
        ("delete_method", shown(stand.delete().await)),
        ("read_terms", shown(stand.terms_text().await)),
        ("accept_terms", shown(stand.accept().await)),
        ("decline_terms", shown(stand.decline().await)),
        ("read_terms_decisions", shown(stand.decisions().await)),
        ("revoke_sign_in_sessions", shown(stand.revoke().await)),
        ("change_password", shown(stand.change_password(true).await)),
        ("replace_password", shown(stand.change_password(false).await)),
    ];
    all.extend(methods::call_all(stand).await);
    all.extend(sign_ins::call_all(stand).await);
    all.extend(devices::call_all(stand).await);
    all.extend(settings::call_all(stand).await);
    all.extend(profile::call_all(stand).await);
    all.extend(organizations::call_all(stand).await);
    all
}

pub(crate) fn authority(base: &str) -> Authority {
    let url = |path: &str| Url::parse(&format!("{base}{path}")).unwrap();
    Authority {
        issuer: format!("{base}/t/v2.0"),
        token_endpoint: url("/t/oauth2/v2.0/token"),
        device_authorization_endpoint: None,
        authorization_endpoint: None,
        revocation_endpoint: None,
        jwks_uri: None,
        graph: Some(url("/v1.0")),
        selfservice: Some(url("/selfservice/v1.0")),
        password_reset_page: None,
        security_info_page: None,
        devices_page: None,
        helpdesk: None,
    }
}

pub(crate) fn item(id: &str, status: u16, body: &Value) -> Value {
    json!({"id": id, "status": status, "headers": {"Content-Type": "application/json"}, "body": body})
}

pub(crate) fn photo_item(id: &str, bytes: &[u8]) -> Value {
    json!({"id": id, "status": 200, "headers": {"Content-Type": "image/jpeg"}, "body": STANDARD.encode(bytes)})
}

pub(crate) fn graph_error(code: &str) -> Value {
    json!({"error": {"code": code, "message": "for logs", "innerError": {
        "date": "2026-11-22T10:00:00Z", "request-id": "r-1", "client-request-id": "c-1"}}})
}

/// Graph's answer to the batch, in another order than asked.
pub(crate) fn batch_answer() -> Value {
    json!({"responses": [
        photo_item("photo", JPEG),
        item("manager", 200, &json!({"@odata.type": "#microsoft.graph.user", "id": "m1",
            "displayName": "Bram Visser", "jobTitle": "Directeur", "mail": "bram@noorderlicht.example"})),
        item("methods", 200, &json!({"value": [
            {"@odata.type": "#microsoft.graph.passwordAuthenticationMethod", "id": "28c10230-6103-485e-b985-444c60001490",
             "createdDateTime": "2024-01-02T03:04:05Z", "password": null},
            {"@odata.type": "#microsoft.graph.emailAuthenticationMethod", "id": EMAIL_METHOD, "emailAddress": "anna@home.example"},
        ]})),
        item("organization", 200, &json!({"value": [{"id": "t", "displayName": "Noorderlicht",
            "verifiedDomains": [{"name": "noorderlicht.example", "isDefault": true}], "countryLetterCode": "NL"}]})),
        item("me", 200, &json!({"id": "u1", "displayName": "Anna Bakker", "jobTitle": "Planner",
            "mail": "anna@noorderlicht.example", "otherMails": ["a@b.example"], "businessPhones": ["+31 50 123 45 67"],
            "proxyAddresses": ["SMTP:anna@noorderlicht.example"], "officeLocation": null, "userType": "Member"})),
        item("smallPhoto", 404, &graph_error("ImageNotFound")),
    ]})
}

pub(crate) fn self_answer() -> Value {
    json!({
        "methodPolicy": {
            "value": [{"methodType": "email", "addable": false, "reason": "limitReached", "usableFor": ["passwordReset"],
                "maximum": 1, "registered": 1, "canChange": true, "canDelete": true, "slot": null, "sharedMaximum": null,
                "channels": null}],
            "passwordReset": {"enabled": true, "methodsRequired": 2, "methodsRegistered": 1, "countedBy": "kind",
                "ways": ["email"], "obstacle": "notRegistered", "forAdministrator": false},
            "forbiddenEmailDomains": ["noorderlicht.example"],
            "smsSignInAllowed": false, "questions": null, "allowedCountryCodes": null, "freshVerificationMinutes": 10,
            "requiredMethods": 1, "passkeys": null,
        },
        "termsOfUse": {"value": [{"id": "t1", "displayName": "Huisregels", "fileId": "f1", "version": "2", "language": "nl",
            "availableLanguages": ["nl", "en"], "state": "accepted", "isViewingBeforeAcceptanceRequired": true,
            "isPerDeviceAcceptanceRequired": true,
            "acceptedVersion": "1", "acceptedDateTime": "2025-01-02T03:04:05Z", "expirationDateTime": null,
            "declinedDateTime": null, "requiredBy": ["Routeplanner"], "order": 1}]},
        "helpContact": {"displayName": "Servicedesk", "email": "help@noorderlicht.example", "phone": null, "webUrl": null,
            "hours": "8–17", "organizationKind": "largeCompany"},
        "organization": {"displayName": "Noorderlicht Logistiek B.V.", "profileBlocks": ["contact", "devices"],
            "handOvers": {"apps": "https://apps.noorderlicht.example/",
                "appPasswords": "https://wachtwoorden.noorderlicht.example/"}},
        "signIns": {"unusual": 1, "showsPlaces": false},
        "devices": devices::devices(),
        "settings": settings::settings(),
        "privacy": {"statementUrl": "https://www.noorderlicht.example/privacy",
            "contactEmail": "privacy@noorderlicht.example"},
        "profileRules": profile::rules(),
        "organizations": organizations::organizations(),
        "methodDetails": methods::details(),
        "signInPreferences": {"current": "sms", "options": ["sms", "oath"], "isSystemPreferred": false, "systemPreferred": null},
        "registration": {"state": "recommended", "missing": {"signIn": 0, "passwordReset": 1}, "skippable": true,
            "skipsRemaining": 2, "reconfirmDueDateTime": "2027-01-02T03:04:05Z", "lastConfirmedDateTime": null,
            "onlyTextAndVoice": false, "onlyTemporaryAccessPass": false},
        "passwordPolicy": {"profile": "nist", "minimumLength": 12, "maximumLength": 256, "requiredClasses": null,
            "unicodeAllowed": true, "history": 3, "lastChangedDateTime": "2026-03-04T05:06:07Z",
            "expiresDateTime": null, "changeable": true, "reason": null, "currentPasswordRequired": true},
    })
}

pub(crate) fn challenge() -> Value {
    json!({"id": "c1", "emailAddress": "anna@home.example", "expiresDateTime": "2026-11-22T10:10:00Z",
        "resendAfterDateTime": "2026-11-22T10:00:30Z", "triesRemaining": 5})
}

pub(crate) fn email_method() -> Value {
    json!({"@odata.type": "#microsoft.graph.emailAuthenticationMethod", "id": EMAIL_METHOD,
        "emailAddress": "anna@home.example", "createdDateTime": null})
}

pub(crate) fn terms_document() -> Value {
    json!({"id": "t1", "fileId": "f1", "version": "2", "language": "nl", "displayName": "Huisregels",
        "contentType": "text/markdown", "content": "# Huisregels\n\nWees aardig."})
}

pub(crate) fn acceptance() -> Value {
    json!({"id": "a1", "agreementId": "t1", "agreementFileId": "f1", "userId": "u1",
        "recordedDateTime": "2026-11-22T10:00:00Z", "state": "accepted"})
}

pub(crate) fn decisions() -> Value {
    json!({"value": [{"id": "d1", "termsOfUseId": "t1", "displayName": "Huisregels", "version": "1", "language": "nl",
        "state": "accepted", "recordedDateTime": "2025-01-02T03:04:05Z", "expirationDateTime": null,
        "documentSha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "appDisplayName": "Workpass", "deviceDisplayName": "LAPTOP-7", "deviceOperatingSystem": "Debian"}]})
}
