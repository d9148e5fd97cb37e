//! My sign-ins.

use workpass_domain::{
    action::Action,
    sign_in::{OpenSession, Outcome, Remedy, Risk, SecondStep, SignIn, SignInSummary, Whereabouts},
    standing::Standing,
};

use super::{possible, time};
use crate::{
    ports::{SignInsOnly, SignInsPage},
    view::{
        OpenSessionView, RemedyName, SecondStepName, SignInFilter, SignInOutcome, SignInPageView, SignInRisk,
        SignInView, SignInsView, WhereaboutsView,
    },
};

pub(crate) fn view(summary: SignInSummary, standing: &Standing<'_>) -> SignInsView {
    SignInsView {
        unusual: summary.unusual,
        shows_places: summary.shows_places,
        answer: possible(standing.possible(&Action::AnswerSignIn)),
        end_sessions: possible(standing.possible(&Action::EndSession)),
    }
}

pub(crate) fn page(page: SignInsPage) -> SignInPageView {
    SignInPageView {
        sign_ins: page.sign_ins.into_iter().map(sign_in).collect(),
        next: page.next,
    }
}

pub(crate) fn session(session: OpenSession) -> OpenSessionView {
    OpenSessionView {
        id: session.id,
        app: session.app,
        from: whereabouts(session.from),
        began_at: time(session.began_at),
        last_used_at: time(session.last_used_at),
        is_current: session.is_current,
    }
}

pub(crate) fn only(filter: SignInFilter) -> Option<SignInsOnly> {
    match filter {
        SignInFilter::All => None,
        SignInFilter::Succeeded => Some(SignInsOnly::Succeeded),
        SignInFilter::Failed => Some(SignInsOnly::Failed),
        SignInFilter::Unusual => Some(SignInsOnly::Unusual),
    }
}

fn sign_in(one: SignIn) -> SignInView {
    SignInView {
        id: one.id,
        at: time(one.at),
        app: one.app,
        from: whereabouts(one.from),
        remedies: one.outcome.remedies().iter().map(remedy).collect(),
        outcome: match one.outcome {
            Outcome::Succeeded => SignInOutcome::Succeeded,
            Outcome::Failed => SignInOutcome::Failed,
            Outcome::Locked => SignInOutcome::Locked,
            Outcome::SecondStepFailed => SignInOutcome::SecondStepFailed,
        },
        second_step: one.second_step.map(second_step),
        risk: match one.risk {
            Risk::None => SignInRisk::None,
            Risk::Unusual => SignInRisk::Unusual,
            Risk::Mine => SignInRisk::Mine,
            Risk::NotMine => SignInRisk::NotMine,
        },
    }
}

fn whereabouts(from: Whereabouts) -> WhereaboutsView {
    WhereaboutsView {
        device: from.device,
        operating_system: from.operating_system,
        browser: from.browser,
        address: from.address,
        place: from.place,
    }
}

fn second_step(step: SecondStep) -> SecondStepName {
    match step {
        SecondStep::Pass => SecondStepName::Pass,
        SecondStep::Passkey => SecondStepName::Passkey,
        SecondStep::Approval => SecondStepName::Approval,
        SecondStep::Code => SecondStepName::Code,
        SecondStep::Text => SecondStepName::Text,
        SecondStep::Call => SecondStepName::Call,
        SecondStep::RecoveryCode => SecondStepName::RecoveryCode,
        SecondStep::Password => SecondStepName::Password,
    }
}

fn remedy(remedy: &Remedy) -> RemedyName {
    match remedy {
        Remedy::ChangePassword => RemedyName::ChangePassword,
        Remedy::CheckMethods => RemedyName::CheckMethods,
        Remedy::SignOutEverywhere => RemedyName::SignOutEverywhere,
    }
}
