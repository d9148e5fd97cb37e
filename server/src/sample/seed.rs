//! Writes the sample organization into an empty database.

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, DbErr, EntityTrait, SqlErr, TransactionTrait};
use sha2::{Digest, Sha256};

use super::people::{PEOPLE, Person, Terms};
use super::{
    DOMAIN, devices, documents, factors, id, neighbours, organization, portraits, tenant_id, user_id,
};
use crate::authority::passwords;
use crate::state::AppState;
use crate::store::entities::{
    acceptance, client, consent, email_method, method_policy, password, photo, tenant, terms_decision,
    terms_document, terms_exemption, terms_file, terms_version, user,
};
use crate::store::values::Strings;
use crate::terms::fingerprint;

/// Writes the sample organization, unless it is there already.
///
/// # Errors
/// When the database fails; then nothing was written.
pub async fn seed(state: &AppState) -> anyhow::Result<()> {
    if tenant::Entity::find_by_id(tenant_id())
        .one(&state.db)
        .await?
        .is_some()
    {
        return Ok(());
    }
    let now_ms = state.now_ms();
    // Hashing and drawing take a second or two; the database is not held meanwhile.
    let prepared = tokio::task::spawn_blocking(move || prepare(now_ms))
        .await
        .context("preparing the sample")??;

    let change = state.db.begin().await?;
    let first = tenant::Entity::insert(organization::tenant(now_ms))
        .exec_without_returning(&change)
        .await;
    match first {
        Ok(_) => {}
        // Another instance that started at the same time was faster.
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            change.rollback().await?;
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    }
    client::Entity::insert_many(organization::clients())
        .exec_without_returning(&change)
        .await?;
    method_policy::Entity::insert_many(organization::policies())
        .exec_without_returning(&change)
        .await?;
    for row in PEOPLE {
        user::Entity::insert(person(row, now_ms))
            .exec_without_returning(&change)
            .await?;
    }
    neighbours::write(&change, now_ms).await?;
    password::Entity::insert_many(prepared.passwords)
        .exec_without_returning(&change)
        .await?;
    for row in prepared.photos {
        photo::Entity::insert(row).exec_without_returning(&change).await?;
    }
    write_methods(&change, now_ms).await?;
    factors::write(state, &change, now_ms).await?;
    devices::write(state, &change, now_ms).await?;
    for row in organization::consents(now_ms) {
        consent::Entity::insert(row)
            .exec_without_returning(&change)
            .await?;
    }
    write_terms(&change, now_ms).await?;
    change.commit().await?;
    Ok(())
}

struct Prepared {
    passwords: Vec<password::ActiveModel>,
    photos: Vec<photo::ActiveModel>,
}

fn prepare(now_ms: i64) -> anyhow::Result<Prepared> {
    let mut passwords = Vec::new();
    let mut photos = Vec::new();
    passwords.extend(neighbours::passwords(now_ms)?);
    for (number, row) in PEOPLE.iter().enumerate() {
        passwords.push(password::ActiveModel {
            user_id: Set(user_id(row.first)),
            hash: Set(passwords::hash(row.password)?),
            changed_at: Set(now_ms),
            last_used_at: Set(None),
        });
        if !row.photo {
            continue;
        }
        for (size, jpeg) in portraits::draw(number)? {
            photos.push(photo::ActiveModel {
                id: Set(id(&format!("photo {} {size}", row.first))),
                user_id: Set(user_id(row.first)),
                size: Set(size),
                content_type: Set("image/jpeg".to_owned()),
                etag: Set(URL_SAFE_NO_PAD.encode(Sha256::digest(&jpeg))),
                bytes: Set(jpeg),
            });
        }
    }
    Ok(Prepared { passwords, photos })
}

