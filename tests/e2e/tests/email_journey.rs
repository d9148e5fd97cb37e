//! The journey of “set up security info to use your e-mail address”: add, change, delete, and what is refused.

use anyhow::{Context, Result};
use workpass_e2e::{AppOptions, Keychain, Language, Mail, Role, Screens, World, journeys};

/// B-43: Add method → Email → Add → address → Next → code → Next → success.
async fn add_address(world: &World, screens: &Screens, address: &str) -> Result<()> {
    let (app, words) = (&screens.app, &screens.words);
    app.click(Role::Button, &words["add_button"]).await?;
    app.click(Role::Radio, &words["kind_email"]).await?;
    screens.keep("security-add").await?;
    app.click(Role::Button, &words["add"]).await?;
    screens.keep("security-address").await?;
    app.fill(&words["email_label"], address).await?;
    app.click(Role::Button, &words["next"]).await?;
    app.find(Role::Textbox, &words["email_code_label"]).await?;
    screens.keep("security-code").await?;
    let code = world.outbox().code_for(address, 0).await?;
    app.fill(&words["email_code_label"], &code).await?;
    app.click(Role::Button, &words["next"]).await?;
    app.find(Role::Heading, &words["email_done_title"]).await?;
    Ok(())
}

async fn the_whole_journey(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, "sanne", language).await?;
    let (app, words) = (&screens.app, &screens.words);
    let address = "sanne.thuis@postbus.example";

    screens.go_to("nav_security").await?;
    app.sees(&words["kind_password"]).await?;
    assert!(!app.text().await?.contains(&words["security_usage_reset_only"]));
    screens.keep("security-none").await?;

    add_address(&world, &screens, address).await?;
    // B-37, B-48: good for password reset, and a method for two-step verification is still missing.
    app.sees(address).await?;
    app.sees(&words["security_advice_title"]).await?;
    screens.keep("security-added").await?;
    app.click(Role::Button, &words["done"]).await?;
    app.sees(address).await?;
    app.sees(&words["security_usage_reset_only"]).await?;
    screens.keep("security-one").await?;

    // B-50: one address only, so it can be changed and not added again; other kinds still can.
    app.click(Role::Button, &words["add_button"]).await?;
    app.sees(&words["add_not_possible"]).await?;
    screens.keep("security-add-limit").await?;
    app.click(Role::Button, &words["cancel"]).await?;

    // B-49, B-27: No leaves all as it was, Yes deletes for good.
    app.click(Role::Button, &delete_button(&screens, address)).await?;
    app.sees(&words["delete_undo"]).await?;
    screens.keep("security-delete").await?;
    app.click(Role::Button, &words["no"]).await?;
    app.sees(address).await?;
    app.click(Role::Button, &delete_button(&screens, address)).await?;
    app.click(Role::Button, &words["yes"]).await?;
    app.is_gone(Role::Button, &words["yes"]).await?;
    app.sees_no_more(&words["security_usage_reset_only"]).await?;
    assert!(!app.has(Role::Button, &delete_button(&screens, address)).await?);
    Ok(())
}

/// The button's name says which method it changes.
fn change_button(screens: &Screens, address: &str) -> String {
    let method = format!("{} {address}", &screens.words["kind_email"]);
    screens
        .language
        .pick(format!("{method} wijzigen"), format!("Change {method}"))
}

/// The button's name says which method it deletes.
fn delete_button(screens: &Screens, address: &str) -> String {
    let method = format!("{} {address}", &screens.words["kind_email"]);
    screens
        .language
        .pick(format!("{method} verwijderen"), format!("Delete {method}"))
}

#[tokio::test]
async fn b43_an_address_is_added_with_a_code_and_deleted_in_dutch() -> Result<()> {
    the_whole_journey(Language::Dutch).await
}

#[tokio::test]
async fn b43_an_address_is_added_with_a_code_and_deleted_in_english() -> Result<()> {
    the_whole_journey(Language::English).await
}

#[tokio::test]
async fn b43_the_server_may_be_killed_in_the_middle_and_nothing_is_lost() -> Result<()> {
    for language in Language::ALL {
        let mut world = World::start(Keychain::Unlocked)?;
        let screens = Screens::signed_in(&world, "sanne", language).await?;
        let (app, words) = (&screens.app, &screens.words);
        let address = "sanne.thuis@postbus.example";
        screens.go_to("nav_security").await?;
        app.click(Role::Button, &words["add_button"]).await?;
        app.click(Role::Radio, &words["kind_email"]).await?;
        app.click(Role::Button, &words["add"]).await?;

        // Gone when the address is sent: it stays in its field.
        app.fill(&words["email_label"], address).await?;
        world.server.disappear()?;
        app.click(Role::Button, &words["next"]).await?;
        app.sees(&words["error_offline_title"]).await?;
        screens.keep("security-address-offline").await?;
        let kept = app.find(Role::Textbox, &words["email_label"]).await?;
        assert_eq!(kept.value().await?.as_deref(), Some(address));
        world.server.crash_and_restart()?;
        screens.come_back_online().await?;
        app.click(Role::Button, &words["next"]).await?;
        app.find(Role::Textbox, &words["email_code_label"]).await?;

        // Killed between the message and its code: the code of before counts.
        let code = world.outbox().code_for(address, 0).await?;
        world.server.crash_and_restart()?;
        app.fill(&words["email_code_label"], &code).await?;
        app.click(Role::Button, &words["next"]).await?;
        app.find(Role::Heading, &words["email_done_title"]).await?;
        app.click(Role::Button, &words["done"]).await?;
        app.find(Role::Button, &delete_button(&screens, address)).await?;
    }
    Ok(())
}

