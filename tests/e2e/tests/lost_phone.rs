//! "I lost my phone" in the real window: a stolen phone with everything on it, the app closed and opened again half way;
//! and a lost one whose owner has nothing left but the codes on paper.

#![expect(
    clippy::print_stdout,
    reason = "how long the path takes is told beside the result"
)]

use std::{cell::Cell, time::Instant};

use anyhow::{Result, ensure};
use serde_json::Value;
use workpass_e2e::factors::{add_code_app, add_phone, begin, code_now, confirm, finish, secret_shown};
use workpass_e2e::journeys::{self, Wire, page_opened_after, sign_in_at_the_page, user_menu};
use workpass_e2e::{AppOptions, Keychain, Language, Role, Screens, World};

const NUMBER: &str = "+31612345678";
const SHOWN: &str = "+31 6 12345678";
const PHONE: &str = "Telefoon van Anna";
const TOKEN: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const NEW: &str = "kwelder fluit anker zeven";

/// A button of the plan: what it does, and to which step.
fn named(does: &str, step: &str) -> String {
    format!("{does}: {step}")
}

/// What an administrator sees that somebody has, of one kind.
fn registered(world: &World, name: &str, what: &str) -> Result<bool> {
    let user = &world.account(name)?.user_name;
    Ok(world
        .server
        .administer(&["method", "list", "--user", user])?
        .contains(what))
}

fn is_enabled(world: &World, name: &str, device: &str) -> Result<bool> {
    let user = &world.account(name)?.user_name;
    let listed: Value = serde_json::from_str(&world.server.administer(&["device", "list", "--user", user])?)?;
    let devices = listed.as_array().map_or(&[][..], Vec::as_slice);
    let is_it = |one: &&Value| {
        one["displayName"]
            .as_str()
            .is_some_and(|text| text.contains(device))
    };
    Ok(devices
        .iter()
        .find(is_it)
        .is_some_and(|one| one["accountEnabled"] == true))
}

/// Anna signs in, and everything but a token of the organization is on her phone.
async fn anna_with_everything_on_her_phone(world: &World, language: Language) -> Result<Screens> {
    world.assign_token("anna", "7000123", TOKEN)?;
    let screens = Screens::signed_in(world, "anna", language).await?;
    let (app, words) = (&screens.app, &screens.words);
    screens.go_to("nav_security").await?;
    let activate = language.pick(
        "Hardwaretoken 7000123 activeren",
        "Activate Hardware token 7000123",
    );
    app.click(Role::Button, activate).await?;
    app.fill(&words["token_code_label"], &code_now(TOKEN)?).await?;
    app.click(Role::Button, &words["activate"]).await?;
    finish(&screens, "wizard_done_title").await?;
    add_phone(world, &screens, NUMBER).await?;
    add_code_app(&screens, "Pixel 10").await?;
    Ok(screens)
}

/// Adds an app of codes in the wizard that the plan opened.
async fn set_up_the_new_phone(screens: &Screens, name: &str) -> Result<()> {
    let (app, words) = (&screens.app, &screens.words);
    app.find(Role::Heading, &words["app_get_question"]).await?;
    app.click(Role::Button, &words["next"]).await?;
    let secret = secret_shown(app).await?;
    app.click(Role::Button, &words["next"]).await?;
    app.fill(&words["app_code_label"], &code_now(&secret)?).await?;
    app.fill(&words["register_name"], name).await?;
    app.click(Role::Button, &words["next"]).await?;
    app.find(Role::Heading, &words["wizard_done_title"]).await?;
    app.click(Role::Button, &words["done"]).await?;
    app.find(Role::Heading, &words["lost_title"]).await?;
    Ok(())
}

