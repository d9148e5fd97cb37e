//! Security questions (B-72 … B-79): which ones are offered, keeping the answers, and checking them when a password is
//! reset. Answers are hashed and never shown again, not even to an administrator.

mod answer;
mod predefined;

use std::collections::HashSet;

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait,
    QueryFilter, QueryOrder, TransactionTrait,
};
use secrecy::SecretString;

pub use answer::{Answer, LONGEST, SHORTEST, Unfit};
pub use predefined::{PREDEFINED, Predefined};

use super::kind::MethodKind;
use super::{places, slow_hash};
use crate::audit;
use crate::mail::MailLanguage;
use crate::state::AppState;
use crate::store::entities::{security_answer, security_method, user};
use crate::store::values::QuestionRules;

/// The longest question an organization may ask (B-73), in characters.
pub const LONGEST_QUESTION: usize = 200;
/// Asking more is not offered by any policy.
pub const MOST: u32 = 5;

/// A question a person may choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub id: String,
    pub text: String,
    /// Written by the organization, in its own language only.
    pub custom: bool,
}

/// What a person chose and typed.
#[derive(Debug)]
pub struct Given {
    pub question_id: String,
    pub answer: SecretString,
}

/// Why answers cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Another number than the policy asks for.
    WrongNumber,
    UnknownQuestion,
    /// The same question twice (B-75).
    RepeatedQuestion,
    TooShort,
    TooLong,
    /// The same answer twice (B-75).
    RepeatedAnswer,
}

/// How many questions a person answers.
pub fn required(rules: &QuestionRules) -> u32 {
    rules.required.clamp(1, MOST)
}

/// The questions of a policy: the organization's own first, then the predefined ones in a language.
pub fn offered(rules: &QuestionRules, language: MailLanguage) -> Vec<Question> {
    let own = rules.custom.iter().map(|question| Question {
        id: question.id.clone(),
        text: question.text.clone(),
        custom: true,
    });
    let predefined = PREDEFINED.iter().map(|question| Question {
        id: question.id.to_owned(),
        text: match language {
            MailLanguage::Dutch => question.dutch,
            MailLanguage::English => question.english,
        }
        .to_owned(),
        custom: false,
    });
    own.chain(predefined.filter(|_| rules.predefined)).collect()
}

/// The same with the predefined ones whether or not they are still offered: what somebody answered can be asked.
pub fn offered_ever(rules: &QuestionRules, language: MailLanguage) -> Vec<Question> {
    let all = QuestionRules {
        predefined: true,
        ..rules.clone()
    };
    offered(&all, language)
}

/// What a person chose, once it is fit to be kept.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(rules: &QuestionRules, given: &[Given]) -> Result<Vec<Answer>, Refused> {
    if u32::try_from(given.len()) != Ok(required(rules)) {
        return Err(Refused::WrongNumber);
    }
    let offered: HashSet<String> = offered(rules, MailLanguage::English)
        .into_iter()
        .map(|question| question.id)
        .collect();
    let mut chosen = HashSet::new();
    for given in given {
        if !offered.contains(&given.question_id) {
            return Err(Refused::UnknownQuestion);
        }
        if !chosen.insert(given.question_id.as_str()) {
            return Err(Refused::RepeatedQuestion);
        }
    }
    let mut answers: Vec<Answer> = Vec::new();
    for given in given {
        let answer = Answer::of(&given.answer).map_err(|unfit| match unfit {
            Unfit::TooShort => Refused::TooShort,
            Unfit::TooLong => Refused::TooLong,
        })?;
        if answers.iter().any(|other| other.is_same(&answer)) {
            return Err(Refused::RepeatedAnswer);
        }
        answers.push(answer);
    }
    Ok(answers)
}

