//! The journey of “update your profile and account information”: who am I, read the terms, sign out everywhere.

use anyhow::{Context, Result, ensure};
use workpass_e2e::{Keychain, Language, Role, Screens, World, journeys};

async fn the_whole_journey(language: Language) -> Result<()> {
    let mut world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, "sanne", language).await?;
    let (app, words) = (&screens.app, &screens.words);

    // B-01: name and organization at the top right, Profile behind them.
    app.sees("Sanne Visser").await?;
    app.sees("Noorderlicht Logistiek B.V.").await?;
    app.sees("Transportplanner").await?;
    photo_is_shown(&screens).await?;
    screens.keep("overview").await?;
    app.click(Role::Button, journeys::user_menu(language)).await?;
    app.find(Role::MenuItem, &words["sign_out"]).await?;
    screens.keep("user-menu").await?;
    app.press(thirtyfour::Key::Escape).await?;
    app.is_gone(Role::MenuItem, &words["sign_out"]).await?;
    screens.choose_in_user_menu("nav_profile").await?;

    // B-02, B-03, B-11: the work data, read-only, with whom to tell when they are wrong.
    app.find(Role::Heading, &words["nav_profile"]).await?;
    for shown in [
        "sanne@noorderlicht.example",
        "Groningen",
        "Anna de Vries",
        "Servicedesk ICT",
    ] {
        app.sees(shown).await?;
    }
    assert!(
        app.session()
            .find_all(thirtyfour::By::Css("main input, main textarea"))
            .await?
            .is_empty()
    );
    photo_is_shown(&screens).await?;
    screens.keep("profile").await?;

    // B-13: a hand-over opens in the system's browser, and what is not configured is not there.
    app.click(Role::Button, &words["action_open_apps"]).await?;
    app.until("the page is handed over", |_| {
        world
            .opened_pages()
            .last()
            .is_some_and(|p| p.starts_with("https://apps.noorderlicht.example"))
    })
    .await?;
    assert!(!app.text().await?.contains(&words["action_open_access_reviews"]));

    accept_every_document(&screens).await?;

    // B-168, B-169: No changes nothing, Yes ends this session too.
    app.click(Role::Button, &words["sign_out_everywhere"]).await?;
    app.find(Role::Dialog, &words["everywhere_title"]).await?;
    screens.keep("sign-out-everywhere").await?;
    app.click(Role::Button, &words["no"]).await?;
    app.find(Role::Heading, &words["nav_profile"]).await?;
    app.click(Role::Button, &words["sign_out_everywhere"]).await?;
    app.find(Role::Dialog, &words["everywhere_title"]).await?;
    // Out of reach nothing has happened, and it can be done later.
    world.server.disappear()?;
    app.click(Role::Button, &words["yes"]).await?;
    app.sees(&words["everywhere_failed_text"]).await?;
    screens.keep("sign-out-everywhere-failed").await?;
    world.server.crash_and_restart()?;
    app.click(Role::Button, &words["no"]).await?;
    screens.come_back_online().await?;
    app.click(Role::Button, &words["sign_out_everywhere"]).await?;
    app.click(Role::Button, &words["yes"]).await?;
    app.sees(&words["why_everywhere_title"]).await?;
    screens.keep("signed-out-everywhere").await
}

/// B-01, B-02: the person's own photo, drawn, in the menu and on the screen.
async fn photo_is_shown(screens: &Screens) -> Result<()> {
    let drawn = "return [...document.querySelectorAll('img')]
        .filter((image) => image.complete && image.naturalWidth > 0).length";
    let drawn = screens.app.session().execute(drawn, vec![]).await?;
    let drawn: u64 = drawn.convert()?;
    ensure!(drawn >= 2, "{drawn} photos are drawn");
    Ok(())
}

