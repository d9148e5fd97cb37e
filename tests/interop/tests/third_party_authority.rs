//! The app in its window against an authority that is not ours and has no Graph.
#![cfg(target_os = "linux")]

use anyhow::{Context, Result, ensure};
use workpass_e2e::journeys::{open_code_page, opened_page, resumes_as, user_menu};
use workpass_e2e::{AppOptions, Browser, Keychain, Language, Role, Screens, World};
use workpass_interop::NodeProgram;

/// A certified authority of other people's, and the app that was told to use it.
async fn app_at(world: &World, language: Language) -> Result<(NodeProgram, Screens, AppOptions)> {
    let authority = NodeProgram::start("third-party-authority.mjs", &[], None)?;
    let told = authority.expect("listening")?;
    let text = |field: &str| told[field].as_str().map(str::to_owned).context("it is told");
    let options = AppOptions {
        language,
        authority: Some(text("issuer")?),
        client_id: Some(text("client_id")?),
    };
    let screens = Screens::new(world.open_app(options.clone()).await?, language)?;
    Ok((authority, screens, options))
}

/// Its own sign-in page, in its own words.
async fn sign_in_there(browser: &Browser) -> Result<()> {
    browser.find(Role::Button, "Sign-in").await?;
    for (field, text) in [("login", "noor"), ("password", "anything")] {
        let field = browser.session().find(thirtyfour::By::Name(field)).await?;
        field.send_keys(text).await?;
    }
    browser.click(Role::Button, "Sign-in").await?;
    browser.click(Role::Button, "Continue").await
}

#[tokio::test]
async fn signed_in_at_a_foreign_authority_means_a_name_and_a_reason_on_every_tile() -> Result<()> {
    for language in Language::ALL {
        let world = World::start(Keychain::Unlocked)?;
        let (_authority, screens, options) = app_at(&world, language).await?;
        let (app, words) = (&screens.app, &screens.words);
        let (browser, code) = open_code_page(&world, app, language).await?;
        browser.sees(&code).await?;
        browser.click(Role::Button, "Continue").await?;
        sign_in_there(&browser).await?;

        app.find(Role::Button, user_menu(language)).await?;
        app.sees("Noor Vos").await?;
        let unavailable = &words["overview_unavailable"];
        let all = |shown: &str| shown.matches(unavailable).count() == 7;
        app.until("each of the seven tiles is unavailable", all).await?;
        app.sees(&words["reason_no_directory"]).await?;
        screens.keep("foreign-authority").await?;
        for page in [
            "nav_security",
            "nav_devices",
            "nav_orgs",
            "nav_signins",
            "nav_terms",
            "nav_profile",
        ] {
            screens.go_to(page).await?;
            let reason = |shown: &str| {
                ["reason_no_directory", "reason_no_self_service"]
                    .iter()
                    .any(|reason| shown.contains(&words[reason]))
            };
            app.until("the page says why there is nothing", reason).await?;
        }

        // It is a session like any other: a restart resumes it.
        screens.app.close().await?;
        resumes_as(&world, options, "Noor Vos").await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_browser_door_leads_in_at_a_foreign_authority_as_well() -> Result<()> {
    for language in Language::ALL {
        let world = World::start(Keychain::Unlocked)?;
        let (authority, screens, options) = app_at(&world, language).await?;
        let (app, words) = (&screens.app, &screens.words);
        app.click(Role::Button, &words["signin_browser"]).await?;
        let browser = world.open_browser(language).await?;
        browser.visit(&opened_page(&world).await?).await?;
        sign_in_there(&browser).await?;
        app.find(Role::Button, user_menu(language)).await?;
        app.sees("Noor Vos").await?;
        let granted = authority.expect("granted")?;
        ensure!(granted["grant_type"] == "authorization_code", "{granted}");
        let kept = !app.text().await?.contains(&words["this_run_title"]);
        ensure!(kept, "a refresh token came, and is in the keychain");
        screens.app.close().await?;
        resumes_as(&world, options, "Noor Vos").await?;
    }
    Ok(())
}
