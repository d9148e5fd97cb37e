//! A phone set up at sign-in, in a real browser: the country from a list, the number as it is dialled there.

use anyhow::Result;
use workpass_e2e::factors::is_signed_in;
use workpass_e2e::journeys::sign_in_at_the_page;
use workpass_e2e::{Album, Browser, Keychain, Language, Role, World, assert_no_violations};

async fn page_is_good(page: &Browser, album: &Album, name: &str) -> Result<()> {
    album.take(page, name).await?;
    assert_no_violations(page, name).await
}

async fn a_phone_is_set_up(language: Language) -> Result<()> {
    let world = World::start(Keychain::Absent)?;
    let album = Album::new(language)?;
    let browser = world.open_browser(language).await?;
    browser.visit(&format!("{}/signin", world.server.url())).await?;
    sign_in_at_the_page(&browser, world.account("sem")?, language).await?;
    let other = language.pick(
        "Ik wil een andere methode instellen",
        "I want to set up a different method",
    );
    browser.click(Role::Link, other).await?;
    let phone = language.pick(
        "Een code per bericht, of een telefoonoproep",
        "A code by message, or a phone call",
    );
    browser.click(Role::Button, phone).await?;
    let title = language.pick("Telefoon instellen", "Set up your phone");
    browser.find(Role::Heading, title).await?;
    // The organization's own country is chosen already.
    let list = language.pick("Land of regio", "Country or region");
    let chosen = browser.find(Role::Combobox, list).await?.prop("value").await?;
    assert_eq!(chosen.as_deref(), Some("NL"));
    page_is_good(&browser, &album, "page-register-phone").await?;

    let (number, next) = (
        language.pick("Telefoonnummer", "Phone number"),
        language.pick("Volgende", "Next"),
    );
    browser
        .choose(list, language.pick("België (+32)", "Belgium (+32)"))
        .await?;
    browser.fill(number, "0470 12 34").await?;
    browser.click(Role::Button, next).await?;
    let wrong = language.pick(
        "Dit is geen telefoonnummer van dit land",
        "This is not a phone number of this country",
    );
    browser.sees(wrong).await?;
    let kept = browser.find(Role::Combobox, list).await?.prop("value").await?;
    assert_eq!(kept.as_deref(), Some("BE"), "what was chosen is not lost");
    page_is_good(&browser, &album, "page-register-phone-wrong").await?;

    let seen = world.messages().all().await?.len();
    browser.fill(number, "0470 12 34 56").await?;
    browser.click(Role::Button, next).await?;
    let text = world.messages().newest_of("sms", "+32470123456", seen).await?;
    browser.sees("+32470123456").await?;
    page_is_good(&browser, &album, "page-register-phone-code").await?;
    browser.fill("Code", &text.code()?).await?;
    browser.click(Role::Button, next).await?;
    browser
        .find(Role::Heading, language.pick("Gelukt", "Success"))
        .await?;
    page_is_good(&browser, &album, "page-register-phone-done").await?;
    browser.click(Role::Link, language.pick("Gereed", "Done")).await?;
    is_signed_in(&browser, language).await
}

#[tokio::test]
async fn b62_b90_a_phone_is_set_up_at_sign_in_with_its_country_in_dutch() -> Result<()> {
    a_phone_is_set_up(Language::Dutch).await
}

#[tokio::test]
async fn b62_b90_a_phone_is_set_up_at_sign_in_with_its_country_in_english() -> Result<()> {
    a_phone_is_set_up(Language::English).await
}
