//! What wakes a phone, in a real browser: its worker shows that something waits, says nothing else, and wakes the page.
//! The push service itself is somebody else's; what it would deliver is handed to the browser here.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use workpass_e2e::{Browser, Keychain, Language, Role, World};

/// Notes what the worker tells the page, once the worker is there.
const LISTEN: &str = "const done = arguments[0];
    window.heard = [];
    navigator.serviceWorker.addEventListener('message', ({ data }) => window.heard.push(data));
    navigator.serviceWorker.ready
      .then((worker) => worker.getNotifications().then(() => done(new URL(worker.scope).pathname)));";

/// Waits until there is a notification and the page heard so much, and gives both. A hundred looks a tenth of a second
/// apart are plenty; whoever comes too late is told what there was.
const SHOWN: &str = "const [times, done] = arguments;
    const look = async (left) => {
      const worker = await navigator.serviceWorker.getRegistration('/approve');
      const shown = await worker.getNotifications();
      const isThere = shown.length > 0 && window.heard.length >= times;
      if (left > 0 && !isThere) return setTimeout(look, 100, left - 1);
      done({ heard: window.heard, shown: shown.map(({ title, body, tag, lang, data }) => ({ title, body, tag, lang, data })) });
    };
    look(200);";

async fn run(browser: &Browser, script: &str, arguments: Vec<Value>) -> Result<Value> {
    let said = browser.session().execute_async(script, arguments).await?;
    Ok(said.json().clone())
}

async fn a_message_wakes_the_phone(language: Language) -> Result<()> {
    let world = World::start(Keychain::Absent)?;
    let origin = world.server.url().to_owned();
    let browser = world.open_browser(language).await?;
    browser.allow_notifications(&origin).await?;
    browser.visit(&format!("{origin}/approve")).await?;
    // The page has looked, so that it takes away nothing that comes from now on.
    let welcome = language.pick("Nog niet verbonden", "Not connected yet");
    browser
        .find(Role::Heading, welcome)
        .await
        .context("the page of a phone that is not connected")?;
    ensure!(
        run(&browser, LISTEN, vec![]).await? == "/approve",
        "the worker's scope"
    );
    // The home screen of a phone takes it as an app of its own.
    let (manifest, against) = browser.installability().await?;
    ensure!(
        manifest == format!("{origin}/approve/manifest.webmanifest") && against.is_empty(),
        "{manifest} {against:?}"
    );

    browser.deliver_push(&origin, "").await?;
    let told = run(&browser, SHOWN, vec![json!(1)]).await?;
    let expected = json!({
        "title": language.pick("Er wacht een aanmelding", "A sign-in is waiting"),
        "body": language.pick("Tik om het verzoek te bekijken.", "Tap to see the request."),
        "tag": "approval",
        "lang": language.tag(),
        "data": null,
    });
    ensure!(told["shown"] == json!([expected]), "{told}");
    ensure!(
        told["heard"] == json!(["awake"]),
        "the open page is woken: {told}"
    );

    // Another one takes its place, and whatever it carries is nowhere to be seen.
    browser.deliver_push(&origin, "Dial +31 900 1234").await?;
    let told = run(&browser, SHOWN, vec![json!(2)]).await?;
    ensure!(told["shown"] == json!([expected]), "{told}");
    ensure!(told["heard"] == json!(["awake", "awake"]), "{told}");
    Ok(())
}

#[tokio::test]
async fn b52_a_message_shows_that_a_sign_in_waits_and_wakes_the_open_page_in_dutch() -> Result<()> {
    a_message_wakes_the_phone(Language::Dutch).await
}

#[tokio::test]
async fn b52_a_message_shows_that_a_sign_in_waits_and_wakes_the_open_page_in_english() -> Result<()> {
    a_message_wakes_the_phone(Language::English).await
}
