//! `/organization`: always exactly one, the tenant of the token.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::GraphError;
use super::odata::{EntityType, Options, collection, projection};
use super::surface::Authenticated;
use crate::clock::rfc3339;
use crate::state::AppState;
use crate::store::entities::tenant;

const ORGANIZATION: EntityType = EntityType {
    name: "microsoft.graph.organization",
    properties: PROPERTIES,
};

const PROPERTIES: &[&str] = &[
    "id",
    "deletedDateTime",
    "assignedPlans",
    "businessPhones",
    "city",
    "country",
    "countryLetterCode",
    "createdDateTime",
    "defaultUsageLocation",
    "displayName",
    "marketingNotificationEmails",
    "mobileDeviceManagementAuthority",
    "onPremisesLastSyncDateTime",
    "onPremisesSyncEnabled",
    "partnerTenantType",
    "postalCode",
    "preferredLanguage",
    "privacyProfile",
    "provisionedPlans",
    "securityComplianceNotificationMails",
    "securityComplianceNotificationPhones",
    "state",
    "street",
    "technicalNotificationMails",
    "tenantType",
    "verifiedDomains",
];

/// `GET /organization`
pub(super) async fn organization(
    State(state): State<AppState>,
    caller: Authenticated,
    options: Options,
) -> Result<Json<Value>, GraphError> {
    let names = ORGANIZATION.selected(&options, PROPERTIES)?;
    let values = names
        .iter()
        .map(|name| ((*name).to_owned(), property(&caller.tenant, name)))
        .collect();
    let of = format!("organization{}", projection(&options));
    Ok(Json(collection(&state, &of, [Value::Object(values)])))
}

fn property(tenant: &tenant::Model, name: &str) -> Value {
    let settings = &tenant.settings;
    match name {
        "id" => tenant.id.to_string().into(),
        "businessPhones" => json!(settings.business_phones),
        "city" => json!(settings.city),
        "countryLetterCode" | "defaultUsageLocation" => json!(settings.country_letter_code),
        "createdDateTime" => rfc3339(tenant.created_at).into(),
        "displayName" => tenant.display_name.as_str().into(),
        "postalCode" => json!(settings.postal_code),
        "preferredLanguage" => {
            // Graph has the primary tag only.
            settings
                .default_language
                .split('-')
                .next()
                .filter(|tag| !tag.is_empty())
                .into()
        }
        "privacyProfile" => privacy_profile(tenant),
        "street" => json!(settings.street),
        "technicalNotificationMails" => json!(settings.technical_notification_mails),
        "tenantType" => "AAD".into(),
        "verifiedDomains" => domains(tenant),
        "assignedPlans"
        | "marketingNotificationEmails"
        | "provisionedPlans"
        | "securityComplianceNotificationMails"
        | "securityComplianceNotificationPhones" => json!([]),
        _ => Value::Null,
    }
}

/// Null as in a tenant that never filled it in.
fn privacy_profile(tenant: &tenant::Model) -> Value {
    let settings = &tenant.settings;
    if settings.privacy_statement.is_none() && settings.privacy_contact.is_none() {
        return Value::Null;
    }
    json!({ "contactEmail": settings.privacy_contact, "statementUrl": settings.privacy_statement })
}

fn domains(tenant: &tenant::Model) -> Value {
    let domains = tenant
        .verified_domains
        .0
        .iter()
        .enumerate()
        .map(|(position, name)| {
            json!({
                "capabilities": "Email",
                "isDefault": position == 0,
                "isInitial": position == 0,
                "name": name,
                "type": "Managed",
            })
        });
    domains.collect()
}
