//! What the server was started with.

use std::path::PathBuf;

use secrecy::SecretString;
use url::Url;

/// The fixed facts of one running instance.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where people and apps reach this server, without a path or a trailing slash.
    pub public_url: String,
    /// The sample organization is on: development only.
    pub sample: bool,
    /// The mail server; none means the outbox of the database.
    pub smtp: Option<SecretString>,
    pub data_dir: PathBuf,
}

impl Config {
    /// An absolute address on this server.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }

    /// The base address of the Graph surface.
    pub fn graph_endpoint(&self) -> String {
        self.address("/v1.0")
    }

    /// The base address of the self-service extension.
    pub fn selfservice_endpoint(&self) -> String {
        self.address("/selfservice/v1.0")
    }

    /// Whether cookies may be marked `Secure`.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Takes a public URL as an operator types it.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn check_public_url(url: &str) -> Result<String, &'static str> {
        let parsed = Url::parse(url).map_err(|_| "not a URL")?;
        if !matches!(parsed.scheme(), "http" | "https") {
            return Err("only http and https are possible");
        }
        if parsed.query().is_some() || parsed.fragment().is_some() || !matches!(parsed.path(), "" | "/") {
            return Err("it must not have a path, query or fragment");
        }
        Ok(parsed.origin().ascii_serialization())
    }
}