fn person(row: &Person, now_ms: i64) -> user::ActiveModel {
    let guest_mail = row
        .guest
        .then(|| row.other_mails.first().map(|m| (*m).to_owned()))
        .flatten();
    let mail = guest_mail.unwrap_or_else(|| row.user_name());
    let surname = row.surname.to_lowercase().replace(' ', "");
    let alias = format!("smtp:{}.{surname}@{DOMAIN}", row.first);
    let number = PEOPLE.iter().position(|p| p.first == row.first).unwrap_or(0) + 1;
    user::ActiveModel {
        id: Set(user_id(row.first)),
        tenant_id: Set(tenant_id()),
        user_name: Set(row.user_name()),
        display_name: Set(row.display_name()),
        given_name: Set(Some(row.given_name.to_owned())),
        surname: Set(Some(row.surname.to_owned())),
        job_title: Set(Some(row.job_title.to_owned())),
        department: Set(Some(row.department.to_owned())),
        company_name: Set(Some(
            if row.guest {
                "Windkracht Advies"
            } else {
                "Noorderlicht Logistiek B.V."
            }
            .to_owned(),
        )),
        mail: Set(Some(mail.clone())),
        other_mails: Set(Strings::of(row.other_mails.iter().copied())),
        proxy_addresses: Set(if row.guest {
            Strings::of([format!("SMTP:{mail}")])
        } else {
            Strings::of([format!("SMTP:{mail}"), alias])
        }),
        business_phones: Set(Strings::of([format!("+31 50 555 01 {number:02}")])),
        mobile_phone: Set((!row.guest).then(|| format!("+31 6 5550 01{number:02}"))),
        office_location: Set(Some(row.office.to_owned())),
        street_address: Set(Some("Westerhaven 12".to_owned())),
        postal_code: Set(Some("9718 AB".to_owned())),
        city: Set(Some("Groningen".to_owned())),
        state: Set(Some("Groningen".to_owned())),
        country: Set(Some("Nederland".to_owned())),
        preferred_language: Set(Some(row.language.to_owned())),
        employee_id: Set((!row.guest).then(|| format!("NL{:05}", 10_400 + 7 * number))),
        user_type: Set(if row.guest { "Guest" } else { "Member" }.to_owned()),
        is_administrator: Set(row.administrator),
        account_enabled: Set(row.enabled),
        manager_id: Set(row.manager.map(user_id)),
        method_policy_id: Set(organization::policy_id(row.policy)),
        sign_in_valid_from: Set(0),
        preferred_method: Set(None),
        security_info_confirmed_at: Set(None),
        registration_skips: Set(0),
        snoozed_until: Set(None),
        password_on_premises: Set(row.on_premises),
        home_user_id: Set(None),
        accepted_at: Set(None),
        last_sign_in_at: Set(None),
        deleted_at: Set(None),
        deleted_reason: Set(None),
        created_at: Set(now_ms),
    }
}

async fn write_methods(change: &DatabaseTransaction, now_ms: i64) -> Result<(), DbErr> {
    for row in PEOPLE {
        let Some(address) = row.email_method else { continue };
        let method = email_method::ActiveModel {
            id: Set(id(&format!("e-mail method {}", row.first))),
            user_id: Set(user_id(row.first)),
            email_address: Set(address.to_owned()),
            address_key: Set(address.to_owned()),
            created_at: Set(now_ms),
            last_used_at: Set(None),
        };
        email_method::Entity::insert(method)
            .exec_without_returning(change)
            .await?;
    }
    Ok(())
}

async fn write_terms(change: &DatabaseTransaction, now_ms: i64) -> Result<(), DbErr> {
    let documents = documents::all(now_ms);
    for document in &documents {
        terms_document::Entity::insert(document.row.clone())
            .exec_without_returning(change)
            .await?;
        for version in &document.versions {
            terms_version::Entity::insert(version.row.clone())
                .exec_without_returning(change)
                .await?;
            for file in &version.files {
                terms_file::Entity::insert(file.clone())
                    .exec_without_returning(change)
                    .await?;
            }
        }
    }
    for row in PEOPLE {
        for (position, document) in documents.iter().enumerate() {
            if row.terms == Terms::Exempt {
                let exemption = terms_exemption::ActiveModel {
                    id: Set(id(&format!("exemption {} {position}", row.first))),
                    document_id: document.row.id.clone(),
                    user_id: Set(user_id(row.first)),
                };
                terms_exemption::Entity::insert(exemption)
                    .exec_without_returning(change)
                    .await?;
                continue;
            }
            let version = match row.terms {
                Terms::Accepted => document.versions.last(),
                Terms::First if position == 0 => document.versions.last(),
                // The second document was never accepted in an older version: there is none.
                Terms::Outdated if position == 0 => document.versions.first(),
                Terms::Outdated => document.versions.last(),
                Terms::Pending | Terms::First | Terms::Exempt => None,
            };
            let Some(version) = version else { continue };
            let file = &version.files[usize::from(row.language.starts_with("en"))];
            let recorded_at = version.published_at + 3 * 24 * 3_600_000;
            let decision = terms_decision::ActiveModel {
                id: Set(id(&format!("decision {} {position}", row.first))),
                user_id: Set(user_id(row.first)),
                document_id: document.row.id.clone(),
                display_name: file.display_name.clone(),
                version: version.row.version.clone(),
                language: file.language.clone(),
                state: Set("accepted".to_owned()),
                recorded_at: Set(recorded_at),
                expires_at: Set(None),
                sha256: Set(fingerprint(file.content.as_ref())),
                app: Set("Workpass".to_owned()),
                device_name: Set(None),
                device_os: Set(None),
            };
            terms_decision::Entity::insert(decision)
                .exec_without_returning(change)
                .await?;
            let accepted = acceptance::ActiveModel {
                id: Set(id(&format!("acceptance {} {position}", row.first))),
                user_id: Set(user_id(row.first)),
                document_id: document.row.id.clone(),
                version_id: version.row.id.clone(),
                file_id: file.id.clone(),
                state: Set("accepted".to_owned()),
                recorded_at: Set(recorded_at),
                expires_at: Set(None),
                device: Set(String::new()),
            };
            acceptance::Entity::insert(accepted)
                .exec_without_returning(change)
                .await?;
        }
    }
    Ok(())
}
