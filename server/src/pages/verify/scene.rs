//! An open second step with all that is known about it, and how it ends.

use axum::response::Response;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::ask;
use crate::audit::{self, Event};
use crate::auth::ClientAddress;
use crate::authority::authorize::AuthorizationRequest;
use crate::authority::lockout;
use crate::authority::registered::Registered;
use crate::authority::remembered;
use crate::authority::second_factor::{Proven, Step, Way};
use crate::pages::acting;
use crate::pages::error::PageError;
use crate::pages::history::{self, Try};
use crate::pages::next::Next;
use crate::pages::pending::{self, Beginning};
use crate::pages::visitor::{SignedIn, Visitor};
use crate::pages::{gate, register, render};
use crate::sign_ins::Outcome;
use crate::state::AppState;
use crate::store::entities::{pending_sign_in, security_method, user};

/// An open second step.
pub(in crate::pages) struct Scene {
    pub(super) row: pending_sign_in::Model,
    pub(super) user: user::Model,
    pub(super) registered: Registered,
    /// What was proven before.
    before: Proven,
    /// What is asked now.
    pub(super) way: Way,
    /// All that may be asked, that one too, the strongest first.
    pub(super) ways: Vec<Way>,
    /// Whether the box "don't ask again" is ticked.
    pub(super) remember: bool,
}

/// Where somebody comes who opens the page.
pub(in crate::pages) enum Arrival {
    Scene(Box<Scene>),
    /// There is nothing to ask here.
    Elsewhere(String),
}

impl Scene {
    pub(super) fn offers(&self, way: Way) -> bool {
        self.ways.contains(&way)
    }

    /// The same asking for this way; none when it is not among the ways.
    pub(in crate::pages) fn asking(mut self, way: Way) -> Option<Self> {
        self.way = way;
        self.offers(way).then_some(self)
    }

    /// Whose it is.
    pub(in crate::pages) fn person(&self) -> &user::Model {
        &self.user
    }

    /// What names this second step.
    pub(in crate::pages) fn id(&self) -> &str {
        &self.row.id_hash
    }

    /// What the app that asks is called.
    pub(super) async fn app(&self, state: &AppState) -> Option<String> {
        let next = Next::parse(self.row.next.as_deref()?)?;
        let (tenant, query) = next.authorization_request()?;
        let request = AuthorizationRequest::read(state, tenant, query).await.ok()?;
        Some(request.client.display_name.clone())
    }

    pub(super) fn is_step_up(&self) -> bool {
        pending::is_step_up(&self.row)
    }

    /// The phone of a way, as a hint: its last digits.
    pub(super) fn number(&self, way: Way) -> String {
        let number = self
            .registered
            .methods_for(way)
            .find_map(|row| row.value.as_deref());
        masked(number.unwrap_or_default())
    }

    /// The phone that proved the person. Other kinds note for themselves when they were used.
    fn phone_of(&self, way: Way) -> Option<Uuid> {
        let is_phone = matches!(
            way,
            Way::Text | Way::CallMobile | Way::CallAlternate | Way::CallOffice
        );
        let phone = self.registered.methods_for(way).next();
        phone.filter(|_| is_phone).map(|row| row.id)
    }

    /// Whether the way of the scene was sent a moment ago.
    pub(super) fn is_cooling_down(&self, now_ms: i64) -> bool {
        let is_same = self.row.method_id.as_deref() == Some(self.way.as_str());
        let is_asked = self.row.code_mac.is_some() || self.row.asked_id.is_some();
        is_same && is_asked && self.row.resend_after_at.is_some_and(|at| at > now_ms)
    }

    /// The same when nothing is sent or waited for.
    pub(super) fn with_nothing_asked(mut self) -> Self {
        self.row.code_mac = None;
        self.row.asked_id = None;
        self.row.state.number = None;
        self.row.state.answered_at = None;
        self
    }

    /// The sign-in page, which says why.
    pub(super) fn back_to_sign_in(&self, because: &str) -> String {
        let next = self.row.next.as_deref().unwrap_or("/");
        let hint = Next::encode(&self.user.user_name);
        format!(
            "/signin?next={}&login_hint={hint}&because={because}",
            Next::encode(next)
        )
    }

    fn next(&self) -> String {
        self.row.next.clone().unwrap_or_else(|| "/".to_owned())
    }
}

