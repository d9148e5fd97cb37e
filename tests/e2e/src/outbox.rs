use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

const LIMIT: Duration = Duration::from_secs(15);

/// The mail that the organization server would have sent.
#[derive(Debug)]
pub struct Outbox {
    address: String,
    client: reqwest::Client,
}

/// One message.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Whom it went to.
    pub to: String,
    /// What it says.
    pub text: String,
}

impl Outbox {
    #[expect(clippy::disallowed_methods, reason = "a test's own client")]
    pub(crate) fn new(server: &str) -> Self {
        Self {
            address: format!("{server}/dev/outbox"),
            client: reqwest::Client::new(),
        }
    }

    /// Everything so far, newest first.
    ///
    /// # Errors
    /// When the server does not answer as agreed.
    pub async fn all(&self) -> Result<Vec<Mail>> {
        let request = self
            .client
            .get(&self.address)
            .header("accept", "application/json");
        let told: Value = request.send().await?.error_for_status()?.json().await?;
        Ok(told["value"]
            .as_array()
            .context("the outbox is a list")?
            .iter()
            .map(Mail::read)
            .collect())
    }

    /// The six-digit code in the newest mail with one to `address`, once more than `seen` of them went there.
    ///
    /// # Errors
    /// When no such mail comes in time, with what did come.
    pub async fn code_for(&self, address: &str, seen: usize) -> Result<String> {
        let deadline = tokio::time::Instant::now() + LIMIT;
        loop {
            let mails = self.all().await?;
            // Other mails tell what happened to the account.
            let to_me = mails.iter().filter(|mail| mail.to.contains(address));
            let mine: Vec<String> = to_me.filter_map(Mail::code).collect();
            if let Some(code) = mine.first().filter(|_| mine.len() > seen) {
                return Ok(code.clone());
            }
            if tokio::time::Instant::now() > deadline {
                bail!("no mail came for {address}; the outbox has {mails:?}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

impl Outbox {
    /// The first mail to `address` that says `words`, once it came.
    ///
    /// # Errors
    /// When none comes in time, with what did come.
    pub async fn tells(&self, address: &str, words: &str) -> Result<Mail> {
        let deadline = tokio::time::Instant::now() + LIMIT;
        loop {
            let mails = self.all().await?;
            let found = mails
                .iter()
                .find(|mail| mail.to.contains(address) && mail.text.contains(words));
            if let Some(mail) = found {
                return Ok(mail.clone());
            }
            if tokio::time::Instant::now() > deadline {
                bail!("no such mail came for {address}; the outbox has {mails:?}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

impl Mail {
    fn read(told: &Value) -> Self {
        let text = |field: &str| told[field].as_str().unwrap_or_default().to_owned();
        Self {
            to: text("to"),
            text: text("text"),
        }
    }

    /// The first run of exactly six digits.
    pub fn code(&self) -> Option<String> {
        let runs = self.text.split(|c: char| !c.is_ascii_digit());
        runs.into_iter().find(|run| run.len() == 6).map(str::to_owned)
    }
}
