//! Nobody locks themselves out without being told: what a loss would mean, what mends it, and the last way in.

use anyhow::Result;
use serde_json::json;
use workpass_e2e::factors::{add_code_app, add_phone, finish};
use workpass_e2e::journeys::sign_in;
use workpass_e2e::{Keychain, Language, Role, Screens, World};

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
async fn b66_a_number_with_which_a_colleague_signs_in_is_refused() -> Result<()> {
    for language in Language::ALL {
        a_shared_number(language).await?;
    }
    Ok(())
}
