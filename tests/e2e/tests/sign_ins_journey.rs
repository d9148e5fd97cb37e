//! My sign-ins: somebody guesses the password and gets in, and the person sees it and puts it right.

use anyhow::{Result, ensure};
use workpass_e2e::journeys::sign_in_at_the_page;
use workpass_e2e::{Browser, Keychain, Language, Role, Screens, World};
use workpass_testbed::SampleAccount;

/// What the stranger's browser says it is.
const EDGE: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 \
                    Safari/537.36 Edg/142.0.0.0";
const WHO: &str = "anna";

/// Three guesses, and then the password.
async fn break_in(world: &World, language: Language) -> Result<Browser> {
    let account = world.account(WHO)?;
    let stranger = world.open_browser_as(language, EDGE).await?;
    for guess in ["welkom", "Welkom2026", "geheim", &account.password] {
        stranger.visit(&format!("{}/signin", world.server.url())).await?;
        let account = SampleAccount {
            password: guess.to_owned(),
            ..account.clone()
        };
        sign_in_at_the_page(&stranger, &account, language).await?;
        let answer = if guess == world.account(WHO)?.password {
            language.pick("U bent aangemeld", "You are signed in")
        } else {
            language.pick("klopt niet", "is not right")
        };
        stranger.sees(answer).await?;
    }
    Ok(stranger)
}

async fn a_stranger_is_seen_and_put_out(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, WHO, language).await?;
    let (app, words) = (&screens.app, &screens.words);
    screens.go_to("nav_signins").await?;
    app.sees(&words["signins_succeeded"]).await?;
    screens.keep("sign-ins").await?;

    let stranger = break_in(&world, language).await?;
    app.click(Role::Button, &words["nav_overview"]).await?;
    app.click(Role::Button, &words["refresh"]).await?;
    app.sees(language.pick("1 ongebruikelijke aanmelding", "1 unusual sign-in"))
        .await?;
    screens.keep("overview-unusual-sign-in").await?;

    screens.go_to("nav_signins").await?;
    app.find(Role::Region, &words["unusual_title"]).await?;
    app.sees("Microsoft Edge").await?;
    app.sees(&words["signins_failed"]).await?;
    screens.keep("sign-ins-unusual").await?;
    app.click(Role::Button, &words["unusual_not_mine"]).await?;
    app.sees(&words["unusual_remedy"]).await?;
    app.is_gone(Role::Region, &words["unusual_title"]).await?;
    screens.keep("sign-ins-not-me").await?;

    let end = language.pick("Sessie beëindigen: Microsoft Edge", "End session: Microsoft Edge");
    app.click(Role::Button, end).await?;
    app.find(Role::Dialog, end).await?;
    screens.keep("sign-ins-end").await?;
    app.click(Role::Button, &words["sessions_end"]).await?;
    app.is_gone(Role::Button, end).await?;
    stranger.visit(world.server.url()).await?;
    stranger
        .sees(language.pick("U bent niet aangemeld", "You are not signed in"))
        .await?;

    app.fill(&words["signins_search"], "edge").await?;
    app.click(Role::Button, &words["signins_search"]).await?;
    app.sees(&words["signins_failed"]).await?;
    app.fill(&words["signins_search"], "nothing-like-it").await?;
    app.click(Role::Button, &words["signins_search"]).await?;
    app.sees(&words["signins_found_none"]).await?;

    app.click(Role::Button, &words["unusual_methods"]).await?;
    app.find(Role::Heading, &words["nav_security"]).await?;
    Ok(())
}

#[tokio::test]
async fn b157_to_b165_a_stranger_is_seen_and_put_out_in_dutch() -> Result<()> {
    a_stranger_is_seen_and_put_out(Language::Dutch).await
}

#[tokio::test]
async fn b157_to_b165_a_stranger_is_seen_and_put_out_in_english() -> Result<()> {
    a_stranger_is_seen_and_put_out(Language::English).await
}

#[tokio::test]
async fn all_other_sessions_end_and_this_one_stays() -> Result<()> {
    let language = Language::English;
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, WHO, language).await?;
    let (app, words) = (&screens.app, &screens.words);
    let tokens = workpass_e2e::journeys::tokens_for(&world, WHO).await?;
    screens.go_to("nav_signins").await?;
    app.click(Role::Button, &words["sessions_end_others"]).await?;
    app.find(Role::Dialog, &words["sessions_end_others"]).await?;
    app.click(Role::Button, &words["sessions_end"]).await?;
    app.is_gone(Role::Button, &words["sessions_end_others"]).await?;
    app.sees(&words["sessions_here"]).await?;
    let wire = workpass_e2e::journeys::Wire::new(&world);
    ensure!(
        wire.refresh(&tokens.refresh_token).await.is_err(),
        "the other app has no session any more"
    );
    app.click(Role::Button, &words["nav_overview"]).await?;
    app.click(Role::Button, &words["refresh"]).await?;
    app.sees(&words["overview_signins_none"]).await?;
    Ok(())
}
