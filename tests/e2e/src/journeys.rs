//! What people do in more than one test: approve a sign-in, sign in, come back.

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use workpass_testbed::SampleAccount;

use crate::app::{App, AppOptions};
use crate::browser::Browser;
use crate::page::{Page, Role};
use crate::words::Words;
use crate::world::{Language, World};

/// What an app holds after signing in, for tests that speak to the server themselves.
#[derive(Debug)]
pub struct Tokens {
    /// For Graph and the self-service surface.
    pub access_token: String,
    /// For another access token.
    pub refresh_token: String,
}

/// Signs in by device code in the open app: the code on its screen, the page in a real browser, the way back.
///
/// # Errors
/// At the first step that does not go as it should.
pub async fn sign_in(world: &World, app: &App, account: &SampleAccount, language: Language) -> Result<()> {
    let browser = world.open_browser(language).await?;
    sign_in_through(world, app, &browser, account, language).await
}

/// The same through a browser that stays open afterwards, with the person signed in there too.
///
/// # Errors
/// At the first step that does not go as it should.
pub async fn sign_in_through(
    world: &World,
    app: &App,
    browser: &Browser,
    account: &SampleAccount,
    language: Language,
) -> Result<()> {
    sign_in_proving(world, app, browser, account, language, async |_| Ok(())).await
}

/// The same for somebody who is asked for more than a password: `prove` answers that in the browser.
///
/// # Errors
/// At the first step that does not go as it should.
pub async fn sign_in_proving(
    world: &World,
    app: &App,
    browser: &Browser,
    account: &SampleAccount,
    language: Language,
    prove: impl AsyncFnOnce(&Browser) -> Result<()>,
) -> Result<()> {
    let words = Words::of(language)?;
    app.click(Role::Button, &words["signin_button"]).await?;
    let code = user_code(app).await?;
    let seen = world.opened_pages().len();
    app.click(Role::Button, &words["code_open"]).await?;
    browser.visit(&page_opened_after(world, seen).await?).await?;
    enter_code(browser, language, &code).await?;
    sign_in_at_the_page(browser, account, language).await?;
    prove(browser).await?;
    allow(browser, language, &code).await?;
    app.find(Role::Button, user_menu(language))
        .await
        .context("the app did not go on after the page said yes")?;
    Ok(())
}

/// The part of the user menu's name that is the same for everybody.
pub fn user_menu(language: Language) -> &'static str {
    language.pick("Accountmenu van", "Account menu of")
}

