//! Trying what is registered: an app with codes and a phone, in the real window.

use anyhow::Result;
use workpass_e2e::factors::{add_code_app, add_phone, code_next, finish, wrong_for};
use workpass_e2e::{Keychain, Language, Role, Screens, World};

#[tokio::test]
async fn what_is_registered_can_be_tried_in_dutch() -> Result<()> {
    the_trials(Language::Dutch).await
}

#[tokio::test]
async fn what_is_registered_can_be_tried_in_english() -> Result<()> {
    the_trials(Language::English).await
}

async fn the_trials(language: Language) -> Result<()> {
    let (number, shown) = ("+31612345678", "+31 6 12345678");
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, "yusuf", language).await?;
    let (app, words) = (&screens.app, &screens.words);
    screens.go_to("nav_security").await?;
    let secret = add_code_app(&screens, "Pixel 10").await?;

    let method = format!("{} Pixel 10", &words["kind_software_oath"]);
    let button = language.pick(format!("{method} proberen"), format!("Try {method}"));
    app.click(Role::Button, &button).await?;
    let code = code_next(&secret)?;
    app.fill(&words["app_code_label"], wrong_for(&code)).await?;
    app.click(Role::Button, &words["next"]).await?;
    app.sees(&words["error_code_wrong_title"]).await?;
    app.sees(&words["trial_mend"]).await?;
    screens.keep("security-trial-wrong-code").await?;
    app.fill(&words["app_code_label"], &code_next(&secret)?).await?;
    app.click(Role::Button, &words["next"]).await?;
    app.find(Role::Heading, &words["trial_works"]).await?;
    screens.keep("security-trial-works").await?;
    finish(&screens, "trial_works").await?;

    add_phone(&world, &screens, number).await?;
    let seen = world.messages().all().await?.len();
    let more = format!("{} {} {shown}", &words["security_more"], &words["kind_phone"]);
    app.click(Role::Button, &more).await?;
    app.click(Role::MenuItem, &words["trial"]).await?;
    app.find(Role::Textbox, &words["email_code_label"]).await?;
    screens.keep("security-trial-text").await?;
    let text = world.messages().newest_of("sms", number, seen).await?;
    app.fill(&words["email_code_label"], &text.code()?).await?;
    app.click(Role::Button, &words["next"]).await?;
    finish(&screens, "trial_works").await
}
