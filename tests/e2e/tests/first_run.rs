//! Somebody whose organization asks for methods at sign-in: from the first page to the app, and what is the last way in.

use anyhow::Result;
use serde_json::json;
use workpass_e2e::factors::{code_next, code_now, confirm, is_signed_in, until_the_second_step, wrong_for};
use workpass_e2e::journeys::sign_in_proving;
use workpass_e2e::{
    Album, AppOptions, Browser, Keychain, Language, Role, Screens, World, assert_no_violations,
};

async fn page_is_good(page: &Browser, album: &Album, name: &str) -> Result<()> {
    album.take(page, name).await?;
    assert_no_violations(page, name).await
}

/// Through the pages of `/register`: an app that makes codes, then security questions. The app's secret.
async fn set_everything_up(browser: &Browser, language: Language) -> Result<String> {
    let album = Album::new(language)?;
    let needed = language.pick("Meer informatie nodig", "More information required");
    browser.find(Role::Heading, needed).await?;
    page_is_good(browser, &album, "page-register").await?;
    let other = language.pick(
        "Ik wil een andere methode instellen",
        "I want to set up a different method",
    );
    browser.click(Role::Link, other).await?;
    let app = language.pick("Authenticator-app (code)", "Authenticator app (code)");
    browser.click(Role::Button, app).await?;
    let next = language.pick("Volgende", "Next");
    let code = language.pick("Code uit de app", "Code from the app");
    browser.find(Role::Textbox, code).await?;
    page_is_good(browser, &album, "page-register-app").await?;
    let key = "return document.querySelector('.key').textContent.replaceAll(' ', '').trim()";
    let secret = browser
        .session()
        .execute(key, vec![])
        .await?
        .convert::<String>()?;
    browser.fill(code, wrong_for(&code_now(&secret)?)).await?;
    browser.click(Role::Button, next).await?;
    browser
        .sees(language.pick("Deze code klopt niet", "This code is not right"))
        .await?;
    page_is_good(browser, &album, "page-register-app-wrong").await?;
    browser.fill(code, &code_now(&secret)?).await?;
    browser.click(Role::Button, next).await?;

    // B-95: one more, for resetting the password.
    browser
        .sees(language.pick("Stel nog een methode in", "Set up one more method"))
        .await?;
    page_is_good(browser, &album, "page-register-reset").await?;
    browser.click(Role::Link, other).await?;
    let choose = language.pick(
        "Welke methode wilt u instellen?",
        "Which method do you want to set up?",
    );
    browser.find(Role::Heading, choose).await?;
    page_is_good(browser, &album, "page-register-choose").await?;
    browser
        .click(
            Role::Button,
            language.pick("Beveiligingsvragen", "Security questions"),
        )
        .await?;
    for (at, answer) in ["Kerkstraat", "juf Willemien", "zeilboot"].iter().enumerate() {
        let number = at + 1;
        let question = language.pick(format!("Vraag {number}"), format!("Question {number}"));
        browser.choose_at(&question, number).await?;
        let field = language.pick(format!("Antwoord {number}"), format!("Answer {number}"));
        browser.fill(&field, answer).await?;
    }
    page_is_good(browser, &album, "page-register-questions").await?;
    browser
        .click(Role::Button, language.pick("Opslaan", "Save"))
        .await?;
    let done = language.pick("Gelukt", "Success");
    browser.find(Role::Heading, done).await?;
    page_is_good(browser, &album, "page-register-done").await?;
    browser.click(Role::Link, language.pick("Gereed", "Done")).await?;
    Ok(secret)
}

async fn the_first_run(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    world.change_policy("sem", |rules| rules["registration"]["requiredReset"] = json!(2))?;
    let browser = world.open_browser(language).await?;
    let app = world.open_app(AppOptions::new(&world, language)).await?;
    let account = world.account("sem")?;
    let mut secret = String::new();
    sign_in_proving(&world, &app, &browser, account, language, async |browser| {
        secret = set_everything_up(browser, language).await?;
        Ok(())
    })
    .await?;
    let screens = Screens::new(app, language)?;
    let (app, words) = (&screens.app, &screens.words);

    // The organization wants a second step of everybody: without the app the next sign-in begins with setting one up.
    screens.go_to("nav_security").await?;
    let method = &words["kind_software_oath"];
    app.click(Role::Button, &screens.delete_button(method)).await?;
    app.sees(&words["delete_registers_title"]).await?;
    screens.keep("security-delete-registers").await?;
    app.click(Role::Button, &words["no"]).await?;
    app.find(Role::Button, &screens.delete_button(method)).await?;

    // B-93: long after, the pages ask whether all of it is still right.
    world.let_confirmations_grow_old()?;
    let browser = until_the_second_step(&world, account, language).await?;
    confirm(&browser, "Code", &code_next(&secret)?, language).await?;
    let still = language.pick("Kloppen deze gegevens nog?", "Are these details still right?");
    browser.find(Role::Heading, still).await?;
    page_is_good(&browser, &Album::new(language)?, "page-register-confirm").await?;
    browser
        .click(Role::Button, language.pick("Dit klopt", "Looks good"))
        .await?;
    is_signed_in(&browser, language).await
}

#[tokio::test]
async fn b27_b90_b93_what_is_asked_for_is_set_up_at_the_first_sign_in_in_dutch() -> Result<()> {
    the_first_run(Language::Dutch).await
}

#[tokio::test]
async fn b27_b90_b93_what_is_asked_for_is_set_up_at_the_first_sign_in_in_english() -> Result<()> {
    the_first_run(Language::English).await
}
