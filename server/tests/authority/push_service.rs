//! A push service on this machine: takes messages as a browser maker's does (RFC 8030 §5).

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::routing::post;
use tokio::sync::{Semaphore, mpsc};

/// A message that came in.
#[derive(Debug)]
pub(crate) struct Came {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Came {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    /// The token and the key of `vapid t=…, k=…` (RFC 8292 §3).
    pub(crate) fn vapid(&self) -> (&str, &str) {
        let parts = self.header("authorization").strip_prefix("vapid t=").unwrap();
        parts.split_once(", k=").unwrap()
    }
}

pub(crate) struct PushService {
    pub(crate) origin: String,
    came: mpsc::UnboundedReceiver<Came>,
    desk: Arc<Desk>,
}

struct Desk {
    came: mpsc::UnboundedSender<Came>,
    answers: Mutex<VecDeque<StatusCode>>,
    /// One permit, one answer.
    gate: Semaphore,
}

impl PushService {
    /// Answers with these first, then with 201.
    pub(crate) async fn open(answers: &[StatusCode]) -> Self {
        let (tell, came) = mpsc::unbounded_channel();
        let desk = Arc::new(Desk {
            came: tell,
            answers: Mutex::new(answers.iter().copied().collect()),
            gate: Semaphore::new(1000),
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let routes = Router::new()
            .route("/{*path}", post(take))
            .with_state(Arc::clone(&desk));
        tokio::spawn(async move {
            axum_server::from_tcp(listener.into_std().unwrap())
                .unwrap()
                .serve(routes.into_make_service())
                .await
        });
        Self { origin, came, desk }
    }

    pub(crate) fn endpoint(&self, name: &str) -> String {
        format!("{}/send/{name}", self.origin)
    }

    /// The next message.
    pub(crate) async fn next(&mut self) -> Came {
        let next = tokio::time::timeout(Duration::from_secs(60), self.came.recv()).await;
        next.expect("a message in time").unwrap()
    }

    /// A message that is there already.
    pub(crate) fn there(&mut self) -> Option<Came> {
        self.came.try_recv().ok()
    }

    /// Takes messages, and answers none of them until [`Self::release`].
    pub(crate) fn hold(&self) {
        self.desk.gate.forget_permits(1000);
    }

    pub(crate) fn release(&self) {
        self.desk.gate.add_permits(1000);
    }
}

async fn take(State(desk): State<Arc<Desk>>, uri: Uri, headers: HeaderMap, body: Bytes) -> StatusCode {
    let path = uri.path().to_owned();
    let next = desk.answers.lock().unwrap().pop_front();
    desk.came.send(Came { path, headers, body }).unwrap();
    desk.gate.acquire().await.unwrap().forget();
    next.unwrap_or(StatusCode::CREATED)
}
