//! Answering security questions (B-72 … B-79), for resetting the password.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::arrive::{Around, Look, Registrant, Step};
use super::offers::Offer;
use super::texts::RegisterTexts;
use crate::auth::ClientAddress;
use crate::mail::MailLanguage;
use crate::methods::kind::MethodKind;
use crate::methods::questions::{self, Given, Refused};
use crate::pages::error::PageError;
use crate::pages::render::{self, Allow, Frame};
use crate::pages::texts::Lang;
use crate::pages::visitor::Visitor;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "register-questions.html")]
struct QuestionsPage {
    frame: Frame,
    w: &'static RegisterTexts,
    around: Around,
    rows: Vec<Row>,
    offered: Vec<questions::Question>,
    problem: Option<&'static str>,
}

struct Row {
    number: u32,
    question: String,
    answer: String,
    /// The question that was chosen. What was answered is never shown again.
    chosen: String,
}

/// `GET /register/questions`
pub(in crate::pages) async fn show(State(state): State<AppState>, look: Look) -> Result<Response, PageError> {
    let Look { visitor, registrant } = look;
    registrant.offers(Offer::Questions)?;
    Ok(page(&state, visitor, &registrant, &[], None))
}

/// `POST /register/questions`
pub(in crate::pages) async fn save(
    State(state): State<AppState>,
    client: ClientAddress,
    step: Step,
) -> Result<Response, PageError> {
    let Step {
        visitor,
        registrant,
        form,
    } = step;
    registrant.offers(Offer::Questions)?;
    let rules = &registrant.registered.rules.questions;
    let mut given: Vec<Given> = Vec::new();
    for number in 1..=questions::required(rules) {
        given.push(Given {
            question_id: form
                .get(&format!("question{number}"))
                .unwrap_or_default()
                .to_owned(),
            answer: form.get(&format!("answer{number}")).unwrap_or_default().into(),
        });
    }
    let answers = match questions::check(rules, &given) {
        Ok(answers) => answers,
        Err(refused) => {
            let w = RegisterTexts::of(visitor.lang);
            let problem = match refused {
                Refused::WrongNumber | Refused::UnknownQuestion => w.questions_missing,
                Refused::RepeatedQuestion => w.questions_repeated,
                Refused::RepeatedAnswer => w.answers_repeated,
                Refused::TooShort | Refused::TooLong => w.answer_length,
            };
            return Ok(page(&state, visitor, &registrant, &given, Some(problem)));
        }
    };
    let added = registrant.of_method("method.added", MethodKind::SecurityQuestions, client);
    // Another window may have been faster: then they are there all the same.
    questions::keep(&state, &registrant.user, &given, answers, added).await?;
    super::go_on(&state, visitor, &registrant).await
}

fn page(
    state: &AppState,
    visitor: Visitor,
    registrant: &Registrant,
    given: &[Given],
    problem: Option<&'static str>,
) -> Response {
    let w = RegisterTexts::of(visitor.lang);
    let language = match visitor.lang {
        Lang::Nl => MailLanguage::Dutch,
        Lang::En => MailLanguage::English,
    };
    let rules = &registrant.registered.rules.questions;
    let rows = (1..=questions::required(rules))
        .zip(0..)
        .map(|(number, index): (u32, usize)| Row {
            number,
            question: w.question.replace("{number}", &number.to_string()),
            answer: w.answer.replace("{number}", &number.to_string()),
            chosen: given
                .get(index)
                .map(|given| given.question_id.clone())
                .unwrap_or_default(),
        });
    let page = QuestionsPage {
        around: Around::of(state, &visitor, registrant),
        rows: rows.collect(),
        offered: questions::offered(rules, language),
        problem,
        frame: Frame::of(&visitor, registrant.page("/register/questions")),
        w,
    };
    render::page_allowing(visitor, &page, Allow::default())
}
