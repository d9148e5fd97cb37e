//! The loopback end of the browser flow (RFC 8252 §7.3): listens on this computer only, for one redirect.

use std::{collections::HashMap, io, net::Ipv6Addr, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use url::form_urlencoded;
use workpass_app::ports::Clock;

use crate::refusal::ErrorObject;

/// Connections that say nothing are dropped when nothing else happened for this long.
const IDLE: Duration = Duration::from_secs(10);
const LARGEST_HEAD: usize = 32 * 1024;
const MOST_CONNECTIONS: usize = 32;

/// What the authority sent the browser back with (RFC 6749 §4.1.2).
#[derive(Debug)]
pub(crate) struct Redirect {
    pub(crate) outcome: Result<SecretString, ErrorObject>,
    /// RFC 9207.
    pub(crate) issuer: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Loopback {
    v4: TcpListener,
    /// Browsers may try `::1` first for `localhost`; absent where the system has no IPv6.
    v6: Option<TcpListener>,
    port: u16,
}

impl Loopback {
    /// Takes a free port, the same for both address families.
    pub(crate) async fn open() -> io::Result<Self> {
        let mut tries = 5;
        loop {
            let v4 = TcpListener::bind(("127.0.0.1", 0)).await?;
            let port = v4.local_addr()?.port();
            match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
                Ok(v6) => {
                    return Ok(Self {
                        v4,
                        v6: Some(v6),
                        port,
                    });
                }
                // Somebody else listens where the browser may go first: take another port.
                Err(error) if error.kind() == io::ErrorKind::AddrInUse && tries > 0 => tries -= 1,
                Err(_) => return Ok(Self { v4, v6: None, port }),
            }
        }
    }

    /// As registered with Entra: `http://localhost`, where the port does not count.
    pub(crate) fn redirect_uri(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Waits for the redirect that carries `state`; everything else is answered and forgotten.
    pub(crate) async fn receive(&self, state: &str, clock: &dyn Clock) -> Redirect {
        let hosts = [
            format!("localhost:{}", self.port),
            format!("127.0.0.1:{}", self.port),
        ];
        // Side by side: a browser opens connections ahead of need, and a silent one must not block the redirect.
        let mut connections = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                accepted = self.v4.accept() => accepted,
                accepted = accept(self.v6.as_ref()) => accepted,
                Some(done) = connections.join_next() => {
                    if let Ok(Some(redirect)) = done {
                        return redirect;
                    }
                    continue;
                }
                () = clock.sleep(IDLE), if !connections.is_empty() => {
                    connections.abort_all();
                    continue;
                }
            };
            let Ok((stream, _)) = accepted else { continue };
            if connections.len() < MOST_CONNECTIONS {
                connections.spawn(serve(stream, hosts.clone(), state.to_owned()));
            }
        }
    }
}

async fn accept(listener: Option<&TcpListener>) -> io::Result<(TcpStream, std::net::SocketAddr)> {
    match listener {
        Some(listener) => listener.accept().await,
        None => std::future::pending().await,
    }
}

/// Answers one request; gives back the redirect if it was it.
async fn serve(mut stream: TcpStream, hosts: [String; 2], state: String) -> Option<Redirect> {
    let head = read_head(&mut stream).await.ok()?;
    let request = Head::parse(&head)?;
    let (answer, redirect) = match request.redirect(&hosts, &state) {
        Ok(redirect) => {
            let page = if redirect.outcome.is_ok() {
                Page::Done
            } else {
                Page::NotDone
            };
            (page.answer(request.wants_dutch()), Some(redirect))
        }
        Err(status) => (
            format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
            None,
        ),
    };
    // The browser may be gone already; the code counts, not the page.
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
    redirect
}

async fn read_head(stream: &mut TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    let mut piece = [0; 4096];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let read = stream.read(&mut piece).await?;
        if read == 0 || head.len() + read > LARGEST_HEAD {
            return Err(io::ErrorKind::InvalidData.into());
        }
        head.extend_from_slice(&piece[..read]);
    }
    String::from_utf8(head).map_err(|_| io::ErrorKind::InvalidData.into())
}

/// A request's head, as far as it matters here.
struct Head<'a> {
    method: &'a str,
    target: &'a str,
    host: Option<&'a str>,
    language: Option<&'a str>,
}

