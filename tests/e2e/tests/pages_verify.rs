//! The pages of the second step in a real browser, one kind after the other, in both languages.

use anyhow::Result;
use serde_json::json;
use workpass_e2e::factors::{code_next, code_now, confirm, is_signed_in, until_the_second_step, wrong_for};
use workpass_e2e::journeys::{
    allow, enter_code, page_opened_after, sign_in_at_the_page, user_code, user_menu,
};
use workpass_e2e::{
    Album, AppOptions, Browser, Keychain, Language, Role, Screens, World, assert_no_violations,
};

/// Of the sample; nobody real.
const RUBENS_SECRET: &str = "NNXW64DEMFTWCZLFOJSGKIDCMVZXI2LT";

async fn page_is_good(page: &Browser, album: &Album, name: &str) -> Result<()> {
    album.take(page, name).await?;
    assert_no_violations(page, name).await
}

async fn choose_another_way(browser: &Browser, language: Language, way: &str) -> Result<()> {
    let other = language.pick("Op een andere manier aanmelden", "Sign in another way");
    browser.click(Role::Link, other).await?;
    browser.find(Role::Heading, other).await?;
    browser.click(Role::Button, way).await
}

#[tokio::test]
async fn b108_codes_and_passes_are_asked_on_accessible_pages_in_both_languages() -> Result<()> {
    let world = World::start(Keychain::Absent)?;
    let pass = world.issue_pass("ruben")?;
    for language in Language::ALL {
        let album = Album::new(language)?;
        let browser = until_the_second_step(&world, world.account("ruben")?, language).await?;
        page_is_good(&browser, &album, "page-verify-code").await?;
        confirm(&browser, "Code", wrong_for(&code_now(RUBENS_SECRET)?), language).await?;
        browser
            .sees(language.pick("Deze code klopt niet", "This code is not right"))
            .await?;
        page_is_good(&browser, &album, "page-verify-wrong").await?;

        let other = language.pick("Op een andere manier aanmelden", "Sign in another way");
        browser.click(Role::Link, other).await?;
        browser.find(Role::Heading, other).await?;
        page_is_good(&browser, &album, "page-verify-others").await?;
        let recovery = language.pick("Herstelcode", "Recovery code");
        browser.click(Role::Button, recovery).await?;
        browser.find(Role::Textbox, recovery).await?;
        page_is_good(&browser, &album, "page-verify-recovery").await?;
        confirm(&browser, recovery, "BCDFG-99999", language).await?;
        browser
            .sees(language.pick("Deze code klopt niet", "This code is not right"))
            .await?;

        let label = language.pick("Tijdelijke toegangspas", "Temporary Access Pass");
        choose_another_way(&browser, language, label).await?;
        browser.find(Role::Textbox, label).await?;
        page_is_good(&browser, &album, "page-verify-pass").await?;
        confirm(&browser, label, &pass, language).await?;
        is_signed_in(&browser, language).await?;
    }
    Ok(())
}

#[tokio::test]
async fn b67_b94_b108_texts_and_calls_are_asked_on_accessible_pages_and_something_stronger_is_put_off()
-> Result<()> {
    let world = World::start(Keychain::Absent)?;
    world.change_policy("iris", |rules| {
        rules["registration"]["campaign"] = json!({ "enabled": true, "snoozeDays": 0, "maxSkips": 3 });
    })?;
    for (language, skips) in Language::ALL.into_iter().zip([3, 2]) {
        let album = Album::new(language)?;
        let seen = world.messages().all().await?.len();
        let browser = until_the_second_step(&world, world.account("iris")?, language).await?;
        let text = world.messages().newest_of("sms", "+31612345601", seen).await?;
        page_is_good(&browser, &album, "page-verify-text").await?;
        confirm(&browser, "Code", wrong_for(&text.code()?), language).await?;
        browser
            .sees(language.pick("Deze code klopt niet", "This code is not right"))
            .await?;
        page_is_good(&browser, &album, "page-verify-text-wrong").await?;

        let other = language.pick("Op een andere manier aanmelden", "Sign in another way");
        browser.click(Role::Link, other).await?;
        browser.find(Role::Heading, other).await?;
        page_is_good(&browser, &album, "page-verify-other-phones").await?;
        let seen = world.messages().all().await?.len();
        let call = language.pick("Mij bellen op mijn andere telefoon", "Call my other phone");
        browser.click(Role::Button, call).await?;
        let call = world.messages().newest_of("voice", "+31612345602", seen).await?;
        browser
            .sees(language.pick("Wachten op uw antwoord", "Waiting for your answer"))
            .await?;
        page_is_good(&browser, &album, "page-verify-call").await?;
        // The page notices by itself that the key was pressed.
        world.messages().press_hash(&call).await?;
        // B-94: something stronger, some other time.
        let title = language.pick("Meer informatie nodig", "More information required");
        browser.find(Role::Heading, title).await?;
        let left = language.pick("nog {n} keer overslaan", "skip this {n} more times");
        browser.sees(&left.replace("{n}", &skips.to_string())).await?;
        page_is_good(&browser, &album, "page-register-recommended").await?;
        browser
            .submit(language.pick("Nu overslaan", "Skip for now"))
            .await?;
        is_signed_in(&browser, language).await?;
    }
    Ok(())
}

