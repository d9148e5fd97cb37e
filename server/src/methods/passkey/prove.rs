//! Proving a person: the assertion ceremony (WebAuthn §7.2).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter};
use serde_json::Value;
use webauthn_rs_core::proto::{
    AuthenticationState, Credential, PublicKeyCredential, RequestChallengeResponse, UserVerificationPolicy,
};

use super::{ceremony, credential_of, lookup_key, relying_party};
use crate::authority::registered::rules_of;
use crate::methods::kind::{MethodKind, state as method_state};
use crate::state::AppState;
use crate::store::entities::{security_method, user};
use crate::store::values::MethodData;

/// What a page asks a browser for.
pub struct Asked {
    /// `PublicKeyCredentialRequestOptionsJSON` (WebAuthn §5.5).
    pub options: String,
    /// To come back with the answer.
    pub ceremony: String,
}

/// What became of an assertion.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "it is looked at once")]
pub enum Finished {
    Proven(security_method::Model),
    /// Not the answer to this question, too late, or no passkey of theirs.
    Refused,
}

/// Asks for any passkey of this server: the key says whose it is.
pub fn begin(state: &AppState, bound_to: &str) -> Option<Asked> {
    ask(state, bound_to, Vec::new())
}

/// Asks for a passkey of this person.
///
/// # Errors
/// When the database fails.
pub async fn begin_for(state: &AppState, user: &user::Model, bound_to: &str) -> Result<Option<Asked>, DbErr> {
    let credentials: Vec<Credential> = of(state, user).await?.iter().filter_map(credential_of).collect();
    if credentials.is_empty() {
        return Ok(None);
    }
    Ok(ask(state, bound_to, credentials))
}

/// Asks for one passkey, to try whether it works.
pub fn begin_trial(state: &AppState, passkey: &security_method::Model, bound_to: &str) -> Option<Asked> {
    ask(state, bound_to, vec![credential_of(passkey)?])
}

fn ask(state: &AppState, bound_to: &str, credentials: Vec<Credential>) -> Option<Asked> {
    let party = relying_party(&state.config)?;
    let challenge = party
        .new_challenge_authenticate_builder(credentials, Some(UserVerificationPolicy::Required))
        .and_then(|builder| {
            // A key whose owner turned on synchronisation later stays a key of theirs, where the policy takes synced ones.
            party.generate_challenge_authenticate(builder.allow_backup_eligible_upgrade(true))
        });
    let (asked, mut kept): (RequestChallengeResponse, AuthenticationState) = challenge
        .inspect_err(|error| tracing::error!(%error, "a passkey cannot be asked for"))
        .ok()?;
    // What the credentials are is read again at the end: a page carries no keys, and no counters of before.
    kept.set_allowed_credentials(Vec::new());
    Some(Asked {
        options: serde_json::to_string(&asked.public_key).ok()?,
        ceremony: ceremony::seal(state, bound_to, kept),
    })
}

/// Looks at an answer to [`begin`]: whose passkey it is stands in the user handle.
///
/// # Errors
/// When the database fails.
pub async fn finish(
    state: &AppState,
    bound_to: &str,
    ceremony: &str,
    answer: &str,
) -> Result<Finished, DbErr> {
    check(state, Sought::Anybodys, bound_to, ceremony, answer).await
}

/// Looks at an answer to [`begin_for`].
///
/// # Errors
/// When the database fails.
pub async fn finish_for(
    state: &AppState,
    user: &user::Model,
    bound_to: &str,
    ceremony: &str,
    answer: &str,
) -> Result<Finished, DbErr> {
    check(state, Sought::Of(user), bound_to, ceremony, answer).await
}

/// Looks at an answer to [`begin_trial`]: it has to be of this passkey, and is no use of it.
///
/// # Errors
/// When the database fails.
pub async fn finish_trial(
    state: &AppState,
    passkey: &security_method::Model,
    bound_to: &str,
    ceremony: &str,
    answer: &str,
) -> Result<Finished, DbErr> {
    check(state, Sought::ForTrial(passkey), bound_to, ceremony, answer).await
}

