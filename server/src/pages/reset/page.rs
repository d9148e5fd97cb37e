//! The pages of a reset. Whom to ask stands on each.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::row::Purpose;
use super::scene::Scene;
use super::texts::ResetTexts;
use super::{CONTACT, PASSWORD, Typed, VERIFY, check};
use crate::mail::MailLanguage;
use crate::mail::notices::helpdesk;
use crate::methods::questions::LONGEST;
use crate::pages::error::PageError;
use crate::pages::next::Next;
use crate::pages::render::{self, Allow, Frame};
use crate::pages::texts::Lang;
use crate::pages::visitor::Visitor;
use crate::passwords::rules;
use crate::resets::means::Means;
use crate::resets::standing::Refused;
use crate::resets::{self, Offer};
use crate::state::AppState;
use crate::store::entities::tenant;

#[derive(Template)]
#[template(path = "reset-start.html")]
struct StartPage {
    frame: Frame,
    w: &'static ResetTexts,
    csrf: String,
    helpdesk: String,
    user_name: String,
    unlock: bool,
    forgot: bool,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "reset-ways.html")]
struct WaysPage {
    frame: Frame,
    w: &'static ResetTexts,
    csrf: String,
    helpdesk: String,
    steps: Vec<Step>,
    user_name: String,
    lead: &'static str,
    problem: Option<String>,
    ways: Vec<Way>,
}

#[derive(Template)]
#[template(path = "reset-verify.html")]
struct VerifyPage {
    frame: Frame,
    w: &'static ResetTexts,
    csrf: String,
    helpdesk: String,
    steps: Vec<Step>,
    user_name: String,
    heading: &'static str,
    lead: String,
    way: &'static str,
    problem: Option<String>,
    /// The number to match.
    number: Option<String>,
    waiting: bool,
    target: Option<Target>,
    /// What was typed already.
    target_typed: String,
    code: Option<Code>,
    questions: Vec<String>,
    /// What to do with questions that are not one's own.
    answers_hint: Option<&'static str>,
    longest_answer: usize,
    send: Option<Send>,
}

#[derive(Template)]
#[template(path = "reset-password.html")]
struct PasswordPage {
    frame: Frame,
    w: &'static ResetTexts,
    csrf: String,
    helpdesk: String,
    steps: Vec<Step>,
    user_name: String,
    unlock: bool,
    rules: String,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "reset-contact.html")]
struct ContactPage {
    frame: Frame,
    w: &'static ResetTexts,
    csrf: String,
    helpdesk: String,
    user_name: String,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "reset-message.html")]
