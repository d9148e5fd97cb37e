//! Methods that are codes: an app, codes on paper, a token of the organization. Each is then used to sign in.

use anyhow::Result;
use workpass_e2e::factors::{
    add_code_app, begin, code_next, code_now, confirm, finish, is_signed_in, secret_shown,
    until_the_second_step, wrong_for,
};
use workpass_e2e::{
    Album, AppOptions, Keychain, Language, Role, Screens, World, assert_no_violations, journeys,
};

async fn the_app_journey(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, "yusuf", language).await?;
    let (app, words) = (&screens.app, &screens.words);
    screens.go_to("nav_security").await?;
    begin(&screens, "kind_software_oath").await?;
    app.find(Role::Heading, &words["app_get_question"]).await?;
    screens.keep("security-app-get").await?;
    app.click(Role::Button, &words["next"]).await?;
    // B-53: what can be scanned can be typed.
    app.click(Role::Button, &words["app_cannot_scan"]).await?;
    screens.keep_tall("security-app-scan").await?;
    let secret = secret_shown(app).await?;
    app.click(Role::Button, &words["next"]).await?;

    // B-57: a wrong code leaves everything where it was.
    let wrong = wrong_for(&code_now(&secret)?);
    app.fill(&words["app_code_label"], wrong).await?;
    app.click(Role::Button, &words["next"]).await?;
    app.sees(&words["error_code_wrong_title"]).await?;
    screens.keep("security-app-wrong-code").await?;
    app.fill(&words["app_code_label"], &code_now(&secret)?).await?;
    app.fill(&words["register_name"], "Pixel 10").await?;
    app.click(Role::Button, &words["next"]).await?;
    app.find(Role::Heading, &words["wizard_done_title"]).await?;
    screens.keep("security-app-done").await?;
    finish(&screens, "wizard_done_title").await?;
    app.sees("Pixel 10").await?;
    screens.keep("security-app-listed").await?;

    let browser = until_the_second_step(&world, world.account("yusuf")?, language).await?;
    Album::new(language)?.take(&browser, "page-verify-code").await?;
    assert_no_violations(&browser, "the second step").await?;
    confirm(&browser, "Code", &code_next(&secret)?, language).await?;
    is_signed_in(&browser, language).await
}

#[tokio::test]
async fn b51_b57_an_app_with_codes_is_set_up_and_signs_in_in_dutch() -> Result<()> {
    the_app_journey(Language::Dutch).await
}

#[tokio::test]
async fn b51_b57_an_app_with_codes_is_set_up_and_signs_in_in_english() -> Result<()> {
    the_app_journey(Language::English).await
}

#[tokio::test]
async fn recovery_codes_are_shown_once_and_one_of_them_signs_in() -> Result<()> {
    for language in Language::ALL {
        the_codes_on_paper(language).await?;
    }
    Ok(())
}

async fn the_codes_on_paper(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, "yusuf", language).await?;
    let (app, words) = (&screens.app, &screens.words);
    screens.go_to("nav_security").await?;
    add_code_app(&screens, "Pixel 10").await?;
    begin(&screens, "kind_recovery_codes").await?;
    app.find(Role::Heading, &words["recovery_question"]).await?;
    screens.keep("security-recovery-about").await?;
    app.click(Role::Button, &words["recovery_make"]).await?;
    let list = app.told_by("recovery-codes").await?;
    screens.keep("security-recovery-codes").await?;
    let code: String = list.chars().take(11).collect();
    app.click(Role::Checkbox, &words["recovery_kept"]).await?;
    app.click(Role::Button, &words["next"]).await?;
    finish(&screens, "recovery_done_title").await?;
    app.sees(language.pick("Nog 10 codes over", "10 codes left"))
        .await?;
    assert!(!app.text().await?.contains(&code), "shown once");

    let browser = until_the_second_step(&world, world.account("yusuf")?, language).await?;
    let other = language.pick("Op een andere manier aanmelden", "Sign in another way");
    browser.click(Role::Link, other).await?;
    browser.find(Role::Heading, other).await?;
    Album::new(language)?.take(&browser, "page-verify-others").await?;
    assert_no_violations(&browser, "the other ways").await?;
    let recovery = language.pick("Herstelcode", "Recovery code");
    browser.click(Role::Button, recovery).await?;
    confirm(&browser, recovery, &code, language).await?;
    is_signed_in(&browser, language).await?;

    app.click(Role::Button, &words["nav_overview"]).await?;
    app.click(Role::Button, &words["refresh"]).await?;
    screens.go_to("nav_security").await?;
    app.sees(language.pick("Nog 9 codes over", "9 codes left")).await
}

#[tokio::test]
async fn b58_a_token_of_the_organization_is_activated_by_its_code() -> Result<()> {
    for language in Language::ALL {
        the_token(language).await?;
    }
    Ok(())
}

async fn the_token(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    world.assign_token("mila", "7000123", secret)?;
    let screens = Screens::signed_in(&world, "mila", language).await?;
    let (app, words) = (&screens.app, &screens.words);
    screens.go_to("nav_security").await?;
    app.sees(&words["badge_not_activated"]).await?;
    screens.keep("security-token-waiting").await?;
    let activate = language.pick(
        "Hardwaretoken 7000123 activeren",
        "Activate Hardware token 7000123",
    );
    app.click(Role::Button, activate).await?;
    app.find(Role::Heading, &words["token_question"]).await?;
    screens.keep("security-token").await?;
    app.fill(&words["token_code_label"], &code_now(secret)?).await?;
    app.click(Role::Button, &words["activate"]).await?;
    finish(&screens, "wizard_done_title").await?;
    app.sees_no_more(&words["badge_not_activated"]).await?;

    let browser = until_the_second_step(&world, world.account("mila")?, language).await?;
    confirm(&browser, "Code", &code_next(secret)?, language).await?;
    is_signed_in(&browser, language).await
}

async fn the_pass_journey(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let mut account = world.account("mila")?.clone();
    account.password = world.issue_pass("mila")?;
    let app = world.open_app(AppOptions::new(&world, language)).await?;
    journeys::sign_in(&world, &app, &account, language).await?;
    let screens = Screens::new(app, language)?;
    screens.go_to("nav_security").await?;
    let (app, words) = (&screens.app, &screens.words);
    app.sees(&words["kind_temporary_access_pass"]).await?;
    app.sees(&words["advice_pass_title"]).await?;
    screens.keep("security-pass").await?;
    // What the pass is for: a method that stays.
    add_code_app(&screens, "Pixel 10").await?;
    app.sees_no_more(&words["advice_pass_title"]).await
}

#[tokio::test]
async fn b36_b96_a_pass_signs_in_and_a_banner_asks_for_a_method_in_dutch() -> Result<()> {
    the_pass_journey(Language::Dutch).await
}

#[tokio::test]
async fn b36_b96_a_pass_signs_in_and_a_banner_asks_for_a_method_in_english() -> Result<()> {
    the_pass_journey(Language::English).await
}
