//! Guests: people of one organization who sign in to another one with their own account, and leave it again.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use workpass_server::store::entities::{audit_event, service_principal, tenant, user};
use workpass_server::store::values::Strings;
use workpass_server::{housekeeping, sample};

use crate::admin::{admin, refusal};
use crate::browser::{Browser, Page};
use crate::client::Client;
use crate::notices::await_sent;
use crate::support::TestServer;
use crate::support::postgres::Postgres;

pub(crate) const ZUIDERZEE: &str = "zuiderzee.example";
const WADDENHAVEN: &str = "waddenhaven.example";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const REDIRECT: &str = "http://localhost:49152/callback";
pub(crate) const LEAVE: &str = "/me/organizations/leave";

pub(crate) fn authorize(domain: &str, more: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("client_id", sample::client_id().to_string().as_str()),
            ("response_type", "code"),
            ("redirect_uri", REDIRECT),
            ("scope", &sample::APP_SCOPES.join(" ")),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ])
        .finish();
    format!("/{domain}/oauth2/v2.0/authorize?{query}{more}")
}

/// Where a browser gets that an app of this organization sent to sign in.
pub(crate) async fn visit(browser: &Browser<'_>, first_name: &str, domain: &str) -> Page {
    let page = browser.open(&authorize(domain, "")).await;
    if page.path == "/signin" {
        return browser.sign_in(&page, first_name).await;
    }
    page
}

/// What the token endpoint of an organization says.
pub(crate) async fn token(server: &TestServer, domain: &str, form: &[(&str, &str)]) -> (u16, Value) {
    let url = server.url(&format!("/{domain}/oauth2/v2.0/token"));
    let client = sample::client_id().to_string();
    let form: Vec<_> = form
        .iter()
        .copied()
        .chain([("client_id", client.as_str())])
        .collect();
    let answer = server.http.post(url).form(&form).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

/// The tokens that the app gets when the browser came back to it.
pub(crate) async fn redeem(server: &TestServer, domain: &str, page: &Page) -> Value {
    let (status, tokens) = exchange(server, domain, page).await;
    assert_eq!(status, 200, "{tokens}");
    tokens
}

/// What an organization answers to the code that the browser came back with.
pub(crate) async fn exchange(server: &TestServer, domain: &str, page: &Page) -> (u16, Value) {
    let arrived = url::Url::parse(&page.path).unwrap_or_else(|_| panic!("{}: {}", page.path, page.html));
    let code = arrived.query_pairs().find(|(name, _)| name == "code").unwrap().1;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ];
    token(server, domain, &form).await
}

pub(crate) async fn refreshed(server: &TestServer, domain: &str, tokens: &Value) -> (u16, Value) {
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
    token(server, domain, &form).await
}

pub(crate) async fn tokens(server: &TestServer, first_name: &str, domain: &str) -> Value {
    let browser = Browser::new(server);
    let page = visit(&browser, first_name, domain).await;
    redeem(server, domain, &page).await
}

pub(crate) fn app<'s>(server: &'s TestServer, tokens: &Value) -> Client<'s> {
    Client::self_service_with(server, tokens["access_token"].as_str().unwrap().to_owned())
}