struct MessagePage {
    frame: Frame,
    w: &'static ResetTexts,
    helpdesk: String,
    heading: &'static str,
    text: &'static str,
    good: bool,
    link: Option<(String, &'static str)>,
}

/// One of what stands above: what is done, what is now, what comes.
struct Step {
    name: &'static str,
    is_now: bool,
}

struct Way {
    id: &'static str,
    icon: &'static str,
    name: &'static str,
    hint: &'static str,
}

/// What the number or address is typed into.
struct Target {
    label: &'static str,
    hint: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
}

struct Code {
    label: &'static str,
    hint: Option<&'static str>,
    digits: bool,
}

struct Send {
    label: &'static str,
    again: bool,
    wait: Option<String>,
}

pub(super) fn start(
    state: &AppState,
    visitor: Visitor,
    tenant: &tenant::Model,
    typed: Typed,
    problem: Option<String>,
) -> Result<Response, PageError> {
    let here = format!("{}?username={}", resets::PATH, Next::encode(&typed.user_name));
    let page = StartPage {
        csrf: visitor.csrf(state),
        helpdesk: helpdesk(tenant),
        unlock: typed.purpose == Some(Purpose::Unlock),
        forgot: typed.purpose == Some(Purpose::Reset),
        user_name: typed.user_name,
        problem,
        frame: Frame::of(&visitor, here),
        w: ResetTexts::of(visitor.lang),
    };
    Ok(render::page(visitor, StatusCode::OK, &page))
}

/// There is nothing here (B-126).
pub(super) fn off(visitor: Visitor, tenant: &tenant::Model, offer: Offer) -> Response {
    let w = ResetTexts::of(visitor.lang);
    let (text, link) = match offer {
        Offer::Elsewhere(page) => (w.elsewhere, Some((page, w.elsewhere_link))),
        _ => (w.off, None),
    };
    message(visitor, tenant, w.title, text, link, Tone::Stuck)
}

/// Why the person who proved something cannot go on (B-134 … B-136).
pub(super) fn refused(visitor: Visitor, scene: &Scene, refused: Refused) -> Response {
    let w = ResetTexts::of(visitor.lang);
    let text = match refused {
        Refused::Disabled => w.disabled,
        Refused::NotEnabled => w.not_enabled,
        Refused::NotRegistered => w.not_registered,
        Refused::OnPremises => w.on_premises,
    };
    message(visitor, &scene.tenant, w.refused, text, None, Tone::Stuck)
}

pub(super) fn done(visitor: Visitor, tenant: &tenant::Model, purpose: Purpose) -> Response {
    let w = ResetTexts::of(visitor.lang);
    let (heading, text) = match purpose {
        Purpose::Reset => (w.done, w.done_text),
        Purpose::Unlock => (w.unlocked, w.unlocked_text),
    };
    let link = Some(("/signin".to_owned(), w.sign_in));
    message(visitor, tenant, heading, text, link, Tone::Good)
}

/// Who asks the administrators for help, and for which name.
pub(super) fn contact(
    state: &AppState,
    visitor: Visitor,
    tenant: &tenant::Model,
    user_name: String,
    problem: Option<String>,
) -> Response {
    let page = ContactPage {
        csrf: visitor.csrf(state),
        helpdesk: helpdesk(tenant),
        frame: Frame::of(
            &visitor,
            format!("{CONTACT}?username={}", Next::encode(&user_name)),
        ),
        w: ResetTexts::of(visitor.lang),
        user_name,
        problem,
    };
    render::page(visitor, StatusCode::OK, &page)
}

/// The same for every name.
pub(super) fn contacted(visitor: Visitor, tenant: &tenant::Model) -> Response {
    let w = ResetTexts::of(visitor.lang);
    message(
        visitor,
        tenant,
        w.contact_done,
        w.contact_done_text,
        None,
        Tone::Good,
    )
}

/// How a message ends a page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tone {
    Good,
    /// Nothing can be done here: the administrators can be asked.
    Stuck,
}

