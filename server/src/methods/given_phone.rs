//! Phones that an administrator gives people, without anybody proving them: an office phone above all, which alone has
//! an extension (B-70, B-102).

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, TransactionTrait,
};
use thiserror::Error;

use super::kind::{MethodKind, PhoneSlot, slot_key};
use super::phone::{self, Channel, PhoneFault};
use super::preferences::{self, Change};
use super::{places, removal};
use crate::audit::{self, Event};
use crate::store::entities::security_method::{ActiveModel, Column, Entity, Model};
use crate::store::entities::user;
use crate::store::values::{MethodData, PhoneData};

/// The most digits of an extension.
const LONGEST_EXTENSION: usize = 11;

/// What a person is to have.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    pub slot: PhoneSlot,
    /// With its country code.
    pub number: &'a str,
    pub extension: Option<&'a str>,
}

/// What the person has now.
#[derive(Debug)]
pub enum Given {
    Added(Model),
    Changed {
        phone: Model,
        /// The number of before was a user name; the new one is none by itself (B-66).
        was_user_name: bool,
    },
    /// It was there before.
    Same(Model),
}

/// Why a person does not get it.
#[derive(Debug, Error)]
pub enum GiveError {
    #[error("the number cannot be used")]
    Number(#[source] PhoneFault),
    #[error("an extension is given by itself, not as a part of the number")]
    ExtensionInNumber,
    #[error("an extension is one to {LONGEST_EXTENSION} digits")]
    Extension,
    #[error("only an office phone has an extension")]
    NotTheOffice,
    #[error("the person has this number already, as another phone")]
    Twice,
    #[error("an alternate phone comes after the mobile one")]
    MobileRequired,
    #[error("the database failed")]
    Database(#[from] DbErr),
}

/// Puts a phone into a person's slot, in the place of the one that is there. Which countries the organization lets
/// people register from is no matter here. `event` makes the event of a kind.
///
/// # Errors
/// [`GiveError`]; then nothing was changed.
pub async fn give(
    db: &DatabaseConnection,
    now_ms: i64,
    user: &user::Model,
    wish: Wish<'_>,
    event: impl FnOnce(&'static str) -> Event<'static>,
) -> Result<Given, GiveError> {
    let (number, channel) = read(wish)?;
    let extension = wish.extension.map(str::to_owned);
    let change = db.begin().await?;
    removal::hold(&change, user.id).await?;
    let phones = Entity::find()
        .filter(Column::UserId.eq(user.id))
        .filter(Column::Kind.eq(MethodKind::Phone.name()))
        .all(&change)
        .await?;
    let is_in = |slot: PhoneSlot| move |phone: &&Model| phone.slot == slot.name();
    let has_number = |phone: &&Model| phone.value.as_deref() == Some(number.as_str());
    if phones
        .iter()
        .filter(has_number)
        .any(|phone| phone.slot != wish.slot.name())
    {
        change.rollback().await?;
        return Err(GiveError::Twice);
    }
    if wish.slot == PhoneSlot::AlternateMobile && !phones.iter().any(|phone| is_in(PhoneSlot::Mobile)(&phone))
    {
        change.rollback().await?;
        return Err(GiveError::MobileRequired);
    }
    let given = match phones.iter().find(is_in(wish.slot)) {
        None => Given::Added(
            add(
                &change,
                now_ms,
                user,
                wish.slot,
                &number,
                data(channel, extension),
            )
            .await?,
        ),
        Some(there) if !has_number(&there) => Given::Changed {
            was_user_name: there.data.phone.as_ref().is_some_and(|phone| phone.sms_sign_in),
            phone: replace(&change, now_ms, there, &number, data(channel, extension)).await?,
        },
        Some(there) => {
            let before = there.data.phone.clone().unwrap_or_default();
            if before.extension == extension {
                change.rollback().await?;
                return Ok(Given::Same(there.clone()));
            }
            let data = MethodData {
                phone: Some(PhoneData { extension, ..before }),
                ..there.data.clone()
            };
            Given::Changed {
                was_user_name: false,
                phone: write(
                    &change,
                    there,
                    ActiveModel {
                        data: Set(data),
                        ..Default::default()
                    },
                )
                .await?,
            }
        }
    };
    preferences::after_change(&change, now_ms, user, Change::Other).await?;
    let kind = match given {
        Given::Added(_) => "method.added",
        Given::Changed { .. } | Given::Same(_) => "method.changed",
    };
    audit::record(&change, now_ms, event(kind)).await?;
    change.commit().await?;
    Ok(given)
}

/// The number as it is kept, and how it is reached when nothing else is said.
fn read(wish: Wish<'_>) -> Result<(String, Channel), GiveError> {
    let is_extension = |text: &str| {
        (1..=LONGEST_EXTENSION).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    match wish.extension {
        Some(_) if wish.slot != PhoneSlot::Office => return Err(GiveError::NotTheOffice),
        Some(extension) if !is_extension(extension) => return Err(GiveError::Extension),
        _ => {}
    }
    if wish.number.contains(['x', 'X', '#', ';', ',']) {
        return Err(GiveError::ExtensionInNumber);
    }
    let check = |channel| phone::check(wish.number, wish.slot, channel, &[]).map(|number| (number, channel));
    // A mobile phone that takes no texts can still be called.
    let by_text = (wish.slot == PhoneSlot::Mobile).then(|| check(Channel::Sms));
    match by_text {
        Some(Ok(read)) => Ok(read),
        _ => check(Channel::Voice).map_err(GiveError::Number),
    }
}

fn data(channel: Channel, extension: Option<String>) -> MethodData {
    MethodData {
        phone: Some(PhoneData {
            channel: channel.name().to_owned(),
            extension,
            ..PhoneData::default()
        }),
        ..MethodData::default()
    }
}

async fn add(
    change: &impl ConnectionTrait,
    now_ms: i64,
    user: &user::Model,
    slot: PhoneSlot,
    number: &str,
    data: MethodData,
) -> Result<Model, DbErr> {
    let phone = Model {
        slot: slot.name().to_owned(),
        slot_key: slot_key(MethodKind::Phone, slot.name()),
        value: Some(number.to_owned()),
        data,
        ..places::method(user.id, MethodKind::Phone, now_ms)
    };
    let row: ActiveModel = phone.clone().into_active_model();
    Entity::insert(row.reset_all())
        .exec_without_returning(change)
        .await?;
    Ok(phone)
}

/// A new number starts anew, as when a person changes it.
async fn replace(
    change: &impl ConnectionTrait,
    now_ms: i64,
    there: &Model,
    number: &str,
    data: MethodData,
) -> Result<Model, DbErr> {
    let anew = ActiveModel {
        value: Set(Some(number.to_owned())),
        lookup_key: Set(None),
        data: Set(data),
        created_at: Set(now_ms),
        last_used_at: Set(None),
        ..Default::default()
    };
    write(change, there, anew).await
}

async fn write(change: &impl ConnectionTrait, there: &Model, what: ActiveModel) -> Result<Model, DbErr> {
    let written = Entity::update_many()
        .set(what)
        .filter(Column::Id.eq(there.id))
        .exec_with_returning(change)
        .await?;
    let gone = || DbErr::RecordNotUpdated;
    written.into_iter().next().ok_or_else(gone)
}
