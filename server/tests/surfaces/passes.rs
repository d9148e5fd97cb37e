//! Temporary Access Passes.

use std::time::Duration;

use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;
use secrecy::{ExposeSecret, SecretString};
use workpass_server::audit::Event;
use workpass_server::methods::Verdict;
use workpass_server::methods::tap::{self, IssueError, Issued, Usability, Wish};
use workpass_server::store::entities::grant;
use workpass_server::store::values::Strings;

use crate::client::Client;
use crate::desk::{allow, app, methods, person, recorded};
use crate::support::TestServer;
use crate::support::postgres::Postgres;

const MINUTE: Duration = Duration::from_secs(60);

async fn issue(server: &TestServer, wish: Wish) -> Result<Issued, IssueError> {
    let user = person(server, "sanne").await;
    let state = server.state();
    tap::issue(
        &state.db,
        state.now_ms(),
        &user,
        wish,
        Event::of("method.added", &user),
    )
    .await
}

async fn verify(server: &TestServer, pass: &SecretString) -> Verdict {
    let user = person(server, "sanne").await;
    tap::verify(server.state(), &user, pass.expose_secret())
        .await
        .unwrap()
}

#[tokio::test]
async fn b36_a_person_deletes_their_own_pass_through_graph() {
    let server = TestServer::start().await;
    allow(&server, |_| {}).await;
    let issued = issue(&server, Wish::default()).await.unwrap();
    let scopes = &["UserAuthenticationMethod.ReadWrite"];
    let own = format!(
        "/me/authentication/temporaryAccessPassMethods/{}",
        issued.method.id
    );
    let anna = Client::graph_with(&server, server.token("anna", scopes).await);
    assert_eq!(anna.delete(&own).await.status, 404, "it is not hers");
    let sanne = Client::graph_with(&server, server.token("sanne", scopes).await);
    assert_eq!(sanne.delete(&own).await.status, 204);
    assert_eq!(sanne.delete(&own).await.status, 404);
    assert_eq!(verify(&server, &issued.pass).await, Verdict::Wrong);
    assert_eq!(recorded(&server, "sanne", "method.deleted").await, 1);
}

#[tokio::test]
async fn b96_a_pass_can_be_used_for_an_hour() {
    let server = TestServer::start().await;
    let issued = issue(&server, Wish::default()).await.unwrap();
    let proven = Verdict::Proven(issued.method.id);
    assert_eq!(issued.pass.expose_secret().len(), 12);
    assert_eq!(verify(&server, &issued.pass).await, proven);
    assert_eq!(verify(&server, &issued.pass).await, proven, "any number of times");
    assert_eq!(verify(&server, &"a".repeat(12).into()).await, Verdict::Wrong);
    assert_eq!(verify(&server, &String::new().into()).await, Verdict::Wrong);
    assert_eq!(verify(&server, &"a".repeat(10_000).into()).await, Verdict::Wrong);
    let anna = person(&server, "anna").await;
    let theirs = tap::verify(server.state(), &anna, issued.pass.expose_secret())
        .await
        .unwrap();
    assert_eq!(theirs, Verdict::Wrong);

    let row = methods(&server, "sanne").await.remove(0);
    let kept = serde_json::to_string(&row.data).unwrap();
    assert!(kept.contains("$argon2id$") && !kept.contains(issued.pass.expose_secret()));
    server.clock.step(59 * MINUTE);
    assert_eq!(verify(&server, &issued.pass).await, proven);
    server.clock.step(MINUTE);
    assert_eq!(verify(&server, &issued.pass).await, Verdict::Expired);
    let row = methods(&server, "sanne").await.remove(0);
    assert_eq!(tap::usability(&row, server.state().now_ms()), Usability::Expired);
}

#[tokio::test]
async fn b96_lifetime_and_length_have_limits() {
    let server = TestServer::start().await;
    for (lifetime_minutes, length) in [(10, 8), (43_200, 48)] {
        let wish = Wish {
            lifetime_minutes,
            length,
            replace: true,
            ..Wish::default()
        };
        let issued = issue(&server, wish).await.unwrap();
        assert_eq!(issued.pass.expose_secret().len(), length as usize);
        let lasts = issued.method.expires_at.unwrap() - server.state().now_ms();
        assert_eq!(lasts, i64::from(lifetime_minutes) * 60_000);
    }
    for (lifetime_minutes, length) in [(9, 8), (43_201, 8), (0, 8), (60, 7), (60, 49)] {
        let wish = Wish {
            lifetime_minutes,
            length,
            replace: true,
            ..Wish::default()
        };
        let refused = issue(&server, wish).await;
        assert!(
            matches!(refused, Err(IssueError::Lifetime | IssueError::Length)),
            "{refused:?}"
        );
    }
    assert_eq!(
        methods(&server, "sanne").await.len(),
        1,
        "a wrong wish takes nothing away"
    );
}

