//! Security questions.

use sea_orm::EntityTrait;
use serde_json::{Value, json};
use workpass_server::methods::questions::{self, Given};
use workpass_server::store::entities::security_answer;
use workpass_server::store::values::CustomQuestion;

use crate::client::Client;
use crate::desk::{SCOPES, allow, app, methods, person, recorded};
use crate::support::TestServer;

const QUESTIONS: &str = "/me/securityQuestions";

/// Answers to the first questions of the list.
async fn answers(app: &Client<'_>, texts: &[&str]) -> Value {
    let list = app.get(QUESTIONS).await.expect(200);
    let pairs = list["questions"].as_array().unwrap().iter().zip(texts);
    let answers: Vec<Value> = pairs
        .map(|(question, text)| json!({ "questionId": question["id"], "answer": text }))
        .collect();
    json!({ "answers": answers })
}

fn given(body: &Value, texts: &[&str]) -> Vec<Given> {
    let answers = body["answers"].as_array().unwrap().iter();
    let one = |(answer, text): (&Value, &&str)| Given {
        question_id: answer["questionId"].as_str().unwrap().to_owned(),
        answer: (*text).into(),
    };
    answers.zip(texts).map(one).collect()
}

#[tokio::test]
async fn b73_the_questions_come_in_the_language_asked_for() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    allow(&server, |rules| {
        rules.questions.custom = vec![CustomQuestion {
            id: "own-1".to_owned(),
            text: "Hoe heette uw eerste schip?".to_owned(),
        }];
    })
    .await;
    let texts = |list: &Value| -> Vec<String> {
        let questions = list["questions"].as_array().unwrap().iter();
        questions
            .map(|q| q["text"].as_str().unwrap().to_owned())
            .collect()
    };
    let dutch = sanne.get_in(QUESTIONS, "nl-BE, en;q=0.5").await.expect(200);
    assert_eq!(dutch["required"], 3);
    assert_eq!(
        (&dutch["questions"][0]["custom"], texts(&dutch)[0].as_str()),
        (&json!(true), "Hoe heette uw eerste schip?")
    );
    assert!(texts(&dutch).len() > 30);
    let english = sanne.get_in(QUESTIONS, "en-GB").await.expect(200);
    assert_eq!(
        texts(&english)[0],
        texts(&dutch)[0],
        "the organization's own are as they were written"
    );
    assert_ne!(texts(&english)[1], texts(&dutch)[1]);
    // Not a language of ours: the person's own.
    let own = sanne.get_in(QUESTIONS, "fr").await.expect(200);
    assert_eq!(texts(&own), texts(&dutch));
}

#[tokio::test]
async fn b72_b76_answers_are_kept_as_hashes_and_never_shown() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let texts = ["Terschelling", "Gedempte Gracht", "onder de trap"];
    let body = answers(&sanne, &texts).await;
    let created = sanne.post(QUESTIONS, body.clone()).await.expect(201);
    assert_eq!(created["id"], "securityQuestions");
    assert_eq!(recorded(&server, "sanne", "method.added").await, 1);
    let rows = security_answer::Entity::find()
        .all(&server.state().db)
        .await
        .unwrap();
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row.answer_hash.starts_with("$argon2id$")));
    let list = sanne.get(QUESTIONS).await.expect(200).to_string();
    assert!(texts.iter().all(|text| !list.contains(text)));

    let user = person(&server, "sanne").await;
    let state = server.state();
    let chosen = questions::answered(state, &user).await.unwrap();
    assert_eq!(json!(chosen[0]), body["answers"][0]["questionId"]);
    let verify = async |texts: &[&str]| {
        questions::verify(state, &user, &given(&body, texts))
            .await
            .unwrap()
    };
    assert!(verify(&["  TERSCHELLING ", "gedempte  gracht", "Onder de trap."]).await);
    assert!(verify(&["terschelling"]).await, "a reset may ask fewer");
    assert!(!verify(&["Terschelling", "Gedempte Gracht", "achter de trap"]).await);
    assert!(!verify(&[]).await);
    let mut twice = given(&body, &["Terschelling"]);
    twice.extend(given(&body, &["Terschelling"]));
    assert!(
        !questions::verify(state, &user, &twice).await.unwrap(),
        "a question counts once"
    );
    let mut unknown = given(&body, &["Terschelling"]);
    unknown[0].question_id = "unknown".to_owned();
    assert!(!questions::verify(state, &user, &unknown).await.unwrap());
    let anna = person(&server, "anna").await;
    assert!(
        !questions::verify(state, &anna, &given(&body, &texts))
            .await
            .unwrap()
    );

    // To change: delete and answer again.
    assert_eq!(
        sanne.post(QUESTIONS, body.clone()).await.refusal(),
        (403, "methodLimitReached")
    );
    assert_eq!(sanne.delete(QUESTIONS).await.status, 204);
    assert_eq!(sanne.delete(QUESTIONS).await.refusal(), (404, "methodNotFound"));
    assert!(
        security_answer::Entity::find()
            .all(&state.db)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(!verify(&["Terschelling"]).await);
    sanne.post(QUESTIONS, body).await.expect(201);
}

