//! Mail as another program receives it: MailDev, when the interop packages are installed.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::Client;
use crate::support::{Setup, TestServer, skipped};

struct MailDev {
    child: Child,
    smtp: u16,
    web: u16,
}

impl Drop for MailDev {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl MailDev {
    fn start() -> Option<Self> {
        let program =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/interop/node_modules/maildev/bin/maildev");
        if !program.exists() {
            skipped("MailDev is not installed (npm ci in tests/interop)");
            return None;
        }
        let (smtp, web) = (free_port(), free_port());
        let child = Command::new("node")
            .arg(program)
            .args(["--ip", "127.0.0.1", "--web-ip", "127.0.0.1", "--silent"])
            .args(["--smtp", &smtp.to_string(), "--web", &web.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Some(Self { child, smtp, web })
    }

    /// The mails it has, as soon as it answers and has at least `count`.
    async fn mails(&self, http: &reqwest::Client, count: usize) -> Vec<Value> {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            assert!(Instant::now() < deadline, "MailDev did not answer");
            let request = http
                .get(format!("http://127.0.0.1:{}/email", self.web))
                .send()
                .await;
            if let Ok(answer) = request
                && let Ok(mails) = answer.json::<Vec<Value>>().await
                && mails.len() >= count
            {
                return mails;
            }
            tokio::task::yield_now().await;
        }
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

#[tokio::test(flavor = "multi_thread")]
async fn b46_another_program_reads_the_mail_and_its_code_confirms() {
    let Some(maildev) = MailDev::start() else { return };
    let smtp = format!(
        "smtp://127.0.0.1:{}?from=codes@noorderlicht.example",
        maildev.smtp
    );
    let server = TestServer::start_as(Setup {
        smtp: Some(smtp),
        ..Setup::default()
    })
    .await;
    maildev.mails(&server.http, 0).await;

    let sanne = Client::self_service(&server, "sanne").await;
    let asked = json!({"emailAddress": "sanne@postbus.example"});
    let challenge = sanne.post("/me/emailChallenges", asked).await.expect(201);
    let mails = maildev.mails(&server.http, 1).await;
    let mail = &mails[0];
    assert_eq!(mail["to"][0]["address"], "sanne@postbus.example");
    assert_eq!(
        mail["from"][0],
        json!({"address": "codes@noorderlicht.example", "name": "Noorderlicht Logistiek B.V."})
    );
    assert_eq!(mail["headers"]["auto-submitted"], "auto-generated");
    let text = mail["text"].as_str().unwrap();
    let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit());
    let code = text
        .lines()
        .map(str::trim)
        .find(is_code)
        .expect("a code in the text");
    assert!(mail["html"].as_str().unwrap().contains(code));
    assert!(!mail["subject"].as_str().unwrap().contains(code));
    let path = format!(
        "/me/emailChallenges/{}/confirm",
        challenge["id"].as_str().unwrap()
    );
    sanne.post(&path, json!({"code": code})).await.expect(201);
}
