use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use super::GraphError;

/// The one parameter of a path. What is not text cannot name anything: 404, in Graph's shape.
pub(crate) struct Segment(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Segment {
    type Rejection = GraphError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, GraphError> {
        match Path::<String>::from_request_parts(parts, state).await {
            Ok(Path(segment)) => Ok(Self(segment)),
            Err(_) => Err(GraphError::not_found(
                "ResourceNotFound",
                "Resource not found for the segment.",
            )),
        }
    }
}