/// Keeps the answers [`check`] found fit. False when the person has answers already: those are deleted first (B-76).
///
/// # Errors
/// When the database fails.
pub async fn keep(
    state: &AppState,
    user: &user::Model,
    given: &[Given],
    answers: Vec<Answer>,
    event: audit::Event<'_>,
) -> Result<bool, DbErr> {
    let secrets = answers.iter().map(|answer| answer.expose().into()).collect();
    let hashes = slow_hash::hash_all(secrets)
        .await
        .map_err(|error| DbErr::Custom(format!("hashing answers: {error:#}")))?;
    let rows = given
        .iter()
        .zip(hashes)
        .zip(0..)
        .map(|((given, hash), position)| security_answer::ActiveModel {
            user_id: Set(user.id),
            question_id: Set(given.question_id.clone()),
            answer_hash: Set(hash),
            position: Set(position),
        });
    let now_ms = state.now_ms();
    let change = state.db.begin().await?;
    audit::record(&change, now_ms, event).await?;
    let method = places::method(user.id, MethodKind::SecurityQuestions, now_ms);
    if places::take(&change, method).await?.is_none() {
        change.rollback().await?;
        return Ok(false);
    }
    // Answers without a method are nobody's.
    forget(&change, user).await?;
    security_answer::Entity::insert_many(rows)
        .exec_without_returning(&change)
        .await?;
    change.commit().await?;
    Ok(true)
}

/// Deletes all answers (B-79); false when there were none.
///
/// # Errors
/// When the database fails.
pub async fn delete(
    db: &DatabaseConnection,
    now_ms: i64,
    user: &user::Model,
    event: audit::Event<'_>,
) -> Result<bool, DbErr> {
    let change = db.begin().await?;
    let deleted = security_method::Entity::delete_many()
        .filter(
            Condition::all()
                .add(security_method::Column::UserId.eq(user.id))
                .add(security_method::Column::Kind.eq(MethodKind::SecurityQuestions.name())),
        )
        .exec(&change)
        .await?;
    if deleted.rows_affected == 0 {
        change.rollback().await?;
        return Ok(false);
    }
    forget(&change, user).await?;
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    Ok(true)
}

/// The ids of the questions a person answered, in the order they were chosen.
///
/// # Errors
/// When the database fails.
pub async fn answered(state: &AppState, user: &user::Model) -> Result<Vec<String>, DbErr> {
    let rows = security_answer::Entity::find()
        .filter(security_answer::Column::UserId.eq(user.id))
        .order_by_asc(security_answer::Column::Position)
        .all(&state.db)
        .await?;
    Ok(rows.into_iter().map(|row| row.question_id).collect())
}

/// Whether all of these answers are right. Each question counts once, and none at all is never right. However many are
/// wrong, all are looked at; whoever asks counts the tries.
///
/// # Errors
/// When the database fails.
pub async fn verify(state: &AppState, user: &user::Model, given: &[Given]) -> Result<bool, DbErr> {
    let stored = security_answer::Entity::find()
        .filter(security_answer::Column::UserId.eq(user.id))
        .all(&state.db)
        .await?;
    let mut asked = HashSet::new();
    let mut pairs = Vec::new();
    let mut are_known = !given.is_empty();
    for given in given.iter().take(MOST as usize) {
        let row = stored.iter().find(|row| row.question_id == given.question_id);
        let answer = Answer::of(&given.answer);
        match (row, answer) {
            (Some(row), Ok(answer)) if asked.insert(given.question_id.as_str()) => {
                pairs.push((SecretString::from(answer.expose()), row.answer_hash.clone()));
            }
            _ => are_known = false,
        }
    }
    let right = slow_hash::match_all(pairs)
        .await
        .map_err(|error| DbErr::Custom(format!("checking answers: {error:#}")))?;
    let are_right = are_known && right.len() == given.len() && right.into_iter().all(|right| right);
    if are_right {
        note_use(state, user).await?;
    }
    Ok(are_right)
}

