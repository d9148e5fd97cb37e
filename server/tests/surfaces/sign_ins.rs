//! The history of sign-ins: what is written down, what is unusual, and finding something in very much of it.

use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::Value;
use uuid::Uuid;
use workpass_server::sample;
use workpass_server::sign_ins::{self, App, Attempt, Outcome};
use workpass_server::store::entities::{audit_event, user};

use crate::browser::{Browser, Page};
use crate::client::Client;
use crate::support::postgres::Postgres;
use crate::support::{TestServer, password};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
const EDGE: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 \
                    Safari/537.36 Edg/142.0.0.0";

/// A browser that says what it is.
#[expect(clippy::disallowed_methods, reason = "a test's own client")]
fn browser<'a>(server: &'a TestServer, user_agent: &str) -> Browser<'a> {
    let http = reqwest::Client::builder()
        .no_proxy()
        .cookie_store(true)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(user_agent)
        .build()
        .unwrap();
    Browser { server, http }
}

async fn sign_in(browser: &Browser<'_>, first_name: &str) -> Page {
    let page = browser.open("/signin").await;
    let page = browser.sign_in(&page, first_name).await;
    assert!(page.status.is_success(), "{}", page.html);
    page
}

async fn guess(browser: &Browser<'_>, first_name: &str) {
    let page = browser.open("/signin").await;
    let name = format!("{first_name}@noorderlicht.example");
    let fields = [("user_name", name.as_str()), ("password", "a guess")];
    let page = browser.send(&page, "/signin", &fields).await;
    assert!(page.says("is not right"), "{}", page.html);
    // What is written beside the answer is written before the next try, as between people it would be.
    browser.server.state().background.settle().await;
    browser.server.clock.step(Duration::from_secs(60));
}

async fn list(client: &Client<'_>, query: &str) -> Vec<Value> {
    let page = client.get(&format!("/me/signIns{query}")).await.expect(200);
    page["value"].as_array().unwrap().clone()
}

