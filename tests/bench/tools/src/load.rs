//! Steady load from a few kept connections, each asking again as soon as it was answered.

use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use hyper::Method;
use tokio::task::LocalSet;
use url::Url;

use crate::figures::percentile;
use crate::http::{Connection, request};

/// What is asked, over and over.
#[derive(Debug, Clone)]
pub struct Question {
    /// The method.
    pub method: Method,
    /// Where.
    pub address: Url,
    /// Headers beside the host.
    pub headers: Vec<(String, String)>,
    /// The body, empty for none.
    pub body: String,
}

/// How much: whichever bound comes first ends it.
#[derive(Debug, Clone, Copy)]
pub struct Amount {
    /// Connections, each with one request at a time.
    pub connections: usize,
    /// No more requests than this.
    pub requests: usize,
    /// No longer than this.
    pub time: Duration,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Answers in a second.
    pub per_second: f64,
    /// 99 of 100 answers came within this many milliseconds.
    pub p99_ms: f64,
    /// How many answers contained each of the expected texts, in their order.
    pub answers: Vec<usize>,
}

/// Asks the questions in turn. Every answer must contain one of the `expected` texts.
///
/// # Errors
/// When a connection breaks or an answer is another than expected.
pub async fn run(questions: &[Question], amount: Amount, expected: &[&str]) -> Result<Outcome> {
    let plan = Rc::new(Plan {
        questions: questions.to_vec(),
        expected: expected.iter().map(|e| (*e).to_owned()).collect(),
        each: amount.requests / amount.connections,
    });
    let mut connections = Vec::new();
    for _ in 0..amount.connections {
        let address = &questions.first().context("there is something to ask")?.address;
        connections.push(Connection::open(address).await?);
    }
    LocalSet::new()
        .run_until(ask_all(plan, connections, amount.time))
        .await
}

#[derive(Debug)]
struct Plan {
    questions: Vec<Question>,
    expected: Vec<String>,
    each: usize,
}

/// What one connection saw.
#[derive(Debug)]
struct Seen {
    times_ms: Vec<f64>,
    answers: Vec<usize>,
}

async fn ask_all(plan: Rc<Plan>, connections: Vec<Connection>, time: Duration) -> Result<Outcome> {
    let start = Instant::now();
    let deadline = start + time;
    let workers: Vec<_> = connections
        .into_iter()
        .enumerate()
        .map(|(index, connection)| {
            tokio::task::spawn_local(ask(Rc::clone(&plan), connection, index, deadline))
        })
        .collect();
    let mut times_ms = Vec::new();
    let mut answers = vec![0; plan.expected.len()];
    for worker in workers {
        let seen = worker.await.context("a connection's task ended early")??;
        times_ms.extend(seen.times_ms);
        for (sum, one) in answers.iter_mut().zip(seen.answers) {
            *sum += one;
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52 requests")]
    Ok(Outcome {
        per_second: times_ms.len() as f64 / seconds,
        p99_ms: percentile(&times_ms, 0.99).context("nothing was answered in time")?,
        answers,
    })
}

async fn ask(plan: Rc<Plan>, mut connection: Connection, index: usize, deadline: Instant) -> Result<Seen> {
    let mut seen = Seen {
        times_ms: Vec::with_capacity(plan.each),
        answers: vec![0; plan.expected.len()],
    };
    // Each connection begins elsewhere, so that no two ask the same question at once.
    let turns = plan
        .questions
        .iter()
        .cycle()
        .skip(index * plan.questions.len() / 16);
    for question in turns.take(plan.each) {
        if Instant::now() >= deadline {
            break;
        }
        let headers: Vec<_> = question
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let request = request(
            question.method.clone(),
            &question.address,
            &headers,
            question.body.clone(),
        )?;
        let asked = Instant::now();
        let answer = connection.send(request).await?;
        seen.times_ms.push(asked.elapsed().as_secs_f64() * 1000.0);
        let body = String::from_utf8_lossy(&answer.body);
        let which = plan.expected.iter().position(|e| body.contains(e.as_str()));
        ensure!(
            which.is_some(),
            "{} answered {}: {body}",
            question.address,
            answer.status
        );
        if let Some(count) = which.and_then(|w| seen.answers.get_mut(w)) {
            *count += 1;
        }
    }
    Ok(seen)
}
