//! The list of what a person has, its names, and what may be deleted.

use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use workpass_server::methods::kind::{MethodKind, slot_key};
use workpass_server::methods::places;
use workpass_server::sample;
use workpass_server::store::entities::security_method;

use crate::client::Client;
use crate::desk::{allow, person};
use crate::support::TestServer;

fn of_type<'v>(details: &'v Value, kind: &str) -> &'v Value {
    let all = details["value"].as_array().unwrap();
    all.iter().find(|method| method["methodType"] == kind).unwrap()
}

#[tokio::test]
async fn b26_b39_every_method_says_what_it_is_for_and_what_may_be_done() {
    let server = TestServer::start().await;
    let ruben = Client::self_service(&server, "ruben").await;
    let everything = ruben.get("/me").await.expect(200);
    let details = &everything["methodDetails"];
    assert_eq!(details["value"].as_array().unwrap().len(), 4);
    let app = of_type(details, "softwareOath");
    assert_eq!(
        (
            &app["displayName"],
            &app["isDefault"],
            &app["canRename"],
            &app["canDelete"]
        ),
        (
            &json!("Telefoon van Ruben"),
            &json!(true),
            &json!(true),
            &json!(true)
        )
    );
    assert_eq!(of_type(details, "recoveryCodes")["remaining"], 10);
    let email = of_type(details, "email");
    assert_eq!(
        (&email["usableFor"], &email["canChange"], &email["canRename"]),
        (&json!(["passwordReset"]), &json!(true), &json!(false))
    );
    let password = of_type(details, "password");
    assert_eq!(password["canDelete"], false);
    assert_eq!(password["usableFor"], json!(["signIn"]));
    assert_eq!(everything["signInPreferences"]["options"], json!(["oath"]));
    assert_eq!(everything["registration"]["state"], "complete");
    let policy = &everything["methodPolicy"]["value"];
    let app = policy
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["methodType"] == "softwareOath")
        .unwrap();
    assert_eq!(app["sharedMaximum"]["maximum"], 5);
    assert_eq!(app["sharedMaximum"]["registered"], 1);
}

#[tokio::test]
async fn b97_text_and_voice_only_is_told() {
    let server = TestServer::start().await;
    let iris = Client::self_service(&server, "iris").await;
    let everything = iris.get("/me").await.expect(200);
    assert_eq!(everything["registration"]["onlyTextAndVoice"], true);
    let sem = Client::self_service(&server, "sem").await;
    let everything = sem.get("/me").await.expect(200);
    assert_eq!(everything["registration"]["state"], "required");
    assert_eq!(everything["registration"]["missing"]["signIn"], 1);
    assert_eq!(
        sem.post_empty("/me/registration/snooze").await.refusal(),
        (403, "notSkippable")
    );
    assert_eq!(iris.post_empty("/me/registration/confirm").await.status, 204);
    let everything = iris.get("/me").await.expect(200);
    assert!(everything["registration"]["lastConfirmedDateTime"].is_string());
}

#[tokio::test]
async fn methods_get_names_and_nobody_elses_do() {
    let server = TestServer::start().await;
    let ruben = Client::self_service(&server, "ruben").await;
    let details = ruben.get("/me/methodDetails").await.expect(200);
    let path = format!(
        "/me/methods/{}",
        of_type(&details, "softwareOath")["id"].as_str().unwrap()
    );
    let name = |name: &str| json!({"displayName": name});
    assert_eq!(ruben.patch(&path, name(" Werktelefoon ")).await.status, 204);
    let details = ruben.get("/me/methodDetails").await.expect(200);
    assert_eq!(of_type(&details, "softwareOath")["displayName"], "Werktelefoon");
    assert_eq!(
        ruben.patch(&path, name("  ")).await.refusal(),
        (400, "nameInvalid")
    );
    let iris = Client::self_service(&server, "iris").await;
    assert_eq!(
        iris.patch(&path, name("Mijn")).await.refusal(),
        (404, "methodNotFound")
    );
    let email = "/me/methods/3ddfcfc8-9383-446f-83cc-3ab9be4be18f";
    assert_eq!(
        ruben.patch(email, name("Thuis")).await.refusal(),
        (404, "methodNotFound")
    );
}