/// B-172, B-175, B-177: from the profile, one after the other, each read to its end first.
async fn accept_every_document(screens: &Screens) -> Result<()> {
    let (app, words) = (&screens.app, &screens.words);
    app.click(Role::Button, &words["action_review_terms"]).await?;
    app.find(Role::Heading, &words["nav_terms"]).await?;
    screens.keep("terms").await?;
    app.click(Role::Button, &words["terms_read_and_accept"]).await?;
    let mut read = Vec::new();
    for number in 1..=2 {
        let accept = app.find(Role::Button, &words["terms_accept"]).await?;
        app.until("another document is shown", |shown| {
            !read.contains(&first_line(shown))
        })
        .await?;
        read.push(first_line(&app.text().await?));
        screens.keep(&format!("terms-document-{number}")).await?;
        app.session()
            .execute(
                "document.querySelector('[data-testid=terms-end]').scrollIntoView()",
                vec![],
            )
            .await?;
        drop(accept);
        app.click(Role::Button, &words["terms_accept"])
            .await
            .with_context(|| format!("document {number}"))?;
    }
    app.sees(&words["terms_all_done_title"]).await?;
    screens.keep("terms-accepted").await?;
    // What was accepted stays readable, and asks for nothing.
    let again = |name: &str| {
        screens
            .language
            .pick(format!("{name} lezen"), format!("Read {name}"))
    };
    let document = screens
        .language
        .pick("Privacyverklaring medewerkers", "Privacy statement for employees");
    app.click(Role::Button, &again(document)).await?;
    app.sees_no_more(&words["terms_all_done_title"]).await?;
    assert!(!app.has(Role::Button, &words["terms_accept"]).await?);
    screens.keep("terms-read-again").await?;
    screens.go_to("nav_terms").await?;
    // Done leads back to the profile.
    app.click(Role::Button, &words["done"]).await?;
    app.find(Role::Heading, &words["nav_profile"]).await?;
    Ok(())
}

fn first_line(shown: &str) -> String {
    let heading = shown
        .lines()
        .find(|line| line.starts_with("Document "))
        .unwrap_or_default();
    heading.to_owned()
}

#[tokio::test]
async fn b01_to_b13_b168_b172_the_profile_journey_in_dutch() -> Result<()> {
    the_whole_journey(Language::Dutch).await
}

#[tokio::test]
async fn b01_to_b13_b168_b172_the_profile_journey_in_english() -> Result<()> {
    the_whole_journey(Language::English).await
}

#[tokio::test]
async fn b173_without_terms_done_returns_to_the_profile() -> Result<()> {
    for language in Language::ALL {
        let world = World::start(Keychain::Unlocked)?;
        let exempt = world
            .server
            .sample()
            .accounts
            .iter()
            .find(|a| a.shows.contains("no terms"))
            .cloned();
        let name = exempt.context("the sample has somebody without terms")?.user_name;
        let name = name.split('@').next().context("a user name has an at sign")?;
        let screens = Screens::signed_in(&world, name, language).await?;
        screens.go_to("nav_terms").await?;
        screens.app.sees(&screens.words["terms_none_title"]).await?;
        screens.keep("terms-none").await?;
        screens.app.click(Role::Button, &screens.words["done"]).await?;
        screens
            .app
            .find(Role::Heading, &screens.words["nav_profile"])
            .await?;
    }
    Ok(())
}

#[tokio::test]
async fn b171_signing_out_everywhere_ends_the_session_of_another_computer() -> Result<()> {
    for language in Language::ALL {
        let world = World::start(Keychain::Unlocked)?;
        let elsewhere = journeys::tokens_for(&world, "anna").await?;
        let screens = Screens::signed_in(&world, "anna", language).await?;
        let (app, words) = (&screens.app, &screens.words);
        screens.choose_in_user_menu("nav_profile").await?;
        app.click(Role::Button, &words["sign_out_everywhere"]).await?;
        app.click(Role::Button, &words["yes"]).await?;
        app.sees(&words["why_everywhere_title"]).await?;
        let refused = journeys::Wire::new(&world)
            .refresh(&elsewhere.refresh_token)
            .await;
        let error = refused.expect_err("the other computer's session has ended");
        assert!(error.to_string().contains("invalid_grant"), "{error}");
    }
    Ok(())
}
