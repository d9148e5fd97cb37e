//! Mails: what they say, the outbox, and a real SMTP dialogue.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::client::{Client, code_for};
use crate::support::{Setup, TestServer};

/// What one SMTP server on loopback was told, and how it answers `RCPT TO`.
struct SmtpServer {
    url: String,
    mails: Arc<Mutex<Vec<String>>>,
}

impl SmtpServer {
    async fn start(recipient_answer: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!(
            "smtp://{}?from=codes@noorderlicht.example",
            listener.local_addr().unwrap()
        );
        let mails = Arc::new(Mutex::new(Vec::new()));
        let inbox = Arc::clone(&mails);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let inbox = Arc::clone(&inbox);
                tokio::spawn(async move {
                    let (read, mut write) = socket.into_split();
                    let mut lines = BufReader::new(read).lines();
                    let _ = write.write_all(b"220 test\r\n").await;
                    while let Ok(Some(line)) = lines.next_line().await {
                        let answer = match line.split([' ', ':']).next().unwrap_or_default() {
                            "EHLO" => "250-test\r\n250 8BITMIME".to_owned(),
                            "RCPT" => recipient_answer.to_owned(),
                            "DATA" => {
                                let _ = write.write_all(b"354 go on\r\n").await;
                                let mut mail = String::new();
                                while let Ok(Some(line)) = lines.next_line().await {
                                    if line == "." {
                                        break;
                                    }
                                    mail.push_str(&line);
                                    mail.push('\n');
                                }
                                inbox.lock().unwrap().push(mail);
                                "250 taken".to_owned()
                            }
                            _ => "250 ok".to_owned(),
                        };
                        if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                            return;
                        }
                    }
                });
            }
        });
        Self { url, mails }
    }

    fn mails(&self) -> Vec<String> {
        self.mails.lock().unwrap().clone()
    }
}

async fn server_with(smtp: &str) -> TestServer {
    TestServer::start_as(Setup {
        smtp: Some(smtp.to_owned()),
        ..Setup::default()
    })
    .await
}

#[tokio::test]
async fn b46_the_code_goes_out_by_smtp_and_confirms_the_address() {
    let smtp = SmtpServer::start("250 ok").await;
    let server = server_with(&smtp.url).await;
    let sanne = Client::self_service(&server, "sanne").await;
    let challenge = sanne
        .post(
            "/me/emailChallenges",
            json!({"emailAddress": "sanne@bücher.example"}),
        )
        .await
        .expect(201);
    assert_eq!(challenge["emailAddress"], "sanne@bücher.example");
    let mails = smtp.mails();
    let [mail] = mails.as_slice() else {
        panic!("{mails:?}")
    };
    assert!(mail.contains("To: sanne@xn--bcher-kva.example"), "{mail}");
    assert!(
        mail.contains("Auto-Submitted: auto-generated") && mail.contains("Message-ID:"),
        "{mail}"
    );
    let code = mail
        .lines()
        .map(str::trim)
        .find(|l| l.len() == 6 && l.bytes().all(|b| b.is_ascii_digit()))
        .unwrap();
    let subject = mail.lines().find(|line| line.starts_with("Subject:")).unwrap();
    assert!(!subject.contains(code));
    let path = format!(
        "/me/emailChallenges/{}/confirm",
        challenge["id"].as_str().unwrap()
    );
    sanne.post(&path, json!({"code": code})).await.expect(201);
    let outbox = server.http.get(server.url("/dev/outbox")).send().await.unwrap();
    assert_eq!(outbox.status(), 404, "no outbox beside a mail server");
}

#[tokio::test]
async fn when_the_mail_server_refuses_nothing_was_started() {
    use sea_orm::EntityTrait;
    let refusing = SmtpServer::start("550 no such mailbox").await;
    let server = server_with(&refusing.url).await;
    let sanne = Client::self_service(&server, "sanne").await;
    let answer = sanne
        .post(
            "/me/emailChallenges",
            json!({"emailAddress": "s@postbus.example"}),
        )
        .await;
    assert_eq!(answer.refusal(), (502, "mailNotSent"));
    assert!(
        !answer.body.to_string().contains("550"),
        "the server's words stay in the log"
    );
    let rows = workpass_server::store::entities::email_challenge::Entity::find()
        .all(&server.state().db)
        .await;
    assert!(rows.unwrap().is_empty());
}

#[tokio::test]
async fn when_no_mail_server_listens_it_is_said_too() {
    let free = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let server = server_with(&format!("smtp://{free}")).await;
    let sanne = Client::self_service(&server, "sanne").await;
    let answer = sanne
        .post(
            "/me/emailChallenges",
            json!({"emailAddress": "s@postbus.example"}),
        )
        .await;
    assert_eq!(answer.refusal(), (502, "mailNotSent"));
}

#[tokio::test]
async fn mails_speak_the_language_of_the_person() {
    let server = TestServer::start().await;
    for (first_name, word) in [("sanne", "Uw code"), ("james", "Your code")] {
        let client = Client::self_service(&server, first_name).await;
        let address = format!("{first_name}@postbus.example");
        client
            .post("/me/emailChallenges", json!({"emailAddress": address}))
            .await
            .expect(201);
        let mails: Value = server
            .http
            .get(server.url("/dev/outbox"))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let mail = mails["value"]
            .as_array()
            .unwrap()
            .iter()
            .find(|m| m["to"] == address.as_str())
            .unwrap();
        assert!(mail["text"].as_str().unwrap().contains(word), "{mail}");
    }
}

#[tokio::test]
async fn the_outbox_is_a_page_for_browsers_and_json_for_programs() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    sanne
        .post(
            "/me/emailChallenges",
            json!({"emailAddress": "s@postbus.example"}),
        )
        .await
        .expect(201);
    let code = code_for(&server, "s@postbus.example").await;
    let page = server
        .http
        .get(server.url("/dev/outbox"))
        .header("accept", "text/html,*/*")
        .send()
        .await
        .unwrap();
    assert!(
        page.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .starts_with("default-src 'none'")
    );
    assert!(
        page.headers()["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/html")
    );
    let html = page.text().await.unwrap();
    assert!(html.contains(&code) && html.contains("<h1>Outbox</h1>"));
    let style = server
        .http
        .get(server.url("/dev/outbox.css"))
        .send()
        .await
        .unwrap();
    assert_eq!(style.headers()["content-type"], "text/css");
}

#[tokio::test]
async fn the_outbox_is_not_shown_to_a_web_site_that_names_itself_this_machine() {
    let server = TestServer::start().await;
    for (host, status) in [
        ("localhost:8080", 200),
        ("evil.example", 404),
        ("localhost.evil.example:80", 404),
    ] {
        let request = server.http.get(server.url("/dev/outbox")).header("host", host);
        assert_eq!(request.send().await.unwrap().status(), status, "{host}");
    }
}
