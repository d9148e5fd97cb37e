//! Security methods: what Graph lets employees do themselves, and what only the extension has.

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use url::Url;
use workpass_app::ports::{
    Authority, DirectoryError, MethodsPort, NewMethod, QuestionAnswer, RecoveryCodes, Refusal, Registration,
    RegistrationKind, SecurityQuestions,
};
use workpass_domain::{
    method::{MethodKind, TrialWay},
    preference::DefaultOption,
};
use workpass_http::Request;

use crate::{
    GraphDirectory, answers,
    directory::{extension_of, graph_of, has_id, id as id_of, post},
    endpoint::{below, beta},
    wire::{
        names,
        registration::{questions, recovery_codes, registration},
    },
};

/// Graph's collection of a kind below `/me/authentication`. `None` where it lets nobody remove their own.
fn collection(kind: &MethodKind) -> Option<&'static str> {
    Some(match kind {
        MethodKind::Email => "emailMethods",
        MethodKind::Phone => "phoneMethods",
        MethodKind::MicrosoftAuthenticator => "microsoftAuthenticatorMethods",
        MethodKind::SoftwareOath => "softwareOathMethods",
        MethodKind::HardwareOath => "hardwareOathMethods",
        MethodKind::Passkey => "fido2Methods",
        MethodKind::WindowsHello => "windowsHelloForBusinessMethods",
        MethodKind::PlatformCredential => "platformCredentialMethods",
        MethodKind::TemporaryAccessPass => "temporaryAccessPassMethods",
        MethodKind::Password
        | MethodKind::External
        | MethodKind::QrCodePin
        | MethodKind::SecurityQuestions
        | MethodKind::RecoveryCodes
        | MethodKind::AppPassword
        | MethodKind::Unknown(_) => return None,
    })
}

fn registrations(kind: RegistrationKind) -> &'static str {
    match kind {
        RegistrationKind::Phone => "phoneRegistrations",
        RegistrationKind::SoftwareOath => "softwareOathRegistrations",
        RegistrationKind::Authenticator => "authenticatorRegistrations",
        RegistrationKind::Passkey => "passkeyRegistrations",
        RegistrationKind::Trial => "methodTrials",
    }
}

/// The collection of a new method, and what to ask of it.
fn asked(new: &NewMethod) -> (RegistrationKind, Value) {
    match new {
        NewMethod::Phone {
            number,
            slot,
            channel,
            replaces_method,
        } => {
            let (slot, channel) = (names::slot_name(*slot), names::channel_name(*channel));
            let mut body = json!({"phoneNumber": number, "slot": slot, "channel": channel});
            if let Some(id) = replaces_method {
                body["replacesMethodId"] = id.as_str().into();
            }
            (RegistrationKind::Phone, body)
        }
        NewMethod::SoftwareOath { name } => (RegistrationKind::SoftwareOath, named(name.as_deref())),
        NewMethod::Authenticator => (RegistrationKind::Authenticator, json!({})),
        NewMethod::Passkey { name } => (RegistrationKind::Passkey, named(name.as_deref())),
    }
}

fn named(name: Option<&str>) -> Value {
    name.map_or_else(|| json!({}), |name| json!({"displayName": name}))
}

fn own(at: &Authority, segments: &[&str]) -> Result<Url, DirectoryError> {
    below(&below(extension_of(at)?, &["me"])?, segments)
}

fn authentication(base: &Url, segments: &[&str]) -> Result<Url, DirectoryError> {
    below(&below(base, &["me", "authentication"])?, segments)
}

fn patch(url: Url, body: &Value) -> Request {
    Request::patch_json(url, body).expect("a JSON value has a JSON form")
}

impl GraphDirectory {
    /// A call of the extension that answers without content.
    async fn told(&self, request: Request, token: &SecretString) -> Result<(), DirectoryError> {
        answers::nothing(&self.extension(request, token).await?)
    }

    async fn told_graph(&self, request: Request, token: &SecretString) -> Result<(), DirectoryError> {
        answers::nothing(&self.graph(request, token).await?)
    }

    async fn running(
        &self,
        request: Request,
        token: &SecretString,
        kind: RegistrationKind,
    ) -> Result<Registration, DirectoryError> {
        let answer = self.extension(request, token).await?;
        answers::json(&answer, |body| registration(kind, body))
    }
}

#[async_trait]
impl MethodsPort for GraphDirectory {
    async fn start_registration(
        &self,
        at: &Authority,
        token: &SecretString,
        new: &NewMethod,
    ) -> Result<Registration, DirectoryError> {
        let (kind, body) = asked(new);
        let url = own(at, &[registrations(kind)])?;
        self.running(post(url, &body), token, kind).await
    }

    async fn start_trial(
        &self,
        at: &Authority,
        token: &SecretString,
        method_id: &str,
        by: TrialWay,
    ) -> Result<Registration, DirectoryError> {
        let kind = RegistrationKind::Trial;
        let url = own(at, &[registrations(kind)])?;
        let body = json!({"methodId": method_id, "by": names::trial_way_name(by)});
        self.running(post(url, &body), token, kind).await
    }

    async fn read_registration(
        &self,
        at: &Authority,
        token: &SecretString,
        kind: RegistrationKind,
        id: &str,
    ) -> Result<Registration, DirectoryError> {
        let url = own(at, &[registrations(kind), id])?;
        self.running(Request::get(url), token, kind).await
    }

