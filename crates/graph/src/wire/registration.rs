//! Running registrations, questions and recovery codes of the extension.

use secrecy::SecretString;
use serde_json::Value;
use workpass_app::ports::{
    OathSecret, RecoveryCodes, Registration, RegistrationFailure, RegistrationKind, RegistrationState,
    SecurityQuestion, SecurityQuestions,
};

use super::{Fields, names};

/// `selfService.methodRegistration` of the collection that was asked.
pub(crate) fn registration(kind: RegistrationKind, body: &Value) -> Option<Registration> {
    let registration = Fields::of(body)?;
    let channel = registration.text("channel");
    let channel = channel.and_then(|name| names::channel(&name));
    Some(Registration {
        resend_after: registration.time("resendAfterDateTime"),
        tries_remaining: registration.count("triesRemaining"),
        sent_to: registration.text("sentTo"),
        channel,
        secret: secret(registration),
        page: registration.text("page").map(SecretString::from),
        number: registration.text("number"),
        device_name: registration.text("deviceName"),
        reason: registration.text("reason").as_deref().map(failure),
        method_id: registration.text("methodId"),
        default_changed: registration
            .text("defaultChanged")
            .as_deref()
            .and_then(names::option),
        ..Registration::new(
            registration.text("id")?,
            kind,
            state(&registration.text("state")?)?,
            registration.time("expiresDateTime")?,
        )
    })
}

fn secret(registration: Fields<'_>) -> Option<OathSecret> {
    Some(OathSecret {
        secret_key: registration.text("secretKey")?.into(),
        uri: registration.text("otpauthUri")?.into(),
        issuer: registration.text("issuer").unwrap_or_default(),
        account_name: registration.text("accountName").unwrap_or_default(),
    })
}

fn state(name: &str) -> Option<RegistrationState> {
    Some(match name {
        "awaitingCode" => RegistrationState::AwaitingCode,
        "awaitingCall" => RegistrationState::AwaitingCall,
        "awaitingScan" => RegistrationState::AwaitingScan,
        "awaitingApproval" => RegistrationState::AwaitingApproval,
        "awaitingBrowser" => RegistrationState::AwaitingBrowser,
        "completed" => RegistrationState::Completed,
        "declined" => RegistrationState::Declined,
        "expired" => RegistrationState::Expired,
        "failed" => RegistrationState::Failed,
        _ => return None,
    })
}

fn failure(name: &str) -> RegistrationFailure {
    match name {
        "makeNotAllowed" => RegistrationFailure::MakeNotAllowed,
        "alreadyRegistered" => RegistrationFailure::AlreadyRegistered,
        "otherPerson" => RegistrationFailure::OtherPerson,
        "noAnswer" => RegistrationFailure::NoAnswer,
        "tooManyTries" => RegistrationFailure::TooManyTries,
        "limitReached" => RegistrationFailure::LimitReached,
        "notAllowedByPolicy" => RegistrationFailure::NotAllowedByPolicy,
        "numberReported" => RegistrationFailure::Reported,
        "superseded" => RegistrationFailure::Superseded,
        _ => RegistrationFailure::Other,
    }
}

/// `selfService.securityQuestions`. A question that cannot be read cannot be chosen.
pub(crate) fn questions(body: &Value) -> Option<SecurityQuestions> {
    let all = Fields::of(body)?;
    let question = |value: &Value| {
        let question = Fields::of(value)?;
        Some(SecurityQuestion {
            id: question.text("id")?,
            text: question.text("text")?,
            custom: question.flag("custom"),
        })
    };
    Some(SecurityQuestions {
        required: all.count("required")?,
        questions: all.list("questions").iter().filter_map(question).collect(),
    })
}

/// `selfService.recoveryCodes`. All of them or none: one that is missing could not be asked for later.
pub(crate) fn recovery_codes(body: &Value) -> Option<RecoveryCodes> {
    let made = Fields::of(body)?;
    let codes = made.list("codes");
    let code = |value: &Value| Some(SecretString::from(value.as_str()?));
    (!codes.is_empty()).then_some(())?;
    Some(RecoveryCodes {
        codes: codes.iter().map(code).collect::<Option<_>>()?,
        created_at: made.time("createdDateTime")?,
    })
}
