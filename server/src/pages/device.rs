//! `/device`: a person enters the code another screen shows, sees who asked, and decides (RFC 8628 §3.3, §5.4).

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, TransactionTrait};
use serde::Deserialize;

use super::acting;
use super::checked_form::CheckedForm;
use super::error::{PageError, minutes};
use super::gate::{self, Gate};
use super::render::{self, Frame};
use super::scopes;
use super::texts::Texts;
use super::visitor::Visitor;
use crate::audit::{self, Event};
use crate::auth::ClientAddress;
use crate::authority::consents;
use crate::authority::device::status;
use crate::authority::directory::Realm;
use crate::authority::freshness::Freshness;
use crate::authority::proof::Proof;
use crate::authority::scopes::unconsented;
use crate::authority::user_code::UserCode;
use crate::clock::{instant, rfc3339};
use crate::rate_limit::{self, Limit};
use crate::state::AppState;
use crate::store::entities::device_authorization::{Column, Entity, Model};
use crate::store::entities::{client, tenant};
use crate::terms;

/// Wrong codes from one address (RFC 8628 §5.1): with 25.6 thousand million codes, guessing one is hopeless.
const LIMIT: Limit = Limit {
    hits: 20,
    window: Duration::from_secs(10 * 60),
};

#[derive(Deserialize)]
pub(super) struct Prefilled {
    user_code: Option<String>,
}

#[derive(Template)]
#[template(path = "device-code.html")]
struct CodePage {
    frame: Frame,
    csrf: String,
    code: String,
    problem: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "device-confirm.html")]
struct ConfirmPage {
    frame: Frame,
    csrf: String,
    code: String,
    person: String,
    user_name: String,
    app: String,
    organization: String,
    computer: Option<String>,
    system: Option<String>,
    address: String,
    asked: String,
    asked_at: String,
    permissions: Vec<String>,
}

#[derive(Template)]
#[template(path = "result.html")]
struct ResultPage {
    frame: Frame,
    good: bool,
    heading: &'static str,
    text: String,
}

/// `GET /device`
pub(super) async fn ask_code(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(query): Query<Prefilled>,
) -> Response {
    let code = query
        .user_code
        .as_deref()
        .and_then(UserCode::parse)
        .map(|c| c.shown())
        .unwrap_or_default();
    code_page(&state, visitor, code, None)
}

fn code_page(state: &AppState, visitor: Visitor, code: String, problem: Option<&'static str>) -> Response {
    let here = if code.is_empty() {
        "/device".to_owned()
    } else {
        format!("/device?user_code={code}")
    };
    let page = CodePage {
        frame: Frame::of(&visitor, here),
        csrf: visitor.csrf(state),
        code,
        problem,
    };
    render::page(visitor, StatusCode::OK, &page)
}

