//! What goes wrong on the way to a new method: each refusal is said at its place, and nothing was added.

use anyhow::Result;
use serde_json::json;
use workpass_e2e::factors::{add_code_app, begin, code_now, finish, secret_shown, wrong_for};
use workpass_e2e::journeys::sign_in_through;
use workpass_e2e::{Album, AppOptions, Keychain, Language, Role, Screens, World, assert_no_violations};

/// Types a wrong code until there is no further try.
async fn spend_the_tries(screens: &Screens, field: &str, right: &str) -> Result<()> {
    let (app, words) = (&screens.app, &screens.words);
    for left in (0..5).rev() {
        app.fill(&words[field], wrong_for(right)).await?;
        app.click(Role::Button, &words["next"]).await?;
        let told = match left {
            0 => words["error_tries_title"].to_owned(),
            1 => screens.language.pick("nog 1 poging", "1 try left").to_owned(),
            n => screens
                .language
                .pick(format!("nog {n} pogingen"), format!("{n} tries left")),
        };
        app.sees(&told).await?;
    }
    Ok(())
}

async fn the_phone_refusals(language: Language) -> Result<()> {
    let mut world = World::start(Keychain::Unlocked)?;
    world.change_policy("yusuf", |rules| {
        rules["phone"]["allowedCountries"] = json!(["NL", "BE"]);
    })?;
    let screens = Screens::signed_in(&world, "yusuf", language).await?;
    let (app, words) = (&screens.app, &screens.words);
    let (field, number) = ("email_code_label", "+31612345678");
    screens.go_to("nav_security").await?;
    begin(&screens, "kind_phone").await?;
    let country = language.pick("Nederland (+31)", "Netherlands (+31)");
    app.choose(&words["phone_country"], country).await?;
    // B-63, B-65: a country that the organization leaves out, and a number that costs money.
    app.fill(&words["phone_number"], "+49 1512 3456789").await?;
    app.click(Role::Button, &words["next"]).await?;
    app.sees(&words["error_phone_country_title"]).await?;
    screens.keep("security-phone-country").await?;
    app.fill(&words["phone_number"], "0900 1234").await?;
    app.click(Role::Button, &words["next"]).await?;
    app.sees(&words["error_phone_kind_title"]).await?;
    screens.keep("security-phone-premium").await?;
    assert!(world.messages().all().await?.is_empty(), "nothing was sent");

    app.fill(&words["phone_number"], "06 12345678").await?;
    app.click(Role::Button, &words["next"]).await?;
    app.find(Role::Textbox, &words[field]).await?;
    let code = world.messages().newest("sms", number).await?.code()?;
    app.fill(&words[field], wrong_for(&code)).await?;
    app.click(Role::Button, &words["next"]).await?;
    app.sees(&words["error_code_wrong_title"]).await?;
    screens.keep("security-phone-wrong-code").await?;

    // Without the network what was typed stays, and counts afterwards.
    world.server.disappear()?;
    app.fill(&words[field], &code).await?;
    app.click(Role::Button, &words["next"]).await?;
    app.sees(&words["error_offline_title"]).await?;
    screens.keep("security-phone-offline").await?;
    world.server.crash_and_restart()?;
    // It notices by itself after a while, and at once when asked.
    if app.has(Role::Button, &words["retry"]).await? {
        let _ = app.click(Role::Button, &words["retry"]).await;
    }
    app.is_gone(Role::Button, &words["retry"]).await?;

    // Out of time: another code, to the same number.
    world.let_attempts_run_out()?;
    app.click(Role::Button, &words["next"]).await?;
    app.sees(&words["error_registration_expired_title"]).await?;
    screens.keep("security-phone-expired").await?;
    let seen = world.messages().all().await?.len();
    app.click(Role::Button, &words["email_resend"]).await?;
    let code = world.messages().newest_of("sms", number, seen).await?.code()?;
    app.sees(&words["email_resent"]).await?;
    spend_the_tries(&screens, field, &code).await?;
    screens.keep("security-phone-tries").await?;

    // Nothing of this is a method.
    app.click(Role::Button, &words["cancel"]).await?;
    app.find(Role::Button, &words["add_button"]).await?;
    assert!(!app.text().await?.contains("12345678"));
    Ok(())
}