#[tokio::test]
async fn b26_questions_say_when_they_were_last_answered_rightly() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let texts = ["Texel", "Vlieland", "Ameland"];
    let body = answers(&sanne, &texts).await;
    sanne.post(QUESTIONS, body.clone()).await.expect(201);
    let used = async || {
        let details = sanne.get("/me/methodDetails").await.expect(200);
        let mut methods = details["value"].as_array().unwrap().iter();
        let own = methods.find(|method| method["methodType"] == "securityQuestions");
        own.unwrap()["lastUsedDateTime"].clone()
    };
    let user = person(&server, "sanne").await;
    let state = server.state();
    let wrong = given(&body, &["Urk", "Vlieland", "Ameland"]);
    assert!(!questions::verify(state, &user, &wrong).await.unwrap());
    assert_eq!(used().await, json!(null));
    assert!(
        questions::verify(state, &user, &given(&body, &texts))
            .await
            .unwrap()
    );
    assert_eq!(used().await, "2026-11-22T09:00:00Z");
}

#[tokio::test]
async fn b72_b74_b75_what_does_not_fit_is_refused() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let long = "x".repeat(41);
    for (texts, code) in [
        (&["Texel", "Vlieland"][..], "wrongNumberOfAnswers"),
        (&["Texel", "Vlieland", "Ameland", "Urk"], "wrongNumberOfAnswers"),
        (&["Texel", "Vlieland", "ab"], "answerTooShort"),
        (&["Texel", "Vlieland", &long], "answerTooLong"),
        (&["Texel", "Vlieland", "texel "], "answerRepeated"),
    ] {
        let body = answers(&sanne, texts).await;
        assert_eq!(
            sanne.post(QUESTIONS, body).await.refusal(),
            (400, code),
            "{texts:?}"
        );
    }
    let mut body = answers(&sanne, &["Texel", "Vlieland", "Ameland"]).await;
    body["answers"][2]["questionId"] = body["answers"][0]["questionId"].clone();
    assert_eq!(
        sanne.post(QUESTIONS, body.clone()).await.refusal(),
        (400, "questionRepeated")
    );
    body["answers"][2]["questionId"] = json!("unknown");
    assert_eq!(
        sanne.post(QUESTIONS, body).await.refusal(),
        (400, "questionUnknown")
    );
    for body in [
        json!({}),
        json!({"answers": "x"}),
        json!({"answers": [{"questionId": 1, "answer": "x"}]}),
    ] {
        assert_eq!(sanne.post(QUESTIONS, body).await.refusal(), (400, "BadRequest"));
    }
    assert!(methods(&server, "sanne").await.is_empty());
}

#[tokio::test]
async fn b77_administrators_and_who_may_not_get_no_questions() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let body = answers(&sanne, &["Texel", "Vlieland", "Ameland"]).await;
    let administrator = workpass_server::sample::Overview::new();
    let name = administrator
        .accounts
        .iter()
        .map(|account| account.user_name.split('@').next().unwrap().to_owned());
    let mut found = None;
    for name in name {
        let user = person(&server, &name).await;
        if user.is_administrator && user.account_enabled && user.method_policy_id.is_none() {
            found = Some(name);
        }
    }
    let administrator = found.expect("the sample has an administrator");
    let administrator = Client::self_service_with(&server, server.token(&administrator, SCOPES).await);
    let refused = (403, "notAllowedForAdministrators");
    assert_eq!(administrator.get(QUESTIONS).await.refusal(), refused);
    assert_eq!(
        administrator.post(QUESTIONS, body.clone()).await.refusal(),
        refused
    );
    allow(&server, |rules| {
        rules.methods.remove("securityQuestions");
    })
    .await;
    let refused = (403, "methodNotAllowedByPolicy");
    assert_eq!(sanne.get(QUESTIONS).await.refusal(), refused);
    assert_eq!(sanne.post(QUESTIONS, body).await.refusal(), refused);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn answering_twice_at_once_keeps_one_set() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    let one = answers(&sanne, &["Texel", "Vlieland", "Ameland"]).await;
    let other = answers(&sanne, &["Urk", "Marken", "Wieringen"]).await;
    let (a, b) = tokio::join!(
        sanne.post(QUESTIONS, one.clone()),
        sanne.post(QUESTIONS, other.clone())
    );
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 403]);
    let user = person(&server, "sanne").await;
    let kept = if a.status == 201 {
        given(&one, &["Texel", "Vlieland", "Ameland"])
    } else {
        given(&other, &["Urk", "Marken", "Wieringen"])
    };
    assert!(questions::verify(server.state(), &user, &kept).await.unwrap());
}
