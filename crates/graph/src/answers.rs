//! What a call makes of an answer.

use serde_json::Value;
use workpass_app::ports::{DirectoryError, NetworkError};
use workpass_http::{Answer, Http, Request};

use crate::failure::{self, Surface};

/// Sends, and turns what is not a success into its error.
pub(crate) async fn send(http: &Http, surface: Surface, request: Request) -> Result<Answer, DirectoryError> {
    let answer = http.send(request).await.map_err(DirectoryError::Network)?;
    if answer.is_success() {
        return Ok(answer);
    }
    Err(failure::read(surface, &answer))
}

/// The JSON of a success, read by `read`.
pub(crate) fn json<T>(answer: &Answer, read: impl FnOnce(&Value) -> Option<T>) -> Result<T, DirectoryError> {
    read(&value(answer)?).ok_or_else(|| nonsense("the JSON is not what was asked for"))
}

pub(crate) fn value(answer: &Answer) -> Result<Value, DirectoryError> {
    answer.read_json().map_err(DirectoryError::Network)
}

/// A success without content: 204, or 2xx with an empty body. Anything else did not come from the service.
pub(crate) fn nothing(answer: &Answer) -> Result<(), DirectoryError> {
    if answer.body.is_empty() {
        return Ok(());
    }
    Err(failure::unexpected_success(answer.status))
}

pub(crate) fn nonsense(what: &str) -> DirectoryError {
    DirectoryError::Network(NetworkError::Nonsense(what.to_owned()))
}
