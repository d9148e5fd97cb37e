//! Adding, changing and removing methods: the endpoints and the calls.

use serde_json::{Value, json};
use workpass_app::ports::{
    Channel, DirectoryError, MethodsPort, NewMethod, QuestionAnswer, RegistrationKind,
};
use workpass_domain::{
    method::{MethodKind, PhoneSlot, TrialWay},
    preference::DefaultOption,
};

use super::{EMAIL_METHOD, Endpoint, Stand};

pub(crate) const MOBILE: &str = "3179e48a-750b-4051-897c-87b9720928f7";
pub(crate) const SECRET_KEY: &str = "CANARYSECRETKEYCANARYSECRETKEY22";

const KINDS: [(RegistrationKind, &str, &str); 4] = [
    (RegistrationKind::Phone, "phone", "phoneRegistrations"),
    (
        RegistrationKind::SoftwareOath,
        "softwareOath",
        "softwareOathRegistrations",
    ),
    (
        RegistrationKind::Authenticator,
        "microsoftAuthenticator",
        "authenticatorRegistrations",
    ),
    (RegistrationKind::Passkey, "fido2", "passkeyRegistrations"),
];

/// What Graph removes of one's own methods: kind, version and collection.
pub(crate) const REMOVED: [(MethodKind, &str, &str); 7] = [
    (MethodKind::Phone, "v1.0", "phoneMethods"),
    (
        MethodKind::MicrosoftAuthenticator,
        "v1.0",
        "microsoftAuthenticatorMethods",
    ),
    (MethodKind::SoftwareOath, "v1.0", "softwareOathMethods"),
    (MethodKind::HardwareOath, "beta", "hardwareOathMethods"),
    (MethodKind::Passkey, "v1.0", "fido2Methods"),
    (MethodKind::WindowsHello, "v1.0", "windowsHelloForBusinessMethods"),
    (
        MethodKind::TemporaryAccessPass,
        "v1.0",
        "temporaryAccessPassMethods",
    ),
];

fn detail(id: &str, kind: &str) -> Value {
    json!({"id": id, "methodType": kind, "slot": null, "displayName": null, "value": null,
        "createdDateTime": "2025-01-02T03:04:05Z", "lastUsedDateTime": null, "expiresDateTime": null, "state": "active",
        "usableFor": ["passwordReset"], "canRename": false, "canDelete": true, "canChange": true, "tryBy": [],
        "isDefault": false, "smsSignInState": null, "remaining": null, "model": null, "requiredCount": null})
}

/// `selfService.methodDetails`: the e-mail of the directory's list, and a phone and recovery codes beside it.
pub(crate) fn details() -> Value {
    let mut email = detail(EMAIL_METHOD, "email");
    email["value"] = json!("anna@home.example");
    email["lastUsedDateTime"] = json!("2026-01-02T03:04:05Z");
    let mut phone = detail(MOBILE, "phone");
    phone["slot"] = json!("mobile");
    phone["value"] = json!("+31612345678");
    phone["isDefault"] = json!(true);
    phone["smsSignInState"] = json!("ready");
    phone["canRename"] = json!(true);
    phone["tryBy"] = json!(["sms", "voice"]);
    let mut codes = detail("recoveryCodes", "recoveryCodes");
    codes["remaining"] = json!(7);
    json!({"value": [email, phone, codes], "rememberedDevices": 2})
}

