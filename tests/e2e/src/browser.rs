use std::ops::Deref;
use std::process::Command;

use anyhow::{Context, Result};
use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::common::command::{Command as DriverCommand, ExtensionCommand};
use workpass_testbed::Desktop;

use crate::app::DriverProcess;
use crate::page::Page;
use crate::world::Language;

/// A real browser with a fresh profile. Dereferences to the [`Page`] it shows.
#[derive(Debug)]
pub struct Browser {
    page: Page,
    _driver: DriverProcess,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// `user_agent`: what it says it is, where it is not to tell the truth.
    pub(crate) async fn open(
        desktop: &Desktop,
        language: Language,
        user_agent: Option<&str>,
    ) -> Result<Self> {
        let profile = tempfile::Builder::new()
            .prefix("browser-")
            .tempdir_in(desktop.home())?;
        let mut command = Command::new("chromedriver");
        desktop.enter(&mut command);
        let log = profile.path().join("driver.log");
        let driver = DriverProcess::start("chromedriver", command, &[], &log)?;
        let mut arguments = vec![
            "--headless".to_owned(),
            // Its sandbox does not start for root, which is who tests run as in a container.
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-quic".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--window-size=1100,900".to_owned(),
            format!("--lang={}", language.tag()),
            format!("--accept-lang={}", language.tag()),
            format!("--user-data-dir={}", profile.path().join("profile").display()),
        ];
        arguments.extend(user_agent.map(|said| format!("--user-agent={said}")));
        let wanted = json!({ "browserName": "chrome", "acceptInsecureCerts": true, "goog:chromeOptions": { "args": arguments } });
        let session = driver.connect(wanted).await.with_context(|| {
            format!(
                "the browser did not come:\n{}",
                std::fs::read_to_string(&log).unwrap_or_default()
            )
        })?;
        Ok(Self {
            page: Page::new(session),
            _driver: driver,
            _profile: profile,
        })
    }

    /// Puts an authenticator into this browser that makes and uses passkeys as a computer with a finger on it does.
    ///
    /// # Errors
    /// When the driver knows no virtual authenticators (WebAuthn §11).
    pub async fn add_authenticator(&self) -> Result<()> {
        let command = DriverCommand::ExtensionCommand(Box::new(AddAuthenticator));
        self.page
            .session()
            .cmd(command)
            .await
            .context("no virtual authenticator")?;
        Ok(())
    }

    /// Lets a site show notifications, as somebody who was asked and said yes.
    ///
    /// # Errors
    /// When the browser does not take it.
    pub async fn allow_notifications(&self, origin: &str) -> Result<()> {
        self.devtools(
            "Browser.grantPermissions",
            json!({ "origin": origin, "permissions": ["notifications"] }),
        )
        .await
    }

    /// Hands the first worker that was registered in this browser what a push service would deliver.
    ///
    /// # Errors
    /// When the browser does not take it.
    pub async fn deliver_push(&self, origin: &str, data: &str) -> Result<()> {
        self.devtools("ServiceWorker.enable", json!({})).await?;
        // Registrations are numbered from 0 in a fresh profile.
        self.devtools(
            "ServiceWorker.deliverPushMessage",
            json!({ "origin": origin, "registrationId": "0", "data": data }),
        )
        .await
    }

    /// What this browser has against putting the page it shows on the home screen, as it says so itself, and where it
    /// found the page's manifest.
    ///
    /// # Errors
    /// When the browser does not take it.
    pub async fn installability(&self) -> Result<(String, Vec<String>)> {
        let manifest = self.ask_devtools("Page.getAppManifest", json!({})).await?;
        let install = self
            .ask_devtools("Page.getInstallabilityErrors", json!({}))
            .await?;
        let listed = |list: &Value, part: &str| -> Result<Vec<String>> {
            let list = list.as_array().context("the browser gives a list")?;
            Ok(list.iter().map(|one| one[part].to_string()).collect())
        };
        let mut against = listed(&manifest["errors"], "message")?;
        against.extend(listed(&install["installabilityErrors"], "errorId")?);
        let address = manifest["url"].as_str().context("the manifest has an address")?;
        Ok((address.to_owned(), against))
    }

