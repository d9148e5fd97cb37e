//! The phone's page as an app that a browser installs.

use serde_json::Value;

use crate::browser::Browser;
use crate::support::TestServer;

#[tokio::test]
async fn b52_the_manifest_is_what_a_browser_installs_the_phones_page_from() {
    let server = TestServer::start().await;
    let browser = Browser::new(&server);
    for language in ["nl", "en"] {
        browser
            .open(&format!("/language?to={language}&next=/approve"))
            .await;
        let page = browser.http.get(server.url("/approve")).send().await.unwrap();
        let html = page.text().await.unwrap();
        let link = html.split("<link rel=\"manifest\" href=\"").nth(1).unwrap();
        let path = link.split('"').next().unwrap();
        let manifest: Value = browser
            .http
            .get(server.url(path))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        for name in ["name", "short_name"] {
            let name = manifest[name].as_str().unwrap();
            assert!(name.contains("Authenticator") && name.len() <= 45, "{name}");
        }
        assert_eq!(manifest["lang"], language);
        assert_eq!(manifest["display"], "standalone");
        // Opened from its icon it is the page, and what it stays within is the page alone.
        let (start, scope) = (
            manifest["start_url"].as_str().unwrap(),
            manifest["scope"].as_str().unwrap(),
        );
        assert!(start.starts_with(scope), "{start} {scope}");
        assert_eq!((start, scope), ("/approve", "/approve"));
        let opened = browser.http.get(server.url(start)).send().await.unwrap();
        assert_eq!(opened.status().as_u16(), 200);

        let mut largest = 0;
        for icon in manifest["icons"].as_array().unwrap() {
            let answer = browser
                .http
                .get(server.url(icon["src"].as_str().unwrap()))
                .send()
                .await
                .unwrap();
            assert_eq!(answer.status().as_u16(), 200, "{icon}");
            assert_eq!(answer.headers()["content-type"], icon["type"].as_str().unwrap());
            let bytes = answer.bytes().await.unwrap();
            if icon["type"] == "image/png" {
                // PNG §11.2.2: width and height stand first in the header.
                let side = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
                assert_eq!(&bytes[1..4], b"PNG");
                assert_eq!(icon["sizes"], format!("{}x{}", side(16), side(20)));
                largest = largest.max(side(16));
            } else {
                assert_eq!(icon["sizes"], "any");
                assert!(std::str::from_utf8(&bytes).unwrap().contains("<svg"), "{icon}");
            }
        }
        assert!(largest >= 512, "what browsers ask of an app that is installed");
    }
}
