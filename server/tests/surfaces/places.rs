//! Places of addresses: only where the operator brings a database of them, and only what it says.

use std::net::Ipv4Addr;
use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;
use workpass_server::places::Places;

use crate::browser::Browser;
use crate::client::Client;
use crate::signed_in::{allow, redeem, sessions, start_device};
use crate::support::places::{Known, database};
use crate::support::{Setup, TestServer};

const GRONINGEN: Known = (Ipv4Addr::new(127, 0, 0, 0), 8, ["Groningen", "Groningen", "NL"]);
const SOMEWHERE: Known = (Ipv4Addr::new(192, 0, 2, 0), 24, ["", "", "be"]);

fn file(kind: &str, networks: &[Known]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("places.mmdb");
    std::fs::write(&path, database(kind, networks)).unwrap();
    (folder, path)
}

#[tokio::test(flavor = "multi_thread")]
async fn b157_b162_with_a_database_of_addresses_sign_ins_and_sessions_say_where_and_can_be_found_by_it() {
    let (_folder, path) = file("GeoLite2-City", &[GRONINGEN]);
    let setup = Setup {
        places: Some(path),
        ..Setup::default()
    };
    let server = TestServer::start_as(setup).await;
    let browser = Browser::new(&server);
    let device = start_device(&server, None).await;
    allow(&browser, &device, "james").await;
    redeem(&server, &device).await;
    let james = Client::self_service(&server, "james").await;
    assert_eq!(james.get("/me").await.expect(200)["signIns"]["showsPlaces"], true);

    let place = json!({"city": "Groningen", "state": "Groningen", "countryOrRegion": "NL"});
    for query in ["", "?$search=groningen"] {
        let found = james.get(&format!("/me/signIns{query}")).await.expect(200);
        let found = found["value"].as_array().unwrap().clone();
        assert!(!found.is_empty());
        assert!(found.iter().all(|row| row["location"] == place), "{found:?}");
    }
    let elsewhere = james.get("/me/signIns?$search=maastricht").await.expect(200);
    assert_eq!(elsewhere["value"], json!([]));
    let placed: Vec<Value> = sessions(&james)
        .await
        .into_iter()
        .filter(|session| session["ipAddress"] == "127.0.0.1")
        .collect();
    assert_eq!(placed.len(), 2, "the app and the browser");
    assert!(
        placed.iter().all(|session| session["location"] == place),
        "{placed:?}"
    );
}

#[test]
fn b162_only_what_the_database_says_is_said() {
    let (_folder, path) = file("DBIP-City-Lite", &[GRONINGEN, SOMEWHERE]);
    let places = Places::open(&path).unwrap();
    let said = |address: &str| {
        let place = places.of(address)?;
        Some((place.city, place.country_or_region))
    };
    let groningen = Some((Some("Groningen".to_owned()), Some("NL".to_owned())));
    assert_eq!(said("127.0.0.1"), groningen);
    assert_eq!(
        said("::ffff:127.0.0.1"),
        groningen,
        "the same address, written as IPv6"
    );
    assert_eq!(said("192.0.2.9"), Some((None, Some("BE".to_owned()))));
    for unknown in ["198.51.100.7", "2001:db8::1", "", "localhost", "127.0.0.1; x"] {
        assert_eq!(said(unknown), None, "{unknown}");
    }
    assert_eq!(Places::default().of("127.0.0.1"), None);
}

#[test]
fn what_is_no_database_of_places_is_said_at_the_start() {
    let (folder, path) = file("GeoLite2-ASN", &[GRONINGEN]);
    let said = |path: &PathBuf| format!("{:#}", Places::open(path).err().expect("refused"));
    assert!(said(&path).contains("not of cities"), "{}", said(&path));
    let whole = database("GeoLite2-City", &[GRONINGEN]);
    for (name, bytes) in [
        ("empty", &[][..]),
        ("words", b"not a database"),
        ("cut", &whole[..whole.len() / 2]),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        assert!(said(&path).contains("no MaxMind DB"), "{name}: {}", said(&path));
    }
    assert!(said(&folder.path().join("missing")).contains("missing"));
}
