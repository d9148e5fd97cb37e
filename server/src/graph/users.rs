//! `/me` and `/me/manager`.

use axum::Json;
use axum::extract::State;
use sea_orm::EntityTrait;
use serde_json::{Map, Value, json};

use super::GraphError;
use super::odata::{EntityType, Options, entity, projection};
use super::surface::Authenticated;
use crate::clock::rfc3339;
use crate::state::AppState;
use crate::store::entities::user;
use crate::store::values::Strings;

/// What Graph answers without `$select`.
const USUAL: &[&str] = &[
    "businessPhones",
    "displayName",
    "givenName",
    "id",
    "jobTitle",
    "mail",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "surname",
    "userPrincipalName",
];

/// Every property of Graph's type; those this directory does not keep are null or empty, as in a tenant that never
/// filled them.
const USER: EntityType = EntityType {
    name: "microsoft.graph.user",
    properties: PROPERTIES,
};

const PROPERTIES: &[&str] = &[
    "id",
    "deletedDateTime",
    "aboutMe",
    "accountEnabled",
    "ageGroup",
    "assignedLicenses",
    "assignedPlans",
    "authorizationInfo",
    "birthday",
    "businessPhones",
    "city",
    "companyName",
    "consentProvidedForMinor",
    "country",
    "createdDateTime",
    "creationType",
    "customSecurityAttributes",
    "department",
    "deviceEnrollmentLimit",
    "displayName",
    "employeeHireDate",
    "employeeId",
    "employeeLeaveDateTime",
    "employeeOrgData",
    "employeeType",
    "externalUserState",
    "externalUserStateChangeDateTime",
    "faxNumber",
    "givenName",
    "hireDate",
    "identities",
    "identityParentId",
    "imAddresses",
    "interests",
    "isManagementRestricted",
    "isResourceAccount",
    "jobTitle",
    "lastPasswordChangeDateTime",
    "legalAgeGroupClassification",
    "licenseAssignmentStates",
    "mail",
    "mailNickname",
    "mailboxSettings",
    "mobilePhone",
    "mySite",
    "officeLocation",
    "onPremisesDistinguishedName",
    "onPremisesDomainName",
    "onPremisesExtensionAttributes",
    "onPremisesImmutableId",
    "onPremisesLastSyncDateTime",
    "onPremisesProvisioningErrors",
    "onPremisesSamAccountName",
    "onPremisesSecurityIdentifier",
    "onPremisesSyncEnabled",
    "onPremisesUserPrincipalName",
    "otherMails",
    "passwordPolicies",
    "passwordProfile",
    "pastProjects",
    "postalCode",
    "preferredDataLocation",
    "preferredLanguage",
    "preferredName",
    "print",
    "provisionedPlans",
    "proxyAddresses",
    "responsibilities",
    "schools",
    "securityIdentifier",
    "serviceProvisioningErrors",
    "showInAddressList",
    "signInActivity",
    "signInSessionsValidFromDateTime",
    "skills",
    "state",
    "streetAddress",
    "surname",
    "usageLocation",
    "userPrincipalName",
    "userType",
];

/// Collections this directory does not keep.
const EMPTY_COLLECTIONS: &[&str] = &[
    "assignedLicenses",
    "assignedPlans",
    "identities",
    "imAddresses",
    "interests",
    "licenseAssignmentStates",
    "onPremisesProvisioningErrors",
    "pastProjects",
    "provisionedPlans",
    "responsibilities",
    "schools",
    "serviceProvisioningErrors",
    "skills",
];

/// `GET /me`
pub(super) async fn me(
    State(state): State<AppState>,
    caller: Authenticated,
    options: Options,
) -> Result<Json<Value>, GraphError> {
    let names = readable(USER.selected(&options, USUAL)?)?;
    let of = format!("users{}/$entity", projection(&options));
    Ok(Json(entity(&state, &of, properties(&caller.user, &names))))
}

