//! Two requests at once: what must happen once happens once.

use serde_json::{Value, json};

use crate::client::{Client, code_for, wrong};
use crate::support::TestServer;

async fn started(client: &Client<'_>, address: &str) -> String {
    let challenge: Value = client
        .post("/me/emailChallenges", json!({"emailAddress": address}))
        .await
        .expect(201);
    format!("/me/emailChallenges/{}", challenge["id"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn confirming_many_times_at_once_makes_one_method() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let path = format!("{}/confirm", started(&sanne, "s@postbus.example").await);
    let code = code_for(&server, "s@postbus.example").await;
    let confirm = || sanne.post(&path, json!({"code": code}));
    let (a, b, c, d) = tokio::join!(confirm(), confirm(), confirm(), confirm());
    let mut statuses = [a.status, b.status, c.status, d.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 404, 404, 404]);
    let graph = Client::graph(&server, "sanne").await;
    let methods = graph.get("/me/authentication/emailMethods").await.expect(200);
    assert_eq!(methods["value"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn guessing_in_parallel_gives_no_more_tries() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let path = format!("{}/confirm", started(&sanne, "s@postbus.example").await);
    let code = wrong(&code_for(&server, "s@postbus.example").await);
    let guess = || sanne.post(&path, json!({"code": code}));
    let answers = tokio::join!(
        guess(),
        guess(),
        guess(),
        guess(),
        guess(),
        guess(),
        guess(),
        guess()
    );
    let answers = [
        answers.0, answers.1, answers.2, answers.3, answers.4, answers.5, answers.6, answers.7,
    ];
    let incorrect = answers.iter().filter(|a| a.code() == "codeIncorrect").count();
    let dead = answers.iter().filter(|a| a.code() == "tooManyTries").count();
    assert_eq!(incorrect + dead, 8);
    assert!(incorrect <= 4, "{incorrect} guesses were judged and left tries");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn resending_twice_at_once_sends_one_mail() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let path = format!("{}/resend", started(&sanne, "s@postbus.example").await);
    server.clock.step(std::time::Duration::from_secs(31));
    let (a, b) = tokio::join!(sanne.post_empty(&path), sanne.post_empty(&path));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 429]);
    let mails: Value = server
        .http
        .get(server.url("/dev/outbox"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(mails["value"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn accepting_twice_at_once_is_one_acceptance() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let terms = sanne.get("/me/termsOfUse").await.expect(200)["value"][0].clone();
    let document = format!("/me/termsOfUse/{}", terms["id"].as_str().unwrap());
    sanne.get(&format!("{document}/document")).await.expect(200);
    let path = format!("{document}/acceptances");
    let accept = || sanne.post(&path, json!({"fileId": terms["fileId"]}));
    let (a, b, c) = tokio::join!(accept(), accept(), accept());
    let (a, b, c) = (a.expect(201), b.expect(201), c.expect(201));
    assert_eq!((&a["id"], &b["id"]), (&c["id"], &c["id"]));
    let graph = Client::graph(&server, "sanne").await;
    let accepted = graph.get("/me/agreementAcceptances").await.expect(200);
    assert_eq!(accepted["value"].as_array().unwrap().len(), 1);
    let decisions = sanne.get("/me/termsOfUse/decisions").await.expect(200);
    assert_eq!(decisions["value"].as_array().unwrap().len(), 1);
}

/// Two windows: in one the person accepts, in the other they decline.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn b176_yes_and_no_at_once_end_as_one_of_them_and_never_as_a_no_after_a_yes() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let terms = sanne.get("/me/termsOfUse").await.expect(200)["value"][1].clone();
    let path = |what: &str| format!("/me/termsOfUse/{}/{what}", terms["id"].as_str().unwrap());
    let body = json!({"fileId": terms["fileId"]});
    let (acceptances, declines) = (path("acceptances"), path("declines"));
    let (yes, no) = tokio::join!(
        sanne.post(&acceptances, body.clone()),
        sanne.post(&declines, body)
    );
    assert_eq!(yes.expect(201)["state"], "accepted");
    assert!(
        no.status == 201 || no.refusal() == (409, "termsAccepted"),
        "{}",
        no.body
    );
    let now = sanne.get("/me/termsOfUse").await.expect(200)["value"][1].clone();
    assert_eq!(now["state"], "accepted");
}
