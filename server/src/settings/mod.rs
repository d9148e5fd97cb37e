//! What a person set for themselves (B-178): the language of pages and app, the languages they prefer, how dates are
//! written, and the time zone. What is not set follows the computer.

mod change;
mod speech;
mod tags;
mod zone;

use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

pub use change::{Change, SettingsError, change};
pub(crate) use speech::{language_of, languages};
pub use tags::canonical as canonical_tag;
pub use zone::{canonical as canonical_zone, local};

use crate::store::entities::{tenant, user, user_settings};

/// The languages that app and pages speak.
pub const DISPLAY_LANGUAGES: [&str; 2] = ["nl", "en"];
/// More than anybody speaks.
pub const MOST_LANGUAGES: usize = 20;

/// The settings of a person as they are in force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// None: the computer's.
    pub display_language: Option<String>,
    /// BCP 47 tags, the best first.
    pub preferred_languages: Vec<String>,
    /// A BCP 47 tag; none: the computer's.
    pub regional_format: Option<String>,
    /// A name of the IANA time zone database; none: the computer's.
    pub time_zone: Option<String>,
}

impl Settings {
    /// What a person set, and what the organization fixed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(
        db: &impl ConnectionTrait,
        user: &user::Model,
        tenant: &tenant::Model,
    ) -> Result<Self, DbErr> {
        Ok(Self::own(db, user).await?.under(tenant))
    }

    /// What the person set, whatever the organization says.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own(db: &impl ConnectionTrait, user: &user::Model) -> Result<Self, DbErr> {
        let row = user_settings::Entity::find_by_id(user.id).one(db).await?;
        Ok(Self::read(row, user.preferred_language.as_deref()))
    }

    /// As the organization lets them be.
    fn under(self, tenant: &tenant::Model) -> Self {
        match fixed(tenant) {
            Some(language) => Self {
                display_language: Some(language.to_owned()),
                ..self
            },
            None => self,
        }
    }

    /// A row, where `graph` is the directory's `preferredLanguage`: what was changed there counts.
    fn read(row: Option<user_settings::Model>, graph: Option<&str>) -> Self {
        // The directory is written by others: what is no language there is left out.
        let graph = graph.and_then(canonical_tag);
        let Some(row) = row else {
            return Self {
                preferred_languages: graph.into_iter().collect(),
                ..Self::default()
            };
        };
        let mut languages = row.preferred_languages.map(|list| list.0).unwrap_or_default();
        let shown = languages.first().or(row.display_language.as_ref());
        if let Some(graph) = graph.filter(|graph| shown != Some(graph)) {
            languages.retain(|tag| !tag.eq_ignore_ascii_case(&graph));
            languages.insert(0, graph);
            languages.truncate(MOST_LANGUAGES);
        }
        Self {
            display_language: row.display_language,
            preferred_languages: languages,
            regional_format: row.regional_format,
            time_zone: row.time_zone,
        }
    }
}

/// The language the organization fixed for everybody, when it is one there is.
pub fn fixed(tenant: &tenant::Model) -> Option<&str> {
    let fixed = tenant.settings.display_language.as_deref()?;
    DISPLAY_LANGUAGES.contains(&fixed).then_some(fixed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::values::Strings;

    fn row(display: Option<&str>, preferred: Option<&[&str]>) -> user_settings::Model {
        user_settings::Model {
            user_id: uuid::Uuid::nil(),
            display_language: display.map(str::to_owned),
            preferred_languages: preferred.map(|list| Strings::of(list.iter().copied())),
            regional_format: None,
            time_zone: None,
            changed_at: 0,
        }
    }

    #[test]
    fn b178_what_the_directory_says_of_the_language_is_the_first_preferred_one() {
        let languages = |row, graph| Settings::read(row, graph).preferred_languages;
        assert_eq!(languages(None, Some("nl-NL")), ["nl-NL"]);
        assert!(languages(None, None).is_empty());
        // Nobody changed it there.
        assert_eq!(
            languages(Some(row(None, Some(&["fy", "nl"]))), Some("fy")),
            ["fy", "nl"]
        );
        assert!(languages(Some(row(Some("en"), Some(&[]))), Some("en")).is_empty());
        // Somebody did.
        assert_eq!(
            languages(Some(row(None, Some(&["fy", "nl", "de"]))), Some("de")),
            ["de", "fy", "nl"]
        );
        assert_eq!(languages(Some(row(None, None)), Some("nl-NL")), ["nl-NL"]);
        // In a form of its own, and as many as there may be.
        assert_eq!(languages(None, Some("NL-nl")), ["nl-NL"]);
        assert_eq!(
            languages(Some(row(None, Some(&["nl-NL"]))), Some("NL-nl")),
            ["nl-NL"]
        );
        for wrong in ["", "Dutch (Netherlands)", "nl_NL"] {
            assert!(languages(None, Some(wrong)).is_empty(), "{wrong}");
            assert_eq!(
                languages(Some(row(None, Some(&["fy"]))), Some(wrong)),
                ["fy"],
                "{wrong}"
            );
        }
        let many: Vec<String> = (0..20).map(|n| format!("de-x-a{n}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let all = languages(Some(row(None, Some(&many))), Some("fy"));
        assert_eq!((all.len(), all[0].as_str()), (MOST_LANGUAGES, "fy"));
    }
}
