//! Whether a name is anybody's, and what somebody has, does not show until the first verification is right.

use std::time::Duration;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use workpass_server::methods::slow_hash;
use workpass_server::sample;
use workpass_server::store::entities::{password_reset, user};

use crate::browser::{Browser, Page};
use crate::enrolled::{add_app, add_authenticator, add_phone, last_message};
use crate::reset::{
    ANNA, ANNAS_MAIL, NUMBER, WRONG, add_answers, begin, choose, enter, mailed_code, messages, policies,
    send_to, ways,
};
use crate::support::TestServer;
use crate::support::postgres::Postgres;

const NOBODY: &str = "nobody@noorderlicht.example";

/// Somebody with everything; without enough; turned off; kept elsewhere; a guest; nobody; of another domain; no name.
const NAMES: [&str; 8] = [
    ANNA,
    "sanne@noorderlicht.example",
    "tim@noorderlicht.example",
    "wietske@noorderlicht.example",
    "lotte@noorderlicht.example",
    NOBODY,
    "anna@elsewhere.example",
    "zzz",
];

/// What differs between any two visits.
fn plain(page: &Page, name: &str) -> String {
    let mut html = page.html.replace(name, "NAME");
    if let Some(csrf) = page.hidden().get("csrf") {
        html = html.replace(csrf, "CSRF");
    }
    if let Some(at) = html.find("translate=\"no\">") {
        html.replace_range(at + 15..at + 17, "NN");
    }
    // The questions are a choice of their own for each name.
    let labels: Vec<String> = html
        .split("<label for=\"answer")
        .skip(1)
        .map(|part| part.split("</label>").next().unwrap().to_owned())
        .collect();
    for label in labels {
        let asked = label.split_once('>').unwrap().1.to_owned();
        html = html.replace(&format!(">{asked}<"), ">QUESTION<");
    }
    format!("{} {} {html}", page.status, page.path)
}

/// Everything somebody can do who knows only the name; what is seen, and how much slow work it took.
async fn walk(server: &TestServer, name: &str) -> (Vec<String>, u64) {
    // The limits of what was typed are the same for every name, and are not what is looked at here.
    server.clock.step(Duration::from_secs(3601));
    let before = slow_hash::compared();
    let browser = Browser::new(server);
    let mut seen = Vec::new();
    let start = browser.open("/reset").await;
    let fields = [("user_name", name), ("purpose", "reset")];
    let answer = browser.send_raw(&start, "/reset", &fields).await;
    seen.push(format!(
        "{} {:?} {}",
        answer.status(),
        answer.headers().get("location"),
        answer.headers().get_all("set-cookie").iter().count()
    ));
    let mut see = |page: &Page| seen.push(plain(page, name));
    let page = browser.open("/reset/verify").await;
    see(&page);
    for (way, target) in [
        ("text", NUMBER),
        ("call", NUMBER),
        ("call-office", NUMBER),
        ("email", ANNAS_MAIL),
        ("approval", ""),
        ("code", ""),
        ("questions", ""),
    ] {
        let asked = choose(&browser, &page, way).await;
        see(&asked);
        if !matches!(way, "code" | "questions") {
            let sent = send_to(&browser, &asked, target).await;
            see(&sent);
            see(&browser.open("/reset/verify/state").await);
            see(&send_to(&browser, &sent, target).await);
        }
        let answers = [
            ("code", "00"),
            ("answer1", "Texel"),
            ("answer2", "Kade 3"),
            ("answer3", "het hok"),
        ];
        see(&browser.send(&asked, "/reset/verify", &answers).await);
        see(&browser.send(&asked, "/reset/verify", &[]).await);
        see(&browser.open("/reset/password").await);
    }
    (seen, slow_hash::compared() - before)
}

