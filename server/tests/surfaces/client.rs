//! A client that believes nothing: each answer is checked against the contract before a test sees it.

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use workpass_contract::{Answer as WireAnswer, Contract, Violation};

use crate::support::TestServer;

/// One person's app on one surface.
pub(crate) struct Client<'s> {
    server: &'s TestServer,
    token: String,
    contract: &'static Contract,
    base: &'static str,
}

/// An answer that follows the contract.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    /// `Null` when the answer is not JSON.
    pub(crate) body: Value,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or_default()
    }

    /// Status and error code in one comparison.
    pub(crate) fn refusal(&self) -> (u16, &str) {
        (self.status, self.code())
    }

    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

impl<'s> Client<'s> {
    pub(crate) async fn graph(server: &'s TestServer, first_name: &str) -> Self {
        Self::graph_with(server, server.app_token(first_name).await)
    }

    pub(crate) fn graph_with(server: &'s TestServer, token: String) -> Self {
        Self {
            server,
            token,
            contract: Contract::graph_v1(),
            base: "/v1.0",
        }
    }

    pub(crate) async fn self_service(server: &'s TestServer, first_name: &str) -> Self {
        Self::self_service_with(server, server.app_token(first_name).await)
    }

    pub(crate) fn self_service_with(server: &'s TestServer, token: String) -> Self {
        Self {
            server,
            token,
            contract: Contract::self_service(),
            base: "/selfservice/v1.0",
        }
    }

    /// The same person and token on `/beta`.
    pub(crate) fn on_beta(&self) -> Self {
        Self {
            contract: Contract::graph_beta(),
            base: "/beta",
            ..Self::graph_with(self.server, self.token.clone())
        }
    }

