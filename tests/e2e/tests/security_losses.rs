//! Nobody locks themselves out without being told: what a loss would mean, what mends it, and the last way in.

use anyhow::Result;
use serde_json::json;
use workpass_e2e::factors::{add_code_app, add_phone, finish, is_signed_in, wrong_for};
use workpass_e2e::journeys::sign_in;
use workpass_e2e::{Album, Keychain, Language, Role, Screens, World, assert_no_violations};

/// What answers a second step without the phone, or could be registered at sign-in.
const SECOND_STEPS: [&str; 4] = ["softwareOath", "microsoftAuthenticator", "phone", "recoveryCodes"];

async fn read_anew(screens: &Screens) -> Result<()> {
    let (app, words) = (&screens.app, &screens.words);
    app.click(Role::Button, &words["nav_overview"]).await?;
    app.click(Role::Button, &words["refresh"]).await?;
    screens.go_to("nav_security").await
}

async fn the_losses(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, "yusuf", language).await?;
    let (app, words) = (&screens.app, &screens.words);
    screens.go_to("nav_security").await?;
    add_code_app(&screens, "Pixel 10").await?;

    // The phone carries the only second step: without it nobody gets in.
    app.sees(&words["loss_locked_out"]).await?;
    screens.keep("security-losses").await?;
    app.click(
        Role::Button,
        language.pick("Herstelcodes toevoegen", "Add recovery codes"),
    )
    .await?;
    app.find(Role::Heading, &words["recovery_question"]).await?;
    app.click(Role::Button, &words["recovery_make"]).await?;
    app.click(Role::Checkbox, &words["recovery_kept"]).await?;
    app.click(Role::Button, &words["next"]).await?;
    finish(&screens, "recovery_done_title").await?;
    // B-105: what was advised closes the gap that it was advised for.
    app.sees_no_more(&words["loss_locked_out"]).await?;
    app.click(
        Role::Button,
        &screens.delete_button(&words["kind_recovery_codes"]),
    )
    .await?;
    app.click(Role::Button, &words["yes"]).await?;
    app.sees(&words["loss_locked_out"]).await?;

    // From now on only an administrator hands out what a sign-in asks for.
    world.change_policy("yusuf", |rules| {
        rules["requireSecondFactor"] = json!("always");
        for kind in SECOND_STEPS {
            rules["methods"][kind]["managedByAdministrator"] = json!(true);
        }
    })?;
    read_anew(&screens).await?;
    app.sees(&words["loss_mend_ask"]).await?;
    let last = format!("{} Pixel 10", &words["kind_software_oath"]);
    let delete = screens.delete_button(&last);
    app.click(Role::Button, &delete).await?;
    app.sees(&words["delete_last_title"]).await?;
    screens.keep("security-last-way-in").await?;
    app.click(Role::Button, &words["yes"]).await?;
    app.sees(&words["delete_last_unticked"]).await?;
    screens.keep("security-last-way-in-unticked").await?;
    app.click(Role::Button, &words["no"]).await?;
    app.find(Role::Button, &delete).await?;
    app.click(Role::Button, &delete).await?;
    app.click(Role::Checkbox, &words["delete_last_confirm"]).await?;
    app.click(Role::Button, &words["yes"]).await?;
    app.is_gone(Role::Button, &delete).await
}

#[tokio::test]
async fn b27_b105_a_loss_is_mended_and_the_last_way_in_goes_with_a_tick_only_in_dutch() -> Result<()> {
    the_losses(Language::Dutch).await
}

#[tokio::test]
async fn b27_b105_a_loss_is_mended_and_the_last_way_in_goes_with_a_tick_only_in_english() -> Result<()> {
    the_losses(Language::English).await
}

/// In a browser: the number in the place of the user name, and the code of a text in that of the password.
async fn the_number_signs_in(world: &World, number: &str, language: Language) -> Result<()> {
    let album = Album::new(language)?;
    let browser = world.open_browser(language).await?;
    browser.visit(&format!("{}/signin", world.server.url())).await?;
    // As it is dialled at home.
    browser
        .fill(language.pick("Gebruikersnaam", "User name"), "06 12345678")
        .await?;
    album.take(&browser, "page-sign-in-number").await?;
    assert_no_violations(&browser, "a number as the user name").await?;
    let seen = world.messages().all().await?.len();
    browser
        .submit(language.pick("Stuur mij een code", "Text me a code"))
        .await?;
    let enter = language.pick("Code invoeren", "Enter the code");
    browser.find(Role::Heading, enter).await?;
    browser.sees(number).await?;
    album.take(&browser, "page-sign-in-text").await?;
    assert_no_violations(&browser, "the code of a text").await?;
    let text = world.messages().newest_of("sms", number, seen).await?;
    browser.fill("Code", wrong_for(&text.code()?)).await?;
    browser.submit(language.pick("Aanmelden", "Sign in")).await?;
    browser
        .sees(language.pick("Deze code klopt niet", "This code is not right"))
        .await?;
    album.take(&browser, "page-sign-in-text-wrong").await?;
    assert_no_violations(&browser, "a wrong code of a text").await?;
    browser.fill("Code", &text.code()?).await?;
    browser.submit(language.pick("Aanmelden", "Sign in")).await?;
    is_signed_in(&browser, language).await
}

/// Two people share a phone: one of them signs in with its number.
async fn a_shared_number(language: Language) -> Result<()> {
    let (number, shown) = ("+31612345678", "+31 6 12345678");
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, "james", language).await?;
    let (app, words) = (&screens.app, &screens.words);
    let more = format!("{} {} {shown}", &words["security_more"], &words["kind_phone"]);
    screens.go_to("nav_security").await?;
    add_phone(&world, &screens, number).await?;
    app.click(Role::Button, &more).await?;
    app.click(Role::MenuItem, &words["sms_on"]).await?;
    screens.keep("security-sms-sign-in").await?;
    app.click(Role::Button, &words["turn_on"]).await?;
    app.sees(&words["security_sms_sign_in_on"]).await?;
    the_number_signs_in(&world, number, language).await?;

    screens.choose_in_user_menu("sign_out").await?;
    sign_in(&world, app, world.account("yusuf")?, language).await?;
    screens.go_to("nav_security").await?;
    add_phone(&world, &screens, number).await?;
    app.click(Role::Button, &more).await?;
    app.click(Role::MenuItem, &words["sms_on"]).await?;
    app.click(Role::Button, &words["turn_on"]).await?;
    app.sees(&words["error_phone_shared_title"]).await?;
    screens.keep("security-sms-sign-in-shared").await?;
    app.click(Role::Button, &words["cancel"]).await?;
    assert!(!app.text().await?.contains(&words["security_sms_sign_in_on"]));
    Ok(())
}

#[tokio::test]
async fn b66_a_number_signs_in_one_person_in_a_browser_and_is_refused_to_a_colleague() -> Result<()> {
    for language in Language::ALL {
        a_shared_number(language).await?;
    }
    Ok(())
}
