//! MSAL and the Graph SDK, as Microsoft ships them and changed by configuration alone, against our server over TLS.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use workpass_e2e::factors::{code_now, confirm};
use workpass_e2e::journeys::{enter_code, sign_in_at_the_page};
use workpass_e2e::{Browser, Keychain, Language, Role, World};
use workpass_interop::{Certificate, NodeProgram};

/// A world whose server speaks TLS with a certificate made for this test.
fn world_with_tls(certificate: &Certificate) -> Result<World> {
    let path = |path: std::path::PathBuf| path.display().to_string();
    World::start_with(
        Keychain::Absent,
        &[
            "--tls-cert".into(),
            path(certificate.chain()),
            "--tls-key".into(),
            path(certificate.key()),
        ],
    )
}

fn client(way: &str, world: &World, certificate: &Certificate) -> Result<NodeProgram> {
    client_for(way, "everything", world, certificate)
}

fn client_for(way: &str, what: &str, world: &World, certificate: &Certificate) -> Result<NodeProgram> {
    let sample = world.server.sample();
    let arguments = [
        way,
        world.server.url(),
        &sample.tenant_id,
        &sample.client_id,
        what,
    ];
    NodeProgram::start(
        "microsoft-clients.mjs",
        &arguments,
        Some(&certificate.authority()),
    )
}

async fn browser_at(world: &World, event: &Value) -> Result<Browser> {
    let browser = world.open_browser(Language::English).await?;
    browser
        .visit(event["url"].as_str().context("an address is told")?)
        .await?;
    Ok(browser)
}

/// Everything the client was told, whichever way it signed in.
fn check(world: &World, done: &Value) {
    let sample = world.server.sample();
    assert_eq!(done["account"]["username"], "anna@noorderlicht.example", "{done}");
    assert_eq!(done["account"]["tenantId"], json!(sample.tenant_id));
    let home = done["account"]["homeAccountId"].as_str().unwrap_or_default();
    assert!(
        home.ends_with(&format!(".{}", sample.tenant_id)),
        "client_info names the account: {home}"
    );
    assert_eq!(done["renewed"], true, "the silent renewal went to the server");

    let graph = &done["graph"];
    assert_eq!(graph["me"]["displayName"], "Anna de Vries");
    assert_eq!(graph["organization"], "Noorderlicht Logistiek B.V.");
    assert!(
        graph["manager"]
            .as_str()
            .is_some_and(|name| name.starts_with("Hendrik")),
        "{graph}"
    );
    assert!(
        graph["photo"] == json!([0x89, 0x50, 0x4e, 0x47]) || graph["photo"][0] == 0xff,
        "PNG or JPEG: {graph}"
    );
    let methods = graph["methods"].as_array().cloned().unwrap_or_default();
    assert!(
        methods.contains(&json!("#microsoft.graph.emailAuthenticationMethod")),
        "{methods:?}"
    );
    assert_eq!(graph["batch"]["me"], 200);
    assert!(
        graph["batch"]["nobody"]
            .as_u64()
            .is_some_and(|status| status >= 400),
        "{graph}"
    );
    // Graph lets nobody add a method to themselves; its clients understand the refusal.
    assert_eq!(graph["refused"]["statusCode"], 403, "{graph}");
    assert_eq!(graph["refused"]["hasRequestId"], true, "{graph}");
}

#[tokio::test]
async fn msal_signs_in_by_device_code_renews_and_the_graph_sdk_reads() -> Result<()> {
    let certificate = Certificate::for_localhost()?;
    let world = world_with_tls(&certificate)?;
    let client = client("device-code", &world, &certificate)?;
    let event = client.expect("open")?;
    let browser = browser_at(&world, &event).await?;
    enter_code(
        &browser,
        Language::English,
        event["userCode"].as_str().context("a code is told")?,
    )
    .await?;
    sign_in_at_the_page(&browser, world.account("anna")?, Language::English).await?;
    browser.click(Role::Button, "Allow").await?;
    check(&world, &client.expect("done")?);
    Ok(())
}

#[tokio::test]
async fn msal_signs_in_with_code_and_pkce_renews_and_the_graph_sdk_reads() -> Result<()> {
    let certificate = Certificate::for_localhost()?;
    let world = world_with_tls(&certificate)?;
    let client = client("browser", &world, &certificate)?;
    let browser = browser_at(&world, &client.expect("open")?).await?;
    sign_in_at_the_page(&browser, world.account("anna")?, Language::English).await?;
    check(&world, &client.expect("done")?);
    Ok(())
}

/// Of the sample; nobody real.
const RUBENS_SECRET: &str = "NNXW64DEMFTWCZLFOJSGKIDCMVZXI2LT";

#[tokio::test]
async fn the_graph_sdk_lists_every_kind_of_method_chooses_the_default_and_deletes_an_app() -> Result<()> {
    let certificate = Certificate::for_localhost()?;
    let world = world_with_tls(&certificate)?;
    let client = client_for("browser", "methods", &world, &certificate)?;
    let browser = browser_at(&world, &client.expect("open")?).await?;
    sign_in_at_the_page(&browser, world.account("ruben")?, Language::English).await?;
    confirm(&browser, "Code", &code_now(RUBENS_SECRET)?, Language::English).await?;
    let done = client.expect("done")?;
    let graph = &done["graph"];
    assert_eq!(
        graph["counts"],
        json!({
            "phone": 0, "microsoftAuthenticator": 0, "softwareOath": 1, "fido2": 0, "temporaryAccessPass": 0, "email": 1,
            "hardwareOath": 0,
        }),
        "{done}"
    );
    assert_eq!(graph["preferred"], "oath", "{graph}");
    // Graph lets nobody add a phone or a pass to themselves, and a passkey takes a scope of its own.
    let refused = json!({ "phone": 403, "temporaryAccessPass": 403, "creationOptions": "403 Authorization_RequestDenied" });
    assert_eq!(graph["refused"], refused);
    assert_eq!(graph["gone"], 404, "the app is deleted");
    Ok(())
}