fn message(
    visitor: Visitor,
    tenant: &tenant::Model,
    heading: &'static str,
    text: &'static str,
    link: Option<(String, &'static str)>,
    tone: Tone,
) -> Response {
    let page = MessagePage {
        frame: Frame::of(&visitor, resets::PATH),
        w: ResetTexts::of(visitor.lang),
        helpdesk: helpdesk(tenant),
        heading,
        text,
        good: tone == Tone::Good,
        link,
    };
    render::page(visitor, StatusCode::OK, &page)
}

/// By what somebody can be verified.
pub(super) fn ways(
    state: &AppState,
    visitor: Visitor,
    scene: &Scene,
    problem: Option<String>,
) -> Result<Response, PageError> {
    let w = ResetTexts::of(visitor.lang);
    let ways = scene.offered.iter().map(|means| {
        let (name, hint) = w.way(*means);
        Way {
            id: means.as_str(),
            icon: icon(*means),
            name,
            hint,
        }
    });
    let page = WaysPage {
        csrf: visitor.csrf(state),
        helpdesk: helpdesk(&scene.tenant),
        steps: steps(w, scene),
        user_name: scene.user_name.clone(),
        lead: if scene.is_known {
            w.ways_lead_second
        } else {
            w.ways_lead
        },
        problem,
        ways: ways.collect(),
        frame: Frame::of(&visitor, VERIFY),
        w,
    };
    Ok(render::page(visitor, StatusCode::OK, &page))
}

/// What is asked now.
pub(super) async fn asked(
    state: &AppState,
    visitor: Visitor,
    scene: &Scene,
    means: Means,
    problem: Option<String>,
) -> Result<Response, PageError> {
    let w = ResetTexts::of(visitor.lang);
    let is_sent = scene.row.sent_at.is_some() && scene.row.means() == Some(means);
    let waiting = is_sent && scene.row.asked_id.is_some();
    let language = match visitor.lang {
        Lang::Nl => MailLanguage::Dutch,
        Lang::En => MailLanguage::English,
    };
    let questions = if means == Means::Questions {
        check::asked_questions(state, scene, language).await?
    } else {
        Vec::new()
    };
    let target = scene.row.target(state).unwrap_or_default();
    let page = VerifyPage {
        csrf: visitor.csrf(state),
        helpdesk: helpdesk(&scene.tenant),
        steps: steps(w, scene),
        user_name: scene.user_name.clone(),
        heading: w.way(means).0,
        lead: w.lead(means, is_sent).replace("{target}", &target),
        way: means.as_str(),
        problem,
        number: scene.row.number.clone().filter(|_| waiting),
        waiting,
        target: target_field(w, means).filter(|_| !is_sent),
        target_typed: if is_sent { target } else { String::new() },
        code: code_field(w, means, is_sent),
        questions: questions.into_iter().map(|question| question.text).collect(),
        answers_hint: (!scene.is_known).then_some(w.answers_hint),
        longest_answer: 2 * LONGEST,
        send: send(w, scene, means, is_sent, state.now_ms()),
        frame: Frame::of(&visitor, VERIFY),
        w,
    };
    let allow = Allow {
        script: waiting,
        fetch: waiting,
        ..Allow::default()
    };
    Ok(render::page_allowing(visitor, &page, allow))
}

pub(super) fn password(
    state: &AppState,
    visitor: Visitor,
    scene: &Scene,
    problem: Option<String>,
) -> Result<Response, PageError> {
    let w = ResetTexts::of(visitor.lang);
    let policy = &scene.tenant.settings.password_policy;
    let page = PasswordPage {
        csrf: visitor.csrf(state),
        helpdesk: helpdesk(&scene.tenant),
        steps: steps(w, scene),
        user_name: scene.user_name.clone(),
        unlock: scene.row.purpose() == Purpose::Unlock,
        rules: w
            .rules
            .replace("{minimum}", &rules::minimum(policy).to_string())
            .replace("{maximum}", &rules::maximum(policy).to_string()),
        problem,
        frame: Frame::of(&visitor, PASSWORD),
        w,
    };
    Ok(render::page(visitor, StatusCode::OK, &page))
}

/// "verification step 1 › step 2 › choose a new password" (B-130).
fn steps(w: &ResetTexts, scene: &Scene) -> Vec<Step> {
    let mut names = if scene.required() > 1 {
        vec![w.step_first, w.step_second]
    } else {
        vec![w.step_only]
    };
    names.push(match scene.row.purpose() {
        Purpose::Reset => w.step_password,
        Purpose::Unlock => w.step_unlock,
    });
    let now = Ord::min(scene.done() as usize, names.len() - 1);
    let steps = names.into_iter().enumerate();
    steps
        .map(|(at, name)| Step {
            name,
            is_now: at == now,
        })
        .collect()
}

fn target_field(w: &ResetTexts, means: Means) -> Option<Target> {
    if means.phone().is_some() {
        return Some(Target {
            label: w.number,
            hint: w.number_hint,
            kind: "tel",
            autocomplete: "tel",
        });
    }
    (means == Means::Email).then_some(Target {
        label: w.address,
        hint: w.address_hint,
        kind: "email",
        autocomplete: "email",
    })
}

fn code_field(w: &ResetTexts, means: Means, is_sent: bool) -> Option<Code> {
    match means {
        Means::Code => Some(Code {
            label: w.code,
            hint: None,
            digits: true,
        }),
        Means::Text | Means::Email if is_sent => Some(Code {
            label: w.code,
            hint: Some(w.nothing_came),
            digits: true,
        }),
        Means::RecoveryCode => Some(Code {
            label: w.recovery_code,
            hint: None,
            digits: false,
        }),
        _ => None,
    }
}

fn send(w: &ResetTexts, scene: &Scene, means: Means, is_sent: bool, now_ms: i64) -> Option<Send> {
    let first = match means {
        Means::Text | Means::Email => w.send_code,
        Means::Approval => w.send_approval,
        _ if means.is_call() => w.call_me,
        _ => return None,
    };
    let seconds = if is_sent {
        scene.row.seconds_to_wait(now_ms)
    } else {
        0
    };
    Some(Send {
        label: if is_sent { w.again } else { first },
        again: is_sent,
        wait: (seconds > 0).then(|| w.wait_to_resend.replace("{seconds}", &seconds.to_string())),
    })
}

fn icon(means: Means) -> &'static str {
    match means {
        Means::Approval => "bell",
        Means::Code => "clock-code",
        Means::Text => "message",
        Means::CallMobile | Means::CallAlternate | Means::CallOffice => "phone",
        Means::Email => "mail",
        Means::Questions => "question",
        Means::RecoveryCode => "list",
    }
}
