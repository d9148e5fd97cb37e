//! Terms of use: documents, their versions, what they block, and who decided what.

use anyhow::{Context, bail};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, TransactionTrait,
};
use secrecy::ExposeSecret;
use serde_json::json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::args::{AddTermsArgs, NoArgs, PublishTermsArgs, SetTermsArgs, UserArgs};
use super::desk::{self, Desk};
use super::said::{Said, table};
use crate::audit;
use crate::clock::{millis, rfc3339};
use crate::store::entities::{acceptance, client, terms_document, terms_file, terms_version};
use crate::store::values::Strings;
use crate::terms::{self, Schedule};

/// Microsoft Entra's limit (B-177).
const MOST_DOCUMENTS: usize = 40;
const LONGEST_NAME: usize = 200;
const LONGEST_VERSION: usize = 50;

pub(super) async fn list(desk: &Desk, _: &NoArgs) -> anyhow::Result<Said> {
    let tenant = desk.tenant().await?;
    let documents = terms_document::Entity::find()
        .filter(terms_document::Column::TenantId.eq(tenant.id))
        .order_by_asc(terms_document::Column::SortOrder)
        .all(&desk.db)
        .await?;
    let (mut rows, mut values) = (Vec::new(), Vec::new());
    for document in documents {
        let version = terms_version::Entity::find()
            .filter(terms_version::Column::DocumentId.eq(document.id))
            .filter(terms_version::Column::IsCurrent.eq(true))
            .one(&desk.db)
            .await?;
        let number = version.map(|version| version.version);
        rows.push(vec![
            document.id.to_string(),
            document.name.clone(),
            number.clone().unwrap_or_else(|| "none yet".to_owned()),
            document.audience.clone(),
            if document.enabled { "asked" } else { "off" }.to_owned(),
        ]);
        values.push(json!({
            "id": document.id,
            "name": document.name,
            "version": number,
            "audience": document.audience,
            "enabled": document.enabled,
            "mustBeOpened": document.must_be_opened,
            "perDevice": document.per_device,
            "reacceptAfterDays": document.reaccept_after_days,
            "reacceptFrom": document.reaccept_from.map(rfc3339),
            "reacceptEveryDays": document.reaccept_every_days,
            "requiredBy": document.required_by.0,
        }));
    }
    let text = table(
        &["id", "name", "version", "for", "state"],
        &rows,
        "There are no terms of use.",
    );
    Ok(Said::new(text, json!(values)))
}

/// A document of this name that is there already is not made again.
pub(super) async fn add(desk: &Desk, args: AddTermsArgs) -> anyhow::Result<Said> {
    let tenant = desk.tenant().await?;
    let name = args.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        bail!("the name has to have 1 to {LONGEST_NAME} characters");
    }
    let all = terms_document::Entity::find()
        .filter(terms_document::Column::TenantId.eq(tenant.id))
        .all(&desk.db)
        .await?;
    if let Some(same) = all.iter().find(|document| document.name == name) {
        return Ok(Said::new(
            format!("{name} is there already: {}", same.id),
            json!({ "id": same.id, "outcome": "unchanged" }),
        ));
    }
    if all.len() >= MOST_DOCUMENTS {
        bail!("there are {MOST_DOCUMENTS} documents, which is the most");
    }
    let last = all.iter().map(|document| document.sort_order).max();
    let row = terms_document::ActiveModel {
        id: Set(Uuid::new_v4()),
        tenant_id: Set(tenant.id),
        name: Set(name.to_owned()),
        sort_order: Set(last.map_or(0, |last| last.saturating_add(1))),
        must_be_opened: Set(args.must_be_opened),
        audience: Set(args.audience.name().to_owned()),
        enabled: Set(true),
        reaccept_after_days: Set(None),
        reaccept_from: Set(None),
        reaccept_every_days: Set(None),
        required_by: Set(Strings::default()),
        per_device: Set(args.per_device),
    };
    let change = desk.db.begin().await?;
    let row = row.insert(&change).await?;
    let event = desk.event_in("terms.added", tenant.id, &[("document", &row.id.to_string())]);
    audit::record(&change, desk.now_ms, event).await?;
    change.commit().await?;
    Ok(Said::new(
        format!("{name} was added: {}. Publish a version of it.", row.id),
        json!({ "id": row.id, "outcome": "added" }),
    ))
}

