//! Registering one: the creation ceremony (WebAuthn §7.1), on our page (B-80 … B-86) or through Graph.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, SqlErr, TransactionTrait,
};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;
use webauthn_rs_core::error::WebauthnError;
use webauthn_rs_core::proto::{
    AttestationCaList, AttestationConveyancePreference, Credential, RegisterPublicKeyCredential,
    RegistrationState, UserVerificationPolicy,
};

use super::{CHALLENGE_LIFETIME, ceremony, credential_of, lookup_key, makes, prove, relying_party};
use crate::audit;
use crate::authority::registered::rules_of;
use crate::clock::span;
use crate::methods::kind::MethodKind;
use crate::methods::offer::NotAddable;
use crate::methods::{places, removal};
use crate::state::AppState;
use crate::store::entities::method_registration::{ActiveModel, Column, Entity, Model};
use crate::store::entities::{security_method, user};
use crate::store::values::{MethodData, MethodRules, PasskeyData, RegistrationData};
use crate::{random, secrets};

/// How long the page of a registration works.
const LIFETIME: std::time::Duration = std::time::Duration::from_secs(10 * 60);

const AWAITING: &str = "awaitingBrowser";
const COMPLETED: &str = "completed";
const DECLINED: &str = "declined";
const FAILED: &str = "failed";
/// What marks a ceremony of Graph's, which has no page.
const GRAPH: &str = "graph";

/// A registration with the token of its page, which is nowhere else.
pub struct Begun {
    pub row: Model,
    pub token: String,
}

/// What a page asks a browser to make.
pub struct Offer {
    /// `PublicKeyCredentialCreationOptionsJSON` (WebAuthn §5.4).
    pub options: Value,
    /// To come back with the answer.
    pub ceremony: String,
}

/// Why there is no new passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAdded {
    /// Not the answer to this question, or too late: may be tried again.
    Refused,
    /// The organization allows other makes only (B-85).
    MakeNotAllowed,
    /// It is somebody's already.
    AlreadyRegistered,
    /// Ten there are (B-86), or as many as the policy allows.
    LimitReached,
    NotAllowedByPolicy,
    /// The registration is over, or another request was faster.
    Gone,
}

/// Starts a registration whose ceremony runs on our page. One of this person that was open ends.
///
/// # Errors
/// When the database fails.
pub async fn start(
    state: &AppState,
    user: &user::Model,
    display_name: Option<String>,
) -> Result<Begun, DbErr> {
    let token = random::token();
    let row = Model {
        display_name,
        token_hash: Some(secrets::token_hash(&token)),
        ..fresh(state, user, LIFETIME)
    };
    let change = state.db.begin().await?;
    Entity::update_many()
        .set(over(FAILED, Some("superseded"), state.now_ms()))
        .filter(of(user))
        .filter(Column::State.eq(AWAITING))
        .exec(&change)
        .await?;
    Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&change)
        .await?;
    change.commit().await?;
    Ok(Begun { row, token })
}

/// A registration of this person with a page, running or over.
///
/// # Errors
/// When the database fails.
pub async fn find(state: &AppState, user: &user::Model, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(of(user)).one(&state.db).await
}

/// The running registration behind the token of a page.
///
/// # Errors
/// When the database fails.
pub async fn open(state: &AppState, token: &str) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::TokenHash.eq(secrets::token_hash(token)))
        .filter(Column::Kind.eq(MethodKind::Passkey.name()))
        .filter(Column::Channel.is_null())
        .filter(Column::State.eq(AWAITING))
        .filter(Column::ExpiresAt.gt(state.now_ms()))
        .one(&state.db)
        .await
}

/// The app gives a registration up (B-71); false when none runs.
///
/// # Errors
/// When the database fails.
pub async fn cancel(state: &AppState, row: &Model) -> Result<bool, DbErr> {
    end(state, row, FAILED, Some("cancelled")).await
}

/// The person gives it up on the page.
///
/// # Errors
/// When the database fails.
pub async fn decline(state: &AppState, row: &Model) -> Result<bool, DbErr> {
    end(state, row, DECLINED, None).await
}

/// It cannot become anything any more.
///
/// # Errors
/// When the database fails.
pub async fn fail(state: &AppState, row: &Model, reason: &str) -> Result<bool, DbErr> {
    end(state, row, FAILED, Some(reason)).await
}

/// What the page of a registration asks the browser to make; the answer goes to [`add`].
///
/// # Errors
/// When the database fails.
pub async fn offer(state: &AppState, user: &user::Model, bound_to: &str) -> Result<Option<Offer>, DbErr> {
    let rules = rules_of(&state.db, user).await?;
    Ok(challenge(state, user, &rules)
        .await?
        .map(|(options, kept)| Offer {
            options,
            ceremony: ceremony::seal(state, bound_to, kept),
        }))
}

