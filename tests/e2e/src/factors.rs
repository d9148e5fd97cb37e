//! What people hold in their hands: an app that makes codes, a phone that approves, and the page that asks for them.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use workpass_testbed::SampleAccount;

use crate::browser::Browser;
use crate::journeys::sign_in_at_the_page;
use crate::page::{Page, Role};
use crate::screens::Screens;
use crate::world::{Language, World};

/// The code that an app with this secret shows now, as `oathtool` computes it.
///
/// # Errors
/// When `oathtool` is not there or refuses the secret.
pub fn code_now(secret: &str) -> Result<String> {
    code_at(secret, "now")
}

/// The code that comes next: good already, and never used before.
///
/// # Errors
/// When `oathtool` is not there or refuses the secret.
pub fn code_next(secret: &str) -> Result<String> {
    code_at(secret, "30 seconds")
}

fn code_at(secret: &str, when: &str) -> Result<String> {
    let mut command = Command::new("oathtool");
    command.args(["--totp", "--base32", "--now", when, secret]);
    let output = command.output().context("oathtool could not be started")?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "oathtool refused: {said}");
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// Opens the wizard of a method, by the key of its name.
///
/// # Errors
/// When it is not offered.
pub async fn begin(screens: &Screens, kind: &str) -> Result<()> {
    let (app, words) = (&screens.app, &screens.words);
    app.click(Role::Button, &words["add_button"]).await?;
    app.click(Role::Radio, &words[kind]).await?;
    app.click(Role::Button, &words["add"]).await
}

/// The secret of an app, as somebody types it who cannot scan: from the groups on the screen.
///
/// # Errors
/// When the wizard is not at that step.
pub async fn secret_shown(app: &Page) -> Result<String> {
    let shown = app.told_by("secret-key").await?;
    Ok(shown.split_whitespace().collect())
}

/// Adds an app that makes codes, without looking left or right; its secret.
///
/// # Errors
/// At the first step that does not go as it should.
pub async fn add_code_app(screens: &Screens, name: &str) -> Result<String> {
    let (app, words) = (&screens.app, &screens.words);
    begin(screens, "kind_software_oath").await?;
    app.find(Role::Heading, &words["app_get_question"]).await?;
    app.click(Role::Button, &words["next"]).await?;
    let secret = secret_shown(app).await?;
    app.click(Role::Button, &words["next"]).await?;
    app.fill(&words["app_code_label"], &code_now(&secret)?).await?;
    app.fill(&words["register_name"], name).await?;
    app.click(Role::Button, &words["next"]).await?;
    finish(screens, "wizard_done_title").await?;
    Ok(secret)
}

/// Adds a phone by text message, without looking left or right.
///
/// # Errors
/// At the first step that does not go as it should.
pub async fn add_phone(world: &World, screens: &Screens, number: &str) -> Result<()> {
    let (app, words) = (&screens.app, &screens.words);
    begin(screens, "kind_phone").await?;
    let seen = world.messages().all().await?.len();
    app.fill(&words["phone_number"], number).await?;
    app.click(Role::Button, &words["next"]).await?;
    app.find(Role::Textbox, &words["email_code_label"]).await?;
    let text = world.messages().newest_of("sms", number, seen).await?;
    app.fill(&words["email_code_label"], &text.code()?).await?;
    app.click(Role::Button, &words["next"]).await?;
    finish(screens, "wizard_done_title").await
}

/// Picks up the call to a number on the page of the outbox, and presses `#` there.
///
/// # Errors
/// When the page shows no such call, or it goes on ringing.
pub async fn press_hash_at_the_outbox(world: &World, browser: &Browser, number: &str) -> Result<()> {
    world.messages().newest("voice", number).await?;
    browser
        .visit(&format!("{}/dev/outbox", world.server.url()))
        .await?;
    browser.find(Role::Heading, &format!("Call to {number}")).await?;
    browser.submit("Press #").await?;
    browser.is_gone(Role::Button, "Press #").await
}

/// Another code than this one.
pub fn wrong_for(code: &str) -> &'static str {
    if code.starts_with('0') { "900000" } else { "000000" }
}

/// Waits for the end of a wizard and leaves it.
///
/// # Errors
/// When the end does not come.
pub async fn finish(screens: &Screens, title: &str) -> Result<()> {
    let (app, words) = (&screens.app, &screens.words);
    app.find(Role::Heading, &words[title]).await?;
    app.click(Role::Button, &words["done"]).await?;
    app.find(Role::Heading, &words["nav_security"]).await?;
    Ok(())
}

/// Goes to the sign-in page in a browser nobody used and types user name and password; the second step is next.
///
/// # Errors
/// When the second step does not come.
pub async fn until_the_second_step(
    world: &World,
    account: &SampleAccount,
    language: Language,
) -> Result<Browser> {
    let browser = world.open_browser(language).await?;
    browser.visit(&format!("{}/signin", world.server.url())).await?;
    sign_in_at_the_page(&browser, account, language).await?;
    let title = language.pick("Bevestig dat u het bent", "Confirm that it is you");
    browser.find(Role::Heading, title).await?;
    Ok(browser)
}

/// Types a code where the page asks for one, and goes on.
///
/// # Errors
/// When the page asks for none.
pub async fn confirm(page: &Page, label: &str, code: &str, language: Language) -> Result<()> {
    page.fill(label, code).await?;
    page.click(Role::Button, language.pick("Bevestigen", "Confirm"))
        .await
}

/// Waits until the browser says that the person is signed in.
///
/// # Errors
/// When it does not.
pub async fn is_signed_in(page: &Page, language: Language) -> Result<()> {
    page.sees(language.pick("U bent aangemeld", "You are signed in"))
        .await
}

/// Types the number on the phone and approves.
///
/// # Errors
/// When the phone shows no request.
pub async fn approve_on(phone: &Page, number: &str, language: Language) -> Result<()> {
    let field = language.pick("Nummer op uw scherm", "Number on your screen");
    phone.fill(field, number).await?;
    phone
        .click(Role::Button, language.pick("Goedkeuren", "Approve"))
        .await
}
