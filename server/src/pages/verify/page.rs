//! The pages of the second step.

use askama::Template;
use axum::response::Response;

use super::ask;
use super::check::Wrong;
use super::scene::Scene;
use super::texts::VerifyTexts;
use crate::authority::authorize::AuthorizationRequest;
use crate::authority::second_factor::Way;
use crate::methods::passkey::{self, Asked};
use crate::methods::required::only_text_and_voice;
use crate::methods::{Answer, NotSent};
use crate::pages::error::{PageError, minutes};
use crate::pages::next::Next;
use crate::pages::passkeys::{self, PasskeyTexts};
use crate::pages::recovery;
use crate::pages::render::{self, Allow, Frame};
use crate::pages::visitor::Visitor;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "verify.html")]
struct VerifyPage {
    frame: Frame,
    w: &'static VerifyTexts,
    csrf: String,
    user_name: String,
    again: bool,
    problem: Option<String>,
    lead: String,
    /// There is nothing stronger than messages and calls (B-97).
    is_phone_only: bool,
    way: &'static str,
    number: Option<String>,
    waiting: bool,
    field: Option<Field>,
    send: Option<Send>,
    remember: Option<Remember>,
    has_others: bool,
    /// Where who lost every method gets the account back (B-98).
    recovery: Option<String>,
    passkey: Option<Asked>,
    p: &'static PasskeyTexts,
}

/// What is typed.
struct Field {
    label: &'static str,
    hint: Option<&'static str>,
    autocomplete: &'static str,
    digits: bool,
    secret: bool,
}

/// The button that sends something.
struct Send {
    label: &'static str,
    /// It was sent before.
    again: bool,
    wait: Option<String>,
}

struct Remember {
    label: String,
    checked: bool,
}

#[derive(Template)]
#[template(path = "verify-others.html")]
struct OthersPage {
    frame: Frame,
    w: &'static VerifyTexts,
    csrf: String,
    user_name: String,
    ways: Vec<Other>,
    recovery: Option<String>,
}

struct Other {
    id: &'static str,
    icon: &'static str,
    name: String,
    hint: &'static str,
}

/// What is asked now.
pub(super) async fn show(
    state: &AppState,
    visitor: Visitor,
    scene: &Scene,
    problem: Option<String>,
) -> Result<Response, PageError> {
    let w = VerifyTexts::of(visitor.lang);
    let waiting = scene.row.asked_id.is_some() && ask::is_answered_elsewhere(scene.way);
    let is_sent = waiting || (scene.way == Way::Text && scene.row.code_mac.is_some());
    let passkey = match scene.way {
        Way::Passkey => {
            let bound_to = passkeys::to_second_step(state, &visitor, scene.id());
            passkey::begin_for(state, scene.person(), &bound_to).await?
        }
        _ => None,
    };
    let has_script = waiting || passkey.is_some();
    let page = VerifyPage {
        csrf: visitor.csrf(state),
        user_name: scene.user.user_name.clone(),
        again: scene.is_step_up(),
        problem,
        lead: lead(w, scene, is_sent),
        is_phone_only: only_text_and_voice(&scene.registered.situation.ways),
        way: scene.way.as_str(),
        number: scene.row.state.number.clone().filter(|_| waiting),
        waiting,
        field: field(w, scene.way, is_sent),
        send: send(w, scene, is_sent, state.now_ms()),
        remember: remember(w, scene),
        has_others: scene.ways.len() > 1,
        recovery: recovery::page_for(state, &scene.user).await?,
        p: PasskeyTexts::of(visitor.lang),
        passkey,
        frame: Frame::of(&visitor, super::PATH),
        w,
    };
    let allow = Allow {
        form_to: reply_origin(state, scene).await,
        script: has_script,
        fetch: waiting,
        ..Allow::default()
    };
    Ok(render::page_allowing(visitor, &page, allow))
}

/// All the ways there are.
pub(super) async fn others(state: &AppState, visitor: Visitor, scene: &Scene) -> Result<Response, PageError> {
    let w = VerifyTexts::of(visitor.lang);
    let ways = scene.ways.iter().map(|way| {
        let (name, hint) = w.name(*way, &scene.number(*way));
        Other {
            id: way.as_str(),
            icon: icon(*way),
            name,
            hint,
        }
    });
    let page = OthersPage {
        csrf: visitor.csrf(state),
        user_name: scene.user.user_name.clone(),
        ways: ways.collect(),
        recovery: recovery::page_for(state, &scene.user).await?,
        frame: Frame::of(&visitor, "/signin/verify/others"),
        w,
    };
    Ok(render::page_allowing(visitor, &page, Allow::default()))
}