impl<'a> Head<'a> {
    fn parse(head: &'a str) -> Option<Self> {
        let mut lines = head.split("\r\n");
        let mut first = lines.next()?.split(' ');
        let (method, target, version) = (first.next()?, first.next()?, first.next()?);
        if first.next().is_some() || !version.starts_with("HTTP/1.") {
            return None;
        }
        let mut request = Self {
            method,
            target,
            host: None,
            language: None,
        };
        for line in lines {
            let Some((name, value)) = line.split_once(':') else {
                continue;
            };
            match name.to_ascii_lowercase().as_str() {
                "host" => request.host = Some(value.trim()),
                "accept-language" => request.language = Some(value.trim()),
                _ => {}
            }
        }
        Some(request)
    }

    /// The redirect, or with which status to send this request away. A wrong `state` is somebody else's request: it
    /// must not end the sign-in of the person who waits.
    fn redirect(&self, hosts: &[String], state: &str) -> Result<Redirect, &'static str> {
        // Another name that resolves to this computer (DNS rebinding) is not how we were registered.
        if !self
            .host
            .is_some_and(|host| hosts.iter().any(|known| known.eq_ignore_ascii_case(host)))
        {
            return Err("400 Bad Request");
        }
        let (path, query) = self.target.split_once('?').unwrap_or((self.target, ""));
        if path != "/" {
            return Err("404 Not Found");
        }
        if self.method != "GET" {
            return Err("405 Method Not Allowed");
        }
        let mut parameters = HashMap::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            // RFC 6749 §3.1: no parameter more than once.
            if parameters.insert(name.into_owned(), value.into_owned()).is_some() {
                return Err("400 Bad Request");
            }
        }
        let mut take = |name: &str| parameters.remove(name).filter(|value| !value.is_empty());
        if take("state").as_deref() != Some(state) {
            return Err("400 Bad Request");
        }
        let outcome = match (take("code"), take("error")) {
            (Some(code), None) => Ok(SecretString::from(code)),
            (None, Some(error)) => {
                let description = take("error_description").unwrap_or_default();
                Err(ErrorObject::from_redirect(&error, &description))
            }
            _ => return Err("400 Bad Request"),
        };
        Ok(Redirect {
            outcome,
            issuer: take("iss"),
        })
    }

    /// Whether the browser prefers Dutch over English, going by the order of its list.
    fn wants_dutch(&self) -> bool {
        let languages = self.language.unwrap_or_default().split(',');
        let known = |language: &str| match language.trim().get(..2)?.to_ascii_lowercase().as_str() {
            "nl" => Some(true),
            "en" => Some(false),
            _ => None,
        };
        languages.into_iter().find_map(known).unwrap_or(false)
    }
}

#[derive(Clone, Copy)]
enum Page {
    Done,
    NotDone,
}

const STYLE: &str = "body{font:1.125rem/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1.5rem;\
color:#12302f;background:#f6faf9}@media(prefers-color-scheme:dark){body{color:#e3f1ef;background:#0f1c1b}}";

impl Page {
    fn answer(self, dutch: bool) -> String {
        let (language, title, text) = match (self, dutch) {
            (Self::Done, true) => (
                "nl",
                "U kunt terug naar Workpass",
                "U kunt dit tabblad sluiten. Workpass gaat vanzelf verder.",
            ),
            (Self::Done, false) => (
                "en",
                "You can go back to Workpass",
                "You can close this tab. Workpass carries on by itself.",
            ),
            (Self::NotDone, true) => (
                "nl",
                "Het is niet gelukt",
                "U kunt dit tabblad sluiten. In Workpass leest u waarom, en wat u kunt doen.",
            ),
            (Self::NotDone, false) => (
                "en",
                "It did not work",
                "You can close this tab. Workpass tells you why, and what you can do.",
            ),
        };
        let body = format!(
            "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style></head>\
             <body><main><h1>{title}</h1><p>{text}</p></main></body></html>"
        );
        let style = STANDARD.encode(Sha256::digest(STYLE));
        format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
             Content-Security-Policy: default-src 'none'; style-src 'sha256-{style}'; frame-ancestors 'none'\r\n\
             Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
             Connection: close\r\n\r\n{body}",
            body.len()
        )
    }
}

#[cfg(test)]
mod tests;
