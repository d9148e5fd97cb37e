//! One's own photo and fields: chosen and cropped, seen at the top right, removed; edited; and forbidden.

use std::fs;

use anyhow::{Context, Result, ensure};
use thirtyfour::{By, Key};
use workpass_e2e::{Keychain, Language, Role, Screens, World};

const WHO: &str = "sanne";
const PORTRAIT: &[u8] = include_bytes!("../pictures/portrait.jpg");
const DRAWN: &str = "return [...document.querySelectorAll('img')]
    .filter((image) => /^data:image.(png|jpeg)/.test(image.src) && image.complete && image.naturalWidth > 0).map((image) => image.src)";

/// The photos that are drawn now, at the top right and on the page; the product's mark is none.
async fn drawn(screens: &Screens) -> Result<Vec<String>> {
    let drawn = screens.app.session().execute(DRAWN, vec![]).await?;
    Ok(drawn.convert()?)
}

/// Waits until pictures are drawn that are so.
async fn until_drawn(screens: &Screens, wanted: impl Fn(&[String]) -> bool) -> Result<Vec<String>> {
    for _ in 0..200 {
        let now = drawn(screens).await?;
        if wanted(&now) {
            return Ok(now);
        }
        screens.app.settle().await?;
    }
    anyhow::bail!("the pictures stay as they are")
}

/// As the system's dialog does it.
async fn choose(screens: &Screens, world: &World, name: &str, bytes: &[u8]) -> Result<()> {
    let file = world.desktop.home().join(name);
    fs::write(&file, bytes)?;
    let input = screens
        .app
        .session()
        .find(By::Css("dialog input[type=file]"))
        .await?;
    let path = file.to_str().context("a path in UTF-8")?;
    input.send_keys(path).await?;
    Ok(())
}

async fn a_photo_is_cropped_shown_and_removed(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, WHO, language).await?;
    let (app, words) = (&screens.app, &screens.words);
    screens.choose_in_user_menu("nav_profile").await?;
    app.find(Role::Heading, &words["nav_profile"]).await?;
    let before = until_drawn(&screens, |now| now.len() == 2).await?;
    app.click(Role::Button, &words["photo_change"]).await?;
    app.find(Role::Dialog, &words["photo_change"]).await?;
    screens.keep("profile-photo").await?;

    choose(
        &screens,
        &world,
        "pagina.jpg",
        b"<!doctype html><script>alert(1)</script>",
    )
    .await?;
    app.sees(&words["error_photo_type"]).await?;
    screens.keep("profile-photo-refused").await?;
    choose(&screens, &world, "half.jpg", &PORTRAIT[..64]).await?;
    app.sees(&words["error_photo_damaged"]).await?;

    choose(&screens, &world, "portret.jpg", PORTRAIT).await?;
    app.sees(&words["photo_how"]).await?;
    let stage = app.session().find(By::Css("[role=application]")).await?;
    stage.focus().await?;
    for key in ["+", "+"] {
        app.type_text(key).await?;
    }
    app.press(Key::Left).await?;
    app.press(Key::Up).await?;
    screens.keep("profile-photo-crop").await?;
    app.click(Role::Button, &words["photo_use"]).await?;
    app.is_gone(Role::Dialog, &words["photo_change"]).await?;
    let after = until_drawn(&screens, |now| now.len() == 2 && *now != before).await?;
    ensure!(after[0] == after[1], "the same photo at both places");
    screens.keep("profile-photo-changed").await?;

    app.click(Role::Button, &words["photo_remove"]).await?;
    app.find(Role::Dialog, &words["photo_remove_ask"]).await?;
    screens.keep("profile-photo-remove").await?;
    app.click(Role::Button, &words["yes"]).await?;
    app.find(Role::Button, &words["photo_add"]).await?;
    until_drawn(&screens, <[String]>::is_empty).await?;

    // B-12: the organization decides otherwise.
    let forbid = ["organization", "photo", "--change", "nobody"];
    world.server.administer(&forbid)?;
    app.click(Role::Button, &words["nav_overview"]).await?;
    app.click(Role::Button, &words["refresh"]).await?;
    screens.choose_in_user_menu("nav_profile").await?;
    app.sees(&words["reason_not_allowed_by_policy"]).await?;
    app.is_gone(Role::Button, &words["photo_add"]).await?;
    screens.keep("profile-photo-forbidden").await
}

async fn a_phone_number_is_edited(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, WHO, language).await?;
    let (app, words) = (&screens.app, &screens.words);
    screens.choose_in_user_menu("nav_profile").await?;
    app.find(Role::Heading, &words["nav_profile"]).await?;
    app.sees("Personeelszaken").await?;
    app.sees(&words["profile_devices_know"]).await?;
    let edit = format!("{}: {}", &words["profile_edit"], &words["profile_contact"]);
    app.click(Role::Button, &edit).await?;
    app.fill(&words["profile_mobile"], "bel me").await?;
    screens.keep("profile-edit").await?;
    app.click(Role::Button, &words["save"]).await?;
    app.sees(&words["profile_not_a_phone"]).await?;
    screens.keep("profile-edit-fault").await?;
    app.fill(&words["profile_mobile"], "+31 6 5550 0199").await?;
    app.click(Role::Button, &words["save"]).await?;
    app.find(Role::Button, &edit).await?;
    app.sees("+31 6 5550 0199").await?;
    screens.keep("profile-edited").await?;

    let none = ["organization", "editable-fields", "--none"];
    world.server.administer(&none)?;
    app.click(Role::Button, &words["nav_overview"]).await?;
    app.click(Role::Button, &words["refresh"]).await?;
    screens.choose_in_user_menu("nav_profile").await?;
    app.sees("+31 6 5550 0199").await?;
    app.is_gone(Role::Button, &edit).await
}

#[tokio::test]
async fn b12_a_photo_is_cropped_shown_and_removed_in_dutch() -> Result<()> {
    a_photo_is_cropped_shown_and_removed(Language::Dutch).await
}

#[tokio::test]
async fn b12_a_photo_is_cropped_shown_and_removed_in_english() -> Result<()> {
    a_photo_is_cropped_shown_and_removed(Language::English).await
}

#[tokio::test]
async fn b03_a_phone_number_is_edited_in_dutch() -> Result<()> {
    a_phone_number_is_edited(Language::Dutch).await
}

#[tokio::test]
async fn b03_a_phone_number_is_edited_in_english() -> Result<()> {
    a_phone_number_is_edited(Language::English).await
}
