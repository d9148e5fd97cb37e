//! A phone by text and by call.

use anyhow::Result;
use workpass_e2e::factors::{begin, confirm, finish, is_signed_in, until_the_second_step};
use workpass_e2e::{Album, Keychain, Language, Role, Screens, World, assert_no_violations};

#[tokio::test]
async fn b62_a_phone_is_added_by_text_and_signs_in() -> Result<()> {
    for language in Language::ALL {
        the_text(language).await?;
    }
    Ok(())
}

async fn the_text(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, "yusuf", language).await?;
    let (app, words) = (&screens.app, &screens.words);
    screens.go_to("nav_security").await?;
    begin(&screens, "kind_phone").await?;
    // B-63: what cannot be a number is told before anything is sent.
    app.fill(&words["phone_number"], "12").await?;
    app.click(Role::Button, &words["next"]).await?;
    app.sees(&words["error_phone_invalid_title"]).await?;
    screens.keep("security-phone-invalid").await?;
    let number = language.pick("06 12345678", "+31 6 12345678");
    app.fill(&words["phone_number"], number).await?;
    screens.keep("security-phone-number").await?;
    app.click(Role::Button, &words["next"]).await?;
    app.find(Role::Textbox, &words["email_code_label"]).await?;
    screens.keep("security-phone-code").await?;
    let text = world.messages().newest("sms", "+31612345678").await?;
    app.fill(&words["email_code_label"], &text.code()?).await?;
    app.click(Role::Button, &words["next"]).await?;
    app.find(Role::Heading, &words["wizard_done_title"]).await?;
    screens.keep("security-phone-done").await?;
    finish(&screens, "wizard_done_title").await?;
    screens.keep("security-phone-listed").await?;

    let seen = world.messages().all().await?.len();
    let browser = until_the_second_step(&world, world.account("yusuf")?, language).await?;
    let send = language.pick("Code sturen", "Send code");
    if browser.has(Role::Button, send).await? {
        browser.click(Role::Button, send).await?;
    }
    browser.find(Role::Textbox, "Code").await?;
    Album::new(language)?.take(&browser, "page-verify-text").await?;
    assert_no_violations(&browser, "the code by text").await?;
    let text = world.messages().newest_of("sms", "+31612345678", seen).await?;
    confirm(&browser, "Code", &text.code()?, language).await?;
    is_signed_in(&browser, language).await
}

#[tokio::test]
async fn b67_a_phone_is_added_by_a_call() -> Result<()> {
    for language in Language::ALL {
        the_call(language).await?;
    }
    Ok(())
}

async fn the_call(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, "james", language).await?;
    let (app, words) = (&screens.app, &screens.words);
    screens.go_to("nav_security").await?;
    begin(&screens, "kind_phone").await?;
    app.fill(&words["phone_number"], "+31 6 87654321").await?;
    app.click(Role::Radio, &words["phone_call_me"]).await?;
    app.click(Role::Button, &words["next"]).await?;
    app.sees(&words["phone_press"]).await?;
    screens.keep("security-phone-call").await?;
    let call = world.messages().newest("voice", "+31687654321").await?;
    world.messages().press_hash(&call).await?;
    finish(&screens, "wizard_done_title").await
}
