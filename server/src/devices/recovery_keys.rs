//! Recovery keys of encrypted disks (B-146 … B-148): sealed in the database, shown to the owner of the device as far
//! as the organization allows, and every look at one is written down.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use crate::secrets::ServerSecrets;
use crate::store::entities::device;
use crate::store::entities::recovery_key::{ActiveModel, Column, Entity, Model};

const PURPOSE: &str = "recovery key";
/// The volumes Graph knows.
pub const VOLUMES: [&str; 3] = ["operatingSystemVolume", "fixedDataVolume", "removableDataVolume"];
/// Groups of a key, and the digits of each.
const GROUPS: usize = 8;
const DIGITS: usize = 6;

/// A key as BitLocker writes it: eight groups of six digits, each a number under 2^16 times eleven. So most slips of
/// the pen are noticed.
pub fn parse(typed: &str) -> Option<SecretString> {
    let digits: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    if digits.len() != GROUPS * DIGITS || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut groups = Vec::with_capacity(GROUPS);
    for at in 0..GROUPS {
        let group = &digits[at * DIGITS..(at + 1) * DIGITS];
        let number: u32 = group.parse().ok()?;
        if !number.is_multiple_of(11) || number / 11 > u32::from(u16::MAX) {
            return None;
        }
        groups.push(group);
    }
    Some(groups.join("-").into())
}

/// The keys of a person's devices, or of one of them; the newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_user(
    db: &impl ConnectionTrait,
    user_id: Uuid,
    device_id: Option<Uuid>,
) -> Result<Vec<Model>, DbErr> {
    let devices: Vec<Uuid> = device::Entity::find()
        .select_only()
        .column(device::Column::Id)
        .filter(device::Column::UserId.eq(user_id))
        .into_tuple()
        .all(db)
        .await?;
    let wanted = devices
        .into_iter()
        .filter(|id| device_id.is_none_or(|wanted| wanted == *id));
    Entity::find()
        .filter(Column::DeviceId.is_in(wanted))
        .order_by_desc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(db)
        .await
}

/// Keeps a key; false when there is one of that id already.
///
/// # Errors
/// When the database fails.
pub async fn add(
    db: &impl ConnectionTrait,
    server: &ServerSecrets,
    now_ms: i64,
    id: Uuid,
    device_id: Uuid,
    volume_type: &str,
    key: &SecretString,
) -> Result<bool, DbErr> {
    let row = Model {
        id,
        device_id,
        key_sealed: server.seal(PURPOSE, &id.to_string(), key.expose_secret().as_bytes()),
        volume_type: volume_type.to_owned(),
        created_at: now_ms,
    };
    if Entity::find_by_id(id).one(db).await?.is_some() {
        return Ok(false);
    }
    let row: ActiveModel = row.into_active_model();
    Entity::insert(row.reset_all()).exec_without_returning(db).await?;
    Ok(true)
}

/// The key itself; none when it cannot be opened any more.
pub fn open(server: &ServerSecrets, row: &Model) -> Option<SecretString> {
    let opened = server.open(PURPOSE, &row.id.to_string(), &row.key_sealed).ok()?;
    let text = std::str::from_utf8(opened.expose_secret()).ok()?;
    Some(text.into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn b146_a_key_is_read_however_it_is_grouped_and_slips_are_noticed() {
        let key = "000011-000022-110000-720885-000000-654324-000121-001331";
        assert_eq!(parse(key).unwrap().expose_secret(), key);
        let bare = key.replace('-', "");
        assert_eq!(parse(&bare).unwrap().expose_secret(), key);
        for wrong in [
            "",
            &bare[..47],
            &key.replace("000011", "000012"),
            &key.replace("720885", "720896"),
            &key.replace('0', "O"),
        ] {
            assert!(parse(wrong).is_none(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn nothing_typed_panics_and_what_is_read_is_read_again(typed in ".*", parts in proptest::array::uniform8(any::<u16>())) {
            let _ = parse(&typed);
            let key = parts.map(|part| format!("{:06}", u32::from(part) * 11)).join(" ");
            let read = parse(&key).unwrap();
            let again = parse(read.expose_secret()).unwrap();
            prop_assert_eq!(again.expose_secret(), read.expose_secret());
        }
    }
}
