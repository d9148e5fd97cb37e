//! The organization's own pages in a real browser: every page in both languages, without violations, with pictures.

use anyhow::{Context, Result};
use workpass_e2e::journeys::{Wire, authorize, enter_code, sign_in_at_the_page, tokens_for};
use workpass_e2e::{Album, Browser, Keychain, Language, Page, Role, World, assert_no_violations};

async fn page_is_good(page: &Page, album: &Album, name: &str) -> Result<()> {
    album.take(page, name).await?;
    assert_no_violations(page, name).await
}

async fn fresh(world: &World, language: Language, address: &str) -> Result<Browser> {
    let browser = world.open_browser(language).await?;
    browser.visit(address).await?;
    Ok(browser)
}

#[tokio::test]
async fn every_page_on_the_way_to_a_sign_in_is_accessible_in_both_languages() -> Result<()> {
    let world = World::start(Keychain::Absent)?;
    for language in Language::ALL {
        let album = Album::new(language)?;
        let asked = Wire::new(&world).ask_for_code().await?;
        let address = asked["verification_uri"].as_str().context("an address is told")?;
        let code = asked["user_code"].as_str().context("a code is told")?;
        let browser = fresh(&world, language, address).await?;
        page_is_good(&browser, &album, "page-code").await?;

        enter_code(&browser, language, "BBBB-BBBB").await?;
        browser.sees(language.pick("onbekend", "unknown")).await?;
        page_is_good(&browser, &album, "page-code-unknown").await?;

        browser
            .fill("Code", &code.to_lowercase().replace('-', " "))
            .await?;
        browser
            .click(Role::Button, language.pick("Volgende", "Next"))
            .await?;
        browser
            .find(Role::Textbox, language.pick("Wachtwoord", "Password"))
            .await?;
        page_is_good(&browser, &album, "page-sign-in").await?;

        let mut wrong = world.account("sanne")?.clone();
        wrong.password.push('x');
        sign_in_at_the_page(&browser, &wrong, language).await?;
        browser.sees(language.pick("klopt niet", "not right")).await?;
        page_is_good(&browser, &album, "page-sign-in-wrong").await?;

        sign_in_at_the_page(&browser, world.account("sanne")?, language).await?;
        browser.sees(code).await?;
        page_is_good(&browser, &album, "page-confirm").await?;

        browser
            .click(Role::Button, language.pick("Toestaan", "Allow"))
            .await?;
        browser
            .find(
                Role::Heading,
                language.pick("Aanmelding toegestaan", "Sign-in allowed"),
            )
            .await?;
        page_is_good(&browser, &album, "page-allowed").await?;

        browser.visit(world.server.url()).await?;
        browser
            .sees(language.pick("U bent aangemeld", "You are signed in"))
            .await?;
        page_is_good(&browser, &album, "page-home").await?;
        browser
            .click(Role::Link, language.pick("Afmelden", "Sign out"))
            .await?;
        page_is_good(&browser, &album, "page-sign-out").await?;
        browser
            .click(Role::Button, language.pick("Afmelden", "Sign out"))
            .await?;
        browser
            .find(
                Role::Heading,
                language.pick("U bent afgemeld", "You are signed out"),
            )
            .await?;
        page_is_good(&browser, &album, "page-signed-out").await?;

        browser
            .visit(&format!(
                "{}/device/confirm?user_code=nonsense",
                world.server.url()
            ))
            .await?;
        page_is_good(&browser, &album, "page-error").await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_pages_that_ask_refuse_and_tell_are_accessible_in_both_languages() -> Result<()> {
    for language in Language::ALL {
        let world = World::start(Keychain::Absent)?;
        let album = Album::new(language)?;
        let (sanne, anna) = (world.account("sanne")?, world.account("anna")?);
        let browser = fresh(&world, language, &authorize(&world, "&prompt=consent")).await?;
        sign_in_at_the_page(&browser, sanne, language).await?;
        browser
            .find(Role::Heading, language.pick("Toestemming", "Consent"))
            .await?;
        page_is_good(&browser, &album, "page-consent").await?;

        // Fresh proof of somebody else than who is signed in here.
        let claims = "%7B%22access_token%22%3A%7B%22auth_time%22%3A%7B%22essential%22%3Atrue\
                      %2C%22value%22%3A%221%22%7D%7D%7D";
        let hint = anna.user_name.replace('@', "%40");
        let other = format!("&claims={claims}&login_hint={hint}");
        browser.visit(&authorize(&world, &other)).await?;
        browser.sees(&anna.user_name).await?;
        page_is_good(&browser, &album, "page-other-account").await?;

        let asked = Wire::new(&world).ask_for_code().await?;
        let address = asked["verification_uri_complete"].as_str().context("told")?;
        browser.visit(address).await?;
        browser
            .click(Role::Button, language.pick("Volgende", "Next"))
            .await?;
        browser
            .click(Role::Button, language.pick("Dit ben ik niet", "It's not me"))
            .await?;
        browser
            .find(
                Role::Heading,
                language.pick("Aanmelding geweigerd", "Sign-in refused"),
            )
            .await?;
        page_is_good(&browser, &album, "page-refused").await?;

        browser
            .visit(&format!("{}/dev/outbox", world.server.url()))
            .await?;
        page_is_good(&browser, &album, "page-outbox").await?;

        let stranger = fresh(&world, language, &format!("{}/signin", world.server.url())).await?;
        let mut wrong = anna.clone();
        for attempt in 0..12 {
            wrong.password = format!("wrong {attempt}");
            sign_in_at_the_page(&stranger, &wrong, language).await?;
            stranger
                .find(Role::Textbox, language.pick("Wachtwoord", "Password"))
                .await?;
        }
        stranger
            .sees(language.pick("te vaak een onjuist", "entered too often"))
            .await?;
        page_is_good(&stranger, &album, "page-locked").await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_page_speaks_the_language_of_the_switch() -> Result<()> {
    let world = World::start(Keychain::Absent)?;
    let browser = fresh(&world, Language::Dutch, &format!("{}/device", world.server.url())).await?;
    browser.find(Role::Heading, "Code invoeren").await?;
    browser.click(Role::Link, "English").await?;
    browser.find(Role::Heading, "Enter the code").await?;
    // The choice is kept for the next page.
    browser.visit(&format!("{}/signin", world.server.url())).await?;
    browser.find(Role::Heading, "Sign in").await?;
    Ok(())
}

#[tokio::test]
async fn a_code_that_somebody_refuses_gives_nothing() -> Result<()> {
    let world = World::start(Keychain::Absent)?;
    let wire = Wire::new(&world);
    let asked = wire.ask_for_code().await?;
    let browser = fresh(
        &world,
        Language::English,
        asked["verification_uri"].as_str().context("told")?,
    )
    .await?;
    enter_code(
        &browser,
        Language::English,
        asked["user_code"].as_str().context("told")?,
    )
    .await?;
    sign_in_at_the_page(&browser, world.account("anna")?, Language::English).await?;
    browser.click(Role::Button, "It's not me").await?;
    browser.find(Role::Heading, "Sign-in refused").await?;
    let error = wire
        .redeem(asked["device_code"].as_str().context("told")?)
        .await
        .expect_err("it was refused");
    assert!(
        error.to_string().contains("access_denied") || error.to_string().contains("authorization_declined"),
        "{error}"
    );
    Ok(())
}

#[tokio::test]
async fn an_approved_code_gives_tokens_that_can_be_renewed_after_a_crash_of_the_server() -> Result<()> {
    let mut world = World::start(Keychain::Absent)?;
    let tokens = tokens_for(&world, "anna").await?;
    world.server.crash_and_restart()?;
    let renewed = Wire::new(&world).refresh(&tokens.refresh_token).await?;
    assert_ne!(
        renewed["access_token"].as_str(),
        Some(tokens.access_token.as_str())
    );
    Ok(())
}
