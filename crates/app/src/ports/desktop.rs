//! The desktop.

use std::path::PathBuf;

use secrecy::SecretString;
use url::Url;

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

pub trait Shell: Send + Sync {
    /// In the system browser, never in the app's own web view (B-209).
    fn open_page(&self, page: &TrustedPage) -> Result<(), ShellError>;
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