#[tokio::test(flavor = "multi_thread")]
async fn b121_b134_b135_b136_no_page_tells_whether_a_name_is_anybodys_or_what_they_have() {
    let server = TestServer::start().await;
    add_app(&server, "anna").await;
    add_phone(&server, "anna", NUMBER).await;
    add_authenticator(&server, "anna").await;
    add_answers(&server, "anna", &["Ameland", "Laan 4", "de zolder"]).await;
    let (first, work) = walk(&server, NAMES[0]).await;
    assert!(
        first.iter().filter(|page| page.contains(WRONG)).count() > 2,
        "{first:#?}"
    );
    assert_eq!(work, 3, "the answers were compared with something");
    assert!(messages(&server).await > 0, "Anna was sent something");
    for name in &NAMES[1..] {
        let (seen, done) = walk(&server, name).await;
        for (at, (one, other)) in first.iter().zip(&seen).enumerate() {
            assert_eq!(one, other, "{name}, step {at}");
        }
        assert_eq!((seen.len(), done), (first.len(), work), "{name}");
    }
    // What is kept does not tell more than whose it is.
    let rows = password_reset::Entity::find()
        .all(&server.state().db)
        .await
        .unwrap();
    assert_eq!(rows.iter().filter(|row| row.user_id.is_some()).count(), 1);
    for row in &rows {
        assert!(row.proven.is_empty() && row.name_mac.len() == 43);
        let bytes = String::from_utf8_lossy(&row.user_name_sealed).into_owned();
        assert!(!bytes.contains("noorderlicht"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b128_the_questions_of_a_name_are_always_the_same() {
    let server = TestServer::start().await;
    let asked = async |name: &str| {
        let browser = Browser::new(&server);
        let page = begin(&browser, name, "reset").await;
        choose(&browser, &page, "questions").await.html
    };
    let questions = |html: &str| -> Vec<String> {
        let parts = html.split("<label for=\"answer").skip(1);
        parts
            .map(|part| part.split("</label>").next().unwrap().to_owned())
            .collect()
    };
    for name in [NOBODY, "sanne@noorderlicht.example"] {
        let first = questions(&asked(name).await);
        assert_eq!(first.len(), 3);
        assert_eq!(questions(&asked(&name.to_uppercase()).await), first);
    }
    assert_ne!(
        questions(&asked(NOBODY).await),
        questions(&asked("no-one@noorderlicht.example").await)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn b129_who_types_a_name_and_number_takes_nothing_from_their_owner() {
    let server = TestServer::start().await;
    add_app(&server, "anna").await;
    add_phone(&server, "anna", NUMBER).await;
    let mut sent = 0;
    for name in [ANNA, NOBODY] {
        for _ in 0..3 {
            let browser = Browser::new(&server);
            let page = begin(&browser, name, "reset").await;
            let page = choose(&browser, &page, "text").await;
            let page = send_to(&browser, &page, NUMBER).await;
            assert!(page.says("If +31650001234"), "{}", page.html);
        }
        sent = messages(&server).await;
    }
    assert_eq!(sent, 3, "what is typed for nobody is not sent, and is counted");
    let browser = Browser::new(&server);
    let page = begin(&browser, ANNA, "reset").await;
    let page = choose(&browser, &page, "text").await;
    let page = send_to(&browser, &page, NUMBER).await;
    assert!(page.says("Try again in 60 min"), "{}", page.html);
    assert_eq!(messages(&server).await, 3);
    // Signing in still sends codes, and is not locked by wrong answers here.
    for n in 0..3 {
        let browser = Browser::new(&server);
        let page = begin(&browser, ANNA, "reset").await;
        let page = choose(&browser, &page, "code").await;
        for _ in 0..4 {
            enter(&browser, &page, &format!("{n}")).await;
        }
    }
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    let page = browser.sign_in(&page, "anna").await;
    let page = browser
        .send(&page, "/signin/verify/way", &[("way", "text")])
        .await;
    assert!(page.says("We sent a message"), "{}", page.html);
    assert_eq!(last_message(&server).await.to_number, NUMBER);
}

#[tokio::test(flavor = "multi_thread")]
async fn b126_beginning_is_limited_alike_for_every_name_and_says_how_long() {
    let server = TestServer::start().await;
    for name in [ANNA, NOBODY] {
        for _ in 0..10 {
            let page = begin(&Browser::new(&server), name, "reset").await;
            assert_eq!(page.path, "/reset/verify");
        }
        let page = begin(&Browser::new(&server), &name.to_uppercase(), "reset").await;
        assert!(
            page.path == "/reset" && page.says("Try again in 60 min"),
            "{}",
            page.html
        );
    }
    for n in 0..40 {
        let page = begin(
            &Browser::new(&server),
            &format!("n{n}@noorderlicht.example"),
            "reset",
        )
        .await;
        assert_eq!(page.path, if n < 38 { "/reset/verify" } else { "/reset" }, "{n}");
    }
    server.clock.step(Duration::from_secs(3601));
    let page = begin(&Browser::new(&server), ANNA, "reset").await;
    assert_eq!(page.path, "/reset/verify");
}

#[tokio::test(flavor = "multi_thread")]
async fn b129_limits_and_locks_hold_over_two_instances() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    let start = || TestServer::start_with(Some(postgres.url.clone()));
    let (one, other) = tokio::join!(start(), start());
    let app = add_app(&one, "anna").await;
    for name in [ANNA, NOBODY] {
        let mut locked = 0;
        for n in 0..4 {
            let at = if n % 2 == 0 { &one } else { &other };
            let browser = Browser::new(at);
            let page = begin(&browser, name, "reset").await;
            let page = choose(&browser, &page, "code").await;
            let across = Browser {
                server: if n % 2 == 0 { &other } else { &one },
                http: browser.http.clone(),
            };
            for t in 0..4 {
                let by = if t % 2 == 0 { &browser } else { &across };
                let page = enter(by, &page, "00").await;
                locked += u32::from(page.says("Try again in 1 min"));
            }
        }
        assert_eq!(locked, 6, "{name}: ten of sixteen are looked at");
    }
    // From one to the other, once the lock is over.
    for server in [&one, &other] {
        server.clock.step(Duration::from_secs(3601));
    }
    let browser = Browser::new(&one);
    let page = begin(&browser, ANNA, "reset").await;
    let page = choose(&browser, &page, "code").await;
    let across = Browser {
        server: &other,
        http: browser.http.clone(),
    };
    let page = enter(&across, &page, &app.code(&one)).await;
    assert_eq!(ways(&page), ["email"], "{}", page.html);
    let page = choose(&browser, &page, "email").await;
    let page = send_to(&across, &page, ANNAS_MAIL).await;
    let code = mailed_code(&one, ANNAS_MAIL).await;
    assert_eq!(enter(&browser, &page, &code).await.path, "/reset/password");
    other.running.stop().await.unwrap();
    one.running.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn b135_what_changes_before_anything_is_proven_does_not_show() {
    let server = TestServer::start().await;
    policies(&server, |rules| rules.methods_required = 1).await;
    let browser = Browser::new(&server);
    let page = begin(&browser, ANNA, "reset").await;
    let page = choose(&browser, &page, "email").await;
    let page = send_to(&browser, &page, ANNAS_MAIL).await;
    let code = mailed_code(&server, ANNAS_MAIL).await;
    user::Entity::update_many()
        .col_expr(user::Column::AccountEnabled, Expr::value(false))
        .filter(user::Column::Id.eq(sample::user_id("anna")))
        .exec(&server.state().db)
        .await
        .unwrap();
    let refused = enter(&browser, &page, &code).await;
    assert!(
        refused.path == "/reset/verify" && refused.says(WRONG),
        "{}",
        refused.html
    );
}