#[tokio::test]
async fn b63_b65_b71_a_phone_that_is_refused_is_told_why_in_dutch() -> Result<()> {
    the_phone_refusals(Language::Dutch).await
}

#[tokio::test]
async fn b63_b65_b71_a_phone_that_is_refused_is_told_why_in_english() -> Result<()> {
    the_phone_refusals(Language::English).await
}

async fn the_code_refusals(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, "james", language).await?;
    let (app, words) = (&screens.app, &screens.words);
    screens.go_to("nav_security").await?;

    // An app whose codes are wrong five times, and one that took too long.
    begin(&screens, "kind_software_oath").await?;
    app.click(Role::Button, &words["next"]).await?;
    let secret = secret_shown(app).await?;
    app.click(Role::Button, &words["next"]).await?;
    spend_the_tries(&screens, "app_code_label", &code_now(&secret)?).await?;
    screens.keep("security-app-tries").await?;
    app.click(Role::Button, &words["register_again"]).await?;
    app.find(Role::Heading, &words["app_scan_question"]).await?;
    let secret = secret_shown(app).await?;
    app.click(Role::Button, &words["next"]).await?;
    world.let_attempts_run_out()?;
    app.fill(&words["app_code_label"], &code_now(&secret)?).await?;
    app.click(Role::Button, &words["next"]).await?;
    app.sees(&words["error_registration_expired_title"]).await?;
    screens.keep("security-app-expired").await?;
    leave(&screens).await?;

    // B-46: the same for an address.
    let address = "james@postbus.example";
    begin(&screens, "kind_email").await?;
    app.fill(&words["email_label"], address).await?;
    app.click(Role::Button, &words["next"]).await?;
    app.find(Role::Textbox, &words["email_code_label"]).await?;
    let code = world.outbox().code_for(address, 0).await?;
    spend_the_tries(&screens, "email_code_label", &code).await?;
    screens.keep("security-email-tries").await?;
    leave(&screens).await?;
    assert!(!app.text().await?.contains(address));

    // B-74: an answer of two letters.
    begin(&screens, "kind_security_questions").await?;
    let answer = language.pick("Antwoord op vraag 1", "Answer to question 1");
    app.choose_at(language.pick("Vraag 1", "Question 1"), 1).await?;
    app.fill(answer, "ja").await?;
    app.click(Role::Button, &words["save"]).await?;
    app.sees(language.pick("Gebruik minstens 3 tekens.", "Use at least 3 characters."))
        .await?;
    screens.keep("security-questions-short").await?;
    leave(&screens).await
}

/// Out of the wizard, whether it asks or not.
async fn leave(screens: &Screens) -> Result<()> {
    let (app, words) = (&screens.app, &screens.words);
    app.click(Role::Button, &words["cancel"]).await?;
    if !app.has(Role::Button, &words["add_button"]).await? {
        app.click(Role::Button, &words["wizard_leave"]).await?;
    }
    app.find(Role::Button, &words["add_button"]).await?;
    Ok(())
}

#[tokio::test]
async fn b46_b57_b74_codes_and_answers_that_are_refused_are_told_why_in_dutch() -> Result<()> {
    the_code_refusals(Language::Dutch).await
}

#[tokio::test]
async fn b46_b57_b74_codes_and_answers_that_are_refused_are_told_why_in_english() -> Result<()> {
    the_code_refusals(Language::English).await
}

