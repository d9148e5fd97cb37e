//! Mails that tell people what happened to their account.

use serde_json::{Value, json};
use workpass_server::mail;

use crate::client::{Client, code_for};
use crate::support::{TestServer, password};

const EMAIL: &str = "/me/authentication/emailMethods/3ddfcfc8-9383-446f-83cc-3ab9be4be18f";

/// What was sent, by address: the newest first.
async fn sent(server: &TestServer, to: &str) -> Vec<(String, String)> {
    mail::deliver(server.state()).await.unwrap();
    let mails = server.http.get(server.url("/dev/outbox")).send().await.unwrap();
    let mails: Value = mails.json().await.unwrap();
    let text = |mail: &Value, field: &str| mail[field].as_str().unwrap().to_owned();
    mails["value"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|mail| mail["to"] == to)
        .map(|mail| (text(mail, "subject"), text(mail, "text")))
        .collect()
}

/// Waits for a number of mails: the server's own round may be sending them at this moment.
pub(crate) async fn await_sent(server: &TestServer, to: &str, number: usize) -> Vec<(String, String)> {
    for _ in 0..200 {
        let mails = sent(server, to).await;
        if mails.len() >= number {
            return mails;
        }
        tokio::task::yield_now().await;
        let _ = server.http.get(server.url("/healthz")).send().await;
    }
    panic!("{number} mails to {to}: {:?}", sent(server, to).await);
}

#[tokio::test]
async fn b111_a_changed_password_is_told_to_both_addresses_in_the_persons_language() {
    let server = TestServer::start().await;
    let anna = Client::graph(&server, "anna").await;
    let body = json!({ "currentPassword": password("anna"), "newPassword": "Kwelder fluit anker zeven" });
    assert_eq!(anna.post("/me/changePassword", body).await.status, 204);
    for to in ["anna@noorderlicht.example", "anna.devries@postbus.example"] {
        let mails = await_sent(&server, to, 1).await;
        let (subject, text) = &mails[0];
        assert_eq!(
            subject,
            "Uw wachtwoord is gewijzigd (Noorderlicht Logistiek B.V.)"
        );
        for part in [
            "22 november 2026, 10:00 (Europe/Amsterdam)",
            "Workpass",
            "127.0.0.1",
            "Servicedesk ICT",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("http") && !text.contains("Kwelder"), "{text}");
        assert_eq!(mails.len(), 1);
    }
    let james = Client::graph(&server, "james").await;
    let body = json!({ "currentPassword": password("james"), "newPassword": "Kwelder fluit anker zeven" });
    assert_eq!(james.post("/me/changePassword", body).await.status, 204);
    let mails = await_sent(&server, "james@noorderlicht.example", 1).await;
    assert!(mails[0].0.starts_with("Your password was changed"), "{mails:?}");
}

#[tokio::test]
async fn methods_that_come_and_go_and_signing_out_everywhere_are_told() {
    let server = TestServer::start().await;
    let sanne = Client::graph(&server, "sanne").await;
    let own = sanne.on_self_service();
    let asked = json!({ "emailAddress": "s@postbus.example" });
    let challenge = own.post("/me/emailChallenges", asked).await.expect(201);
    let confirm = format!(
        "/me/emailChallenges/{}/confirm",
        challenge["id"].as_str().unwrap()
    );
    let code = code_for(&server, "s@postbus.example").await;
    own.post(&confirm, json!({ "code": code })).await.expect(201);
    let work = "sanne@noorderlicht.example";
    let mails = await_sent(&server, work, 1).await;
    assert!(mails[0].0.starts_with("Beveiligingsmethode toegevoegd"));
    assert!(mails[0].1.contains("Toegevoegd aan uw account: e-mailadres."));
    // The new address hears of it as well, beside its code.
    await_sent(&server, "s@postbus.example", 2).await;

    assert_eq!(sanne.delete(EMAIL).await.status, 204);
    let mails = await_sent(&server, work, 2).await;
    assert!(
        mails
            .iter()
            .any(|(subject, _)| subject.starts_with("Beveiligingsmethode verwijderd"))
    );
    assert_eq!(sanne.post_empty("/me/revokeSignInSessions").await.status, 200);
    let mails = await_sent(&server, work, 3).await;
    assert!(
        mails
            .iter()
            .any(|(subject, _)| subject.starts_with("U bent overal afgemeld"))
    );
}

#[tokio::test]
async fn what_did_not_happen_is_not_told() {
    let server = TestServer::start().await;
    let sanne = Client::graph(&server, "sanne").await;
    let body = json!({ "currentPassword": "wrong", "newPassword": "Kwelder fluit anker zeven" });
    assert_eq!(sanne.post("/me/changePassword", body).await.status, 400);
    assert_eq!(sanne.delete(EMAIL).await.status, 404);
    assert!(sent(&server, "sanne@noorderlicht.example").await.is_empty());
}
