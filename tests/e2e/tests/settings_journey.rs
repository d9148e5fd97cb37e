//! Settings and privacy in the real window: dates move with the time zone, the organization fixes the language, an app
//! is put out, and the person's data becomes a file.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use workpass_e2e::{Keychain, Language, Role, Screens, Words, World};

const WHO: &str = "anna";

/// Marks a time zone in the list and uses it.
async fn use_zone(screens: &Screens, search: &str, zone: &str) -> Result<()> {
    let (app, words) = (&screens.app, &screens.words);
    app.fill(&words["settings_zone_search"], search).await?;
    let script = "const list = document.querySelector('select[size]');
        list.value = arguments[0];
        list.dispatchEvent(new Event('change', { bubbles: true }));
        return list.value;";
    let marked = app.session().execute(script, vec![json!(zone)]).await?;
    ensure!(
        marked.json() == zone,
        "{zone} is not in the list: {:?}",
        marked.json()
    );
    app.click(Role::Button, &words["settings_zone_use"]).await?;
    app.is_gone(Role::Button, &words["settings_zone_use"]).await
}

/// Which day it is in a time zone, as the screens write it.
async fn today(screens: &Screens, zone: &str) -> Result<String> {
    let script = "return new Intl.DateTimeFormat(arguments[0],
        { dateStyle: 'long', timeZone: arguments[1] }).format(new Date())";
    let tag = screens.language.pick("nl-NL", "en-GB");
    let told = screens
        .app
        .session()
        .execute(script, vec![json!(tag), json!(zone)])
        .await?;
    Ok(told.convert()?)
}

/// There is a day and more between these two, whatever time it is.
async fn dates_move_with_the_zone(screens: &Screens) -> Result<()> {
    let app = &screens.app;
    let mut shown = Vec::new();
    for (search, zone) in [
        ("kiritimati", "Pacific/Kiritimati"),
        ("pago", "Pacific/Pago_Pago"),
    ] {
        screens.go_to("nav_settings").await?;
        use_zone(screens, search, zone).await?;
        let day = today(screens, zone).await?;
        screens.go_to("nav_signins").await?;
        app.sees(&day).await?;
        shown.push(day);
    }
    ensure!(shown[0] != shown[1], "{shown:?}");
    app.sees_no_more(&shown[0]).await?;
    screens.keep("sign-ins-other-zone").await
}

async fn language_is_fixed(world: &World, screens: &Screens) -> Result<()> {
    let (app, words, language) = (&screens.app, &screens.words, screens.language);
    let fix = |language: Language| {
        world
            .server
            .administer(&["organization", "display-language", "--fix", language.tag()])
    };
    fix(language)?;
    app.click(Role::Button, &words["nav_overview"]).await?;
    app.click(Role::Button, &words["refresh"]).await?;
    screens.go_to("nav_settings").await?;
    app.sees(language.pick("voor iedereen gekozen", "for everybody"))
        .await?;
    screens.keep("settings-language-fixed").await?;

    let other = language.pick(Language::English, Language::Dutch);
    let others = Words::of(other)?;
    fix(other)?;
    app.click(Role::Button, &words["nav_overview"]).await?;
    app.click(Role::Button, &words["refresh"]).await?;
    app.find(Role::Button, &others["nav_settings"]).await?;
    world
        .server
        .administer(&["organization", "display-language", "--free"])?;
    app.click(Role::Button, &others["refresh"]).await?;
    app.find(Role::Button, &words["nav_settings"]).await?;
    Ok(())
}

async fn an_app_is_put_out(screens: &Screens) -> Result<()> {
    let (app, words) = (&screens.app, &screens.words);
    screens.go_to("nav_settings").await?;
    let withdraw = screens.language.pick(
        "Toestemming intrekken: Noorderlicht",
        "Withdraw permission: Noorderlicht",
    );
    app.sees(
        screens
            .language
            .pick("u aangemeld te houden", "keep you signed in"),
    )
    .await?;
    screens.keep_tall("settings-privacy").await?;
    app.click(Role::Button, withdraw).await?;
    app.find(Role::Dialog, withdraw).await?;
    app.sees(&words["services_withdraw_text"]).await?;
    screens.keep("settings-withdraw").await?;
    let press = "[...document.querySelectorAll('dialog[open] footer button')].at(-1).click()";
    app.session().execute(press, vec![]).await?;
    app.is_gone(Role::Dialog, withdraw).await?;
    app.is_gone(Role::Button, withdraw).await
}

async fn the_data_becomes_a_file(world: &World, screens: &Screens) -> Result<()> {
    let (app, words) = (&screens.app, &screens.words);
    app.click(Role::Button, &words["export_save"]).await?;
    app.sees(&words["export_saved"]).await?;
    screens.keep_tall("settings-exported").await?;
    let shown = app.text().await?;
    let path = shown
        .split_whitespace()
        .find(|word| word.contains("workpass-data-"))
        .context("the file is named")?;
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {path}"))?;
    let export: Value = serde_json::from_str(&text)?;
    ensure!(export["complete"] == true && export["format"] == "workpass-export");
    ensure!(export["profile"]["userPrincipalName"] == world.account(WHO)?.user_name.as_str());
    ensure!(export["settings"]["timeZone"] == "Pacific/Pago_Pago");
    let happened = |kind: &str| {
        let events = export["events"].as_array();
        events.is_some_and(|events| events.iter().any(|event| event["kind"] == kind))
    };
    for kind in ["settings.changed", "consent.withdrawn", "data.exported"] {
        ensure!(happened(kind), "{kind}");
    }
    ensure!(!text.contains(&world.account(WHO)?.password));
    Ok(())
}

async fn the_journey(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, WHO, language).await?;
    dates_move_with_the_zone(&screens).await?;
    language_is_fixed(&world, &screens).await?;
    an_app_is_put_out(&screens).await?;
    the_data_becomes_a_file(&world, &screens).await?;

    let (app, words) = (&screens.app, &screens.words);
    let german = language.pick("Duits (Duitsland)", "German (Germany)");
    app.choose(&words["settings_region"], german).await?;
    app.sees(" um ").await?;
    let other = language.pick(Language::English, Language::Dutch);
    app.click(Role::Radio, other.pick("Nederlands", "English"))
        .await?;
    app.find(Role::Heading, &Words::of(other)?["nav_settings"])
        .await?;
    app.sees(" um ").await
}

#[tokio::test]
async fn b178_b179_language_zone_privacy_and_export_in_dutch() -> Result<()> {
    the_journey(Language::Dutch).await
}

#[tokio::test]
async fn b178_b179_language_zone_privacy_and_export_in_english() -> Result<()> {
    the_journey(Language::English).await
}