/// The code as the app shows it.
///
/// # Errors
/// When it shows none.
pub async fn user_code(app: &App) -> Result<String> {
    let script = "return document.querySelector('[data-testid=user-code]')?.dataset.code ?? null";
    for _ in 0..100 {
        let found = app.session().execute(script, vec![]).await?;
        if let Value::String(code) = found.json() {
            return Ok(code.clone());
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    bail!("no code came; the app shows:\n{}", app.text().await?)
}

/// Asks the app for a code, and opens the page that goes with it in a browser; the code with it.
///
/// # Errors
/// At the first step that does not go as it should.
pub async fn open_code_page(world: &World, app: &App, language: Language) -> Result<(Browser, String)> {
    let words = Words::of(language)?;
    app.click(Role::Button, &words["signin_button"]).await?;
    let code = user_code(app).await?;
    let seen = world.opened_pages().len();
    app.click(Role::Button, &words["code_open"]).await?;
    let browser = world.open_browser(language).await?;
    browser.visit(&page_opened_after(world, seen).await?).await?;
    Ok((browser, code))
}

/// Opens the app again: it resumes as this person, whose name it shows.
///
/// # Errors
/// When it does not.
pub async fn resumes_as(world: &World, options: AppOptions, name: &str) -> Result<App> {
    let language = options.language;
    let app = world.open_app(options).await?;
    app.find(Role::Button, user_menu(language)).await?;
    app.sees(name).await?;
    Ok(app)
}

/// Goes to the page that the app asked the system to open, signs in there, compares the code and says yes.
///
/// # Errors
/// At the first step that does not go as it should.
pub async fn approve(
    world: &World,
    browser: &Browser,
    account: &SampleAccount,
    language: Language,
    code: &str,
) -> Result<()> {
    browser.visit(&opened_page(world).await?).await?;
    enter_code(browser, language, code).await?;
    sign_in_at_the_page(browser, account, language).await?;
    allow(browser, language, code).await
}

/// Compares the code on the page and says yes.
///
/// # Errors
/// When the page shows another one.
pub async fn allow(browser: &Browser, language: Language, code: &str) -> Result<()> {
    browser
        .sees(code)
        .await
        .context("the page does not show the code to compare")?;
    browser
        .click(Role::Button, language.pick("Toestaan", "Allow"))
        .await?;
    browser
        .find(
            Role::Heading,
            language.pick("Aanmelding toegestaan", "Sign-in allowed"),
        )
        .await?;
    Ok(())
}

/// Types the code at `/device`, if it is not there already, and goes on.
///
/// # Errors
/// When the page is another one.
pub async fn enter_code(browser: &Browser, language: Language, code: &str) -> Result<()> {
    let field = browser.find(Role::Textbox, "Code").await?;
    if field.value().await?.unwrap_or_default().is_empty() {
        field.send_keys(code).await?;
    }
    browser
        .click(Role::Button, language.pick("Volgende", "Next"))
        .await
}

/// Fills in the sign-in page of the organization.
///
/// # Errors
/// When the page is another one.
pub async fn sign_in_at_the_page(browser: &Page, account: &SampleAccount, language: Language) -> Result<()> {
    browser
        .fill(language.pick("Gebruikersnaam", "User name"), &account.user_name)
        .await?;
    browser
        .fill(language.pick("Wachtwoord", "Password"), &account.password)
        .await?;
    browser.submit(language.pick("Aanmelden", "Sign in")).await
}

/// The newest address that the app asked the system to open.
///
/// # Errors
/// When it asked for none.
pub async fn opened_page(world: &World) -> Result<String> {
    page_opened_after(world, 0).await
}

/// The newest address that the app asked the system to open, once there are more than `seen`.
///
/// # Errors
/// When it asked for no further one.
pub async fn page_opened_after(world: &World, seen: usize) -> Result<String> {
    for _ in 0..400 {
        let mut pages = world.opened_pages();
        if let Some(page) = pages.pop().filter(|_| pages.len() >= seen) {
            return Ok(page);
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    bail!("the app asked for no page to be opened")
}

/// Where an app sends the browser for a code (RFC 6749 §4.1.1), with more parameters.
pub fn authorize(world: &World, more: &str) -> String {
    let sample = world.server.sample();
    format!(
        "{}/{}/oauth2/v2.0/authorize?client_id={}&response_type=code&redirect_uri=http%3A%2F%2Flocalhost\
         &scope=openid%20User.Read&state=s&code_challenge_method=S256\
         &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM{more}",
        world.server.url(),
        sample.tenant_id,
        sample.client_id,
    )
}

/// Signs somebody in once and closes the app again, so that the next start resumes.
///
/// # Errors
/// When signing in or closing does not work.
pub async fn sign_in_and_close(world: &World, options: AppOptions, name: &str) -> Result<()> {
    let language = options.language;
    let app = world.open_app(options).await?;
    sign_in(world, &app, world.account(name)?, language).await?;
    app.close().await
}

/// Signs in without the app, as a second computer would: the same protocol, no window.
///
/// # Errors
/// When the server or the page does not go along.
pub async fn tokens_for(world: &World, name: &str) -> Result<Tokens> {
    let language = Language::English;
    let wire = Wire::new(world);
    let asked = wire.ask_for_code().await?;
    let text = |told: &Value, field: &str| told[field].as_str().map(str::to_owned).context("it is not told");
    let browser = world.open_browser(language).await?;
    browser.visit(&text(&asked, "verification_uri")?).await?;
    let code = text(&asked, "user_code")?;
    enter_code(&browser, language, &code).await?;
    sign_in_at_the_page(&browser, world.account(name)?, language).await?;
    browser.click(Role::Button, "Allow").await?;
    browser.find(Role::Heading, "Sign-in allowed").await?;
    let told = wire.redeem(&text(&asked, "device_code")?).await?;
    Ok(Tokens {
        access_token: text(&told, "access_token")?,
        refresh_token: text(&told, "refresh_token")?,
    })
}

/// The organization's OAuth endpoints, spoken to directly.
#[derive(Debug)]
pub struct Wire {
    server: String,
    base: String,
    client_id: String,
    client: reqwest::Client,
}

const SCOPES: &str = "openid profile email offline_access User.Read User.Read.All UserAuthenticationMethod.Read \
                      UserAuthenticationMethod.ReadWrite UserAuthMethod-Email.ReadWrite User.RevokeSessions.All AgreementAcceptance.Read";

impl Wire {
    /// For this world's organization and the app's registration.
    #[expect(clippy::disallowed_methods, reason = "a test's own client")]
    pub fn new(world: &World) -> Self {
        let sample = world.server.sample();
        Self {
            server: world.server.url().to_owned(),
            base: format!("{}/{}/oauth2/v2.0", world.server.url(), sample.tenant_id),
            client_id: sample.client_id.clone(),
            client: reqwest::Client::new(),
        }
    }

    /// A device authorization (RFC 8628 §3.1).
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn ask_for_code(&self) -> Result<Value> {
        self.post("devicecode", &[("scope", SCOPES)]).await
    }

    /// The tokens for an approved device code (RFC 8628 §3.4).
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn redeem(&self, device_code: &str) -> Result<Value> {
        let grant = "urn:ietf:params:oauth:grant-type:device_code";
        self.post("token", &[("grant_type", grant), ("device_code", device_code)])
            .await
    }

    /// Fresh tokens for a refresh token (RFC 6749 §6).
    ///
    /// # Errors
    /// When the server refuses, with its answer.
    pub async fn refresh(&self, refresh_token: &str) -> Result<Value> {
        self.post(
            "token",
            &[("grant_type", "refresh_token"), ("refresh_token", refresh_token)],
        )
        .await
    }

    /// Ends every session of the person whose token this is (Graph's `revokeSignInSessions`).
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn sign_out_everywhere(&self, access_token: &str) -> Result<()> {
        let call = format!("{}/v1.0/me/revokeSignInSessions", self.server);
        let request = self.client.post(call).bearer_auth(access_token);
        let status = request.header("content-length", "0").send().await?.status();
        ensure!(status.is_success(), "the server answered {status}");
        Ok(())
    }

    async fn post(&self, endpoint: &str, fields: &[(&str, &str)]) -> Result<Value> {
        let mut form = url_encoded(fields);
        form += &format!("&client_id={}", self.client_id);
        let request = self.client.post(format!("{}/{endpoint}", self.base));
        let answer = request
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form)
            .send()
            .await?;
        let (status, told) = (answer.status(), answer.json::<Value>().await?);
        if !status.is_success() {
            bail!("{endpoint} answered {status}: {told}");
        }
        Ok(told)
    }
}

fn url_encoded(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| {
        let bytes = text.bytes().map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(b).to_string(),
            other => format!("%{other:02X}"),
        });
        bytes.collect::<String>()
    };
    fields
        .iter()
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect::<Vec<_>>()
        .join("&")
}
