//! The organization server against oidc-provider: the same load, turn by turn, each on the same one core.
//!
//! `bench-server WORKPASS_SERVER PEER_SCRIPT ROUNDS` prints one line of JSON.

use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use hyper::Method;
use serde::Serialize;
use serde_json::Value;
use url::Url;
use workpass_bench::cores::{self, Cores};
use workpass_bench::figures::Pair;
use workpass_bench::http::{self, FORM};
use workpass_bench::load::{self, Amount, Outcome, Question};
use workpass_bench::people;
use workpass_testbed::{OrganizationServer, OwnedProcess, ServerOptions};

const ACCOUNT: &str = "sanne";
/// As the app asks, as far as `/me` needs it.
const SCOPES: &str = "openid profile email offline_access User.Read";
/// Sign-ins whose tokens are used in turn.
const SIGN_INS: usize = 8;
/// Device authorizations that are polled in turn.
const DEVICES: usize = 64;
const AMOUNT: Amount = Amount {
    connections: 16,
    requests: 60_000,
    time: Duration::from_secs(2),
};
/// Long enough for every device authorization to have been told to slow down as far as it goes.
const WARM_UP: Amount = Amount {
    time: Duration::from_secs(4),
    ..AMOUNT
};

#[derive(Debug, Default, Serialize)]
struct Report {
    me_per_second: Pair,
    me_p99_ms: Pair,
    me_work_us: Pair,
    polls_per_second: Pair,
    polls_p99_ms: Pair,
    /// What our polls were answered: how many `authorization_pending`, how many `slow_down`.
    our_poll_answers: Vec<usize>,
}

/// A server with what is asked of it.
struct Side {
    process: u32,
    me: Vec<Question>,
    me_contains: &'static str,
    polls: Vec<Question>,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [server, peer, rounds] = arguments.as_slice() else {
        bail!("bench-server WORKPASS_SERVER PEER_SCRIPT ROUNDS");
    };
    let cores = Cores::choose()?;
    cores::move_to(cores.server)?;
    let ours = OrganizationServer::start(Path::new(server), ServerOptions::default())?;
    let theirs = Peer::start(Path::new(peer))?;
    cores::move_to(cores.load)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let report = runtime.block_on(measure(&ours, &theirs, rounds.parse()?))?;
    writeln!(std::io::stdout(), "{}", serde_json::to_string(&report)?)?;
    Ok(())
}

async fn measure(ours: &OrganizationServer, theirs: &Peer, rounds: usize) -> Result<Report> {
    let (ours, theirs) = (our_side(ours).await?, theirs.side().await?);
    let mut report = Report {
        our_poll_answers: vec![0; POLL_ANSWERS.len()],
        ..Report::default()
    };
    for side in [&ours, &theirs] {
        load::run(&side.me, WARM_UP, &[side.me_contains]).await?;
        load::run(&side.polls, WARM_UP, POLL_ANSWERS).await?;
    }
    for _ in 0..rounds {
        let (a, a_work_us) = ours.me().await?;
        let (b, b_work_us) = theirs.me().await?;
        report.me_per_second.push(a.per_second, b.per_second);
        report.me_p99_ms.push(a.p99_ms, b.p99_ms);
        report.me_work_us.push(a_work_us, b_work_us);
        let a = load::run(&ours.polls, AMOUNT, POLL_ANSWERS).await?;
        let b = load::run(&theirs.polls, AMOUNT, POLL_ANSWERS).await?;
        report.polls_per_second.push(a.per_second, b.per_second);
        report.polls_p99_ms.push(a.p99_ms, b.p99_ms);
        for (sum, one) in report.our_poll_answers.iter_mut().zip(a.answers) {
            *sum += one;
        }
    }
    Ok(report)
}

impl Side {
    /// A round of `/me`, and how many microseconds the server's core worked for each call.
    async fn me(&self) -> Result<(Outcome, f64)> {
        let before = cores::worked_for(self.process)?;
        let outcome = load::run(&self.me, AMOUNT, &[self.me_contains]).await?;
        let worked = cores::worked_for(self.process)?.saturating_sub(before);
        #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52 requests")]
        let calls = outcome.answers.iter().sum::<usize>() as f64;
        Ok((outcome, worked.as_secs_f64() * 1e6 / calls))
    }
}

/// RFC 8628 §3.5: both are right answers to a poll that comes before the person has decided.
const POLL_ANSWERS: &[&str] = &["authorization_pending", "slow_down"];