    async fn resend_registration(
        &self,
        at: &Authority,
        token: &SecretString,
        kind: RegistrationKind,
        id: &str,
    ) -> Result<Registration, DirectoryError> {
        let url = own(at, &[registrations(kind), id, "resend"])?;
        self.running(Request::post(url), token, kind).await
    }

    async fn confirm_registration(
        &self,
        at: &Authority,
        token: &SecretString,
        kind: RegistrationKind,
        id: &str,
        code: &SecretString,
        name: Option<&str>,
    ) -> Result<String, DirectoryError> {
        let url = own(at, &[registrations(kind), id, "confirm"])?;
        let mut body = named(name);
        body["code"] = code.expose_secret().into();
        let answer = self.extension(post(url, &body), token).await?;
        answers::json(&answer, id_of)
    }

    async fn cancel_registration(
        &self,
        at: &Authority,
        token: &SecretString,
        kind: RegistrationKind,
        id: &str,
    ) -> Result<(), DirectoryError> {
        let url = own(at, &[registrations(kind), id])?;
        match self.told(Request::delete(url), token).await {
            Err(DirectoryError::Refused(Refusal::RegistrationNotFound | Refusal::RegistrationExpired)) => {
                Ok(())
            }
            outcome => outcome,
        }
    }

    async fn delete_method(
        &self,
        at: &Authority,
        token: &SecretString,
        kind: &MethodKind,
        id: &str,
    ) -> Result<(), DirectoryError> {
        match kind {
            MethodKind::SecurityQuestions | MethodKind::RecoveryCodes => {
                let what = if *kind == MethodKind::RecoveryCodes {
                    "recoveryCodes"
                } else {
                    "securityQuestions"
                };
                self.told(Request::delete(own(at, &[what])?), token).await
            }
            kind => {
                let collection = collection(kind).ok_or(DirectoryError::NotOffered)?;
                let base = match kind {
                    MethodKind::HardwareOath => beta(graph_of(at)?)?,
                    _ => graph_of(at)?.clone(),
                };
                let url = authentication(&base, &[collection, id])?;
                self.told_graph(Request::delete(url), token).await
            }
        }
    }

    async fn rename_method(
        &self,
        at: &Authority,
        token: &SecretString,
        _: &MethodKind,
        id: &str,
        name: &str,
    ) -> Result<(), DirectoryError> {
        let url = own(at, &["methods", id])?;
        self.told(patch(url, &named(Some(name))), token).await
    }

    async fn read_security_questions(
        &self,
        at: &Authority,
        token: &SecretString,
        language: &str,
    ) -> Result<SecurityQuestions, DirectoryError> {
        let request = Request::get(own(at, &["securityQuestions"])?).header("accept-language", language);
        let answer = self.extension(request, token).await?;
        answers::json(&answer, questions)
    }

    async fn save_security_questions(
        &self,
        at: &Authority,
        token: &SecretString,
        answers: &[QuestionAnswer],
    ) -> Result<(), DirectoryError> {
        let answers = answers
            .iter()
            .map(|one| json!({"questionId": one.question_id, "answer": one.answer.expose_secret()}));
        let body = json!({"answers": answers.collect::<Vec<_>>()});
        let url = own(at, &["securityQuestions"])?;
        let answer = self.extension(post(url, &body), token).await?;
        answers::json(&answer, has_id)
    }

    async fn create_recovery_codes(
        &self,
        at: &Authority,
        token: &SecretString,
    ) -> Result<RecoveryCodes, DirectoryError> {
        let request = Request::post(own(at, &["recoveryCodes"])?);
        let answer = self.extension(request, token).await?;
        answers::json(&answer, recovery_codes)
    }

    async fn activate_hardware_token(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
        code: &SecretString,
        name: Option<&str>,
    ) -> Result<(), DirectoryError> {
        let base = beta(graph_of(at)?)?;
        let url = authentication(&base, &["hardwareOathMethods", id, "activate"])?;
        let mut body = named(name);
        body["verificationCode"] = code.expose_secret().into();
        self.told_graph(post(url, &body), token).await
    }

    async fn set_default_method(
        &self,
        at: &Authority,
        token: &SecretString,
        option: DefaultOption,
    ) -> Result<(), DirectoryError> {
        let base = beta(graph_of(at)?)?;
        let url = authentication(&base, &["signInPreferences"])?;
        let body = json!({"userPreferredMethodForSecondaryAuthentication": names::option_name(option)});
        self.told_graph(patch(url, &body), token).await
    }

    async fn set_sms_sign_in(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
        on: bool,
    ) -> Result<(), DirectoryError> {
        let what = if on { "enableSmsSignIn" } else { "disableSmsSignIn" };
        let url = authentication(graph_of(at)?, &["phoneMethods", id, what])?;
        self.told_graph(Request::post(url), token).await
    }

    async fn forget_remembered_devices(
        &self,
        at: &Authority,
        token: &SecretString,
    ) -> Result<(), DirectoryError> {
        let url = own(at, &["rememberedDevices"])?;
        self.told(Request::delete(url), token).await
    }

    async fn confirm_security_info(
        &self,
        at: &Authority,
        token: &SecretString,
    ) -> Result<(), DirectoryError> {
        let url = own(at, &["registration", "confirm"])?;
        self.told(Request::post(url), token).await
    }

    async fn snooze_registration(&self, at: &Authority, token: &SecretString) -> Result<(), DirectoryError> {
        let url = own(at, &["registration", "snooze"])?;
        self.told(Request::post(url), token).await
    }
}
