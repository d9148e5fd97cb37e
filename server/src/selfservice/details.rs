//! What a person has, as a list shows it: `methodDetails`, the default and what is asked to be registered.

use axum::Json;
use axum::extract::State;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use serde::Serialize;

use super::policy;
use crate::auth::Caller;
use crate::authority::registered::Registered;
use crate::clock::rfc3339;
use crate::graph::{Authenticated, EMAIL_METHOD_ID, GraphError, PASSWORD_METHOD_ID, sms_sign_in_state};
use crate::methods::holding::Holding;
use crate::methods::kind::{MethodKind, PhoneSlot, state as states};
use crate::methods::preferences::{DefaultOption, Preferences};
use crate::methods::required::{Asked, Requirement};
use crate::methods::tap::{self, Usability};
use crate::methods::{offer, questions, trial};
use crate::state::AppState;
use crate::store::entities::{password, remembered_device, security_method};

/// `selfService.methodDetails`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MethodDetails {
    value: Vec<Detail>,
    remembered_devices: u64,
}

/// `selfService.methodDetail`
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Detail {
    id: String,
    method_type: &'static str,
    slot: Option<&'static str>,
    display_name: Option<String>,
    value: Option<String>,
    created_date_time: Option<String>,
    last_used_date_time: Option<String>,
    expires_date_time: Option<String>,
    state: &'static str,
    usable_for: Vec<String>,
    can_rename: bool,
    can_delete: bool,
    can_change: bool,
    try_by: Vec<&'static str>,
    is_default: bool,
    sms_sign_in_state: Option<&'static str>,
    remaining: Option<u32>,
    model: Option<String>,
    required_count: Option<u32>,
}

/// `selfService.signInPreferences`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SignInPreferences {
    current: Option<&'static str>,
    options: Vec<&'static str>,
    is_system_preferred: bool,
    system_preferred: Option<&'static str>,
}