async fn sign_out(browser: &Browser, world: &World, language: Language) -> Result<()> {
    browser.visit(&format!("{}/signout", world.server.url())).await?;
    browser
        .click(Role::Button, language.pick("Afmelden", "Sign out"))
        .await?;
    let out = language.pick("U bent afgemeld", "You are signed out");
    browser.find(Role::Heading, out).await?;
    Ok(())
}

async fn sign_in_again(browser: &Browser, world: &World, language: Language) -> Result<()> {
    browser.visit(&format!("{}/signin", world.server.url())).await?;
    sign_in_at_the_page(browser, world.account("ruben")?, language).await
}

async fn the_remembered_computer(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let browser = until_the_second_step(&world, world.account("ruben")?, language).await?;
    let remember = language.pick(
        "Op deze computer 30 dagen niet meer vragen",
        "Don't ask again for 30 days on this computer",
    );
    browser.click(Role::Checkbox, remember).await?;
    confirm(&browser, "Code", &code_now(RUBENS_SECRET)?, language).await?;
    is_signed_in(&browser, language).await?;

    // Who is signed in here only says yes to the app.
    let screens = Screens::new(world.open_app(AppOptions::new(&world, language)).await?, language)?;
    let (app, words) = (&screens.app, &screens.words);
    app.click(Role::Button, &words["signin_button"]).await?;
    let code = user_code(app).await?;
    app.click(Role::Button, &words["code_open"]).await?;
    browser.visit(&page_opened_after(&world, 0).await?).await?;
    enter_code(&browser, language, &code).await?;
    allow(&browser, language, &code).await?;
    app.find(Role::Button, user_menu(language)).await?;

    // B-106: the password is enough on this computer.
    sign_out(&browser, &world, language).await?;
    sign_in_again(&browser, &world, language).await?;
    is_signed_in(&browser, language).await?;

    // B-107: until all of them are forgotten.
    screens.go_to("nav_security").await?;
    let forget = app.find(Role::Button, &words["forget_title"]).await?;
    forget.scroll_into_view().await?;
    screens.keep_once("security-remembered").await?;
    app.click(Role::Button, &words["forget_title"]).await?;
    app.find(Role::Dialog, &words["forget_question"]).await?;
    screens.keep("security-forget").await?;
    let seen = world.opened_pages().len();
    app.click(Role::Button, &words["forget_yes"]).await?;
    // Whoever was signed in before the code was asked for proves it once more.
    app.find(Role::Dialog, &words["stepup_title"]).await?;
    screens.follow_to(&world, &browser, seen).await?;
    confirm(&browser, "Code", &code_next(RUBENS_SECRET)?, language).await?;
    app.sees(&words["forget_none"]).await?;
    sign_out(&browser, &world, language).await?;
    sign_in_again(&browser, &world, language).await?;
    let title = language.pick("Bevestig dat u het bent", "Confirm that it is you");
    browser.find(Role::Heading, title).await?;
    Ok(())
}

#[tokio::test]
async fn b106_b107_a_remembered_computer_asks_no_second_step_until_it_is_forgotten_in_dutch() -> Result<()> {
    the_remembered_computer(Language::Dutch).await
}

#[tokio::test]
async fn b106_b107_a_remembered_computer_asks_no_second_step_until_it_is_forgotten_in_english() -> Result<()>
{
    the_remembered_computer(Language::English).await
}
