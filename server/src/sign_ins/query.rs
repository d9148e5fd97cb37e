//! One page of a person's sign-ins, the newest first. Pages follow each other by the last row and not by a count, so
//! what comes in meanwhile moves nothing, and the fifty-thousandth row costs what the first does.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::sea_query::LikeExpr;
use sea_orm::{
    ColumnTrait, Condition as Where, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::{risk, words};
use crate::clock::millis;
use crate::store::entities::sign_in::{Column, Entity, Model};

/// The row a page comes after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    at: i64,
    id: Uuid,
}

impl After {
    /// As the address of the next page has it.
    pub fn token(self) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}.{}", self.at, self.id.simple()))
    }

    /// Reads [`Self::token`]; none when it is no such.
    pub fn parse(token: &str) -> Option<Self> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
        let (at, id) = text.split_once('.')?;
        Some(Self {
            at: at.parse().ok()?,
            id: Uuid::try_parse(id).ok()?,
        })
    }
}

/// One condition of `$filter`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    Succeeded,
    Failed,
    /// What a row's `risk_state` is.
    Risk(&'static str),
    /// Milliseconds since the Unix epoch, that instant too.
    Since(i64),
    Until(i64),
}

impl Condition {
    /// Reads `$filter`: conditions joined by `and` (OData 4.01, Part 2 §5.1.1). None when one of them is not offered.
    pub fn parse_all(filter: &str) -> Option<Vec<Self>> {
        filter.split(" and ").map(|one| Self::parse(one.trim())).collect()
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split_whitespace();
        let (property, operator, value) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let instant = || {
            let at = OffsetDateTime::parse(value, &Rfc3339).ok();
            at.map(millis)
        };
        match (property, operator) {
            ("status/errorCode", "eq") if value == "0" => Some(Self::Succeeded),
            ("status/errorCode", "ne") if value == "0" => Some(Self::Failed),
            ("riskState", "eq") => {
                let named = value.strip_prefix('\'')?.strip_suffix('\'')?;
                let known = [risk::NONE, risk::AT_RISK, risk::SAFE, risk::COMPROMISED];
                known.into_iter().find(|state| *state == named).map(Self::Risk)
            }
            ("createdDateTime", "ge") => instant().map(Self::Since),
            ("createdDateTime", "le") => instant().map(Self::Until),
            _ => None,
        }
    }
}

/// What a page is to have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub top: u64,
    pub after: Option<After>,
    /// [`super::looked_for`].
    pub search: Vec<String>,
    pub filter: Vec<Condition>,
}

/// One page, and after what the next begins, when there is one.
///
/// # Errors
/// When the database fails.
pub async fn page(
    db: &DatabaseConnection,
    user_id: Uuid,
    wanted: &Wanted,
) -> Result<(Vec<Model>, Option<After>), DbErr> {
    let mut query = Entity::find().filter(Column::UserId.eq(user_id));
    if let Some(after) = wanted.after {
        // The first half lets the index be used from there.
        query = query.filter(Column::CreatedAt.lte(after.at)).filter(
            Where::any()
                .add(Column::CreatedAt.lt(after.at))
                .add(Column::Id.lt(after.id)),
        );
    }
    for condition in &wanted.filter {
        query = query.filter(match *condition {
            Condition::Succeeded => Column::ErrorCode.eq(0),
            Condition::Failed => Column::ErrorCode.ne(0),
            Condition::Risk(state) => Column::RiskState.eq(state),
            Condition::Since(at) => Column::CreatedAt.gte(at),
            Condition::Until(at) => Column::CreatedAt.lte(at),
        });
    }
    for word in &wanted.search {
        query = query.filter(Column::Search.like(LikeExpr::new(words::pattern(word)).escape('\\')));
    }
    let mut rows = query
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .limit(wanted.top + 1)
        .all(db)
        .await?;
    let is_more = rows.len() as u64 > wanted.top;
    if is_more {
        rows.pop();
    }
    let last = rows.last().filter(|_| is_more);
    let after = last.map(|row| After {
        at: row.created_at,
        id: row.id,
    });
    Ok((rows, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_and_nothing_else_is_one() {
        let after = After {
            at: 1_795_338_000_000,
            id: Uuid::from_u128(7),
        };
        assert_eq!(After::parse(&after.token()), Some(after));
        for bad in ["", "!", "MTIz", &"A".repeat(9000)] {
            assert_eq!(After::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn b163_filters_are_read_and_what_is_not_offered_is_refused() {
        assert_eq!(
            Condition::parse_all("status/errorCode ne 0 and createdDateTime ge 2026-11-22T09:00:00Z"),
            Some(vec![Condition::Failed, Condition::Since(1_795_338_000_000)])
        );
        assert_eq!(
            Condition::parse_all("riskState eq 'atRisk'"),
            Some(vec![Condition::Risk(risk::AT_RISK)])
        );
        for bad in [
            "",
            "userId eq 'x'",
            "status/errorCode eq 50126",
            "status/errorCode eq 0 or riskState eq 'atRisk'",
            "riskState eq atRisk",
            "createdDateTime ge yesterday",
            "not (status/errorCode eq 0)",
        ] {
            assert_eq!(Condition::parse_all(bad), None, "{bad}");
        }
    }
}
