//! Graph JSON batching ("Combine multiple HTTP requests using JSON batching"): several reads in one round trip.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::{challenge, wire::Fields};

/// One read of a batch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Read {
    pub(crate) id: &'static str,
    /// Relative to the version (`/me`).
    pub(crate) url: &'static str,
}

pub(crate) fn request(reads: &[Read]) -> Value {
    let requests = reads
        .iter()
        .map(|read| json!({"id": read.id, "method": "GET", "url": read.url}));
    json!({"requests": requests.collect::<Vec<_>>()})
}

/// The answers of a batch, by the id of the request; they come in any order.
pub(crate) struct Responses<'a>(HashMap<&'a str, Response<'a>>);

#[derive(Clone, Copy)]
pub(crate) struct Response<'a> {
    pub(crate) status: u16,
    pub(crate) body: &'a Value,
    headers: Option<&'a Map<String, Value>>,
}

impl<'a> Responses<'a> {
    /// `None` when it is no batch answer.
    pub(crate) fn read(body: &'a Value) -> Option<Self> {
        let body = Fields::of(body)?;
        let responses = body.list("responses").iter().filter_map(response);
        body.has_list("responses").then(|| Self(responses.collect()))
    }

    pub(crate) fn get(&self, id: &str) -> Option<Response<'a>> {
        self.0.get(id).copied()
    }
}

impl Response<'_> {
    /// The claims asked for by this one (401, or 403 under Conditional Access).
    pub(crate) fn insufficient_claims(self) -> Option<String> {
        let headers = self.headers.into_iter().flatten();
        let challenges = headers
            .filter(|(name, _)| name.eq_ignore_ascii_case("www-authenticate"))
            .filter_map(|(_, value)| value.as_str());
        matches!(self.status, 401 | 403)
            .then(|| challenge::insufficient_claims(challenges))
            .flatten()
    }
}

fn response(value: &Value) -> Option<(&str, Response<'_>)> {
    let id = value.get("id")?.as_str()?;
    let response = Response {
        status: value.get("status")?.as_u64()?.try_into().ok()?,
        body: value.get("body").unwrap_or(&Value::Null),
        headers: value.get("headers").and_then(Value::as_object),
    };
    Some((id, response))
}
