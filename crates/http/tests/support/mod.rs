//! A clock that never waits, and servers that say exactly the bytes they are told.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use time::{OffsetDateTime, macros::datetime};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use url::Url;
use workpass_app::ports::Clock;
use workpass_http::{Http, TimeOuts};

/// Notes every wait and returns at once.
#[derive(Default)]
pub(crate) struct NotedClock {
    pub(crate) waits: Mutex<Vec<Duration>>,
}

#[async_trait]
impl Clock for NotedClock {
    fn now(&self) -> OffsetDateTime {
        datetime!(2026-11-22 10:00:00 UTC)
    }

    async fn sleep(&self, duration: Duration) {
        self.waits.lock().unwrap().push(duration);
    }
}

pub(crate) fn http() -> (Http, Arc<NotedClock>) {
    let clock = Arc::new(NotedClock::default());
    let time_outs = TimeOuts {
        connect: Duration::from_secs(2),
        total: Duration::from_secs(20),
    };
    (Http::with_time_outs(clock.clone(), time_outs), clock)
}

pub(crate) fn hasty_http() -> Http {
    let time_outs = TimeOuts {
        connect: Duration::from_millis(300),
        total: Duration::from_millis(300),
    };
    Http::with_time_outs(Arc::new(NotedClock::default()), time_outs)
}

/// What a raw server does after it has read a request head.
#[derive(Clone)]
pub(crate) enum Then {
    /// Says this and closes.
    Say(Vec<u8>),
    /// Says this and stays silent with the connection open.
    SayAndHang(Vec<u8>),
    /// Says this, then one byte every 20 ms without end.
    SayAndDrip(Vec<u8>),
    /// Says this, then zeros until this many were written or the client went away.
    SayAndFlood(Vec<u8>, usize),
    /// Closes without a word.
    Close,
}

pub(crate) struct RawServer {
    pub(crate) url: Url,
    pub(crate) connections: Arc<AtomicUsize>,
    pub(crate) flooded: Arc<AtomicUsize>,
}

pub(crate) async fn raw_server(then: Then) -> RawServer {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/x", listener.local_addr().unwrap())).unwrap();
    let (connections, flooded) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let server = RawServer {
        url,
        connections: connections.clone(),
        flooded: flooded.clone(),
    };
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            connections.fetch_add(1, Ordering::SeqCst);
            let (then, flooded) = (then.clone(), flooded.clone());
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.windows(4).any(|end| end == b"\r\n\r\n") {
                    let mut piece = [0; 1024];
                    match stream.read(&mut piece).await {
                        Ok(0) | Err(_) => return,
                        Ok(read) => head.extend_from_slice(&piece[..read]),
                    }
                }
                match then {
                    Then::Close => {}
                    Then::Say(bytes) => stream.write_all(&bytes).await.unwrap_or_default(),
                    Then::SayAndHang(bytes) => {
                        stream.write_all(&bytes).await.unwrap_or_default();
                        std::future::pending::<()>().await;
                    }
                    Then::SayAndDrip(bytes) => {
                        stream.write_all(&bytes).await.unwrap_or_default();
                        let mut tick = tokio::time::interval(Duration::from_millis(20));
                        while stream.write_all(b" ").await.is_ok() {
                            tick.tick().await;
                        }
                    }
                    Then::SayAndFlood(bytes, total) => {
                        stream.write_all(&bytes).await.unwrap_or_default();
                        let zeros = vec![b'0'; 64 * 1024];
                        while flooded.load(Ordering::SeqCst) < total && stream.write_all(&zeros).await.is_ok()
                        {
                            flooded.fetch_add(zeros.len(), Ordering::SeqCst);
                        }
                    }
                }
            });
        }
    });
    server
}
