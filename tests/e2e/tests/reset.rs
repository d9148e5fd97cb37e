//! Getting back in without the password, in a real browser, in both languages.

use anyhow::{Result, ensure};
use workpass_e2e::factors::{code_next, code_now, wrong_for};
use workpass_e2e::journeys::page_opened_after;
use workpass_e2e::{Album, Browser, Keychain, Language, Role, Screens, World, assert_no_violations};

/// Of the sample; nobody real.
const RUBENS_SECRET: &str = "NNXW64DEMFTWCZLFOJSGKIDCMVZXI2LT";
const RUBENS_MAIL: &str = "ruben.wiersma@postbus.example";
const ADMINISTRATOR: &str = "pieter@noorderlicht.example";
const RUBEN: &str = "ruben@noorderlicht.example";

async fn page_is_good(page: &Browser, album: &Album, name: &str) -> Result<()> {
    album.take(page, name).await?;
    assert_no_violations(page, name).await
}

/// From the sign-in page to where it is asked by what Ruben is verified.
async fn begin(
    browser: &Browser,
    world: &World,
    album: &Album,
    language: Language,
    locked: bool,
) -> Result<()> {
    browser.visit(&format!("{}/signin", world.server.url())).await?;
    let link = language.pick(
        "Wachtwoord vergeten of account geblokkeerd?",
        "Forgot your password, or locked out?",
    );
    browser.click(Role::Link, link).await?;
    let title = language.pick("Toegang tot uw account herstellen", "Get back into your account");
    browser.find(Role::Heading, title).await?;
    browser.sees("Servicedesk ICT").await?;
    if !locked {
        page_is_good(browser, album, "page-reset").await?;
    }
    browser
        .fill(language.pick("Gebruikersnaam", "User name"), RUBEN)
        .await?;
    let purpose = if locked {
        language.pick("Ik weet mijn wachtwoord", "I know my password")
    } else {
        language.pick("Ik ben mijn wachtwoord vergeten", "I forgot my password")
    };
    browser.click(Role::Radio, purpose).await?;
    browser
        .click(Role::Button, language.pick("Volgende", "Next"))
        .await?;
    let ways = language.pick("Bevestig dat u het bent", "Confirm that it is you");
    browser.find(Role::Heading, ways).await?;
    Ok(())
}

async fn by_mail(
    browser: &Browser,
    world: &World,
    album: &Album,
    language: Language,
    seen: usize,
) -> Result<()> {
    let way = language.pick("Code per e-mail", "Code by e-mail");
    browser.click(Role::Button, way).await?;
    let address = language.pick("E-mailadres", "E-mail address");
    browser.find(Role::Textbox, address).await?;
    page_is_good(browser, album, "page-reset-email").await?;
    browser.fill(address, RUBENS_MAIL).await?;
    browser
        .click(Role::Button, language.pick("Code sturen", "Send code"))
        .await?;
    browser.find(Role::Textbox, "Code").await?;
    page_is_good(browser, album, "page-reset-email-sent").await?;
    let code = world.outbox().code_for(RUBENS_MAIL, seen).await?;
    confirm(browser, wrong_for(&code), language).await?;
    browser
        .sees(language.pick("Dit klopt niet, is verlopen", "This is not right, has expired"))
        .await?;
    page_is_good(browser, album, "page-reset-wrong").await?;
    confirm(browser, &code, language).await
}

async fn confirm(browser: &Browser, code: &str, language: Language) -> Result<()> {
    browser.fill("Code", code).await?;
    browser
        .click(Role::Button, language.pick("Bevestigen", "Confirm"))
        .await
}

async fn by_code(browser: &Browser, code: &str, language: Language) -> Result<()> {
    let way = language.pick("Code van een app of token", "Code from an app or token");
    browser.click(Role::Button, way).await?;
    confirm(browser, code, language).await
}

