//! What nobody can type for somebody else: a passkey, and a phone that approves by number.

use std::net::IpAddr;

use anyhow::{Result, ensure};
use serde_json::json;
use workpass_e2e::factors::{
    add_code_app, approve_on, begin, code_next, confirm, finish, is_signed_in, until_the_second_step,
};
use workpass_e2e::journeys::{authorize, page_opened_after, sign_in_at_the_page, sign_in_through};
use workpass_e2e::{Album, AppOptions, Keychain, Language, Page, Role, Screens, World, assert_no_violations};

async fn the_passkey_journey(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let browser = world.open_browser(language).await?;
    browser.add_authenticator().await?;
    let app = world.open_app(AppOptions::new(&world, language)).await?;
    sign_in_through(&world, &app, &browser, world.account("yusuf")?, language).await?;
    let screens = Screens::new(app, language)?;
    let (app, words) = (&screens.app, &screens.words);
    let album = Album::new(language)?;
    screens.go_to("nav_security").await?;
    // B-80: something else comes first.
    let secret = add_code_app(&screens, "Pixel 10").await?;

    begin(&screens, "kind_passkey").await?;
    app.find(Role::Heading, &words["passkey_question"]).await?;
    screens.keep("security-passkey").await?;
    app.fill(&words["register_name"], "YubiKey").await?;
    let seen = world.opened_pages().len();
    app.click(Role::Button, &words["next"]).await?;
    app.find(Role::Heading, &words["passkey_browser_question"])
        .await?;
    screens.keep_once("security-passkey-browser").await?;
    browser.visit(&page_opened_after(&world, seen).await?).await?;
    // The browser knows the password only, and by now there is more to prove.
    confirm(&browser, "Code", &code_next(&secret)?, language).await?;
    browser
        .find(
            Role::Heading,
            language.pick("Wachtwoordsleutel toevoegen", "Add a passkey"),
        )
        .await?;
    album.take(&browser, "page-passkey").await?;
    assert_no_violations(&browser, "the page that makes a passkey").await?;
    browser
        .click(
            Role::Button,
            language.pick("Wachtwoordsleutel maken", "Make a passkey"),
        )
        .await?;
    browser
        .find(
            Role::Heading,
            language.pick("Wachtwoordsleutel toegevoegd", "Passkey added"),
        )
        .await?;
    album.take(&browser, "page-passkey-added").await?;
    finish(&screens, "wizard_done_title").await?;
    app.sees("YubiKey").await?;
    screens.keep("security-passkey-listed").await?;

    browser.session().delete_all_cookies().await?;
    browser.visit(&format!("{}/signin", world.server.url())).await?;
    let passkey = language.pick("Aanmelden met een wachtwoordsleutel", "Sign in with a passkey");
    browser.find(Role::Button, passkey).await?;
    album.take(&browser, "page-sign-in-passkey").await?;
    browser.click(Role::Button, passkey).await?;
    is_signed_in(&browser, language).await?;

    // And as the second step, after the password.
    browser.session().delete_all_cookies().await?;
    browser.visit(&format!("{}/signin", world.server.url())).await?;
    sign_in_at_the_page(&browser, world.account("yusuf")?, language).await?;
    let other = language.pick("Op een andere manier aanmelden", "Sign in another way");
    browser.click(Role::Link, other).await?;
    browser.find(Role::Heading, other).await?;
    let way = language.pick(
        "Wachtwoordsleutel of beveiligingssleutel",
        "Passkey or security key",
    );
    browser.click(Role::Button, way).await?;
    let use_it = language.pick("Wachtwoordsleutel gebruiken", "Use a passkey");
    browser.find(Role::Button, use_it).await?;
    album.take(&browser, "page-verify-passkey").await?;
    assert_no_violations(&browser, "a passkey as the second step").await?;
    browser.click(Role::Button, use_it).await?;
    is_signed_in(&browser, language).await
}

#[tokio::test]
async fn b81_b84_a_passkey_is_made_in_the_browser_and_signs_in_in_dutch() -> Result<()> {
    the_passkey_journey(Language::Dutch).await
}

#[tokio::test]
async fn b81_b84_a_passkey_is_made_in_the_browser_and_signs_in_in_english() -> Result<()> {
    the_passkey_journey(Language::English).await
}