async fn unusual(client: &Client<'_>) -> u64 {
    client.get("/me").await.expect(200)["signIns"]["unusual"]
        .as_u64()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn b157_b159_each_try_is_told_with_where_it_came_from_and_how_it_ended() {
    let server = TestServer::start().await;
    let here = browser(&server, FIREFOX);
    guess(&here, "james").await;
    sign_in(&here, "james").await;
    let james = Client::self_service(&server, "james").await;
    let rows = list(&james, "").await;
    assert_eq!(rows.len(), 2, "{rows:?}");
    let (success, failure) = (&rows[0], &rows[1]);
    assert_eq!(success["status"]["errorCode"], 0);
    assert_eq!(success["sessionActivity"], true);
    assert_eq!(success["appDisplayName"], Value::Null, "the account pages");
    assert_eq!(success["clientAppUsed"], "Browser");
    assert_eq!(success["deviceDetail"]["browser"], "Firefox");
    assert_eq!(success["deviceDetail"]["operatingSystem"], "Linux");
    assert_eq!(success["ipAddress"], "127.0.0.1");
    assert_eq!(success["location"], Value::Null, "never guessed");
    assert_eq!(success["userPrincipalName"], "james@noorderlicht.example");
    assert_eq!(failure["status"]["errorCode"], 50126);
    assert_eq!(failure["sessionActivity"], false);
    assert!(
        failure["status"]["failureReason"]
            .as_str()
            .unwrap()
            .contains("password")
    );
    assert!(failure["createdDateTime"].as_str() < success["createdDateTime"].as_str());
    let text = serde_json::to_string(&rows).unwrap();
    assert!(!text.contains("a guess") && !text.contains(password("james")));
    assert!(
        list(&Client::self_service(&server, "anna").await, "")
            .await
            .is_empty(),
        "only one's own"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn b157_an_app_is_one_sign_in_and_a_computer_elsewhere_is_its_own() {
    let server = TestServer::start().await;
    let here = browser(&server, FIREFOX);
    let device = crate::signed_in::start_device(&server, None).await;
    let code = device["user_code"].as_str().unwrap();
    let page = here.open("/device").await;
    let page = here.send(&page, "/device", &[("user_code", code)]).await;
    let page = here.sign_in(&page, "james").await;
    let page = here
        .send(&page, "/device/confirm", &[("decision", "allow")])
        .await;
    assert!(page.says("Sign-in allowed"), "{}", page.html);
    let james = Client::self_service(&server, "james").await;
    let rows = list(&james, "").await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(rows[0]["appDisplayName"], "Workpass");
    assert_eq!(rows[0]["clientAppUsed"], "Browser", "nothing was given yet");
    crate::signed_in::redeem(&server, &device).await;
    let rows = list(&james, "").await;
    assert_eq!(rows.len(), 1, "the same sign-in: {rows:?}");
    assert_eq!(rows[0]["clientAppUsed"], "Mobile Apps and Desktop clients");
    assert_eq!(rows[0]["deviceDetail"]["displayName"], "LAPTOP-7");

    // Somebody elsewhere asked, and the person allowed it in a browser that was signed in.
    let elsewhere = crate::signed_in::start_device(&server, Some("203.0.113.9")).await;
    let code = elsewhere["user_code"].as_str().unwrap();
    let page = here.open("/device").await;
    let page = here.send(&page, "/device", &[("user_code", code)]).await;
    let page = here
        .send(&page, "/device/confirm", &[("decision", "allow")])
        .await;
    assert!(page.says("Sign-in allowed"), "{}", page.html);
    crate::signed_in::redeem(&server, &elsewhere).await;
    let rows = list(&james, "").await;
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(
        rows.iter().any(|row| row["ipAddress"] == "203.0.113.9"),
        "{rows:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn b164_b165_a_new_browser_after_failures_is_unusual_until_the_person_says_whose_it_was() {
    let server = TestServer::start().await;
    let (own, other) = (browser(&server, FIREFOX), browser(&server, EDGE));
    sign_in(&own, "james").await;
    server.clock.step(Duration::from_secs(24 * 3600));
    for _ in 0..3 {
        guess(&other, "james").await;
    }
    let james = Client::self_service(&server, "james").await;
    assert_eq!(
        unusual(&james).await,
        0,
        "failures alone are shown, and nothing asks for an answer"
    );
    sign_in(&own, "james").await;
    assert_eq!(unusual(&james).await, 0, "the own browser");
    server.clock.step(Duration::from_secs(60));
    sign_in(&other, "james").await;
    assert_eq!(unusual(&james).await, 1);
    let flagged = list(&james, "?$filter=riskState%20eq%20'atRisk'").await;
    let id = flagged[0]["id"].as_str().unwrap();
    assert_eq!(flagged[0]["deviceDetail"]["browser"], "Microsoft Edge");
    assert_eq!(flagged[0]["riskLevelDuringSignIn"], "medium");

    let anna = Client::self_service(&server, "anna").await;
    for verb in ["confirmSafe", "confirmCompromised"] {
        let path = format!("/me/signIns/{id}/{verb}");
        assert_eq!(anna.post_empty(&path).await.refusal(), (404, "signInNotFound"));
    }
    for _ in 0..2 {
        assert_eq!(
            james
                .post_empty(&format!("/me/signIns/{id}/confirmSafe"))
                .await
                .status,
            204
        );
        assert_eq!(unusual(&james).await, 0);
    }
    server.clock.step(Duration::from_secs(60));
    sign_in(&other, "james").await;
    assert_eq!(unusual(&james).await, 0, "what was confirmed is familiar");
    let path = format!("/me/signIns/{id}/confirmCompromised");
    assert_eq!(james.post_empty(&path).await.status, 204);
    let rows = list(&james, "?$filter=riskState%20eq%20'confirmedCompromised'").await;
    assert_eq!(rows[0]["id"], id);
    assert_eq!(rows[0]["riskLevelAggregated"], "high");
    assert_eq!(
        james
            .post_empty("/me/signIns/not-an-id/confirmSafe")
            .await
            .refusal(),
        (404, "signInNotFound")
    );
    let trail = audit_event::Entity::find().all(&server.state().db).await.unwrap();
    let count = |kind: &str| trail.iter().filter(|event| event.kind == kind).count();
    assert_eq!(
        (
            count("sign_in.confirmed_safe"),
            count("sign_in.confirmed_compromised")
        ),
        (1, 1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn b164_of_somebody_who_never_signed_in_before_nothing_is_unusual() {
    let server = TestServer::start().await;
    let own = browser(&server, FIREFOX);
    for _ in 0..4 {
        guess(&own, "james").await;
    }
    sign_in(&own, "james").await;
    assert_eq!(unusual(&Client::self_service(&server, "james").await).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn b158_a_thousand_guesses_do_not_fill_the_history() {
    let server = TestServer::start().await;
    let user = person(&server, "james").await;
    for _ in 0..100 {
        let attempt = attempt(&server, "Workpass", Outcome::WrongPassword);
        sign_ins::record(&server.state().db, &user, attempt)
            .await
            .unwrap();
    }
    let james = Client::self_service(&server, "james").await;
    assert_eq!(list(&james, "?$top=100").await.len(), 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn b163_every_field_is_searched_and_pages_follow_each_other() {
    let server = TestServer::start().await;
    searched_and_paged(&server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn b163_on_postgresql_as_well() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    let server = TestServer::start_with(Some(postgres.url.clone())).await;
    searched_and_paged(&server).await;
    server.running.stop().await.unwrap();
}

async fn searched_and_paged(server: &TestServer) {
    let user = person(server, "james").await;
    let outcomes = [
        ("My Account", Outcome::Succeeded { second_way: None }),
        ("Workpass 100%", Outcome::WrongPassword),
        (
            "Workpass",
            Outcome::SecondStepFailed {
                way: "otp".to_owned(),
            },
        ),
    ];
    // All of one millisecond: pages must not depend on the time alone.
    for n in 0..30 {
        let (app, outcome) = outcomes[n % 3].clone();
        let attempt = attempt(server, app, outcome);
        sign_ins::record(&server.state().db, &user, attempt)
            .await
            .unwrap();
    }
    let james = Client::self_service(server, "james").await;
    for (query, found) in [
        ("?$top=100", 30),
        ("?$top=100&$search=%22my%20account%22", 10),
        ("?$top=100&$search=Successful", 10),
        ("?$top=100&$search=unsuccessful", 20),
        ("?$top=100&$search=invalid%20code", 10),
        ("?$top=100&$search=AANVULLENDE", 10),
        ("?$top=100&$search=fire", 30),
        ("?$top=100&$search=127.0", 30),
        ("?$top=100&$search=100%25", 10),
        ("?$top=100&$search=%25", 0),
        ("?$top=100&$search=_", 0),
        ("?$top=100&$filter=status/errorCode%20eq%200", 10),
        ("?$top=100&$filter=status/errorCode%20ne%200&$search=invalid", 10),
        ("?$top=100&$filter=createdDateTime%20ge%202030-01-01T00:00:00Z", 0),
        ("?$top=100&$search=", 30),
    ] {
        assert_eq!(list(&james, query).await.len(), found, "{query}");
    }
    let mut seen = Vec::new();
    let mut next = Some("?$top=7&$search=workpass".to_owned());
    let mut pages = 0;
    while let Some(query) = next {
        let page = james.get(&format!("/me/signIns{query}")).await.expect(200);
        let ids = page["value"].as_array().unwrap().iter();
        seen.extend(ids.map(|row| row["id"].as_str().unwrap().to_owned()));
        next = page["@odata.nextLink"]
            .as_str()
            .map(|link| format!("?{}", link.split_once('?').unwrap().1));
        pages += 1;
    }
    assert_eq!((seen.len(), pages), (20, 3));
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 20, "no row came twice");
    for bad in [
        "?$top=0",
        "?$top=101",
        "?$top=x",
        "?$skiptoken=x",
        "?$orderby=id",
        "?$filter=userId%20eq%20'x'",
        "?$search=a&$search=b",
    ] {
        assert_eq!(
            james.get(&format!("/me/signIns{bad}")).await.code(),
            "BadRequest",
            "{bad}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b163_among_fifty_thousand_the_last_page_and_a_search_are_there_in_no_time() {
    let server = TestServer::start().await;
    let user_id = sample::user_id("james").simple();
    let tenant_id = sample::tenant_id().simple();
    let db = &server.state().db;
    db.execute_unprepared(&format!(
        "INSERT INTO sign_ins (id, tenant_id, user_id, created_at, app_display_name, client_app_used, network, \
         device_key, error_code, session_activity, risk_state, is_unfamiliar, search)
         WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 49999)
         SELECT randomblob(16), x'{tenant_id}', x'{user_id}', {now} - i * 1000, 'App ' || i, 'Browser', '', '', 0, 1, \
         'none', 0, ' app ' || i || ' successful' FROM n",
        now = server.state().now_ms()
    ))
    .await
    .unwrap();
    let james = Client::self_service(&server, "james").await;
    let newest = james.get("/me/signIns?$top=100").await.expect(200);
    assert_eq!(newest["value"][0]["appDisplayName"], "App 0");
    // The last rows, which a search that finds nothing before has to get to as well.
    let begun = Instant::now();
    let found = list(&james, "?$search=49999").await;
    assert_eq!(found[0]["appDisplayName"], "App 49999");
    let oldest = rows_until(&james, 49_900).await;
    assert_eq!(oldest.last().unwrap()["appDisplayName"], "App 49999");
    assert_eq!(unusual(&james).await, 0);
    // A machine under load takes tens of milliseconds; what read all rows for each page would take minutes.
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

/// The page that begins after so many rows, by the time of the last one.
async fn rows_until(james: &Client<'_>, skipped: i64) -> Vec<Value> {
    let at = crate::support::START_MS - skipped * 1000;
    let at = workpass_server::clock::rfc3339(at);
    list(james, &format!("?$top=100&$filter=createdDateTime%20le%20{at}")).await
}

async fn person(server: &TestServer, first_name: &str) -> user::Model {
    let id: Uuid = sample::user_id(first_name);
    let found = user::Entity::find_by_id(id).one(&server.state().db).await;
    found.unwrap().unwrap()
}

fn attempt(server: &TestServer, app: &str, outcome: Outcome) -> Attempt {
    Attempt {
        at: server.state().now_ms(),
        app: Some(App {
            id: None,
            name: app.to_owned(),
        }),
        address: "127.0.0.1".to_owned(),
        place: None,
        user_agent: Some(FIREFOX.to_owned()),
        outcome,
    }
}