fn lead(w: &VerifyTexts, scene: &Scene, is_sent: bool) -> String {
    let text = match (scene.way, is_sent) {
        (Way::Oath, _) => w.code_lead,
        (Way::Text, false) => w.text_offer,
        (Way::Text, true) => w.text_sent,
        (Way::CallMobile | Way::CallAlternate | Way::CallOffice, false) => w.call_offer,
        (Way::CallMobile | Way::CallAlternate | Way::CallOffice, true) => w.call_waiting,
        (Way::Approval, false) => w.approval_offer,
        (Way::Approval, true) => w.approval_waiting,
        (Way::Passkey, _) => w.passkey_lead,
        (Way::RecoveryCode, _) => w.recovery_lead,
        (Way::TemporaryAccessPass, _) => w.pass_lead,
        (Way::Password, _) => w.password_lead,
    };
    text.replace("{number}", &scene.number(scene.way))
}

fn field(w: &VerifyTexts, way: Way, is_sent: bool) -> Option<Field> {
    let plain = Field {
        label: w.code_label,
        hint: None,
        autocomplete: "off",
        digits: false,
        secret: false,
    };
    let digits = Field {
        digits: true,
        autocomplete: "one-time-code",
        ..plain
    };
    Some(match way {
        Way::Oath => digits,
        Way::Text if is_sent => digits,
        Way::RecoveryCode => Field {
            label: w.recovery_label,
            hint: Some(w.recovery_hint),
            ..plain
        },
        Way::TemporaryAccessPass => Field {
            label: w.pass_label,
            secret: true,
            ..plain
        },
        Way::Password => Field {
            label: w.way_password,
            secret: true,
            autocomplete: "current-password",
            ..plain
        },
        _ => return None,
    })
}

fn send(w: &VerifyTexts, scene: &Scene, is_sent: bool, now_ms: i64) -> Option<Send> {
    let (first, again) = match scene.way {
        Way::Text => (w.text_button, w.text_again),
        Way::CallMobile | Way::CallAlternate | Way::CallOffice => (w.call_button, w.call_again),
        Way::Approval => (w.approval_button, w.approval_again),
        _ => return None,
    };
    let left = scene.row.resend_after_at.map_or(0, |at| at - now_ms);
    let seconds = u64::try_from(left).unwrap_or(0).div_ceil(1000);
    Some(Send {
        label: if is_sent { again } else { first },
        again: is_sent,
        wait: (is_sent && seconds > 0).then(|| w.wait_to_resend.replace("{seconds}", &seconds.to_string())),
    })
}

fn remember(w: &VerifyTexts, scene: &Scene) -> Option<Remember> {
    let days = scene.registered.rules.remember_devices_days;
    if days == 0 || scene.is_step_up() {
        return None;
    }
    let label = if days == 1 {
        w.remember_one.to_owned()
    } else {
        w.remember_many.replace("{days}", &days.to_string())
    };
    Some(Remember {
        label,
        checked: scene.remember,
    })
}

fn icon(way: Way) -> &'static str {
    match way {
        Way::Oath => "clock-code",
        Way::Text => "message",
        Way::CallMobile | Way::CallAlternate | Way::CallOffice => "phone",
        Way::Approval => "bell",
        Way::Passkey => "key",
        Way::RecoveryCode => "list",
        Way::TemporaryAccessPass => "ticket",
        Way::Password => "password",
    }
}

/// Why a code is not right.
pub(super) fn why_wrong(w: &VerifyTexts, way: Way, wrong: Wrong) -> String {
    match wrong {
        Wrong::Unknown if way == Way::Password => w.wrong_password,
        Wrong::Unknown => w.wrong,
        Wrong::Used => w.used,
        Wrong::Expired => w.expired,
    }
    .to_owned()
}

/// Why nothing was sent.
pub(super) fn why_not_sent(w: &VerifyTexts, way: Way, not_sent: NotSent) -> String {
    match not_sent {
        NotSent::LimitReached { retry_after } => {
            let text = if way == Way::Text {
                w.text_limit
            } else {
                w.call_limit
            };
            text.replace("{minutes}", &minutes(retry_after))
        }
        NotSent::Failed | NotSent::NotPossible => w.not_sent.to_owned(),
    }
}

/// What another device answered, when that was not yes.
pub(super) fn why_not(w: &VerifyTexts, way: Way, answer: Answer) -> String {
    let is_call = way != Way::Approval;
    match answer {
        Answer::Reported => w.reported,
        Answer::No if is_call => w.call_refused,
        Answer::No => w.denied,
        _ if is_call => w.call_unanswered,
        _ => w.unanswered,
    }
    .to_owned()
}

/// After the form the browser is sent on, in the end to the app: the page's policy has to let that through.
async fn reply_origin(state: &AppState, scene: &Scene) -> Option<String> {
    let next = Next::parse(scene.row.next.as_deref()?)?;
    let (tenant, query) = next.authorization_request()?;
    let request = AuthorizationRequest::read(state, tenant, query).await.ok()?;
    Some(request.reply_origin())
}
