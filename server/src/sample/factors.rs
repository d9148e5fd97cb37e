//! The second factors of the sample's people.

use anyhow::Context;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, IntoActiveModel};

use super::people::{Factor, PEOPLE};
use super::{id, user_id};
use crate::methods::kind::{MethodKind, slot_key};
use crate::methods::{oath, places, recovery_codes, totp};
use crate::state::AppState;
use crate::store::entities::{recovery_code, security_method};
use crate::store::values::{MethodData, OathData, PhoneData};

/// Writes them all.
pub(super) async fn write(state: &AppState, change: &DatabaseTransaction, now_ms: i64) -> anyhow::Result<()> {
    for person in PEOPLE {
        for factor in person.factors {
            write_one(state, change, now_ms, person.first, factor).await?;
        }
    }
    Ok(())
}

async fn write_one(
    state: &AppState,
    change: &DatabaseTransaction,
    now_ms: i64,
    first: &str,
    factor: &Factor,
) -> anyhow::Result<()> {
    let empty = |kind, slot: &str| security_method::Model {
        id: id(&format!("method {first} {kind} {slot}")),
        slot: slot.to_owned(),
        slot_key: slot_key(kind, slot),
        ..places::method(user_id(first), kind, now_ms)
    };
    let method = match factor {
        Factor::SoftwareOath { name, secret } => {
            let secret = oath::from_base32(&(*secret).into()).context("a secret of the sample")?;
            let method = empty(MethodKind::SoftwareOath, "1");
            security_method::Model {
                display_name: Some((*name).to_owned()),
                secret_sealed: Some(totp::seal_for_method(&state.secrets, method.id, &secret)),
                data: MethodData {
                    oath: Some(OathData::default()),
                    ..MethodData::default()
                },
                ..method
            }
        }
        Factor::Phone { slot, number } => security_method::Model {
            value: Some((*number).to_owned()),
            data: MethodData {
                phone: Some(PhoneData::default()),
                ..MethodData::default()
            },
            ..empty(MethodKind::Phone, slot)
        },
        Factor::RecoveryCodes { codes } => {
            for code in *codes {
                let row = recovery_code::ActiveModel {
                    id: Set(id(&format!("recovery code {first} {code}"))),
                    user_id: Set(user_id(first)),
                    code_mac: Set(recovery_codes::sample_mac(&state.secrets, user_id(first), code)),
                    used_at: Set(None),
                };
                recovery_code::Entity::insert(row)
                    .exec_without_returning(change)
                    .await?;
            }
            empty(MethodKind::RecoveryCodes, "1")
        }
    };
    let row: security_method::ActiveModel = method.into_active_model();
    security_method::Entity::insert(row.reset_all())
        .exec_without_returning(change)
        .await?;
    Ok(())
}