#[tokio::test]
async fn b44_b46_the_work_address_and_a_wrong_code_are_refused_and_nothing_is_lost() -> Result<()> {
    for language in Language::ALL {
        let world = World::start(Keychain::Unlocked)?;
        let screens = Screens::signed_in(&world, "sanne", language).await?;
        let (app, words) = (&screens.app, &screens.words);
        screens.go_to("nav_security").await?;
        app.click(Role::Button, &words["add_button"]).await?;
        app.click(Role::Radio, &words["kind_email"]).await?;
        app.click(Role::Button, &words["add"]).await?;

        app.fill(&words["email_label"], "sanne@noorderlicht.example")
            .await?;
        app.click(Role::Button, &words["next"]).await?;
        app.sees(&words["error_email_work_title"]).await?;
        screens.keep("security-work-address").await?;
        let codes = world.outbox().all().await?.iter().filter_map(Mail::code).count();
        assert_eq!(codes, 0, "none was sent");

        app.fill(&words["email_label"], "sanne@elders.example").await?;
        app.click(Role::Button, &words["next"]).await?;
        let code = world.outbox().code_for("sanne@elders.example", 0).await?;
        let wrong = if code == "000000" { "000001" } else { "000000" };
        app.fill(&words["email_code_label"], wrong).await?;
        app.click(Role::Button, &words["next"]).await?;
        app.sees(&words["error_code_wrong_title"]).await?;
        screens.keep("security-wrong-code").await?;

        // The right one still counts, with spaces in it too.
        app.fill(
            &words["email_code_label"],
            &format!("{} {}", &code[..3], &code[3..]),
        )
        .await?;
        app.click(Role::Button, &words["next"]).await?;
        app.find(Role::Heading, &words["email_done_title"]).await?;
    }
    Ok(())
}

#[tokio::test]
async fn b50_a_change_is_verified_before_the_old_address_goes() -> Result<()> {
    for language in Language::ALL {
        let world = World::start(Keychain::Unlocked)?;
        let screens = Screens::signed_in(&world, "anna", language).await?;
        let (app, words) = (&screens.app, &screens.words);
        let (old, new) = ("anna.devries@postbus.example", "anna@nieuw.example");
        screens.go_to("nav_security").await?;
        app.sees(old).await?;
        app.click(Role::Button, &change_button(&screens, old)).await?;
        app.fill(&words["email_label"], new).await?;
        app.click(Role::Button, &words["next"]).await?;
        let code = world.outbox().code_for(new, 0).await?;
        app.fill(&words["email_code_label"], &code).await?;
        screens.keep("security-change").await?;
        app.click(Role::Button, &words["next"]).await?;
        app.find(Role::Heading, &words["email_done_title"]).await?;
        app.click(Role::Button, &words["done"]).await?;
        app.find(Role::Button, &change_button(&screens, new)).await?;
        app.is_gone(Role::Button, &change_button(&screens, old)).await?;
    }
    Ok(())
}

#[tokio::test]
async fn b24_what_the_organization_forbids_is_absent_with_the_reason() -> Result<()> {
    for language in Language::ALL {
        let world = World::start(Keychain::Unlocked)?;
        let forbidden = world
            .server
            .sample()
            .accounts
            .iter()
            .find(|a| a.shows.contains("forbids"))
            .cloned();
        let account = forbidden.context("the sample has somebody whose organization forbids e-mail")?;
        let app = world.open_app(AppOptions::new(&world, language)).await?;
        journeys::sign_in(&world, &app, &account, language).await?;
        let screens = Screens::new(app, language)?;
        screens.go_to("nav_security").await?;
        screens
            .app
            .click(Role::Button, &screens.words["add_button"])
            .await?;
        screens
            .app
            .sees(&screens.words["reason_not_allowed_by_policy"])
            .await?;
        assert!(!screens.app.has(Role::Button, &screens.words["add"]).await?);
        screens.keep("security-forbidden").await?;
    }
    Ok(())
}
