use std::time::Duration;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use workpass_server::authority::keys::{PublicKey, SigningKeys};
use workpass_server::sample;
use workpass_server::store::entities::tenant;

use crate::device_flow::signed_in;
use crate::support::{START_MS, TestServer};

const DAY: Duration = Duration::from_secs(24 * 3600);

pub(crate) async fn key_ids(server: &TestServer) -> Vec<String> {
    let address = server.url(&format!("/{}/discovery/v2.0/keys", sample::tenant_id()));
    let set: Value = server
        .http
        .get(address)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let keys = set["keys"].as_array().unwrap();
    for key in keys {
        assert_eq!(
            (key["kty"].as_str(), key["use"].as_str(), key["alg"].as_str()),
            (Some("RSA"), Some("sig"), Some("RS256"))
        );
        assert!(key["d"].is_null() && key["p"].is_null(), "only the public half");
    }
    keys.iter()
        .map(|key| key["kid"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_rotate_with_an_overlap_in_which_both_are_published() {
    let server = TestServer::start().await;
    let first = key_ids(&server).await;
    assert_eq!(first.len(), 1);
    server.clock.step(DAY * 28 + Duration::from_secs(60));
    let both = key_ids(&server).await;
    assert_eq!(
        both.len(),
        2,
        "the successor is published two days before it signs"
    );
    let signed_by = |tokens: &Value| {
        let header = jsonwebtoken::decode_header(tokens["access_token"].as_str().unwrap()).unwrap();
        header.kid.unwrap()
    };
    let before = signed_in(&server, "sanne").await;
    assert_eq!(signed_by(&before), first[0]);
    server.clock.step(DAY * 2);
    let after = signed_in(&server, "sanne").await;
    assert_ne!(signed_by(&after), first[0]);
    assert_eq!(key_ids(&server).await.len(), 2, "the old key still verifies");
    server.clock.step(DAY * 2);
    assert!(!key_ids(&server).await.contains(&first[0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn several_that_start_at_once_make_one_first_key() {
    let data = tempfile::tempdir().unwrap();
    let url = workpass_server::store::sqlite_url(data.path());
    let db = workpass_server::store::open(&url).await.unwrap();
    let mut starts = tokio::task::JoinSet::new();
    // No two clocks agree to the millisecond.
    for late_ms in 0..4 {
        let db = db.clone();
        starts.spawn(async move {
            let now_ms = START_MS + late_ms;
            let keys = SigningKeys::load(db, now_ms).await.unwrap();
            let published = keys.published(now_ms).await.unwrap();
            published.into_iter().map(|key| key.kid).collect::<Vec<_>>()
        });
    }
    let published = starts.join_all().await;
    assert_eq!(published[0].len(), 1);
    assert!(
        published.iter().all(|kids| *kids == published[0]),
        "{published:?}"
    );
    // After a long rest all keys are over, and the next one is again one.
    let later = START_MS + i64::try_from(DAY.as_millis()).unwrap() * 400;
    let (a, b) = tokio::join!(
        SigningKeys::load(db.clone(), later),
        SigningKeys::load(db.clone(), later + 1)
    );
    let (a, b) = (a.unwrap(), b.unwrap());
    let kid = |keys: Vec<PublicKey>| keys.into_iter().map(|key| key.kid).collect::<Vec<_>>();
    let (a, b) = (
        a.published(later).await.unwrap(),
        b.published(later + 1).await.unwrap(),
    );
    assert_eq!(a.len(), 1);
    let (a, b) = (kid(a), kid(b));
    assert_eq!(a, b);
    assert_ne!(a, published[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn discovery_names_the_reset_page_of_an_organization_that_has_one() {
    let server = TestServer::start().await;
    let db = &server.state().db;
    let organization = tenant::Entity::find_by_id(sample::tenant_id());
    let organization = organization.one(db).await.unwrap().unwrap();
    let page = "https://wachtwoord.noorderlicht.example/?van=workpass";
    let mut settings = organization.settings.clone();
    settings.password_reset_page = Some(page.to_owned());
    let mut change = organization.into_active_model();
    change.settings = Set(settings);
    change.update(db).await.unwrap();
    let address = format!("/{}/v2.0/.well-known/openid-configuration", sample::tenant_id());
    let answer = server.http.get(server.url(&address)).send().await.unwrap();
    let document: Value = answer.json().await.unwrap();
    assert_eq!(document["workpass_password_reset_page"], page);
}

#[tokio::test(flavor = "multi_thread")]
async fn discovery_names_what_there_is() {
    let server = TestServer::start().await;
    let base = server.state().config.public_url.clone();
    let tenant = sample::tenant_id();
    for name in [
        tenant.to_string(),
        "noorderlicht.example".to_owned(),
        "Noorderlicht.EXAMPLE".to_owned(),
    ] {
        let address = server.url(&format!("/{name}/v2.0/.well-known/openid-configuration"));
        let document: Value = server
            .http
            .get(address)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert_eq!(document["issuer"], format!("{base}/{tenant}/v2.0"));
        assert_eq!(
            document["device_authorization_endpoint"],
            format!("{base}/{tenant}/oauth2/v2.0/devicecode")
        );
        assert_eq!(document["workpass_graph_endpoint"], format!("{base}/v1.0"));
        assert_eq!(
            document["workpass_selfservice_endpoint"],
            format!("{base}/selfservice/v1.0")
        );
        assert_eq!(document["workpass_helpdesk"]["displayName"], "Servicedesk ICT");
        assert_eq!(document["workpass_password_reset_page"], format!("{base}/reset"));
    }
    let any = server.url("/organizations/v2.0/.well-known/openid-configuration");
    let any: Value = server.http.get(any).send().await.unwrap().json().await.unwrap();
    assert_eq!(any["issuer"], format!("{base}/{{tenantid}}/v2.0"));
    let unknown = server.url("/consumers/v2.0/.well-known/openid-configuration");
    let unknown: Value = server
        .http
        .get(unknown)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(unknown["error"], "invalid_tenant");

    let instance = |endpoint: &str| {
        server
            .http
            .get(server.url("/common/discovery/instance"))
            .query(&[("api-version", "1.1"), ("authorization_endpoint", endpoint)])
    };
    let known = instance(&format!("{base}/{tenant}/oauth2/v2.0/authorize"))
        .send()
        .await
        .unwrap();
    let known: Value = known.json().await.unwrap();
    assert_eq!(
        known["tenant_discovery_endpoint"],
        format!("{base}/{tenant}/v2.0/.well-known/openid-configuration")
    );
    let foreign = instance("https://login.example/common/oauth2/v2.0/authorize")
        .send()
        .await
        .unwrap();
    assert_eq!(
        foreign.json::<Value>().await.unwrap()["error"],
        json!("invalid_instance")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_with_a_changed_part_is_refused() {
    let server = TestServer::start().await;
    let tokens = signed_in(&server, "sanne").await;
    let good = tokens["access_token"].as_str().unwrap();
    let id_token = tokens["id_token"].as_str().unwrap();
    let parts: Vec<&str> = good.split('.').collect();
    let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{}.", parts[1]);
    let swapped = format!(
        "{}.{}.{}",
        parts[0],
        id_token.split('.').nth(1).unwrap(),
        parts[2]
    );
    for bad in [
        unsigned.as_str(),
        &swapped,
        id_token,
        &good[..good.len() - 2],
        "x",
        "..",
        "",
    ] {
        let request = server
            .http
            .get(server.url("/v1.0/me"))
            .header("authorization", format!("Bearer {bad}"));
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 401, "{bad}");
        assert!(answer.headers().contains_key("www-authenticate"));
        assert_eq!(
            answer.json::<Value>().await.unwrap()["error"]["code"],
            "InvalidAuthenticationToken"
        );
    }
}
