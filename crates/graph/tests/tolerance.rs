//! One odd value in an answer costs at most the part it belongs to.

mod stand;

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use stand::{BATCH, SELF, Stand, batch_answer, self_answer};
use wiremock::{
    Mock, Request, Respond, ResponseTemplate,
    matchers::{method, path},
};
use workpass_app::ports::{AccountData, Part};

/// Answers whatever the test says at the moment.
#[derive(Clone)]
struct Now(Arc<Mutex<Value>>);

impl Respond for Now {
    fn respond(&self, _request: &Request) -> ResponseTemplate {
        ResponseTemplate::new(200).set_body_json(&*self.0.lock().expect("no test panics while it holds it"))
    }
}

/// Every place in a JSON value, as pointers (RFC 6901); the whole itself is left out.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(n, item)| (n.to_string(), item))
            .collect(),
        Value::Object(map) => map
            .iter()
            .map(|(name, item)| (name.replace('~', "~0").replace('/', "~1"), item))
            .collect(),
        _ => Vec::new(),
    };
    for (name, child) in children {
        let place = format!("{at}/{name}");
        found.push(place.clone());
        places(child, &place, found);
    }
}

fn odd_values() -> [Value; 6] {
    [
        json!(null),
        json!(-7),
        json!(""),
        json!([[]]),
        json!({"value": {}}),
        json!("\u{0}\u{202e}<b>"),
    ]
}

/// The parts as texts, by name; and what became of those that changed.
fn parts(account: &AccountData) -> Vec<(&'static str, String)> {
    fn shown<T: std::fmt::Debug>(part: &Part<T>) -> String {
        format!("{part:?}")
    }
    vec![
        ("me", shown(&account.profile)),
        ("manager", shown(&account.manager)),
        ("organization", shown(&account.organization)),
        ("methods", shown(&account.methods)),
        ("photo", shown(&account.photo)),
        ("methodPolicy", shown(&account.policy)),
        ("termsOfUse", shown(&account.terms)),
        ("helpContact", shown(&account.help)),
        ("signInPreferences", shown(&account.preferences)),
        ("registration", shown(&account.registration)),
        ("methodDetails", shown(&account.remembered_devices)),
        ("settings", shown(&account.settings)),
        ("profileRules", shown(&account.profile_rules)),
    ]
}

/// Puts every odd value in every place of one answer; `part_at` tells which part a place belongs to.
async fn try_every_place(
    verb: &str,
    at: &str,
    good: Value,
    other: (&str, &str, Value),
    part_at: impl Fn(&str) -> String,
) {
    let stand = Stand::new().await;
    let now = Now(Arc::new(Mutex::new(good.clone())));
    Mock::given(method(verb))
        .and(path(at))
        .respond_with(now.clone())
        .mount(&stand.server)
        .await;
    stand.answer(other.0, other.1, 200, &other.2).await;
    let before = parts(&stand.read().await.expect("the good answers are good"));

    let mut all = Vec::new();
    places(&good, "", &mut all);
    let mut tried = 0;
    for place in all {
        for odd in odd_values() {
            let mut answer = good.clone();
            *answer.pointer_mut(&place).expect("it was found there") = odd.clone();
            *now.0.lock().expect("no test panics while it holds it") = answer;
            let own = part_at(&place);
            // Without the list itself there is no batch answer at all.
            let Ok(account) = stand.read().await else {
                assert_eq!(own, "", "{place} = {odd} fails everything");
                continue;
            };
            for (old, new) in before.iter().zip(parts(&account)) {
                assert!(
                    old.1 == new.1
                        || own.is_empty()
                        || old.0 == own
                        // The details are shown in the list.
                        || (own == "methodDetails" && old.0 == "methods")
                        // The notice is the organization's.
                        || (own == "privacy" && old.0 == "organization"),
                    "{place} = {odd} changes {}: {}",
                    new.0,
                    new.1
                );
            }
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
}

#[tokio::test]
async fn b04_an_odd_value_from_graph_costs_its_own_part_only() {
    let good = batch_answer();
    let ids: Vec<String> = good["responses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect();
    let part_at = |place: &str| {
        let position = place.split('/').nth(2).and_then(|n| n.parse::<usize>().ok());
        let id = position.map(|n| ids[n].clone()).unwrap_or_default();
        id.replace("smallPhoto", "photo")
    };
    try_every_place("POST", BATCH, good.clone(), ("GET", SELF, self_answer()), part_at).await;
}

#[tokio::test]
async fn b04_an_odd_value_from_the_extension_costs_its_own_part_only() {
    let part_at = |place: &str| place.split('/').nth(1).unwrap_or_default().to_owned();
    try_every_place(
        "GET",
        SELF,
        self_answer(),
        ("POST", BATCH, batch_answer()),
        part_at,
    )
    .await;
}
