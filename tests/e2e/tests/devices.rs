//! Devices: the computer lists itself, a lost phone is disabled, a recovery key is read, and this computer ends itself.

use anyhow::{Context, Result};
use serde_json::Value;
use workpass_e2e::journeys::{self, allow, enter_code, page_opened_after, sign_in_at_the_page, user_code};
use workpass_e2e::{Keychain, Language, Role, Screens, World};

const WHO: &str = "anna";
const LAPTOP: &str = "NL-LT-0412";
const PHONE: &str = "Telefoon van Anna";

/// The device this test runs on: the one of which the sample does not know. Its name and its id.
fn this_computer(world: &World) -> Result<(String, String)> {
    let user = &world.account(WHO)?.user_name;
    let listed = world.server.administer(&["device", "list", "--user", user])?;
    let listed: Value = serde_json::from_str(&listed)?;
    let own = listed.as_array().context("a list")?.iter().find(|device| {
        let name = device["displayName"].as_str().unwrap_or_default();
        device["trustType"] == "Workplace" && !name.contains(PHONE)
    });
    let own = own.context("this computer registered itself")?;
    let text = |field: &str| own[field].as_str().map(str::to_owned).context("a text");
    Ok((text("displayName")?, text("id")?))
}

async fn a_lost_phone_is_disabled_and_a_key_is_read(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, WHO, language).await?;
    let (app, words) = (&screens.app, &screens.words);
    let user = &world.account(WHO)?.user_name;
    let mail = world.outbox().tells(user, "apparaat").await?;
    let (name, _) = this_computer(&world)?;
    anyhow::ensure!(mail.text.contains(&name), "{}", mail.text);
    app.sees(language.pick("3 apparaten", "3 devices")).await?;
    screens.go_to("nav_devices").await?;
    app.sees(&words["devices_here"]).await?;
    app.sees("Windows 11").await?;
    app.sees(&words["devices_not_compliant"]).await?;
    screens.keep("devices").await?;

    let disable = language.pick("Uitschakelen: 📱", "Disable: 📱");
    app.click(Role::Button, disable).await?;
    app.find(Role::Dialog, PHONE).await?;
    app.sees(&words["devices_disable_undo"]).await?;
    screens.keep("devices-disable").await?;
    app.click(Role::Button, &words["yes"]).await?;
    app.is_gone(Role::Button, disable).await?;
    app.sees_no_more(PHONE).await?;
    let show_disabled = language.pick("Uitgeschakelde apparaten tonen (2)", "Show disabled devices (2)");
    app.click(Role::Checkbox, show_disabled).await?;
    app.sees(PHONE).await?;
    screens.keep("devices-disabled").await?;

    let keys = language.pick("Herstelsleutels:", "Recovery keys:");
    app.click(Role::Button, &format!("{keys} {LAPTOP}")).await?;
    app.find(Role::Dialog, LAPTOP).await?;
    app.click(Role::Button, &words["keys_show"]).await?;
    app.sees(&words["keys_hidden"]).await?;
    screens.keep("devices-recovery-key").await?;
    app.click(Role::Button, &words["close"]).await?;
    app.is_gone(Role::Dialog, LAPTOP).await?;
    app.sees_no_more(&words["keys_hidden"]).await
}

async fn this_computer_is_disabled_until_an_administrator_enables_it(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, WHO, language).await?;
    let (app, words) = (&screens.app, &screens.words);
    let account = world.account(WHO)?;
    let (name, id) = this_computer(&world)?;
    screens.go_to("nav_devices").await?;
    let disable = format!("{} {name}", language.pick("Uitschakelen:", "Disable:"));
    app.click(Role::Button, &disable).await?;
    app.find(Role::Dialog, &name).await?;
    app.click(Role::Button, &words["yes"]).await?;
    app.sees(&words["devices_disable_tick"]).await?;
    screens.keep("devices-disable-here").await?;
    app.click(Role::Checkbox, &words["devices_disable_know"]).await?;
    app.click(Role::Button, &words["yes"]).await?;
    app.sees(&words["why_device_text"]).await?;
    screens.keep("signed-out-device-disabled").await?;

    // B-144: it does not get in again.
    let browser = world.open_browser(language).await?;
    app.click(Role::Button, &words["signin_button"]).await?;
    let code = user_code(app).await?;
    let seen = world.opened_pages().len();
    app.click(Role::Button, &words["code_open"]).await?;
    browser.visit(&page_opened_after(&world, seen).await?).await?;
    enter_code(&browser, language, &code).await?;
    sign_in_at_the_page(&browser, account, language).await?;
    allow(&browser, language, &code).await?;
    app.sees(&words["error_device_disabled"]).await?;
    screens.keep("sign-in-device-disabled").await?;

    world
        .server
        .administer(&["device", "enable", "--user", &account.user_name, "--id", &id])?;
    journeys::sign_in(&world, app, account, language).await?;
    app.sees(language.pick("3 apparaten", "3 devices")).await?;
    Ok(())
}

#[tokio::test]
async fn b05_b143_a_lost_phone_is_disabled_and_a_recovery_key_read_in_dutch() -> Result<()> {
    a_lost_phone_is_disabled_and_a_key_is_read(Language::Dutch).await
}

#[tokio::test]
async fn b05_b143_a_lost_phone_is_disabled_and_a_recovery_key_read_in_english() -> Result<()> {
    a_lost_phone_is_disabled_and_a_key_is_read(Language::English).await
}

#[tokio::test]
async fn b145_this_computer_is_disabled_until_an_administrator_enables_it_in_dutch() -> Result<()> {
    this_computer_is_disabled_until_an_administrator_enables_it(Language::Dutch).await
}

#[tokio::test]
async fn b145_this_computer_is_disabled_until_an_administrator_enables_it_in_english() -> Result<()> {
    this_computer_is_disabled_until_an_administrator_enables_it(Language::English).await
}
