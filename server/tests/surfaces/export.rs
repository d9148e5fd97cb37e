//! Everything that is kept about a person, and no secret.

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, TransactionTrait};
use serde_json::{Value, json};
use uuid::Uuid;
use workpass_server::methods::kind::MethodKind;
use workpass_server::methods::places;
use workpass_server::sample;
use workpass_server::store::entities::{
    browser_session, device, former_password, grant, password, push_subscription, recovery_code,
    recovery_key, refresh_token, remembered_device, security_answer, security_method, sign_in,
};
use workpass_server::store::values::{AuthenticatorData, PassData, PasskeyData, Strings};

use crate::admin::admin;
use crate::client::Client;
use crate::desk::recorded;
use crate::support::TestServer;

/// Stands in every column that proves who somebody is.
const CANARY: &str = "canary-7f3a91";

async fn plant(server: &TestServer) {
    let state = server.state();
    let (db, now_ms, user_id) = (&state.db, state.now_ms(), sample::user_id("anna"));
    let canary = || CANARY.to_owned();
    password::Entity::update_many()
        .col_expr(password::Column::Hash, Expr::value(canary()))
        .filter(password::Column::UserId.eq(user_id))
        .exec(db)
        .await
        .unwrap();
    let former = former_password::ActiveModel {
        id: Set(Uuid::new_v4()),
        user_id: Set(user_id),
        hash: Set(canary()),
        replaced_at: Set(now_ms),
    };
    former_password::Entity::insert(former)
        .exec_without_returning(db)
        .await
        .unwrap();
    let mut methods = Vec::new();
    for kind in [
        MethodKind::SoftwareOath,
        MethodKind::Authenticator,
        MethodKind::Passkey,
        MethodKind::TemporaryAccessPass,
    ] {
        let mut method = places::method(user_id, kind, now_ms);
        method.secret_sealed = Some(CANARY.into());
        method.display_name = Some(format!("Van mij: {}", kind.name()));
        method.data.authenticator = (kind == MethodKind::Authenticator).then(|| AuthenticatorData {
            public_key: canary(),
            device_tag: "iPhone".to_owned(),
            app_version: None,
        });
        method.data.passkey = (kind == MethodKind::Passkey).then(|| PasskeyData {
            credential: json!({ "key": CANARY }),
            credential_id: canary(),
            ..PasskeyData::default()
        });
        method.data.pass = (kind == MethodKind::TemporaryAccessPass).then(|| PassData {
            hash: canary(),
            lifetime_minutes: 60,
            ..PassData::default()
        });
        methods.push(method.id);
        places::take(db, method).await.unwrap().unwrap();
    }
    // A fingerprint by which somebody could be found again.
    security_method::Entity::update_many()
        .col_expr(security_method::Column::LookupKey, Expr::value(canary()))
        .filter(security_method::Column::Id.eq(methods[1]))
        .exec(db)
        .await
        .unwrap();
    let push = push_subscription::ActiveModel {
        method_id: Set(methods[1]),
        endpoint: Set(format!("https://push.example/{CANARY}")),
        created_at: Set(now_ms),
    };
    push_subscription::Entity::insert(push)
        .exec_without_returning(db)
        .await
        .unwrap();
    let code = recovery_code::ActiveModel {
        id: Set(Uuid::new_v4()),
        user_id: Set(user_id),
        code_mac: Set(canary()),
        used_at: Set(None),
    };
    recovery_code::Entity::insert(code)
        .exec_without_returning(db)
        .await
        .unwrap();
    let answer = security_answer::ActiveModel {
        user_id: Set(user_id),
        question_id: Set("firstPet".to_owned()),
        answer_hash: Set(canary()),
        position: Set(0),
    };
    security_answer::Entity::insert(answer)
        .exec_without_returning(db)
        .await
        .unwrap();
    let remembered = remembered_device::ActiveModel {
        id_hash: Set(canary()),
        user_id: Set(user_id),
        user_agent: Set(Some("Firefox on Debian".to_owned())),
        created_at: Set(now_ms),
        expires_at: Set(now_ms + 1_000_000),
        last_used_at: Set(None),
    };
    remembered_device::Entity::insert(remembered)
        .exec_without_returning(db)
        .await
        .unwrap();
    let session = browser_session::ActiveModel {
        id_hash: Set(canary()),
        session_id: Set(Some(Uuid::new_v4())),
        user_id: Set(user_id),
        authenticated_at: Set(now_ms),
        amr: Set(Strings::of(["pwd"])),
        verified_at: Set(None),
        last_seen_at: Set(now_ms),
        expires_at: Set(now_ms + 1_000_000),
        address: Set(Some("192.0.2.9".to_owned())),
        user_agent: Set(None),
    };
    browser_session::Entity::insert(session)
        .exec_without_returning(db)
        .await
        .unwrap();
    let grant_id = grant::Entity::find()
        .filter(grant::Column::UserId.eq(user_id))
        .one(db)
        .await
        .unwrap()
        .unwrap()
        .id;
    let token = refresh_token::ActiveModel {
        token_hash: Set(canary()),
        grant_id: Set(grant_id),
        issued_at: Set(now_ms),
        expires_at: Set(now_ms + 1_000_000),
        replaces: Set(Some(format!("{CANARY}-before"))),
        replaced_at: Set(None),
    };
    refresh_token::Entity::insert(token)
        .exec_without_returning(db)
        .await
        .unwrap();
    device::Entity::update_many()
        .col_expr(device::Column::InstallationHash, Expr::value(canary()))
        .filter(device::Column::UserId.eq(user_id))
        .filter(device::Column::DisplayName.eq("NL-LT-0412"))
        .exec(db)
        .await
        .unwrap();
    recovery_key::Entity::update_many()
        .col_expr(recovery_key::Column::KeySealed, Expr::value(CANARY.as_bytes()))
        .exec(db)
        .await
        .unwrap();
}

