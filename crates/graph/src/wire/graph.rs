//! Microsoft Graph v1.0.

use serde_json::Value;
use workpass_domain::{
    method::{MethodKind, SecurityMethod},
    profile::{Organization, Person, Profile},
};

use super::{Fields, names, security, settings::privacy_notice};

/// `user` (Graph: resource type user).
pub(crate) fn profile(body: &Value) -> Option<Profile> {
    let user = Fields::of(body)?;
    Some(Profile {
        id: user.text("id")?,
        display_name: user.text("displayName"),
        given_name: user.text("givenName"),
        surname: user.text("surname"),
        job_title: user.text("jobTitle"),
        department: user.text("department"),
        company_name: user.text("companyName"),
        employee_id: user.text("employeeId"),
        user_principal_name: user.text("userPrincipalName"),
        mail: user.text("mail"),
        other_mails: user.texts("otherMails"),
        proxy_addresses: user.texts("proxyAddresses"),
        business_phones: user.texts("businessPhones"),
        mobile_phone: user.text("mobilePhone"),
        office_location: user.text("officeLocation"),
        street_address: user.text("streetAddress"),
        postal_code: user.text("postalCode"),
        state: user.text("state"),
        city: user.text("city"),
        country: user.text("country"),
        preferred_language: user.text("preferredLanguage"),
        user_type: user.text("userType"),
    })
}

/// `directoryObject` of a manager, which need not be a user; with limited information there is only the id.
pub(crate) fn person(body: &Value) -> Option<Person> {
    let person = Fields::of(body)?;
    Some(Person {
        id: person.text("id")?,
        display_name: person.text("displayName"),
        job_title: person.text("jobTitle"),
        mail: person.text("mail"),
    })
}

/// `GET /organization`: always a collection of one.
pub(crate) fn organization(body: &Value) -> Option<Organization> {
    let organization = Fields::of(Fields::of(body)?.list("value").first()?)?;
    let domains = organization.list("verifiedDomains").iter();
    let privacy = organization.value("privacyProfile").unwrap_or(&Value::Null);
    let (privacy_page, privacy_contact) = privacy_notice(privacy);
    Some(Organization {
        privacy_page,
        privacy_contact,
        id: organization.text("id"),
        display_name: organization.text("displayName").unwrap_or_default(),
        verified_domains: domains
            .filter_map(|domain| Fields::of(domain)?.text("name"))
            .collect(),
        country: organization
            .text("countryLetterCode")
            .filter(|code| is_country(code)),
        ..Organization::default()
    })
}

/// ISO 3166-1 alpha-2.
fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// `GET /me/authentication/methods`: mixed types, told by `@odata.type`. Whatever is in the list is shown.
pub(crate) fn methods(body: &Value) -> Option<Vec<SecurityMethod>> {
    let body = Fields::of(body)?;
    let methods = body.list("value").iter().enumerate();
    body.has_list("value")
        .then(|| methods.map(|(n, value)| method(n, value)).collect())
}

fn method(position: usize, value: &Value) -> SecurityMethod {
    let Some(method) = Fields::of(value) else {
        return unreadable(position);
    };
    let kind = kind(method.text("@odata.type").as_deref());
    let value = match kind {
        MethodKind::Email => method.text("emailAddress"),
        MethodKind::Phone => method.text("phoneNumber"),
        MethodKind::Passkey => method.text("displayName").or_else(|| method.text("model")),
        MethodKind::HardwareOath => method.text("serialNumber").or_else(|| method.text("displayName")),
        // The property exists and must never be shown, whatever a service puts in it.
        MethodKind::Password | MethodKind::TemporaryAccessPass => None,
        _ => method.text("displayName"),
    };
    let of_phone = |name: &str| (kind == MethodKind::Phone).then(|| method.text(name)).flatten();
    let slot = of_phone("phoneType").as_deref().and_then(names::slot);
    let sms_sign_in = of_phone("smsSignInState")
        .as_deref()
        .and_then(security::sms_sign_in);
    SecurityMethod {
        value,
        slot,
        sms_sign_in,
        model: method.text("model"),
        created_at: method.time("createdDateTime"),
        ..SecurityMethod::new(method.text("id").unwrap_or_else(|| unreadable(position).id), kind)
    }
}

/// Something is registered, even if it cannot be read: a person looking for a stranger's method must see it.
fn unreadable(position: usize) -> SecurityMethod {
    SecurityMethod::new(
        format!("unreadable-{position}"),
        MethodKind::Unknown(String::new()),
    )
}

