//! Security questions, and what can be done with what is there: another name, another default, away.

use anyhow::Result;
use workpass_e2e::factors::{add_code_app, begin, finish};
use workpass_e2e::{Keychain, Language, Role, Screens, World};

#[tokio::test]
async fn b72_questions_are_chosen_and_answered_and_never_shown_again() -> Result<()> {
    for language in Language::ALL {
        the_questions(language).await?;
    }
    Ok(())
}

async fn the_questions(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, "yusuf", language).await?;
    let (app, words) = (&screens.app, &screens.words);
    screens.go_to("nav_security").await?;
    begin(&screens, "kind_security_questions").await?;
    let question = |number| format!("{} {number}", language.pick("Vraag", "Question"));
    let answer_to = |number| {
        let label = language.pick("Antwoord op vraag", "Answer to question");
        format!("{label} {number}")
    };
    let answers = ["Kerkstraat", "juf Willemien", "zeilboot"];
    for (at, answer) in answers.iter().enumerate() {
        let number = at + 1;
        app.choose_at(&question(number), number).await?;
        app.fill(&answer_to(number), answer).await?;
    }
    screens.keep("security-questions").await?;

    // B-75: the same answer twice is told at the field.
    app.fill(&answer_to(3), " KERKSTRAAT").await?;
    app.click(Role::Button, &words["save"]).await?;
    app.sees(&words["questions_fault_repeated"]).await?;
    screens.keep("security-questions-repeated").await?;
    app.fill(&answer_to(3), "zeilboot").await?;
    app.click(Role::Button, &words["save"]).await?;
    finish(&screens, "wizard_done_title").await?;
    let delete = screens.delete_button(&words["kind_security_questions"]);
    app.find(Role::Button, &delete).await?;
    assert!(!app.text().await?.contains("zeilboot"));
    Ok(())
}

#[tokio::test]
async fn b27_b29_b86_an_app_gets_another_name_and_goes_with_what_is_left_in_view() -> Result<()> {
    for language in Language::ALL {
        the_name_and_the_end(language).await?;
    }
    Ok(())
}

async fn the_name_and_the_end(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, "yusuf", language).await?;
    let (app, words) = (&screens.app, &screens.words);
    let method = |name: &str| format!("{} {name}", &words["kind_software_oath"]);
    screens.go_to("nav_security").await?;
    add_code_app(&screens, "Old phone").await?;
    // B-56: the first second step becomes the default.
    app.sees(&words["option_oath"]).await?;

    let rename = screens.rename_button(&method("Old phone"));
    app.click(Role::Button, &rename).await?;
    app.fill(&words["rename_label"], "Spare phone").await?;
    screens.keep("security-rename").await?;
    app.click(Role::Button, &words["save"]).await?;
    let delete = screens.delete_button(&method("Spare phone"));
    app.click(Role::Button, &delete).await?;
    app.sees(&words["delete_left"]).await?;
    // B-59: the account in the phone's app goes by hand.
    app.sees(&words["delete_app_too"]).await?;
    screens.keep("security-delete-app").await?;
    app.click(Role::Button, &words["no"]).await?;
    app.click(Role::Button, &delete).await?;
    app.click(Role::Button, &words["yes"]).await?;
    app.is_gone(Role::Button, &delete).await?;
    let rename = screens.rename_button(&method("Spare phone"));
    assert!(!app.has(Role::Button, &rename).await?);
    // Nothing is left to be asked for first.
    app.sees_no_more(&words["option_oath"]).await
}
