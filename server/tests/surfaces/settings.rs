//! Language, regional format and time zone (B-178).

use serde_json::{Value, json};
use workpass_server::authority::sessions;
use workpass_server::sample;

use crate::admin::{admin, audited, refusal};
use crate::browser::Browser;
use crate::client::Client;
use crate::desk::recorded;
use crate::notices::await_sent;
use crate::support::TestServer;
use crate::support::postgres::Postgres;

const SETTINGS: &str = "/me/settings";

async fn settings(client: &Client<'_>) -> Value {
    client.get("/me").await.expect(200)["settings"].clone()
}

#[tokio::test]
async fn b178_what_is_set_is_kept_and_what_is_not_said_stays() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    assert_eq!(
        settings(&sanne).await,
        json!({
            "displayLanguage": null,
            "displayLanguageFixed": false,
            "displayLanguages": ["nl", "en"],
            "preferredLanguages": ["nl-NL"],
            "regionalFormat": null,
            "timeZone": null,
        })
    );
    let asked = json!({"displayLanguage": "en", "regionalFormat": "EN-gb", "timeZone": "asia/kathmandu"});
    let changed = sanne.patch(SETTINGS, asked.clone()).await.expect(200);
    assert_eq!(changed["regionalFormat"], "en-GB");
    assert_eq!(changed["timeZone"], "Asia/Kathmandu");
    let languages = json!({"preferredLanguages": ["fy", "nl-NL", "en"]});
    let changed = sanne.patch(SETTINGS, languages).await.expect(200);
    assert_eq!(settings(&sanne).await, changed);
    assert_eq!(
        (&changed["displayLanguage"], &changed["preferredLanguages"]),
        (&json!("en"), &json!(["fy", "nl-NL", "en"]))
    );
    // Twice is once.
    sanne.patch(SETTINGS, asked).await.expect(200);
    sanne.patch(SETTINGS, json!({})).await.expect(200);
    assert_eq!(recorded(&server, "sanne", "settings.changed").await, 2);
    let back =
        json!({"displayLanguage": null, "regionalFormat": null, "timeZone": null, "preferredLanguages": []});
    let changed = sanne.patch(SETTINGS, back).await.expect(200);
    for name in ["displayLanguage", "regionalFormat", "timeZone"] {
        assert_eq!(changed[name], Value::Null, "{name}");
    }
    let james = Client::self_service(&server, "james").await;
    assert_eq!(settings(&james).await["preferredLanguages"], json!(["en-GB"]));
}

#[tokio::test]
async fn b178_graphs_preferred_language_is_the_first_one() {
    let server = TestServer::start().await;
    let graph = Client::graph(&server, "sanne").await;
    let own = graph.on_self_service();
    let shown = async || graph.get("/me").await.expect(200)["preferredLanguage"].clone();
    assert_eq!(shown().await, "nl-NL");
    for (asked, preferred) in [
        (json!({"preferredLanguages": ["de", "nl"]}), json!("de")),
        (json!({"displayLanguage": "en"}), json!("de")),
        (json!({"preferredLanguages": []}), json!("en")),
        (json!({"displayLanguage": null}), Value::Null),
        (json!({"timeZone": "UTC"}), Value::Null),
    ] {
        let settings = own.patch(SETTINGS, asked.clone()).await.expect(200);
        assert_eq!(shown().await, preferred, "{asked}");
        assert_eq!(
            own.get("/me").await.expect(200)["settings"]["preferredLanguages"],
            settings["preferredLanguages"],
            "{asked}"
        );
    }
}

