use proptest::prelude::*;
use serde_json::json;

use super::*;

fn judge(object: &Value, step: Step) -> AuthorityError {
    ErrorObject::from_json(object.as_object().unwrap())
        .unwrap()
        .into_error(step)
}

fn cause(object: &Value, step: Step) -> RefusedCause {
    match judge(object, step) {
        AuthorityError::Refused { cause, .. } => cause,
        other => panic!("{object}: {other:?}"),
    }
}

/// Every row of the published table, spelled out apart from `NUMBERS`.
#[test]
fn every_number_has_its_explanation() {
    use RefusedCause::{
        AccountDisabled, AccountLocked, AppNotSetUp, Blocked, ConsentRequired, DeviceDisabled,
        InteractionRequired, ManagedDeviceRequired, NotInThisOrganization, Other, PasswordExpired,
        PersonalAccount, Temporary,
    };
    let rows: &[(&str, RefusedCause)] = &[
        ("50034 51004 50020 90072 16000", NotInThisOrganization),
        ("500200", PersonalAccount),
        ("50126 50056 50064", InteractionRequired),
        ("50053", AccountLocked),
        ("50055 50144", PasswordExpired),
        ("50057", AccountDisabled),
        ("50058", InteractionRequired),
        ("50072 50079 53004", InteractionRequired),
        ("50074 50076 50078 50158", InteractionRequired),
        ("50097 50155 53000 53001 50129", ManagedDeviceRequired),
        ("135011", DeviceDisabled),
        ("50005", ManagedDeviceRequired),
        ("53002", Blocked),
        ("53003 530032 50131 53011", Blocked),
        ("530035", Blocked),
        ("53010", Blocked),
        ("50105", ConsentRequired),
        ("65001 65004", ConsentRequired),
        ("90094 90095", ConsentRequired),
        ("650052 650056 650057 65005", AppNotSetUp),
        ("700016 70001 7000112", AppNotSetUp),
        ("7000218 70002", AppNotSetUp),
        ("50194 9001023 90130 90124", AppNotSetUp),
        ("500212 500213", Blocked),
        ("500021 500022", Blocked),
        (
            "50173 50132 50133 70000 70008 700082 70043 50089",
            InteractionRequired,
        ),
        ("50196", Other),
        ("50087 50088 50033 90006 90024 90033 90055 90090", Temporary),
    ];
    for (numbers, expected) in rows {
        for number in numbers.split(' ').map(|number| number.parse::<u32>().unwrap()) {
            let listed = json!({"error": "invalid_request", "error_codes": [number]});
            assert_eq!(cause(&listed, Step::Poll), *expected, "{number}");
            let described =
                json!({"error": "x", "error_description": format!("AADSTS{number}: Some text. Trace ID: 1")});
            assert_eq!(
                cause(&described, Step::DeviceRequest),
                *expected,
                "{number} in the text"
            );
        }
    }
    for number in [70018, 70019, 90119, 90120] {
        let gone = json!({"error": "invalid_grant", "error_codes": [number]});
        assert!(
            matches!(judge(&gone, Step::Poll), AuthorityError::Expired),
            "{number}"
        );
    }
    for number in [90002, 90038, 50059] {
        let unknown = json!({"error": "invalid_request", "error_codes": [number]});
        let fault = judge(&unknown, Step::DeviceRequest);
        assert!(
            matches!(fault, AuthorityError::Misconfigured(AuthorityFault::NotFound)),
            "{number}"
        );
    }
}

#[test]
fn no_number_stands_in_two_rows() {
    let mut seen = std::collections::HashSet::new();
    for number in NUMBERS.iter().flat_map(|(numbers, _)| *numbers) {
        assert!(seen.insert(number), "{number}");
    }
}