/// `POST /device`
pub(super) async fn take_code(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    CheckedForm { visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    let t = visitor.texts();
    let typed = form.get("user_code").unwrap_or_default();
    let shown: String = typed.chars().take(20).collect();
    let Some(code) = UserCode::parse(typed) else {
        return Ok(code_page(&state, visitor, shown, Some(t.code_malformed)));
    };
    match find(&state, &address.to_string(), &code).await? {
        None => Ok(code_page(&state, visitor, code.shown(), Some(t.code_unknown))),
        Some(_) => {
            let confirm = format!("/device/confirm?user_code={}", code.shown());
            let gate = gate::judge(&state, &visitor, Freshness::default()).await?;
            let to = gate.leads_to(&confirm).unwrap_or(confirm);
            Ok(render::redirect(visitor, &to))
        }
    }
}

/// `GET /device/confirm`
pub(super) async fn confirm(
    State(state): State<AppState>,
    visitor: Visitor,
    ClientAddress(address): ClientAddress,
    Query(query): Query<Prefilled>,
) -> Result<Response, PageError> {
    let Some(code) = query.user_code.as_deref().and_then(UserCode::parse) else {
        return Ok(render::redirect(visitor, "/device"));
    };
    let here = format!("/device/confirm?user_code={}", code.shown());
    let gate = gate::judge(&state, &visitor, Freshness::default()).await?;
    let first = gate.leads_to(&here);
    let Some(session) = visitor.session.as_ref().filter(|_| first.is_none()) else {
        let first = first.unwrap_or_else(|| "/signin".to_owned());
        return Ok(render::redirect(visitor, &first));
    };
    let t = visitor.texts();
    let Some(row) = find(&state, &address.to_string(), &code).await? else {
        return Ok(code_page(&state, visitor, code.shown(), Some(t.code_unknown)));
    };
    let asked = Asked::read(&state, &row).await?;
    let (gate, acting) =
        acting::judge(&state, &visitor, session, &asked.tenant, Freshness::default()).await?;
    if let Some(first) = gate.leads_to(&here) {
        return Ok(render::redirect(visitor, &first));
    }
    let given = consents::of(&state.db, acting.user.id, asked.client.id).await?;
    let missing = unconsented(&asked.client, &given, &row.scopes.0);
    let page = ConfirmPage {
        frame: Frame::of(&visitor, here),
        csrf: visitor.csrf(&state),
        code: code.shown(),
        person: session.user.display_name.clone(),
        user_name: session.user.user_name.clone(),
        app: asked.client.display_name.clone(),
        organization: asked.tenant.display_name.clone(),
        computer: row.device_name.clone(),
        system: row.device_os.clone(),
        address: place(t, row.address.as_deref()),
        asked: ago(t, state.now_ms() - row.created_at, row.created_at),
        asked_at: rfc3339(row.created_at),
        permissions: scopes::in_words(t, &missing),
    };
    Ok(render::page(visitor, StatusCode::OK, &page))
}

/// `POST /device/confirm`
pub(super) async fn decide(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    CheckedForm { visitor, form }: CheckedForm,
) -> Result<Response, PageError> {
    let code = form
        .get("user_code")
        .and_then(UserCode::parse)
        .ok_or(PageError::BadRequest)?;
    let decision = match form.get("decision") {
        Some("allow") => status::APPROVED,
        Some("deny") => status::DENIED,
        _ => return Err(PageError::BadRequest),
    };
    if gate::judge(&state, &visitor, Freshness::default()).await? != Gate::Open {
        return Err(PageError::Stale);
    }
    let session = visitor.session.as_ref().ok_or(PageError::Stale)?;
    let t = visitor.texts();
    let Some(row) = find(&state, &address.to_string(), &code).await? else {
        return Ok(code_page(&state, visitor, code.shown(), Some(t.code_unknown)));
    };
    let asked = Asked::read(&state, &row).await?;
    let (gate, acting) =
        acting::judge(&state, &visitor, session, &asked.tenant, Freshness::default()).await?;
    if gate != Gate::Open {
        return Err(PageError::Stale);
    }
    if decision == status::APPROVED {
        let declined = terms::blocked(&state.db, &acting.user, asked.client.id, None).await?;
        if !declined.is_empty() {
            return Err(PageError::TermsDeclined {
                app: asked.client.display_name.clone(),
                documents: declined,
            });
        }
    }
    let now_ms = state.now_ms();

    let change = state.db.begin().await?;
    let decided = Entity::update_many()
        .col_expr(Column::Status, Expr::value(decision))
        .col_expr(Column::UserId, Expr::value(acting.user.id))
        .col_expr(
            Column::AuthenticatedAt,
            Expr::value(acting.proof.authenticated_at),
        )
        .col_expr(Column::Amr, Expr::value(acting.proof.amr.clone()))
        .col_expr(
            Column::VerifiedAt,
            Expr::value(handed_on(&acting.proof, &row, address)),
        )
        .col_expr(Column::DecidedAt, Expr::value(now_ms))
        .filter(Column::Id.eq(row.id))
        .filter(Column::Status.eq(status::PENDING))
        .filter(Column::ExpiresAt.gt(now_ms))
        .exec(&change)
        .await?;
    if decided.rows_affected != 1 {
        change.rollback().await?;
        return Ok(code_page(&state, visitor, code.shown(), Some(t.code_unknown)));
    }
    let allowed = decision == status::APPROVED;
    if allowed {
        consents::give(&change, now_ms, acting.user.id, asked.client.id, &row.scopes.0).await?;
    }
    let kind = if allowed {
        "device_authorization.approved"
    } else {
        "device_authorization.denied"
    };
    let event = Event {
        client_id: Some(asked.client.id),
        address: Some(address.to_string()),
        ..Event::of(kind, &acting.user)
    };
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;

    let (heading, text) = if allowed {
        (
            t.allowed_heading,
            t.allowed_text.replace("{app}", &asked.client.display_name),
        )
    } else {
        (
            t.denied_heading,
            t.denied_text.replace("{app}", &asked.client.display_name),
        )
    };
    let page = ResultPage {
        frame: Frame::of(&visitor, "/"),
        good: allowed,
        heading,
        text,
    };
    Ok(render::page(visitor, StatusCode::OK, &page))
}

/// When what this session proved counts as a fresh proof in the app: it was proven for this very code, where the app is.
/// Whoever is talked into approving a stranger's code proves themselves somewhere else; and whoever signed in before the
/// code was there did it for something else (RFC 8628 §5.4). The app asks again when it needs one.
fn handed_on(proof: &Proof, row: &Model, address: IpAddr) -> Option<i64> {
    let asked_from = row.address.as_deref().and_then(|asked| asked.parse().ok());
    proof
        .verified_at
        .filter(|at| *at >= row.created_at)
        .filter(|_| asked_from.is_some_and(|asked| is_same_place(asked, address)))
}

/// Whether two addresses are one computer's, or at least one home's or office's. A computer changes the second half of
/// its IPv6 address as it likes (RFC 8981).
fn is_same_place(one: IpAddr, other: IpAddr) -> bool {
    let network = |address: IpAddr| match address.to_canonical() {
        address if address.is_loopback() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
        address => address,
    };
    let is_somewhere = !one.to_canonical().is_unspecified();
    is_somewhere && network(one) == network(other)
}

/// The app and organization behind a code.
struct Asked {
    /// As the organization has it: what its administrator consented to, and whether it is on there.
    client: Arc<client::Model>,
    tenant: Arc<tenant::Model>,
}

impl Asked {
    async fn read(state: &AppState, row: &Model) -> Result<Self, PageError> {
        let tenant = tenant::Entity::find_by_id(row.tenant_id).one(&state.db).await?;
        let realm = Realm::Tenant(Arc::new(tenant.ok_or(PageError::Server)?));
        let (tenant, client) = realm.client(state, &row.client_id.to_string()).await?;
        Ok(Self { client, tenant })
    }
}

/// The organization that a code is for, as long as nobody decided.
///
/// # Errors
/// When the database fails.
pub(super) async fn organization_of(state: &AppState, typed: &str) -> Result<Option<tenant::Model>, DbErr> {
    let Some(code) = UserCode::parse(typed) else {
        return Ok(None);
    };
    let row = Entity::find()
        .filter(Column::UserCodeMac.eq(code.mac(&state.secrets)))
        .filter(Column::Status.eq(status::PENDING))
        .one(&state.db)
        .await?;
    match row {
        Some(row) => tenant::Entity::find_by_id(row.tenant_id).one(&state.db).await,
        None => Ok(None),
    }
}

/// The undecided authorization behind a code. Wrong codes are counted by address.
async fn find(state: &AppState, address: &str, code: &UserCode) -> Result<Option<Model>, PageError> {
    let now_ms = state.now_ms();
    let bucket = format!("user code {address}");
    // Counted before it is looked up, so that parallel guesses do not outrun the count; a right code costs nothing.
    rate_limit::hit(&state.db, now_ms, &bucket, LIMIT)
        .await?
        .map_err(|limited| PageError::TooMany(limited.retry_after))?;
    let row = Entity::find()
        .filter(Column::UserCodeMac.eq(code.mac(&state.secrets)))
        .filter(Column::Status.eq(status::PENDING))
        .filter(Column::ExpiresAt.gt(now_ms))
        .one(&state.db)
        .await?;
    if row.is_some() {
        rate_limit::give_back(&state.db, &bucket).await?;
    }
    Ok(row)
}

fn place(t: &Texts, address: Option<&str>) -> String {
    let address = address.unwrap_or_default();
    let local = address.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if local {
        t.this_computer.replace("{address}", address)
    } else {
        address.to_owned()
    }
}

fn ago(t: &Texts, ms: i64, at_ms: i64) -> String {
    let at = instant(at_ms).time();
    let clock = format!("{:02}:{:02} UTC", at.hour(), at.minute());
    let passed = Duration::from_millis(u64::try_from(ms).unwrap_or(0));
    if passed < Duration::from_secs(60) {
        return t.just_now.replace("{clock}", &clock);
    }
    t.minutes_ago
        .replace("{minutes}", &minutes(passed))
        .replace("{clock}", &clock)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_an_address_and_of_ipv6_its_network() {
        for (one, other, is_same) in [
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.8", false),
            ("::ffff:192.0.2.7", "192.0.2.7", true),
            ("2001:db8:1:2:3::1", "2001:db8:1:2:ffff::9", true),
            ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
            ("127.0.0.1", "::1", true),
            ("127.0.0.1", "192.0.2.7", false),
            ("0.0.0.0", "0.0.0.0", false),
            ("::", "::1", false),
        ] {
            let [one, other] = [one, other].map(|address: &str| address.parse().unwrap());
            assert_eq!(is_same_place(one, other), is_same, "{one} {other}");
        }
    }
}