/// Makes the passkey of a registration with a page.
///
/// # Errors
/// When the database fails.
pub async fn add(
    state: &AppState,
    user: &user::Model,
    row: &Model,
    bound_to: &str,
    (ceremony, answer): (&str, &str),
    display_name: Option<String>,
    event: audit::Event<'_>,
) -> Result<Result<security_method::Model, NotAdded>, DbErr> {
    let Some(kept) = ceremony::spend::<RegistrationState>(state, bound_to, ceremony).await? else {
        return Ok(Err(NotAdded::Refused));
    };
    let Ok(answer) = serde_json::from_str(answer) else {
        return Ok(Err(NotAdded::Refused));
    };
    complete(state, user, row, &kept, answer, display_name, event).await
}

/// `GET fido2Methods/creationOptions`: a ceremony without a page; the answer comes to [`open_for_graph`].
///
/// # Errors
/// When the database fails.
pub async fn creation_options(state: &AppState, user: &user::Model) -> Result<Option<(Value, i64)>, DbErr> {
    let rules = rules_of(&state.db, user).await?;
    let Some((options, kept)) = challenge(state, user, &rules).await? else {
        return Ok(None);
    };
    let row = Model {
        channel: Some(GRAPH.to_owned()),
        token_hash: options["challenge"].as_str().map(secrets::token_hash),
        data: RegistrationData {
            ceremony: serde_json::to_value(&kept).ok(),
            ..RegistrationData::default()
        },
        ..fresh(state, user, CHALLENGE_LIFETIME)
    };
    let expires_at = row.expires_at;
    Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(&state.db)
        .await?;
    Ok(Some((options, expires_at)))
}

/// `POST fido2Methods`: makes the passkey of a ceremony of [`creation_options`], which its challenge names.
///
/// # Errors
/// When the database fails.
pub async fn open_for_graph(
    state: &AppState,
    user: &user::Model,
    mut credential: Value,
    display_name: Option<String>,
    event: audit::Event<'_>,
) -> Result<Result<security_method::Model, NotAdded>, DbErr> {
    #[derive(Deserialize)]
    struct ClientData {
        challenge: String,
    }
    let challenge = credential["response"]["clientDataJSON"]
        .as_str()
        .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
        .and_then(|bytes| serde_json::from_slice::<ClientData>(&bytes).ok());
    let Some(ClientData { challenge }) = challenge else {
        return Ok(Err(NotAdded::Refused));
    };
    let row = Entity::find()
        .filter(Column::TokenHash.eq(secrets::token_hash(&challenge)))
        .filter(Column::UserId.eq(user.id))
        .filter(Column::Channel.eq(GRAPH))
        .filter(Column::State.eq(AWAITING))
        .filter(Column::ExpiresAt.gt(state.now_ms()))
        .one(&state.db)
        .await?;
    let Some(row) = row else {
        return Ok(Err(NotAdded::Gone));
    };
    // A challenge is good for one answer, right or wrong.
    if !ceremony::is_first(state, &row.id.to_string()).await? {
        return Ok(Err(NotAdded::Gone));
    }
    let kept = row
        .data
        .ceremony
        .clone()
        .and_then(|kept| serde_json::from_value(kept).ok());
    let Some(kept) = kept else {
        return Ok(Err(NotAdded::Gone));
    };
    credential["rawId"] = credential["id"].clone();
    credential["type"] = "public-key".into();
    complete(state, user, &row, &kept, credential, display_name, event).await
}

/// A challenge that leaves out what the person has (WebAuthn §5.4.3).
async fn challenge(
    state: &AppState,
    user: &user::Model,
    rules: &MethodRules,
) -> Result<Option<(Value, RegistrationState)>, DbErr> {
    let methods = prove::of(state, user).await?;
    let credentials: Vec<Credential> = methods.iter().filter_map(credential_of).collect();
    let ids = credentials
        .iter()
        .map(|credential| credential.cred_id.clone())
        .collect();
    // Browsers tell the make of a key only to who asks for its attestation.
    let attestation = if rules.passkeys.attestation || !rules.passkeys.allowed_aaguids.is_empty() {
        AttestationConveyancePreference::Direct
    } else {
        AttestationConveyancePreference::None
    };
    let Some(party) = relying_party(&state.config) else {
        return Ok(None);
    };
    let made = party
        .new_challenge_register_builder(user.id.as_bytes(), &user.user_name, &user.display_name)
        .and_then(|builder| {
            party.generate_challenge_register(
                builder
                    .attestation(attestation)
                    .user_verification_policy(UserVerificationPolicy::Required)
                    .reject_synchronised_authenticators(!rules.passkeys.take_synced())
                    .exclude_credentials(Some(ids)),
            )
        });
    let (asked, kept) = match made {
        Ok(made) => made,
        Err(error) => {
            tracing::error!(%error, "a passkey cannot be made");
            return Ok(None);
        }
    };
    let Ok(mut options) = serde_json::to_value(&asked.public_key) else {
        return Ok(None);
    };
    options["authenticatorSelection"]["residentKey"] = "preferred".into();
    Ok(Some((options, kept)))
}