/// A running registration with everything that any kind has.
pub(crate) fn registration(kind: &str) -> Value {
    let of = |kinds: &[&str], value: Value| if kinds.contains(&kind) { value } else { Value::Null };
    let state = match kind {
        "microsoftAuthenticator" => "awaitingScan",
        "fido2" => "awaitingBrowser",
        _ => "awaitingCode",
    };
    let uri = format!("otpauth://totp/Noorderlicht:anna?secret={SECRET_KEY}&issuer=Noorderlicht");
    json!({"id": "r1", "methodType": kind, "slot": of(&["phone"], json!("mobile")), "state": state,
        "expiresDateTime": "2026-11-22T10:10:00Z", "resendAfterDateTime": of(&["phone"], json!("2026-11-22T10:00:30Z")),
        "triesRemaining": of(&["phone", "softwareOath"], json!(5)), "sentTo": of(&["phone"], json!("+31612345678")),
        "channel": of(&["phone"], json!("sms")), "secretKey": of(&["softwareOath"], json!(SECRET_KEY)),
        "otpauthUri": of(&["softwareOath"], json!(uri)), "issuer": of(&["softwareOath"], json!("Noorderlicht")),
        "accountName": of(&["softwareOath"], json!("anna")),
        "page": of(&["fido2", "microsoftAuthenticator"], json!("https://login.example/p/CANARYPAGETOKEN")),
        "number": null, "deviceName": null, "reason": null, "methodId": null, "defaultChanged": null})
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    let mut all = Vec::new();
    let mut add = |verb, path: String, status, body| {
        all.push(Endpoint {
            verb,
            path,
            status,
            body,
        });
    };
    let own = |rest: &str| format!("/selfservice/v1.0/me/{rest}");
    for (_, name, collection) in KINDS {
        let one = own(&format!("{collection}/r1"));
        add("POST", own(collection), 201, Some(registration(name)));
        add("GET", one.clone(), 200, Some(registration(name)));
        if matches!(name, "phone" | "microsoftAuthenticator") {
            add("POST", format!("{one}/resend"), 200, Some(registration(name)));
        }
        if matches!(name, "phone" | "softwareOath") {
            let mut made = json!({"@odata.type": format!("#microsoft.graph.{name}AuthenticationMethod"), "id": "m1",
                "createdDateTime": "2026-11-22T10:00:00Z"});
            if name == "phone" {
                made["phoneNumber"] = json!("+31 612345678");
                made["phoneType"] = json!("mobile");
            }
            add("POST", format!("{one}/confirm"), 201, Some(made));
        }
        add("DELETE", one, 204, None);
    }
    let (trials, trial) = (own("methodTrials"), own("methodTrials/r1"));
    add("POST", trials, 201, Some(registration("phone")));
    add("GET", trial.clone(), 200, Some(registration("phone")));
    for what in ["resend", "confirm"] {
        add(
            "POST",
            format!("{trial}/{what}"),
            200,
            Some(registration("phone")),
        );
    }
    add("DELETE", trial, 204, None);
    for (_, version, collection) in REMOVED {
        add(
            "DELETE",
            format!("/{version}/me/authentication/{collection}/m1"),
            204,
            None,
        );
    }
    add("DELETE", own("securityQuestions"), 204, None);
    add("DELETE", own("recoveryCodes"), 204, None);
    add("PATCH", own("methods/m1"), 204, None);
    let questions =
        json!({"required": 3, "questions": [{"id": "q1", "text": "Eerste huisdier?", "custom": false}]});
    add("GET", own("securityQuestions"), 200, Some(questions));
    let kept = json!({"id": "securityQuestions", "createdDateTime": "2026-11-22T10:00:00Z"});
    add("POST", own("securityQuestions"), 201, Some(kept));
    let codes = json!({"codes": vec!["CANAR-YCODE"; 10], "createdDateTime": "2026-11-22T10:00:00Z"});
    add("POST", own("recoveryCodes"), 201, Some(codes));
    add(
        "POST",
        "/beta/me/authentication/hardwareOathMethods/m1/activate".into(),
        204,
        None,
    );
    add(
        "PATCH",
        "/beta/me/authentication/signInPreferences".into(),
        204,
        None,
    );
    for what in ["enableSmsSignIn", "disableSmsSignIn"] {
        add(
            "POST",
            format!("/v1.0/me/authentication/phoneMethods/{MOBILE}/{what}"),
            204,
            None,
        );
    }
    add("DELETE", own("rememberedDevices"), 204, None);
    add("POST", own("registration/confirm"), 204, None);
    add("POST", own("registration/snooze"), 204, None);
    all
}