pub(crate) fn claims(tokens: &Value, which: &str) -> Value {
    let token = tokens[which].as_str().unwrap();
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

pub(crate) async fn organizations(client: &Client<'_>) -> Vec<Value> {
    let me = client.get("/me").await.expect(200);
    me["organizations"]["value"].as_array().unwrap().clone()
}

fn names(organizations: &[Value]) -> Vec<&str> {
    let name = |one: &'_ Value| one["defaultDomain"].as_str().unwrap().len();
    assert!(organizations.iter().all(|one| name(one) > 0));
    organizations
        .iter()
        .map(|one| one["defaultDomain"].as_str().unwrap())
        .collect()
}

async fn change_user(server: &TestServer, id: uuid::Uuid, column: user::Column, value: bool) {
    user::Entity::update_many()
        .col_expr(column, Expr::value(value))
        .filter(user::Column::Id.eq(id))
        .exec(&server.state().db)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn b16_b150_a_guest_signs_in_elsewhere_with_the_account_at_home() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    let page = visit(&browser, "anna", ZUIDERZEE).await;
    let there = redeem(&server, ZUIDERZEE, &page).await;
    let guest = sample::guest_id("anna", ZUIDERZEE).to_string();
    let home = format!(
        "{}/{}/v2.0",
        server.state().config.public_url,
        sample::tenant_id()
    );
    for which in ["access_token", "id_token"] {
        let said = claims(&there, which);
        assert_eq!(said["oid"], guest.as_str());
        assert_eq!(said["tid"], sample::tenant_id_of(ZUIDERZEE).to_string());
        assert_eq!(said["idp"], home.as_str());
        assert!(
            said["iss"]
                .as_str()
                .unwrap()
                .contains(&sample::tenant_id_of(ZUIDERZEE).to_string())
        );
    }
    assert_eq!(
        claims(&there, "id_token")["preferred_username"],
        "anna@noorderlicht.example"
    );
    // The same browser, asked by the app of the third organization: nobody types anything.
    let page = browser.open(&authorize(WADDENHAVEN, "&prompt=none")).await;
    redeem(&server, WADDENHAVEN, &page).await;
    let here = Client::self_service(&server, "anna").await;
    assert!(
        claims(
            &json!({ "access_token": server.app_token("anna").await }),
            "access_token"
        )["idp"]
            .is_null()
    );

    let graph = Client::graph_with(&server, there["access_token"].as_str().unwrap().to_owned());
    let me = graph
        .get("/me?$select=id,userPrincipalName,userType,externalUserState")
        .await
        .expect(200);
    assert_eq!(
        me["userPrincipalName"],
        "anna_noorderlicht.example#EXT#@zuiderzee.example"
    );
    assert_eq!(
        (&me["userType"], &me["externalUserState"]),
        (&json!("Guest"), &json!("Accepted"))
    );

    for (client, current) in [(app(&server, &there), ZUIDERZEE), (here, sample::DOMAIN)] {
        let all = organizations(&client).await;
        assert_eq!(
            names(&all),
            [sample::DOMAIN, WADDENHAVEN, ZUIDERZEE],
            "home first, B-150"
        );
        for one in &all {
            let domain = one["defaultDomain"].as_str().unwrap();
            assert_eq!(one["isCurrent"], domain == current);
            assert_eq!(one["isHome"], domain == sample::DOMAIN);
            let (reason, role) = match domain {
                ZUIDERZEE => (Value::Null, "Guest"),
                WADDENHAVEN => (json!("notAllowed"), "Guest"),
                _ => (json!("homeOrganization"), "Member"),
            };
            assert_eq!((&one["reason"], &one["role"]), (&reason, &json!(role)));
            assert_eq!(one["canLeave"], reason.is_null());
            assert!(
                one["contact"]["displayName"]
                    .as_str()
                    .is_some_and(|name| !name.is_empty())
            );
        }
        assert_eq!(all[2]["lastSignInDateTime"], "2026-11-22T09:00:00Z");
    }
    // B-18
    let me = app(&server, &there).get("/me").await.expect(200);
    assert_eq!(me["passwordPolicy"]["reason"], "homeOrganization");
    let change = json!({ "currentPassword": crate::support::password("anna"), "newPassword": "kruidnagel fietspomp 83" });
    assert_eq!(
        graph.post("/me/changePassword", change).await.refusal(),
        (403, "passwordAtHome")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn b152_a_guest_without_a_home_on_this_server_has_one_organization() {
    let server = TestServer::start().await;
    let lotte = Client::self_service(&server, "lotte").await;
    let all = organizations(&lotte).await;
    assert_eq!(all.len(), 1);
    assert_eq!(
        (&all[0]["isHome"], &all[0]["canLeave"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(lotte.post_empty(LEAVE).await.status, 204);
    let page = Browser::new(&server).open("/signin").await;
    let page = Browser::new(&server).sign_in(&page, "lotte").await;
    assert_ne!(page.path, "/", "gone");

    // Whoever looks after the organization sees her, and brings her back.
    let name = "lotte@noorderlicht.example";
    let listed = admin(&server, &["guest", "list"]).await.unwrap();
    let hers = listed
        .as_array()
        .unwrap()
        .iter()
        .find(|guest| guest["userName"] == name);
    assert_eq!(hers.map(|hers| &hers["state"]), Some(&json!("left")), "{listed}");
    for restored in [true, false] {
        assert_eq!(
            admin(&server, &["guest", "restore", "--user", name])
                .await
                .unwrap(),
            json!({ "restored": restored })
        );
    }
    server.clock.step(Duration::from_secs(1));
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    assert_eq!(browser.sign_in(&page, "lotte").await.path, "/");
    let elsewhere = ["--organization", ZUIDERZEE, "guest", "invite", "--user", name];
    assert!(
        refusal(&server, &elsewhere)
            .await
            .contains("invite the account at home")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_no_guest_or_is_turned_off_there_is_told_so() {
    let server = TestServer::start().await;
    for (first_name, says) in [
        ("sanne", "has no access to Zuiderzee Techniek N.V."),
        ("pieter", "was disabled there"),
    ] {
        let browser = Browser::new(&server);
        let page = visit(&browser, first_name, ZUIDERZEE).await;
        assert_eq!(page.status, 403, "{}", page.html);
        assert!(page.says(says) && page.says("+31 228 555 01 00"), "{}", page.html);
        let silent = browser.open(&authorize(ZUIDERZEE, "&prompt=none")).await;
        assert!(
            silent.path.contains("interaction_required") && silent.path.contains("50020"),
            "{}",
            silent.path
        );
    }
    // B-155
    let pieter = Client::self_service(&server, "pieter").await;
    let all = organizations(&pieter).await;
    assert_eq!(
        (&all[1]["state"], &all[1]["reason"]),
        (&json!("disabled"), &json!("accountDisabled"))
    );
    let ruben = Client::self_service(&server, "ruben").await;
    assert_eq!(organizations(&ruben).await[1]["state"], "invited");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_code_of_another_organization_is_allowed_by_its_guests_only() {
    let server = TestServer::start().await;
    for (first_name, may) in [("anna", true), ("sanne", false)] {
        let browser = Browser::new(&server);
        let url = server.url(&format!("/{ZUIDERZEE}/oauth2/v2.0/devicecode"));
        let form = [
            ("client_id", sample::client_id().to_string()),
            ("scope", "openid User.Read".to_owned()),
        ];
        let device: Value = server
            .http
            .post(url)
            .form(&form)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let page = browser.open("/device").await;
        let typed = [("user_code", device["user_code"].as_str().unwrap())];
        let page = browser.send(&page, "/device", &typed).await;
        let page = browser.sign_in(&page, first_name).await;
        if !may {
            assert_eq!(page.status, 403, "{}", page.html);
            continue;
        }
        assert!(page.says("Zuiderzee Techniek N.V."), "{}", page.html);
        browser
            .send(&page, "/device/confirm", &[("decision", "allow")])
            .await;
        let grant = "urn:ietf:params:oauth:grant-type:device_code";
        let form = [
            ("grant_type", grant),
            ("device_code", device["device_code"].as_str().unwrap()),
        ];
        let (status, tokens) = token(&server, ZUIDERZEE, &form).await;
        assert_eq!(status, 200, "{tokens}");
        assert_eq!(
            claims(&tokens, "access_token")["oid"],
            sample::guest_id("anna", ZUIDERZEE).to_string()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_code_asks_for_what_the_organization_of_the_code_did_not_consent_to() {
    let server = TestServer::start().await;
    let db = &server.state().db;
    let here = service_principal::Column::TenantId.eq(sample::tenant_id_of(ZUIDERZEE));
    service_principal::Entity::update_many()
        .col_expr(
            service_principal::Column::ConsentedScopes,
            Expr::value(Strings::default()),
        )
        .filter(here.clone())
        .exec(db)
        .await
        .unwrap();
    let browser = Browser::new(&server);
    let asked = async || {
        let url = server.url(&format!("/{ZUIDERZEE}/oauth2/v2.0/devicecode"));
        let form = [
            ("client_id", sample::client_id().to_string()),
            (
                "scope",
                "openid User.Read UserAuthenticationMethod.Read".to_owned(),
            ),
        ];
        let answer = server.http.post(url).form(&form).send().await.unwrap();
        let device: Value = answer.json().await.unwrap();
        let typed = device["user_code"].as_str().unwrap().to_owned();
        let address = format!("/device/confirm?user_code={typed}");
        let page = browser.open(&address).await;
        (device, page, address)
    };
    let (device, page, _) = asked().await;
    let page = browser.sign_in(&page, "anna").await;
    assert!(
        page.says("read your name, photo and work details"),
        "what home allowed for everybody does not count here: {}",
        page.html
    );
    browser
        .send(&page, "/device/confirm", &[("decision", "allow")])
        .await;
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("device_code", device["device_code"].as_str().unwrap()),
    ];
    let (status, tokens) = token(&server, ZUIDERZEE, &form).await;
    assert_eq!(status, 200, "{tokens}");
    let services = app(&server, &tokens).get("/me/privacy").await.expect(200);
    assert_eq!(
        services["connectedServices"][0]["consentedBy"], "person",
        "B-179: nor is it said to be this organization's consent"
    );

    // Turned off there meanwhile: nobody allows it any more.
    let (_, page, address) = asked().await;
    service_principal::Entity::update_many()
        .col_expr(service_principal::Column::Enabled, Expr::value(false))
        .filter(here)
        .exec(db)
        .await
        .unwrap();
    let refused = browser
        .send(&page, "/device/confirm", &[("decision", "allow")])
        .await;
    assert_eq!(refused.status, 400, "{}", refused.html);
    assert!(refused.says("AADSTS7000112"), "{}", refused.html);
    let shown = browser.open(&address).await;
    assert!(shown.says("AADSTS7000112"), "{}", shown.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn b153_b154_b156_leaving_ends_everything_there_and_an_administrator_can_undo_it() {
    let server = TestServer::start().await;
    left_and_back(&server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn b156_on_postgresql_as_well() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    let server = TestServer::start_with(Some(postgres.url.clone())).await;
    left_and_back(&server).await;
    server.running.stop().await.unwrap();
}

async fn left_and_back(server: &TestServer) {
    let browser = Browser::new(server);
    let page = visit(&browser, "james", ZUIDERZEE).await;
    let there = redeem(server, ZUIDERZEE, &page).await;
    let page = visit(&browser, "james", ZUIDERZEE).await;
    let not_exchanged = url::Url::parse(&page.path).unwrap();
    let guest = app(server, &there);
    let home = Client::self_service(server, "james").await;
    assert_eq!(home.post_empty(LEAVE).await.refusal(), (403, "homeOrganization"));

    // From two windows at once: one of them is told that it was done.
    let other = app(server, &there);
    let (one, two) = tokio::join!(guest.post_empty(LEAVE), other.post_empty(LEAVE));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses[0], 204, "{statuses:?}");
    assert!(matches!(statuses[1], 401 | 409), "{statuses:?}");
    assert_eq!(guest.post_empty(LEAVE).await.status, 401, "twice");
    assert_eq!(guest.get("/me").await.status, 401);
    let (status, refused) = refreshed(server, ZUIDERZEE, &there).await;
    assert_eq!(
        (status, &refused["error"]),
        (400, &json!("invalid_grant")),
        "{refused}"
    );
    let code = not_exchanged
        .query_pairs()
        .find(|(name, _)| name == "code")
        .unwrap()
        .1;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ];
    assert_eq!(token(server, ZUIDERZEE, &form).await.0, 400, "a code from before");
    assert_eq!(
        names(&organizations(&home).await),
        [sample::DOMAIN],
        "gone from the list"
    );
    let page = visit(&browser, "james", ZUIDERZEE).await;
    assert!(page.says("has no access to"), "{}", page.html);
    assert_eq!(home.get("/me").await.status, 200, "home goes on");
    let told = await_sent(server, "james@noorderlicht.example", 1).await;
    let left = told
        .iter()
        .find(|(subject, _)| subject.contains("no longer a guest"));
    assert!(
        left.is_some_and(|(subject, _)| subject.contains("Zuiderzee")),
        "{told:?}"
    );
    let trail = audit_event::Entity::find()
        .filter(audit_event::Column::Kind.eq("guest.left"))
        .all(&server.state().db)
        .await
        .unwrap();
    assert_eq!(trail.len(), 1, "once");

    // Brought back: the account is the one it was, and signs in anew.
    let state = server.state();
    let row = user::Entity::find_by_id(sample::guest_id("james", ZUIDERZEE))
        .one(&state.db)
        .await
        .unwrap()
        .unwrap();
    let event = workpass_server::audit::Event::of("guest.restored", &row);
    assert!(
        workpass_server::organizations::guests::restore(&state.db, state.now_ms(), &row, event)
            .await
            .unwrap()
    );
    assert_eq!(guest.get("/me").await.status, 401, "what ended stays ended");
    server.clock.step(Duration::from_secs(1));
    let back = tokens(server, "james", ZUIDERZEE).await;
    assert_eq!(claims(&back, "access_token")["oid"], row.id.to_string());

    // Left once more, and nobody brings it back: after thirty days it is gone for good.
    assert_eq!(app(server, &back).post_empty(LEAVE).await.status, 204);
    for (days, is_there) in [(29, true), (1, false)] {
        server.clock.step(Duration::from_secs(days * 24 * 3600));
        housekeeping::tidy(&state.db, state.now_ms()).await.unwrap();
        let found = user::Entity::find_by_id(row.id).one(&state.db).await.unwrap();
        assert_eq!(found.is_some(), is_there, "after {days} more days");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b155_an_organization_may_keep_its_guests() {
    let server = TestServer::start().await;
    let guest = app(&server, &tokens(&server, "anna", WADDENHAVEN).await);
    assert_eq!(
        guest.post_empty(LEAVE).await.refusal(),
        (403, "leavingNotAllowed")
    );
    assert_eq!(names(&organizations(&guest).await).len(), 3);
    let allow = [
        "--organization",
        WADDENHAVEN,
        "organization",
        "guests-leave",
        "--allow",
    ];
    assert_eq!(admin(&server, &allow).await.unwrap()["outcome"], "changed");
    assert_eq!(admin(&server, &allow).await.unwrap()["outcome"], "unchanged");
    assert_eq!(guest.post_empty(LEAVE).await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn b154_leaving_takes_a_fresh_proof() {
    let server = TestServer::start().await;
    let there = tokens(&server, "anna", ZUIDERZEE).await;
    server.clock.step(Duration::from_secs(11 * 60));
    let answer = app(&server, &there).post_empty(LEAVE).await;
    assert_eq!(answer.status, 401);
    assert!(answer.header("www-authenticate").contains("insufficient_claims"));
    assert_eq!(
        app(&server, &there).get("/me").await.status,
        200,
        "nothing happened"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ends_at_home_ends_where_one_is_a_guest() {
    let server = TestServer::start().await;
    let ends = async |end: &str| {
        let there = tokens(&server, "anna", ZUIDERZEE).await;
        let home = Client::graph_with(&server, server.app_token("anna").await);
        match end {
            "everywhere" => drop(home.post_empty("/me/revokeSignInSessions").await.expect(200)),
            "others" => {
                let home = home.on_self_service();
                assert_eq!(home.post_empty("/me/sessions/endOthers").await.status, 204);
            }
            _ => {
                change_user(
                    &server,
                    sample::user_id("anna"),
                    user::Column::AccountEnabled,
                    false,
                )
                .await;
            }
        }
        assert_eq!(app(&server, &there).get("/me").await.status, 401, "{end}");
        assert_eq!(refreshed(&server, ZUIDERZEE, &there).await.0, 400, "{end}");
        server.clock.step(Duration::from_secs(1));
    };
    ends("everywhere").await;
    ends("others").await;
    ends("disabled at home").await;
    let page = visit(&Browser::new(&server), "anna", ZUIDERZEE).await;
    assert_eq!(
        page.path, "/signin",
        "an account that is turned off signs in nowhere"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_is_known_where_an_organization_uses_it_and_nowhere_else() {
    let server = TestServer::start().await;
    let other = sample::other_client_id().to_string();
    let mine = sample::client_id().to_string();
    let page = Browser::new(&server)
        .open(&authorize(ZUIDERZEE, "").replace(&mine, &other))
        .await;
    assert_eq!(page.status, 400, "the route planner is Noorderlicht's alone");
    assert!(page.says("AADSTS700016"), "{}", page.html);
    tenant::Entity::delete_by_id(sample::tenant_id_of(ZUIDERZEE))
        .exec(&server.state().db)
        .await
        .unwrap();
    let home = Client::self_service(&server, "anna").await;
    assert_eq!(names(&organizations(&home).await), [sample::DOMAIN, WADDENHAVEN]);
}