#[tokio::test]
async fn b178_what_makes_no_sense_is_refused_by_name_and_changes_nothing() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let before = settings(&sanne).await;
    let many: Vec<String> = (0..10_000).map(|n| format!("x{:04}", n % 9_000)).collect();
    for (asked, code) in [
        (json!({"timeZone": "Europe/Atlantis"}), "timeZoneUnknown"),
        (json!({"timeZone": ""}), "timeZoneUnknown"),
        (json!({"timeZone": "../../etc/passwd"}), "timeZoneUnknown"),
        (json!({"regionalFormat": "nl_NL"}), "regionalFormatInvalid"),
        (json!({"regionalFormat": "klingon!"}), "regionalFormatInvalid"),
        (json!({"preferredLanguages": ["nl", "NL"]}), "languageRepeated"),
        (json!({"preferredLanguages": ["nl", ""]}), "languageInvalid"),
        (json!({"preferredLanguages": ["<script>"]}), "languageInvalid"),
        (json!({ "preferredLanguages": many }), "tooManyLanguages"),
        (json!({"displayLanguage": "fr"}), "displayLanguageNotOffered"),
        (json!({"displayLanguage": "nl-NL"}), "displayLanguageNotOffered"),
        (json!({"timeZone": 1}), "BadRequest"),
        (json!({"preferredLanguages": null}), "BadRequest"),
        (json!({"preferredLanguages": "nl"}), "BadRequest"),
        (json!({"timezone": "UTC"}), "BadRequest"),
        (json!([]), "BadRequest"),
        // What is right beside it is not kept either.
        (
            json!({"displayLanguage": "en", "timeZone": "x"}),
            "timeZoneUnknown",
        ),
    ] {
        let answer = sanne.patch(SETTINGS, asked).await;
        assert_eq!(answer.refusal(), (400, code));
    }
    assert_eq!(settings(&sanne).await, before);
    let token = server.token("sanne", &["User.Read"]).await;
    let reader = Client::self_service_with(&server, token);
    assert_eq!(
        reader.patch(SETTINGS, json!({"timeZone": "UTC"})).await.refusal(),
        (403, "Authorization_RequestDenied")
    );
}

#[tokio::test]
async fn b178_mails_speak_the_persons_language_and_tell_the_persons_time() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    let asked = json!({"displayLanguage": "en", "timeZone": "Pacific/Kiritimati"});
    sanne.patch(SETTINGS, asked).await.expect(200);
    let user = crate::desk::person(&server, "sanne").await;
    let event = workpass_server::audit::Event::of("sessions.revoked", &user);
    let state = server.state();
    sessions::revoke_all_and_tell(&state.db, state.now_ms(), user.id, Some(event))
        .await
        .unwrap();
    let mails = await_sent(&server, "sanne@noorderlicht.example", 1).await;
    assert!(
        mails[0].0.starts_with("You were signed out everywhere"),
        "{mails:?}"
    );
    assert!(
        mails[0]
            .1
            .contains("22 November 2026, 23:00 (Pacific/Kiritimati)"),
        "{mails:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn b178_pages_speak_the_language_of_who_is_signed_in_until_another_is_chosen_there() {
    let server = TestServer::start().await;
    let james = Client::self_service(&server, "james").await;
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    browser.sign_in(&page, "james").await;
    assert!(browser.open("/").await.says("You are signed in"));
    james
        .patch(SETTINGS, json!({"displayLanguage": "nl"}))
        .await
        .expect(200);
    assert!(browser.open("/").await.says("U bent aangemeld"));
    browser.open("/language?to=en&next=/").await;
    assert!(browser.open("/").await.says("You are signed in"));
}

#[tokio::test(flavor = "multi_thread")]
async fn b178_an_organization_fixes_the_language_for_everybody() {
    let server = TestServer::start().await;
    let james = Client::self_service(&server, "james").await;
    james
        .patch(SETTINGS, json!({"displayLanguage": "en"}))
        .await
        .expect(200);
    let fix = ["organization", "display-language", "--fix", "nl"];
    assert_eq!(admin(&server, &fix).await.unwrap()["outcome"], "changed");
    assert_eq!(admin(&server, &fix).await.unwrap()["outcome"], "unchanged");
    let fixed = settings(&james).await;
    assert_eq!(
        (&fixed["displayLanguage"], &fixed["displayLanguageFixed"]),
        (&json!("nl"), &json!(true))
    );
    for asked in [json!({"displayLanguage": "en"}), json!({"displayLanguage": null})] {
        let refused = james.patch(SETTINGS, asked).await;
        assert_eq!(refused.refusal(), (403, "displayLanguageFixed"));
    }
    // The rest is the person's.
    let asked = json!({"displayLanguage": "nl", "timeZone": "UTC", "preferredLanguages": []});
    let changed = james.patch(SETTINGS, asked).await.expect(200);
    assert_eq!(
        (&changed["timeZone"], &changed["preferredLanguages"]),
        (&json!("UTC"), &json!([]))
    );
    assert_eq!(settings(&james).await, changed);
    let free = ["organization", "display-language", "--free"];
    assert_eq!(admin(&server, &free).await.unwrap()["outcome"], "changed");
    assert_eq!(
        settings(&james).await["displayLanguage"],
        "en",
        "as it was set before"
    );

    let zone = ["organization", "time-zone", "--zone", "europe/brussels"];
    let said = admin(&server, &zone).await.unwrap();
    assert_eq!(said, json!({"timeZone": "Europe/Brussels", "outcome": "changed"}));
    let wrong = ["organization", "time-zone", "--zone", "Europe/Atlantis"];
    assert!(refusal(&server, &wrong).await.contains("no time zone"));
    let none = ["organization", "time-zone", "--none"];
    assert_eq!(admin(&server, &none).await.unwrap()["timeZone"], Value::Null);
    assert_eq!(audited(&server, "organization.changed").await, 4);
}