/// Looks at answers of nobody, or of somebody who has none: it takes as long as [`verify`] does, and is never right.
///
/// # Errors
/// When the work was cut short.
pub async fn verify_nobodys(given: &[Given]) -> Result<(), DbErr> {
    let answers = given.iter().take(MOST as usize);
    let answers = answers.filter_map(|given| Answer::of(&given.answer).ok());
    slow_hash::match_nothing(answers.map(|answer| answer.expose().into()).collect())
        .await
        .map_err(|error| DbErr::Custom(format!("checking answers: {error:#}")))
}

async fn note_use(state: &AppState, user: &user::Model) -> Result<(), DbErr> {
    security_method::Entity::update_many()
        .col_expr(
            security_method::Column::LastUsedAt,
            Expr::value(Some(state.now_ms())),
        )
        .filter(security_method::Column::UserId.eq(user.id))
        .filter(security_method::Column::Kind.eq(MethodKind::SecurityQuestions.name()))
        .exec(&state.db)
        .await?;
    Ok(())
}

async fn forget(change: &impl ConnectionTrait, user: &user::Model) -> Result<(), DbErr> {
    security_answer::Entity::delete_many()
        .filter(security_answer::Column::UserId.eq(user.id))
        .exec(change)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::values::CustomQuestion;

    fn rules(required: u32) -> QuestionRules {
        QuestionRules {
            required,
            predefined: true,
            custom: vec![CustomQuestion {
                id: "own-1".to_owned(),
                text: "Welk nummer had uw eerste kluisje?".to_owned(),
            }],
        }
    }

    fn given(pairs: &[(&str, &str)]) -> Vec<Given> {
        let one = |(id, answer): &(&str, &str)| Given {
            question_id: (*id).to_owned(),
            answer: (*answer).into(),
        };
        pairs.iter().map(one).collect()
    }

    #[test]
    fn b73_the_organizations_questions_stand_beside_the_predefined_ones() {
        let dutch = offered(&rules(3), MailLanguage::Dutch);
        let english = offered(&rules(3), MailLanguage::English);
        assert_eq!(dutch.len(), PREDEFINED.len() + 1);
        assert!(dutch[0].custom && dutch[0] == english[0]);
        assert_eq!(dutch[1].id, english[1].id);
        assert_ne!(dutch[1].text, english[1].text);
        let own_only = QuestionRules {
            predefined: false,
            ..rules(3)
        };
        assert_eq!(offered(&own_only, MailLanguage::Dutch).len(), 1);
    }

    #[test]
    fn b72_b74_b75_what_does_not_fit_is_refused() {
        let rules = rules(2);
        let first = PREDEFINED[0].id;
        let of = |pairs: &[(&str, &str)]| check(&rules, &given(pairs)).map(|answers| answers.len());
        assert_eq!(of(&[(first, "Texel"), ("own-1", "kluis 12")]), Ok(2));
        for (pairs, refused) in [
            (&[][..], Refused::WrongNumber),
            (&[(first, "Texel")], Refused::WrongNumber),
            (
                &[(first, "Texel"), ("own-1", "x12"), ("soft-toy", "Beer")],
                Refused::WrongNumber,
            ),
            (&[(first, "Texel"), ("own-2", "kluis")], Refused::UnknownQuestion),
            (&[(first, "Texel"), (first, "Ameland")], Refused::RepeatedQuestion),
            (&[(first, "Texel"), ("own-1", "12")], Refused::TooShort),
            (&[(first, "Texel"), ("own-1", &"x".repeat(41))], Refused::TooLong),
            (&[(first, "Texel"), ("own-1", " TEXEL ")], Refused::RepeatedAnswer),
        ] {
            assert_eq!(of(pairs), Err(refused), "{pairs:?}");
        }
    }

    #[test]
    fn b72_no_policy_asks_for_none_or_for_endlessly_many() {
        assert_eq!(required(&rules(0)), 1);
        assert_eq!(required(&rules(4)), 4);
        assert_eq!(required(&rules(400)), MOST);
    }
}