async fn our_side(server: &OrganizationServer) -> Result<Side> {
    let discovery = discover(&server.authority()).await?;
    let endpoint = |field: &str| address(&discovery, field);
    let (devices, token) = (
        endpoint("device_authorization_endpoint")?,
        endpoint("token_endpoint")?,
    );
    let client = &server.sample().client_id;
    let account = server
        .sample()
        .accounts
        .iter()
        .find(|a| a.user_name.starts_with(ACCOUNT));
    let account = account.with_context(|| format!("the sample has no {ACCOUNT}"))?;

    let graph = endpoint("workpass_graph_endpoint")?;
    let me: Url = format!("{}/me", graph.as_str().trim_end_matches('/')).parse()?;
    let mut questions = Vec::new();
    for _ in 0..SIGN_INS {
        let device = people::ask_for_device(&devices, client, SCOPES).await?;
        people::approve(&device.page, account).await?;
        let tokens = people::tokens(&token, client, &device).await?;
        let access_token = tokens["access_token"].as_str().context("a token was granted")?;
        questions.push(with_token(me.clone(), access_token));
    }
    Ok(Side {
        process: server.process_id(),
        me: questions,
        me_contains: "\"userPrincipalName\":",
        polls: polls(&devices, &token, client, SCOPES).await?,
    })
}

/// oidc-provider in its own process.
struct Peer {
    process: OwnedProcess,
    url: String,
    client_id: String,
    access_tokens: Vec<String>,
}

impl Peer {
    fn start(script: &Path) -> Result<Self> {
        let log = tempfile::NamedTempFile::new()?;
        let mut command = Command::new("node");
        command
            .arg(script)
            .arg(SIGN_INS.to_string())
            .env("NODE_ENV", "production");
        let (process, lines) = OwnedProcess::spawn_with_lines("oidc-provider", &mut command, log.path())?;
        // It also has advice on its output, before and after.
        let line = lines
            .iter()
            .find(|line| line.starts_with('{'))
            .context("oidc-provider did not come up; `npm ci` in tests/interop?")?;
        let told: Value = serde_json::from_str(&line)?;
        let text = |field: &str| {
            let value = told[field].as_str();
            value
                .map(str::to_owned)
                .with_context(|| format!("the peer does not tell its {field}"))
        };
        anyhow::Ok(Self {
            url: text("url")?,
            client_id: text("client_id")?,
            access_tokens: serde_json::from_value(told["access_tokens"].clone())?,
            process,
        })
    }

    async fn side(&self) -> Result<Side> {
        let discovery = discover(&self.url).await?;
        let endpoint = |field: &str| address(&discovery, field);
        let (devices, token) = (
            endpoint("device_authorization_endpoint")?,
            endpoint("token_endpoint")?,
        );
        let userinfo = endpoint("userinfo_endpoint")?;
        Ok(Side {
            process: self.process.id(),
            me: self
                .access_tokens
                .iter()
                .map(|token| with_token(userinfo.clone(), token))
                .collect(),
            me_contains: "\"given_name\":",
            polls: polls(&devices, &token, &self.client_id, "openid profile email").await?,
        })
    }
}

async fn discover(issuer: &str) -> Result<Value> {
    let address = format!("{issuer}/.well-known/openid-configuration").parse()?;
    http::once(Method::GET, &address, &[], "")
        .await?
        .successful()?
        .json()
}

fn address(discovery: &Value, field: &str) -> Result<Url> {
    let text = discovery[field]
        .as_str()
        .with_context(|| format!("discovery has no {field}"))?;
    Ok(text.parse()?)
}

fn with_token(address: Url, token: &str) -> Question {
    Question {
        method: Method::GET,
        address,
        headers: vec![("authorization".to_owned(), format!("Bearer {token}"))],
        body: String::new(),
    }
}

async fn polls(devices: &Url, token: &Url, client_id: &str, scope: &str) -> Result<Vec<Question>> {
    let mut questions = Vec::new();
    for _ in 0..DEVICES {
        let device = people::ask_for_device(devices, client_id, scope).await?;
        ensure!(!device.code.is_empty(), "a device code is never empty");
        questions.push(Question {
            method: Method::POST,
            address: token.clone(),
            headers: vec![(FORM.0.to_owned(), FORM.1.to_owned())],
            body: http::form(&[
                ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
                ("client_id", client_id),
                ("device_code", &device.code),
            ]),
        });
    }
    Ok(questions)
}
