//! `POST /$batch`: up to twenty calls in one round trip, each through the same router as if it had come alone.
//! Graph page: "Combine multiple HTTP requests using JSON batching".

use std::collections::{BTreeMap, HashMap, HashSet};

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::GraphError;
use super::body::JsonBody;
use super::surface::{Authenticated, MAX_BODY_BYTES};
use crate::auth::ClientAddress;

/// Graph's own limit.
const MAX_STEPS: usize = 20;
/// The largest answer of one step; a photo is far smaller.
const MAX_ANSWER_BYTES: usize = 8 * 1024 * 1024;

#[derive(Deserialize)]
pub(super) struct Batch {
    requests: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Step {
    id: String,
    method: String,
    url: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: Option<Value>,
    #[serde(default)]
    depends_on: Vec<String>,
}

#[derive(Serialize)]
struct Outcome {
    id: String,
    status: u16,
    headers: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Value>,
}

/// What the steps share with the request that carried them.
pub(super) struct Carrier {
    pub(super) caller: Authenticated,
    pub(super) address: ClientAddress,
    pub(super) accept_language: Option<HeaderValue>,
}

/// Runs the steps in the order they stand, each through `router`; a step waits for those it depends on because they
/// stand before it.
///
/// # Errors
/// 400 when the batch as a whole is malformed; then no step ran.
pub(super) async fn run(
    router: &Router,
    carrier: Carrier,
    JsonBody(batch): JsonBody<Batch>,
) -> Result<Json<Value>, GraphError> {
    check(&batch)?;
    let mut statuses: HashMap<String, u16> = HashMap::new();
    let mut outcomes = Vec::with_capacity(batch.requests.len());
    for step in batch.requests {
        let failed = step
            .depends_on
            .iter()
            .any(|id| statuses.get(id).is_none_or(|status| *status >= 400));
        let outcome = if failed {
            dependency_failed(step.id)
        } else {
            run_step(router, &carrier, step).await
        };
        statuses.insert(outcome.id.clone(), outcome.status);
        outcomes.push(outcome);
    }
    Ok(Json(json!({ "responses": outcomes })))
}

/// What is wrong with the batch as a whole.
fn check(batch: &Batch) -> Result<(), GraphError> {
    let steps = &batch.requests;
    if steps.is_empty() {
        return Err(GraphError::bad_request("The batch has no requests."));
    }
    if steps.len() > MAX_STEPS {
        return Err(GraphError::bad_request(format!(
            "Number of batch request steps exceeds the maximum value of {MAX_STEPS}."
        )));
    }
    let mut seen = HashSet::new();
    for step in steps {
        if step.id.is_empty() || step.id.len() > 128 {
            return Err(GraphError::bad_request("A request id is missing or too long."));
        }
        if !step.depends_on.iter().all(|id| seen.contains(id.as_str())) {
            return Err(GraphError::bad_request(
                "dependsOn must name requests that stand before the one that depends on them.",
            ));
        }
        if !seen.insert(step.id.as_str()) {
            return Err(GraphError::bad_request(
                "Request ids must be unique within a batch.",
            ));
        }
    }
    Ok(())
}

async fn run_step(router: &Router, carrier: &Carrier, step: Step) -> Outcome {
    let id = step.id.clone();
    let request = match request(carrier, &step) {
        Ok(request) => request,
        Err(error) => return refused(id, &error),
    };
    match router.clone().oneshot(request).await {
        Ok(response) => outcome(id, response).await,
        Err(never) => match never {},
    }
}

fn request(carrier: &Carrier, step: &Step) -> Result<Request, GraphError> {
    let method = match step.method.as_str() {
        "GET" => Method::GET,
        "POST" => Method::POST,
        "PATCH" => Method::PATCH,
        "PUT" => Method::PUT,
        "DELETE" => Method::DELETE,
        _ => {
            return Err(GraphError::bad_request(
                "The method of a batch request is not valid.",
            ));
        }
    };
    let uri = relative(&step.url)?;
    let mut request = Request::new(Body::empty());
    let content_type = step
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    if let Some(body) = &step.body {
        if content_type.is_none() {
            return Err(GraphError::bad_request(format!(
                "Write request id : {} does not contain Content-Type header or body.",
                step.id
            )));
        }
        *request.body_mut() = Body::from(body.to_string());
    }
    for (name, value) in &step.headers {
        let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) else {
            return Err(GraphError::bad_request(
                "A header of a batch request is not valid.",
            ));
        };
        // Who calls was decided for the batch; how long the body is, we know.
        if !matches!(
            name,
            header::AUTHORIZATION | header::CONTENT_LENGTH | header::HOST
        ) {
            request.headers_mut().insert(name, value);
        }
    }
    if let Some(language) = &carrier.accept_language {
        request
            .headers_mut()
            .entry(header::ACCEPT_LANGUAGE)
            .or_insert_with(|| language.clone());
    }
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    request.extensions_mut().insert(carrier.caller.clone());
    request.extensions_mut().insert(carrier.address);
    Ok(request)
}

