//! Organizations: a second one is opened in the browser, seen, opened again after a restart, and left.

use anyhow::{Result, ensure};
use workpass_e2e::journeys::{page_opened_after, sign_in_at_the_page, user_menu};
use workpass_e2e::{AppOptions, Keychain, Language, Role, Screens, World};

const WHO: &str = "anna";
const HOME: &str = "Noorderlicht Logistiek B.V.";
const THERE: &str = "Zuiderzee Techniek N.V.";
const KEPT: &str = "Waddenhaven";

fn switch_to(language: Language, name: &str) -> String {
    format!("{} {name}", language.pick("Wisselen naar", "Switch to"))
}

/// What is on the picker when this organization is shown.
fn shows(language: Language, name: &str) -> String {
    let picker = language.pick(
        "Kies een organisatie. Nu getoond:",
        "Choose an organization. Shown now:",
    );
    format!("{picker} {name}")
}

async fn another_organization_is_opened_and_left(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, WHO, language).await?;
    let (app, words) = (&screens.app, &screens.words);
    let account = world.account(WHO)?;
    app.sees(language.pick("3 organisaties", "3 organizations"))
        .await?;
    app.find(Role::Button, &shows(language, HOME)).await?;
    screens.go_to("nav_orgs").await?;
    app.sees(&words["orgs_home_text"]).await?;
    app.sees(&words["orgs_keeps"]).await?;
    app.sees("Bureau Waddenhaven").await?;
    screens.keep("organizations").await?;

    // Who changes their mind half-way is where they were.
    let seen = world.opened_pages().len();
    app.click(Role::Button, &switch_to(language, THERE)).await?;
    app.find(Role::Dialog, THERE).await?;
    screens.keep("organizations-switching").await?;
    app.click(Role::Button, &words["cancel"]).await?;
    app.is_gone(Role::Dialog, THERE).await?;
    app.find(Role::Button, &shows(language, HOME)).await?;

    // B-153: leaving begins with signing in there.
    page_opened_after(&world, seen).await?;
    let seen = world.opened_pages().len();
    let sign_in = language.pick(
        "Aanmelden om de organisatie te verlaten: Zuiderzee",
        "Sign in to leave Zuiderzee",
    );
    app.click(Role::Button, sign_in).await?;
    let browser = world.open_browser(language).await?;
    browser.visit(&page_opened_after(&world, seen).await?).await?;
    sign_in_at_the_page(&browser, account, language).await?;
    app.find(Role::Button, &shows(language, THERE)).await?;
    app.sees(&words["orgs_guest"]).await?;
    screens.keep("organizations-guest").await?;

    // B-17: every page is that organization's, and its devices are others.
    screens.go_to("nav_devices").await?;
    app.sees_no_more("NL-LT-0412").await?;
    screens.go_to("nav_security").await?;
    app.sees(language.pick("Dit is wat u bij Zuiderzee", "This is yours at Zuiderzee"))
        .await?;
    screens.keep("organizations-security").await?;

    // There and back, and after a restart, without another sign-in (B-18: the password is home's).
    let opened = world.opened_pages().len();
    screens.go_to("nav_password").await?;
    app.sees(&words["password_current"]).await?;
    app.find(Role::Button, &shows(language, HOME)).await?;
    screens.go_to("nav_orgs").await?;
    app.click(Role::Button, &switch_to(language, THERE)).await?;
    app.find(Role::Button, &shows(language, THERE)).await?;
    screens.app.close().await?;
    let options = AppOptions::new(&world, language);
    let screens = Screens::new(world.open_app(options).await?, language)?;
    let (app, words) = (&screens.app, &screens.words);
    app.find(Role::Button, user_menu(language)).await?;
    app.find(Role::Button, &shows(language, THERE)).await?;
    ensure!(world.opened_pages().len() == opened, "nobody signed in again");

    // B-154
    screens.go_to("nav_orgs").await?;
    let leave = language.pick("Zuiderzee Techniek N.V. verlaten", "Leave Zuiderzee");
    app.click(Role::Button, leave).await?;
    app.find(Role::Dialog, THERE).await?;
    app.sees(&words["orgs_leave_undo"]).await?;
    screens.keep("organizations-leave").await?;
    app.click(Role::Button, &words["orgs_leave_yes"]).await?;
    app.sees(&words["orgs_left"]).await?;
    app.is_gone(Role::Button, &switch_to(language, THERE)).await?;
    app.find(Role::Button, &shows(language, HOME)).await?;
    app.sees(KEPT).await?;
    screens.keep("organizations-left").await?;
    app.click(Role::Button, &words["dismiss"]).await?;
    app.sees_no_more(&words["orgs_left"]).await?;

    // B-156: an administrator brings the account back.
    let mail = world.outbox().tells(&account.user_name, "gastaccount").await?;
    ensure!(mail.text.contains("Zuiderzee"), "{}", mail.text);
    let restore = [
        "--organization",
        "zuiderzee.example",
        "guest",
        "restore",
        "--user",
    ];
    world
        .server
        .administer(&[&restore[..], &[account.user_name.as_str()]].concat())?;
    app.click(Role::Button, &words["nav_overview"]).await?;
    app.click(Role::Button, &words["refresh"]).await?;
    app.sees(language.pick("3 organisaties", "3 organizations")).await
}

#[tokio::test]
async fn b07_b153_to_b156_another_organization_is_opened_and_left_in_dutch() -> Result<()> {
    another_organization_is_opened_and_left(Language::Dutch).await
}

#[tokio::test]
async fn b07_b153_to_b156_another_organization_is_opened_and_left_in_english() -> Result<()> {
    another_organization_is_opened_and_left(Language::English).await
}