async fn the_approval_journey(language: Language) -> Result<()> {
    let world = World::start(Keychain::Unlocked)?;
    let screens = Screens::signed_in(&world, "yusuf", language).await?;
    let (app, words) = (&screens.app, &screens.words);
    let album = Album::new(language)?;
    screens.go_to("nav_security").await?;
    begin(&screens, "kind_microsoft_authenticator").await?;
    app.find(Role::Heading, &words["phone_app_question"]).await?;
    screens.keep("security-approval").await?;
    app.click(Role::Button, &words["next"]).await?;
    let address = app.told_by("enrol-page").await?;
    screens.keep("security-approval-scan").await?;

    let phone = world.open_browser(language).await?;
    phone.resize(500, 900).await?;
    phone.visit(&address).await?;
    phone
        .find(
            Role::Heading,
            language.pick("Deze telefoon verbinden?", "Connect this phone?"),
        )
        .await?;
    album.take(&phone, "phone-connect").await?;
    assert_no_violations(&phone, "the phone that is connected").await?;
    phone
        .click(Role::Button, language.pick("Verbinden", "Connect"))
        .await?;
    let number = digits(&app.told_by("approval-number").await?);
    screens.keep_once("security-approval-number").await?;
    // B-55: another number approves nothing.
    let wrong = if number == "10" { "11" } else { "10" };
    approve_on(&phone, wrong, language).await?;
    phone
        .sees(language.pick("Dit nummer klopt niet", "This number is not right"))
        .await?;
    album.take(&phone, "phone-wrong-number").await?;
    approve_on(&phone, &number, language).await?;
    finish(&screens, "wizard_done_title").await?;
    screens.keep("security-approval-listed").await?;

    let browser = until_the_second_step(&world, world.account("yusuf")?, language).await?;
    let send = language.pick("Melding sturen", "Send notification");
    if browser.has(Role::Button, send).await? {
        browser.click(Role::Button, send).await?;
    }
    browser
        .find(Role::Heading, language.pick("Uw nummer", "Your number"))
        .await?;
    album.take(&browser, "page-verify-approval").await?;
    assert_no_violations(&browser, "the number on the page").await?;
    let script = "return document.querySelector('.compare .code').textContent.trim()";
    let number = browser
        .session()
        .execute(script, vec![])
        .await?
        .convert::<String>()?;
    phone
        .find(
            Role::Heading,
            language.pick("Probeert u zich aan te melden?", "Are you trying to sign in?"),
        )
        .await?;
    album.take(&phone, "phone-asked").await?;
    approve_on(&phone, &number, language).await?;
    is_signed_in(&browser, language).await?;
    the_report(&world, &phone, &album, language).await
}

/// What the phone shows of a fact.
async fn fact(phone: &Page, name: &str) -> Result<String> {
    let script = "return document.querySelector(`[data-fact=${arguments[0]}]`).innerText.trim()";
    let told = phone.session().execute(script, vec![json!(name)]).await?;
    Ok(told.convert::<String>()?)
}

/// Somebody who knows the password signs in to an app; the person says no on the phone, and then that it was somebody
/// else.
async fn the_report(world: &World, phone: &Page, album: &Album, language: Language) -> Result<()> {
    let stranger = world.open_browser(language).await?;
    stranger.visit(&authorize(world, "")).await?;
    sign_in_at_the_page(&stranger, world.account("yusuf")?, language).await?;
    let send = language.pick("Melding sturen", "Send notification");
    if stranger.has(Role::Button, send).await? {
        stranger.click(Role::Button, send).await?;
    }
    stranger
        .find(Role::Heading, language.pick("Uw nummer", "Your number"))
        .await?;
    phone
        .find(
            Role::Heading,
            language.pick("Probeert u zich aan te melden?", "Are you trying to sign in?"),
        )
        .await?;
    // B-55: who asks, and from where.
    let user = &world.account("yusuf")?.user_name;
    ensure!(fact(phone, "account").await? == *user);
    ensure!(fact(phone, "app").await? == "Workpass");
    let address = fact(phone, "address").await?;
    ensure!(address.parse::<IpAddr>()?.is_loopback(), "{address}");
    ensure!(fact(phone, "browser").await? == "Chrome, Linux");
    album.take(phone, "phone-asked-by-an-app").await?;
    assert_no_violations(phone, "a sign-in that the phone shows").await?;

    // B-60: no, and then the report of it.
    phone
        .click(Role::Button, language.pick("Weigeren", "Deny"))
        .await?;
    phone
        .find(Role::Heading, language.pick("Geweigerd", "Denied"))
        .await?;
    stranger
        .sees(language.pick(
            "Het verzoek is op uw telefoon geweigerd",
            "The request was denied on your phone",
        ))
        .await?;
    album.take(&stranger, "page-verify-denied").await?;
    assert_no_violations(&stranger, "a second step that was denied").await?;
    let report = language.pick("Ik was het niet: melden", "It was not me: report");
    phone.click(Role::Button, report).await?;
    phone.sees(language.pick("Gemeld.", "Reported.")).await?;
    album.take(phone, "phone-reported").await?;
    assert_no_violations(phone, "what was reported").await?;

    // It ends what is under way: another try on that page is none.
    stranger.submit(send).await?;
    stranger
        .sees(language.pick(
            "Het verzoek is gemeld als verdacht",
            "The request was reported as suspicious",
        ))
        .await?;
    stranger
        .find(Role::Textbox, language.pick("Wachtwoord", "Password"))
        .await?;
    album.take(&stranger, "page-sign-in-reported").await?;
    assert_no_violations(&stranger, "a sign-in that was reported").await
}

/// The last two digits: before them stands what is read aloud.
fn digits(told: &str) -> String {
    let all: Vec<char> = told.chars().filter(char::is_ascii_digit).collect();
    all[all.len().saturating_sub(2)..].iter().collect()
}

#[tokio::test]
async fn b54_b55_b60_a_phone_approves_by_number_signs_in_and_reports_in_dutch() -> Result<()> {
    the_approval_journey(Language::Dutch).await
}

#[tokio::test]
async fn b54_b55_b60_a_phone_approves_by_number_signs_in_and_reports_in_english() -> Result<()> {
    the_approval_journey(Language::English).await
}