/// Checks what a browser made and writes it down, in one transaction with the end of the registration.
async fn complete(
    state: &AppState,
    user: &user::Model,
    row: &Model,
    kept: &RegistrationState,
    mut answer: Value,
    display_name: Option<String>,
    event: audit::Event<'_>,
) -> Result<Result<security_method::Model, NotAdded>, DbErr> {
    let rules = rules_of(&state.db, user).await?;
    let rule = rules.methods.get(MethodKind::Passkey.name());
    if !rule.is_some_and(|rule| rule.allowed && !rule.managed_by_administrator) {
        return Ok(Err(NotAdded::NotAllowedByPolicy));
    }
    // No extension was asked for: whatever comes along says nothing.
    if let Some(answer) = answer.as_object_mut() {
        answer.remove("extensions");
        answer.insert("clientExtensionResults".to_owned(), json!({}));
    }
    let Ok(answer) = serde_json::from_value::<RegisterPublicKeyCredential>(answer) else {
        return Ok(Err(NotAdded::Refused));
    };
    // An excluded key that answers all the same, or one of somebody else.
    let key = lookup_key(&URL_SAFE_NO_PAD.encode(&answer.raw_id));
    let known = security_method::Entity::find().filter(security_method::Column::LookupKey.eq(key));
    if known.count(&state.db).await? > 0 {
        return Ok(Err(NotAdded::AlreadyRegistered));
    }
    let (credential, aaguid) = match judge(state, &rules, kept, &answer) {
        Ok(judged) => judged,
        Err(not_added) => return Ok(Err(not_added)),
    };
    let now_ms = state.now_ms();
    let method = method_of(user, &rules, &credential, &aaguid, now_ms);
    let method = security_method::Model {
        display_name: display_name.or_else(|| row.display_name.clone()),
        ..method
    };

    let change = state.db.begin().await?;
    removal::hold(&change, user.id).await?;
    let finished = ActiveModel {
        method_id: Set(Some(method.id)),
        data: Set(RegistrationData::default()),
        ..over(COMPLETED, None, now_ms)
    };
    let finished = Entity::update_many()
        .set(finished)
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq(AWAITING))
        .filter(Column::ExpiresAt.gt(now_ms))
        .exec(&change)
        .await?;
    if finished.rows_affected == 0 {
        change.rollback().await?;
        return Ok(Err(NotAdded::Gone));
    }
    let placed = match places::take_allowed(&change, user, method).await {
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            change.rollback().await?;
            return Ok(Err(NotAdded::AlreadyRegistered));
        }
        placed => placed?,
    };
    let placed = match placed {
        Ok(placed) => placed,
        Err(why) => {
            change.rollback().await?;
            return Ok(Err(match why {
                NotAddable::LimitReached => NotAdded::LimitReached,
                _ => NotAdded::NotAllowedByPolicy,
            }));
        }
    };
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    Ok(Ok(placed))
}

/// Checks what a browser made against the ceremony and the policy (B-85); the AAGUID with it.
fn judge(
    state: &AppState,
    rules: &MethodRules,
    kept: &RegistrationState,
    answer: &RegisterPublicKeyCredential,
) -> Result<(Credential, Uuid), NotAdded> {
    let party = relying_party(&state.config).ok_or(NotAdded::Refused)?;
    let makers = rules
        .passkeys
        .attestation
        .then(|| makers(&rules.passkeys.attestation_roots));
    let credential = party
        .register_credential(answer, kept, makers.as_ref())
        .map_err(|error| {
            tracing::info!(%error, "a new passkey was refused");
            match error {
                WebauthnError::MissingAttestationCaList
                | WebauthnError::AttestationNotVerifiable
                | WebauthnError::AttestationChainNotTrusted(_)
                | WebauthnError::AttestationUntrustedAaguid
                | WebauthnError::AttestationTrustFailure
                | WebauthnError::CredentialMayNotBeHardwareBound => NotAdded::MakeNotAllowed,
                _ => NotAdded::Refused,
            }
        })?;
    let aaguid = aaguid_of(&answer.response.attestation_object).ok_or(NotAdded::Refused)?;
    let allowed = &rules.passkeys.allowed_aaguids;
    let is_allowed = allowed.is_empty()
        || allowed
            .iter()
            .any(|allowed| Uuid::parse_str(allowed).is_ok_and(|allowed| allowed == aaguid));
    if is_allowed {
        Ok((credential, aaguid))
    } else {
        Err(NotAdded::MakeNotAllowed)
    }
}

