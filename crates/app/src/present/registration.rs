//! The wizards' stages.

use secrecy::{ExposeSecret, SecretString};
use workpass_domain::{method::MethodKind, phone};

use super::{qr, time};
use crate::{
    ports::{
        Channel, OathSecret, RecoveryCodes, Registration, RegistrationFailure, RegistrationKind,
        RegistrationState, SecurityQuestions,
    },
    view::{
        ChannelName, DefaultOption, RecoveryCodesView, RegistrationFailureView, RegistrationKindView,
        RegistrationStage, RegistrationView, SecurityQuestionView, SecurityQuestionsView,
    },
};

/// What the app knows of a registration besides the service's last word.
pub(crate) struct Beside<'a> {
    /// From the answer to the start; later answers leave it out.
    pub(crate) page: Option<&'a SecretString>,
    pub(crate) default_changed: Option<DefaultOption>,
}

/// `None`: the answer lacks what its state needs.
pub(crate) fn view(registration: &Registration, beside: &Beside<'_>) -> Option<RegistrationView> {
    Some(RegistrationView {
        id: registration.id.clone(),
        kind: kind(registration.kind),
        stage: stage(registration, beside)?,
        expires_at: time(registration.expires_at),
        tries_remaining: registration.tries_remaining,
        resend_after: registration.resend_after.map(time),
    })
}

fn stage(registration: &Registration, beside: &Beside<'_>) -> Option<RegistrationStage> {
    Some(match registration.state {
        RegistrationState::AwaitingCode | RegistrationState::AwaitingScan
            if registration.secret.is_some() =>
        {
            scan_secret(registration.secret.as_ref()?)
        }
        // An app or token that is tried shows its code by itself.
        RegistrationState::AwaitingCode if registration.kind == RegistrationKind::Trial => {
            RegistrationStage::Code {
                sent_to: registration.sent_to.as_deref().map(phone::readable),
                channel: registration.channel.map(channel),
            }
        }
        RegistrationState::AwaitingCode => RegistrationStage::Code {
            sent_to: Some(registration.sent_to.clone()?),
            channel: Some(channel(registration.channel.unwrap_or(Channel::Sms))),
        },
        RegistrationState::AwaitingCall => RegistrationStage::Call {
            number: registration.sent_to.clone()?,
        },
        RegistrationState::AwaitingScan => {
            let page = registration.page.as_ref().or(beside.page)?.expose_secret();
            RegistrationStage::ScanPage {
                qr: qr::of(page),
                page: page.to_owned(),
            }
        }
        RegistrationState::AwaitingApproval => RegistrationStage::Approve {
            number: registration.number.clone()?,
            device_name: registration.device_name.clone(),
        },
        RegistrationState::AwaitingBrowser => RegistrationStage::Browser,
        RegistrationState::Completed => RegistrationStage::Completed {
            method_id: registration.method_id.clone(),
            default_changed: beside.default_changed.clone(),
        },
        RegistrationState::Declined => RegistrationStage::Declined,
        RegistrationState::Expired => RegistrationStage::Expired,
        RegistrationState::Failed => RegistrationStage::Failed {
            reason: failure(registration.reason.unwrap_or(RegistrationFailure::Other)),
        },
    })
}

fn scan_secret(secret: &OathSecret) -> RegistrationStage {
    let uri = secret.uri.expose_secret();
    RegistrationStage::ScanSecret {
        qr: qr::of(uri),
        secret_key: secret.secret_key.expose_secret().to_owned(),
        issuer: secret.issuer.clone(),
        account_name: secret.account_name.clone(),
        uri: uri.to_owned(),
    }
}

pub(crate) fn kind(kind: RegistrationKind) -> RegistrationKindView {
    match kind {
        RegistrationKind::Phone => RegistrationKindView::Phone,
        RegistrationKind::SoftwareOath => RegistrationKindView::AuthenticatorCode,
        RegistrationKind::Authenticator => RegistrationKindView::Authenticator,
        RegistrationKind::Passkey => RegistrationKindView::Passkey,
        RegistrationKind::Trial => RegistrationKindView::Trial,
    }
}

/// The kind of method a registration leads to; a trial leads to none.
pub(crate) fn method_kind(kind: RegistrationKind) -> Option<MethodKind> {
    Some(match kind {
        RegistrationKind::Phone => MethodKind::Phone,
        RegistrationKind::SoftwareOath => MethodKind::SoftwareOath,
        RegistrationKind::Authenticator => MethodKind::MicrosoftAuthenticator,
        RegistrationKind::Passkey => MethodKind::Passkey,
        RegistrationKind::Trial => return None,
    })
}

pub(crate) fn channel(channel: Channel) -> ChannelName {
    match channel {
        Channel::Sms => ChannelName::Sms,
        Channel::Voice => ChannelName::Voice,
    }
}

pub(crate) fn channel_from(name: ChannelName) -> Channel {
    match name {
        ChannelName::Sms => Channel::Sms,
        ChannelName::Voice => Channel::Voice,
    }
}

fn failure(reason: RegistrationFailure) -> RegistrationFailureView {
    match reason {
        RegistrationFailure::MakeNotAllowed => RegistrationFailureView::MakeNotAllowed,
        RegistrationFailure::AlreadyRegistered => RegistrationFailureView::AlreadyRegistered,
        RegistrationFailure::OtherPerson => RegistrationFailureView::OtherPerson,
        RegistrationFailure::NoAnswer => RegistrationFailureView::NoAnswer,
        RegistrationFailure::TooManyTries => RegistrationFailureView::TooManyTries,
        RegistrationFailure::LimitReached => RegistrationFailureView::LimitReached,
        RegistrationFailure::NotAllowedByPolicy => RegistrationFailureView::NotAllowedByPolicy,
        RegistrationFailure::Reported => RegistrationFailureView::Reported,
        RegistrationFailure::Superseded => RegistrationFailureView::Superseded,
        RegistrationFailure::Other => RegistrationFailureView::Other,
    }
}

pub(crate) fn questions(questions: SecurityQuestions) -> SecurityQuestionsView {
    let question = |question: crate::ports::SecurityQuestion| SecurityQuestionView {
        id: question.id,
        text: question.text,
        custom: question.custom,
    };
    SecurityQuestionsView {
        required: questions.required,
        questions: questions.questions.into_iter().map(question).collect(),
    }
}

pub(crate) fn recovery_codes(codes: &RecoveryCodes) -> RecoveryCodesView {
    RecoveryCodesView {
        codes: codes
            .codes
            .iter()
            .map(|code| code.expose_secret().to_owned())
            .collect(),
        created_at: time(codes.created_at),
    }
}
