//! A person in a browser, played over HTTP: reads the forms of the pages and sends them back.

use std::collections::HashMap;

use reqwest::{Response, StatusCode};

use crate::support::{TestServer, password};

/// A browser with cookies of its own.
pub(crate) struct Browser<'a> {
    pub(crate) server: &'a TestServer,
    pub(crate) http: reqwest::Client,
}

/// A page that was shown.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) path: String,
    pub(crate) html: String,
}

impl Page {
    /// The hidden fields of the page's form.
    pub(crate) fn hidden(&self) -> HashMap<String, String> {
        let mut fields = HashMap::new();
        for part in self.html.split("<input type=\"hidden\"").skip(1) {
            let tag = part.split('>').next().unwrap();
            let attribute = |name: &str| {
                let start = tag.find(&format!("{name}=\"")).unwrap() + name.len() + 2;
                tag[start..]
                    .split('"')
                    .next()
                    .unwrap()
                    .replace("&#38;", "&")
                    .replace("&amp;", "&")
            };
            fields.insert(attribute("name"), attribute("value"));
        }
        fields
    }

    /// Whether the page says something.
    pub(crate) fn says(&self, text: &str) -> bool {
        self.html.contains(text)
    }
}

impl<'a> Browser<'a> {
    pub(crate) fn new(server: &'a TestServer) -> Self {
        Self {
            http: server.browser(),
            server,
        }
    }

    /// Opens a page and follows redirects on this server.
    pub(crate) async fn open(&self, path: &str) -> Page {
        let answer = self.http.get(self.server.url(path)).send().await.unwrap();
        self.follow(answer).await
    }

    /// Sends a form with the page's hidden fields and these.
    pub(crate) async fn send(&self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Page {
        let answer = self.send_raw(page, action, fields).await;
        self.follow(answer).await
    }

    /// The same, without following redirects.
    pub(crate) async fn send_raw(&self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Response {
        let mut form = page.hidden();
        form.extend(fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
        self.http
            .post(self.server.url(action))
            .form(&form)
            .send()
            .await
            .unwrap()
    }

    /// Follows redirects until a page is shown or the browser is sent to another host.
    pub(crate) async fn follow(&self, mut answer: Response) -> Page {
        for _ in 0..10 {
            if !answer.status().is_redirection() {
                let path = answer.url().path().to_owned();
                let status = answer.status();
                return Page {
                    status,
                    path,
                    html: answer.text().await.unwrap(),
                };
            }
            let to = answer.headers()["location"].to_str().unwrap().to_owned();
            if !to.starts_with('/') {
                return Page {
                    status: answer.status(),
                    path: to,
                    html: String::new(),
                };
            }
            answer = self.http.get(self.server.url(&to)).send().await.unwrap();
        }
        panic!("too many redirects");
    }

    /// Signs in on the sign-in page that is shown.
    pub(crate) async fn sign_in(&self, page: &Page, first_name: &str) -> Page {
        let name = format!("{first_name}@noorderlicht.example");
        self.send(
            page,
            "/signin",
            &[("user_name", &name), ("password", password(first_name))],
        )
        .await
    }
}
