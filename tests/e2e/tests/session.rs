//! How a session begins, is kept, and ends.

use std::process::Command;
use std::time::Duration;

use anyhow::Result;
use thirtyfour::Key;
use workpass_e2e::journeys::{
    approve, open_code_page, opened_page, resumes_as, sign_in_and_close, sign_in_at_the_page, user_code,
    user_menu,
};
use workpass_e2e::{
    Album, AppOptions, Browser, Keychain, Language, Role, Screens, World, assert_no_violations,
};
use workpass_testbed::{SampleAccount, wait_until};

#[tokio::test]
async fn without_configuration_the_first_screen_says_what_is_missing() -> Result<()> {
    for language in Language::ALL {
        let world = World::start(Keychain::Unlocked)?;
        let options = AppOptions {
            language,
            authority: None,
            client_id: None,
        };
        let screens = Screens::new(world.open_app(options).await?, language)?;
        screens
            .app
            .find(Role::Heading, &screens.words["unset_title"])
            .await?;
        screens.app.sees("WORKPASS_AUTHORITY").await?;
        screens.keep("not-configured").await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_code_on_the_screen_is_the_code_on_the_page_in_both_languages() -> Result<()> {
    for language in Language::ALL {
        let world = World::start(Keychain::Unlocked)?;
        let app = world.open_app(AppOptions::new(&world, language)).await?;
        let screens = Screens::new(app, language)?;
        let (app, words) = (&screens.app, &screens.words);
        app.find(Role::Button, &words["signin_button"]).await?;
        screens.keep("sign-in").await?;
        app.click(Role::Button, &words["signin_button"]).await?;
        let code = user_code(app).await?;
        app.sees(&words["code_warning"]).await?;
        screens.keep("code").await?;
        app.click(Role::Button, &words["code_open"]).await?;
        let browser = world.open_browser(language).await?;
        approve(&world, &browser, world.account("anna")?, language, &code).await?;
        app.find(Role::Button, user_menu(language)).await?;
        app.sees("Anna de Vries").await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_declined_sign_in_says_so_and_can_be_tried_again() -> Result<()> {
    for language in Language::ALL {
        let world = World::start(Keychain::Unlocked)?;
        let screens = Screens::new(world.open_app(AppOptions::new(&world, language)).await?, language)?;
        let (app, words) = (&screens.app, &screens.words);
        let (browser, code) = open_code_page(&world, app, language).await?;
        workpass_e2e::journeys::enter_code(&browser, language, &code).await?;
        sign_in_at_the_page(&browser, world.account("anna")?, language).await?;
        browser
            .click(Role::Button, language.pick("Dit ben ik niet", "It's not me"))
            .await?;
        app.sees(&words["error_declined_title"]).await?;
        screens.keep("sign-in-declined").await?;
        app.find(Role::Button, &words["signin_button"]).await?;
    }
    Ok(())
}

#[tokio::test]
async fn cancelling_leads_back_to_the_start() -> Result<()> {
    for language in Language::ALL {
        let world = World::start(Keychain::Unlocked)?;
        let screens = Screens::new(world.open_app(AppOptions::new(&world, language)).await?, language)?;
        let (app, words) = (&screens.app, &screens.words);
        app.click(Role::Button, &words["signin_button"]).await?;
        user_code(app).await?;
        app.click(Role::Button, &words["cancel"]).await?;
        app.find(Role::Button, &words["signin_button"]).await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_browser_on_this_computer_is_a_second_door() -> Result<()> {
    for language in Language::ALL {
        let world = World::start(Keychain::Unlocked)?;
        let screens = Screens::new(world.open_app(AppOptions::new(&world, language)).await?, language)?;
        let (app, words) = (&screens.app, &screens.words);
        app.click(Role::Button, &words["signin_browser"]).await?;
        app.find(Role::Heading, &words["browser_title"]).await?;
        screens.keep("browser").await?;
        let browser = world.open_browser(language).await?;
        browser.visit(&opened_page(&world).await?).await?;
        sign_in_at_the_page(&browser, world.account("anna")?, language).await?;
        app.find(Role::Button, user_menu(language)).await?;
        // The app's own page, at which the browser ends.
        browser.sees("Workpass").await?;
        Album::new(language)?.take(&browser, "page-back").await?;
        assert_no_violations(&browser, "page-back").await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_restart_resumes_from_the_keychain() -> Result<()> {
    for language in Language::ALL {
        let world = World::start(Keychain::Unlocked)?;
        let options = AppOptions::new(&world, language);
        sign_in_and_close(&world, options.clone(), "anna").await?;

        // A service that does not answer yet: what was known is there meanwhile.
        world.server.hang()?;
        let app = resumes_as(&world, options.clone(), "Anna de Vries").await?;
        app.close().await?;
        world.server.go_on()?;

        // Where nothing was known, it says what it is doing.
        world.forget_last_known()?;
        world.server.hang()?;
        let screens = Screens::new(world.open_app(options).await?, language)?;
        let (app, words) = (&screens.app, &screens.words);
        app.find(Role::Heading, &words["resuming_title"]).await?;
        app.sees("anna@noorderlicht.example").await?;
        screens.keep_once("resuming").await?;
        world.server.go_on()?;
        app.find(Role::Button, user_menu(language)).await?;
        app.sees("Anna de Vries").await?;
    }
    Ok(())
}

#[tokio::test]
async fn signing_out_works_without_the_network_and_leaves_nothing_to_resume() -> Result<()> {
    for language in Language::ALL {
        let mut world = World::start(Keychain::Unlocked)?;
        let screens = Screens::signed_in(&world, "anna", language).await?;
        world.server.disappear()?;
        screens.choose_in_user_menu("sign_out").await?;
        screens.app.sees(&screens.words["why_by_user_title"]).await?;
        screens.keep("signed-out").await?;
        screens.app.close().await?;
        world.server.crash_and_restart()?;
        let app = world.open_app(AppOptions::new(&world, language)).await?;
        app.find(Role::Button, &screens.words["signin_button"]).await?;
    }
    Ok(())
}

#[tokio::test]
async fn without_a_keychain_the_session_lasts_for_this_run_and_says_so_once() -> Result<()> {
    for language in Language::ALL {
        let world = World::start(Keychain::Absent)?;
        let screens = Screens::signed_in(&world, "anna", language).await?;
        let (app, words) = (&screens.app, &screens.words);
        app.sees(&words["this_run_title"]).await?;
        screens.keep("this-run-only").await?;
        app.click(Role::Button, &words["dismiss"]).await?;
        app.sees_no_more(&words["this_run_title"]).await?;
        screens.go_to("nav_profile").await?;
        assert!(!app.text().await?.contains(&words["this_run_title"]));
        screens.app.close().await?;
        let app = world.open_app(AppOptions::new(&world, language)).await?;
        app.find(Role::Button, &words["signin_button"]).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_locked_keychain_is_told_apart_and_nothing_is_deleted() -> Result<()> {
    for language in Language::ALL {
        let world = World::start(Keychain::Unlocked)?;
        sign_in_and_close(&world, AppOptions::new(&world, language), "anna").await?;
        world.desktop.lock_keychain()?;
        let screens = Screens::new(world.open_app(AppOptions::new(&world, language)).await?, language)?;
        screens
            .app
            .find(Role::Heading, &screens.words["vault_title"])
            .await?;
        screens.keep("keychain-locked").await?;
        screens.app.close().await?;

        // Opened again, the session is still there.
        let mut world = world;
        world.desktop.stop_keychain();
        world.desktop.start_keychain()?;
        let app = world.open_app(AppOptions::new(&world, language)).await?;
        app.find(Role::Button, user_menu(language)).await?;
    }
    Ok(())
}

#[tokio::test]
async fn b207_b208_without_the_network_the_last_known_view_is_dated_and_read_only() -> Result<()> {
    for language in Language::ALL {
        let mut world = World::start(Keychain::Unlocked)?;
        sign_in_and_close(&world, AppOptions::new(&world, language), "anna").await?;
        let options = AppOptions::new(&world, language);
        world.server.disappear()?;
        let screens = Screens::new(world.open_app(options.clone()).await?, language)?;
        let (app, words) = (&screens.app, &screens.words);
        app.sees(&words["offline_title"]).await?;
        app.sees("Anna de Vries").await?;
        screens.keep("offline").await?;
        screens.go_to("nav_security").await?;
        app.sees("anna.devries@postbus.example").await?;
        let add = app.find(Role::Button, &words["add_button"]).await?;
        assert!(!add.is_enabled().await?);
        screens.keep("offline-security").await?;
        screens.go_to("nav_profile").await?;
        app.sees("anna@noorderlicht.example").await?;
        screens.keep("offline-profile").await?;
        screens.go_to("nav_terms").await?;
        app.sees(&words["terms_accepted_list"]).await?;
        screens.keep("offline-terms").await?;
        screens.go_to("nav_security").await?;

        // Back on the network, trying again makes it whole.
        world.server.crash_and_restart()?;
        app.click(Role::Button, &words["retry"]).await?;
        app.is_gone(Role::Button, &words["retry"]).await?;
        let add = app.find(Role::Button, &words["add_button"]).await?;
        assert!(add.is_enabled().await?);
    }
    Ok(())
}

#[tokio::test]
async fn the_server_may_restart_while_the_code_is_shown() -> Result<()> {
    for language in Language::ALL {
        let mut world = World::start(Keychain::Unlocked)?;
        let app = world.open_app(AppOptions::new(&world, language)).await?;
        let screens = Screens::new(app, language)?;
        let (app, words) = (&screens.app, &screens.words);
        app.click(Role::Button, &words["signin_button"]).await?;
        let code = user_code(app).await?;
        world.server.disappear()?;
        app.sees(&words["code_offline_title"]).await?;
        screens.keep("code-offline").await?;
        world.server.crash_and_restart()?;
        app.click(Role::Button, &words["code_open"]).await?;
        let browser = world.open_browser(language).await?;
        approve(&world, &browser, world.account("anna")?, language, &code).await?;
        app.find(Role::Button, user_menu(language)).await?;
    }
    Ok(())
}

#[tokio::test]
async fn language_and_theme_are_chosen_in_the_settings_and_kept() -> Result<()> {
    for language in Language::ALL {
        let world = World::start(Keychain::Unlocked)?;
        let screens = Screens::signed_in(&world, "anna", language).await?;
        screens.go_to("nav_settings").await?;
        screens.keep("settings").await?;
        let licences = &screens.words["settings_licences_show"];
        screens.app.click(Role::Button, licences).await?;
        screens
            .app
            .find(Role::Region, &screens.words["settings_licences"])
            .await?;
        screens.app.sees("tauri").await?;
        screens.keep("settings-licences").await?;
        screens
            .app
            .click(Role::Radio, &screens.words["settings_theme_dark"])
            .await?;
        screens.app.comes_to_theme("dark").await?;
        let other = language.pick(Language::English, Language::Dutch);
        screens
            .app
            .click(Role::Radio, other.pick("Nederlands", "English"))
            .await?;
        screens
            .app
            .find(Role::Heading, &workpass_e2e::Words::of(other)?["nav_settings"])
            .await?;
        screens.app.close().await?;
        let app = world.open_app(AppOptions::new(&world, language)).await?;
        app.find(Role::Button, user_menu(other)).await?;
        // Kept like the language.
        app.comes_to_theme("dark").await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_whole_sign_in_works_with_the_keyboard_alone() -> Result<()> {
    for language in Language::ALL {
        let world = World::start(Keychain::Unlocked)?;
        let app = world.open_app(AppOptions::new(&world, language)).await?;
        let words = workpass_e2e::Words::of(language)?;
        app.find(Role::Button, &words["signin_button"]).await?;
        app.press_until_focused(&words["signin_button"]).await?;
        app.press(Key::Enter).await?;
        let code = user_code(&app).await?;
        app.press_until_focused(&words["code_open"]).await?;
        app.press(Key::Enter).await?;
        let browser = world.open_browser(language).await?;
        browser.visit(&opened_page(&world).await?).await?;
        approve_by_keyboard(&browser, language, world.account("anna")?, &code).await?;
        app.find(Role::Button, user_menu(language)).await?;
        app.press_until_focused(&words["nav_security"]).await?;
        app.press(Key::Enter).await?;
        app.find(Role::Heading, &words["nav_security"]).await?;
        let menu = format!("{} Anna de Vries", user_menu(language));
        app.press_until(Key::Tab, |focused| focused.starts_with(&menu))
            .await?;
        app.press(Key::Enter).await?;
        app.find(Role::MenuItem, &words["sign_out"]).await?;
        app.press_until(Key::Down, |focused| *focused == words["sign_out"])
            .await?;
        app.press(Key::Enter).await?;
        app.sees(&words["why_by_user_title"]).await?;
    }
    Ok(())
}

/// The organization's pages, from the code to the yes, without a pointer.
async fn approve_by_keyboard(
    browser: &Browser,
    language: Language,
    account: &SampleAccount,
    code: &str,
) -> Result<()> {
    browser.focus_by_tab(Role::Textbox, "Code").await?;
    let typed = "return document.activeElement.value";
    let typed = browser.session().execute(typed, vec![]).await?;
    if typed.convert::<String>()?.is_empty() {
        browser.type_text(code).await?;
    }
    browser.press(Key::Enter).await?;
    let user_name = language.pick("Gebruikersnaam", "User name");
    browser.focus_by_tab(Role::Textbox, user_name).await?;
    browser.type_text(&account.user_name).await?;
    let password = language.pick("Wachtwoord", "Password");
    browser.focus_by_tab(Role::Textbox, password).await?;
    browser.type_text(&account.password).await?;
    browser.press(Key::Enter).await?;
    browser.sees(code).await?;
    let allow = language.pick("Toestaan", "Allow");
    browser.focus_by_tab(Role::Button, allow).await?;
    browser.press(Key::Enter).await?;
    let allowed = language.pick("Aanmelding toegestaan", "Sign-in allowed");
    browser.find(Role::Heading, allowed).await?;
    Ok(())
}

#[tokio::test]
async fn signing_out_beside_a_locked_keychain_is_finished_when_it_opens() -> Result<()> {
    for language in Language::ALL {
        let mut world = World::start(Keychain::Unlocked)?;
        let screens = Screens::signed_in(&world, "anna", language).await?;
        world.desktop.lock_keychain()?;
        screens.choose_in_user_menu("sign_out").await?;
        screens.app.sees(&screens.words["left_behind_title"]).await?;
        screens.keep("signed-out-left-behind").await?;
        screens.app.close().await?;

        world.desktop.stop_keychain();
        world.desktop.start_keychain()?;
        assert_ne!(
            kept_in_keychain(&world)?,
            "",
            "the locked keychain gave nothing away"
        );
        let app = world.open_app(AppOptions::new(&world, language)).await?;
        app.find(Role::Button, &screens.words["signin_button"]).await?;
        wait_until("the keychain is empty", Duration::from_secs(60), || {
            Ok(kept_in_keychain(&world)?.is_empty())
        })?;
        app.sees_no_more(&screens.words["left_behind_title"]).await?;
    }
    Ok(())
}

/// The entries of the app, as the keychain's own tool lists them.
fn kept_in_keychain(world: &World) -> Result<String> {
    let mut search = Command::new("secret-tool");
    search.args(["search", "--all", "service", "nl.workpass.desktop"]);
    let told = world.desktop.enter(&mut search).output()?;
    Ok(String::from_utf8_lossy(&told.stdout).trim().to_owned())
}
