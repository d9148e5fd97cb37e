//! A change is asked for after the proof of who one is grew old: the browser asks for a new one, and the change waits.

use anyhow::{Result, ensure};
use workpass_e2e::factors::{add_code_app, code_next, confirm};
use workpass_e2e::journeys::{sign_in_at_the_page, sign_in_through};
use workpass_e2e::{
    Album, AppOptions, Browser, Keychain, Language, Role, Screens, World, assert_no_violations,
};

/// Somebody with an app of codes who proved an hour ago who they are, in the app and in the browser.
struct Stale {
    world: World,
    browser: Browser,
    screens: Screens,
    secret: String,
}

impl Stale {
    async fn signed_in(language: Language) -> Result<Self> {
        let world = World::start(Keychain::Unlocked)?;
        let browser = world.open_browser(language).await?;
        let app = world.open_app(AppOptions::new(&world, language)).await?;
        sign_in_through(&world, &app, &browser, world.account("yusuf")?, language).await?;
        let screens = Screens::new(app, language)?;
        screens.go_to("nav_security").await?;
        let secret = add_code_app(&screens, "Pixel 10").await?;
        world.let_proofs_grow_old()?;
        Ok(Self {
            world,
            browser,
            screens,
            secret,
        })
    }

    fn called(&self, name: &str) -> String {
        format!("{} {name}", &self.screens.words["kind_software_oath"])
    }

    /// Asks for another name; the sheet is next.
    async fn rename(&self, from: &str, to: &str) -> Result<()> {
        let (app, words) = (&self.screens.app, &self.screens.words);
        let button = self.screens.rename_button(&self.called(from));
        app.click(Role::Button, &button).await?;
        app.fill(&words["rename_label"], to).await?;
        app.click(Role::Button, &words["save"]).await
    }

    async fn is_asked(&self) -> Result<()> {
        let title = &self.screens.words["stepup_title"];
        self.screens.app.find(Role::Dialog, title).await?;
        Ok(())
    }

    /// What the administrator sees the person has.
    fn registered(&self) -> Result<String> {
        let user = &self.world.account("yusuf")?.user_name;
        self.world.server.administer(&["method", "list", "--user", user])
    }
}

async fn the_change_goes_through(language: Language) -> Result<()> {
    let stale = Stale::signed_in(language).await?;
    let Stale {
        world,
        browser,
        screens,
        secret,
    } = &stale;
    let (app, words, album) = (&screens.app, &screens.words, Album::new(language)?);
    let seen = world.opened_pages().len();
    stale.rename("Pixel 10", "Spare phone").await?;
    stale.is_asked().await?;
    screens.keep("step-up").await?;
    // Closed by mistake: the same page once more.
    screens.follow_to(world, browser, seen).await?;
    let seen = world.opened_pages().len();
    app.click(Role::Button, &words["stepup_open_again"]).await?;
    screens.follow_to(world, browser, seen).await?;

    // Who is signed in there is asked again all the same: that was an hour ago.
    let title = language.pick("Bevestig dat u het bent", "Confirm that it is you");
    browser.find(Role::Heading, title).await?;
    browser
        .sees(language.pick("Voor deze wijziging", "For this change"))
        .await?;
    album.take(browser, "page-verify-again").await?;
    assert_no_violations(browser, "the proof that is asked again").await?;
    ensure!(
        !stale.registered()?.contains("Spare phone"),
        "it went before the proof"
    );
    confirm(browser, "Code", &code_next(secret)?, language).await?;
    browser
        .sees(language.pick("U kunt terug naar Workpass", "You can go back to Workpass"))
        .await?;
    album.take(browser, "page-step-up-done").await?;
    assert_no_violations(browser, "the way back to the app").await?;

    app.is_gone(Role::Dialog, &words["stepup_title"]).await?;
    let delete = screens.delete_button(&stale.called("Spare phone"));
    app.find(Role::Button, &delete).await?;
    // The new proof is good for what follows.
    let seen = world.opened_pages().len();
    stale.rename("Spare phone", "Old phone").await?;
    let delete = screens.delete_button(&stale.called("Old phone"));
    app.find(Role::Button, &delete).await?;
    ensure!(world.opened_pages().len() == seen, "nobody is asked twice");
    Ok(())
}