/// The certificates of makers an administrator trusts. One that cannot be read is logged and trusts nobody.
fn makers(roots: &[String]) -> AttestationCaList {
    let mut makers = AttestationCaList::default();
    for root in roots {
        match AttestationCaList::try_from(root.as_bytes()) {
            Ok(maker) => makers.union(&maker),
            Err(error) => {
                tracing::error!(%error, "a maker's certificate in the method policy cannot be read");
            }
        }
    }
    makers
}

/// The make, out of the authenticator data (WebAuthn §6.5.1): the library tells it of attested keys only.
fn aaguid_of(attestation_object: &[u8]) -> Option<Uuid> {
    #[derive(Deserialize)]
    struct AttestationObject {
        #[serde(rename = "authData")]
        auth_data: serde_cbor_2::Value,
    }
    let object: AttestationObject = serde_cbor_2::from_slice(attestation_object).ok()?;
    let serde_cbor_2::Value::Bytes(data) = object.auth_data else {
        return None;
    };
    // Hash of the RP id, flags, counter; then it.
    Uuid::from_slice(data.get(37..53)?).ok()
}

fn method_of(
    user: &user::Model,
    rules: &MethodRules,
    credential: &Credential,
    aaguid: &Uuid,
    now_ms: i64,
) -> security_method::Model {
    let credential_id = URL_SAFE_NO_PAD.encode(&credential.cred_id);
    let aaguid = aaguid.to_string();
    let model = makes::name(&aaguid).map(str::to_owned);
    let passkey = PasskeyData {
        credential: serde_json::to_value(credential).unwrap_or_default(),
        model: model.clone(),
        attestation_level: if rules.passkeys.attestation {
            "attested"
        } else {
            "notAttested"
        }
        .to_owned(),
        passkey_type: passkey_type(credential).to_owned(),
        aaguid: Some(aaguid),
        credential_id: credential_id.clone(),
    };
    security_method::Model {
        lookup_key: Some(lookup_key(&credential_id)),
        value: model,
        last_step: Some(credential.counter.into()),
        data: MethodData {
            passkey: Some(passkey),
            ..MethodData::default()
        },
        ..places::method(user.id, MethodKind::Passkey, now_ms)
    }
}

/// Graph's `passkeyType`.
pub(super) fn passkey_type(credential: &Credential) -> &'static str {
    if credential.backup_eligible {
        "synced"
    } else {
        "deviceBound"
    }
}

fn fresh(state: &AppState, user: &user::Model, lifetime: std::time::Duration) -> Model {
    let now_ms = state.now_ms();
    Model {
        id: Uuid::new_v4(),
        user_id: user.id,
        kind: MethodKind::Passkey.name().to_owned(),
        slot: String::new(),
        display_name: None,
        value: None,
        channel: None,
        replaces_id: None,
        code_mac: None,
        secret_sealed: None,
        token_hash: None,
        data: RegistrationData::default(),
        state: AWAITING.to_owned(),
        reason: None,
        tries_remaining: 0,
        sent_count: 0,
        created_at: now_ms,
        expires_at: now_ms + span(lifetime),
        resend_after_at: None,
        finished_at: None,
        method_id: None,
    }
}

async fn end(state: &AppState, row: &Model, as_: &str, reason: Option<&str>) -> Result<bool, DbErr> {
    let now_ms = state.now_ms();
    let ended = Entity::update_many()
        .set(over(as_, reason, now_ms))
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq(AWAITING))
        .filter(Column::ExpiresAt.gt(now_ms))
        .exec(&state.db)
        .await?;
    Ok(ended.rows_affected == 1)
}

fn over(state: &str, reason: Option<&str>, now_ms: i64) -> ActiveModel {
    ActiveModel {
        state: Set(state.to_owned()),
        reason: Set(reason.map(str::to_owned)),
        token_hash: Set(None),
        finished_at: Set(Some(now_ms)),
        ..Default::default()
    }
}

/// The person's registrations with a page.
fn of(user: &user::Model) -> Condition {
    Condition::all()
        .add(Column::UserId.eq(user.id))
        .add(Column::Kind.eq(MethodKind::Passkey.name()))
        .add(Column::Channel.is_null())
}
