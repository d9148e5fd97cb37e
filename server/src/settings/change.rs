//! Changing settings: all of what is asked or nothing.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, TransactionTrait,
};

use super::{DISPLAY_LANGUAGES, MOST_LANGUAGES, Settings, fixed, tags, zone};
use crate::audit::{self, Event};
use crate::store::entities::user_settings::{ActiveModel, Column, Entity};
use crate::store::entities::{tenant, user};
use crate::store::hold::hold;
use crate::store::values::Strings;

/// What is to change; the outer `None` leaves it, the inner one leaves it to the computer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    pub display_language: Option<Option<String>>,
    pub preferred_languages: Option<Vec<String>>,
    pub regional_format: Option<Option<String>>,
    pub time_zone: Option<Option<String>>,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("this is no language tag")]
    LanguageInvalid,
    #[error("a language is in the list twice")]
    LanguageRepeated,
    #[error("these are too many languages")]
    TooManyLanguages,
    #[error("this language cannot be shown")]
    NotOffered,
    /// B-178
    #[error("the organization decides which language is shown")]
    Fixed,
    #[error("this is no regional format")]
    RegionalFormatInvalid,
    #[error("there is no such time zone")]
    TimeZoneUnknown,
    #[error("the database failed")]
    Database(#[from] DbErr),
}

/// Changes what a person set, and Graph's `preferredLanguage` with it.
///
/// # Errors
/// [`SettingsError`]; nothing was changed then.
pub async fn change(
    db: &DatabaseConnection,
    now_ms: i64,
    (user, tenant): (&user::Model, &tenant::Model),
    wanted: Change,
    event: Event<'_>,
) -> Result<Settings, SettingsError> {
    let wanted = check(wanted, tenant)?;
    let change = db.begin().await?;
    hold(&change, user.id).await?;
    let user = user::Entity::find_by_id(user.id)
        .one(&change)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("the person".to_owned()))?;
    let before = Settings::own(&change, &user).await?;
    let after = apply(&before, &wanted);
    let changed = differences(&before, &after);
    if changed.is_empty() {
        change.rollback().await?;
        return Ok(before.under(tenant));
    }
    let row = ActiveModel {
        user_id: Set(user.id),
        display_language: Set(after.display_language.clone()),
        preferred_languages: Set(Some(Strings(after.preferred_languages.clone()))),
        regional_format: Set(after.regional_format.clone()),
        time_zone: Set(after.time_zone.clone()),
        changed_at: Set(now_ms),
    };
    Entity::insert(row)
        .on_conflict(
            OnConflict::column(Column::UserId)
                .update_columns(columns(&wanted))
                .to_owned(),
        )
        .exec_without_returning(&change)
        .await?;
    if wanted.preferred_languages.is_some() || wanted.display_language.is_some() {
        let shown = after
            .preferred_languages
            .first()
            .or(after.display_language.as_ref());
        user::Entity::update_many()
            .col_expr(user::Column::PreferredLanguage, Expr::value(shown.cloned()))
            .filter(user::Column::Id.eq(user.id))
            .exec(&change)
            .await?;
    }
    let event = Event {
        detail: vec![("changed", changed.join(" "))],
        ..event
    };
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    Ok(after.under(tenant))
}

/// The columns that a change touches, so that two that come at once do not undo each other.
fn columns(wanted: &Change) -> Vec<Column> {
    let touched = [
        (wanted.preferred_languages.is_some(), Column::PreferredLanguages),
        (wanted.display_language.is_some(), Column::DisplayLanguage),
        (wanted.regional_format.is_some(), Column::RegionalFormat),
        (wanted.time_zone.is_some(), Column::TimeZone),
        (true, Column::ChangedAt),
    ];
    let touched = touched.into_iter().filter(|(is, _)| *is);
    touched.map(|(_, column)| column).collect()
}

fn check(wanted: Change, tenant: &tenant::Model) -> Result<Change, SettingsError> {
    if let Some(language) = &wanted.display_language {
        match (fixed(tenant), language) {
            // Asking for what is so is no change.
            (Some(fixed), Some(language)) if fixed == language => {}
            (Some(_), _) => return Err(SettingsError::Fixed),
            (None, Some(language)) if !DISPLAY_LANGUAGES.contains(&language.as_str()) => {
                return Err(SettingsError::NotOffered);
            }
            (None, _) => {}
        }
    }
    let preferred_languages = wanted.preferred_languages.map(check_languages).transpose()?;
    let regional_format =
        check_one(wanted.regional_format, tags::canonical).ok_or(SettingsError::RegionalFormatInvalid)?;
    let time_zone = check_one(wanted.time_zone, zone::canonical).ok_or(SettingsError::TimeZoneUnknown)?;
    Ok(Change {
        display_language: wanted.display_language.filter(|_| fixed(tenant).is_none()),
        preferred_languages,
        regional_format,
        time_zone,
    })
}

/// In the canonical form; none when a value has no such form.
fn check_one(
    wanted: Option<Option<String>>,
    canonical: impl Fn(&str) -> Option<String>,
) -> Option<Option<Option<String>>> {
    match wanted {
        Some(Some(value)) => canonical(&value).map(|value| Some(Some(value))),
        other => Some(other),
    }
}

fn check_languages(typed: Vec<String>) -> Result<Vec<String>, SettingsError> {
    if typed.len() > MOST_LANGUAGES {
        return Err(SettingsError::TooManyLanguages);
    }
    let mut languages: Vec<String> = Vec::new();
    for tag in typed {
        let tag = tags::canonical(&tag).ok_or(SettingsError::LanguageInvalid)?;
        if languages.contains(&tag) {
            return Err(SettingsError::LanguageRepeated);
        }
        languages.push(tag);
    }
    Ok(languages)
}

fn apply(before: &Settings, wanted: &Change) -> Settings {
    let or = |wanted: &Option<Option<String>>, before: &Option<String>| {
        wanted.clone().unwrap_or_else(|| before.clone())
    };
    Settings {
        display_language: or(&wanted.display_language, &before.display_language),
        preferred_languages: wanted
            .preferred_languages
            .clone()
            .unwrap_or_else(|| before.preferred_languages.clone()),
        regional_format: or(&wanted.regional_format, &before.regional_format),
        time_zone: or(&wanted.time_zone, &before.time_zone),
    }
}

fn differences(before: &Settings, after: &Settings) -> Vec<&'static str> {
    let compared = [
        (
            "displayLanguage",
            before.display_language != after.display_language,
        ),
        (
            "preferredLanguages",
            before.preferred_languages != after.preferred_languages,
        ),
        ("regionalFormat", before.regional_format != after.regional_format),
        ("timeZone", before.time_zone != after.time_zone),
    ];
    let changed = compared.into_iter().filter(|(_, is)| *is);
    changed.map(|(name, _)| name).collect()
}