    /// The same person and token on the self-service surface.
    pub(crate) fn on_self_service(&self) -> Self {
        Self::self_service_with(self.server, self.token.clone())
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None, &[]).await
    }

    pub(crate) async fn get_in(&self, path: &str, accept_language: &str) -> Answer {
        self.call(Method::GET, path, None, &[("accept-language", accept_language)])
            .await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(body), &[]).await
    }

    /// As a proxy hands it on.
    pub(crate) async fn post_from(&self, path: &str, body: Value, address: &str) -> Answer {
        self.call(Method::POST, path, Some(body), &[("x-forwarded-for", address)])
            .await
    }

    pub(crate) async fn get_from(&self, path: &str, address: &str) -> Answer {
        self.call(Method::GET, path, None, &[("x-forwarded-for", address)])
            .await
    }

    pub(crate) async fn post_empty(&self, path: &str) -> Answer {
        self.call(Method::POST, path, None, &[]).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PATCH, path, Some(body), &[]).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, None, &[]).await
    }

    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = self.request(method.clone(), path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        self.check(method.as_str(), path, request.send().await.unwrap())
            .await
    }

    /// Sends a file as the photo.
    pub(crate) async fn put_photo(&self, content_type: &str, file: Vec<u8>) -> Answer {
        self.try_raw(Method::PUT, "/me/photo/$value", content_type, file)
            .await
            .expect("the photo is sent and answered")
    }

    /// Sends bytes as they are; nothing when the server closed before all were sent.
    pub(crate) async fn try_raw(
        &self,
        method: Method,
        path: &str,
        content_type: &str,
        bytes: Vec<u8>,
    ) -> Option<Answer> {
        let request = self
            .request(method.clone(), path)
            .header("content-type", content_type);
        let response = request.body(bytes).send().await.ok()?;
        Some(self.check(method.as_str(), path, response).await)
    }

    /// A call of which the contract knows nothing.
    pub(crate) async fn unchecked(&self, method: Method, path: &str, body: &Value) -> reqwest::Response {
        let request = self.request(method, path).json(body);
        request.send().await.unwrap()
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = self.server.url(&format!("{}{path}", self.base));
        self.server.http.request(method, url).bearer_auth(&self.token)
    }

    /// Checks an answer and takes it apart.
    pub(crate) async fn check(&self, method: &str, path: &str, response: reqwest::Response) -> Answer {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let bytes = response.bytes().await.unwrap().to_vec();
        let content_type = headers.get("content-type").and_then(|v| v.to_str().ok());
        let what = || format!("{method} {path} {status} {}", String::from_utf8_lossy(&bytes));

        for name in ["request-id", "client-request-id", "date"] {
            assert!(headers.contains_key(name), "{name} is missing: {}", what());
        }
        let answer = WireAnswer {
            status,
            content_type,
            body: &bytes,
        };
        let body: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        match self.contract.check_answer(method, &as_described(path), answer) {
            Ok(()) => {}
            // Errors that no operation lists (404 of an unknown path, 405, 413 …) still have their shape.
            Err(Violation::UnknownOperation { .. } | Violation::UnknownStatus { .. }) if status >= 400 => {
                assert_eq!(self.contract.check_error(&body), Ok(()), "{}", what());
            }
            Err(violation) => panic!("{violation}: {}", what()),
        }
        if status >= 400 {
            let inner = &body["error"]["innerError"];
            assert_eq!(
                inner["request-id"],
                headers["request-id"].to_str().unwrap(),
                "{}",
                what()
            );
            assert_eq!(
                inner["client-request-id"],
                headers["client-request-id"].to_str().unwrap()
            );
        }
        Answer {
            status,
            headers,
            body,
            bytes,
        }
    }

    /// Sends a batch of `(method, url)` and checks it and every item.
    pub(crate) async fn batch(&self, steps: &[(&str, &str)]) -> Vec<Value> {
        let requests: Vec<Value> = steps
            .iter()
            .enumerate()
            .map(|(at, (method, url))| json!({"id": at.to_string(), "method": method, "url": url}))
            .collect();
        let request = json!({ "requests": requests });
        assert_eq!(self.contract.check_batch_request(&request), Ok(()));
        let answer = self.post("/$batch", request.clone()).await.expect(200);
        assert_eq!(self.contract.check_batch_answer(&request, &answer), Ok(()));
        let mut responses = answer["responses"].as_array().unwrap().clone();
        responses.sort_by_key(|r| r["id"].as_str().unwrap().parse::<usize>().unwrap());
        responses
    }
}

/// The contracts describe what is one's own under `/me`; Graph has some of it under `/users/{id}` as well.
fn as_described(path: &str) -> String {
    let of_user = path.strip_prefix("/users/").and_then(|rest| rest.split_once('/'));
    of_user.map_or_else(|| path.to_owned(), |(_, rest)| format!("/me/{rest}"))
}

/// The newest code in the outbox for an address. Other mails may be newer.
pub(crate) async fn code_for(server: &TestServer, address: &str) -> String {
    let mails = server.http.get(server.url("/dev/outbox")).send().await.unwrap();
    let mails: Value = mails.json().await.unwrap();
    let mails = mails["value"].as_array().unwrap();
    let code = mails
        .iter()
        .filter(|mail| mail["to"] == address)
        .find_map(|mail| {
            let lines = mail["text"].as_str().unwrap().lines().map(str::trim);
            lines
                .into_iter()
                .find(|line| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit()))
        });
    code.expect("a code in the mail").to_owned()
}

/// The code of the newest text to a number.
pub(crate) async fn code_of_text(server: &TestServer, number: &str) -> String {
    let messages = server.http.get(server.url("/dev/messages")).send().await.unwrap();
    let messages: Value = messages.json().await.unwrap();
    let text = messages["value"]
        .as_array()
        .unwrap()
        .iter()
        .find(|message| message["to"] == number && message["channel"] == "sms")
        .expect("a text to this number");
    text["text"].as_str().unwrap()[..6].to_owned()
}

/// A code that is not `code`.
pub(crate) fn wrong(code: &str) -> String {
    if code == "000000" {
        "000001".to_owned()
    } else {
        "000000".to_owned()
    }
}