async fn a_stolen_phone(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let elsewhere = journeys::tokens_for(&world, "anna").await?;
    let screens = anna_with_everything_on_her_phone(&world, language).await?;
    let (app, words) = (&screens.app, &screens.words);
    app.click(Role::Button, &words["nav_overview"]).await?;
    app.find(Role::Button, &words["lost_title"]).await?;

    let began = Instant::now();
    let clicks = Cell::new(0);
    let click = async |screens: &Screens, name: &str| {
        clicks.set(clicks.get() + 1);
        screens.app.click(Role::Button, name).await
    };
    click(&screens, &words["lost_title"]).await?;
    app.find(Role::Heading, &words["lost_how"]).await?;
    click(&screens, &words["lost_how_stolen"]).await?;
    app.sees(PHONE).await?;
    click(&screens, &words["next"]).await?;
    click(&screens, &words["lost_way_hand"]).await?;
    app.sees(&words["plan_intro"]).await?;

    let out = named(&words["plan_end_sessions_do"], &words["plan_end_sessions"]);
    click(&screens, &out).await?;
    app.sees(&words["plan_end_sessions_did"]).await?;
    click(&screens, &format!("{}: ", &words["devices_disable"])).await?;
    app.sees(&words["plan_disable_device_did"]).await?;
    println!(
        "the phone is shut out after {} clicks and {:?}",
        clicks.get(),
        began.elapsed()
    );
    let refused = Wire::new(&world).refresh(&elsewhere.refresh_token).await;
    ensure!(
        refused.is_err_and(|error| format!("{error:#}").contains("invalid_grant")),
        "the other session is over"
    );
    ensure!(!is_enabled(&world, "anna", PHONE)?, "it is disabled");
    screens.keep_tall("lost-plan").await?;

    click(&screens, &named(&words["change"], &words["password_change"])).await?;
    app.find(Role::Heading, &words["nav_password"]).await?;
    let account = world.account("anna")?;
    app.fill(&words["password_current"], &account.password).await?;
    app.fill(&words["password_new"], NEW).await?;
    app.fill(&words["password_again"], NEW).await?;
    app.click(Role::Button, &words["password_change"]).await?;
    app.sees(&words["password_done"]).await?;
    screens.keep("lost-password").await?;
    click(&screens, &words["done"]).await?;
    app.sees(&words["plan_change_password_did"]).await?;
    println!(
        "the password is changed after {} clicks and {:?}",
        clicks.get(),
        began.elapsed()
    );

    // The app is closed half way, and finds the plan again.
    let Screens { app, .. } = screens;
    app.close().await?;
    let app = world.open_app(AppOptions::new(&world, language)).await?;
    app.find(Role::Button, user_menu(language)).await?;
    let screens = Screens::new(app, language)?;
    let (app, words) = (&screens.app, &screens.words);
    app.sees(&words["lost_continue"]).await?;
    screens.keep("lost-continue").await?;
    let again = Instant::now();
    click(&screens, &words["lost_continue_go"]).await?;
    app.sees(&words["plan_change_password_did"]).await?;

    let adds = language.pick(
        "Authenticator-app - code toevoegen",
        "Add authenticator app - code",
    );
    click(&screens, adds).await?;
    set_up_the_new_phone(&screens, "iPhone 18").await?;
    app.sees("iPhone 18").await?;
    let moves = named(&words["plan_move_default_do"], &words["plan_move_default"]);
    if app.has(Role::Button, &moves).await? {
        click(&screens, &moves).await?;
        app.is_gone(Role::Button, &moves).await?;
    }
    for what in [
        format!("{} Pixel 10", &words["kind_software_oath"]),
        format!("{} {SHOWN}", &words["kind_phone"]),
    ] {
        let step = language.pick(format!("{what} verwijderen"), format!("Remove {what}"));
        let remove = named(&words["delete"], &step);
        click(&screens, &remove).await?;
        app.is_gone(Role::Button, &remove).await?;
    }
    for step in ["plan_block_number", "plan_tell_helpdesk"] {
        let did = named(&words["plan_did_it"], &words[step]);
        click(&screens, &did).await?;
        app.is_gone(Role::Button, &did).await?;
    }
    app.sees(&words["plan_done_title"]).await?;
    println!(
        "everything is done after {} clicks; {:?} after the restart",
        clicks.get(),
        again.elapsed()
    );
    screens.keep_tall("lost-plan-done").await?;
    ensure!(!registered(&world, "anna", NUMBER)?, "the number is gone");
    ensure!(!registered(&world, "anna", "Pixel 10")?, "the old app is gone");
    ensure!(registered(&world, "anna", "iPhone 18")?, "the new one is there");
    app.click(Role::Button, &words["plan_close"]).await?;
    app.find(Role::Button, &words["lost_title"]).await?;
    Ok(())
}

#[tokio::test]
async fn b107_b108_b160_a_stolen_phone_is_dealt_with_across_a_restart_in_dutch() -> Result<()> {
    a_stolen_phone(Language::Dutch).await
}

#[tokio::test]
async fn b107_b108_b160_a_stolen_phone_is_dealt_with_across_a_restart_in_english() -> Result<()> {
    a_stolen_phone(Language::English).await
}

/// The list of codes; the first of them.
async fn make_codes(screens: &Screens) -> Result<String> {
    let (app, words) = (&screens.app, &screens.words);
    begin(screens, "kind_recovery_codes").await?;
    app.find(Role::Heading, &words["recovery_question"]).await?;
    app.click(Role::Button, &words["recovery_make"]).await?;
    let list = app.told_by("recovery-codes").await?;
    app.click(Role::Checkbox, &words["recovery_kept"]).await?;
    app.click(Role::Button, &words["next"]).await?;
    finish(screens, "recovery_done_title").await?;
    Ok(list.chars().take(11).collect())
}

/// Proves with a code on paper that it is them, where the app's page asks for it.
async fn prove_with(world: &World, seen: usize, code: &str, language: Language) -> Result<()> {
    let browser = world.open_browser(language).await?;
    browser.visit(&page_opened_after(world, seen).await?).await?;
    sign_in_at_the_page(&browser, world.account("yusuf")?, language).await?;
    let other = language.pick("Op een andere manier aanmelden", "Sign in another way");
    browser.click(Role::Link, other).await?;
    let recovery = language.pick("Herstelcode", "Recovery code");
    browser.click(Role::Button, recovery).await?;
    confirm(&browser, recovery, code, language).await?;
    browser
        .sees(language.pick("U kunt terug naar Workpass", "You can go back to Workpass"))
        .await
}

