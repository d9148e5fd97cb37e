//! Declining blocks the app concerned (B-176).

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::standing::DECLINED;
use super::{counts, documents_of, place};
use crate::store::entities::{acceptance, terms_file, terms_version, user};

/// The documents a person declined that this app needs, by the name people read. Only the current version counts: a
/// new one is a new question. Of a document that every device is asked, what was said on `device` counts; where the
/// device is unknown, what was said last on any.
pub(crate) async fn blocked(
    db: &impl ConnectionTrait,
    user: &user::Model,
    client_id: Uuid,
    device: Option<Uuid>,
) -> Result<Vec<String>, DbErr> {
    let decided = acceptance::Entity::find()
        .filter(acceptance::Column::UserId.eq(user.id))
        .order_by_desc(acceptance::Column::RecordedAt)
        .all(db)
        .await?;
    if decided.iter().all(|one| one.state != DECLINED) {
        return Ok(Vec::new());
    }
    let client_id = client_id.to_string();
    let mut names = Vec::new();
    for document in documents_of(db, user).await? {
        if !document.required_by.has(&client_id) {
            continue;
        }
        let current = terms_version::Entity::find()
            .filter(terms_version::Column::DocumentId.eq(document.id))
            .filter(terms_version::Column::IsCurrent.eq(true))
            .one(db)
            .await?;
        let place = place(&document, user, device);
        let said = current.and_then(|version| {
            decided
                .iter()
                .filter(|one| one.version_id == version.id)
                .find(|one| device.is_none() || counts(&document, user, &place, one))
        });
        let said_no = said.filter(|one| one.state == DECLINED);
        let Some(said_no) = said_no else { continue };
        let file = terms_file::Entity::find_by_id(said_no.file_id).one(db).await?;
        names.push(file.map_or(document.name, |file| file.display_name));
    }
    Ok(names)
}
