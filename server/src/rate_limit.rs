//! Counters in the database, so that every instance counts the same tries.

use std::time::Duration;

use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter};

use crate::clock::span;
use crate::store::entities::rate_limit::{ActiveModel, Column, Entity};

/// How often something may happen in a window.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    pub hits: i32,
    pub window: Duration,
}

/// The limit is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limited {
    pub retry_after: Duration,
}

/// Counts one hit on `bucket` and says whether it is still within the limit.
///
/// The count is one statement, so parallel hits on any number of instances are all counted.
///
/// # Errors
/// When the database fails. Callers treat that as a failed request, never as permission.
pub async fn hit(
    db: &DatabaseConnection,
    now_ms: i64,
    bucket: &str,
    limit: Limit,
) -> Result<Result<(), Limited>, DbErr> {
    let over = Expr::col((Entity, Column::WindowEndsAt)).lte(now_ms);
    let fresh_end = now_ms + span(limit.window);
    let row = ActiveModel {
        bucket: Set(bucket.to_owned()),
        window_ends_at: Set(fresh_end),
        hits: Set(1),
    };
    let counted = Entity::insert(row)
        .on_conflict(
            OnConflict::column(Column::Bucket)
                .value(
                    Column::Hits,
                    CaseStatement::new()
                        .case(over.clone(), 1)
                        .finally(Expr::col((Entity, Column::Hits)).add(1)),
                )
                .value(
                    Column::WindowEndsAt,
                    CaseStatement::new()
                        .case(over, fresh_end)
                        .finally(Expr::col((Entity, Column::WindowEndsAt))),
                )
                .to_owned(),
        )
        .exec_with_returning(db)
        .await?;
    if counted.hits <= limit.hits {
        return Ok(Ok(()));
    }
    let left = u64::try_from(Ord::max(counted.window_ends_at - now_ms, 1)).unwrap_or(1);
    Ok(Err(Limited {
        retry_after: Duration::from_millis(left),
    }))
}

/// Takes one hit back: for limits on failures only, which are counted before it is known whether there is one.
///
/// # Errors
/// When the database fails.
pub async fn give_back(db: &DatabaseConnection, bucket: &str) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Hits, Expr::col(Column::Hits).sub(1))
        .filter(Column::Bucket.eq(bucket))
        .filter(Column::Hits.gt(0))
        .exec(db)
        .await?;
    Ok(())
}

/// Removes counters whose window is over.
///
/// # Errors
/// When the database fails.
pub async fn sweep(db: &DatabaseConnection, now_ms: i64) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::WindowEndsAt.lte(now_ms))
        .exec(db)
        .await?;
    Ok(())
}
