use proptest::prelude::*;
use serde_json::{Value, json};
use time::macros::datetime;

use super::*;

const NOW: OffsetDateTime = datetime!(2026-11-22 10:00:00 UTC);
const ISSUER: &str = "https://login.example/t";
const TENANT: &str = "2f9c1a50-5b1e-4c7a-9a44-1f2f3a4b5c6d";

fn expected() -> Expected<'static> {
    Expected {
        issuer: ISSUER,
        client_id: "app",
        nonce: Some("n"),
        now: NOW,
    }
}

fn claims() -> Value {
    json!({
        "iss": ISSUER, "sub": "s", "aud": "app", "nonce": "n", "name": "Anna de Vries",
        "iat": NOW.unix_timestamp(), "exp": NOW.unix_timestamp() + 3600,
    })
}

fn with(name: &str, value: Value) -> Result<Account, AuthorityError> {
    let mut claims = claims();
    claims[name] = value;
    check(claims.to_string().as_bytes(), &expected())
}

fn is_invalid(outcome: &Result<Account, AuthorityError>) -> bool {
    matches!(outcome, Err(AuthorityError::InvalidAnswer(_)))
}

#[test]
fn a_fitting_token_names_the_account() {
    let account = with("preferred_username", json!("anna@noorderlicht.example")).unwrap();
    assert_eq!(
        account.key,
        AccountKey::Subject {
            issuer: ISSUER.into(),
            sub: "s".into()
        }
    );
    assert_eq!(account.display_name, "Anna de Vries");
    assert_eq!(account.user_name.as_deref(), Some("anna@noorderlicht.example"));
}

#[test]
fn b15_a_private_account_is_refused_and_said_to_be_one() {
    let refused = with("tid", json!("9188040d-6c67-4c5b-b112-36a304b66dad"));
    let is_so = |outcome: &Result<Account, AuthorityError>| {
        let cause = RefusedCause::PersonalAccount;
        matches!(outcome, Err(AuthorityError::Refused { cause: told, .. }) if *told == cause)
    };
    assert!(is_so(&refused), "{refused:?}");
    assert!(with("tid", json!(TENANT)).is_ok());
}

#[test]
fn a_token_for_others_is_refused() {
    assert!(is_invalid(&with("iss", json!("https://evil.example"))));
    assert!(is_invalid(&with("aud", json!("other"))));
    assert!(is_invalid(&with("aud", json!([]))));
    assert!(
        is_invalid(&with("aud", json!(["app", "other"]))),
        "several audiences want an azp"
    );
    assert!(is_invalid(&with("azp", json!("other"))));
    assert!(is_invalid(&with("nonce", json!("m"))));
    assert!(is_invalid(&with("nonce", Value::Null)));
    assert!(is_invalid(&with("sub", json!(""))));
    assert!(is_invalid(&with("exp", Value::Null)));
    assert!(with("aud", json!(["app"])).is_ok());
    assert!(with("azp", json!("app")).is_ok());
}

#[test]
fn a_clock_within_five_minutes_is_right() {
    let at = NOW.unix_timestamp();
    assert!(with("iat", json!(at + 299)).is_ok());
    assert!(with("exp", json!(at - 299)).is_ok());
    assert!(with("exp", json!(at as f64 + 0.5)).is_ok());
}

#[test]
fn a_clock_that_is_off_is_told_with_its_direction() {
    let day = 24 * 60 * 60;
    let shifted = |seconds: i64| {
        let mut claims = claims();
        claims["iat"] = json!(NOW.unix_timestamp() + seconds);
        claims["exp"] = json!(NOW.unix_timestamp() + seconds + 3600);
        check(claims.to_string().as_bytes(), &expected())
    };
    assert!(
        matches!(shifted(-day), Err(AuthorityError::ClockWrong(minutes)) if minutes == 1440),
        "ahead"
    );
    assert!(
        matches!(shifted(day), Err(AuthorityError::ClockWrong(minutes)) if minutes == -1440),
        "behind"
    );
    assert!(matches!(
        with("nbf", json!(NOW.unix_timestamp() + 600)),
        Err(AuthorityError::ClockWrong(-10))
    ));
}

#[test]
fn entra_claims_make_a_directory_key() {
    let issuer = "https://login.microsoftonline.com/{tenantid}/v2.0";
    let own = issuer.replace("{tenantid}", TENANT);
    let mut claims = claims();
    claims["iss"] = json!(own);
    claims["tid"] = json!(TENANT);
    claims["oid"] = json!("o");
    let expected = Expected { issuer, ..expected() };
    let account = check(claims.to_string().as_bytes(), &expected).unwrap();
    assert_eq!(
        account.key,
        AccountKey::Directory {
            issuer: own,
            tid: TENANT.into(),
            oid: "o".into()
        }
    );
    claims["tid"] = json!("../evil");
    assert!(is_invalid(&check(claims.to_string().as_bytes(), &expected)));
    claims["tid"] = Value::Null;
    assert!(is_invalid(&check(claims.to_string().as_bytes(), &expected)));
}

#[test]
fn names_are_made_fit_for_the_screen() {
    assert_eq!(with("name", json!("An\u{0}na\n")).unwrap().display_name, "Anna");
    assert_eq!(
        with("name", json!("x".repeat(5000))).unwrap().display_name.len(),
        256
    );
    assert_eq!(with("name", json!(" ")).unwrap().display_name, "s");
}

proptest! {
    #[test]
    fn no_claims_panic(exp in any::<f64>(), iat in any::<f64>(), text in ".*") {
        let payload = json!({"iss": ISSUER, "sub": text, "aud": "app", "nonce": "n", "exp": exp, "iat": iat, "tid": text, "oid": text});
        let _ = check(payload.to_string().as_bytes(), &expected());
        let _ = check(text.as_bytes(), &expected());
    }
}