#[tokio::test]
async fn b22_b204_a_change_waits_for_the_proof_and_goes_through_in_dutch() -> Result<()> {
    the_change_goes_through(Language::Dutch).await
}

#[tokio::test]
async fn b22_b204_a_change_waits_for_the_proof_and_goes_through_in_english() -> Result<()> {
    the_change_goes_through(Language::English).await
}

async fn nothing_changes_without_it(language: Language) -> Result<()> {
    let stale = Stale::signed_in(language).await?;
    let (app, words) = (&stale.screens.app, &stale.screens.words);
    let before = stale.registered()?;
    let delete = stale.screens.delete_button(&stale.called("Pixel 10"));
    app.click(Role::Button, &delete).await?;
    app.click(Role::Button, &words["yes"]).await?;
    stale.is_asked().await?;
    app.click(Role::Button, &words["cancel"]).await?;
    app.sees(&words["error_stepup_cancelled_title"]).await?;
    stale.screens.keep("step-up-cancelled").await?;
    app.click(Role::Button, &words["no"]).await?;
    app.find(Role::Button, &delete).await?;
    ensure!(
        stale.registered()? == before,
        "nothing was proven, so nothing goes"
    );
    Ok(())
}

#[tokio::test]
async fn b204_a_sheet_that_is_closed_leaves_everything_in_dutch() -> Result<()> {
    nothing_changes_without_it(Language::Dutch).await
}

#[tokio::test]
async fn b204_a_sheet_that_is_closed_leaves_everything_in_english() -> Result<()> {
    nothing_changes_without_it(Language::English).await
}

async fn somebody_else_proves_nothing(language: Language) -> Result<()> {
    let stale = Stale::signed_in(language).await?;
    let (world, screens) = (&stale.world, &stale.screens);
    let (app, words, album) = (&screens.app, &screens.words, Album::new(language)?);
    let before = stale.registered()?;
    let colleague = world.open_browser(language).await?;
    colleague.visit(&format!("{}/signin", world.server.url())).await?;
    sign_in_at_the_page(&colleague, world.account("anna")?, language).await?;
    colleague
        .sees(language.pick("U bent aangemeld", "You are signed in"))
        .await?;

    let seen = world.opened_pages().len();
    stale.rename("Pixel 10", "Spare phone").await?;
    stale.is_asked().await?;
    screens.follow_to(world, &colleague, seen).await?;
    let title = language.pick(
        "De app vraagt om een ander account",
        "The app asks for another account",
    );
    colleague.find(Role::Heading, title).await?;
    album.take(&colleague, "page-other-account").await?;
    assert_no_violations(&colleague, "another account than the app asks for").await?;
    colleague
        .click(Role::Link, language.pick("Annuleren", "Cancel"))
        .await?;
    app.sees(&words["error_stepup_cancelled_title"]).await?;
    ensure!(stale.registered()? == before, "a colleague proves nothing");

    // The right person takes the colleague's place in the browser, and the change goes through.
    let seen = world.opened_pages().len();
    app.click(Role::Button, &words["save"]).await?;
    stale.is_asked().await?;
    screens.follow_to(world, &colleague, seen).await?;
    colleague
        .click(Role::Link, language.pick("Aanmelden als", "Sign in as"))
        .await?;
    let account = world.account("yusuf")?;
    colleague
        .fill(language.pick("Wachtwoord", "Password"), &account.password)
        .await?;
    colleague
        .click(Role::Button, language.pick("Aanmelden", "Sign in"))
        .await?;
    confirm(&colleague, "Code", &code_next(&stale.secret)?, language).await?;
    app.is_gone(Role::Dialog, &words["stepup_title"]).await?;
    let delete = screens.delete_button(&stale.called("Spare phone"));
    app.find(Role::Button, &delete).await?;
    Ok(())
}

#[tokio::test]
async fn b204_somebody_else_in_the_browser_proves_nothing_in_dutch() -> Result<()> {
    somebody_else_proves_nothing(Language::Dutch).await
}

#[tokio::test]
async fn b204_somebody_else_in_the_browser_proves_nothing_in_english() -> Result<()> {
    somebody_else_proves_nothing(Language::English).await
}