async fn back_in(language: Language) -> Result<()> {
    let world = World::start(Keychain::Absent)?;
    let album = Album::new(language)?;
    let browser = world.open_browser(language).await?;
    begin(&browser, &world, &album, language, false).await?;
    page_is_good(&browser, &album, "page-reset-ways").await?;
    let questions = language.pick("Beveiligingsvragen", "Security questions");
    browser.click(Role::Button, questions).await?;
    let blank = language.pick(
        "Laat leeg wat u nooit hebt beantwoord",
        "Leave empty what you never",
    );
    browser.sees(blank).await?;
    page_is_good(&browser, &album, "page-reset-questions").await?;
    let another = language.pick("Een andere manier kiezen", "Choose another way");
    browser.click(Role::Button, another).await?;
    by_mail(&browser, &world, &album, language, 0).await?;
    // What Ruben has of another kind.
    let second = language.pick("Kies nog één manier", "Choose one more way");
    browser.sees(second).await?;
    page_is_good(&browser, &album, "page-reset-second").await?;
    by_code(&browser, &code_now(RUBENS_SECRET)?, language).await?;

    let title = language.pick("Kies een nieuw wachtwoord", "Choose a new password");
    browser.find(Role::Heading, title).await?;
    page_is_good(&browser, &album, "page-reset-password").await?;
    let (new, again) = (
        language.pick("Nieuw wachtwoord", "New password"),
        language.pick("Nieuw wachtwoord nogmaals", "New password again"),
    );
    let finish = language.pick("Voltooien", "Finish");
    for password in ["welkom", "kwelder fluit anker zeven"] {
        browser.fill(new, password).await?;
        browser.fill(again, password).await?;
        browser.click(Role::Button, finish).await?;
        if password == "welkom" {
            let short = language.pick("Dit wachtwoord is te kort", "This password is too short");
            browser.sees(short).await?;
            page_is_good(&browser, &album, "page-reset-password-refused").await?;
        }
    }
    let done = language.pick("Uw wachtwoord is gewijzigd", "Your password was changed");
    browser.find(Role::Heading, done).await?;
    page_is_good(&browser, &album, "page-reset-done").await?;
    browser
        .click(Role::Link, language.pick("Aanmelden", "Sign in"))
        .await?;
    browser
        .find(Role::Textbox, language.pick("Wachtwoord", "Password"))
        .await?;

    // And once more, for who is locked out and knows it.
    begin(&browser, &world, &album, language, true).await?;
    by_code(&browser, &code_next(RUBENS_SECRET)?, language).await?;
    browser.sees(second).await?;
    by_mail(&browser, &world, &album, language, 1).await?;
    let unlock = language.pick("Ontgrendel uw account", "Unlock your account");
    browser.find(Role::Heading, unlock).await?;
    page_is_good(&browser, &album, "page-reset-unlock").await?;
    browser
        .click(
            Role::Button,
            language.pick("Account ontgrendelen", "Unlock account"),
        )
        .await?;
    let unlocked = language.pick("Uw account is ontgrendeld", "Your account is unlocked");
    browser.find(Role::Heading, unlocked).await?;
    help_is_asked(&browser, &world, &album, language).await
}

/// Nothing works, and the administrators are asked.
async fn help_is_asked(browser: &Browser, world: &World, album: &Album, language: Language) -> Result<()> {
    browser.visit(&format!("{}/reset", world.server.url())).await?;
    let ask = language.pick("Vraag een beheerder om hulp", "Ask an administrator for help");
    browser.click(Role::Link, ask).await?;
    browser.find(Role::Heading, ask).await?;
    page_is_good(browser, album, "page-reset-contact").await?;
    browser
        .fill(language.pick("Gebruikersnaam", "User name"), RUBEN)
        .await?;
    let send = language.pick("Bericht sturen", "Send message");
    browser.click(Role::Button, send).await?;
    let done = language.pick("Uw vraag is verwerkt", "Your request was handled");
    browser.find(Role::Heading, done).await?;
    page_is_good(browser, album, "page-reset-contact-done").await?;
    world.outbox().tells(ADMINISTRATOR, RUBEN).await?;
    Ok(())
}

#[tokio::test]
async fn b126_to_b133_who_forgot_the_password_gets_back_in_in_dutch() -> Result<()> {
    back_in(Language::Dutch).await
}

#[tokio::test]
async fn b126_to_b133_who_forgot_the_password_gets_back_in_in_english() -> Result<()> {
    back_in(Language::English).await
}

/// Before it is needed: what would be asked, what is missing, and the page in the browser with the name filled in.
async fn prepared(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, "anna", language).await?;
    let (app, words) = (&screens.app, &screens.words);
    screens.go_to("nav_password").await?;
    let missing = language.pick(
        "1 van 2 methoden geregistreerd, voeg er nog een toe",
        "1 of 2 methods registered, add one more",
    );
    app.sees(missing).await?;
    app.sees(&words["reset_way_email"]).await?;
    app.sees(&words["reset_advice"]).await?;
    let seen = world.opened_pages().len();
    app.click(Role::Button, &words["signin_reset"]).await?;
    let page = format!(
        "{}/reset?username=anna%40noorderlicht.example",
        world.server.url()
    );
    let opened = page_opened_after(&world, seen).await?;
    ensure!(opened == page, "{opened} was opened");
    app.click(Role::Button, &words["reset_add"]).await?;
    app.find(Role::Heading, &words["nav_security"]).await?;
    let how = format!("{}: {}", &words["reset_how"], &words["reset_title"]);
    app.find(Role::Button, &how).await?;
    screens.keep("reset-readiness").await
}

#[tokio::test]
async fn b121_b125_b140_the_app_says_what_is_missing_and_opens_the_page_in_dutch() -> Result<()> {
    prepared(Language::Dutch).await
}

#[tokio::test]
async fn b121_b125_b140_the_app_says_what_is_missing_and_opens_the_page_in_english() -> Result<()> {
    prepared(Language::English).await
}
