//! Recovery codes: ten, each good for one sign-in, shown once.
//!
//! The row of kind `recoveryCodes` in `security_methods` stands for all of them; what changes the set holds that row,
//! so that two changes at once do not mix.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QuerySelect, TransactionTrait,
};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::kind::MethodKind;
use super::{Verdict, places};
use crate::secrets::ServerSecrets;
use crate::state::AppState;
use crate::store::entities::{recovery_code, security_method, user};
use crate::{audit, random};

/// How many codes a person gets.
pub const COUNT: usize = 10;
/// No characters that look alike, and no vowels that make words: 46 bits in a code.
const ALPHABET: &[u8] = b"2345679BCDFGHJKMNPQRTVWXY";
const LENGTH: usize = 10;
/// The purpose that keeps these codes apart from others under the same key.
const PURPOSE: &str = "recovery_code";

/// Makes new codes in the place of all older ones. They are nowhere else.
///
/// # Errors
/// When the database fails.
pub async fn replace(
    state: &AppState,
    user: &user::Model,
    event: audit::Event<'_>,
) -> Result<Vec<SecretString>, DbErr> {
    let now_ms = state.now_ms();
    let codes: Vec<SecretString> = (0..COUNT)
        .map(|_| random::text(ALPHABET, LENGTH).into())
        .collect();
    let rows: Vec<_> = codes
        .iter()
        .map(|code| recovery_code::ActiveModel {
            id: Set(Uuid::new_v4()),
            user_id: Set(user.id),
            code_mac: Set(mac(&state.secrets, user.id, code)),
            used_at: Set(None),
        })
        .collect();
    let change = state.db.begin().await?;
    // Whichever comes first holds the row until it is done; the other waits here.
    let is_there = hold(&change, user.id, now_ms).await?
        || places::take(
            &change,
            places::method(user.id, MethodKind::RecoveryCodes, now_ms),
        )
        .await?
        .is_some()
        || hold(&change, user.id, now_ms).await?;
    if !is_there {
        change.rollback().await?;
        return Err(DbErr::RecordNotInserted);
    }
    forget(&change, user.id).await?;
    recovery_code::Entity::insert_many(rows)
        .exec_without_returning(&change)
        .await?;
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    Ok(codes.iter().map(shown).collect())
}

/// Deletes the codes; false when there were none.
///
/// # Errors
/// When the database fails.
pub async fn delete(
    db: &DatabaseConnection,
    now_ms: i64,
    user: &user::Model,
    event: audit::Event<'_>,
) -> Result<bool, DbErr> {
    let change = db.begin().await?;
    let deleted = security_method::Entity::delete_many()
        .filter(of(user.id))
        .exec(&change)
        .await?;
    if deleted.rows_affected == 0 {
        change.rollback().await?;
        return Ok(false);
    }
    forget(&change, user.id).await?;
    audit::record(&change, now_ms, event).await?;
    change.commit().await?;
    Ok(true)
}

/// How many codes can still be used.
///
/// # Errors
/// When the database fails.
pub async fn remaining(db: &impl ConnectionTrait, user_id: Uuid) -> Result<u32, DbErr> {
    let left = recovery_code::Entity::find()
        .filter(recovery_code::Column::UserId.eq(user_id))
        .filter(recovery_code::Column::UsedAt.is_null())
        .count(db)
        .await?;
    Ok(u32::try_from(left).unwrap_or(u32::MAX))
}

/// Whether this is one of the person's codes. A right one is spent: of two requests at once one is right.
///
/// # Errors
/// When the database fails.
pub async fn verify(state: &AppState, user: &user::Model, typed: &str) -> Result<Verdict, DbErr> {
    let Some(code) = read(typed) else {
        return Ok(Verdict::Wrong);
    };
    let mac = mac(&state.secrets, user.id, &code);
    let this = sea_orm::Condition::all()
        .add(recovery_code::Column::UserId.eq(user.id))
        .add(recovery_code::Column::CodeMac.eq(mac));
    let now_ms = state.now_ms();
    let spent = recovery_code::Entity::update_many()
        .col_expr(recovery_code::Column::UsedAt, Expr::value(now_ms))
        .filter(this.clone())
        .filter(recovery_code::Column::UsedAt.is_null())
        .exec(&state.db)
        .await?;
    if spent.rows_affected == 0 {
        let used = recovery_code::Entity::find()
            .filter(this)
            .count(&state.db)
            .await?;
        return Ok(if used > 0 { Verdict::Used } else { Verdict::Wrong });
    }
    security_method::Entity::update_many()
        .col_expr(security_method::Column::LastUsedAt, Expr::value(now_ms))
        .filter(of(user.id))
        .exec(&state.db)
        .await?;
    let method: Option<Uuid> = security_method::Entity::find()
        .select_only()
        .column(security_method::Column::Id)
        .filter(of(user.id))
        .into_tuple()
        .one(&state.db)
        .await?;
    // Deleted at this moment: the code was still theirs.
    Ok(method.map_or(Verdict::Used, Verdict::Proven))
}