    /// One command of the DevTools protocol.
    async fn devtools(&self, name: &'static str, parameters: Value) -> Result<()> {
        self.ask_devtools(name, parameters).await?;
        Ok(())
    }

    /// The same, for what it answers.
    async fn ask_devtools(&self, name: &'static str, parameters: Value) -> Result<Value> {
        let command = DriverCommand::ExtensionCommand(Box::new(DevTools { name, parameters }));
        let answer = self.page.session().cmd(command).await;
        Ok(answer
            .with_context(|| format!("{name} is refused"))?
            .value_json()?)
    }

    /// Goes to an address.
    ///
    /// # Errors
    /// When the page does not load.
    pub async fn visit(&self, address: &str) -> Result<()> {
        self.page
            .session()
            .goto(address)
            .await
            .with_context(|| format!("{address} does not load"))
    }
}

/// WebDriver's extension for tests of passkeys.
#[derive(Debug)]
struct AddAuthenticator;

impl ExtensionCommand for AddAuthenticator {
    fn parameters_json(&self) -> Option<Value> {
        Some(json!({
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": true,
            "isUserVerified": true,
        }))
    }

    fn method(&self) -> Method {
        Method::POST
    }

    fn endpoint(&self) -> std::sync::Arc<str> {
        "/webauthn/authenticator".into()
    }
}

/// chromedriver's way to the DevTools protocol.
#[derive(Debug)]
struct DevTools {
    name: &'static str,
    parameters: Value,
}

impl ExtensionCommand for DevTools {
    fn parameters_json(&self) -> Option<Value> {
        Some(json!({ "cmd": self.name, "params": self.parameters }))
    }

    fn method(&self) -> Method {
        Method::POST
    }

    fn endpoint(&self) -> std::sync::Arc<str> {
        "/goog/cdp/execute".into()
    }
}

impl Deref for Browser {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

#[cfg(test)]
mod tests {
    use workpass_testbed::Keychain;

    use super::*;
    use crate::{Role, assert_no_violations};

    const PAGE: &str = r#"<!DOCTYPE html><html lang="en"><title>t</title><main><h1>Post</h1>
        <button hidden>Send now</button><button><svg aria-hidden="true"></svg> Send <b>later</b></button>
        <label for="a">Your address</label><input id="a" type="email">
        <p aria-live="polite" id="said"></p></main>
        <script>document.querySelector('button:not([hidden])').onclick =
            () => document.getElementById('said').textContent = 'to ' + document.getElementById('a').value</script>"#;

    #[tokio::test]
    async fn a_page_is_used_by_role_and_name_and_checked_by_axe() -> Result<()> {
        let desktop = Desktop::start(Keychain::Absent)?;
        let file = desktop.home().join("page.html");
        std::fs::write(&file, PAGE)?;
        let browser = Browser::open(&desktop, Language::Dutch, None).await?;
        browser.visit(&format!("file://{}", file.display())).await?;
        assert!(!browser.has(Role::Button, "Send now").await?);
        browser.fill("Your address", "a@b.example").await?;
        browser.click(Role::Button, "Send later").await?;
        browser.sees("to a@b.example").await?;
        assert_no_violations(&browser, "a good page").await?;
        browser
            .session()
            .execute("document.querySelector('label').remove()", vec![])
            .await?;
        let error = assert_no_violations(&browser, "a bad page")
            .await
            .expect_err("the field has no label now");
        assert!(error.to_string().contains("label"), "{error}");
        let tag = browser
            .session()
            .execute("return navigator.language", vec![])
            .await?;
        assert_eq!(tag.json(), "nl");
        Ok(())
    }
}