/// `GET /me/manager`
pub(super) async fn manager(
    State(state): State<AppState>,
    caller: Authenticated,
    options: Options,
) -> Result<Json<Value>, GraphError> {
    let names = readable(USER.selected(&options, USUAL)?)?;
    let manager = match caller.user.manager_id {
        Some(id) => user::Entity::find_by_id(id).one(&state.db).await?,
        None => None,
    };
    let manager = manager.ok_or_else(|| {
        GraphError::not_found(
            "Request_ResourceNotFound",
            "Resource 'manager' does not exist or one of its queried reference-property objects are not present.",
        )
    })?;
    let mut answer = properties(&manager, &names);
    answer.insert("@odata.type".into(), "#microsoft.graph.user".into());
    let of = format!("directoryObjects{}/$entity", projection(&options));
    Ok(Json(entity(&state, &of, answer)))
}

/// Sign-in activity needs a directory role on top of a scope.
fn readable(names: Vec<&'static str>) -> Result<Vec<&'static str>, GraphError> {
    if names.contains(&"signInActivity") {
        Err(GraphError::denied())
    } else {
        Ok(names)
    }
}

/// Everything this directory keeps of a person's properties.
pub(crate) fn kept_of(user: &user::Model) -> Map<String, Value> {
    let is_kept = |value: &Value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
    let mut kept = properties(user, PROPERTIES);
    kept.retain(|_, value| is_kept(value));
    kept
}

/// Whether Graph's type has a property of this name.
pub(super) fn is_property(name: &str) -> bool {
    PROPERTIES.contains(&name)
}

fn properties(user: &user::Model, names: &[&'static str]) -> Map<String, Value> {
    names
        .iter()
        .map(|name| ((*name).to_owned(), property(user, name)))
        .collect()
}

fn property(user: &user::Model, name: &str) -> Value {
    let text = |value: &Option<String>| value.as_deref().map_or(Value::Null, Value::from);
    let list = |Strings(values): &Strings| json!(values);
    match name {
        "id" => user.id.to_string().into(),
        "accountEnabled" => user.account_enabled.into(),
        "businessPhones" => list(&user.business_phones),
        "city" => text(&user.city),
        "companyName" => text(&user.company_name),
        "country" => text(&user.country),
        "createdDateTime" => rfc3339(user.created_at).into(),
        "creationType" if user.user_type == "Guest" => "Invitation".into(),
        "department" => text(&user.department),
        "displayName" => user.display_name.as_str().into(),
        "employeeId" => text(&user.employee_id),
        "deletedDateTime" => user.deleted_at.map(rfc3339).map_or(Value::Null, Value::from),
        "externalUserState" if user.home_user_id.is_some() && user.accepted_at.is_none() => {
            "PendingAcceptance".into()
        }
        "externalUserState" if user.user_type == "Guest" => "Accepted".into(),
        "givenName" => text(&user.given_name),
        "jobTitle" => text(&user.job_title),
        "mail" => text(&user.mail),
        "mailNickname" => user.user_name.split('@').next().into(),
        "mobilePhone" => text(&user.mobile_phone),
        "officeLocation" => text(&user.office_location),
        "otherMails" => list(&user.other_mails),
        "postalCode" => text(&user.postal_code),
        "preferredLanguage" => text(&user.preferred_language),
        "proxyAddresses" => list(&user.proxy_addresses),
        "signInSessionsValidFromDateTime" => rfc3339(user.sign_in_valid_from).into(),
        "state" => text(&user.state),
        "streetAddress" => text(&user.street_address),
        "surname" => text(&user.surname),
        // Names are kept in lower case; this part of a guest's is written in capitals.
        "userPrincipalName" => user.user_name.replace("#ext#", "#EXT#").into(),
        "userType" => user.user_type.as_str().into(),
        _ if EMPTY_COLLECTIONS.contains(&name) => json!([]),
        _ => Value::Null,
    }
}