/// The same version with the same texts again changes nothing; with other texts it is refused: people agreed to them.
pub(super) async fn publish(desk: &Desk, args: PublishTermsArgs) -> anyhow::Result<Said> {
    let document = find(desk, &args.id).await?;
    let number = args.number.trim();
    if number.is_empty() || number.chars().count() > LONGEST_VERSION || number.chars().any(char::is_control) {
        bail!("the version has to have 1 to {LONGEST_VERSION} characters");
    }
    let mut texts: Vec<Text> = Vec::new();
    for given in &args.text {
        let text = Text::read(given)?;
        if texts.iter().any(|other| other.language == text.language) {
            bail!("the language {} is there twice", text.language);
        }
        texts.push(text);
    }
    let there = terms_version::Entity::find()
        .filter(terms_version::Column::DocumentId.eq(document.id))
        .filter(terms_version::Column::Version.eq(number))
        .one(&desk.db)
        .await?;
    if let Some(there) = there {
        if !has_texts(desk, there.id, &texts).await? {
            bail!("version {number} was published with other texts: give the new ones a new number");
        }
        return Ok(Said::new(
            format!("Version {number} is published already."),
            json!({ "version": number, "outcome": "unchanged" }),
        ));
    }
    let change = desk.db.begin().await?;
    terms_version::Entity::update_many()
        .col_expr(terms_version::Column::IsCurrent, false.into())
        .filter(terms_version::Column::DocumentId.eq(document.id))
        .exec(&change)
        .await?;
    let version_id = Uuid::new_v4();
    terms_version::Entity::insert(terms_version::ActiveModel {
        id: Set(version_id),
        document_id: Set(document.id),
        version: Set(number.to_owned()),
        published_at: Set(desk.now_ms),
        is_current: Set(true),
    })
    .exec_without_returning(&change)
    .await?;
    for (place, text) in texts.iter().enumerate() {
        terms_file::Entity::insert(terms_file::ActiveModel {
            id: Set(Uuid::new_v4()),
            version_id: Set(version_id),
            language: Set(text.language.clone()),
            is_default: Set(place == 0),
            display_name: Set(text.title.clone()),
            content: Set(text.content.clone()),
        })
        .exec_without_returning(&change)
        .await?;
    }
    let detail = [
        ("document", document.id.to_string()),
        ("version", number.to_owned()),
    ];
    let detail = detail.each_ref().map(|(name, value)| (*name, value.as_str()));
    let event = desk.event_in("terms.published", document.tenant_id, &detail);
    audit::record(&change, desk.now_ms, event).await?;
    change.commit().await?;
    Ok(Said::new(
        format!("Version {number} of {} is asked from now on.", document.name),
        json!({ "version": number, "outcome": "published" }),
    ))
}

pub(super) async fn set(desk: &Desk, args: SetTermsArgs) -> anyhow::Result<Said> {
    let before = find(desk, &args.id).await?;
    let mut row = before.clone();
    row.enabled = args.enabled.unwrap_or(row.enabled);
    row.must_be_opened = args.must_be_opened.unwrap_or(row.must_be_opened);
    row.per_device = args.per_device.unwrap_or(row.per_device);
    if let Some(audience) = args.audience {
        audience.name().clone_into(&mut row.audience);
    }
    if args.never_again {
        (
            row.reaccept_after_days,
            row.reaccept_from,
            row.reaccept_every_days,
        ) = (None, None, None);
    }
    row.reaccept_after_days = args.reaccept_after_days.or(row.reaccept_after_days);
    if let Some(from) = &args.reaccept_from {
        let from = OffsetDateTime::parse(from, &Rfc3339)
            .with_context(|| format!("{from} is no time as 2027-01-01T00:00:00Z"))?;
        row.reaccept_from = Some(millis(from));
    }
    row.reaccept_every_days = args.reaccept_every_days.or(row.reaccept_every_days);
    if row.reaccept_every_days.is_some() && row.reaccept_from.is_none() {
        bail!("say from when with --reaccept-from");
    }
    if args.required_by_none {
        row.required_by = Strings::default();
    }
    for app in &args.required_by {
        let id = app_of(desk, &before, app).await?;
        if !row.required_by.has(&id) {
            row.required_by.0.push(id);
        }
    }
    let is_new = row != before;
    if is_new {
        let schedule = Schedule::of(&row);
        let has_new_schedule = schedule != Schedule::of(&before);
        let change = desk.db.begin().await?;
        row.clone()
            .into_active_model()
            .reset_all()
            .update(&change)
            .await?;
        if has_new_schedule {
            let accepted = acceptance::Entity::find()
                .filter(acceptance::Column::DocumentId.eq(row.id))
                .filter(acceptance::Column::State.eq("accepted"))
                .all(&change)
                .await?;
            for one in accepted {
                let end = schedule.end(one.recorded_at);
                let mut one = one.into_active_model();
                one.expires_at = Set(end);
                one.update(&change).await?;
            }
        }
        let event = desk.event_in(
            "terms.changed",
            row.tenant_id,
            &[("document", &row.id.to_string())],
        );
        audit::record(&change, desk.now_ms, event).await?;
        change.commit().await?;
    }
    let outcome = if is_new { "changed" } else { "unchanged" };
    Ok(Said::new(
        format!("{} is {outcome}.", row.name),
        json!({ "id": row.id, "outcome": outcome }),
    ))
}

