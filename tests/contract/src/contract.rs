use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use jsonschema::Validator;
use serde_json::Value;
use url::form_urlencoded;

use crate::operation::{Operation, Permissions};
use crate::violation::Violation;
use crate::{path, schema};

/// An answer as it came over the wire.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    pub status: u16,
    /// The `Content-Type` header.
    pub content_type: Option<&'a str>,
    pub body: &'a [u8],
}

/// One OpenAPI document, ready to check requests and answers.
pub struct Contract {
    document: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Contract {
    /// Microsoft Graph `/v1.0`: the subset that concerns a signed-in employee.
    pub fn graph_v1() -> &'static Contract {
        static CONTRACT: OnceLock<Contract> = OnceLock::new();
        CONTRACT.get_or_init(|| Contract::parse(include_str!("../graph-v1.0.openapi.json")))
    }

    /// Microsoft Graph `/beta`, same subset.
    pub fn graph_beta() -> &'static Contract {
        static CONTRACT: OnceLock<Contract> = OnceLock::new();
        CONTRACT.get_or_init(|| Contract::parse(include_str!("../graph-beta.openapi.json")))
    }

    /// The self-service extension.
    pub fn self_service() -> &'static Contract {
        static CONTRACT: OnceLock<Contract> = OnceLock::new();
        CONTRACT.get_or_init(|| Contract::parse(include_str!("../selfservice.openapi.json")))
    }

    fn parse(text: &str) -> Contract {
        let document = serde_json::from_str(text).expect("the contract files are JSON");
        Contract {
            document,
            validators: Mutex::default(),
        }
    }

    /// The document itself.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// The permission table of every call that has one.
    pub fn permissions(&self) -> Vec<Permissions> {
        Operation::all(&self.document)
            .filter_map(|operation| operation.permissions())
            .collect()
    }

    /// Checks a JSON answer; `None` stands for an empty body.
    ///
    /// `path` is relative to the surface's base (`/me?$select=id`).
    pub fn check_json(
        &self,
        method: &str,
        path: &str,
        status: u16,
        body: Option<&Value>,
    ) -> Result<(), Violation> {
        let bytes = body.map(|b| b.to_string().into_bytes()).unwrap_or_default();
        let content_type = body.map(|_| "application/json");
        self.check_answer(
            method,
            path,
            Answer {
                status,
                content_type,
                body: &bytes,
            },
        )
    }

    /// Checks an answer: status, media type, and body by its schema, all properties named.
    pub fn check_answer(&self, method: &str, path: &str, answer: Answer<'_>) -> Result<(), Violation> {
        let operation = self.operation(method, path)?;
        let name = operation.name();
        let unknown = || Violation::UnknownStatus {
            operation: name.clone(),
            status: answer.status,
        };
        let responses = &operation.body["responses"];
        let status = answer.status.to_string();
        let described = responses.get(&status);
        let response = match described {
            Some(response) => response,
            None if answer.status >= 400 => responses.get("default").ok_or_else(unknown)?,
            None => return Err(unknown()),
        };
        let response = self.resolve(response);
        let Some(content) = response.get("content").and_then(Value::as_object) else {
            if answer.body.is_empty() {
                return Ok(());
            }
            return Err(Violation::Body {
                operation: name,
                why: format!("{status} has no body, but one came"),
            });
        };
        let essence = answer.content_type.map(essence);
        let media = essence.as_deref().and_then(|found| content.get(found));
        let Some(media) = media else {
            let expected = content.keys().cloned().collect::<Vec<_>>().join(" or ");
            let found = answer.content_type.map(str::to_owned);
            return Err(Violation::ContentType {
                operation: name,
                found,
                expected,
            });
        };
        if media["schema"]["format"] == "binary" {
            if answer.body.is_empty() {
                return Err(Violation::Body {
                    operation: name,
                    why: "empty binary body".into(),
                });
            }
            return Ok(());
        }
        let body = parse(&name, answer.body)?;
        self.check_schema(&format!("{name} {status}"), &media["schema"], &body)?;
        check_error_code(&name, answer.status, response, &body)
    }

    /// Checks that a body is this surface's error, for paths and verbs the contract does not have.
    pub fn check_error(&self, body: &Value) -> Result<(), Violation> {
        let schemas = self.document["components"]["schemas"].as_object();
        let name = schemas
            .into_iter()
            .flat_map(|all| all.keys())
            .find(|name| name.ends_with(".ODataError") || *name == "selfService.error")
            .expect("every contract has an error schema");
        let reference = serde_json::json!({ "$ref": format!("#/components/schemas/{name}") });
        self.check_schema("error", &reference, body)
    }

    /// Checks a request: path, query parameters (and the names in `$select`), body.
    pub fn check_request(&self, method: &str, path: &str, body: Option<&Value>) -> Result<(), Violation> {
        let operation = self.operation(method, path)?;
        let name = operation.name();
        self.check_query(&operation, path)?;
        let required = operation.body["requestBody"]["required"] == true;
        let content = operation.body["requestBody"]["content"].as_object();
        match (body, content) {
            (None, _) if required => Err(Violation::Body {
                operation: name,
                why: "a body is required".into(),
            }),
            (None, _) => Ok(()),
            (Some(_), None) => Err(Violation::Body {
                operation: name,
                why: "takes no body".into(),
            }),
            (Some(body), Some(content)) => {
                let Some(media) = content.get("application/json") else {
                    let expected = content.keys().cloned().collect::<Vec<_>>().join(" or ");
                    let found = Some("application/json".to_owned());
                    return Err(Violation::ContentType {
                        operation: name,
                        found,
                        expected,
                    });
                };
                self.check_schema(&name, &media["schema"], body)
            }
        }
    }

    /// Checks the body of a `$batch` request and every request in it.
    pub fn check_batch_request(&self, body: &Value) -> Result<(), Violation> {
        self.check_request("POST", "/$batch", Some(body))?;
        for item in items(body, "requests") {
            let (method, url) = (text(item, "method"), text(item, "url"));
            self.check_request(method, &rooted(url), item.get("body"))
                .map_err(|e| in_batch(item, e))?;
        }
        Ok(())
    }

    /// Checks the answer to a `$batch` and every answer in it against the request of the same id.
    pub fn check_batch_answer(&self, request: &Value, answer: &Value) -> Result<(), Violation> {
        self.check_json("POST", "/$batch", 200, Some(answer))?;
        for item in items(answer, "responses") {
            let asked = items(request, "requests").find(|r| r["id"] == item["id"]);
            let asked = asked.ok_or_else(|| Violation::Body {
                operation: "POST /$batch".into(),
                why: format!("an answer to {}, which was not asked", item["id"]),
            })?;
            let status = item["status"]
                .as_u64()
                .and_then(|s| u16::try_from(s).ok())
                .unwrap_or(0);
            let content_type = content_type(item);
            let bytes = match &item["body"] {
                Value::Null => Vec::new(),
                Value::String(base64) => base64.clone().into_bytes(),
                json => json.to_string().into_bytes(),
            };
            let answer = Answer {
                status,
                content_type,
                body: &bytes,
            };
            let path = rooted(text(asked, "url"));
            self.check_answer(text(asked, "method"), &path, answer)
                .map_err(|e| in_batch(item, e))?;
        }
        Ok(())
    }

    fn operation(&self, method: &str, path_and_query: &str) -> Result<Operation<'_>, Violation> {
        let wanted = path_and_query.split(['?', '#']).next().unwrap_or_default();
        Operation::all(&self.document)
            .filter(|o| o.method.eq_ignore_ascii_case(method) && path::fits(o.path, wanted))
            .min_by_key(|o| path::parameters(o.path))
            .ok_or_else(|| Violation::UnknownOperation {
                method: method.to_ascii_uppercase(),
                path: wanted.to_owned(),
            })
    }

    fn check_query(&self, operation: &Operation<'_>, path_and_query: &str) -> Result<(), Violation> {
        let Some((_, query)) = path_and_query.split_once('?') else {
            return Ok(());
        };
        let known = operation.body["parameters"].as_array().into_iter().flatten();
        let known: Vec<&str> = known
            .filter(|p| p["in"] == "query")
            .filter_map(|p| p["name"].as_str())
            .collect();
        for (parameter, value) in form_urlencoded::parse(query.as_bytes()) {
            let wrong = |why: String| Violation::Query {
                operation: operation.name(),
                parameter: parameter.to_string(),
                why,
            };
            if !known.contains(&parameter.as_ref()) {
                return Err(wrong("not known".into()));
            }
            if parameter == "$select" {
                let names = self.selectable(operation);
                if let Some(stranger) = value.split(',').find(|name| !names.contains(*name)) {
                    return Err(wrong(format!("{stranger:?} is no property of the answer")));
                }
            }
        }
        Ok(())
    }

    /// What `$select` may name: the properties of the answer, or of its items when it is a collection.
    fn selectable(&self, operation: &Operation<'_>) -> std::collections::BTreeSet<String> {
        let answer = self.resolve(&operation.body["responses"]["200"]);
        let answer = &answer["content"]["application/json"]["schema"];
        let mut found = schema::properties(&self.document, answer);
        if found.contains("value")
            && let Some(items) = self.items_of(answer)
        {
            found = schema::properties(&self.document, items);
        }
        found
    }

    fn items_of<'d>(&'d self, schema: &'d Value) -> Option<&'d Value> {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.items_of(schema::component(&self.document, reference));
        }
        let own = schema["properties"]["value"].get("items");
        own.or_else(|| {
            schema["allOf"]
                .as_array()?
                .iter()
                .find_map(|part| self.items_of(part))
        })
    }

    fn resolve<'d>(&'d self, value: &'d Value) -> &'d Value {
        match value["$ref"].as_str() {
            Some(reference) => schema::component(&self.document, reference),
            None => value,
        }
    }

    fn check_schema(&self, operation: &str, schema: &Value, body: &Value) -> Result<(), Violation> {
        let validator = self.validator(schema);
        let failures: Vec<String> = validator
            .iter_errors(body)
            .map(|e| format!("{} at {:?}", e, e.instance_path().as_str()))
            .collect();
        if failures.is_empty() {
            return Ok(());
        }
        Err(Violation::Schema {
            operation: operation.to_owned(),
            failures,
        })
    }

    fn validator(&self, schema: &Value) -> Arc<Validator> {
        let mut validators = self
            .validators
            .lock()
            .expect("no check panics while it holds the lock");
        let built = validators.entry(schema.to_string()).or_insert_with(|| {
            let standalone = schema::standalone(&self.document, schema);
            let built = jsonschema::options()
                .should_validate_formats(true)
                .build(&standalone);
            Arc::new(built.expect("the contract's schemas are valid JSON Schema"))
        });
        Arc::clone(built)
    }
}

