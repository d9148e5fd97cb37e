//! What the server was started with.

use std::path::PathBuf;

use ipnet::IpNet;
use secrecy::SecretString;
use url::Url;

use crate::messages::Gateway;

/// The fixed facts of one running instance.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where people and apps reach this server, without a path or a trailing slash.
    pub public_url: String,
    /// The sample organization is on: development only.
    pub sample: bool,
    /// The mail server; none means the outbox of the database.
    pub smtp: Option<SecretString>,
    /// The gateway for texts and calls; none means the outbox of the database.
    pub messages: Option<Gateway>,
    /// Proxies in front of this server, whose word on where a request came from counts.
    pub trusted_proxies: Vec<IpNet>,
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

    /// Whether people reach this server on their own machine only.
    pub fn is_local(&self) -> bool {
        Url::parse(&self.public_url).is_ok_and(|url| is_local(&url))
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
        if parsed.scheme() == "http" && !is_local(&parsed) {
            return Err(
                "plain http is possible on localhost only: passwords and tokens would be readable on the way",
            );
        }
        if parsed.query().is_some() || parsed.fragment().is_some() || !matches!(parsed.path(), "" | "/") {
            return Err("it must not have a path, query or fragment");
        }
        Ok(parsed.origin().ascii_serialization())
    }
}

fn is_local(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_public_urls_without_a_path_only() {
        for (given, taken) in [
            ("https://account.example", "https://account.example"),
            ("https://Account.Example:443/", "https://account.example"),
            ("http://localhost:8080", "http://localhost:8080"),
        ] {
            assert_eq!(Config::check_public_url(given).as_deref(), Ok(taken));
        }
        for wrong in [
            "account.example",
            "http://account.example",
            "http://localhost.account.example",
            "ftp://account.example",
            "https://account.example/path",
            "https://a.example/?q",
        ] {
            assert!(Config::check_public_url(wrong).is_err(), "{wrong}");
        }
    }
}
