//! What is asked for first at sign-in, and what is left when it goes.

use anyhow::Result;
use workpass_e2e::factors::{
    add_code_app, add_phone, code_next, confirm, is_signed_in, until_the_second_step,
};
use workpass_e2e::{Keychain, Language, Role, Screens, World};

async fn the_default_journey(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, "yusuf", language).await?;
    let (app, words) = (&screens.app, &screens.words);
    screens.go_to("nav_security").await?;
    let secret = add_code_app(&screens, "Pixel 10").await?;
    add_phone(&world, &screens, "+31612345678").await?;

    // B-30: from what there is, the phone with its number.
    app.click(Role::Button, &words["default_change"]).await?;
    app.find(Role::Radio, &words["option_oath"]).await?;
    app.click(Role::Radio, &words["option_sms"]).await?;
    screens.keep("security-default").await?;
    app.click(Role::Button, &words["default_confirm"]).await?;
    app.is_gone(Role::Dialog, &words["default_title"]).await?;
    screens.keep("security-default-changed").await?;

    // The sign-in page sends the text without being asked; the app is another way.
    let browser = until_the_second_step(&world, world.account("yusuf")?, language).await?;
    browser
        .sees(language.pick(
            "Wij hebben een bericht met een code gestuurd",
            "We sent a message with a code",
        ))
        .await?;
    let other = language.pick("Op een andere manier aanmelden", "Sign in another way");
    browser.click(Role::Link, other).await?;
    let code = language.pick("Code van een app of token", "Code from an app or token");
    browser.click(Role::Button, code).await?;
    confirm(&browser, "Code", &code_next(&secret)?, language).await?;
    is_signed_in(&browser, language).await?;

    // B-29: the default goes after another one was chosen.
    let phone = format!("{} +31 6 12345678", &words["kind_phone"]);
    let more = format!("{} {phone}", &words["security_more"]);
    app.click(Role::Button, &more).await?;
    screens.keep_once("security-more").await?;
    app.click(Role::MenuItem, &words["delete"]).await?;
    app.sees(&words["delete_new_default"]).await?;
    screens.keep("security-delete-default").await?;
    app.click(Role::Radio, &words["option_oath"]).await?;
    app.click(Role::Button, &words["yes"]).await?;
    app.is_gone(Role::Button, &more).await?;

    // What is left then is the last second step, and that is said.
    let last = format!("{} Pixel 10", &words["kind_software_oath"]);
    app.click(Role::Button, &screens.delete_button(&last)).await?;
    app.sees(&words["delete_last_second"]).await?;
    screens.keep("security-delete-last-second").await?;
    app.click(Role::Button, &words["no"]).await?;
    app.find(Role::Button, &screens.delete_button(&last)).await?;
    Ok(())
}

#[tokio::test]
async fn b29_b30_another_default_is_asked_for_first_and_goes_last_in_dutch() -> Result<()> {
    the_default_journey(Language::Dutch).await
}

#[tokio::test]
async fn b29_b30_another_default_is_asked_for_first_and_goes_last_in_english() -> Result<()> {
    the_default_journey(Language::English).await
}
