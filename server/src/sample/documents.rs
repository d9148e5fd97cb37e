//! The terms-of-use documents of the sample organization.

use sea_orm::ActiveValue::Set;

use super::{id, other_client_id, tenant_id};
use crate::store::entities::{terms_document, terms_file, terms_version};
use crate::store::values::Strings;

pub(super) struct Document {
    pub(super) row: terms_document::ActiveModel,
    /// Oldest first; the last is the current one.
    pub(super) versions: Vec<Version>,
}

pub(super) struct Version {
    pub(super) published_at: i64,
    pub(super) row: terms_version::ActiveModel,
    /// Dutch, then English.
    pub(super) files: Vec<terms_file::ActiveModel>,
}

struct Source {
    name: &'static str,
    must_be_opened: bool,
    /// The route planner cannot be used without it.
    required: bool,
    names: [&'static str; 2],
    /// Number, age in days, text in Dutch, text in English.
    versions: &'static [(&'static str, i64, &'static str, &'static str)],
}

const SOURCES: &[Source] = &[
    Source {
        name: "Terms of use of the work account",
        must_be_opened: true,
        required: true,
        names: [
            "Gebruiksvoorwaarden werkaccount",
            "Terms of use for your work account",
        ],
        versions: &[
            (
                "1.0",
                400,
                include_str!("terms/account-1.nl.md"),
                include_str!("terms/account-1.en.md"),
            ),
            (
                "2.1",
                30,
                include_str!("terms/account-2.nl.md"),
                include_str!("terms/account-2.en.md"),
            ),
        ],
    },
    Source {
        name: "Privacy statement for employees",
        must_be_opened: false,
        required: false,
        names: ["Privacyverklaring medewerkers", "Privacy statement for employees"],
        versions: &[(
            "1.3",
            120,
            include_str!("terms/privacy.nl.md"),
            include_str!("terms/privacy.en.md"),
        )],
    },
];

pub(super) fn all(now_ms: i64) -> Vec<Document> {
    let documents = SOURCES.iter().enumerate().map(|(position, source)| {
        let document_id = id(&format!("terms {position}"));
        let newest = source.versions.len() - 1;
        let versions = source
            .versions
            .iter()
            .enumerate()
            .map(|(place, (number, days, nl, en))| {
                let version_id = id(&format!("terms {position} {number}"));
                let published_at = now_ms - days * 24 * 3_600_000;
                let file = |language: &str, content: &str, name: &str| terms_file::ActiveModel {
                    id: Set(id(&format!("terms {position} {number} {language}"))),
                    version_id: Set(version_id),
                    language: Set(language.to_owned()),
                    is_default: Set(language == "nl"),
                    display_name: Set(name.to_owned()),
                    content: Set(content.to_owned()),
                };
                Version {
                    published_at,
                    row: terms_version::ActiveModel {
                        id: Set(version_id),
                        document_id: Set(document_id),
                        version: Set((*number).to_owned()),
                        published_at: Set(published_at),
                        is_current: Set(place == newest),
                    },
                    files: vec![file("nl", nl, source.names[0]), file("en", en, source.names[1])],
                }
            });
        Document {
            row: terms_document::ActiveModel {
                id: Set(document_id),
                tenant_id: Set(tenant_id()),
                name: Set(source.name.to_owned()),
                sort_order: Set(i32::try_from(position).unwrap_or(i32::MAX)),
                must_be_opened: Set(source.must_be_opened),
                audience: Set("everyone".to_owned()),
                enabled: Set(true),
                reaccept_after_days: Set(None),
                reaccept_from: Set(None),
                reaccept_every_days: Set(None),
                required_by: Set(Strings::of(
                    source.required.then(|| other_client_id().to_string()),
                )),
                per_device: Set(false),
            },
            versions: versions.collect(),
        }
    });
    documents.collect()
}