/// Addresses are relative to the version (`/me` or `me`): never another host or version, never a batch in a batch.
fn relative(url: &str) -> Result<Uri, GraphError> {
    let invalid = || GraphError::bad_request("The url of a batch request must be relative to the version.");
    let path = url.strip_prefix('/').unwrap_or(url);
    if path.is_empty() || path.starts_with(['/', '\\']) || !url.is_ascii() {
        return Err(invalid());
    }
    let before_query = path.split(['?', '#']).next().unwrap_or_default();
    if before_query.contains("://") || before_query.split('/').any(|segment| segment == "..") {
        return Err(invalid());
    }
    if before_query.trim_end_matches('/').eq_ignore_ascii_case("$batch") {
        return Err(GraphError::bad_request(
            "A batch request cannot contain another batch request.",
        ));
    }
    // Clients write spaces in $filter; a request line cannot hold them.
    format!("/{path}")
        .replace(' ', "%20")
        .parse()
        .map_err(|_| invalid())
}

async fn outcome(id: String, response: Response) -> Outcome {
    let status = response.status().as_u16();
    let headers: BTreeMap<String, String> = response
        .headers()
        .iter()
        .filter(|(name, _)| **name != header::CONTENT_LENGTH)
        .filter_map(|(name, value)| Some((wire_name(name), value.to_str().ok()?.to_owned())))
        .collect();
    let content_type = headers.get("Content-Type").cloned().unwrap_or_default();
    let Ok(bytes) = to_bytes(response.into_body(), MAX_ANSWER_BYTES).await else {
        return refused(id, &GraphError::internal());
    };
    let body = if bytes.is_empty() {
        None
    } else if content_type.starts_with("application/json") {
        serde_json::from_slice(&bytes).ok()
    } else {
        // Graph sends what is not JSON as base64.
        Some(STANDARD.encode(&bytes).into())
    };
    Outcome {
        id,
        status,
        headers,
        body,
    }
}

/// Graph's SDKs look for this one in this spelling.
fn wire_name(name: &HeaderName) -> String {
    if name == header::CONTENT_TYPE {
        "Content-Type".to_owned()
    } else {
        name.to_string()
    }
}

fn dependency_failed(id: String) -> Outcome {
    let error = GraphError::new(
        StatusCode::FAILED_DEPENDENCY,
        "FailedDependency",
        "A request that this one depends on failed.",
    );
    refused(id, &error)
}

fn refused(id: String, error: &GraphError) -> Outcome {
    let headers = BTreeMap::from([("Content-Type".to_owned(), "application/json".to_owned())]);
    Outcome {
        id,
        status: error.status.as_u16(),
        headers,
        body: Some(error.body(None)),
    }
}

const _: () = assert!(MAX_BODY_BYTES >= 64 * 1024, "a batch of twenty must fit");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_stay_inside_the_version() {
        assert_eq!(relative("/me?$select=id").unwrap(), "/me?$select=id");
        assert_eq!(relative("me/photo/$value").unwrap(), "/me/photo/$value");
        for bad in [
            "",
            "/",
            "//evil.example/me",
            "https://evil.example/me",
            "/../selfservice/v1.0/me",
            "/$batch",
            "$BATCH/",
            "/\\evil",
            "/me/..",
            "/mé",
        ] {
            assert_eq!(relative(bad).unwrap_err().code, "BadRequest", "{bad}");
        }
    }
}
