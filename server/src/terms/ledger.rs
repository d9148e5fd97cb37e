//! What a person decided, when, about which text: kept for good.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QueryOrder,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::decide::Place;
use super::standing::ACCEPTED;
use crate::store::entities::{acceptance, client, device, grant, terms_decision, user};

/// Every decision of a person, the newest first.
pub(crate) async fn ledger(
    db: &DatabaseConnection,
    user_id: Uuid,
) -> Result<Vec<terms_decision::Model>, DbErr> {
    terms_decision::Entity::find()
        .filter(terms_decision::Column::UserId.eq(user_id))
        .order_by_desc(terms_decision::Column::RecordedAt)
        .order_by_asc(terms_decision::Column::Id)
        .all(db)
        .await
}

/// Adds a decision that was just taken.
pub(super) async fn write(
    change: &DatabaseTransaction,
    user: &user::Model,
    place: &Place<'_>,
    decided: &acceptance::Model,
) -> Result<(), DbErr> {
    let app = client::Entity::find_by_id(place.client_id).one(change).await?;
    let (device_name, device_os) = computer(change, place).await?;
    terms_decision::Entity::insert(terms_decision::ActiveModel {
        id: Set(Uuid::new_v4()),
        user_id: Set(user.id),
        document_id: Set(place.document.id),
        display_name: Set(place.file.display_name.clone()),
        version: Set(place.version.version.clone()),
        language: Set(place.file.language.clone()),
        state: Set(decided.state.clone()),
        recorded_at: Set(decided.recorded_at),
        expires_at: Set(decided.expires_at),
        sha256: Set(fingerprint(&place.file.content)),
        app: Set(app.map(|app| app.display_name).unwrap_or_default()),
        device_name: Set(device_name),
        device_os: Set(device_os),
    })
    .exec_without_returning(change)
    .await?;
    Ok(())
}

/// The name and the system of the computer a decision was taken on: as the organization knows it, else as the app named
/// it when it was signed in.
async fn computer(
    change: &DatabaseTransaction,
    place: &Place<'_>,
) -> Result<(Option<String>, Option<String>), DbErr> {
    let known = match place.device_id {
        Some(id) => device::Entity::find_by_id(id).one(change).await?,
        None => None,
    };
    if let Some(known) = known {
        return Ok((Some(known.display_name), known.operating_system));
    }
    let grant = grant::Entity::find_by_id(place.grant_id).one(change).await?;
    Ok(grant.map_or((None, None), |grant| (grant.device_name, grant.device_os)))
}

/// The newest "yes" to a document that is on record, in whichever version.
pub(crate) fn accepted_before(
    record: &[terms_decision::Model],
    document_id: Uuid,
) -> Option<&terms_decision::Model> {
    let of_document = record.iter().filter(|entry| entry.document_id == document_id);
    of_document
        .filter(|entry| entry.state == ACCEPTED)
        .max_by_key(|entry| entry.recorded_at)
}

/// SHA-256 of a text in hexadecimal, as `sha256sum` prints it.
pub(crate) fn fingerprint(text: &str) -> String {
    Sha256::digest(text)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    /// FIPS 180-2, appendix B.1.
    #[test]
    fn a_text_has_the_fingerprint_that_other_programs_compute() {
        assert_eq!(
            fingerprint("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
