//! Changing the password in the real window, and what it does everywhere else.

use anyhow::{Context, Result};
use workpass_e2e::journeys::{self, Wire};
use workpass_e2e::{Keychain, Language, Role, Screens, World};
use workpass_testbed::SampleAccount;

const NEW: &str = "kwelder fluit anker zeven";

async fn fill(screens: &Screens, current: &str, fresh: &str, again: &str) -> Result<()> {
    let (app, words) = (&screens.app, &screens.words);
    app.fill(&words["password_current"], current).await?;
    app.fill(&words["password_new"], fresh).await?;
    app.fill(&words["password_again"], again).await
}

async fn the_password_journey(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let elsewhere = journeys::tokens_for(&world, "yusuf").await?;
    let screens = Screens::signed_in(&world, "yusuf", language).await?;
    let (app, words) = (&screens.app, &screens.words);
    let account = world.account("yusuf")?;
    screens.go_to("nav_password").await?;
    // B-109, B-111: whose it is, and what follows, before anything is sent.
    app.sees(&account.user_name).await?;
    app.sees(&words["password_consequence"]).await?;
    app.sees(&words["password_rule_guess"]).await?;
    screens.keep("password").await?;

    // B-114, B-115, B-119: what is typed is judged at once, and nothing is sent.
    fill(&screens, "niet het goede", "kort", "anders").await?;
    app.sees(&words["password_weak"]).await?;
    app.sees(&words["password_mismatch"]).await?;
    screens.keep("password-weak").await?;

    // B-116: the wrong old one is told apart from a refused new one.
    fill(&screens, "niet het goede", NEW, NEW).await?;
    app.sees(&words["password_strong"]).await?;
    app.click(Role::Button, &words["password_change"]).await?;
    app.sees(&words["error_password_wrong_title"]).await?;
    screens.keep("password-wrong").await?;

    // B-115: a word of the organization's own, which nobody is told.
    let banned = "Eemshaven-Welkom";
    fill(&screens, &account.password, banned, banned).await?;
    app.click(Role::Button, &words["password_change"]).await?;
    app.sees(&words["error_password_refused_title"]).await?;
    screens.keep("password-refused").await?;

    fill(&screens, &account.password, NEW, NEW).await?;
    screens.keep("password-typed").await?;
    app.click(Role::Button, &words["password_change"]).await?;
    app.sees(&words["password_done"]).await?;
    app.sees(&words["password_consequence"]).await?;
    screens.keep("password-done").await?;

    // Everything else ends, and this app goes on.
    let refused = Wire::new(&world).refresh(&elsewhere.refresh_token).await;
    assert!(format!("{:#}", refused.expect_err("the other session is over")).contains("invalid_grant"));
    app.click(Role::Button, &words["done"]).await?;
    app.click(Role::Button, &words["refresh"]).await?;
    screens.go_to("nav_security").await?;
    // B-34: the row of the password leads here as well.
    let row = &words["kind_password"];
    let change = language.pick(format!("{row} wijzigen"), format!("Change {row}"));
    app.click(Role::Button, &change).await?;
    app.find(Role::Heading, &words["nav_password"]).await?;

    only_the_new_one_signs_in(&world, account, language).await?;
    let mail = world.outbox().tells(&account.user_name, "wachtwoord").await?;
    assert!(
        !mail.text.contains("http") && !mail.text.contains(NEW),
        "{mail:?}"
    );
    Ok(())
}

async fn only_the_new_one_signs_in(world: &World, account: &SampleAccount, language: Language) -> Result<()> {
    let browser = world.open_browser(language).await?;
    browser.visit(&format!("{}/signin", world.server.url())).await?;
    journeys::sign_in_at_the_page(&browser, account, language).await?;
    let wrong = language.pick("klopt niet", "is not right");
    browser
        .sees(wrong)
        .await
        .context("the old password is wrong now")?;
    let renewed = SampleAccount {
        password: NEW.to_owned(),
        ..account.clone()
    };
    journeys::sign_in_at_the_page(&browser, &renewed, language).await?;
    browser.sees_no_more(wrong).await
}

#[tokio::test]
async fn b109_to_b116_the_password_is_changed_in_dutch() -> Result<()> {
    the_password_journey(Language::Dutch).await
}

#[tokio::test]
async fn b109_to_b116_the_password_is_changed_in_english() -> Result<()> {
    the_password_journey(Language::English).await
}

#[tokio::test]
async fn b118_a_password_that_is_kept_on_premises_is_explained() -> Result<()> {
    for language in Language::ALL {
        let world = World::start(Keychain::Unlocked)?;
        let screens = Screens::signed_in(&world, "wietske", language).await?;
        screens.go_to("nav_password").await?;
        screens
            .app
            .sees(&screens.words["reason_password_on_premises"])
            .await?;
        screens.keep("password-on-premises").await?;
    }
    Ok(())
}
