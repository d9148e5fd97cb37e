//! Somebody with a browser, as far as signing in needs one: cookies, redirects, and the forms of the server's pages.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use hyper::{Method, header};
use serde_json::Value;
use url::Url;
use workpass_testbed::SampleAccount;

use crate::http::{self, FORM};

/// Pages on the way from the code to "you may go back now", at most.
const PAGES: usize = 8;

/// A device authorization (RFC 8628 §3.2).
#[derive(Debug, Clone)]
pub struct Device {
    /// What the app polls with.
    pub code: String,
    /// Where the person goes; the code is in it.
    pub page: Url,
    /// Between two polls.
    pub interval: Duration,
}

/// Asks for a device authorization.
///
/// # Errors
/// When the authority refuses.
pub async fn ask_for_device(endpoint: &Url, client_id: &str, scope: &str) -> Result<Device> {
    let body = http::form(&[("client_id", client_id), ("scope", scope)]);
    let told = http::once(Method::POST, endpoint, &[FORM], body)
        .await?
        .successful()?
        .json()?;
    let text = |field: &str| {
        told[field]
            .as_str()
            .with_context(|| format!("{field} is missing"))
    };
    let page = text("verification_uri_complete").or_else(|_| text("verification_uri"))?;
    Ok(Device {
        code: text("device_code")?.to_owned(),
        page: page.parse()?,
        interval: Duration::from_secs(told["interval"].as_u64().unwrap_or(5)),
    })
}

/// Signs the person in and approves what the page asks, as far as there are forms to send.
///
/// # Errors
/// When a page is not as expected.
pub async fn approve(page: &Url, account: &SampleAccount) -> Result<()> {
    let mut browser = Browser::default();
    let mut shown = browser.visit(page.clone()).await?;
    for _ in 0..PAGES {
        let Some(form) = forms(&shown.text)
            .into_iter()
            .find(|form| form.is_post && form.leads_on())
        else {
            return Ok(());
        };
        let fields = form.filled(account);
        let target = shown.address.join(&form.action)?;
        shown = browser.send(&target, &fields).await?;
    }
    bail!("the pages did not come to an end; the last one:\n{}", shown.text)
}

/// The tokens of an approved device authorization.
///
/// # Errors
/// When it was not approved.
pub async fn tokens(endpoint: &Url, client_id: &str, device: &Device) -> Result<Value> {
    let grant = "urn:ietf:params:oauth:grant-type:device_code";
    let body = http::form(&[
        ("grant_type", grant),
        ("client_id", client_id),
        ("device_code", &device.code),
    ]);
    http::once(Method::POST, endpoint, &[FORM], body)
        .await?
        .successful()
        .context("the sign-in was not approved")?
        .json()
}

#[derive(Debug, Default)]
struct Browser {
    cookies: BTreeMap<String, String>,
}

#[derive(Debug)]
struct Shown {
    address: Url,
    text: String,
}

impl Browser {
    async fn visit(&mut self, address: Url) -> Result<Shown> {
        self.follow(Method::GET, address, String::new()).await
    }

    async fn send(&mut self, address: &Url, fields: &[(String, String)]) -> Result<Shown> {
        let fields: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        self.follow(Method::POST, address.clone(), http::form(&fields))
            .await
    }

    async fn follow(&mut self, mut method: Method, mut address: Url, mut body: String) -> Result<Shown> {
        for _ in 0..PAGES {
            let cookies = self.cookies.iter().map(|(n, v)| format!("{n}={v}"));
            let cookies = cookies.collect::<Vec<_>>().join("; ");
            let origin = address.origin().ascii_serialization();
            let mut headers = vec![("cookie", cookies.as_str()), ("accept-language", "en")];
            if method == Method::POST {
                headers.extend([
                    FORM,
                    ("origin", origin.as_str()),
                    ("sec-fetch-site", "same-origin"),
                ]);
            }
            let answer = http::once(method, &address, &headers, body).await?;
            for cookie in answer.headers.get_all(header::SET_COOKIE) {
                let pair = cookie.to_str()?.split(';').next().unwrap_or_default();
                let (name, value) = pair.split_once('=').context("a cookie has a value")?;
                self.cookies.insert(name.trim().to_owned(), value.to_owned());
            }
            if !answer.status.is_redirection() {
                let text = String::from_utf8_lossy(&answer.body).into_owned();
                ensure!(
                    answer.status.is_success(),
                    "{address} answers {}:\n{text}",
                    answer.status
                );
                return Ok(Shown { address, text });
            }
            let to = answer
                .headers
                .get(header::LOCATION)
                .context("a redirect says where")?;
            address = address.join(to.to_str()?)?;
            (method, body) = (Method::GET, String::new());
        }
        bail!("{address} redirects without end")
    }
}

