//! Mail over SMTP, by lettre.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::{Context, bail};
use async_trait::async_trait;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::PoolConfig;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{Mail, MailError, Mailer};
use crate::clock::Clock;

/// One command of the dialogue.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(10);
/// The whole dialogue. Under the server's limit for a request, so that the person is told why.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(20);

pub(super) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
    clock: Arc<dyn Clock>,
}

impl Smtp {
    /// `smtps://user:password@host`, `smtp://host?tls=required`, or for a server on this machine `smtp://localhost:25`.
    /// `from=` names the sender; without it `no-reply@` the host of the public URL.
    ///
    /// # Errors
    /// When the URL cannot be used, or would send codes unencrypted over a network without saying so (`tls=none`).
    pub(super) fn connect(
        url: &SecretString,
        public_url: &str,
        clock: Arc<dyn Clock>,
    ) -> anyhow::Result<Self> {
        // The url holds a password: no error may repeat it.
        let mut parsed = Url::parse(url.expose_secret())
            .ok()
            .context("--smtp is not a URL")?;
        let option = |name: &str| {
            parsed
                .query_pairs()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
        };
        let (tls, from) = (option("tls"), option("from"));
        let host = parsed.host_str().context("--smtp names no host")?;
        // The scheme is not one whose hosts the URL parser reads as addresses.
        let address = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .parse::<IpAddr>();
        let loopback = host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|ip| ip.is_loopback());
        if parsed.scheme() == "smtp" && tls.is_none() && !loopback {
            bail!("--smtp would send codes unencrypted: use smtps:// or add ?tls=required (or ?tls=none)");
        }
        let tls = tls.filter(|tls| tls != "none");
        parsed.set_query(tls.map(|tls| format!("tls={tls}")).as_deref());

        let from = match from {
            Some(from) => from,
            None => format!(
                "no-reply@{}",
                Url::parse(public_url)?.host_str().unwrap_or("localhost")
            ),
        };
        let from = from
            .parse()
            .with_context(|| format!("{from} cannot be a sender"))?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(parsed.as_str())
            .ok()
            .context("--smtp cannot be used: only smtp and smtps, tls=required or tls=opportunistic")?
            .timeout(Some(COMMAND_TIMEOUT))
            .pool_config(
                PoolConfig::new()
                    .max_size(4)
                    .idle_timeout(Duration::from_secs(30)),
            )
            .build();
        Ok(Self {
            transport,
            from,
            clock,
        })
    }

    fn compose(&self, mail: Mail) -> Result<Message, MailError> {
        let failed = |error: lettre::error::Error| MailError::Composition(Box::new(error));
        let to: Address = mail.to.parse().map_err(|e| MailError::Composition(Box::new(e)))?;
        let millis = u64::try_from(self.clock.now_ms()).unwrap_or(0);
        let message = Message::builder()
            .from(Mailbox::new(Some(one_line(&mail.from_name)), self.from.clone()))
            .to(Mailbox::new(None, to))
            .subject(one_line(&mail.subject))
            .date(SystemTime::UNIX_EPOCH + Duration::from_millis(millis))
            .message_id(None)
            // RFC 3834 §5: no holiday notice comes back.
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ));
        match mail.html {
            Some(html) => message.multipart(MultiPart::alternative_plain_html(mail.text, html)),
            None => message.body(mail.text),
        }
        .map_err(failed)
    }
}

/// Header text without control characters: they could start another header.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

#[async_trait]
impl Mailer for Smtp {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        let message = self.compose(mail)?;
        match tokio::time::timeout(TOTAL_TIMEOUT, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(MailError::Smtp(error)),
            Err(_) => Err(MailError::TimedOut),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;

    fn connect(url: &str) -> anyhow::Result<Smtp> {
        crate::authority::install_crypto();
        Smtp::connect(
            &url.into(),
            "https://id.noorderlicht.example",
            Arc::new(SystemClock),
        )
    }

    #[tokio::test]
    async fn unencrypted_mail_over_a_network_has_to_be_asked_for() {
        for good in [
            "smtp://localhost:1025",
            "smtp://127.0.0.1:25",
            "smtps://u:p@mail.example",
            "smtp://[::1]",
            "smtp://mail.example?tls=required",
            "smtp://relay.example:25?tls=none",
        ] {
            assert!(connect(good).is_ok(), "{good}");
        }
        for bad in [
            "smtp://mail.example",
            "http://localhost",
            "localhost",
            "smtp://localhost?tls=maybe",
        ] {
            assert!(connect(bad).is_err(), "{bad}");
        }
    }

    #[tokio::test]
    async fn no_error_repeats_the_password() {
        let error = connect("smtp://user:hunter2@mail.example").err().unwrap();
        assert!(!format!("{error:?}").contains("hunter2"));
    }

    #[tokio::test]
    async fn a_mail_has_both_bodies_and_says_that_a_machine_sent_it() {
        let mailer = connect("smtp://localhost?from=codes@noorderlicht.example").unwrap();
        let mail = Mail {
            from_name: "Noorderlicht \"Logistiek\"\r\nBcc: x@example.org".to_owned(),
            to: "anna@xn--bcher-kva.example".to_owned(),
            subject: "Uw code\r\nBcc: y@example.org".to_owned(),
            text: "t".to_owned(),
            html: Some("<p>h</p>".to_owned()),
        };
        let message = String::from_utf8(mailer.compose(mail).unwrap().formatted()).unwrap();
        assert!(message.contains("Auto-Submitted: auto-generated"), "{message}");
        assert!(
            message.contains("text/plain") && message.contains("text/html"),
            "{message}"
        );
        assert!(message.contains("<codes@noorderlicht.example>"), "{message}");
        assert!(
            !message.contains("\nBcc:"),
            "a line break starts no header: {message}"
        );
    }
}