/// The second step that is open in this browser.
pub(in crate::pages) async fn arrive(state: &AppState, visitor: &Visitor) -> Result<Arrival, PageError> {
    let Some((row, user)) = pending::find(state, visitor).await? else {
        let elsewhere = if visitor.session.is_some() {
            "/"
        } else {
            "/signin?because=late"
        };
        return Ok(Arrival::Elsewhere(elsewhere.to_owned()));
    };
    let next = row.next.clone().unwrap_or_else(|| "/".to_owned());
    if pending::is_reported(&row) {
        return Ok(Arrival::Elsewhere(format!(
            "/signin?next={}&because=reported",
            Next::encode(&next)
        )));
    }
    let registered = gate::registered(state, visitor, &user).await?;
    let (before, step) = if pending::is_step_up(&row) {
        let session = visitor
            .session
            .as_ref()
            .filter(|session| session.user.id == user.signs_in_as());
        let Some(session) = session else {
            return Ok(Arrival::Elsewhere(format!(
                "/signin?next={}",
                Next::encode(&next)
            )));
        };
        if user.home_user_id.is_some() {
            let proof = acting::proof_of(state, visitor, session, &user).await?.proof;
            let before = proof.proven();
            let step = acting::asked_of_guest(&registered.situation, &before);
            (before, step)
        } else {
            let before = session.proof.proven();
            let step = registered.situation.again(&before);
            (before, step)
        }
    } else {
        let before = Proven::by_references(&row.amr.0);
        let step = registered.situation.next(&before);
        (before, step)
    };
    let Step::Ask { first, others } = step else {
        // What was registered changed meanwhile: the sign-in begins anew.
        return Ok(Arrival::Elsewhere(format!(
            "/signin?next={}",
            Next::encode(&next)
        )));
    };
    let mut ways = others;
    ways.insert(0, first);
    let chosen = row.method_id.as_deref().and_then(Way::parse);
    let way = chosen.filter(|way| ways.contains(way)).unwrap_or(first);
    ways.sort_unstable();
    Ok(Arrival::Scene(Box::new(Scene {
        remember: row.state.remember,
        row,
        user,
        registered,
        before,
        way,
        ways,
    })))
}

/// The first factor was right: signs the person in, or goes on with what is still to be proven.
pub(in crate::pages) async fn continue_sign_in(
    state: &AppState,
    mut visitor: Visitor,
    client: ClientAddress,
    user: user::Model,
    proven: Proven,
    keep: bool,
    next: String,
) -> Result<Response, PageError> {
    if user.home_user_id.is_some() {
        return Err(PageError::SignInAtHome);
    }
    let registered = gate::registered(state, &visitor, &user).await?;
    let situation = &registered.situation;
    let Step::Ask { first, others } = situation.next(&proven) else {
        if situation.remembered
            && let Some(token) = visitor.cookie(&gate::remembered_cookie(state, &user))
        {
            remembered::note_use(&state.db, state.now_ms(), token).await?;
        }
        let is_strong = situation.is_strong(&proven);
        return signed_in(state, visitor, client, user, proven, is_strong, keep, next).await;
    };
    let beginning = Beginning {
        user_id: user.id,
        proven: proven.clone(),
        keep,
        next,
        is_step_up: false,
    };
    let row = pending::begin(state, &mut visitor, beginning).await?;
    let mut ways = others;
    ways.insert(0, first);
    let scene = Scene {
        row,
        user,
        registered,
        before: proven,
        way: first,
        ways,
        remember: false,
    };
    // The person pressed a button just now: what has to be sent goes out at once. Why not, if not, stands on the page.
    let _ = ask::start(state, &visitor, client, &scene, false).await?;
    Ok(render::redirect(visitor, super::PATH))
}