async fn nothing_left_but_codes(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, "yusuf", language).await?;
    let (app, words) = (&screens.app, &screens.words);
    screens.go_to("nav_security").await?;
    add_code_app(&screens, "Pixel 10").await?;
    let code = make_codes(&screens).await?;
    world.let_proofs_grow_old()?;

    app.click(Role::Button, &words["lost_title"]).await?;
    app.find(Role::Heading, &words["lost_how"]).await?;
    screens.keep("lost-how").await?;
    app.click(Role::Button, &words["lost_how_still"]).await?;
    app.sees(&words["still_code"]).await?;
    screens.keep("lost-still").await?;
    app.click(Role::Button, &words["back"]).await?;
    app.click(Role::Button, &words["lost_how_lost"]).await?;
    app.sees(&words["lost_on_it"]).await?;
    screens.keep("lost-which").await?;
    app.click(Role::Button, &words["next"]).await?;
    app.find(Role::Button, &words["lost_way_nothing"]).await?;
    screens.keep("lost-way").await?;
    app.click(Role::Button, &words["lost_way_code"]).await?;
    app.sees(&words["plan_code_title"]).await?;
    app.sees(&words["plan_add_replacement_needed"]).await?;
    app.sees(&words["plan_wait_replacement"]).await?;
    screens.keep_tall("lost-plan-code").await?;

    let seen = world.opened_pages().len();
    let adds = language.pick(
        "Authenticator-app - code toevoegen",
        "Add authenticator app - code",
    );
    app.click(Role::Button, adds).await?;
    app.find(Role::Heading, &words["app_get_question"]).await?;
    app.click(Role::Button, &words["next"]).await?;
    prove_with(&world, seen, &code, language).await?;
    let secret = secret_shown(app).await?;
    app.click(Role::Button, &words["next"]).await?;
    app.fill(&words["app_code_label"], &code_now(&secret)?).await?;
    app.fill(&words["register_name"], "iPhone 18").await?;
    app.click(Role::Button, &words["next"]).await?;
    app.find(Role::Heading, &words["wizard_done_title"]).await?;
    app.click(Role::Button, &words["done"]).await?;
    app.find(Role::Heading, &words["lost_title"]).await?;

    let what = format!("{} Pixel 10", &words["kind_software_oath"]);
    let step = language.pick(format!("{what} verwijderen"), format!("Remove {what}"));
    let remove = named(&words["delete"], &step);
    app.click(Role::Button, &remove).await?;
    app.is_gone(Role::Button, &remove).await?;
    ensure!(!registered(&world, "yusuf", "Pixel 10")?, "the old app is gone");
    ensure!(registered(&world, "yusuf", "iPhone 18")?, "the new one is there");
    Ok(())
}

#[tokio::test]
async fn b108_who_has_nothing_but_codes_on_paper_gets_through_in_dutch() -> Result<()> {
    nothing_left_but_codes(Language::Dutch).await
}

#[tokio::test]
async fn b108_who_has_nothing_but_codes_on_paper_gets_through_in_english() -> Result<()> {
    nothing_left_but_codes(Language::English).await
}

/// Nothing at all: the request is written, the helpdesk gives a pass, and the plan goes on by itself.
async fn only_the_helpdesk_helps(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, "yusuf", language).await?;
    let (app, words) = (&screens.app, &screens.words);
    screens.go_to("nav_security").await?;
    add_code_app(&screens, "Pixel 10").await?;
    screens.go_to("nav_devices").await?;
    app.click(Role::Button, &words["lost_title"]).await?;
    app.click(Role::Button, &words["lost_how_lost"]).await?;
    app.click(Role::Button, &words["next"]).await?;
    app.click(Role::Button, &words["lost_way_nothing"]).await?;
    app.sees(&words["plan_ask_pass"]).await?;
    app.sees(&words["request_pass"]).await?;
    app.sees(&words["plan_wait_pass"]).await?;
    screens.keep_tall("lost-plan-helpdesk").await?;
    world.issue_pass("yusuf")?;
    app.click(Role::Button, &words["nav_overview"]).await?;
    app.click(Role::Button, &words["refresh"]).await?;
    app.click(Role::Button, &words["lost_continue_go"]).await?;
    app.sees_no_more(&words["plan_wait_pass"]).await?;
    app.sees(&words["plan_add_replacement_needed"]).await
}

#[tokio::test]
async fn b108_who_has_nothing_asks_for_a_pass_and_the_plan_goes_on_when_it_is_given() -> Result<()> {
    for language in Language::ALL {
        only_the_helpdesk_helps(language).await?;
    }
    Ok(())
}