/// Takes hold of the row that stands for the codes; false when there is none.
async fn hold(change: &impl ConnectionTrait, user_id: Uuid, now_ms: i64) -> Result<bool, DbErr> {
    let held = security_method::Entity::update_many()
        .col_expr(security_method::Column::CreatedAt, Expr::value(now_ms))
        .col_expr(security_method::Column::LastUsedAt, Expr::value(None::<i64>))
        .filter(of(user_id))
        .exec(change)
        .await?;
    Ok(held.rows_affected == 1)
}

async fn forget(change: &impl ConnectionTrait, user_id: Uuid) -> Result<(), DbErr> {
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::UserId.eq(user_id))
        .exec(change)
        .await?;
    Ok(())
}

fn of(user_id: Uuid) -> sea_orm::Condition {
    sea_orm::Condition::all()
        .add(security_method::Column::UserId.eq(user_id))
        .add(security_method::Column::Kind.eq(MethodKind::RecoveryCodes.name()))
}

/// What a code of the sample is stored as.
pub(crate) fn sample_mac(secrets: &ServerSecrets, user_id: Uuid, shown: &str) -> String {
    mac(secrets, user_id, &shown.replace('-', "").into())
}

fn mac(secrets: &ServerSecrets, user_id: Uuid, code: &SecretString) -> String {
    secrets.mac(PURPOSE, &[&user_id.to_string(), code.expose_secret()])
}

/// A code as people see it.
fn shown(code: &SecretString) -> SecretString {
    let (first, second) = code.expose_secret().split_at(LENGTH / 2);
    format!("{first}-{second}").into()
}

/// A code as people type it: case, blanks and dashes do not matter, and what looks like a character of the alphabet
/// is taken for it.
fn read(typed: &str) -> Option<SecretString> {
    let mut code = String::with_capacity(LENGTH);
    for c in typed.chars() {
        let c = match c.to_ascii_uppercase() {
            ' ' | '-' | '\u{2010}'..='\u{2015}' | '\t' => continue,
            '8' => 'B',
            'S' => '5',
            'Z' => '2',
            'U' => 'V',
            c => c,
        };
        if code.len() == LENGTH || !c.is_ascii() || !ALPHABET.contains(&(c as u8)) {
            return None;
        }
        code.push(c);
    }
    (code.len() == LENGTH).then(|| code.into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reads(typed: &str) -> Option<String> {
        read(typed).map(|code| code.expose_secret().to_owned())
    }

    #[test]
    fn codes_are_read_as_people_write_them() {
        for typed in ["BCDFG-HJK25", "bcdfg hjk25", " bcdfghjk25 ", "8CDFG–HJKZS"] {
            assert_eq!(reads(typed).as_deref(), Some("BCDFGHJK25"), "{typed}");
        }
        for bad in [
            "",
            "BCDFG-HJK2",
            "BCDFG-HJK255",
            "BCDFG-HJK2A",
            "ＢCDFGHJK25",
            "BCDFG-HJK2\u{162}",
        ] {
            assert_eq!(reads(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_code_is_read_back(indexes in proptest::array::uniform10(0..ALPHABET.len()), lower in any::<bool>()) {
            let code: String = indexes.iter().map(|at| char::from(ALPHABET[*at])).collect();
            let seen = shown(&code.clone().into());
            let typed = seen.expose_secret().to_owned();
            let typed = if lower { typed.to_lowercase() } else { typed };
            prop_assert_eq!(reads(&typed), Some(code));
        }

        #[test]
        fn any_text_is_judged(typed in any::<String>()) {
            if let Some(code) = reads(&typed) {
                prop_assert_eq!(code.len(), LENGTH);
            }
        }
    }
}