#[derive(Debug, Default, PartialEq)]
struct Form {
    is_post: bool,
    action: String,
    fields: Vec<Field>,
}

#[derive(Debug, PartialEq)]
struct Field {
    name: String,
    value: String,
    kind: String,
    is_primary: bool,
}

impl Form {
    /// Whether it is a step on the way, and not the language switch or the way out.
    fn leads_on(&self) -> bool {
        let has = |kind: &str| self.fields.iter().any(|f| f.kind == kind);
        let leaves = ["language", "signout", "sign-out", "logout"];
        (has("password") || has("submit")) && !leaves.iter().any(|word| self.action.contains(word))
    }

    /// Every field once, and of several buttons the primary one.
    fn filled(&self, account: &SampleAccount) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        let mut buttons = self.fields.iter().filter(|f| f.kind == "submit");
        let pressed = buttons.clone().find(|b| b.is_primary).or_else(|| buttons.next());
        for field in &self.fields {
            let value = match field.kind.as_str() {
                "password" => account.password.clone(),
                "text" | "email" if field.value.is_empty() => account.user_name.clone(),
                "submit" if !pressed.is_some_and(|p| std::ptr::eq(p, field)) => continue,
                "checkbox" if field.value.is_empty() => "on".to_owned(),
                _ => field.value.clone(),
            };
            if !field.name.is_empty() {
                fields.push((field.name.clone(), value));
            }
        }
        fields
    }
}

fn forms(html: &str) -> Vec<Form> {
    let mut forms = Vec::new();
    let mut open: Option<Form> = None;
    for tag in html.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let name = tag.split([' ', '\n', '\t']).next().unwrap_or_default();
        let value_of = |wanted: &str| attribute(tag, wanted);
        match (name, &mut open) {
            ("form", _) => {
                open = Some(Form {
                    is_post: value_of("method").is_some_and(|m| m.eq_ignore_ascii_case("post")),
                    action: value_of("action").unwrap_or_default(),
                    fields: Vec::new(),
                });
            }
            ("/form", _) => forms.extend(open.take()),
            ("input" | "button", Some(form)) => {
                let usual = if name == "button" { "submit" } else { "text" };
                form.fields.push(Field {
                    name: value_of("name").unwrap_or_default(),
                    value: value_of("value").unwrap_or_default(),
                    kind: value_of("type").unwrap_or_else(|| usual.to_owned()),
                    is_primary: value_of("class").is_some_and(|c| c.contains("primary")),
                });
            }
            _ => {}
        }
    }
    forms
}

fn attribute(tag: &str, wanted: &str) -> Option<String> {
    let start = tag
        .match_indices(wanted)
        .map(|(at, _)| at)
        .find(|at| tag[..*at].ends_with([' ', '\n', '\t']) && tag[at + wanted.len()..].starts_with('='))?;
    let rest = tag[start + wanted.len() + 1..].trim_start();
    let value = match rest.chars().next()? {
        quote @ ('"' | '\'') => rest[1..].split(quote).next()?,
        _ => rest.split([' ', '\n', '\t', '/']).next()?,
    };
    Some(
        value
            .replace("&quot;", "\"")
            .replace("&#34;", "\"")
            .replace("&#38;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<form method="post" action="/language"><button name="to" value="nl">NL</button></form>
        <form method="post" action="/signin?a=1&amp;b=2">
        <input type="hidden" name="csrf" value="x&#38;y"><input name="user_name"
        autocomplete="username"><input type=password name=secret>
        <button name="answer" value="no">No</button><button class="primary" name="answer" value="yes">Yes</button></form>"#;

    #[test]
    fn a_form_is_sent_as_a_person_would() {
        let account = SampleAccount {
            user_name: "sanne@noorderlicht.example".to_owned(),
            password: "long enough".to_owned(),
            shows: String::new(),
        };
        let forms = forms(PAGE);
        let form = forms.iter().find(|f| f.leads_on()).expect("there is one");
        assert_eq!(form.action, "/signin?a=1&b=2");
        let expected = [
            ("csrf", "x&y"),
            ("user_name", "sanne@noorderlicht.example"),
            ("secret", "long enough"),
            ("answer", "yes"),
        ];
        let expected = expected.map(|(n, v)| (n.to_owned(), v.to_owned()));
        assert_eq!(form.filled(&account), expected);
    }
}