/// Whose passkey has to answer.
#[derive(Clone, Copy)]
enum Sought<'a> {
    Anybodys,
    Of(&'a user::Model),
    /// This one.
    ForTrial(&'a security_method::Model),
}

async fn check(
    state: &AppState,
    sought: Sought<'_>,
    bound_to: &str,
    ceremony: &str,
    answer: &str,
) -> Result<Finished, DbErr> {
    let Some(mut kept) = ceremony::spend::<AuthenticationState>(state, bound_to, ceremony).await? else {
        return Ok(Finished::Refused);
    };
    let (Some(party), Some(answer)) = (relying_party(&state.config), read(answer)) else {
        return Ok(Finished::Refused);
    };
    let id = URL_SAFE_NO_PAD.encode(&answer.raw_id);
    let method = security_method::Entity::find()
        .filter(security_method::Column::LookupKey.eq(lookup_key(&id)))
        .filter(security_method::Column::State.eq(method_state::ACTIVE))
        .one(&state.db)
        .await?;
    let credential = method.as_ref().and_then(credential_of);
    let (Some(method), Some(credential)) = (method, credential) else {
        return Ok(Finished::Refused);
    };
    // §7.2 step 6: with a user who is known, the handle may be missing; without one, it has to name the owner.
    let handle = answer.get_user_unique_id();
    let names_owner = handle.map(|handle| handle == method.user_id.as_bytes());
    let is_sought = match sought {
        Sought::Anybodys => names_owner == Some(true),
        Sought::Of(user) => method.user_id == user.id && names_owner != Some(false),
        Sought::ForTrial(tried) => method.id == tried.id && names_owner != Some(false),
    };
    if !is_sought {
        return Ok(Finished::Refused);
    }
    kept.set_allowed_credentials(vec![credential.clone()]);
    let result = match party.authenticate_credential(&answer, &kept) {
        Ok(result) => result,
        Err(error) => {
            tracing::info!(method = %method.id, %error, "an assertion was refused");
            return Ok(Finished::Refused);
        }
    };
    if result.backup_eligible() && !credential.backup_eligible && !takes_synced(state, &method).await? {
        tracing::info!(method = %method.id, "a passkey became a synced one, which the policy does not take");
        return Ok(Finished::Refused);
    }
    let used = Credential {
        counter: result.counter(),
        backup_state: result.backup_state(),
        backup_eligible: result.backup_eligible(),
        ..credential
    };
    let used_at = (!matches!(sought, Sought::ForTrial(_))).then(|| state.now_ms());
    if note_use(state, &method, &used, used_at).await? {
        Ok(Finished::Proven(method))
    } else {
        Ok(Finished::Refused)
    }
}

async fn takes_synced(state: &AppState, method: &security_method::Model) -> Result<bool, DbErr> {
    let user = user::Entity::find_by_id(method.user_id).one(&state.db).await?;
    Ok(match user {
        Some(user) => rules_of(&state.db, &user).await?.passkeys.take_synced(),
        None => false,
    })
}

/// Moves the counter on (§6.1.1). Of two answers with one counter, on whatever instances, one gets through; keys
/// without a counter always say 0.
async fn note_use(
    state: &AppState,
    method: &security_method::Model,
    used: &Credential,
    used_at: Option<i64>,
) -> Result<bool, DbErr> {
    let mut passkey = method.data.passkey.clone().unwrap_or_default();
    passkey.credential = serde_json::to_value(used).unwrap_or(passkey.credential);
    passkey.passkey_type = super::register::passkey_type(used).to_owned();
    let counter = i64::from(used.counter);
    let mut changes = security_method::ActiveModel {
        data: Set(MethodData {
            passkey: Some(passkey),
            ..method.data.clone()
        }),
        last_step: Set(Some(counter)),
        ..Default::default()
    };
    if used_at.is_some() {
        changes.last_used_at = Set(used_at);
    }
    let is_later = Condition::any()
        .add(security_method::Column::LastStep.is_null())
        .add(security_method::Column::LastStep.lt(counter))
        .add(Expr::value(counter == 0));
    let noted = security_method::Entity::update_many()
        .set(changes)
        .filter(security_method::Column::Id.eq(method.id))
        .filter(security_method::Column::State.eq(method_state::ACTIVE))
        .filter(is_later)
        .exec(&state.db)
        .await?;
    Ok(noted.rows_affected == 1)
}

/// The passkeys of a person that work.
pub(super) async fn of(state: &AppState, user: &user::Model) -> Result<Vec<security_method::Model>, DbErr> {
    security_method::Entity::find()
        .filter(security_method::Column::UserId.eq(user.id))
        .filter(security_method::Column::Kind.eq(MethodKind::Passkey.name()))
        .filter(security_method::Column::State.eq(method_state::ACTIVE))
        .all(&state.db)
        .await
}

/// What a browser answered (`PublicKeyCredential.toJSON()`).
fn read(answer: &str) -> Option<PublicKeyCredential> {
    let mut answer: Value = serde_json::from_str(answer).ok()?;
    // No extension was asked for: whatever comes along says nothing.
    let properties = answer.as_object_mut()?;
    properties.remove("extensions");
    properties.insert("clientExtensionResults".to_owned(), serde_json::json!({}));
    serde_json::from_value(answer).ok()
}
