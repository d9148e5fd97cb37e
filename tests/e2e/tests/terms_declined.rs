//! A new version of the terms in the real window: what changed, declining, the record, accepting after all.

use anyhow::Result;
use workpass_e2e::{Keychain, Language, Role, Screens, World};

async fn the_journey(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    // Accepted version 1.0; now there is 2.1.
    let screens = Screens::signed_in(&world, "bram", language).await?;
    let (app, words) = (&screens.app, &screens.words);
    screens.go_to("nav_terms").await?;
    app.sees(language.pick(
        "Nieuwe versie. U hebt eerder versie 1.0",
        "You accepted version 1.0",
    ))
    .await?;
    app.click(Role::Button, &words["terms_read_and_accept"]).await?;
    app.sees(language.pick("sinds versie 1.0", "since version 1.0"))
        .await?;
    app.click(Role::Button, &words["terms_next_change"]).await?;
    let named = ["terms_added", "terms_changed", "terms_removed"];
    let focused = app.focused().await?;
    anyhow::ensure!(
        named.iter().any(|name| focused.contains(&words[*name][..])),
        "the focus is on “{focused}”"
    );
    screens.keep("terms-changes").await?;

    // B-176: says what is blocked, and can be left.
    app.click(Role::Button, &words["terms_decline"]).await?;
    app.sees("Noorderlicht Routeplanner").await?;
    screens.keep("terms-decline").await?;
    app.click(Role::Button, &words["cancel"]).await?;
    app.is_gone(Role::Dialog, language.pick("weigeren?", "Decline"))
        .await?;
    app.click(Role::Button, &words["terms_decline"]).await?;
    app.find(Role::Dialog, language.pick("weigeren", "Decline"))
        .await?;
    app.session()
        .execute(
            "[...document.querySelectorAll('dialog[open] footer button')].at(-1).click()",
            vec![],
        )
        .await?;
    app.sees(language.pick("U kunt dit alsnog accepteren", "You can still accept it"))
        .await?;
    screens.keep("terms-declined").await?;

    app.click(Role::Button, &words["terms_record_show"]).await?;
    app.sees(&words["terms_record_declined"]).await?;
    app.sees(&words["terms_record_hash"]).await?;
    screens.keep("terms-record").await?;

    // Later acceptance stays possible.
    app.click(Role::Button, &words["terms_read_and_accept"]).await?;
    app.find(Role::Button, &words["terms_accept"]).await?;
    app.session()
        .execute(
            "document.querySelector('[data-testid=terms-end]').scrollIntoView()",
            vec![],
        )
        .await?;
    app.click(Role::Button, &words["terms_accept"]).await?;
    app.sees(&words["terms_all_done_title"]).await
}

#[tokio::test]
async fn b175_b176_a_new_version_is_compared_declined_and_accepted_after_all_in_dutch() -> Result<()> {
    the_journey(Language::Dutch).await
}

#[tokio::test]
async fn b175_b176_a_new_version_is_compared_declined_and_accepted_after_all_in_english() -> Result<()> {
    the_journey(Language::English).await
}