/// Thirty windows at once, with the languages on both sides: the list of the account and Graph's field.
async fn change_at_once(server: &TestServer) {
    let anna = Client::self_service(server, "anna").await;
    let changes = (0..30).map(|number| {
        let change = match number % 3 {
            0 => json!({"timeZone": if number % 2 == 0 { "Asia/Kolkata" } else { "UTC" }}),
            1 => json!({"preferredLanguages": [if number % 2 == 0 { "fy" } else { "de" }, "nl"]}),
            _ => json!({"regionalFormat": if number % 2 == 0 { "de" } else { "nl-BE" }}),
        };
        anna.patch(SETTINGS, change)
    });
    for answer in futures_util::future::join_all(changes).await {
        assert_eq!(answer.status, 200);
    }
    let now = settings(&anna).await;
    let languages = now["preferredLanguages"].as_array().unwrap();
    assert_eq!(languages.len(), 2, "{languages:?}");
    let graph = Client::graph(server, "anna").await;
    let me = graph.get("/me?$select=preferredLanguage").await.expect(200);
    assert_eq!(me["preferredLanguage"], languages[0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn b178_thirty_changes_at_once_follow_each_other() {
    let server = TestServer::start().await;
    change_at_once(&server).await;
}

#[tokio::test]
async fn b178_more_than_three_hundred_changes_an_hour_are_a_program_gone_wrong() {
    let server = TestServer::start().await;
    let sanne = Client::self_service(&server, "sanne").await;
    for _ in 0..300 {
        sanne.patch(SETTINGS, json!({})).await.expect(200);
    }
    let refused = sanne.patch(SETTINGS, json!({"timeZone": "UTC"})).await;
    assert_eq!(refused.status, 429);
    let james = Client::self_service(&server, "james").await;
    james
        .patch(SETTINGS, json!({"timeZone": "UTC"}))
        .await
        .expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn b178_b179_settings_and_export_on_postgresql_with_two_changes_at_once() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    let server = TestServer::start_with(Some(postgres.url.clone())).await;
    let anna = Client::self_service(&server, "anna").await;
    let (zone, format) = (
        json!({"timeZone": "Asia/Kolkata"}),
        json!({"regionalFormat": "de"}),
    );
    let (a, b) = tokio::join!(anna.patch(SETTINGS, zone), anna.patch(SETTINGS, format));
    assert_eq!((a.status, b.status), (200, 200));
    let now = settings(&anna).await;
    assert_eq!(
        (&now["timeZone"], &now["regionalFormat"]),
        (&json!("Asia/Kolkata"), &json!("de"))
    );
    let services = anna.get("/me/privacy").await.expect(200)["connectedServices"].clone();
    let planner = services
        .as_array()
        .unwrap()
        .iter()
        .find(|s| !s["consentId"].is_null());
    let path = format!("/me/consents/{}", planner.unwrap()["consentId"].as_str().unwrap());
    let (a, b) = tokio::join!(anna.delete(&path), anna.delete(&path));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 404], "once");
    let export = anna.get("/me/export").await.expect(200);
    assert_eq!(export["profile"]["id"], sample::user_id("anna").to_string());
    change_at_once(&server).await;
    server.running.stop().await.unwrap();
}