#[tokio::test]
async fn b36_there_is_one_pass_at_a_time() {
    let server = TestServer::start().await;
    let once = Wish {
        one_time: true,
        ..Wish::default()
    };
    let first = issue(&server, once).await.unwrap();
    let refused = issue(&server, Wish::default()).await;
    assert!(matches!(refused, Err(IssueError::AlreadyThere)), "{refused:?}");
    // Used or expired it gives way, and an administrator can replace it.
    assert!(matches!(verify(&server, &first.pass).await, Verdict::Proven(_)));
    let second = issue(&server, once).await.unwrap();
    let replaced = Wish {
        replace: true,
        ..once
    };
    let third = issue(&server, replaced).await.unwrap();
    assert_eq!(verify(&server, &second.pass).await, Verdict::Wrong);
    server.clock.step(61 * MINUTE);
    assert_eq!(verify(&server, &third.pass).await, Verdict::Expired);
    issue(&server, once).await.unwrap();
    assert_eq!(methods(&server, "sanne").await.len(), 1);
}

#[tokio::test]
async fn a_pass_for_tomorrow_does_not_work_today() {
    let server = TestServer::start().await;
    let tomorrow = Wish {
        starts_at: Some(server.state().now_ms() + 24 * 3_600_000),
        ..Wish::default()
    };
    let issued = issue(&server, tomorrow).await.unwrap();
    assert_eq!(verify(&server, &issued.pass).await, Verdict::Expired);
    assert_eq!(
        tap::usability(&issued.method, server.state().now_ms()),
        Usability::NotYetValid
    );
    server.clock.step(Duration::from_secs(24 * 3600));
    assert!(matches!(verify(&server, &issued.pass).await, Verdict::Proven(_)));
}

#[tokio::test]
async fn a_pass_that_was_revoked_is_gone() {
    let server = TestServer::start().await;
    allow(&server, |_| {}).await;
    let issued = issue(&server, Wish::default()).await.unwrap();
    let user = person(&server, "sanne").await;
    let state = server.state();
    let revoke = || {
        tap::revoke(
            &state.db,
            state.now_ms(),
            &user,
            Event::of("method.deleted", &user),
        )
    };
    assert!(revoke().await.unwrap());
    assert!(!revoke().await.unwrap());
    assert_eq!(verify(&server, &issued.pass).await, Verdict::Wrong);
}

#[tokio::test]
async fn b96_who_came_in_by_a_pass_registers_within_ten_minutes() {
    let server = TestServer::start().await;
    let sanne = app(&server, "sanne").await;
    allow(&server, |rules| rules.fresh_minutes.methods = 60).await;
    server.clock.step(10 * MINUTE + MINUTE);
    sanne.post_empty("/me/recoveryCodes").await.expect(201);

    let sanne = app(&server, "sanne").await;
    allow(&server, |rules| rules.fresh_minutes.methods = 60).await;
    grant::Entity::update_many()
        .col_expr(grant::Column::Amr, Expr::value(Strings::of(["mfa", "tap"])))
        .exec(&server.state().db)
        .await
        .unwrap();
    server.clock.step(10 * MINUTE);
    sanne.post_empty("/me/recoveryCodes").await.expect(201);
    server.clock.step(Duration::from_secs(1));
    let answer = sanne.post_empty("/me/recoveryCodes").await;
    assert_eq!(answer.refusal(), (401, "InvalidAuthenticationToken"));
    assert!(answer.header("www-authenticate").contains("insufficient_claims"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_one_time_pass_used_twice_at_once_counts_once() {
    let server = TestServer::start().await;
    once(&server, &server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_one_time_pass_used_twice_at_once_counts_once_on_postgresql() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    let server = TestServer::start_with(Some(postgres.url.clone())).await;
    let other = TestServer::start_with(Some(postgres.url.clone())).await;
    once(&server, &other).await;
    // Two administrators at once: one pass.
    let user = person(&server, "anna").await;
    let (a, b) = (server.state(), other.state());
    let event = || Event::of("method.added", &user);
    let (a, b) = tokio::join!(
        tap::issue(&a.db, a.now_ms(), &user, Wish::default(), event()),
        tap::issue(&b.db, b.now_ms(), &user, Wish::default(), event())
    );
    assert_eq!(u8::from(a.is_ok()) + u8::from(b.is_ok()), 1, "{a:?} {b:?}");
    server.running.stop().await.unwrap();
    other.running.stop().await.unwrap();
}

async fn once(server: &TestServer, other: &TestServer) {
    let wish = Wish {
        one_time: true,
        ..Wish::default()
    };
    let issued = issue(server, wish).await.unwrap();
    let (a, b, c, d) = tokio::join!(
        verify(server, &issued.pass),
        verify(other, &issued.pass),
        verify(server, &issued.pass),
        verify(other, &issued.pass)
    );
    let verdicts = [a, b, c, d];
    let used = verdicts.iter().filter(|v| **v == Verdict::Used).count();
    assert_eq!(used, 3, "{verdicts:?}");
    assert!(verdicts.contains(&Verdict::Proven(issued.method.id)));
}
