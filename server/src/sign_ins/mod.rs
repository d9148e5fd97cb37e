//! The history of sign-ins (B-157 … B-165): what the authority writes down at each interactive try, what its person
//! sees of it, and what is unusual. Refreshing a token is no sign-in.

mod agent;
mod query;
pub mod risk;
mod words;

use std::time::Duration;

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

pub use agent::Agent;
pub use query::{After, Condition, Wanted, page};
pub use words::looked_for;

use crate::places::Places;
use crate::rate_limit::{self, Limit};
use crate::store::entities::sign_in::{ActiveModel, Column, Entity, Model};
use crate::store::entities::{browser_session, grant, user};
use crate::store::values::Place;

/// How long the history is kept, as the privacy statement says.
pub const HISTORY: Duration = Duration::from_secs(90 * 24 * 3600);

/// Failures of one person from one address that are written down one by one. Who guesses on is locked out; a thousand
/// lines would tell no more.
const FAILURES: Limit = Limit {
    hits: 30,
    window: Duration::from_secs(10 * 60),
};

/// What an app is called in the column `client_app_used`, as Graph has it.
const APP: &str = "Mobile Apps and Desktop clients";
const BROWSER: &str = "Browser";

/// How a try ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Signed in; with the second step, when there was one.
    Succeeded { second_way: Option<String> },
    /// The name or the password was wrong, or the code in the place of the password.
    WrongPassword,
    /// Too many tries before this one.
    Locked,
    /// The first factor was right and this second one was not (B-159).
    SecondStepFailed { way: String },
    /// The person was asked on the phone and said that it was somebody else (B-60).
    Reported { way: String },
}

impl Outcome {
    fn error_code(&self) -> i32 {
        match self {
            Self::Succeeded { .. } => 0,
            Self::WrongPassword => 50_126,
            Self::Locked => 50_053,
            Self::SecondStepFailed { .. } | Self::Reported { .. } => 500_121,
        }
    }

    fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Succeeded { .. } => None,
            Self::WrongPassword => Some("Error validating credentials due to invalid username or password."),
            Self::Locked => Some(
                "The account is locked because the user tried to sign in too many times with an incorrect user ID or \
                 password.",
            ),
            Self::SecondStepFailed { .. } | Self::Reported { .. } => {
                Some("Authentication failed during strong authentication request.")
            }
        }
    }

    fn details(&self) -> Option<&'static str> {
        match self {
            Self::Succeeded { second_way } => second_way.as_ref().map(|_| "MFA completed in this sign-in"),
            Self::WrongPassword | Self::Locked => None,
            Self::SecondStepFailed { way } if matches!(way.as_str(), "hwk" | "swk" | "tel") => {
                Some("Additional verification failed")
            }
            Self::SecondStepFailed { .. } => Some("Additional verification failed, invalid code"),
            Self::Reported { .. } => Some("The person reported that somebody else asked"),
        }
    }

    fn second_way(&self) -> Option<String> {
        match self {
            Self::Succeeded { second_way } => second_way.clone(),
            Self::SecondStepFailed { way } | Self::Reported { way } => Some(way.clone()),
            Self::WrongPassword | Self::Locked => None,
        }
    }

    fn first_was_right(&self) -> bool {
        !matches!(self, Self::WrongPassword | Self::Locked)
    }
}

/// An app that wants to know who somebody is.
#[derive(Clone, Debug)]
pub struct App {
    pub id: Option<Uuid>,
    pub name: String,
}

/// One try in a browser.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub at: i64,
    /// None on the account pages themselves.
    pub app: Option<App>,
    pub address: String,
    /// Where that is, as far as it is known.
    pub place: Option<Place>,
    pub user_agent: Option<String>,
    pub outcome: Outcome,
}

