//! What the policy says can be added, the call begins; what it says cannot, the call refuses for the same reason.

use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde_json::{Value, json};
use workpass_server::audit::Event;
use workpass_server::methods::kind::{MethodKind, slot_key, state as states};
use workpass_server::methods::{places, recovery_codes, tap};
use workpass_server::sample;
use workpass_server::store::entities::security_method;
use workpass_server::store::values::{MethodRules, OathData, PhoneData};

use crate::client::Client;
use crate::desk::{SCOPES, allow, person};
use crate::support::TestServer;

/// Kinds a person begins to add, by the row of the policy, the collection and what is sent.
fn starts() -> [(&'static str, Option<&'static str>, &'static str, Value); 7] {
    let phone = |slot, channel| json!({"phoneNumber": "+31650001234", "slot": slot, "channel": channel});
    [
        ("softwareOath", None, "/me/softwareOathRegistrations", json!({})),
        (
            "microsoftAuthenticator",
            None,
            "/me/authenticatorRegistrations",
            json!({}),
        ),
        ("fido2", None, "/me/passkeyRegistrations", json!({})),
        (
            "phone",
            Some("mobile"),
            "/me/phoneRegistrations",
            phone("mobile", "sms"),
        ),
        (
            "phone",
            Some("mobile"),
            "/me/phoneRegistrations",
            phone("mobile", "voice"),
        ),
        (
            "phone",
            Some("alternateMobile"),
            "/me/phoneRegistrations",
            phone("alternateMobile", "voice"),
        ),
        (
            "phone",
            Some("office"),
            "/me/phoneRegistrations",
            phone("office", "voice"),
        ),
    ]
}

/// What somebody has, and what the policy says beside the usual.
struct Case {
    name: &'static str,
    has: &'static [MethodKind],
    unactivated: usize,
    recovery_codes: bool,
    pass: bool,
    rules: fn(&mut MethodRules),
}

const USUAL: Case = Case {
    name: "nothing",
    has: &[],
    unactivated: 0,
    recovery_codes: false,
    pass: false,
    rules: |_| {},
};

const CASES: [Case; 15] = [
    USUAL,
    Case {
        name: "a pass",
        pass: true,
        ..USUAL
    },
    Case {
        name: "recovery codes only",
        recovery_codes: true,
        ..USUAL
    },
    Case {
        name: "an app",
        has: &[MethodKind::SoftwareOath],
        ..USUAL
    },
    Case {
        name: "a token that is not activated",
        unactivated: 1,
        ..USUAL
    },
    Case {
        name: "three apps and two tokens that are not activated",
        has: &[
            MethodKind::SoftwareOath,
            MethodKind::SoftwareOath,
            MethodKind::Authenticator,
        ],
        unactivated: 2,
        ..USUAL
    },
    Case {
        name: "two phones that approve, and at most two apps",
        has: &[MethodKind::Authenticator, MethodKind::Authenticator],
        rules: |rules| rules.methods.get_mut("softwareOath").unwrap().maximum = 2,
        ..USUAL
    },
    Case {
        name: "two apps, and at most two",
        has: &[MethodKind::SoftwareOath, MethodKind::SoftwareOath],
        rules: |rules| rules.methods.get_mut("softwareOath").unwrap().maximum = 2,
        ..USUAL
    },
    Case {
        name: "a phone, and no calls",
        has: &[MethodKind::Phone],
        rules: |rules| rules.phone.voice = false,
        ..USUAL
    },
    Case {
        name: "a phone, and no texts",
        has: &[MethodKind::Phone],
        rules: |rules| rules.phone.sms = false,
        ..USUAL
    },
    Case {
        name: "nothing, and no calls",
        rules: |rules| rules.phone.voice = false,
        ..USUAL
    },
    Case {
        name: "nothing, and no texts",
        rules: |rules| rules.phone.sms = false,
        ..USUAL
    },
    Case {
        name: "nothing, and neither texts nor calls",
        rules: |rules| (rules.phone.sms, rules.phone.voice) = (false, false),
        ..USUAL
    },
    Case {
        name: "nothing, and what an administrator adds",
        rules: |rules| {
            for rule in rules.methods.values_mut() {
                rule.managed_by_administrator = true;
            }
        },
        ..USUAL
    },
    Case {
        name: "a phone, and offices that may be added, and no apps",
        has: &[MethodKind::Phone],
        rules: |rules| {
            rules.phone.office_allowed = true;
            rules.methods.remove("microsoftAuthenticator");
            rules.methods.get_mut("softwareOath").unwrap().allowed = false;
        },
        ..USUAL
    },
];

async fn give(server: &TestServer, kind: MethodKind, is_active: bool) {
    let state = server.state();
    let mut method = places::method(sample::user_id("sanne"), kind, state.now_ms());
    if !is_active {
        method.state = states::NOT_ACTIVATED.to_owned();
    }
    if kind == MethodKind::Phone {
        method.slot = "mobile".to_owned();
        method.slot_key = slot_key(kind, "mobile");
        method.value = Some("+31650009999".to_owned());
        method.data.phone = Some(PhoneData::default());
        let row: security_method::ActiveModel = method.into_active_model();
        row.reset_all().insert(&state.db).await.unwrap();
    } else {
        method.data.oath = Some(OathData::default());
        places::take(&state.db, method).await.unwrap().expect("a place");
    }
}

#[tokio::test]
async fn b24_b42_b80_the_policy_and_the_calls_agree_on_what_can_be_added() {
    for case in CASES {
        let server = TestServer::start().await;
        allow(&server, case.rules).await;
        for kind in case.has {
            give(&server, *kind, true).await;
        }
        for _ in 0..case.unactivated {
            give(&server, MethodKind::HardwareOath, false).await;
        }
        let (state, user) = (server.state(), person(&server, "sanne").await);
        if case.recovery_codes {
            recovery_codes::replace(state, &user, Event::of("test", &user))
                .await
                .unwrap();
        }
        if case.pass {
            let event = Event::of("test", &user);
            tap::issue(&state.db, state.now_ms(), &user, tap::Wish::default(), event)
                .await
                .unwrap();
        }
        let sanne = Client::self_service_with(&server, server.token("sanne", SCOPES).await);
        for (kind, slot, collection, body) in starts() {
            // What was begun before takes no place.
            let policy = sanne.get("/me/methodPolicy").await.expect(200);
            let mut rows = policy["value"].as_array().unwrap().iter();
            let row = rows.find(|row| row["methodType"] == kind && row["slot"] == json!(slot));
            let said = row.map_or(json!("notAllowedByPolicy"), |row| row["reason"].clone());
            let is_open = |channel: &Value| {
                let channels = row.and_then(|row| row["channels"].as_array());
                channels.is_some_and(|channels| channels.contains(channel))
            };
            let expected = match said.as_str() {
                None if kind == "phone" && !is_open(&body["channel"]) => (403, "phoneChannelNotAllowed"),
                None => (201, ""),
                Some("limitReached") => (403, "methodLimitReached"),
                Some("otherMethodRequired") => (403, "otherMethodRequired"),
                Some("mobileRequired") => (403, "mobileRequired"),
                Some("notAllowedByPolicy" | "managedByAdministrator" | "voiceNotAllowed") => {
                    (403, "methodNotAllowedByPolicy")
                }
                Some(other) => panic!("{other}"),
            };
            let answer = sanne.post(collection, body.clone()).await;
            let got = (
                answer.status,
                if answer.status == 201 { "" } else { answer.code() },
            );
            assert_eq!(
                got, expected,
                "{}: {kind} {slot:?} {body}, told {said}",
                case.name
            );
        }
    }
}

/// What a change is verified by follows the same rule as what is added.
#[tokio::test]
async fn b24_b42_b71_a_number_is_changed_by_what_the_policy_names() {
    for (sms, voice) in [(true, true), (false, true), (true, false)] {
        let server = TestServer::start().await;
        allow(&server, |rules| {
            (rules.phone.sms, rules.phone.voice) = (sms, voice);
        })
        .await;
        give(&server, MethodKind::Phone, true).await;
        let sanne = Client::self_service_with(&server, server.token("sanne", SCOPES).await);
        let policy = sanne.get("/me/methodPolicy").await.expect(200);
        let mut rows = policy["value"].as_array().unwrap().iter();
        let row = rows.find(|row| row["slot"] == "mobile").unwrap();
        for (channel, is_on) in [("sms", sms), ("voice", voice)] {
            let named = row["channels"].as_array().unwrap().contains(&json!(channel));
            assert_eq!(named, is_on, "{channel}");
            let body = json!({
                "phoneNumber": "+31650001234", "slot": "mobile", "channel": channel,
                "replacesMethodId": "3179e48a-750b-4051-897c-87b9720928f7",
            });
            let answer = sanne.post("/me/phoneRegistrations", body).await;
            if is_on {
                assert_eq!(answer.status, 201, "{channel}");
            } else {
                assert_eq!((answer.status, answer.code()), (403, "phoneChannelNotAllowed"));
            }
        }
    }
}