#[tokio::test]
async fn b179_the_export_has_everything_about_the_person_and_no_secret() {
    let server = TestServer::start().await;
    let anna = Client::self_service(&server, "anna").await;
    anna.patch("/me/settings", json!({"timeZone": "Asia/Kolkata"}))
        .await
        .expect(200);
    let asked = json!({"emailAddress": "anna.nieuw@postbus.example", "replacesMethodId": EMAIL});
    anna.post("/me/emailChallenges", asked).await.expect(201);
    plant(&server).await;
    let answer = anna.get("/me/export").await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let text = String::from_utf8(answer.bytes.clone()).unwrap();
    assert!(!text.contains(CANARY), "a secret is in the export");
    assert!(!text.contains("419122-105457"), "a recovery key is in the export");
    let export = answer.expect(200);
    assert_eq!(
        (&export["format"], &export["version"], &export["complete"]),
        (&json!("workpass-export"), &json!(1), &json!(true))
    );
    assert_eq!(
        export["profile"]["userPrincipalName"],
        "anna@noorderlicht.example"
    );
    assert_eq!(export["settings"]["timeZone"], "Asia/Kolkata");
    assert_eq!(export["photo"]["contentType"], "image/jpeg");
    let names = |part: &str, member: &str| -> Vec<String> {
        let list = export[part].as_array().unwrap_or_else(|| panic!("{part}"));
        list.iter()
            .filter_map(|row| row[member].as_str().map(str::to_owned))
            .collect()
    };
    assert!(names("methods", "displayName").contains(&"Van mij: fido2".to_owned()));
    assert!(names("methods", "value").contains(&"anna.devries@postbus.example".to_owned()));
    assert!(names("devices", "displayName").contains(&"NL-LT-0412".to_owned()));
    assert_eq!(names("rememberedBrowsers", "userAgent"), ["Firefox on Debian"]);
    assert_eq!(export["sessions"].as_array().unwrap().len(), 2);
    assert!(names("connectedServices", "appDisplayName").contains(&"Noorderlicht Routeplanner".to_owned()));
    assert!(!names("termsDecisions", "version").is_empty());
    for kind in ["settings.changed", "email_challenge.started", "data.exported"] {
        assert!(names("events", "kind").contains(&kind.to_owned()), "{kind}");
    }
    assert_eq!(names("mails", "to"), ["anna.nieuw@postbus.example"]);
    assert_eq!(recorded(&server, "anna", "data.exported").await, 1);
    // Nobody else is in it.
    for other in ["james", "Sanne"] {
        assert!(!text.contains(&format!("{other}@")), "{other}");
    }
}

/// The one e-mail method has a fixed id, as in Graph.
pub(crate) const EMAIL: &str = "3ddfcfc8-9383-446f-83cc-3ab9be4be18f";

#[tokio::test]
async fn b179_an_export_needs_a_fresh_proof_and_is_limited() {
    let server = TestServer::start().await;
    let anna = Client::self_service(&server, "anna").await;
    server.clock.step(std::time::Duration::from_secs(11 * 60));
    let stale = anna.get("/me/export").await;
    assert_eq!(stale.refusal(), (401, "InvalidAuthenticationToken"));
    assert!(stale.header("www-authenticate").contains("insufficient_claims"));
    assert_eq!(recorded(&server, "anna", "data.exported").await, 0);
    let fresh = Client::self_service(&server, "anna").await;
    for _ in 0..30 {
        fresh.get("/me/export").await.expect(200);
    }
    assert_eq!(fresh.get("/me/export").await.refusal(), (429, "tooManyRequests"));
}

