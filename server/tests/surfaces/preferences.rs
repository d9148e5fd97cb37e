//! The default sign-in method.

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};
use workpass_server::methods::kind::{MethodKind, slot_key};
use workpass_server::methods::preferences::{self, Change, DefaultOption};
use workpass_server::methods::{places, tap};
use workpass_server::sample;
use workpass_server::store::entities::security_method;

use crate::client::Client;
use crate::desk::{SCOPES, allow, person, recorded};
use crate::support::TestServer;

const MINE: &str = "/me/authentication/signInPreferences";
const PREFERRED: &str = "userPreferredMethodForSecondaryAuthentication";

async fn app(server: &TestServer) -> Client<'_> {
    crate::desk::app(server, "sanne").await.on_beta()
}

/// Registers a method without its ceremony.
async fn register(
    server: &TestServer,
    kind: MethodKind,
    slot: &str,
    change: Change,
) -> Option<DefaultOption> {
    let user = person(server, "sanne").await;
    let state = server.state();
    let mut method = places::method(user.id, kind, state.now_ms());
    method.slot = slot.to_owned();
    method.slot_key = slot_key(kind, slot);
    let row: security_method::ActiveModel = method.into_active_model();
    security_method::Entity::insert(row.reset_all())
        .exec_without_returning(&state.db)
        .await
        .unwrap();
    preferences::after_change(&state.db, state.now_ms(), &user, change)
        .await
        .unwrap()
}

async fn forget(server: &TestServer, kind: MethodKind) -> Option<DefaultOption> {
    let user = person(server, "sanne").await;
    let state = server.state();
    security_method::Entity::delete_many()
        .filter(security_method::Column::Kind.eq(kind.name()))
        .exec(&state.db)
        .await
        .unwrap();
    preferences::after_change(&state.db, state.now_ms(), &user, Change::Other)
        .await
        .unwrap()
}

/// What the system prefers, which Graph does not tell.
async fn strongest(server: &TestServer) -> Option<&'static str> {
    let user = person(server, "sanne").await;
    let state = server.state();
    let preferences = preferences::read(&state.db, state.now_ms(), &user).await.unwrap();
    preferences.system_preferred
}

async fn current(app: &Client<'_>) -> Value {
    app.get(MINE).await.expect(200)[PREFERRED].clone()
}

#[tokio::test]
async fn b30_only_what_is_registered_can_be_chosen() {
    let server = TestServer::start().await;
    let sanne = app(&server).await;
    assert_eq!(current(&sanne).await, Value::Null);
    for option in [
        "push",
        "oath",
        "sms",
        "voiceMobile",
        "voiceAlternateMobile",
        "voiceOffice",
    ] {
        assert_eq!(
            sanne.patch(MINE, json!({ PREFERRED: option })).await.refusal(),
            (400, "BadRequest")
        );
    }
    let added = register(&server, MethodKind::Phone, "mobile", Change::Other).await;
    assert_eq!(
        added,
        Some(DefaultOption::Sms),
        "the first method becomes the default"
    );
    assert_eq!(current(&sanne).await, "sms");
    register(&server, MethodKind::Phone, "alternateMobile", Change::Other).await;
    register(&server, MethodKind::SoftwareOath, "1", Change::Other).await;
    assert_eq!(current(&sanne).await, "sms", "a later one does not");
    for option in ["oath", "voiceMobile", "voiceAlternateMobile", "sms"] {
        let answer = sanne.patch(MINE, json!({ PREFERRED: option })).await;
        assert_eq!(answer.status, 204, "{option}: {}", answer.body);
        assert_eq!(current(&sanne).await, option);
    }
    for option in ["push", "voiceOffice", "fido2", "email", ""] {
        assert_eq!(
            sanne.patch(MINE, json!({ PREFERRED: option })).await.refusal(),
            (400, "BadRequest")
        );
    }
    assert_eq!(recorded(&server, "sanne", "default_method.changed").await, 4);
    // The choice can be left to the server, which takes the strongest.
    assert_eq!(sanne.patch(MINE, json!({ PREFERRED: null })).await.status, 204);
    assert_eq!(current(&sanne).await, "oath");
}

#[tokio::test]
async fn b30_what_the_policy_turned_off_is_no_option() {
    let server = TestServer::start().await;
    let sanne = app(&server).await;
    register(&server, MethodKind::Phone, "mobile", Change::Other).await;
    allow(&server, |rules| rules.phone.sms = false).await;
    assert_eq!(current(&sanne).await, "voiceMobile");
    assert_eq!(
        sanne.patch(MINE, json!({ PREFERRED: "sms" })).await.refusal(),
        (400, "BadRequest")
    );
    allow(&server, |rules| {
        rules.methods.get_mut("phone").unwrap().usable_for = vec!["passwordReset".to_owned()];
    })
    .await;
    assert_eq!(current(&sanne).await, Value::Null);
}

