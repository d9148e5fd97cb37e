//! What ends a session or keeps one from beginning, each with its own words and a next step.

use anyhow::{Result, ensure};
use workpass_e2e::journeys::{self, page_opened_after, sign_in_and_close, user_code, user_menu};
use workpass_e2e::{AppOptions, Keychain, Language, Role, Screens, World};

#[tokio::test]
async fn a_code_that_ran_out_says_so_and_another_is_a_click_away() -> Result<()> {
    for language in Language::ALL {
        let world = World::start(Keychain::Unlocked)?;
        let screens = Screens::new(world.open_app(AppOptions::new(&world, language)).await?, language)?;
        let (app, words) = (&screens.app, &screens.words);
        app.click(Role::Button, &words["signin_button"]).await?;
        let first = user_code(app).await?;
        world.let_codes_run_out()?;
        app.sees(&words["error_code_expired_title"]).await?;
        screens.keep("code-expired").await?;
        app.click(Role::Button, &words["signin_button"]).await?;
        ensure!(user_code(app).await? != first, "the same code once more");
    }
    Ok(())
}

#[tokio::test]
async fn a_session_that_was_ended_elsewhere_says_so_at_the_next_start() -> Result<()> {
    for language in Language::ALL {
        let world = World::start(Keychain::Unlocked)?;
        let options = AppOptions::new(&world, language);
        sign_in_and_close(&world, options.clone(), "anna").await?;
        let elsewhere = journeys::tokens_for(&world, "anna").await?;
        journeys::Wire::new(&world)
            .sign_out_everywhere(&elsewhere.access_token)
            .await?;
        let screens = Screens::new(world.open_app(options.clone()).await?, language)?;
        let (app, words) = (&screens.app, &screens.words);
        app.sees(&words["why_session_ended_title"]).await?;
        screens.keep("session-ended").await?;
        screens.app.close().await?;

        // It was over, so nothing is left to resume.
        let app = world.open_app(options).await?;
        app.find(Role::Button, &screens.words["signin_button"]).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_wrong_address_of_the_organization_says_so_and_whom_to_ask() -> Result<()> {
    for language in Language::ALL {
        let world = World::start(Keychain::Unlocked)?;
        let options = AppOptions {
            authority: Some(format!("{}/elders.example/v2.0", world.server.url())),
            ..AppOptions::new(&world, language)
        };
        let screens = Screens::new(world.open_app(options).await?, language)?;
        let (app, words) = (&screens.app, &screens.words);
        app.click(Role::Button, &words["signin_button"]).await?;
        app.sees(&words["error_authority_title"]).await?;
        screens.keep("wrong-configuration").await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_keychain_that_is_not_there_any_more_is_told_apart_and_nothing_is_deleted() -> Result<()> {
    for language in Language::ALL {
        let mut world = World::start(Keychain::Unlocked)?;
        let options = AppOptions::new(&world, language);
        sign_in_and_close(&world, options.clone(), "anna").await?;
        world.desktop.stop_keychain();
        let screens = Screens::new(world.open_app(options.clone()).await?, language)?;
        let (app, words) = (&screens.app, &screens.words);
        app.find(Role::Heading, &words["vault_title"]).await?;
        app.sees(&words["error_keychain_unavailable_title"]).await?;
        screens.keep("keychain-missing").await?;

        // Back again, the same screen leads on.
        world.desktop.start_keychain()?;
        app.click(Role::Button, &words["vault_retry"]).await?;
        app.find(Role::Button, user_menu(language)).await?;
        app.sees("Anna de Vries").await?;
    }
    Ok(())
}

#[tokio::test]
async fn who_cannot_sign_in_is_led_to_the_reset_page_and_the_helpdesk() -> Result<()> {
    const RESET: &str = "https://wachtwoord.noorderlicht.example/nieuw";
    for language in Language::ALL {
        let world = World::start(Keychain::Unlocked)?;
        world.offer_password_reset(RESET)?;
        let screens = Screens::new(world.open_app(AppOptions::new(&world, language)).await?, language)?;
        let (app, words) = (&screens.app, &screens.words);
        app.click(Role::Button, &words["signin_trouble"]).await?;
        app.sees("Servicedesk ICT").await?;
        app.find(Role::Button, &words["signin_reset"]).await?;
        screens.keep("cannot-sign-in").await?;
        let seen = world.opened_pages().len();
        app.click(Role::Button, &words["signin_reset"]).await?;
        let opened = page_opened_after(&world, seen).await?;
        ensure!(opened == RESET, "{opened} was opened");
    }
    Ok(())
}