/// `selfService.registration`
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Registration {
    state: &'static str,
    missing: Missing,
    skippable: bool,
    skips_remaining: Option<u32>,
    reconfirm_due_date_time: Option<String>,
    last_confirmed_date_time: Option<String>,
    only_text_and_voice: bool,
    only_temporary_access_pass: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Missing {
    sign_in: u32,
    password_reset: u32,
}

/// The three parts about a person's methods.
pub(super) struct Parts {
    pub(super) details: MethodDetails,
    pub(super) preferences: SignInPreferences,
    pub(super) registration: Registration,
}

/// `GET /me/methodDetails`
pub(super) async fn show(
    State(state): State<AppState>,
    caller: Authenticated,
) -> Result<Json<MethodDetails>, GraphError> {
    let owned = policy::holding(&state, &caller).await?;
    Ok(Json(parts(&state, &caller, &owned).await?.details))
}

/// Everything about what a person has.
pub(super) async fn parts(state: &AppState, caller: &Caller, owned: &Holding) -> Result<Parts, GraphError> {
    let now_ms = state.now_ms();
    let registered = Registered::of(&state.db, now_ms, &caller.user).await?;
    let preferences = Preferences::of(&registered);
    let required = Requirement::of(&state.db, now_ms, &caller.user, &registered).await?;
    let details = details(state, caller, owned, preferences.current).await?;
    Ok(Parts {
        details,
        preferences: SignInPreferences {
            current: preferences.current.map(DefaultOption::name),
            options: preferences
                .options
                .iter()
                .copied()
                .map(DefaultOption::name)
                .collect(),
            is_system_preferred: preferences.is_system_preferred,
            system_preferred: preferences.system_preferred,
        },
        registration: registration(&required, caller.user.security_info_confirmed_at),
    })
}

async fn details(
    state: &AppState,
    caller: &Caller,
    owned: &Holding,
    default: Option<DefaultOption>,
) -> Result<MethodDetails, GraphError> {
    let now_ms = state.now_ms();
    let mut value = Vec::new();
    if let Some((changed_at, last_used_at)) = password_dates(state, caller).await? {
        value.push(Detail {
            id: PASSWORD_METHOD_ID.to_owned(),
            created_date_time: Some(rfc3339(changed_at)),
            last_used_date_time: last_used_at.map(rfc3339),
            ..detail(owned, MethodKind::Password, None)
        });
    }
    for method in &owned.methods {
        let Some(kind) = MethodKind::parse(&method.kind) else {
            continue;
        };
        let slot = (kind == MethodKind::Phone)
            .then(|| PhoneSlot::parse(&method.slot))
            .flatten();
        let of_kind = detail(owned, kind, slot);
        let now = state_of(method, kind, now_ms);
        let own = Detail {
            id: id(method, kind, slot),
            display_name: method.display_name.clone(),
            value: shown_value(method, kind),
            created_date_time: Some(rfc3339(method.created_at)),
            last_used_date_time: method.last_used_at.map(rfc3339),
            expires_date_time: method.expires_at.map(rfc3339),
            state: now,
            try_by: if now == states::ACTIVE {
                of_kind.try_by
            } else {
                Vec::new()
            },
            is_default: default.is_some_and(|option| stands_for(option, kind, slot)),
            model: model(method, kind),
            ..of_kind
        };
        value.push(match kind {
            MethodKind::Phone if slot == Some(PhoneSlot::Mobile) => Detail {
                sms_sign_in_state: Some(sms_sign_in_state(state, caller, &owned.rules, method).await?),
                ..own
            },
            MethodKind::RecoveryCodes => Detail {
                remaining: Some(owned.recovery_codes),
                ..own
            },
            MethodKind::SecurityQuestions => Detail {
                required_count: Some(questions::required(&owned.rules.questions)),
                ..own
            },
            _ => own,
        });
    }
    if let Some(email) = &owned.email {
        value.push(Detail {
            id: EMAIL_METHOD_ID.to_owned(),
            value: Some(email.email_address.clone()),
            created_date_time: Some(rfc3339(email.created_at)),
            last_used_date_time: email.last_used_at.map(rfc3339),
            ..detail(owned, MethodKind::Email, None)
        });
    }
    let remembered = remembered_device::Entity::find()
        .filter(remembered_device::Column::UserId.eq(caller.user.id))
        .filter(remembered_device::Column::ExpiresAt.gt(now_ms))
        .count(&state.db)
        .await?;
    Ok(MethodDetails {
        value,
        remembered_devices: remembered,
    })
}

/// What the policy says of a kind.
fn detail(owned: &Holding, kind: MethodKind, slot: Option<PhoneSlot>) -> Detail {
    let rules = &owned.rules;
    Detail {
        method_type: kind.name(),
        slot: slot.map(PhoneSlot::name),
        state: states::ACTIVE,
        usable_for: offer::usable_by(rules, owned.has.is_administrator, kind, slot),
        can_rename: offer::can_rename(kind),
        can_delete: offer::can_delete(rules, kind, slot),
        can_change: owned.can_change(kind, slot),
        try_by: trial::ways(owned, kind, slot)
            .into_iter()
            .map(trial::By::name)
            .collect(),
        ..Detail::default()
    }
}

/// When it was changed and last used. Its hash stays where it is.
async fn password_dates(state: &AppState, caller: &Caller) -> Result<Option<(i64, Option<i64>)>, GraphError> {
    Ok(password::Entity::find_by_id(caller.user.id)
        .select_only()
        .column(password::Column::ChangedAt)
        .column(password::Column::LastUsedAt)
        .into_tuple()
        .one(&state.db)
        .await?)
}

fn id(method: &security_method::Model, kind: MethodKind, slot: Option<PhoneSlot>) -> String {
    match (kind, slot) {
        (_, Some(slot)) => slot.id().to_owned(),
        (MethodKind::SecurityQuestions | MethodKind::RecoveryCodes, None) => kind.name().to_owned(),
        _ => method.id.to_string(),
    }
}

fn shown_value(method: &security_method::Model, kind: MethodKind) -> Option<String> {
    let data = &method.data;
    match kind {
        MethodKind::Phone => {
            let extension = data.phone.as_ref().and_then(|phone| phone.extension.as_deref());
            let number = method.value.clone()?;
            Some(extension.map_or(number.clone(), |extension| format!("{number} x{extension}")))
        }
        MethodKind::Authenticator => data.authenticator.as_ref().map(|phone| phone.device_tag.clone()),
        MethodKind::HardwareOath => data.oath.as_ref().and_then(|token| token.serial.clone()),
        _ => method.value.clone(),
    }
    .filter(|value| !value.is_empty())
}

fn model(method: &security_method::Model, kind: MethodKind) -> Option<String> {
    match kind {
        MethodKind::Passkey => method.data.passkey.as_ref()?.model.clone(),
        MethodKind::HardwareOath => method.data.oath.as_ref()?.model.clone(),
        _ => None,
    }
}

fn state_of(method: &security_method::Model, kind: MethodKind, now_ms: i64) -> &'static str {
    if method.expires_at.is_some_and(|at| at <= now_ms) {
        return "expired";
    }
    if kind == MethodKind::TemporaryAccessPass && tap::usability(method, now_ms) == Usability::OneTimeUsed {
        return states::DISABLED;
    }
    match method.state.as_str() {
        states::ACTIVE => states::ACTIVE,
        states::NOT_ACTIVATED => states::NOT_ACTIVATED,
        _ => states::DISABLED,
    }
}

/// Whether this is what a default option asks for.
fn stands_for(option: DefaultOption, kind: MethodKind, slot: Option<PhoneSlot>) -> bool {
    match option {
        DefaultOption::Push => kind == MethodKind::Authenticator,
        DefaultOption::Oath => matches!(kind, MethodKind::SoftwareOath | MethodKind::HardwareOath),
        DefaultOption::Sms | DefaultOption::VoiceMobile => slot == Some(PhoneSlot::Mobile),
        DefaultOption::VoiceAlternateMobile => slot == Some(PhoneSlot::AlternateMobile),
        DefaultOption::VoiceOffice => slot == Some(PhoneSlot::Office),
    }
}

fn registration(required: &Requirement, confirmed_at: Option<i64>) -> Registration {
    Registration {
        state: match required.asked {
            Asked::Nothing => "complete",
            Asked::Required => "required",
            Asked::Recommended => "recommended",
            Asked::Reconfirm => "reconfirm",
        },
        missing: Missing {
            sign_in: required.missing_sign_in,
            password_reset: required.missing_reset,
        },
        skippable: required.is_skippable,
        skips_remaining: required.skips_remaining,
        reconfirm_due_date_time: required.reconfirm_due.map(rfc3339),
        last_confirmed_date_time: confirmed_at.map(rfc3339),
        only_text_and_voice: required.only_text_and_voice,
        only_temporary_access_pass: required.only_temporary_access_pass,
    }
}