#[test]
fn the_error_names_of_the_standards_are_understood() {
    for (error, expected) in [
        ("interaction_required", RefusedCause::InteractionRequired),
        ("login_required", RefusedCause::InteractionRequired),
        ("consent_required", RefusedCause::ConsentRequired),
        ("invalid_client", RefusedCause::AppNotSetUp),
        ("unauthorized_client", RefusedCause::AppNotSetUp),
        ("invalid_scope", RefusedCause::AppNotSetUp),
        ("unsupported_grant_type", RefusedCause::AppNotSetUp),
        ("temporarily_unavailable", RefusedCause::Temporary),
        ("server_error", RefusedCause::Temporary),
        ("invalid_request", RefusedCause::Other),
        ("something_new", RefusedCause::Other),
    ] {
        assert_eq!(
            cause(&json!({"error": error}), Step::Redirect),
            expected,
            "{error}"
        );
    }
    for error in ["access_denied", "authorization_declined"] {
        assert!(matches!(
            judge(&json!({"error": error}), Step::Poll),
            AuthorityError::Declined
        ));
    }
    for error in [
        "expired_token",
        "code_expired",
        "bad_verification_code",
        "invalid_grant",
    ] {
        assert!(
            matches!(
                judge(&json!({"error": error}), Step::Poll),
                AuthorityError::Expired
            ),
            "{error}"
        );
    }
}

#[test]
fn only_invalid_grant_on_a_refresh_without_claims_ends_a_session() {
    let ended = |object: Value| matches!(judge(&object, Step::Refresh), AuthorityError::GrantEnded(_));
    assert!(ended(json!({"error": "invalid_grant"})));
    for number in [
        50173, 50132, 50133, 70000, 70008, 700082, 70043, 50089, 50057, 123456,
    ] {
        assert!(
            ended(json!({"error": "invalid_grant", "error_codes": [number]})),
            "{number}"
        );
    }
    assert!(!ended(json!({"error": "invalid_grant", "claims": "{}"})));
    let wanted = judge(
        &json!({"error": "invalid_grant", "claims": "{\"x\":1}"}),
        Step::Refresh,
    );
    assert!(
        matches!(&wanted, AuthorityError::Refused { claims: Some(claims), .. } if &**claims == "{\"x\":1}"),
        "a sign-in has to pass them on: {wanted:?}"
    );
    assert!(!ended(
        json!({"error": "interaction_required", "error_codes": [70043]})
    ));
    assert!(!ended(json!({"error": "access_denied"})));
    // Blocked here and now, or more proof wanted: the token may work again.
    for number in [50076, 53003, 53000, 90033] {
        assert!(
            !ended(json!({"error": "invalid_grant", "error_codes": [number]})),
            "{number}"
        );
    }
    let elsewhere = judge(&json!({"error": "invalid_grant"}), Step::Code);
    assert!(
        matches!(elsewhere, AuthorityError::Refused { .. }),
        "{elsewhere:?}"
    );
}

#[test]
fn the_support_reference_is_readable() {
    let AuthorityError::Refused { support, .. } = judge(
        &json!({
            "error": "invalid_grant", "error_codes": [53003], "trace_id": "t\u{202e}\n1", "correlation_id": "c".repeat(500),
            "timestamp": "2026-11-22 10:00:00Z", "error_description": "canary"
        }),
        Step::Poll,
    ) else {
        panic!("refused")
    };
    assert_eq!(support.error.as_deref(), Some("AADSTS53003"));
    assert_eq!(support.trace_id.as_deref(), Some("t1"));
    assert_eq!(support.correlation_id.unwrap().len(), 64);
    assert_eq!(support.timestamp.as_deref(), Some("2026-11-22 10:00:00Z"));
}

proptest! {
    #[test]
    fn no_error_object_panics(error in "\\PC{1,20}", codes in proptest::collection::vec(any::<i64>(), 0..4), text in ".*", step in 0..6) {
        let steps = [Step::DeviceRequest, Step::Poll, Step::Redirect, Step::Code, Step::Refresh, Step::Discovery];
        let object = json!({"error": error, "error_codes": codes, "error_description": text, "trace_id": codes});
        let step = usize::try_from(step).unwrap();
        let _ = judge(&object, steps[step]);
        let _ = ErrorObject::from_redirect(&error, &text).into_error(steps[step]);
    }
}
