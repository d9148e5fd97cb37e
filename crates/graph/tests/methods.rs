//! Adding, changing and removing methods.

mod stand;

use std::{collections::BTreeMap, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use stand::{
    SELF, Stand, batch_answer, graph_error,
    methods::{MOBILE, SECRET_KEY, new_method, registration},
    self_answer,
};
use wiremock::{
    Mock, ResponseTemplate,
    matchers::{body_json, method, path},
};
use workpass_app::ports::{
    DirectoryError, MethodsPort, NetworkError, Part, Refusal, Registration, RegistrationFailure,
    RegistrationKind, RegistrationState,
};
use workpass_domain::{
    method::{MethodKind, PhoneSlot, SmsSignIn, TrialWay},
    preference::DefaultOption,
    registration::RegistrationNeed,
};

const PHONES: &str = "/selfservice/v1.0/me/phoneRegistrations";

async fn start_on(stand: &Stand, kind: RegistrationKind) -> Result<Registration, DirectoryError> {
    let new = new_method(kind);
    stand
        .directory
        .start_registration(&stand.at, &stand.token, &new)
        .await
}

async fn delete_on(stand: &Stand, kind: MethodKind) -> Result<(), DirectoryError> {
    stand
        .directory
        .delete_method(&stand.at, &stand.token, &kind, "m1")
        .await
}

#[tokio::test]
async fn b61_a_phone_is_started_with_its_slot_channel_and_the_number_it_replaces() {
    let stand = Stand::new().await;
    Mock::given(method("POST"))
        .and(path(PHONES))
        .and(body_json(
            json!({"phoneNumber": "+31612345678", "slot": "mobile", "channel": "sms",
            "replacesMethodId": MOBILE}),
        ))
        .respond_with(ResponseTemplate::new(201).set_body_json(registration("phone")))
        .expect(1)
        .mount(&stand.server)
        .await;
    let started = start_on(&stand, RegistrationKind::Phone).await.unwrap();
    assert_eq!(started.state, RegistrationState::AwaitingCode);
    assert_eq!(started.sent_to.as_deref(), Some("+31612345678"));
    assert!(started.secret.is_none() && started.page.is_none());
}

#[tokio::test]
async fn b51_the_secret_of_an_app_is_given_and_never_shown_by_debug() {
    let stand = Stand::new().await;
    let own = |rest: &str| format!("{SELF}/{rest}");
    for (collection, name) in [
        ("softwareOathRegistrations", "softwareOath"),
        ("passkeyRegistrations", "fido2"),
    ] {
        stand
            .answer("POST", &own(collection), 201, &registration(name))
            .await;
    }
    let app = start_on(&stand, RegistrationKind::SoftwareOath).await.unwrap();
    let secret = app.secret.as_ref().unwrap();
    assert_eq!(secret.secret_key.expose_secret(), SECRET_KEY);
    assert!(secret.uri.expose_secret().contains(SECRET_KEY));
    let passkey = start_on(&stand, RegistrationKind::Passkey).await.unwrap();
    assert!(passkey.page.as_ref().unwrap().expose_secret().contains("CANARY"));
    let codes = json!({"codes": ["CANAR-Y0000"], "createdDateTime": "2026-11-22T10:00:00Z"});
    stand.answer("POST", &own("recoveryCodes"), 201, &codes).await;
    let codes = stand
        .directory
        .create_recovery_codes(&stand.at, &stand.token)
        .await
        .unwrap();
    assert_eq!(codes.codes[0].expose_secret(), "CANAR-Y0000");
    let shown = format!("{app:?} {passkey:?} {codes:?}");
    assert!(!shown.contains("CANAR"), "{shown}");
}

#[tokio::test]
async fn b56_what_became_of_a_registration_is_read() {
    let stand = Stand::new().await;
    let mut body = registration("phone");
    body["state"] = json!("completed");
    body["methodId"] = json!(MOBILE);
    body["defaultChanged"] = json!("sms");
    stand.answer("GET", &format!("{PHONES}/done"), 200, &body).await;
    body["state"] = json!("failed");
    body["reason"] = json!("numberReported");
    stand.answer("GET", &format!("{PHONES}/failed"), 200, &body).await;
    body["state"] = json!("meditating");
    stand.answer("GET", &format!("{PHONES}/odd"), 200, &body).await;
    let read = async |id: &str| {
        let kind = RegistrationKind::Phone;
        stand
            .directory
            .read_registration(&stand.at, &stand.token, kind, id)
            .await
    };
    let done = read("done").await.unwrap();
    assert_eq!(done.state, RegistrationState::Completed);
    assert_eq!(
        (done.method_id.as_deref(), done.default_changed),
        (Some(MOBILE), Some(DefaultOption::Sms))
    );
    assert_eq!(
        read("failed").await.unwrap().reason,
        Some(RegistrationFailure::Reported)
    );
    assert!(matches!(
        read("odd").await,
        Err(DirectoryError::Network(NetworkError::Nonsense(_)))
    ));
}

#[tokio::test]
async fn b71_a_registration_that_is_gone_counts_as_cancelled() {
    let stand = Stand::new().await;
    let gone = graph_error("registrationNotFound");
    stand.answer("DELETE", &format!("{PHONES}/r1"), 404, &gone).await;
    let kind = RegistrationKind::Phone;
    let cancelled = stand
        .directory
        .cancel_registration(&stand.at, &stand.token, kind, "r1");
    cancelled.await.unwrap();
}

/// The codes of the contract that are told by their status, as before, or by other tests.
const BY_STATUS: &[&str] = &[
    "methodNotFound",
    "passwordChangeNotAllowed",
    "passwordMissing",
    "passwordAtHome",
    "homeOrganization",
    "leavingNotAllowed",
    "accountDisabled",
    "organizationLeftBefore",
    "sessionIsCurrent",
    "deviceNotFound",
    "sessionNotFound",
    "consentIsCurrent",
    "consentNotFound",
    "signInNotFound",
    "termsNotFound",
    "tooManyRequests",
];

#[tokio::test]
async fn every_code_of_the_contract_is_a_refusal_or_told_by_its_status() {
    let contract = workpass_contract::Contract::self_service().document();
    let codes = contract["components"]["schemas"]["selfService.error"]["properties"]["error"]["properties"]["code"]
        ["enum"].as_array().unwrap();
    let mut told: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for code in codes.iter().filter_map(Value::as_str) {
        // Graph's own codes begin with a capital.
        if code.starts_with(char::is_uppercase) {
            continue;
        }
        let stand = Stand::new().await;
        let answer = ResponseTemplate::new(429)
            .append_header("retry-after", "30")
            .set_body_json(graph_error(code));
        stand.answer_with("POST", PHONES, answer).await;
        match start_on(&stand, RegistrationKind::Phone).await {
            Err(DirectoryError::Refused(refusal)) => {
                told.entry(format!("{refusal:?}")).or_default().push(code);
            }
            Err(_) => assert!(BY_STATUS.contains(&code), "{code}"),
            Ok(_) => panic!("{code} is no success"),
        }
    }
    assert!(told.len() > 30, "{told:?}");
    let shared = told.values().find(|codes| codes.len() > 1);
    assert_eq!(shared, None, "each has a refusal of its own");
    let retry_after = Some(Duration::from_secs(30));
    assert!(told.contains_key(&format!("{:?}", Refusal::TextLimitReached { retry_after })));
}

#[tokio::test]
async fn b29_graph_says_what_stands_in_the_way_of_removing() {
    let fail = async |body: Value| {
        let stand = Stand::new().await;
        let at = "/v1.0/me/authentication/softwareOathMethods/m1";
        stand.answer("DELETE", at, 400, &body).await;
        delete_on(&stand, MethodKind::SoftwareOath).await.unwrap_err()
    };
    let entra = json!({"error": {"code": "Request_BadRequest",
        "message": "Cannot delete default method with other methods configured"}});
    for body in [graph_error("defaultMethod"), entra] {
        let error = fail(body).await;
        assert!(
            matches!(error, DirectoryError::Refused(Refusal::DefaultMethod)),
            "{error:?}"
        );
    }
    for (code, expected) in [
        ("alternatePhoneExists", Refusal::AlternatePhoneExists),
        (
            "registrationPlaceNotAllowed",
            Refusal::RegistrationPlaceNotAllowed,
        ),
    ] {
        match fail(graph_error(code)).await {
            DirectoryError::Refused(refusal) => assert_eq!(refusal, expected),
            error => panic!("{code}: {error:?}"),
        }
    }
}

#[tokio::test]
async fn what_nobody_may_remove_is_not_asked_for() {
    let stand = Stand::new().await;
    let strange = MethodKind::Unknown("telepathy".into());
    for kind in [
        MethodKind::Password,
        MethodKind::AppPassword,
        MethodKind::External,
        strange,
    ] {
        let refused = delete_on(&stand, kind).await;
        assert!(matches!(refused, Err(DirectoryError::NotOffered)));
    }
    assert!(stand.server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn b204_a_change_that_needs_a_fresh_proof_says_which_on_both_surfaces() {
    let claims = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
    let header = format!(
        r#"Bearer realm="", authorization_uri="https://x.example/", error="insufficient_claims", claims="{}""#,
        STANDARD.encode(claims)
    );
    let answer = ResponseTemplate::new(401)
        .append_header("www-authenticate", header)
        .set_body_json(graph_error("InvalidAuthenticationToken"));
    let stand = Stand::new().await;
    let token = "/beta/me/authentication/hardwareOathMethods/m1";
    stand.answer_with("POST", PHONES, answer.clone()).await;
    stand.answer_with("DELETE", token, answer).await;
    let started = start_on(&stand, RegistrationKind::Phone).await.map(|_| ());
    for outcome in [started, delete_on(&stand, MethodKind::HardwareOath).await] {
        match outcome {
            Err(DirectoryError::ClaimsRequired { claims: asked }) => assert_eq!(asked, claims),
            other => panic!("{other:?}"),
        }
    }
    let sent = stand.server.received_requests().await.unwrap().len();
    assert_eq!(sent, 2, "the one who asked repeats it, not the adapter");
}

#[tokio::test]
async fn b26_the_list_and_the_details_are_one() {
    let account = Stand::well().await.read().await.unwrap();
    let Part::Given(methods) = account.methods else {
        panic!("{:?}", account.methods)
    };
    let kinds: Vec<_> = methods.iter().map(|method| method.kind.clone()).collect();
    assert_eq!(
        kinds,
        [
            MethodKind::Password,
            MethodKind::Email,
            MethodKind::Phone,
            MethodKind::RecoveryCodes
        ]
    );
    assert!(methods[1].last_used_at.is_some());
    let phone = &methods[2];
    assert_eq!(
        (phone.slot, phone.sms_sign_in),
        (Some(PhoneSlot::Mobile), Some(SmsSignIn::Ready))
    );
    assert!(phone.is_default && phone.can_rename == Some(true));
    assert_eq!(phone.try_by, [TrialWay::Sms, TrialWay::Voice]);
    assert_eq!(methods[3].remaining, Some(7));
    let Part::Given(preferences) = account.preferences else {
        panic!()
    };
    assert_eq!(preferences.current, Some(DefaultOption::Sms));
    let Part::Given(status) = account.registration else {
        panic!()
    };
    assert_eq!(
        (status.state, status.skips_remaining),
        (RegistrationNeed::Recommended, Some(2))
    );
    assert_eq!(account.remembered_devices, Part::Given(2));
}

#[tokio::test]
async fn an_older_or_stricter_service_costs_the_new_parts_only() {
    let stand = Stand::new().await;
    stand.answer_batch(&batch_answer()).await;
    let mut answer = self_answer();
    answer.as_object_mut().unwrap().remove("signInPreferences");
    let policy = answer["methodPolicy"].as_object_mut().unwrap();
    for newer in [
        "smsSignInAllowed",
        "questions",
        "allowedCountryCodes",
        "freshVerificationMinutes",
        "requiredMethods",
        "passkeys",
    ] {
        policy.remove(newer).unwrap();
    }
    let rule = policy["value"][0].as_object_mut().unwrap();
    for newer in ["slot", "sharedMaximum", "channels"] {
        rule.remove(newer).unwrap();
    }
    answer["registration"] = Value::Null;
    answer["methodDetails"] = Value::Null;
    stand.answer_self(&answer).await;
    let account = stand.read().await.unwrap();
    assert_eq!(account.preferences, Part::NotOffered);
    let Part::Given(policy) = account.policy else {
        panic!("{:?}", account.policy)
    };
    assert_eq!((policy.rules.len(), policy.reset.methods_required), (1, 2));
    assert_eq!(
        (policy.required_methods, policy.sms_sign_in_allowed),
        (None, None)
    );
    assert_eq!(account.registration, Part::Refused);
    assert_eq!(account.remembered_devices, Part::Refused);
    assert!(matches!(account.methods, Part::Given(methods) if methods.len() == 2));
}

#[tokio::test]
async fn a_trial_names_its_method_and_way_and_ways_of_tomorrow_are_left_out() {
    let stand = Stand::new().await;
    let mut body = registration("phone");
    body["channel"] = json!(null);
    body["sentTo"] = json!("anna@home.example");
    Mock::given(method("POST"))
        .and(path(format!("{SELF}/methodTrials")))
        .and(body_json(json!({"methodId": MOBILE, "by": "email"})))
        .respond_with(ResponseTemplate::new(201).set_body_json(body))
        .expect(1)
        .mount(&stand.server)
        .await;
    let tried = stand
        .directory
        .start_trial(&stand.at, &stand.token, MOBILE, TrialWay::Email)
        .await
        .unwrap();
    assert_eq!(
        (tried.kind, tried.state),
        (RegistrationKind::Trial, RegistrationState::AwaitingCode)
    );
    assert_eq!(
        (tried.channel, tried.sent_to.as_deref()),
        (None, Some("anna@home.example"))
    );
}
