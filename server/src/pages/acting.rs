//! Whom a signed-in browser speaks for in an organization: the person, or the guest that this account is there. A guest
//! signs in at home; what the organization asks besides is met by what was proven at home, where it trusts that, and
//! else by methods that the guest has there (B-17, B-20).

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, DbErr, EntityTrait, IntoActiveModel};
use url::form_urlencoded;

use super::error::PageError;
use super::gate::{self, Gate};
use super::next::Next;
use super::visitor::{Session, Visitor};
use crate::authority::authorize::AuthorizationRequest;
use crate::authority::directory;
use crate::authority::freshness::Freshness;
use crate::authority::proof::Proof;
use crate::authority::registered::{self, Registered};
use crate::authority::second_factor::{Proven, Situation, Step, Way};
use crate::pages::device;
use crate::state::AppState;
use crate::store::entities::{guest_proof, tenant, user};
use crate::store::values::{RequireSecondFactor, Strings};

/// An account of the organization that asks, with what was proven for it.
pub(super) struct Acting {
    pub(super) user: user::Model,
    pub(super) proof: Proof,
}

/// A guest with methods of their own in the organization they visit.
pub(super) struct Visiting {
    pub(super) guest: user::Model,
    pub(super) registered: Registered,
    pub(super) proof: Proof,
}

/// Judges whether the session is good enough for what an app of this organization asks, and whom it speaks for there.
///
/// # Errors
/// [`PageError::NotAGuest`] and the like, when this account has no business there.
pub(super) async fn judge(
    state: &AppState,
    visitor: &Visitor,
    session: &Session,
    tenant: &tenant::Model,
    freshness: Freshness,
) -> Result<(Gate, Acting), PageError> {
    if session.user.tenant_id == tenant.id {
        let acting = Acting {
            user: session.user.clone(),
            proof: session.proof.clone(),
        };
        return Ok((gate::judge(state, visitor, freshness).await?, acting));
    }
    let guest = guest(state, &session.user, tenant).await?;
    let trusts = tenant.settings.trust_home_second_factor;
    // What the home organization asks comes first, as fresh as this one wants it where that counts here.
    let at_home = if trusts { freshness } else { Freshness::default() };
    let mut gate = gate::judge(state, visitor, at_home).await?;
    let proof = if trusts {
        session.proof.clone()
    } else {
        proof_of(state, visitor, session, &guest).await?.proof
    };
    if gate == Gate::Open && session.proof.authenticated_at < guest.sign_in_valid_from {
        gate = Gate::SignIn;
    }
    if gate == Gate::Open {
        gate = if trusts {
            demanded_at_home(state, visitor, session, &guest, tenant).await?
        } else {
            demanded_here(state, visitor, session, &guest, tenant, freshness).await?
        };
    }
    Ok((gate, Acting { user: guest, proof }))
}

/// The guest whose own methods are asked next on the way to `next`; none when it is not about a guest.
///
/// # Errors
/// As [`judge`].
pub(super) async fn visiting(
    state: &AppState,
    visitor: &Visitor,
    next: &Next,
) -> Result<Option<Visiting>, PageError> {
    let Some(session) = &visitor.session else {
        return Ok(None);
    };
    let Some(tenant) = tenant_of(state, next).await? else {
        return Ok(None);
    };
    if tenant.id == session.user.tenant_id || tenant.settings.trust_home_second_factor {
        return Ok(None);
    }
    let guest = guest(state, &session.user, &tenant).await?;
    Ok(Some(proof_of(state, visitor, session, &guest).await?))
}

/// What a guest has in the organization they visit, and has proven there in this session.
pub(super) async fn proof_of(
    state: &AppState,
    visitor: &Visitor,
    session: &Session,
    guest: &user::Model,
) -> Result<Visiting, PageError> {
    let registered = gate::registered(state, visitor, guest).await?;
    let kept = match session.session_id {
        Some(id) => {
            guest_proof::Entity::find_by_id((id, guest.id))
                .one(&state.db)
                .await?
        }
        None => None,
    };
    let signed_in = Proven::by(Way::Password);
    let proof = match kept {
        Some(row) => Proof {
            authenticated_at: session.proof.authenticated_at,
            amr: row.amr,
            verified_at: Some(row.verified_at),
        },
        // The account at home is the first factor, however it was proven.
        None => Proof {
            authenticated_at: session.proof.authenticated_at,
            verified_at: registered
                .situation
                .is_strong(&signed_in)
                .then_some(session.proof.authenticated_at),
            amr: Strings(signed_in.references()),
        },
    };
    Ok(Visiting {
        guest: guest.clone(),
        registered,
        proof,
    })
}