/// The second factor was right.
pub(in crate::pages) async fn complete(
    state: &AppState,
    mut visitor: Visitor,
    client: ClientAddress,
    scene: Scene,
    way: Way,
    remember: bool,
) -> Result<Response, PageError> {
    let proven = scene.before.clone().and(way);
    // Of two requests with a right code one goes on.
    if !pending::end(state, &mut visitor, &scene.row).await? {
        return Err(PageError::Stale);
    }
    lockout::succeeded(
        &state.db,
        &lockout::of_second_factor(&state.secrets, scene.user.id),
    )
    .await?;
    let now_ms = state.now_ms();
    let days = remembered::lifetime(scene.registered.rules.remember_devices_days);
    if let Some(lifetime) = days.filter(|_| remember) {
        let agent = visitor.user_agent();
        let token = remembered::remember(&state.db, now_ms, scene.user.id, lifetime, agent).await?;
        let cookie = gate::remembered_cookie(state, &scene.user);
        visitor.set_cookie(&cookie, &token, Some(lifetime));
        audit::record(
            &state.db,
            now_ms,
            event("sign_in.computer_remembered", &scene.user, client),
        )
        .await?;
    }
    if let Some(phone) = scene.phone_of(way) {
        security_method::Entity::update_many()
            .col_expr(security_method::Column::LastUsedAt, Expr::value(Some(now_ms)))
            .filter(security_method::Column::Id.eq(phone))
            .exec(&state.db)
            .await?;
    }
    let is_strong = scene.registered.situation.is_strong(&proven);
    let next = scene.next();
    if !scene.is_step_up() {
        let keep = scene.row.keep;
        return signed_in(state, visitor, client, scene.user, proven, is_strong, keep, next).await;
    }
    // A call that was answered is a proof of that moment, not of when the page looked.
    let proven_at = scene.row.state.answered_at.unwrap_or(now_ms);
    let is_kept = if scene.user.home_user_id.is_some() {
        acting::keep_proof(state, &visitor, &scene.user, &proven, proven_at).await?
    } else {
        let strong_at = is_strong.then_some(proven_at);
        visitor.prove(state, &proven, strong_at).await?
    };
    if !is_kept {
        return Err(PageError::Stale);
    }
    let event = Event {
        detail: vec![("proof", way.reference().to_owned())],
        ..event("sign_in.verified_again", &scene.user, client)
    };
    audit::record(&state.db, now_ms, event).await?;
    Ok(render::redirect(visitor, &next))
}

#[allow(
    clippy::too_many_arguments,
    reason = "each is a fact of its own about one sign-in"
)]
async fn signed_in(
    state: &AppState,
    mut visitor: Visitor,
    client: ClientAddress,
    user: user::Model,
    proven: Proven,
    is_strong: bool,
    keep: bool,
    next: String,
) -> Result<Response, PageError> {
    let event = Event {
        detail: vec![("proof", proven.references().join(" "))],
        ..event("sign_in.succeeded", &user, client)
    };
    audit::record(&state.db, state.now_ms(), event).await?;
    let second_way = proven.second_way().map(|way| way.reference().to_owned());
    let signed_in = SignedIn {
        user,
        proven,
        is_strong,
        keep,
        address: client.0.to_string(),
    };
    visitor.sign_in(state, signed_in).await?;
    let session = visitor.session.as_ref().ok_or(PageError::Server)?;
    let tried = Try {
        at: session.proof.authenticated_at,
        client,
        user_agent: visitor.user_agent(),
        next: next.clone(),
    };
    history::note(state, &session.user, tried, Outcome::Succeeded { second_way }).await?;
    let registered = gate::registered(state, &visitor, &session.user).await?;
    // What the organization asks for besides comes before the goal (B-90), in the same breath.
    if register::is_asked(state, &visitor, &session.user, &registered).await? {
        let to = format!("/register?next={}", Next::encode(&next));
        return Ok(render::redirect(visitor, &to));
    }
    Ok(render::redirect(visitor, &next))
}

/// A password that was right, and a second step that was not (B-159).
pub(in crate::pages) async fn record_failure(
    state: &AppState,
    visitor: &Visitor,
    scene: &Scene,
    client: ClientAddress,
) -> Result<(), DbErr> {
    let tried = Try {
        at: state.now_ms(),
        client,
        user_agent: visitor.user_agent(),
        next: scene.next(),
    };
    let way = scene.way.reference().to_owned();
    history::note(state, &scene.user, tried, Outcome::SecondStepFailed { way }).await?;
    let event = Event {
        detail: vec![("asked", scene.way.reference().to_owned())],
        ..event("sign_in.second_factor_failed", &scene.user, client)
    };
    audit::record(&state.db, state.now_ms(), event).await
}

fn event<'a>(kind: &'a str, user: &user::Model, ClientAddress(address): ClientAddress) -> Event<'a> {
    Event {
        address: Some(address.to_string()),
        ..Event::of(kind, user)
    }
}

/// A phone number of which only the last digits show.
fn masked(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    let last: String = digits[digits.len().saturating_sub(2)..].iter().collect();
    format!("••• {last}")
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn only_the_last_digits_of_a_number_show() {
        assert_eq!(masked("+31650001234"), "••• 34");
        assert_eq!(masked("1"), "••• 1");
        assert_eq!(masked(""), "••• ");
    }
}