#[tokio::test]
async fn b29_the_default_goes_last() {
    let server = TestServer::start().await;
    let graph = Client::graph(&server, "iris").await;
    let iris = graph.on_self_service();
    let details = iris.get("/me").await.expect(200);
    assert_eq!(details["signInPreferences"]["current"], "sms");
    let alternate = "/me/authentication/phoneMethods/b6332ec1-7057-4abe-9331-3d72feddfe41";
    let mobile = "/me/authentication/phoneMethods/3179e48a-750b-4051-897c-87b9720928f7";
    assert_eq!(
        graph.delete(mobile).await.refusal(),
        (400, "alternatePhoneExists")
    );
    assert_eq!(graph.delete(alternate).await.status, 204);
    assert_eq!(graph.delete(mobile).await.status, 204, "the last one may go");
    // With an app beside it, the app is the default and stays until another is chosen.
    let graph = Client::graph(&server, "ruben").await;
    let apps = graph
        .get("/me/authentication/softwareOathMethods")
        .await
        .expect(200);
    let id = apps["value"][0]["id"].as_str().unwrap();
    let path = format!("/me/authentication/softwareOathMethods/{id}");
    assert_eq!(graph.get(&path).await.expect(200)["secretKey"], Value::Null);
    assert_eq!(graph.delete(&path).await.status, 204);
    assert_eq!(graph.delete(&path).await.status, 404);
}

#[tokio::test]
async fn b94_b95_putting_off_counts_for_a_campaign_and_once() {
    let server = TestServer::start().await;
    let skips = async || person(&server, "hendrik").await.registration_skips;
    allow(&server, |rules| {
        rules.password_reset_enabled = true;
        rules.registration.required_reset = 2;
    })
    .await;
    let hendrik = Client::self_service(&server, "hendrik").await;
    let state = hendrik.get("/me").await.expect(200)["registration"]["state"].clone();
    assert_eq!(state, "recommended");
    for _ in 0..4 {
        assert_eq!(hendrik.post_empty("/me/registration/snooze").await.status, 204);
    }
    assert_eq!(skips().await, 0, "what is for resetting is asked at each sign-in");
    allow(&server, |rules| {
        rules.password_reset_enabled = true;
        rules.registration.required_reset = 2;
        rules.registration.campaign.enabled = true;
        rules.registration.campaign.snooze_days = 1;
        rules.registration.campaign.max_skips = 3;
    })
    .await;
    for _ in 0..4 {
        assert_eq!(hendrik.post_empty("/me/registration/snooze").await.status, 204);
    }
    assert_eq!(skips().await, 1, "it sleeps already");
}

#[tokio::test]
async fn b29_graph_deletes_no_default_while_others_could_be_it() {
    let server = TestServer::start().await;
    let state = server.state();
    let mut phone = places::method(sample::user_id("ruben"), MethodKind::Phone, state.now_ms());
    phone.slot = "mobile".to_owned();
    phone.slot_key = slot_key(MethodKind::Phone, "mobile");
    phone.value = Some("+31612345678".to_owned());
    let phone: security_method::ActiveModel = phone.into_active_model();
    security_method::Entity::insert(phone.reset_all())
        .exec_without_returning(&state.db)
        .await
        .unwrap();
    let graph = Client::graph(&server, "ruben").await;
    let apps = "/me/authentication/softwareOathMethods";
    let listed = graph.get(apps).await.expect(200);
    let app = format!("{apps}/{}", listed["value"][0]["id"].as_str().unwrap());
    let refused = graph.delete(&app).await;
    assert_eq!(refused.refusal(), (400, "defaultMethod"));
    let message = refused.body["error"]["message"].as_str().unwrap();
    assert_eq!(
        message,
        "Cannot delete default method with other methods configured"
    );
    assert_eq!(
        graph.get(apps).await.expect(200)["value"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    // What is not the default goes; then the default is the only one, and may go as well.
    let mobile = "/me/authentication/phoneMethods/3179e48a-750b-4051-897c-87b9720928f7";
    assert_eq!(graph.delete(mobile).await.status, 204);
    assert_eq!(graph.delete(&app).await.status, 204);
}
