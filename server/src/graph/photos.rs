//! `/me/photo` and `/me/photos`.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Map, Value, json};

use super::GraphError;
use super::odata::{collection, entity};
use super::segment::Segment;
use super::surface::Authenticated;
use crate::state::AppState;
use crate::store::entities::photo;

/// `GET /me/photo`: about the largest one. Without any, Graph speaks of an empty picture of one pixel.
pub(super) async fn largest_about(
    State(state): State<AppState>,
    caller: Authenticated,
) -> Result<Json<Value>, GraphError> {
    let sizes = sizes(&state, &caller).await?;
    let about = match sizes.first() {
        Some(size) => size.about(),
        None => json!({ "@odata.mediaContentType": "image/gif", "id": "1x1", "height": 1, "width": 1 }),
    };
    Ok(Json(entity(
        &state,
        &format!("users('{}')/photo/$entity", caller.user.id),
        object(about),
    )))
}

/// `GET /me/photo/$value`
pub(super) async fn largest(
    State(state): State<AppState>,
    caller: Authenticated,
) -> Result<Response, GraphError> {
    let found = of(&caller)
        .order_by_desc(photo::Column::Size)
        .one(&state.db)
        .await?;
    Ok(bytes(found.ok_or_else(no_photo)?))
}

/// `GET /me/photos`
pub(super) async fn list(
    State(state): State<AppState>,
    caller: Authenticated,
) -> Result<Json<Value>, GraphError> {
    let sizes = sizes(&state, &caller).await?;
    let items = sizes.iter().rev().map(Size::about);
    Ok(Json(collection(
        &state,
        &format!("users('{}')/photos", caller.user.id),
        items,
    )))
}

/// `GET /me/photos/{size}`
pub(super) async fn about(
    State(state): State<AppState>,
    caller: Authenticated,
    Segment(size): Segment,
) -> Result<Json<Value>, GraphError> {
    let wanted = parse_size(&size).ok_or_else(no_photo)?;
    let sizes = sizes(&state, &caller).await?;
    let found = sizes.iter().find(|s| s.size == wanted).ok_or_else(no_photo)?;
    let of = format!("users('{}')/photos/$entity", caller.user.id);
    Ok(Json(entity(&state, &of, object(found.about()))))
}

/// `GET /me/photos/{size}/$value`
pub(super) async fn value(
    State(state): State<AppState>,
    caller: Authenticated,
    Segment(size): Segment,
) -> Result<Response, GraphError> {
    let wanted = parse_size(&size).ok_or_else(no_photo)?;
    let found = of(&caller)
        .filter(photo::Column::Size.eq(wanted))
        .one(&state.db)
        .await?;
    Ok(bytes(found.ok_or_else(no_photo)?))
}

struct Size {
    size: i32,
    content_type: String,
    etag: String,
}

impl Size {
    fn about(&self) -> Value {
        json!({
            "@odata.mediaContentType": self.content_type,
            "@odata.mediaEtag": quoted(&self.etag),
            "id": format!("{0}x{0}", self.size),
            "height": self.size,
            "width": self.size,
        })
    }
}

fn of(caller: &Authenticated) -> sea_orm::Select<photo::Entity> {
    photo::Entity::find().filter(photo::Column::UserId.eq(caller.user.id))
}

/// All sizes there are, largest first, without their bytes.
async fn sizes(state: &AppState, caller: &Authenticated) -> Result<Vec<Size>, GraphError> {
    let rows: Vec<(i32, String, String)> = of(caller)
        .select_only()
        .columns([
            photo::Column::Size,
            photo::Column::ContentType,
            photo::Column::Etag,
        ])
        .order_by_desc(photo::Column::Size)
        .into_tuple()
        .all(&state.db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(size, content_type, etag)| Size {
            size,
            content_type,
            etag,
        })
        .collect())
}

/// `48x48`, as Graph names the sizes; all are square.
fn parse_size(name: &str) -> Option<i32> {
    let (width, height) = name.split_once(['x', 'X'])?;
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if width == height && digits(width) {
        width.parse().ok()
    } else {
        None
    }
}

fn bytes(photo: photo::Model) -> Response {
    let headers = [
        (header::CONTENT_TYPE, photo.content_type),
        (header::ETAG, quoted(&photo.etag)),
        (header::CACHE_CONTROL, "private".to_owned()),
    ];
    (StatusCode::OK, headers, photo.bytes).into_response()
}

fn quoted(etag: &str) -> String {
    format!("\"{}\"", etag.trim_matches('"'))
}

fn no_photo() -> GraphError {
    GraphError::not_found("ImageNotFound", "The photo wasn't found.")
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::parse_size;

    #[test]
    fn a_size_is_a_square_of_plain_digits() {
        assert_eq!(parse_size("48x48"), Some(48));
        for odd in [
            "48x64",
            "48",
            "x",
            "+48x+48",
            "48x48x48",
            "99999999999x99999999999",
            "../48x48",
        ] {
            assert_eq!(parse_size(odd), None, "{odd}");
        }
    }
}