/// Every row once, in an order without gaps.
#[tokio::test(flavor = "multi_thread")]
async fn b179_fifty_thousand_sign_ins_are_exported_page_by_page() {
    const ROWS: i64 = 50_000;
    let server = TestServer::start().await;
    let state = server.state();
    let change = state.db.begin().await.unwrap();
    for part in 0..ROWS / 500 {
        let rows = (0..500).map(|n| {
            let number = part * 500 + n;
            sign_in::ActiveModel {
                id: Set(Uuid::from_u128(u128::try_from(number).unwrap() + 1)),
                tenant_id: Set(sample::tenant_id()),
                user_id: Set(sample::user_id("anna")),
                // Several in the same instant.
                created_at: Set(state.now_ms() - number / 7),
                client_id: Set(None),
                app_display_name: Set(None),
                client_app_used: Set("Browser".to_owned()),
                device_name: Set(None),
                operating_system: Set(None),
                browser: Set(None),
                address: Set(None),
                location: Set(None),
                network: Set("n".to_owned()),
                device_key: Set("d".to_owned()),
                error_code: Set(0),
                failure_reason: Set(None),
                additional_details: Set(None),
                session_activity: Set(false),
                second_way: Set(None),
                risk_state: Set("none".to_owned()),
                is_unfamiliar: Set(false),
                grant_id: Set(None),
                search: Set(String::new()),
            }
        });
        sign_in::Entity::insert_many(rows)
            .exec_without_returning(&change)
            .await
            .unwrap();
    }
    change.commit().await.unwrap();
    let anna = Client::self_service(&server, "anna").await;
    let request = server
        .http
        .get(server.url("/selfservice/v1.0/me/export"))
        .bearer_auth(server.app_token("anna").await);
    let mut answer = request.send().await.unwrap();
    let (mut whole, mut largest) = (Vec::new(), 0);
    while let Some(piece) = answer.chunk().await.unwrap() {
        largest = largest.max(piece.len());
        whole.extend_from_slice(&piece);
    }
    assert!(largest < whole.len() / 10, "{largest} of {} at once", whole.len());
    let export: Value = serde_json::from_slice(&whole).unwrap();
    let ids: std::collections::BTreeSet<&str> = export["signIns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), usize::try_from(ROWS).unwrap());
    assert_eq!(export["signIns"].as_array().unwrap().len(), ids.len());
    assert_eq!(anna.get("/me").await.status, 200);
}

/// Not only what is signed in now, and not only the last hundred.
#[tokio::test]
async fn b179_the_export_has_every_session_also_what_is_over() {
    let server = TestServer::start().await;
    let state = server.state();
    let anna = Client::self_service(&server, "anna").await;
    let mut grants = grant::Entity::find()
        .filter(grant::Column::UserId.eq(sample::user_id("anna")))
        .all(&state.db)
        .await
        .unwrap();
    let known = grants.len();
    let model = grants.pop().unwrap();
    let rows = (0..520).map(|n| grant::ActiveModel {
        id: Set(Uuid::from_u128(7_000 + n)),
        // Several in the same instant.
        created_at: Set(model.created_at - i64::try_from(n / 3).unwrap()),
        last_used_at: Set(model.created_at - 90 * 24 * 3_600_000),
        revoked_at: Set((n % 2 == 0).then_some(model.created_at)),
        revoked_because: Set((n % 2 == 0).then(|| "ended_by_user".to_owned())),
        ..model.clone().into()
    });
    grant::Entity::insert_many(rows)
        .exec_without_returning(&state.db)
        .await
        .unwrap();
    let browsers = (0..510).map(|n| browser_session::ActiveModel {
        id_hash: Set(format!("browser {n}")),
        session_id: Set(Some(Uuid::from_u128(90_000 + n))),
        user_id: Set(sample::user_id("anna")),
        authenticated_at: Set(model.created_at),
        amr: Set(Strings::of(["pwd"])),
        verified_at: Set(None),
        last_seen_at: Set(model.created_at),
        expires_at: Set(model.created_at + if n == 0 { -1 } else { 1_000_000 }),
        address: Set(None),
        user_agent: Set(None),
    });
    browser_session::Entity::insert_many(browsers)
        .exec_without_returning(&state.db)
        .await
        .unwrap();
    let export = anna.get("/me/export").await.expect(200);
    let sessions = export["sessions"].as_array().unwrap();
    let ids: std::collections::BTreeSet<&str> =
        sessions.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(
        (sessions.len(), ids.len()),
        (known + 520 + 510, sessions.len()),
        "each once"
    );
    let ended = |kind: &str| {
        sessions
            .iter()
            .filter(|row| row["kind"] == kind && !row["endedDateTime"].is_null())
            .count()
    };
    assert!(ended("app") >= 260, "{}", ended("app"));
    assert_eq!(ended("browser"), 1);
    assert_eq!(export["complete"], true);
    let shown = anna.get("/me/sessions").await.expect(200);
    assert!(
        shown["value"].as_array().unwrap().len() <= 200,
        "the list of the screen stays short"
    );
}

#[tokio::test]
async fn b178_b179_the_export_has_the_language_the_person_chose_though_another_is_fixed() {
    let server = TestServer::start().await;
    let anna = Client::self_service(&server, "anna").await;
    anna.patch("/me/settings", json!({"displayLanguage": "en"}))
        .await
        .expect(200);
    admin(&server, &["organization", "display-language", "--fix", "nl"])
        .await
        .unwrap();
    assert_eq!(
        anna.get("/me").await.expect(200)["settings"]["displayLanguage"],
        "nl"
    );
    let own = anna.get("/me/export").await.expect(200)["settings"].clone();
    assert_eq!(
        (&own["displayLanguage"], &own["displayLanguageFixed"]),
        (&json!("en"), &json!(true))
    );
}