/// Writes a try in a browser down; of very many failures only the first.
///
/// # Errors
/// When the database fails.
pub async fn record(db: &DatabaseConnection, user: &user::Model, attempt: Attempt) -> Result<(), DbErr> {
    if attempt.outcome.error_code() != 0 {
        let bucket = format!("sign-in history:{}:{}", user.id, attempt.address);
        if rate_limit::hit(db, attempt.at, &bucket, FAILURES).await?.is_err() {
            return Ok(());
        }
    }
    write(db, user, attempt).await
}

/// Writes a try in a browser down.
///
/// # Errors
/// When the database fails.
pub async fn write(db: &impl ConnectionTrait, user: &user::Model, attempt: Attempt) -> Result<(), DbErr> {
    let Attempt {
        at,
        app,
        address,
        place,
        user_agent,
        outcome,
    } = attempt;
    let agent = Agent::of(user_agent.as_deref());
    let device_key = browser_key(agent);
    let mut row = Model {
        client_id: app.as_ref().and_then(|app| app.id),
        app_display_name: app.map(|app| app.name),
        location: place,
        operating_system: agent.operating_system.map(str::to_owned),
        browser: agent.browser.map(str::to_owned),
        ..blank(user, at, Some(address), device_key)
    };
    row.error_code = outcome.error_code();
    row.failure_reason = outcome.reason().map(str::to_owned);
    row.additional_details = outcome.details().map(str::to_owned);
    row.session_activity = outcome.first_was_right();
    row.second_way = outcome.second_way();
    let is_reported = matches!(outcome, Outcome::Reported { .. });
    if is_reported {
        row.risk_state = risk::COMPROMISED.to_owned();
    }
    let judged = row.session_activity && !is_reported;
    insert(db, row, judged).await
}

/// An app got a session. It belongs to the sign-in that the person made for it just now; one that came of a browser that
/// was signed in already, or that a computer elsewhere asked for, is a sign-in of its own.
///
/// # Errors
/// When the database fails.
pub async fn grant_given(
    db: &impl ConnectionTrait,
    user: &user::Model,
    app: &str,
    given: &grant::Model,
    asked_from: Option<&str>,
    places: &Places,
) -> Result<(), DbErr> {
    let made_for_it = Entity::find()
        .filter(Column::UserId.eq(user.id))
        .filter(Column::CreatedAt.eq(given.authenticated_at))
        .filter(Column::ClientId.eq(given.client_id))
        .filter(Column::ErrorCode.eq(0))
        .filter(Column::GrantId.is_null())
        .one(db)
        .await?;
    let is_here = |row: &Model| asked_from.is_none() || row.address.as_deref() == asked_from;
    if let Some(mut row) = made_for_it.filter(is_here) {
        row.grant_id = Some(given.id);
        row.client_app_used = APP.to_owned();
        row.device_name = given.device_name.clone().or(row.device_name);
        row.operating_system = given.device_os.clone().or(row.operating_system);
        row.search = words::of(&row);
        Entity::update(row.into_active_model().reset_all())
            .validate()?
            .exec(db)
            .await?;
        return Ok(());
    }
    let browser = browser_session::Entity::find()
        .filter(browser_session::Column::UserId.eq(user.signs_in_as()))
        .filter(browser_session::Column::AuthenticatedAt.eq(given.authenticated_at))
        .order_by_desc(browser_session::Column::LastSeenAt)
        .one(db)
        .await?;
    let agent = match asked_from {
        // The browser is not the computer that asked.
        Some(_) => Agent::default(),
        None => Agent::of(browser.as_ref().and_then(|row| row.user_agent.as_deref())),
    };
    let device_key = match (&given.device_name, &given.device_os) {
        (None, None) => browser_key(agent),
        (name, os) => format!(
            "app {} {}",
            name.as_deref().unwrap_or_default(),
            os.as_deref().unwrap_or_default()
        ),
    };
    let address = asked_from
        .map(str::to_owned)
        .or_else(|| browser.and_then(|row| row.address));
    let row = Model {
        location: address.as_deref().and_then(|address| places.of(address)),
        client_id: Some(given.client_id),
        app_display_name: Some(app.to_owned()),
        client_app_used: APP.to_owned(),
        device_name: given.device_name.clone(),
        operating_system: given
            .device_os
            .clone()
            .or_else(|| agent.operating_system.map(str::to_owned)),
        browser: agent.browser.map(str::to_owned),
        additional_details: given
            .amr
            .has("mfa")
            .then(|| "MFA requirement satisfied by claim in the token".to_owned()),
        session_activity: true,
        grant_id: Some(given.id),
        ..blank(user, given.created_at, address, device_key)
    };
    insert(db, row, true).await
}