#[tokio::test]
async fn b29_b56_the_default_moves_with_the_methods() {
    let server = TestServer::start().await;
    let sanne = app(&server).await;
    register(&server, MethodKind::Phone, "mobile", Change::Other).await;
    let moved = register(
        &server,
        MethodKind::Authenticator,
        "1",
        Change::AuthenticatorAdded,
    )
    .await;
    assert_eq!(moved, Some(DefaultOption::Push));
    assert_eq!(current(&sanne).await, "push");
    assert_eq!(
        forget(&server, MethodKind::Authenticator).await,
        Some(DefaultOption::Sms)
    );
    assert_eq!(current(&sanne).await, "sms");
    forget(&server, MethodKind::Phone).await;
    assert_eq!(current(&sanne).await, Value::Null);
    assert_eq!(person(&server, "sanne").await.preferred_method, None);
}

#[tokio::test]
async fn b32_the_system_prefers_the_strongest_and_says_so() {
    let server = TestServer::start().await;
    let sanne = app(&server).await;
    register(&server, MethodKind::Phone, "mobile", Change::Other).await;
    let shown = sanne.get(MINE).await.expect(200);
    assert_eq!(shown["isSystemPreferredAuthenticationMethodEnabled"], false);
    assert_eq!(strongest(&server).await, None);
    allow(&server, |rules| rules.system_preferred = true).await;
    for (kind, name) in [
        (None, "sms"),
        (Some(MethodKind::SoftwareOath), "oath"),
        (Some(MethodKind::Passkey), "fido2"),
    ] {
        if let Some(kind) = kind {
            register(&server, kind, "1", Change::Other).await;
        }
        let shown = sanne.get(MINE).await.expect(200);
        assert_eq!(shown["isSystemPreferredAuthenticationMethodEnabled"], true);
        assert_eq!(strongest(&server).await, Some(name));
        assert_eq!(shown[PREFERRED], "sms", "the choice is kept");
    }
    let user = person(&server, "sanne").await;
    let state = server.state();
    let event = workpass_server::audit::Event::of("method.added", &user);
    tap::issue(&state.db, state.now_ms(), &user, tap::Wish::default(), event)
        .await
        .unwrap();
    assert_eq!(strongest(&server).await, Some("temporaryAccessPass"));
    // Whether it does is the organization's decision.
    let name = "isSystemPreferredAuthenticationMethodEnabled";
    assert_eq!(
        sanne.patch(MINE, json!({ name: false })).await.refusal(),
        (403, "accessDenied")
    );
    let both = json!({ name: true, PREFERRED: "oath", "@odata.type": "#microsoft.graph.signInPreferences" });
    assert_eq!(sanne.patch(MINE, both).await.status, 204);
}

#[tokio::test]
async fn the_preferences_are_ones_own_by_id_by_name_and_under_me() {
    let server = TestServer::start().await;
    let sanne = app(&server).await;
    register(&server, MethodKind::Phone, "mobile", Change::Other).await;
    let id = sample::user_id("sanne").to_string();
    for own in [
        id.as_str(),
        &id.to_uppercase(),
        "sanne@noorderlicht.example",
        "Sanne@Noorderlicht.example",
    ] {
        let path = format!("/users/{own}/authentication/signInPreferences");
        assert_eq!(sanne.get(&path).await.expect(200)[PREFERRED], "sms", "{own}");
        let answer = sanne.patch(&path, json!({ PREFERRED: "voiceMobile" })).await;
        assert_eq!(answer.status, 204, "{}", answer.body);
        assert_eq!(sanne.patch(&path, json!({ PREFERRED: "sms" })).await.status, 204);
    }
    let anna = sample::user_id("anna").to_string();
    for other in [
        anna.as_str(),
        "anna@noorderlicht.example",
        "nobody@noorderlicht.example",
        "x",
    ] {
        let path = format!("/users/{other}/authentication/signInPreferences");
        assert_eq!(sanne.get(&path).await.refusal(), (403, "accessDenied"), "{other}");
        let answer = sanne.patch(&path, json!({ PREFERRED: "sms" })).await;
        assert_eq!(answer.refusal(), (403, "accessDenied"), "{other}");
    }
}

#[tokio::test]
async fn changes_that_make_no_sense_are_refused() {
    let server = TestServer::start().await;
    let sanne = app(&server).await;
    register(&server, MethodKind::Phone, "mobile", Change::Other).await;
    for body in [
        json!({}),
        json!([]),
        json!("sms"),
        json!({ PREFERRED: 1 }),
        json!({ PREFERRED: "sms", "id": "x" }),
        json!({ "systemPreferredAuthenticationMethod": "sms" }),
    ] {
        let answer = sanne.patch(MINE, body.clone()).await;
        assert_eq!(answer.refusal(), (400, "BadRequest"), "{body}");
    }
    let reader = Client::graph_with(&server, server.token("sanne", &SCOPES[..2]).await).on_beta();
    assert_eq!(reader.get(MINE).await.status, 200);
    let answer = reader.patch(MINE, json!({ PREFERRED: "sms" })).await;
    assert_eq!(answer.refusal(), (403, "Authorization_RequestDenied"));
}
