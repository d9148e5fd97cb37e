//! The organization's own security questions (B-73).

use anyhow::bail;
use serde_json::{Value, json};
use uuid::Uuid;

use super::args::{AddQuestionArgs, PolicyArgs, RemoveQuestionArgs};
use super::desk::Desk;
use super::policies;
use super::said::{Said, table};
use crate::methods::questions::LONGEST_QUESTION;
use crate::store::values::CustomQuestion;

pub(super) async fn list(desk: &Desk, args: &PolicyArgs) -> anyhow::Result<Said> {
    let custom = desk.policy(args).await?.rules.questions.custom;
    let json = custom
        .iter()
        .map(|question| json!({ "id": question.id, "text": question.text }))
        .collect();
    let rows: Vec<Vec<String>> = custom
        .into_iter()
        .map(|question| vec![question.id, question.text])
        .collect();
    Ok(Said::new(
        table(&["id", "question"], &rows, "There are no questions of your own."),
        Value::Array(json),
    ))
}

pub(super) async fn add(desk: &Desk, args: AddQuestionArgs) -> anyhow::Result<Said> {
    let text = args.text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() || text.chars().count() > LONGEST_QUESTION || text.chars().any(char::is_control) {
        bail!("a question has 1 to {LONGEST_QUESTION} characters");
    }
    let policy = desk.policy(&args.policy).await?;
    let mut rules = policy.rules.clone();
    if let Some(there) = rules
        .questions
        .custom
        .iter()
        .find(|question| question.text == text)
    {
        return Ok(Said::new(
            "The question was there already.",
            json!({ "id": there.id, "added": false }),
        ));
    }
    let id = Uuid::new_v4().to_string();
    rules
        .questions
        .custom
        .push(CustomQuestion { id: id.clone(), text });
    policies::change(desk, &policy, &rules).await?;
    Ok(Said::new(
        "The question is added.",
        json!({ "id": id, "added": true }),
    ))
}

pub(super) async fn remove(desk: &Desk, args: &RemoveQuestionArgs) -> anyhow::Result<Said> {
    let policy = desk.policy(&args.policy).await?;
    let mut rules = policy.rules.clone();
    rules.questions.custom.retain(|question| question.id != args.id);
    let removed = rules != policy.rules;
    if removed {
        policies::change(desk, &policy, &rules).await?;
    }
    Ok(Said::new(
        if removed {
            "The question is removed."
        } else {
            "There is no such question."
        },
        json!({ "removed": removed }),
    ))
}
