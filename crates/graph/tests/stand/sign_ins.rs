//! Sign-ins and sessions as the contract has them.

use serde_json::{Value, json};
use workpass_app::ports::{DirectoryError, SignInsOnly, SignInsPort, SignInsWanted};

use super::{Endpoint, Stand};

fn sign_in() -> Value {
    json!({"id": "s1", "createdDateTime": "2026-11-22T09:00:00Z", "appDisplayName": "Workpass", "appId": "app-1",
        "clientAppUsed": "Browser", "conditionalAccessStatus": "notApplied", "isInteractive": true,
        "ipAddress": "203.0.113.9", "location": {"city": "Groningen", "state": null, "countryOrRegion": "NL"},
        "deviceDetail": {"deviceId": null, "displayName": "LAPTOP-7", "operatingSystem": "Linux", "browser": "Firefox",
            "isCompliant": null, "isManaged": null, "trustType": null},
        "status": {"errorCode": 500_121, "failureReason": "x", "additionalDetails": null},
        "mfaDetail": {"authMethod": "otp", "authDetail": null}, "sessionActivity": true, "riskState": "atRisk",
        "riskLevelDuringSignIn": "medium", "riskLevelAggregated": "medium", "riskDetail": "none",
        "riskEventTypes_v2": ["unfamiliarFeatures"], "userId": "u1", "userDisplayName": "Anna Bakker",
        "userPrincipalName": "anna@noorderlicht.example"})
}

fn session() -> Value {
    json!({"id": "g1", "kind": "browser", "appDisplayName": null, "deviceDisplayName": null, "operatingSystem": "Linux",
        "browser": "Firefox", "ipAddress": "203.0.113.9", "location": null, "createdDateTime": "2026-11-22T09:00:00Z",
        "lastUsedDateTime": "2026-11-22T09:30:00Z", "isCurrent": false})
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    let own = |verb, rest: &str, status, body| Endpoint {
        verb,
        path: format!("/selfservice/v1.0/me/{rest}"),
        status,
        body,
    };
    let next = "https://x.example/selfservice/v1.0/me/signIns?%24top=25&%24skiptoken=abc";
    vec![
        own(
            "GET",
            "signIns",
            200,
            Some(json!({"value": [sign_in()], "@odata.nextLink": next})),
        ),
        own("POST", "signIns/s1/confirmSafe", 204, None),
        own("POST", "signIns/s1/confirmCompromised", 204, None),
        own("GET", "sessions", 200, Some(json!({"value": [session()]}))),
        own("DELETE", "sessions/g1", 204, None),
        own("POST", "sessions/endOthers", 204, None),
    ]
}

/// What is asked for in these tests.
pub(crate) fn wanted() -> SignInsWanted {
    SignInsWanted {
        search: Some("say \"a\" & 100%".into()),
        only: Some(SignInsOnly::Failed),
        after: Some("t+1/2=".into()),
    }
}

pub(super) async fn call_all(stand: &Stand) -> Vec<(&'static str, Result<String, DirectoryError>)> {
    let (directory, at, token) = (&stand.directory, &stand.at, &stand.token);
    let page = directory.read_sign_ins(at, token, &wanted()).await;
    let sessions = directory.read_sessions(at, token).await;
    let told = |outcome: Result<(), DirectoryError>| outcome.map(|()| String::new());
    vec![
        ("read_sign_ins", page.map(|page| format!("{page:?}"))),
        (
            "answer_sign_in",
            told(directory.answer_sign_in(at, token, "s1", true).await),
        ),
        (
            "answer_sign_in",
            told(directory.answer_sign_in(at, token, "s1", false).await),
        ),
        ("read_sessions", sessions.map(|all| format!("{all:?}"))),
        ("end_session", told(directory.end_session(at, token, "g1").await)),
        (
            "end_other_sessions",
            told(directory.end_other_sessions(at, token).await),
        ),
    ]
}
