//! The desktop.

use std::path::PathBuf;

use secrecy::SecretString;
use url::Url;
use workpass_domain::email::EmailAddress;

use super::Computer;
use crate::view::Preferences;

/// An address the core has checked: https (http on loopback), no credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedPage(Url);

impl TrustedPage {
    /// `None` for anything but https, or http on a loopback host; and for addresses with user information.
    pub fn check(url: &Url) -> Option<Self> {
        let loopback = match url.host() {
            Some(url::Host::Domain(domain)) => domain.eq_ignore_ascii_case("localhost"),
            Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
            Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
            None => return None,
        };
        let secure = url.scheme() == "https" || (url.scheme() == "http" && loopback);
        let plain = url.username().is_empty() && url.password().is_none();
        (secure && plain).then(|| Self(url.clone()))
    }

    pub fn as_url(&self) -> &Url {
        &self.0
    }
}

/// A message to the organization's own contact, to be looked at and sent by the person: `mailto:` (RFC 6068).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailDraft(Url);

impl MailDraft {
    /// Some systems open no longer address.
    const LONGEST: usize = 1_800;

    /// `None` for what is no address to send to, and for more text than a mail program takes over.
    pub fn new(to: &str, subject: &str, body: &str) -> Option<Self> {
        let to = EmailAddress::parse(to).ok()?.to_string();
        let address = format!(
            "mailto:{}?subject={}&body={}",
            encoded(&to).replace("%40", "@"),
            encoded(subject),
            encoded(&body.replace("\r\n", "\n").replace('\n', "\r\n")),
        );
        (address.len() <= Self::LONGEST).then_some(())?;
        Url::parse(&address).ok().map(Self)
    }

    pub fn as_url(&self) -> &Url {
        &self.0
    }
}

/// Whatever is not unreserved (RFC 3986 §2.3) as `%XX`: nothing in a text starts another field.
fn encoded(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::new(), |mut all, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            all.push(char::from(byte));
        } else {
            write!(all, "%{byte:02X}").expect("a String takes everything");
        }
        all
    })
}

pub trait Shell: Send + Sync {
    /// In the system browser, never in the app's own web view (B-209).
    fn open_page(&self, page: &TrustedPage) -> Result<(), ShellError>;
    /// In the person's mail program; nothing is sent by it.
    fn write_mail(&self, draft: &MailDraft) -> Result<(), ShellError>;
    fn computer(&self) -> Computer;
    /// BCP 47 tags of the desktop's languages, the first wish first, as far as known.
    fn system_languages(&self) -> Vec<String>;
    fn keep_preferences(&self, preferences: Preferences) -> Result<(), ShellError>;
    /// Writes the codes, one a line, into a new file that only this person can read, and says where. What is there
    /// already stays as it is.
    fn save_recovery_codes(&self, codes: &[SecretString]) -> Result<PathBuf, ShellError>;
    /// Writes a JSON text into a new file of this name that only this person can read, and says where.
    fn save_document(&self, name: &str, text: &str) -> Result<PathBuf, ShellError>;
    /// The system's own print dialog; the page says what of it goes onto paper.
    fn print(&self) -> Result<(), ShellError>;
}

#[derive(Debug, thiserror::Error)]
pub enum ShellError {
    #[error("no program opened the page")]
    NotOpened(#[source] Option<Box<dyn std::error::Error + Send + Sync>>),
    #[error("the preferences could not be written")]
    NotKept(#[source] Option<Box<dyn std::error::Error + Send + Sync>>),
    #[error("the file could not be written")]
    NotSaved(#[source] Option<Box<dyn std::error::Error + Send + Sync>>),
    #[error("nothing could be printed")]
    NotPrinted(#[source] Option<Box<dyn std::error::Error + Send + Sync>>),
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn b108_a_draft_has_its_fields_and_nothing_else() {
        let draft = MailDraft::new("help@noorderlicht.example", "Mijn telefoon & ik", "één\ntwee").unwrap();
        assert_eq!(
            draft.as_url().as_str(),
            "mailto:help@noorderlicht.example?subject=Mijn%20telefoon%20%26%20ik&body=%C3%A9%C3%A9n%0D%0Atwee"
        );
        for bad in [
            "",
            "help",
            "a@b.example?cc=x@y.example",
            "a@b.example,c@d.example",
            "a@b.example\r\nBcc: c",
        ] {
            assert_eq!(MailDraft::new(bad, "s", "b"), None, "{bad}");
        }
        assert_eq!(MailDraft::new("a@b.example", "s", &"é".repeat(400)), None);
    }

    proptest! {
        #[test]
        fn no_text_adds_a_field(subject in ".{0,40}", body in ".{0,80}") {
            if let Some(draft) = MailDraft::new("a@b.example", &subject, &body) {
                let fields: Vec<_> = draft.as_url().query_pairs().map(|(name, _)| name.into_owned()).collect();
                prop_assert_eq!(fields, ["subject", "body"]);
                prop_assert_eq!(draft.as_url().path(), "a@b.example");
                prop_assert_eq!(draft.as_url().fragment(), None);
            }
        }
    }
}
