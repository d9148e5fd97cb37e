//! A phone by text and by call, the other phones, and another number.

use anyhow::{Result, ensure};
use workpass_e2e::factors::{
    add_phone, begin, confirm, finish, is_signed_in, press_hash_at_the_outbox, until_the_second_step,
};
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
    let number = "06 12345678";
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

/// Adds a phone that is called, as far as the call that goes on ringing.
async fn begin_the_call(screens: &Screens, which: &str, number: &str) -> Result<()> {
    let (app, words) = (&screens.app, &screens.words);
    begin(screens, &format!("kind_phone_{which}")).await?;
    app.sees(&words["phone_call_only"]).await?;
    app.fill(&words["phone_number"], number).await?;
    screens.keep(&format!("security-phone-{which}")).await?;
    app.click(Role::Button, &words["next"]).await?;
    app.sees(&words["phone_press"]).await
}

/// Chooses what to do with the first phone from its menu.
async fn of_the_mobile(screens: &Screens, action: &str) -> Result<()> {
    let (app, words) = (&screens.app, &screens.words);
    let menu = format!("{} {} +31", &words["security_more"], &words["kind_phone"]);
    app.click(Role::Button, &menu).await?;
    app.click(Role::MenuItem, &words[action]).await
}

async fn the_other_phones(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, "yusuf", language).await?;
    let (app, words) = (&screens.app, &screens.words);
    let (first, second, third) = ("+31612345678", "+31687654321", "+31201234567");
    let user = &world.account("yusuf")?.user_name;
    let registered = || world.server.administer(&["method", "list", "--user", user]);
    screens.go_to("nav_security").await?;
    // B-69: there is a first phone before there is another one.
    app.click(Role::Button, &words["add_button"]).await?;
    app.sees(&words["reason_mobile_required"]).await?;
    app.click(Role::Button, &words["cancel"]).await?;
    add_phone(&world, &screens, first).await?;

    // B-68: one of each. The key of the call is pressed where the outbox shows it.
    begin_the_call(&screens, "alternate", second).await?;
    screens.keep("security-phone-alternate-call").await?;
    let outbox = world.open_browser(language).await?;
    outbox
        .visit(&format!("{}/dev/outbox", world.server.url()))
        .await?;
    outbox.find(Role::Button, "Press #").await?;
    ensure!(!outbox.text().await?.contains("Nothing was sent"));
    Album::new(language)?.take(&outbox, "page-outbox-call").await?;
    assert_no_violations(&outbox, "a call in the outbox").await?;
    ensure!(!registered()?.contains(second), "not before the key is pressed");
    press_hash_at_the_outbox(&world, &outbox, second).await?;
    finish(&screens, "wizard_done_title").await?;
    begin_the_call(&screens, "office", third).await?;
    press_hash_at_the_outbox(&world, &outbox, third).await?;
    finish(&screens, "wizard_done_title").await?;
    app.sees(&words["kind_phone_office"]).await?;
    screens.keep_tall("security-phones-listed").await?;

    // B-71: the old number stays until the new one is verified.
    of_the_mobile(&screens, "change").await?;
    app.sees(language.pick(
        "+31 6 12345678 blijft in gebruik totdat het nieuwe nummer is geverifieerd",
        "+31 6 12345678 stays in use until the new number has been verified",
    ))
    .await?;
    let new = "+31611223344";
    app.fill(&words["phone_number"], new).await?;
    screens.keep("security-phone-change").await?;
    app.click(Role::Button, &words["next"]).await?;
    app.find(Role::Textbox, &words["email_code_label"]).await?;
    let text = world.messages().newest("sms", new).await?;
    let before = registered()?;
    ensure!(before.contains(first) && !before.contains(new), "{before}");
    app.fill(&words["email_code_label"], &text.code()?).await?;
    app.click(Role::Button, &words["next"]).await?;
    finish(&screens, "wizard_done_title").await?;
    app.sees("+31 6 11223344").await?;
    let after = registered()?;
    ensure!(after.contains(new) && !after.contains(first), "{after}");

    // Nor does the first one go while there is another.
    of_the_mobile(&screens, "delete").await?;
    app.sees(&words["delete_alternate_first"]).await?;
    ensure!(!app.has(Role::Button, &words["yes"]).await?);
    screens.keep("security-phone-alternate-first").await?;
    app.click(Role::Button, &words["close"]).await?;
    ensure!(registered()? == after, "nothing was deleted");
    Ok(())
}

#[tokio::test]
async fn b68_b69_b71_other_phones_are_added_by_call_and_a_number_is_changed_in_dutch() -> Result<()> {
    the_other_phones(Language::Dutch).await
}

#[tokio::test]
async fn b68_b69_b71_other_phones_are_added_by_call_and_a_number_is_changed_in_english() -> Result<()> {
    the_other_phones(Language::English).await
}
