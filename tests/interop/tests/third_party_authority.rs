//! The app in its window against an authority that is not ours and has no Graph.
#![cfg(target_os = "linux")]

use anyhow::{Context, Result};
use workpass_e2e::journeys::{opened_page, user_code, user_menu};
use workpass_e2e::{AppOptions, Keychain, Language, Role, Screens, World};
use workpass_interop::NodeProgram;

#[tokio::test]
async fn signed_in_at_a_foreign_authority_means_a_name_and_a_reason_on_every_tile() -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let authority = NodeProgram::start("third-party-authority.mjs", &[], None)?;
    let told = authority.expect("listening")?;
    let text = |field: &str| told[field].as_str().map(str::to_owned).context("it is told");
    let language = Language::English;
    let options = AppOptions {
        language,
        authority: Some(text("issuer")?),
        client_id: Some(text("client_id")?),
    };
    let screens = Screens::new(world.open_app(options.clone()).await?, language)?;
    let (app, words) = (&screens.app, &screens.words);

    app.click(Role::Button, &words["signin_button"]).await?;
    let code = user_code(app).await?;
    app.click(Role::Button, &words["code_open"]).await?;
    let browser = world.open_browser(language).await?;
    browser.visit(&opened_page(&world).await?).await?;
    // Its own pages, in its own words.
    browser.sees(&code).await?;
    browser.click(Role::Button, "Continue").await?;
    browser.find(Role::Button, "Sign-in").await?;
    browser
        .session()
        .find(thirtyfour::By::Name("login"))
        .await?
        .send_keys("noor")
        .await?;
    browser
        .session()
        .find(thirtyfour::By::Name("password"))
        .await?
        .send_keys("anything")
        .await?;
    browser.click(Role::Button, "Sign-in").await?;
    browser.click(Role::Button, "Continue").await?;

    app.find(Role::Button, user_menu(language)).await?;
    app.sees("Noor Vos").await?;
    app.sees(&words["overview_unavailable"]).await?;
    app.sees(&words["reason_no_directory"]).await?;
    screens.keep("foreign-authority").await?;

    // It is a session like any other: a restart resumes it.
    screens.app.close().await?;
    let app = world.open_app(options).await?;
    app.find(Role::Button, user_menu(language)).await?;
    app.sees("Noor Vos").await
}