async fn the_refusals_elsewhere(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let browser = world.open_browser(language).await?;
    let app = world.open_app(AppOptions::new(&world, language)).await?;
    sign_in_through(&world, &app, &browser, world.account("yusuf")?, language).await?;
    let screens = Screens::new(app, language)?;
    let (app, words, album) = (&screens.app, &screens.words, Album::new(language)?);
    screens.go_to("nav_security").await?;

    // B-54, B-60: no on the phone.
    begin(&screens, "kind_microsoft_authenticator").await?;
    app.click(Role::Button, &words["next"]).await?;
    let phone = world.open_browser(language).await?;
    phone.resize(500, 900).await?;
    phone.visit(&app.told_by("enrol-page").await?).await?;
    phone
        .click(Role::Button, language.pick("Verbinden", "Connect"))
        .await?;
    phone
        .click(Role::Button, language.pick("Weigeren", "Deny"))
        .await?;
    phone
        .find(Role::Heading, language.pick("Geweigerd", "Denied"))
        .await?;
    album.take(&phone, "phone-denied").await?;
    assert_no_violations(&phone, "a request that was denied").await?;
    app.find(Role::Heading, &words["phone_app_stopped"]).await?;
    app.sees(&words["register_declined"]).await?;
    screens.keep("security-approval-declined").await?;
    app.click(Role::Button, &words["register_again"]).await?;
    app.find(Role::Heading, &words["phone_app_scan_question"]).await?;
    leave(&screens).await?;

    // B-81: a passkey for one person, in a browser in which another one is signed in.
    add_code_app(&screens, "Pixel 10").await?;
    begin(&screens, "kind_passkey").await?;
    app.find(Role::Heading, &words["passkey_question"]).await?;
    let seen = world.opened_pages().len();
    app.click(Role::Button, &words["next"]).await?;
    let colleague = world.open_browser(language).await?;
    colleague.visit(&format!("{}/signin", world.server.url())).await?;
    workpass_e2e::journeys::sign_in_at_the_page(&colleague, world.account("anna")?, language).await?;
    colleague
        .sees(language.pick("U bent aangemeld", "You are signed in"))
        .await?;
    screens.follow_to(&world, &colleague, seen).await?;
    colleague
        .find(
            Role::Heading,
            language.pick("Een ander account", "Another account"),
        )
        .await?;
    album.take(&colleague, "page-passkey-other-account").await?;
    assert_no_violations(&colleague, "a passkey for another account").await?;
    app.sees(&words["register_other_person"]).await?;
    screens.keep("security-passkey-other-person").await?;
    Ok(())
}

#[tokio::test]
async fn b54_b60_b81_what_is_refused_elsewhere_is_told_here_in_dutch() -> Result<()> {
    the_refusals_elsewhere(Language::Dutch).await
}

#[tokio::test]
async fn b54_b60_b81_what_is_refused_elsewhere_is_told_here_in_english() -> Result<()> {
    the_refusals_elsewhere(Language::English).await
}

/// The wrong code of a token, and then the right one.
#[tokio::test]
async fn b58_a_wrong_code_activates_no_token() -> Result<()> {
    for language in Language::ALL {
        the_wrong_code_of_a_token(language).await?;
    }
    Ok(())
}

async fn the_wrong_code_of_a_token(language: Language) -> Result<()> {
    let secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    let world = World::start(Keychain::Unlocked)?;
    world.assign_token("mila", "7000123", secret)?;
    let screens = Screens::signed_in(&world, "mila", language).await?;
    let (app, words) = (&screens.app, &screens.words);
    screens.go_to("nav_security").await?;
    let activate = language.pick(
        "Hardwaretoken 7000123 activeren",
        "Activate Hardware token 7000123",
    );
    app.click(Role::Button, activate).await?;
    app.fill(&words["token_code_label"], wrong_for(&code_now(secret)?))
        .await?;
    app.click(Role::Button, &words["activate"]).await?;
    app.sees(&words["error_code_wrong_title"]).await?;
    screens.keep("security-token-wrong-code").await?;
    app.fill(&words["token_code_label"], &code_now(secret)?).await?;
    app.click(Role::Button, &words["activate"]).await?;
    finish(&screens, "wizard_done_title").await
}
