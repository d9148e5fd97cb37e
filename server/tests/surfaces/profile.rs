//! Changing one's own fields and photo over Graph, where the organization lets people.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};
use reqwest::Method;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use workpass_server::store::entities::{audit_event, photo};

use crate::admin::admin;
use crate::client::{Answer, Client};
use crate::notices::await_sent;
use crate::support::TestServer;
use crate::support::png_bomb::{Colour, bomb};
use crate::support::postgres::Postgres;

const PHOTO: &str = "/me/photo/$value";

/// A JPEG of one colour.
pub(crate) fn jpeg(width: u32, height: u32, colour: [u8; 3]) -> Vec<u8> {
    let pixels = colour.repeat((width * height) as usize);
    let mut bytes = Vec::new();
    JpegEncoder::new(&mut bytes)
        .encode(&pixels, width, height, ExtendedColorType::Rgb8)
        .unwrap();
    bytes
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let pixels = vec![90; (width * height) as usize];
    let mut bytes = Vec::new();
    image::codecs::png::PngEncoder::new(&mut bytes)
        .write_image(&pixels, width, height, ExtendedColorType::L8)
        .unwrap();
    bytes
}

async fn set_photo(client: &Client<'_>, bytes: Vec<u8>) -> Answer {
    client.put_photo("image/jpeg", bytes).await
}

async fn rules(server: &TestServer, first_name: &str) -> Value {
    let me = Client::self_service(server, first_name).await.get("/me").await;
    me.expect(200)["profileRules"].clone()
}

async fn audited(server: &TestServer, kind: &str) -> Vec<audit_event::Model> {
    audit_event::Entity::find()
        .filter(audit_event::Column::Kind.eq(kind))
        .all(&server.state().db)
        .await
        .unwrap()
}

