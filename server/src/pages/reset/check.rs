//! Looks at what was typed or answered. For a name that is nobody's the same is looked at, and nothing is right.

use std::time::Duration;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::ask;
use super::row;
use super::scene::Scene;
use crate::authority::form::Form;
use crate::authority::lockout;
use crate::clock::span;
use crate::mail::MailLanguage;
use crate::methods::kind::{MethodKind, PhoneSlot};
use crate::methods::questions::{self, Given, Question};
use crate::methods::{Answer, Verdict, approval, recovery_codes, totp, voice};
use crate::pages::error::PageError;
use crate::resets::means::{self, Means};
use crate::resets::standing::nobody;
use crate::state::AppState;
use crate::store::entities::{email_method, security_method, user};

/// The longest code that is looked at, in bytes.
const LONGEST: usize = 1024;

/// What became of it.
pub(super) enum Checked {
    Right,
    /// Something was left out: no try.
    Empty,
    Wrong,
    /// Too many wrong ones for this name, wherever they came from.
    Locked(Duration),
    /// This was the last try.
    Over,
}

/// Checks what was typed. A try is taken before it is looked at, of this reset and of the name.
pub(super) async fn typed(
    state: &AppState,
    scene: &Scene,
    means: Means,
    form: &Form,
) -> Result<Checked, PageError> {
    let asked = if means == Means::Questions {
        asked_questions(state, scene, MailLanguage::English).await?
    } else {
        Vec::new()
    };
    let read = |name: &str| {
        let typed = form.require_secret(name).ok();
        typed.filter(|typed| typed.expose_secret().len() <= LONGEST)
    };
    let given: Vec<SecretString> = if asked.is_empty() {
        read("code").into_iter().collect()
    } else {
        let answers = (1..=asked.len()).map(|number| read(&format!("answer{number}")));
        answers.map(Option::unwrap_or_default).collect()
    };
    let is_blank = |typed: &SecretString| typed.expose_secret().trim().is_empty();
    // What somebody never answered stays empty; who is known is asked their own only.
    let is_empty = if scene.is_known {
        given.iter().any(is_blank)
    } else {
        given.iter().all(is_blank)
    };
    if is_empty || given.is_empty() {
        return Ok(Checked::Empty);
    }
    let lock = lock_key(state, scene);
    let tries = match lockout::take_try(&state.db, state.now_ms(), &lock).await? {
        Ok(tries) => tries,
        Err(wait) => return Ok(Checked::Locked(wait)),
    };
    let Some(left) = row::take_try(&state.db, &scene.row).await? else {
        return Ok(Checked::Over);
    };
    if is_right(state, scene, means, &asked, given).await? {
        if scene.done() + 1 >= scene.standing.required {
            lockout::succeeded(&state.db, &lock).await?;
        } else {
            // Whoever has one of two is not to guess the other without end.
            lockout::give_back(&state.db, state.now_ms(), &lock, tries).await?;
        }
        return Ok(Checked::Right);
    }
    Ok(if left <= 0 { Checked::Over } else { Checked::Wrong })
}

/// The lock that wrong answers for a name share. It is no lock of signing in: nobody locks the owner of a name out here.
fn lock_key(state: &AppState, scene: &Scene) -> String {
    state.secrets.mac("password reset lock", &[&scene.row.name_mac])
}

async fn is_right(
    state: &AppState,
    scene: &Scene,
    means: Means,
    asked: &[Question],
    given: Vec<SecretString>,
) -> Result<bool, PageError> {
    let verifies = scene.verifies(means);
    let person = if verifies {
        scene.standing.user.clone()
    } else {
        nobody(scene.row.tenant_id)
    };
    if means == Means::Questions {
        return answers_are_right(state, scene, &person, asked, given).await;
    }
    let Some(code) = given.into_iter().next() else {
        return Ok(false);
    };
    let is_right = match means {
        Means::Code => {
            let verdict = totp::verify(state, &person, code.expose_secret()).await?;
            matches!(verdict, Verdict::Proven(id) if may_reset(scene, id))
        }
        Means::RecoveryCode => {
            let verdict = recovery_codes::verify(state, &person, code.expose_secret()).await?;
            matches!(verdict, Verdict::Proven(_))
        }
        Means::Text => {
            let target = scene.row.target(state).unwrap_or_default();
            let is_code = scene.row.is_code(state, &code);
            let is_theirs = ask::phone_of(scene, PhoneSlot::Mobile, &target).is_some();
            is_code && is_theirs
        }
        Means::Email => {
            let target = scene.row.target(state).unwrap_or_default();
            let is_code = scene.row.is_code(state, &code);
            is_code && ask::email_of(scene, &target).is_some()
        }
        _ => false,
    };
    Ok(is_right && verifies)
}