/// What a person decided.
pub(super) async fn decisions(desk: &Desk, args: &UserArgs) -> anyhow::Result<Said> {
    let user = desk.user(&args.user).await?;
    let entries = terms::ledger(&desk.db, user.id).await?;
    let rows: Vec<Vec<String>> = entries
        .iter()
        .map(|entry| {
            vec![
                rfc3339(entry.recorded_at),
                entry.state.clone(),
                entry.display_name.clone(),
                entry.version.clone(),
                entry.language.clone(),
                entry.device_name.clone().unwrap_or_default(),
                entry.sha256.clone(),
            ]
        })
        .collect();
    let values: Vec<_> = entries
        .iter()
        .map(|entry| {
            json!({
                "recordedDateTime": rfc3339(entry.recorded_at),
                "state": entry.state,
                "displayName": entry.display_name,
                "version": entry.version,
                "language": entry.language,
                "deviceDisplayName": entry.device_name,
                "documentSha256": entry.sha256,
            })
        })
        .collect();
    let heading = [
        "when", "decision", "document", "version", "language", "computer", "SHA-256",
    ];
    let text = table(&heading, &rows, "Nothing was decided here yet.");
    Ok(Said::new(text, json!(values)))
}

async fn find(desk: &Desk, id: &str) -> anyhow::Result<terms_document::Model> {
    let tenant = desk.tenant().await?;
    let found = match Uuid::try_parse(id) {
        Ok(id) => terms_document::Entity::find_by_id(id).one(&desk.db).await?,
        Err(_) => None,
    };
    found
        .filter(|document| document.tenant_id == tenant.id)
        .with_context(|| format!("there is no document {id}: `terms list` shows the ids"))
}

/// An app that terms may be required by: not the one where people accept them, or nobody could get out again.
async fn app_of(desk: &Desk, document: &terms_document::Model, id: &str) -> anyhow::Result<String> {
    let app = match Uuid::try_parse(id) {
        Ok(id) => client::Entity::find_by_id(id).one(&desk.db).await?,
        Err(_) => None,
    };
    let app = app
        .filter(|app| app.tenant_id == document.tenant_id)
        .with_context(|| format!("there is no app {id}"))?;
    if app.allowed_scopes.has("AgreementAcceptance.Read") {
        bail!(
            "{} is where people accept terms: it cannot be blocked by them",
            app.display_name
        );
    }
    Ok(app.id.to_string())
}

/// A text in one language, as `nl=file.md`.
struct Text {
    language: String,
    /// The first heading.
    title: String,
    content: String,
}

impl Text {
    fn read(given: &str) -> anyhow::Result<Self> {
        let (language, file) = given
            .split_once('=')
            .with_context(|| format!("{given} is not LANGUAGE=FILE, as nl=terms.nl.md"))?;
        let is_tag = (2..=8).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_lowercase());
        if !is_tag {
            bail!("{language} is no language as nl or en");
        }
        let content = desk::read(std::path::Path::new(file))?.expose_secret().to_owned();
        // Some editors write a byte order mark in front.
        let content = content
            .strip_prefix('\u{feff}')
            .map(str::to_owned)
            .unwrap_or(content);
        let title = content
            .lines()
            .find_map(|line| line.strip_prefix("# "))
            .map(str::trim)
            .filter(|title| !title.is_empty() && title.chars().count() <= LONGEST_NAME)
            .with_context(|| format!("{file} has no title: a first line as \"# Terms of use\""))?
            .to_owned();
        Ok(Self {
            language: language.to_owned(),
            title,
            content,
        })
    }
}

async fn has_texts(desk: &Desk, version_id: Uuid, texts: &[Text]) -> anyhow::Result<bool> {
    let files = terms_file::Entity::find().filter(terms_file::Column::VersionId.eq(version_id));
    if files.clone().count(&desk.db).await? != texts.len() as u64 {
        return Ok(false);
    }
    let files = files.all(&desk.db).await?;
    Ok(texts.iter().all(|text| {
        files
            .iter()
            .any(|file| file.language == text.language && file.content == text.content)
    }))
}
