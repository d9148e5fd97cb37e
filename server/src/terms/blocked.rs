//! Declining blocks the app concerned (B-176).

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::documents_of;
use super::standing::DECLINED;
use crate::store::entities::{acceptance, terms_file, terms_version, user};

/// The documents a person declined that this app needs, by the name people read. Only the current version counts: a
/// new one is a new question.
pub(crate) async fn blocked(
    db: &impl ConnectionTrait,
    user: &user::Model,
    client_id: Uuid,
) -> Result<Vec<String>, DbErr> {
    let declined = acceptance::Entity::find()
        .filter(acceptance::Column::UserId.eq(user.id))
        .filter(acceptance::Column::State.eq(DECLINED))
        .all(db)
        .await?;
    if declined.is_empty() {
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
        let said_no = current.and_then(|version| declined.iter().find(|no| no.version_id == version.id));
        let Some(said_no) = said_no else { continue };
        let file = terms_file::Entity::find_by_id(said_no.file_id).one(db).await?;
        names.push(file.map_or(document.name, |file| file.display_name));
    }
    Ok(names)
}
