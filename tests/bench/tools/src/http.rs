//! A small HTTP/1.1 client over one kept connection, for setting measurements up and for making load.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{self, HeaderMap};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use url::Url;

const LIMIT: Duration = Duration::from_secs(30);

/// One connection to one server.
#[derive(Debug)]
pub struct Connection {
    sender: SendRequest<Full<Bytes>>,
}

/// A whole answer.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Connection {
    /// Connects to the host and port of an address, without TLS.
    ///
    /// # Errors
    /// When nobody listens there.
    pub async fn open(address: &Url) -> Result<Self> {
        let host = address.host_str().context("an address has a host")?;
        let port = address.port_or_known_default().context("an address has a port")?;
        let stream = TcpStream::connect((host, port))
            .await
            .with_context(|| format!("{address} does not answer"))?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // Its end shows in the next request.
        tokio::spawn(connection);
        Ok(Self { sender })
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// When the connection broke or nothing came in thirty seconds.
    pub async fn send(&mut self, request: Request<Full<Bytes>>) -> Result<Answer> {
        let exchange = async {
            self.sender.ready().await?;
            let answer = self.sender.send_request(request).await?;
            let (head, body) = answer.into_parts();
            anyhow::Ok(Answer {
                status: head.status,
                headers: head.headers,
                body: body.collect().await?.to_bytes(),
            })
        };
        tokio::time::timeout(LIMIT, exchange)
            .await
            .context("no answer in 30 s")?
    }
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Errors
    /// When it is something else; the message shows its beginning.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body)
            .with_context(|| format!("not JSON ({}): {}", self.status, self.text_start()))
    }

    /// Passes an answer with a 2xx status on.
    ///
    /// # Errors
    /// When the status is another.
    pub fn successful(self) -> Result<Self> {
        ensure!(
            self.status.is_success(),
            "the answer is {}: {}",
            self.status,
            self.text_start()
        );
        Ok(self)
    }

    fn text_start(&self) -> String {
        String::from_utf8_lossy(&self.body).chars().take(300).collect()
    }
}

/// A request for an address, with its path and its host.
///
/// # Errors
/// When a header cannot be written.
pub fn request(
    method: Method,
    address: &Url,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> Result<Request<Full<Bytes>>> {
    let host = match address.port() {
        Some(port) => format!("{}:{port}", address.host_str().unwrap_or_default()),
        None => address.host_str().unwrap_or_default().to_owned(),
    };
    let path = match address.query() {
        Some(query) => format!("{}?{query}", address.path()),
        None => address.path().to_owned(),
    };
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, host);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Ok(request.body(Full::new(body.into()))?)
}

/// A form as a body.
pub fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// The media type of [`form`].
pub const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// One request on a connection of its own.
///
/// # Errors
/// As [`Connection::open`] and [`Connection::send`].
pub async fn once(
    method: Method,
    address: &Url,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> Result<Answer> {
    let mut connection = Connection::open(address).await?;
    connection.send(request(method, address, headers, body)?).await
}