fn kind(odata_type: Option<&str>) -> MethodKind {
    let name = odata_type.unwrap_or_default();
    let name = name.strip_prefix("#microsoft.graph.").unwrap_or(name);
    match name.strip_suffix("AuthenticationMethod").unwrap_or(name) {
        "password" => MethodKind::Password,
        "email" => MethodKind::Email,
        "phone" => MethodKind::Phone,
        "microsoftAuthenticator" | "passwordlessMicrosoftAuthenticator" => MethodKind::MicrosoftAuthenticator,
        "softwareOath" => MethodKind::SoftwareOath,
        "hardwareOath" => MethodKind::HardwareOath,
        "fido2" => MethodKind::Passkey,
        "windowsHelloForBusiness" => MethodKind::WindowsHello,
        "platformCredential" => MethodKind::PlatformCredential,
        "temporaryAccessPass" => MethodKind::TemporaryAccessPass,
        "external" => MethodKind::External,
        "qrCodePin" => MethodKind::QrCodePin,
        other => MethodKind::Unknown(other.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn b21_every_kind_graph_has_is_known() {
        let contract = workpass_contract::Contract::graph_v1().document();
        let schemas = contract["components"]["schemas"].as_object().unwrap();
        let derived = schemas.iter().filter(|(_, schema)| {
            schema["allOf"][0]["$ref"] == "#/components/schemas/microsoft.graph.authenticationMethod"
        });
        let unknown: Vec<&str> = derived
            .map(|(name, _)| name.as_str())
            .filter(|name| matches!(kind(Some(&format!("#{name}"))), MethodKind::Unknown(_)))
            .collect();
        // Belongs to meeting rooms, not to employees.
        assert_eq!(
            unknown,
            ["microsoft.graph.resourceAccountKeyAuthenticationMethod"]
        );
    }

    #[test]
    fn b21_a_method_of_an_unknown_kind_is_shown_with_its_name_and_one_without_kind_too() {
        let body = json!({"value": [
            {"@odata.type": "#microsoft.graph.telepathyAuthenticationMethod", "id": "1", "displayName": "Mind"},
            {"id": "2"},
            {"@odata.type": 7},
            "?",
        ]});
        let methods = methods(&body).unwrap();
        assert_eq!(methods.len(), 4);
        assert_eq!(methods[0].kind, MethodKind::Unknown("telepathy".into()));
        assert_eq!(methods[0].value.as_deref(), Some("Mind"));
        assert_eq!(methods[1].kind, MethodKind::Unknown(String::new()));
        assert_ne!(methods[2].id, methods[3].id);
    }

    #[test]
    fn b21_both_surfaces_together_make_one_row_of_one_method() {
        let listed = json!({"value": [
            {"id": "1", "phoneNumber": "+31 612345678"},
            {"@odata.type": "#microsoft.graph.windowsHelloForBusinessAuthenticationMethod", "id": "2"},
            {"@odata.type": "#microsoft.graph.qrCodePinAuthenticationMethod", "id": "3"},
            {"@odata.type": "#microsoft.graph.platformCredentialAuthenticationMethod", "id": "4"},
            {"@odata.type": "#microsoft.graph.externalAuthenticationMethod", "id": "5"},
            {"@odata.type": "#microsoft.graph.fido2AuthenticationMethod", "id": "6"},
            {"@odata.type": "#microsoft.graph.fido2AuthenticationMethod", "id": "6"},
        ]});
        let details = json!({"value": [
            {"id": "1", "methodType": "phone", "value": "+31612345678"},
            {"id": "2", "methodType": "windowsHelloForBusiness"},
            {"id": "3", "methodType": "qrCodePin"},
            {"id": "4", "methodType": "platformCredential"},
            {"id": "5", "methodType": "external"},
            {"id": "6", "methodType": "telepathy"},
            {"id": "7", "methodType": "appPassword", "displayName": "Outlook 2013"},
        ]});
        let all = workpass_domain::method::with_details(
            methods(&listed).unwrap(),
            security::details(&details).unwrap().methods,
        );
        assert_eq!(all[6].name.as_deref(), Some("Outlook 2013"));
        let kinds: Vec<_> = all.into_iter().map(|method| method.kind).collect();
        assert_eq!(
            kinds,
            [
                MethodKind::Phone,
                MethodKind::WindowsHello,
                MethodKind::QrCodePin,
                MethodKind::PlatformCredential,
                MethodKind::External,
                MethodKind::Passkey,
                MethodKind::AppPassword,
            ]
        );
    }

    #[test]
    fn a_password_or_pass_in_the_answer_is_not_taken_over() {
        let body = json!({"value": [
            {"@odata.type": "#microsoft.graph.passwordAuthenticationMethod", "id": "1", "password": "hunter2", "displayName": "hunter2"},
            {"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethod", "id": "2", "temporaryAccessPass": "hunter2"},
            {"@odata.type": "#microsoft.graph.softwareOathAuthenticationMethod", "id": "3", "secretKey": "hunter2"},
        ]});
        assert!(!format!("{:?}", methods(&body)).contains("hunter2"));
    }

    #[test]
    fn b02_one_odd_property_does_not_cost_the_profile() {
        let body = json!({"id": "1", "displayName": "Anna", "jobTitle": 7, "mail": null, "businessPhones": "x",
            "otherMails": ["a@b.example", null, 3, ""], "unheardOf": {}});
        let profile = profile(&body).unwrap();
        assert_eq!(profile.display_name.as_deref(), Some("Anna"));
        assert_eq!((profile.job_title, profile.mail), (None, None));
        assert_eq!(profile.other_mails, ["a@b.example"]);
    }

    #[test]
    fn b62_only_what_can_be_a_country_is_the_organizations() {
        let country = |code: Value| {
            let body = json!({"value": [{"id": "t", "displayName": "N", "countryLetterCode": code}]});
            organization(&body).unwrap().country
        };
        assert_eq!(country(json!("NL")).as_deref(), Some("NL"));
        for odd in [json!(null), json!("nl"), json!("Nederland"), json!(""), json!(31)] {
            assert_eq!(country(odd), None);
        }
    }

    #[test]
    fn what_is_not_the_thing_at_all_is_none() {
        for body in [json!(null), json!([]), json!("x"), json!({}), json!({"value": 1})] {
            assert_eq!(profile(&body), None);
            assert_eq!(person(&body), None);
            assert_eq!(organization(&body), None);
            assert_eq!(methods(&body), None);
        }
    }
}
