use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tokio::time::Instant;

const LIMIT: Duration = Duration::from_secs(15);

/// The texts and calls that the organization server would have made.
#[derive(Debug)]
pub struct Messages {
    address: String,
    client: reqwest::Client,
}

/// One text or call.
#[derive(Debug, Clone)]
pub struct Message {
    /// What a key of the call is pressed for.
    pub id: String,
    /// `sms` or `voice`.
    pub channel: String,
    /// The number, in E.164.
    pub to: String,
    /// What it says.
    pub text: String,
}

impl Messages {
    #[expect(clippy::disallowed_methods, reason = "a test's own client")]
    pub(crate) fn new(server: &str) -> Self {
        Self {
            address: format!("{server}/dev/messages"),
            client: reqwest::Client::new(),
        }
    }

    /// Everything so far, newest first.
    ///
    /// # Errors
    /// When the server does not answer as agreed.
    pub async fn all(&self) -> Result<Vec<Message>> {
        let told: Value = self
            .client
            .get(&self.address)
            .send()
            .await?
            .error_for_status()?
            .json()
            .await?;
        let list = told["value"].as_array().context("the messages are a list")?;
        Ok(list.iter().map(Message::read).collect())
    }

    /// The newest by this channel to this number.
    ///
    /// # Errors
    /// When none comes in time, with what did come.
    pub async fn newest(&self, channel: &str, number: &str) -> Result<Message> {
        self.newest_of(channel, number, 0).await
    }

    /// The same, once there are more than `seen` messages to anybody.
    ///
    /// # Errors
    /// When none comes in time, with what did come.
    pub async fn newest_of(&self, channel: &str, number: &str, seen: usize) -> Result<Message> {
        let deadline = Instant::now() + LIMIT;
        loop {
            let all = self.all().await?;
            let mine = all.iter().find(|m| m.channel == channel && m.to == number);
            if let Some(message) = mine.filter(|_| all.len() > seen) {
                return Ok(message.clone());
            }
            if Instant::now() > deadline {
                bail!("no {channel} to {number}; there are {all:?}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Picks the call up and presses `#`.
    ///
    /// # Errors
    /// When it does not ring any more.
    pub async fn press_hash(&self, call: &Message) -> Result<()> {
        let address = format!("{}/{}/press", self.address, call.id);
        self.client.post(address).send().await?.error_for_status()?;
        Ok(())
    }
}

impl Message {
    fn read(told: &Value) -> Self {
        let text = |field: &str| told[field].as_str().unwrap_or_default().to_owned();
        Self {
            id: text("id"),
            channel: text("channel"),
            to: text("to"),
            text: text("text"),
        }
    }

    /// The first run of exactly six digits.
    ///
    /// # Errors
    /// When it says none.
    pub fn code(&self) -> Result<String> {
        let mut runs = self.text.split(|c: char| !c.is_ascii_digit());
        runs.find(|run| run.len() == 6)
            .map(str::to_owned)
            .with_context(|| format!("no code in {self:?}"))
    }
}