/// What was said of a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// This was me.
    Mine,
    /// This wasn't me.
    NotMine,
}

/// Notes what the person said of one of their sign-ins; none when there is none of that id. The answer is whether
/// anything changed. What was never unusual needs no confirming (B-164).
///
/// # Errors
/// When the database fails.
pub async fn answer(
    db: &impl ConnectionTrait,
    user_id: Uuid,
    id: Uuid,
    answer: Answer,
) -> Result<Option<bool>, DbErr> {
    let (becomes, from): (_, &[&str]) = match answer {
        Answer::Mine => (risk::SAFE, &[risk::AT_RISK, risk::COMPROMISED]),
        Answer::NotMine => (risk::COMPROMISED, &[risk::AT_RISK, risk::SAFE, risk::NONE]),
    };
    let its = || Column::UserId.eq(user_id).and(Column::Id.eq(id));
    let changed = Entity::update_many()
        .col_expr(Column::RiskState, Expr::value(becomes))
        .filter(its())
        .filter(Column::RiskState.is_in(from.iter().copied()))
        .exec(db)
        .await?;
    if changed.rows_affected > 0 {
        return Ok(Some(true));
    }
    Ok((Entity::find().filter(its()).count(db).await? > 0).then_some(false))
}

/// How many flagged sign-ins the person has not answered for.
///
/// # Errors
/// When the database fails.
pub async fn unusual(db: &impl ConnectionTrait, user_id: Uuid) -> Result<u64, DbErr> {
    Entity::find()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::RiskState.eq(risk::AT_RISK))
        .count(db)
        .await
}

/// Forgets what is older than [`HISTORY`].
///
/// # Errors
/// When the database fails.
pub async fn tidy(db: &DatabaseConnection, before_ms: i64) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::CreatedAt.lt(before_ms))
        .exec(db)
        .await?;
    Ok(())
}

fn blank(user: &user::Model, at: i64, address: Option<String>, device_key: String) -> Model {
    Model {
        id: Uuid::new_v4(),
        tenant_id: user.tenant_id,
        user_id: user.id,
        created_at: at,
        client_id: None,
        app_display_name: None,
        client_app_used: BROWSER.to_owned(),
        device_name: None,
        operating_system: None,
        browser: None,
        network: risk::network(address.as_deref()),
        address,
        location: None,
        device_key,
        error_code: 0,
        failure_reason: None,
        additional_details: None,
        session_activity: false,
        second_way: None,
        risk_state: risk::NONE.to_owned(),
        is_unfamiliar: false,
        grant_id: None,
        search: String::new(),
    }
}

fn browser_key(agent: Agent) -> String {
    format!(
        "browser {} {}",
        agent.browser.unwrap_or_default(),
        agent.operating_system.unwrap_or_default()
    )
}

async fn insert(db: &impl ConnectionTrait, mut row: Model, judged: bool) -> Result<(), DbErr> {
    if judged && risk::is_unusual(db, row.created_at, row.user_id, &row.network, &row.device_key).await? {
        row.risk_state = risk::AT_RISK.to_owned();
        row.is_unfamiliar = true;
    }
    row.search = words::of(&row);
    let active: ActiveModel = row.into_active_model();
    Entity::insert(active.reset_all())
        .exec_without_returning(db)
        .await?;
    Ok(())
}