/// Whether all questions of the person's own that were asked were answered rightly. As much is read and compared where
/// none of them is anybody's.
async fn answers_are_right(
    state: &AppState,
    scene: &Scene,
    person: &user::Model,
    asked: &[Question],
    given: Vec<SecretString>,
) -> Result<bool, PageError> {
    let answered = questions::answered(state, person).await?;
    let (own, others): (Vec<Given>, Vec<Given>) = asked
        .iter()
        .zip(given)
        .map(|(question, answer)| Given {
            question_id: question.id.clone(),
            answer,
        })
        .partition(|given| answered.contains(&given.question_id));
    // One answer is not enough where more were given once, and the rest are asked no longer.
    let wanted = if scene.is_known {
        answered.len()
    } else {
        Ord::min(answered.len(), asked.len())
    };
    let is_enough = own.len() == wanted;
    let are_right = questions::verify(state, person, &own).await?;
    questions::verify_nobodys(&others).await?;
    Ok(are_right && is_enough)
}

/// An app may do where a token may not, as policy has it.
fn may_reset(scene: &Scene, method: Uuid) -> bool {
    let holding = &scene.standing.holding;
    let row = holding.methods.iter().find(|row| row.id == method);
    row.and_then(|row| MethodKind::parse(&row.kind))
        .is_some_and(|kind| {
            means::may_reset(&holding.rules, scene.standing.user.is_administrator, (kind, None))
        })
}

/// The questions that are asked. Before anything is proven it is one number of them for every name, out of those that
/// the organization offers: among them the ones this person answered, and others that nobody looks at. Who is known is
/// asked all of their own.
pub(super) async fn asked_questions(
    state: &AppState,
    scene: &Scene,
    language: MailLanguage,
) -> Result<Vec<Question>, DbErr> {
    let answered = questions::answered(state, &scene.standing.user).await?;
    let answered = if scene.verifies(Means::Questions) {
        answered
    } else {
        Vec::new()
    };
    if scene.is_known {
        // What an organization no longer offers was still answered.
        let all = questions::offered_ever(&scene.standing.holding.rules.questions, language);
        let text_of = |id: &String| all.iter().find(|question| question.id == *id).cloned();
        return Ok(answered.iter().filter_map(text_of).collect());
    }
    let rules = &scene.neutral.rules.questions;
    let drawn = |question: &Question| {
        state
            .secrets
            .mac("password reset questions", &[&scene.row.name_mac, &question.id])
    };
    let mut asked = questions::offered(rules, language);
    asked.sort_by_cached_key(|question| (!answered.contains(&question.id), drawn(question)));
    asked.truncate(questions::required(rules) as usize);
    // Where they stand tells nothing.
    asked.sort_by_cached_key(drawn);
    Ok(asked)
}

/// What became of a call or a question on a phone; none when nothing is asked. Only a yes shows before its time is over:
/// a no would tell that there is a phone.
pub(super) async fn answer(state: &AppState, scene: &Scene) -> Result<Option<Answer>, PageError> {
    let (Some(means), Some(id), Some(sent_at)) = (scene.means(), scene.row.asked_id, scene.row.sent_at)
    else {
        return Ok(None);
    };
    let (answer, lifetime) = if means == Means::Approval {
        (approval::answer(state, id).await?, approval::LIFETIME)
    } else {
        (voice::answer(state, id).await?, voice::LIFETIME)
    };
    let now_ms = state.now_ms();
    Ok(Some(match answer {
        Answer::Yes if scene.verifies(means) && scene.row.is_recent(now_ms) => Answer::Yes,
        _ if now_ms - sent_at < span(lifetime) => Answer::Waiting,
        _ => Answer::TooLate,
    }))
}

/// Notes that a phone or address was used. Other kinds do so themselves.
pub(super) async fn note_use(state: &AppState, scene: &Scene, means: Means) -> Result<(), DbErr> {
    let now_ms = state.now_ms();
    if let Some(phone) = means.phone().and_then(|slot| scene.standing.holding.phone(slot)) {
        security_method::Entity::update_many()
            .col_expr(security_method::Column::LastUsedAt, Expr::value(Some(now_ms)))
            .filter(security_method::Column::Id.eq(phone.id))
            .exec(&state.db)
            .await?;
    }
    if let Some(email) = scene
        .standing
        .holding
        .email
        .as_ref()
        .filter(|_| means == Means::Email)
    {
        email_method::Entity::update_many()
            .col_expr(email_method::Column::LastUsedAt, Expr::value(Some(now_ms)))
            .filter(email_method::Column::Id.eq(email.id))
            .exec(&state.db)
            .await?;
    }
    Ok(())
}