fn check_error_code(operation: &str, status: u16, response: &Value, body: &Value) -> Result<(), Violation> {
    let Some(codes) = response["x-error-codes"].as_array() else {
        return Ok(());
    };
    let code = body["error"]["code"].as_str().unwrap_or_default();
    if codes.iter().any(|known| known == code) {
        return Ok(());
    }
    Err(Violation::ErrorCode {
        operation: operation.to_owned(),
        status,
        code: code.to_owned(),
    })
}

fn parse(operation: &str, body: &[u8]) -> Result<Value, Violation> {
    serde_json::from_slice(body).map_err(|e| Violation::Body {
        operation: operation.to_owned(),
        why: format!("not JSON: {e}"),
    })
}

/// The media type without its parameters, lower case (RFC 9110 §8.3.1).
fn essence(content_type: &str) -> String {
    content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

fn items<'v>(body: &'v Value, list: &str) -> impl Iterator<Item = &'v Value> {
    body[list].as_array().into_iter().flatten()
}

fn text<'v>(item: &'v Value, key: &str) -> &'v str {
    item[key].as_str().unwrap_or_default()
}

fn content_type(item: &Value) -> Option<&str> {
    let headers = item["headers"].as_object()?;
    let (_, value) = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"))?;
    value.as_str()
}

/// Batch items are relative urls, with or without the leading slash.
fn rooted(url: &str) -> String {
    format!("/{}", url.trim_start_matches('/'))
}

fn in_batch(item: &Value, source: Violation) -> Violation {
    Violation::BatchItem {
        id: text(item, "id").to_owned(),
        source: Box::new(source),
    }
}
