//! The default sign-in method of a person (B-29 … B-32, B-56).

mod rule;

use std::collections::BTreeSet;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

pub use rule::{Change, DefaultOption, in_force, options, strongest};

use crate::authority::registered::Registered;
use crate::authority::second_factor::Way;
use crate::store::entities::user;

/// What is asked for at sign-in, and what may be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// The default in force; none when there is nothing to choose from.
    pub current: Option<DefaultOption>,
    /// Strongest first.
    pub options: BTreeSet<DefaultOption>,
    /// Whether the organization asks for the strongest method, whatever is chosen (B-32).
    pub is_system_preferred: bool,
    /// What it asks for then: an option, `fido2` or `temporaryAccessPass`.
    pub system_preferred: Option<&'static str>,
}

impl Preferences {
    /// The preferences of somebody with these methods.
    pub fn of(registered: &Registered) -> Self {
        let situation = &registered.situation;
        let options = options(&situation.ways);
        let chosen = situation.preferred.and_then(DefaultOption::of_way);
        Self {
            current: in_force(chosen, &options),
            is_system_preferred: situation.system_preferred,
            system_preferred: strongest(&situation.ways).filter(|_| situation.system_preferred),
            options,
        }
    }
}

/// Reads the preferences of a person.
///
/// # Errors
/// When the database fails.
pub async fn read(db: &impl ConnectionTrait, now_ms: i64, user: &user::Model) -> Result<Preferences, DbErr> {
    Ok(Preferences::of(&Registered::of(db, now_ms, user).await?))
}

/// Chooses the default; none leaves the choice to the server. False when the option is none of the person's.
///
/// # Errors
/// When the database fails.
pub async fn choose(
    change: &impl ConnectionTrait,
    now_ms: i64,
    user: &user::Model,
    option: Option<DefaultOption>,
) -> Result<bool, DbErr> {
    let preferences = read(change, now_ms, user).await?;
    if option.is_some_and(|option| !preferences.options.contains(&option)) {
        return Ok(false);
    }
    keep(change, user.id, option).await?;
    Ok(true)
}

/// Whether the default goes with this method while others could be the default: then another is chosen first (B-29).
///
/// # Errors
/// When the database fails.
pub async fn is_the_default(
    db: &impl ConnectionTrait,
    now_ms: i64,
    user: &user::Model,
    method_id: Uuid,
) -> Result<bool, DbErr> {
    let registered = Registered::of(db, now_ms, user).await?;
    let goes = |way: Way| registered.methods_for(way).all(|method| method.id == method_id);
    let preferences = Preferences::of(&registered);
    let left = options(
        &registered
            .situation
            .ways
            .iter()
            .copied()
            .filter(|way| !goes(*way))
            .collect(),
    );
    let is_lost = |current: DefaultOption| !left.contains(&current);
    Ok(preferences.current.is_some_and(is_lost) && !left.is_empty())
}

/// To be called after every change of a person's methods, in its transaction: a default that is gone is replaced by
/// the strongest of what is left (B-29), the first method becomes the default, and so does the authenticator app
/// (B-56). The new default, when it is another one.
///
/// # Errors
/// When the database fails.
pub async fn after_change(
    change: &impl ConnectionTrait,
    now_ms: i64,
    user: &user::Model,
    what: Change,
) -> Result<Option<DefaultOption>, DbErr> {
    // What the caller knows of the person may be older than this transaction.
    let chosen: Option<Option<String>> = user::Entity::find_by_id(user.id)
        .select_only()
        .column(user::Column::PreferredMethod)
        .into_tuple()
        .one(change)
        .await?;
    let chosen = chosen.flatten().as_deref().and_then(DefaultOption::of_name);
    let registered = Registered::of(change, now_ms, user).await?;
    let kept = rule::after(what, chosen, &options(&registered.situation.ways));
    if kept == chosen {
        return Ok(None);
    }
    keep(change, user.id, kept).await?;
    Ok(kept)
}

async fn keep(
    change: &impl ConnectionTrait,
    user_id: Uuid,
    option: Option<DefaultOption>,
) -> Result<(), DbErr> {
    user::Entity::update_many()
        .col_expr(
            user::Column::PreferredMethod,
            Expr::value(option.map(|option| option.name().to_owned())),
        )
        .filter(user::Column::Id.eq(user_id))
        .exec(change)
        .await?;
    Ok(())
}