#[tokio::test]
async fn b12_a_photo_is_put_shown_in_all_sizes_and_taken_away_again() {
    changed_and_removed(&TestServer::start().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn b12_on_postgresql_as_well() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    let server = TestServer::start_with(Some(postgres.url.clone())).await;
    changed_and_removed(&server).await;
    server.running.stop().await.unwrap();
}

async fn changed_and_removed(server: &TestServer) {
    let mila = Client::graph(server, "mila").await;
    assert_eq!(mila.get(PHOTO).await.status, 404);
    assert_eq!(
        mila.delete(PHOTO).await.refusal(),
        (404, "ImageNotFound"),
        "there is none"
    );
    set_photo(&mila, jpeg(700, 900, [20, 160, 20])).await.expect(200);
    let listed = mila.get("/me/photos").await.expect(200);
    let sizes: Vec<&str> = listed["value"]
        .as_array()
        .unwrap()
        .iter()
        .map(|size| size["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        sizes,
        [
            "48x48", "64x64", "96x96", "120x120", "240x240", "360x360", "432x432", "504x504", "648x648"
        ]
    );
    let first = mila.get(PHOTO).await;
    assert_eq!((first.status, first.header("content-type")), (200, "image/jpeg"));

    // Two windows at once: one of the two stays, whole.
    let (left, right) = tokio::join!(
        set_photo(&mila, jpeg(300, 300, [200, 20, 20])),
        set_photo(&mila, jpeg(300, 300, [20, 20, 200]))
    );
    assert_eq!((left.status, right.status), (200, 200));
    let rows = photo::Entity::find()
        .filter(photo::Column::UserId.eq(workpass_server::sample::user_id("mila")))
        .all(&server.state().db)
        .await
        .unwrap();
    assert_eq!(rows.len(), 5, "the sizes up to its own");
    let reds: Vec<bool> = rows
        .iter()
        .map(|row| {
            let drawn = image::load_from_memory(&row.bytes).unwrap().to_rgb8();
            drawn.get_pixel(9, 9)[0] > 120
        })
        .collect();
    assert!(reds.iter().all(|red| *red == reds[0]), "of one photo: {reds:?}");
    assert_ne!(mila.get(PHOTO).await.header("etag"), first.header("etag"));

    mila.delete(PHOTO).await.expect(204);
    assert_eq!(mila.get(PHOTO).await.refusal(), (404, "ImageNotFound"));
    assert_eq!(audited(server, "photo.changed").await.len(), 3);
    let removed = audited(server, "photo.removed").await;
    assert_eq!(removed.len(), 1);
    assert!(removed[0].client_id.is_some() && removed[0].address.is_some());
}

#[tokio::test]
async fn b12_a_png_is_taken_and_its_name_and_header_do_not_matter() {
    let server = TestServer::start().await;
    let mila = Client::graph(&server, "mila").await;
    mila.put_photo("image/jpeg", png(120, 120)).await.expect(200);
    assert_eq!(mila.get(PHOTO).await.header("content-type"), "image/jpeg");
    mila.put_photo("text/html", jpeg(64, 64, [9, 9, 9]))
        .await
        .expect(200);
    assert_eq!(mila.get("/me/photo").await.expect(200)["width"], 64);
}

#[tokio::test]
async fn b12_what_is_no_photo_is_refused_and_the_photo_stays() {
    let server = TestServer::start().await;
    let anna = Client::graph(&server, "anna").await;
    let before = anna.get(PHOTO).await.bytes;
    let whole = jpeg(240, 240, [1, 2, 3]);
    let bomb = bomb(30_000, Colour::Bits);
    assert!(bomb.len() < 1_000_000, "{} bytes", bomb.len());
    for (file, status, code) in [
        (vec![], 415, "ImageTypeNotSupported"),
        (b"GIF89a\x01\0\x01\0".to_vec(), 415, "ImageTypeNotSupported"),
        (
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(),
            415,
            "ImageTypeNotSupported",
        ),
        (
            b"<!doctype html><script>alert(1)</script>".to_vec(),
            415,
            "ImageTypeNotSupported",
        ),
        (whole[..whole.len() / 2].to_vec(), 400, "ImageNotReadable"),
        (jpeg(40, 40, [1, 2, 3]), 400, "ImageTooSmall"),
        (bomb, 400, "ImageTooLarge"),
    ] {
        let answer = set_photo(&anna, file).await;
        assert_eq!(answer.refusal(), (status, code));
    }
    assert_eq!(anna.get(PHOTO).await.bytes, before);
    assert!(audited(&server, "photo.changed").await.is_empty());
}

#[tokio::test]
async fn b12_a_file_of_four_megabytes_is_read_and_a_larger_one_is_not() {
    let server = TestServer::start().await;
    let anna = Client::graph(&server, "anna").await;
    let mut large = jpeg(240, 240, [1, 2, 3]);
    large.resize(4 * 1024 * 1024, 0);
    set_photo(&anna, large.clone()).await.expect(200);
    large.push(0);
    // A server that has answered may close before all is sent; then the client sees no answer.
    let too_large = (413, "RequestEntityTooLarge");
    if let Some(answer) = anna.try_raw(Method::PUT, PHOTO, "image/jpeg", large).await {
        assert_eq!(answer.refusal(), too_large);
    }
    // Other calls take no more than they did.
    let big = json!({ "mobilePhone": "1".repeat(2 * 1024 * 1024) }).to_string();
    let answer = anna.try_raw(Method::PATCH, "/me", "application/json", big.into_bytes());
    if let Some(answer) = answer.await {
        assert_eq!(answer.refusal(), too_large);
    }
}

#[tokio::test]
async fn b12_who_may_not_change_a_photo_is_told_so() {
    let server = TestServer::start().await;
    let anna = Client::graph(&server, "anna").await;
    assert_eq!(
        rules(&server, "anna").await["photo"],
        json!({ "changeable": true, "reason": null, "maximumBytes": 4_194_304,
                "maximumSide": 8192, "minimumSide": 48 })
    );
    for (change, reason) in [("on-premises", "onPremises"), ("nobody", "notAllowed")] {
        admin(&server, &["organization", "photo", "--change", change])
            .await
            .unwrap();
        let photo = rules(&server, "anna").await["photo"].clone();
        assert_eq!(
            (&photo["changeable"], &photo["reason"]),
            (&json!(false), &json!(reason))
        );
        let answer = set_photo(&anna, jpeg(64, 64, [1, 2, 3])).await;
        assert_eq!(answer.refusal(), (403, "accessDenied"));
        assert_eq!(anna.delete(PHOTO).await.refusal(), (403, "accessDenied"));
    }
    admin(&server, &["organization", "photo", "--change", "allowed"])
        .await
        .unwrap();
    anna.delete(PHOTO).await.expect(204);
    let guest = Client::graph(&server, "lotte").await;
    assert_eq!(
        rules(&server, "lotte").await["photo"]["reason"],
        "homeOrganization"
    );
    assert_eq!(rules(&server, "lotte").await["editableFields"], json!([]));
    let answer = set_photo(&guest, jpeg(64, 64, [1, 2, 3])).await;
    assert_eq!(answer.refusal(), (403, "accessDenied"));
    let answer = guest.patch("/me", json!({ "mobilePhone": "112" })).await;
    assert_eq!(answer.refusal(), (403, "Authorization_RequestDenied"));
}

#[tokio::test]
async fn b12_without_the_scope_nothing_is_changed() {
    let server = TestServer::start().await;
    let reader = Client::graph_with(&server, server.token("anna", &["User.Read"]).await);
    let denied = (403, "Authorization_RequestDenied");
    assert_eq!(
        set_photo(&reader, jpeg(64, 64, [1, 2, 3])).await.refusal(),
        denied
    );
    assert_eq!(reader.delete(PHOTO).await.refusal(), denied);
    let patch = reader.patch("/me", json!({ "mobilePhone": "112" })).await;
    assert_eq!(patch.refusal(), denied);
    let photos = Client::graph_with(
        &server,
        server.token("anna", &["ProfilePhoto.ReadWrite.All"]).await,
    );
    set_photo(&photos, jpeg(64, 64, [1, 2, 3])).await.expect(200);
    let patch = photos.patch("/me", json!({ "mobilePhone": "112" })).await;
    assert_eq!(patch.refusal(), denied);
}

#[tokio::test]
async fn b03_what_the_organization_lets_people_change_is_changed_and_the_rest_is_refused() {
    fields_changed(&TestServer::start().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn b03_on_postgresql_as_well() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    let server = TestServer::start_with(Some(postgres.url.clone())).await;
    fields_changed(&server).await;
    server.running.stop().await.unwrap();
}

async fn fields_changed(server: &TestServer) {
    const SHOWN: &str = "/me?$select=mobilePhone,businessPhones,officeLocation,jobTitle";
    let anna = Client::graph(server, "anna").await;
    let before = anna.get(SHOWN).await.expect(200);
    assert_eq!(
        rules(server, "anna").await["editableFields"],
        json!(["mobilePhone", "businessPhones", "officeLocation"])
    );
    let wish = json!({ "@odata.type": "#microsoft.graph.user", "mobilePhone": " +31 6 11 22 33 44 ",
                       "businessPhones": [], "officeLocation": "Zaal Ü-3" });
    anna.patch("/me", wish.clone()).await.expect(204);
    anna.patch("/me", wish).await.expect(204);
    let now = anna.get(SHOWN).await.expect(200);
    assert_eq!(now["mobilePhone"], "+31 6 11 22 33 44");
    assert_eq!(now["businessPhones"], json!([]));
    assert_eq!(now["officeLocation"], "Zaal Ü-3");
    anna.patch("/me", json!({ "mobilePhone": null }))
        .await
        .expect(204);
    assert_eq!(anna.get(SHOWN).await.expect(200)["mobilePhone"], Value::Null);
    let told = audited(server, "profile.changed").await;
    assert_eq!(told.len(), 2, "what changes nothing is no event");
    assert!(
        !format!("{told:?}").contains("11 22 33"),
        "what stands there is not in the trail"
    );

    let half = json!({ "officeLocation": "Elders", "jobTitle": "Directeur" });
    for (body, status, code) in [
        (half, 403, "Authorization_RequestDenied"),
        (json!({ "city": "Assen" }), 403, "Authorization_RequestDenied"),
        (
            json!({ "userPrincipalName": "ceo@noorderlicht.example" }),
            403,
            "Authorization_RequestDenied",
        ),
        (
            json!({ "accountEnabled": false }),
            403,
            "Authorization_RequestDenied",
        ),
        (json!({ "shoeSize": 44 }), 400, "Request_BadRequest"),
        (json!({}), 400, "Request_BadRequest"),
        (json!({ "mobilePhone": "" }), 400, "Request_BadRequest"),
        (json!({ "mobilePhone": 112 }), 400, "Request_BadRequest"),
        (json!({ "mobilePhone": "bel me" }), 400, "Request_BadRequest"),
        (
            json!({ "officeLocation": "x".repeat(129) }),
            400,
            "Request_BadRequest",
        ),
        (
            json!({ "officeLocation": "\u{202e}3-laaZ" }),
            400,
            "Request_BadRequest",
        ),
        (json!({ "officeLocation": "a\u{0}b" }), 400, "Request_BadRequest"),
        (
            json!({ "businessPhones": ["112", "113"] }),
            400,
            "Request_BadRequest",
        ),
        (json!([]), 400, "BadRequest"),
        (json!("x"), 400, "BadRequest"),
    ] {
        let answer = anna.patch("/me", body.clone()).await;
        assert_eq!(answer.refusal(), (status, code), "{body}");
    }
    let wrong = anna.patch("/me", json!({ "mobilePhone": "bel me" })).await;
    assert_eq!(wrong.body["error"]["details"][0]["target"], "mobilePhone");
    let after = anna.get(SHOWN).await.expect(200);
    assert_eq!(
        (&after["officeLocation"], &after["jobTitle"]),
        (&json!("Zaal Ü-3"), &before["jobTitle"]),
        "nothing of what was refused was kept"
    );
}

#[tokio::test]
async fn b02_a_photo_in_a_batch_is_the_new_one() {
    let server = TestServer::start().await;
    let anna = Client::graph(&server, "anna").await;
    set_photo(&anna, jpeg(240, 240, [250, 10, 10])).await.expect(200);
    let answers = anna.batch(&[("GET", "/me/photos/240x240/$value")]).await;
    let bytes = STANDARD.decode(answers[0]["body"].as_str().unwrap()).unwrap();
    assert_eq!(bytes, anna.get(PHOTO).await.bytes);
}

#[tokio::test]
async fn b03_b22_a_phone_number_takes_a_fresh_proof_and_is_told_by_mail() {
    let server = TestServer::start().await;
    let stale = Client::graph(&server, "anna").await;
    let before = stale.get("/me?$select=mobilePhone").await.expect(200)["mobilePhone"].clone();
    server.clock.step(std::time::Duration::from_secs(11 * 60));
    for wish in [
        json!({ "mobilePhone": "+31 6 66 66 66 66" }),
        json!({ "mobilePhone": null }),
        json!({ "officeLocation": "Zaal 4", "businessPhones": ["+31 50 555 66 66"] }),
    ] {
        let answer = stale.patch("/me", wish).await;
        assert_eq!(answer.refusal(), (401, "InvalidAuthenticationToken"));
        let challenge = answer.header("www-authenticate");
        assert!(
            challenge.contains("insufficient_claims") && challenge.contains("claims="),
            "{challenge}"
        );
    }
    assert!(
        audited(&server, "profile.changed").await.is_empty(),
        "nothing was written"
    );
    // What nobody is called on takes none, nor does a number that stays.
    let room = json!({ "officeLocation": "Zaal 4", "mobilePhone": before });
    stale.patch("/me", room).await.expect(204);
    let fresh = Client::graph(&server, "anna").await;
    fresh
        .patch("/me", json!({ "mobilePhone": "+31 6 66 66 66 66" }))
        .await
        .expect(204);
    for to in ["anna@noorderlicht.example", "anna.devries@postbus.example"] {
        let told = await_sent(&server, to, 1).await;
        assert_eq!(told.len(), 1, "of the room nobody is told: {told:?}");
        let (subject, text) = &told[0];
        assert!(
            subject.starts_with("Telefoonnummer in uw profiel gewijzigd"),
            "{subject}"
        );
        assert!(!text.contains("http") && !text.contains("66 66"), "{text}");
    }
}
