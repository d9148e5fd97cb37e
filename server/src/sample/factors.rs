//! The second factors of the sample's people.

use anyhow::Context;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, IntoActiveModel};

use super::people::{Factor, PEOPLE};
use super::{id, tenant_id, user_id};
use crate::authority::passwords;
use crate::clock::span;
use crate::methods::kind::{self, MethodKind, slot_key};
use crate::methods::{hardware_tokens, oath, places, recovery_codes, totp};
use crate::state::AppState;
use crate::store::entities::{recovery_code, security_method};
use crate::store::values::{MethodData, OathData, PassData, PhoneData};

/// The longest a pass may last (B-96).
const PASS_MINUTES: u32 = 30 * 24 * 60;
const PASS_LIFETIME: std::time::Duration = std::time::Duration::from_secs(60 * PASS_MINUTES as u64);

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
        Factor::TemporaryAccessPass { pass } => security_method::Model {
            expires_at: Some(now_ms + span(PASS_LIFETIME)),
            data: MethodData {
                pass: Some(PassData {
                    hash: passwords::hash(pass)?,
                    lifetime_minutes: PASS_MINUTES,
                    one_time: false,
                    starts_at: now_ms,
                }),
                ..MethodData::default()
            },
            ..empty(MethodKind::TemporaryAccessPass, "1")
        },
        Factor::HardwareOath { serial, secret } => {
            let secret = oath::from_base32(&(*secret).into()).context("a secret of the sample")?;
            let method = empty(MethodKind::HardwareOath, "1");
            security_method::Model {
                lookup_key: Some(hardware_tokens::lookup_key(tenant_id(), serial)),
                value: Some((*serial).to_owned()),
                secret_sealed: Some(totp::seal_for_method(&state.secrets, method.id, &secret)),
                state: kind::state::NOT_ACTIVATED.to_owned(),
                data: MethodData {
                    oath: Some(OathData {
                        serial: Some((*serial).to_owned()),
                        manufacturer: Some("Noorderlicht".to_owned()),
                        model: Some("Token 6".to_owned()),
                        ..OathData::default()
                    }),
                    ..MethodData::default()
                },
                ..method
            }
        }
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
