//! Approvals and passkeys at two instances of one PostgreSQL: what counts once, and how often may be guessed.

use reqwest::Method;
use sea_orm::EntityTrait;
use serde_json::json;
use workpass_server::audit::Event;
use workpass_server::methods::Answer;
use workpass_server::methods::approval;
use workpass_server::methods::passkey::{self, NotAdded};
use workpass_server::store::entities::security_method;

use crate::approvals::{REGISTRATIONS, SCOPES, ask, call, watched};
use crate::enrolled::{methods, person, rules};
use crate::passkeys::{added, key};
use crate::phone::{Phone, deliver};
use crate::support::postgres::Postgres;
use crate::support::{Setup, TestServer};

/// Two instances behind one address, as in production.
async fn two(postgres: &Postgres) -> (TestServer, TestServer) {
    let one = TestServer::start_with(Some(postgres.url.clone())).await;
    let other = TestServer::start_as(Setup {
        database: Some(postgres.url.clone()),
        public_url: Some(one.state().config.public_url.clone()),
        ..Setup::default()
    })
    .await;
    rules(&one, |rules| {
        rules.methods.get_mut("fido2").unwrap().maximum = 10;
    })
    .await;
    (one, other)
}

#[tokio::test(flavor = "multi_thread")]
async fn b54_b55_a_phone_is_connected_once_and_gets_three_guesses_over_both_instances() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    let (one, other) = two(&postgres).await;
    let token = one.token("sanne", SCOPES).await;

    // One QR code, two phones, two instances.
    let (_, row) = call(&one, &token, Method::POST, REGISTRATIONS).await;
    let page = row["page"].as_str().unwrap();
    let (here, there) = (Phone::new(&one), Phone::new(&other));
    let (a, b) = tokio::join!(here.scan(page), there.scan(page));
    let mut statuses = [a.0, b.0];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 410], "{} {}", a.1, b.1);
    let (phone, elsewhere) = if a.0 == 200 { (here, &other) } else { (there, &one) };

    // Its yes at both at once.
    let number = watched(&one, &token, &row).await["number"]
        .as_str()
        .unwrap()
        .to_owned();
    let asked = phone.asked().await;
    let content = json!({ "id": asked["id"], "answer": "approve", "number": number });
    let again = phone.sign("answer", &content);
    let (a, b) = tokio::join!(
        phone.answer(&asked, "approve", &number),
        deliver(elsewhere, &again)
    );
    let approved = [&a, &b.1]
        .iter()
        .filter(|said| said["outcome"] == "approved")
        .count();
    assert_eq!(approved, 1, "{a} {}", b.1);
    assert_eq!(methods(&one, "sanne").await.len(), 1);

    // Guesses, wherever they come in.
    let (id, number) = ask(&one).await.unwrap();
    let asked = phone.asked().await;
    let guesses = (0..100).map(|n| format!("{n:02}"));
    let mut tries = Vec::new();
    for (n, guess) in guesses.filter(|guess| *guess != number).take(8).enumerate() {
        let content = json!({ "id": asked["id"], "answer": "approve", "number": guess });
        let server = if n % 2 == 0 { &one } else { &other };
        tries.push((server, phone.sign("answer", &content)));
    }
    let mut answers = Vec::new();
    for four in tries.chunks(4) {
        let [a, b, c, d] = four else {
            panic!("eight guesses")
        };
        let four = tokio::join!(
            deliver(a.0, &a.1),
            deliver(b.0, &b.1),
            deliver(c.0, &c.1),
            deliver(d.0, &d.1)
        );
        answers.extend([four.0, four.1, four.2, four.3]);
    }
    let looked_at = answers
        .iter()
        .filter(|(_, said)| said["outcome"] != "gone")
        .count();
    assert_eq!(looked_at, 3, "{answers:?}");
    assert_eq!(phone.answer(&asked, "approve", &number).await["outcome"], "gone");
    assert_eq!(approval::answer(other.state(), id).await.unwrap(), Answer::No);

    // Nor is a request good for both: its number of use is in the database.
    let signed = phone.sign("pending", &json!({}));
    assert_eq!(deliver(&one, &signed).await.0, 200);
    assert_ne!(deliver(&other, &signed).await.0, 200, "replayed");
    other.running.stop().await.unwrap();
    one.running.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn b86_ten_passkeys_are_ten_and_an_answer_counts_once_over_both_instances() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    let (one, other) = two(&postgres).await;
    let user = person(&one, "sanne").await;
    let event = || Event::of("method.added", &user);

    // The same answer at both.
    let row = passkey::start(one.state(), &user, None).await.unwrap().row;
    let offer = passkey::offer(one.state(), &user, "here").await.unwrap().unwrap();
    let made = key(&one).create(&offer.options).unwrap().to_string();
    let answer = (offer.ceremony.as_str(), made.as_str());
    let (a, b) = tokio::join!(
        passkey::add(one.state(), &user, &row, "here", answer, None, event()),
        passkey::add(other.state(), &user, &row, "here", answer, None, event()),
    );
    let results = [a.unwrap(), b.unwrap()];
    assert_eq!(
        results.iter().filter(|added| added.is_ok()).count(),
        1,
        "{results:?}"
    );

    // The last place.
    for _ in 0..8 {
        added(&one, &mut key(&one), "sanne").await.unwrap();
    }
    let mut tries = Vec::new();
    for server in [&one, &other] {
        let (options, _) = passkey::creation_options(server.state(), &user)
            .await
            .unwrap()
            .unwrap();
        tries.push(key(&one).create(&options).unwrap());
    }
    let (second, first) = (tries.pop().unwrap(), tries.pop().unwrap());
    let (a, b) = tokio::join!(
        passkey::open_for_graph(one.state(), &user, first, None, event()),
        passkey::open_for_graph(other.state(), &user, second, None, event()),
    );
    let results = [a.unwrap(), b.unwrap()];
    assert_eq!(
        results.iter().filter(|added| added.is_ok()).count(),
        1,
        "{results:?}"
    );
    let refused = results.iter().filter_map(|added| added.as_ref().err());
    assert_eq!(refused.collect::<Vec<_>>(), [&NotAdded::LimitReached]);
    let all = security_method::Entity::find()
        .all(&one.state().db)
        .await
        .unwrap();
    assert_eq!(
        all.iter()
            .filter(|method| method.kind == "fido2" && method.user_id == user.id)
            .count(),
        10
    );
    other.running.stop().await.unwrap();
    one.running.stop().await.unwrap();
}
