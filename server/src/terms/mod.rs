//! Terms of use (B-172 … B-177): which documents concern a person, until when an acceptance stands, what a person
//! decided, and which apps that blocks.

mod blocked;
mod decide;
mod ledger;
mod per_device;
mod standing;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

pub(crate) use blocked::blocked;
pub(crate) use decide::{Decision, Place, Refusal, decide, open};
pub(crate) use ledger::{accepted_before, fingerprint, ledger};
pub(crate) use per_device::{counts, place};
pub(crate) use standing::{Schedule, stands};

use crate::store::entities::{terms_document, terms_exemption, user};

/// The documents that concern a person, in the order to present them.
pub(crate) async fn documents_of(
    db: &impl ConnectionTrait,
    user: &user::Model,
) -> Result<Vec<terms_document::Model>, DbErr> {
    let audience = if user.user_type == "Guest" {
        "guests"
    } else {
        "members"
    };
    let exempt = terms_exemption::Entity::find()
        .filter(terms_exemption::Column::UserId.eq(user.id))
        .all(db)
        .await?;
    let exempt = exempt.into_iter().map(|exemption| exemption.document_id);
    terms_document::Entity::find()
        .filter(terms_document::Column::TenantId.eq(user.tenant_id))
        .filter(terms_document::Column::Enabled.eq(true))
        .filter(terms_document::Column::Audience.is_in(["everyone", audience]))
        .filter(terms_document::Column::Id.is_not_in(exempt))
        .order_by_asc(terms_document::Column::SortOrder)
        .order_by_asc(terms_document::Column::Id)
        .all(db)
        .await
}