/// Keeps what a guest has proven just now, for as long as the session lasts. False when there is no session any more.
pub(super) async fn keep_proof(
    state: &AppState,
    visitor: &Visitor,
    guest: &user::Model,
    proven: &Proven,
    verified_at: i64,
) -> Result<bool, DbErr> {
    let session = visitor
        .session
        .as_ref()
        .filter(|session| guest.home_user_id == Some(session.user.id));
    let Some(session_id) = session.and_then(|session| session.session_id) else {
        return Ok(false);
    };
    let row = guest_proof::Model {
        session_id,
        user_id: guest.id,
        amr: Strings(proven.references()),
        verified_at,
    };
    guest_proof::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(
            OnConflict::columns([guest_proof::Column::SessionId, guest_proof::Column::UserId])
                .update_columns([guest_proof::Column::Amr, guest_proof::Column::VerifiedAt])
                .to_owned(),
        )
        .exec_without_returning(&state.db)
        .await?;
    Ok(true)
}

async fn guest(
    state: &AppState,
    home: &user::Model,
    tenant: &tenant::Model,
) -> Result<user::Model, PageError> {
    let whom_to_ask = || PageError::organization(tenant);
    let guest = directory::guest_of(&state.db, home.id, tenant.id)
        .await?
        .ok_or_else(|| PageError::NotAGuest(whom_to_ask()))?;
    if guest.account_enabled {
        Ok(guest)
    } else {
        Err(PageError::GuestDisabled(whom_to_ask()))
    }
}

/// A second factor that is asked of guests is proven at home.
async fn demanded_at_home(
    state: &AppState,
    visitor: &Visitor,
    session: &Session,
    guest: &user::Model,
    tenant: &tenant::Model,
) -> Result<Gate, PageError> {
    let rules = registered::rules_of(&state.db, guest).await?;
    let is_met = session.proof.proven().is_multi_factor();
    if rules.require_second_factor != RequireSecondFactor::Always || is_met {
        return Ok(Gate::Open);
    }
    let at_home = gate::registered(state, visitor, &session.user).await?;
    if at_home.situation.has_second_factor() {
        Ok(Gate::Verify)
    } else {
        Err(PageError::SecondFactorMissing(PageError::organization(tenant)))
    }
}

/// A second factor that guests have here is proven here.
async fn demanded_here(
    state: &AppState,
    visitor: &Visitor,
    session: &Session,
    guest: &user::Model,
    tenant: &tenant::Model,
    freshness: Freshness,
) -> Result<Gate, PageError> {
    if session.session_id.is_none() {
        return Ok(Gate::SignIn);
    }
    let visiting = proof_of(state, visitor, session, guest).await?;
    let situation = &visiting.registered.situation;
    let proven = visiting.proof.proven();
    match situation.next(&proven) {
        Step::Ask { .. } => return Ok(Gate::Verify),
        Step::Register => return Err(PageError::PassNeeded(PageError::organization(tenant))),
        Step::Enough | Step::SignInAgain => {}
    }
    if freshness.is_met_by(&visiting.proof) {
        return Ok(Gate::Open);
    }
    Ok(match situation.again(&proven) {
        Step::Ask { .. } => Gate::Verify,
        _ => Gate::SignIn,
    })
}

/// What a guest is asked in the organization they visit: what the sign-in there lacks, with a pass as well, else once
/// more what they have.
pub(super) fn asked_of_guest(situation: &Situation, proven: &Proven) -> Step {
    match situation.next(proven) {
        asked @ Step::Ask { .. } => asked,
        _ => situation.again(proven),
    }
}

/// The organization whose app waits at the end of the way.
async fn tenant_of(state: &AppState, next: &Next) -> Result<Option<tenant::Model>, PageError> {
    if let Some((tenant, query)) = next.authorization_request() {
        let request = AuthorizationRequest::read(state, tenant, query).await.ok();
        return Ok(request.map(|request| (*request.tenant).clone()));
    }
    let Some(query) = next.as_str().strip_prefix("/device/confirm?") else {
        return Ok(None);
    };
    let typed = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "user_code");
    let typed = typed.map(|(_, typed)| typed.into_owned()).unwrap_or_default();
    Ok(device::organization_of(state, &typed).await?)
}