pub(crate) fn new_method(kind: RegistrationKind) -> NewMethod {
    match kind {
        RegistrationKind::Phone => NewMethod::Phone {
            number: "+31612345678".into(),
            slot: PhoneSlot::Mobile,
            channel: Channel::Sms,
            replaces_method: Some(MOBILE.into()),
        },
        RegistrationKind::SoftwareOath => NewMethod::SoftwareOath {
            name: Some("Telefoon".into()),
        },
        RegistrationKind::Authenticator => NewMethod::Authenticator,
        RegistrationKind::Passkey => NewMethod::Passkey { name: None },
        RegistrationKind::Trial => unreachable!("a trial adds nothing"),
    }
}

pub(super) async fn call_all(stand: &Stand) -> Vec<(&'static str, Result<String, DirectoryError>)> {
    fn shown<T: std::fmt::Debug>(outcome: Result<T, DirectoryError>) -> Result<String, DirectoryError> {
        outcome.map(|value| format!("{value:?}"))
    }
    let Stand {
        directory, at, token, ..
    } = stand;
    let code = "739201".into();
    let mut all = Vec::new();
    for (kind, name, _) in KINDS {
        let new = new_method(kind);
        all.push((
            "start",
            shown(directory.start_registration(at, token, &new).await),
        ));
        all.push((
            "read",
            shown(directory.read_registration(at, token, kind, "r1").await),
        ));
        if matches!(name, "phone" | "microsoftAuthenticator") {
            all.push((
                "resend",
                shown(directory.resend_registration(at, token, kind, "r1").await),
            ));
        }
        if matches!(name, "phone" | "softwareOath") {
            let confirmed = directory.confirm_registration(at, token, kind, "r1", &code, Some("Telefoon"));
            all.push(("confirm", shown(confirmed.await)));
        }
        all.push((
            "cancel",
            shown(directory.cancel_registration(at, token, kind, "r1").await),
        ));
    }
    let trial = RegistrationKind::Trial;
    let tried = directory.start_trial(at, token, MOBILE, TrialWay::Sms);
    all.push(("try", shown(tried.await)));
    let read = directory.read_registration(at, token, trial, "r1");
    all.push(("read", shown(read.await)));
    let again = directory.resend_registration(at, token, trial, "r1");
    all.push(("resend", shown(again.await)));
    let confirmed = directory.confirm_registration(at, token, trial, "r1", &code, None);
    all.push(("confirm", shown(confirmed.await)));
    let given_up = directory.cancel_registration(at, token, trial, "r1");
    all.push(("cancel", shown(given_up.await)));
    for (kind, ..) in REMOVED {
        all.push((
            "delete",
            shown(directory.delete_method(at, token, &kind, "m1").await),
        ));
    }
    for kind in [MethodKind::SecurityQuestions, MethodKind::RecoveryCodes] {
        all.push((
            "delete",
            shown(directory.delete_method(at, token, &kind, "x").await),
        ));
    }
    let phone = MethodKind::Phone;
    all.push((
        "rename",
        shown(directory.rename_method(at, token, &phone, "m1", "Werk").await),
    ));
    all.push((
        "questions",
        shown(directory.read_security_questions(at, token, "nl").await),
    ));
    let answers = [QuestionAnswer {
        question_id: "q1".into(),
        answer: "canary-answer".into(),
    }];
    all.push((
        "answers",
        shown(directory.save_security_questions(at, token, &answers).await),
    ));
    all.push((
        "recovery codes",
        shown(directory.create_recovery_codes(at, token).await),
    ));
    let activated = directory.activate_hardware_token(at, token, "m1", &code, Some("Token"));
    all.push(("activate", shown(activated.await)));
    let default = directory.set_default_method(at, token, DefaultOption::Oath);
    all.push(("default", shown(default.await)));
    for on in [true, false] {
        all.push((
            "sms sign-in",
            shown(directory.set_sms_sign_in(at, token, MOBILE, on).await),
        ));
    }
    all.push((
        "forget",
        shown(directory.forget_remembered_devices(at, token).await),
    ));
    all.push((
        "looks good",
        shown(directory.confirm_security_info(at, token).await),
    ));
    all.push(("snooze", shown(directory.snooze_registration(at, token).await)));
    all
}
