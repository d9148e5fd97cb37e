//! Security questions of who cannot sign in: how many somebody answered does not show.

use workpass_server::methods::questions::PREDEFINED;
use workpass_server::store::values::CustomQuestion;

use crate::browser::{Browser, Page};
use crate::reset::{ANNA, ANNAS_MAIL, WRONG, add_answers, begin, by_mail, choose, policies, ways};
use crate::support::TestServer;

/// The questions a page asks, and what their fields are called.
fn labels(page: &Page) -> Vec<(String, String)> {
    let parts = page.html.split("<label for=\"answer").skip(1);
    let read = |part: &str| {
        let (number, rest) = part.split_once("\">").unwrap();
        let text = rest.split("</label>").next().unwrap();
        (format!("answer{number}"), text.replace("&#39;", "'"))
    };
    parts.map(read).collect()
}

/// Answers the questions of the list that are asked, wherever they stand: the first with the first, and so on. What is
/// asked beside is answered with something.
pub(crate) async fn answer(browser: &Browser<'_>, page: &Page, answers: &[&str]) -> Page {
    let fields: Vec<(String, &str)> = labels(page)
        .into_iter()
        .map(|(field, text)| {
            let at = PREDEFINED.iter().position(|question| question.english == text);
            (field, *at.and_then(|at| answers.get(at)).unwrap_or(&"iets"))
        })
        .collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    browser.send(page, "/reset/verify", &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn b128_answers_to_the_persons_own_questions_verify() {
    let server = TestServer::start().await;
    let answers = ["Texel", "Kade 3", "het boothuis"];
    add_answers(&server, "anna", &answers).await;
    let browser = Browser::new(&server);
    let page = begin(&browser, ANNA, "reset").await;
    let asked = choose(&browser, &page, "questions").await;
    for question in &PREDEFINED[..3] {
        assert!(
            asked.html.contains(&question.english.replace('\'', "&#39;")),
            "{}",
            asked.html
        );
    }
    let part = answer(&browser, &asked, &["texel", "kade-3", ""]).await;
    assert!(part.says(WRONG), "one of the own is left out: {}", part.html);
    let none = answer(&browser, &asked, &["", "", ""]).await;
    assert!(none.says("Fill everything in"), "{}", none.html);
    let wrong = answer(&browser, &asked, &["texel", "kade-3", "de schuur"]).await;
    assert!(wrong.says(WRONG), "{}", wrong.html);
    let right = answer(&browser, &wrong, &["texel", "kade-3", "Het Boothuis!"]).await;
    assert_eq!(ways(&right), ["email"], "{}", right.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn b128_whatever_number_somebody_answered_verifies_and_does_not_show() {
    for (answers, expected) in [
        (&["Texel"][..], 3),
        (&["Texel", "Kade 3", "het boothuis", "de kat", "Zwolle"][..], 3),
    ] {
        let server = TestServer::start().await;
        add_answers(&server, "anna", answers).await;
        let browser = Browser::new(&server);
        let page = begin(&browser, ANNA, "reset").await;
        let asked = choose(&browser, &page, "questions").await;
        assert_eq!(labels(&asked).len(), expected, "{answers:?}");
        // With something in each: what is asked of others is not looked at.
        let wrong = answer(&browser, &asked, &["de schuur"]).await;
        assert!(wrong.says(WRONG), "{}", wrong.html);
        let right = answer(&browser, &wrong, answers).await;
        assert_eq!(ways(&right), ["email"], "{answers:?}: {}", right.html);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b128_one_answer_is_not_enough_where_three_were_given_and_two_are_asked_no_longer() {
    let server = TestServer::start().await;
    let answers = ["Texel", "Kade 3", "het boothuis"];
    add_answers(&server, "anna", &answers).await;
    // Now the organization has questions of its own only, and one is the first of the old list.
    policies(&server, |rules| {
        let custom = |id: &str, text: &str| CustomQuestion {
            id: id.to_owned(),
            text: text.to_owned(),
        };
        rules.questions.predefined = false;
        rules.questions.custom = vec![
            custom(PREDEFINED[0].id, PREDEFINED[0].english),
            custom("route", "Which route?"),
            custom("ship", "Which ship?"),
        ];
    })
    .await;
    let browser = Browser::new(&server);
    let page = begin(&browser, ANNA, "reset").await;
    let asked = choose(&browser, &page, "questions").await;
    assert_eq!(labels(&asked).len(), 3);
    let refused = answer(&browser, &asked, &answers).await;
    assert!(refused.says(WRONG), "{}", refused.html);
    // Who proved something else before is asked the own ones.
    let page = choose(&browser, &refused, "").await;
    let page = by_mail(&browser, &page, ANNAS_MAIL).await;
    let asked = choose(&browser, &page, "questions").await;
    assert_eq!(labels(&asked).len(), 3, "{}", asked.html);
    let right = answer(&browser, &asked, &answers).await;
    assert_eq!(right.path, "/reset/password", "{}", right.html);
}
