//! What the organization asks people to set up when they sign in.

use std::time::Duration;

use sea_orm::EntityTrait;
use secrecy::SecretString;
use workpass_server::methods::oath;
use workpass_server::store::entities::browser_session;
use workpass_server::store::values::{MethodRule, MethodRules, RequireSecondFactor};

use crate::browser::{Browser, Page};
use crate::code_flow::{answer, authorize};
use crate::enrolled::{App, add_app, issue_pass, methods, person, rules};
use crate::support::TestServer;

const MINUTE: Duration = Duration::from_secs(60);

async fn sign_in(browser: &Browser<'_>, first_name: &str) -> Page {
    let page = browser.open("/signin?next=/device").await;
    browser.sign_in(&page, first_name).await
}

/// The phone scans: the key that the page shows.
fn scanned(page: &Page) -> App {
    let key = page
        .html
        .split("<dd class=\"key\" translate=\"no\">")
        .nth(1)
        .unwrap();
    let key: String = key.split('<').next().unwrap().split(' ').collect();
    assert!(page.says("<svg class=\"qr\""));
    App::with(&oath::from_base32(&SecretString::from(key)).unwrap())
}

async fn confirm(browser: &Browser<'_>, page: &Page, code: &str) -> Page {
    browser
        .send(page, "/register/app/confirm", &[("code", code)])
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn b90_who_has_no_second_factor_sets_one_up_before_going_on() {
    let server = TestServer::start().await;
    rules(&server, |rules| {
        rules.require_second_factor = RequireSecondFactor::Always;
    })
    .await;
    let browser = Browser::new(&server);
    let request = authorize(workpass_server::sample::client_id(), &[]);
    let page = browser.open(&request).await;
    let asked = browser.sign_in(&page, "sanne").await;
    assert_eq!(asked.path, "/register");
    assert!(asked.says("More information required"), "{}", asked.html);
    assert!(!asked.says("Skip for now"));
    // No way around it.
    assert_eq!(browser.open(&request).await.path, "/register");
    assert_eq!(
        browser.open("/device/confirm?user_code=BCDF-GHJK").await.path,
        "/register"
    );
    let skipped = browser.send(&asked, "/register/skip", &[]).await;
    assert_eq!(skipped.status, 400);

    let page = browser.send(&asked, "/register/app", &[]).await;
    let app = scanned(&page);
    assert!(
        page.says("sanne@noorderlicht.example (Noorderlicht Logistiek B.V.)"),
        "{}",
        page.html
    );
    let wrong = confirm(&browser, &page, &app.wrong_code(&server)).await;
    assert!(wrong.says("This code is not right"), "{}", wrong.html);
    assert!(!wrong.says("<svg class=\"qr\""), "the key is shown once");
    let done = confirm(&browser, &wrong, &app.code(&server)).await;
    assert_eq!(done.path, "/register/done");
    assert!(
        done.says("Success") && done.says("Authenticator app (code)"),
        "{}",
        done.html
    );
    assert!(
        done.says("code_challenge"),
        "Done leads to where the sign-in was going"
    );
    assert!(answer(&browser.open(&request).await).contains_key("code"));
    let session = browser_session::Entity::find()
        .one(&server.state().db)
        .await
        .unwrap()
        .unwrap();
    assert!(
        session.amr.has("mfa") && session.amr.has("otp"),
        "setting it up proved it"
    );

    // From now on it is asked.
    server.clock.step(MINUTE);
    let other = Browser::new(&server);
    let page = sign_in(&other, "sanne").await;
    assert_eq!(page.path, "/signin/verify");
    let code = app.code(&server);
    assert_eq!(
        other.send(&page, "/signin/verify", &[("code", &code)]).await.path,
        "/device"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn b91_registering_needs_a_proof_of_the_last_fifteen_minutes() {
    let server = TestServer::start().await;
    rules(&server, |rules| {
        rules.registration.required_sign_in = 1;
        rules.fresh_minutes.methods = 60;
    })
    .await;
    let browser = Browser::new(&server);
    assert_eq!(browser.open("/register").await.path, "/signin");
    let asked = sign_in(&browser, "sanne").await;
    let page = browser.send(&asked, "/register/app", &[]).await;
    let app = scanned(&page);
    server.clock.step(16 * MINUTE);
    let late = confirm(&browser, &page, &app.code(&server)).await;
    assert_eq!(late.path, "/signin");
    assert!(methods(&server, "sanne").await.is_empty());
    let asked = browser.sign_in(&late, "sanne").await;
    assert_eq!(asked.path, "/register");
}

#[tokio::test(flavor = "multi_thread")]
async fn b95_what_is_for_reset_only_is_skipped_once_and_asked_at_the_next_sign_in() {
    let server = TestServer::start().await;
    rules(&server, |rules| {
        rules.registration.required_reset = 1;
        let questions = MethodRule {
            allowed: true,
            maximum: 1,
            usable_for: vec!["passwordReset".to_owned()],
            ..MethodRule::default()
        };
        rules.methods.insert("securityQuestions".to_owned(), questions);
        rules.questions.required = 2;
    })
    .await;
    let browser = Browser::new(&server);
    let asked = sign_in(&browser, "sanne").await;
    assert!(asked.says("reset your password yourself"), "{}", asked.html);
    assert_eq!(browser.send(&asked, "/register/skip", &[]).await.path, "/device");
    let other = Browser::new(&server);
    let asked = sign_in(&other, "sanne").await;
    assert_eq!(asked.path, "/register");

    let page = other.send(&asked, "/register/questions/start", &[]).await;
    assert_eq!(page.path, "/register/questions");
    let ids: Vec<&str> = page
        .html
        .split("<option value=\"")
        .skip(1)
        .map(|option| option.split('"').next().unwrap())
        .filter(|id| !id.is_empty())
        .collect();
    let answers = |first, second, one, two| {
        [
            ("question1", first),
            ("question2", second),
            ("answer1", one),
            ("answer2", two),
        ]
    };
    for (fields, problem) in [
        (answers(ids[0], "", "Sparta", "Zeilen"), "Choose a question"),
        (answers(ids[0], ids[0], "Sparta", "Zeilen"), "only once"),
        (answers(ids[0], ids[1], "Sparta", "sparta "), "a different answer"),
        (answers(ids[0], ids[1], "ab", "Zeilen"), "3 to 40 characters"),
    ] {
        let refused = other.send(&page, "/register/questions", &fields).await;
        assert!(refused.says(problem), "{problem}: {}", refused.html);
        assert!(!refused.says("Zeilen"), "what was answered is not shown again");
    }
    let fields = answers(ids[0], ids[1], "Sparta", "Zeilen");
    let done = other.send(&page, "/register/questions", &fields).await;
    assert_eq!(done.path, "/register/done");
    assert!(done.says("Security questions"));
    assert_eq!(sign_in(&Browser::new(&server), "sanne").await.path, "/device");
    // Administrators cannot use them (B-77): nobody is stopped for what cannot be done.
    assert_eq!(sign_in(&Browser::new(&server), "pieter").await.path, "/device");
}

#[tokio::test(flavor = "multi_thread")]
async fn b94_a_campaign_is_put_off_until_it_becomes_mandatory() {
    let server = TestServer::start().await;
    rules(&server, |rules| {
        rules.registration.campaign.enabled = true;
        rules.registration.campaign.snooze_days = 1;
        rules.registration.campaign.max_skips = 2;
    })
    .await;
    for left in [2, 1] {
        let browser = Browser::new(&server);
        let asked = sign_in(&browser, "sanne").await;
        assert!(
            asked.says(&format!("You can skip this {left} more times")),
            "{}",
            asked.html
        );
        assert_eq!(browser.send(&asked, "/register/skip", &[]).await.path, "/device");
        assert_eq!(
            sign_in(&Browser::new(&server), "sanne").await.path,
            "/device",
            "snoozed"
        );
        server.clock.step(Duration::from_secs(24 * 3600));
    }
    let browser = Browser::new(&server);
    let asked = sign_in(&browser, "sanne").await;
    assert!(asked.says("Your organization needs more information") && !asked.says("Skip for now"));
    let page = browser.send(&asked, "/register/app", &[]).await;
    let app = scanned(&page);
    assert_eq!(
        confirm(&browser, &page, &app.code(&server)).await.path,
        "/register/done"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn b93_details_are_looked_at_again_after_the_days_the_policy_gives() {
    let server = TestServer::start().await;
    rules(&server, |rules| rules.registration.reconfirm_days = 180).await;
    let app = add_app(&server, "sanne").await;
    assert_eq!(
        sign_in(&Browser::new(&server), "james").await.path,
        "/device",
        "nothing to confirm"
    );
    let verified = async |browser: &Browser<'_>| {
        let page = sign_in(browser, "sanne").await;
        let code = app.code(&server);
        browser.send(&page, "/signin/verify", &[("code", &code)]).await
    };
    let browser = Browser::new(&server);
    let asked = verified(&browser).await;
    assert!(asked.says("Are these details still right?"), "{}", asked.html);
    assert!(asked.says("Authenticator app (code)") && asked.says("Open Workpass and change it"));
    assert_eq!(
        browser.send(&asked, "/register/confirm", &[]).await.path,
        "/device"
    );
    assert!(
        person(&server, "sanne")
            .await
            .security_info_confirmed_at
            .is_some()
    );
    server.clock.step(MINUTE);
    assert_eq!(verified(&Browser::new(&server)).await.path, "/device");
    server.clock.step(Duration::from_secs(180 * 24 * 3600));
    assert_eq!(verified(&Browser::new(&server)).await.path, "/register");
}

#[tokio::test(flavor = "multi_thread")]
async fn registering_speaks_dutch_and_refuses_forms_from_elsewhere() {
    let server = TestServer::start().await;
    rules(&server, |rules| rules.registration.required_sign_in = 1).await;
    let browser = Browser::new(&server);
    browser.open("/language?to=nl&next=/signin").await;
    let asked = sign_in(&browser, "sanne").await;
    assert!(asked.says("Meer informatie nodig"), "{}", asked.html);
    let forged = browser.send(&asked, "/register/app", &[("csrf", "x")]).await;
    assert_eq!(forged.status, 403);
    let page = browser.send(&asked, "/register/app", &[]).await;
    assert!(page.says("Authenticator-app instellen") && page.says("Kan de QR-code niet scannen?"));
    for next in ["https://evil.example/", "//evil.example", "/v1.0/me"] {
        let answer = browser.send(&asked, "/register/app", &[("next", next)]).await;
        assert_eq!(answer.status, 400, "{next}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b92_nothing_is_registered_from_elsewhere_and_the_page_says_why() {
    let server = TestServer::start().await;
    let office = |rules: &mut MethodRules| {
        rules.registration.trusted_networks = vec!["192.0.2.0/24".parse().unwrap()];
    };
    // What can be put off is not asked where it cannot be done.
    rules(&server, |rules| {
        office(rules);
        rules.registration.campaign.enabled = true;
    })
    .await;
    let browser = Browser::new(&server);
    assert_eq!(sign_in(&browser, "sanne").await.path, "/device");
    for path in ["/register?next=/device", "/register/choose?next=/device"] {
        let refused = browser.open(path).await;
        assert_eq!(refused.status, 403, "{path}");
        assert!(refused.says("from its trusted networks only"), "{}", refused.html);
    }
    // What is required keeps people out, in words.
    rules(&server, |rules| {
        office(rules);
        rules.require_second_factor = RequireSecondFactor::Always;
    })
    .await;
    let browser = Browser::new(&server);
    let refused = sign_in(&browser, "sanne").await;
    assert_eq!(
        (refused.path.as_str(), refused.status.as_u16()),
        ("/register", 403)
    );
    browser.open("/language?to=nl&next=/").await;
    let dutch = browser.open("/register").await;
    assert!(
        dutch.says("alleen instellen vanaf haar vertrouwde netwerken"),
        "{}",
        dutch.html
    );
    let home = browser.open("/").await;
    for action in ["/register/app", "/register/app/confirm", "/register/questions"] {
        let csrf = csrf(&browser).await;
        let fields = [("next", "/device"), ("csrf", csrf.as_str())];
        let refused = browser.send(&home, action, &fields).await;
        assert_eq!(refused.status, 403, "{action}");
        assert!(refused.says("vertrouwde netwerken"), "{action}: {}", refused.html);
    }
    assert!(methods(&server, "sanne").await.is_empty());

    rules(&server, |rules| {
        rules.registration.trusted_networks = vec!["127.0.0.0/8".parse().unwrap()];
        rules.require_second_factor = RequireSecondFactor::Always;
    })
    .await;
    assert!(
        browser.open("/register").await.says("/register/authenticator"),
        "at the office"
    );
}

/// What a form of this browser carries.
async fn csrf(browser: &Browser<'_>) -> String {
    browser.open("/signin").await.hidden()["csrf"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn b22_b96_registering_at_sign_in_wants_as_fresh_a_proof_as_the_app_does() {
    let server = TestServer::start().await;
    rules(&server, |rules| {
        rules.registration.required_sign_in = 1;
        rules.fresh_minutes.methods = 5;
    })
    .await;
    let browser = Browser::new(&server);
    let asked = sign_in(&browser, "sanne").await;
    server.clock.step(5 * MINUTE);
    let page = browser.send(&asked, "/register/app", &[]).await;
    assert!(page.says("<svg class=\"qr\""), "{}", page.html);
    server.clock.step(Duration::from_millis(1));
    let late = browser.send(&asked, "/register/app", &[]).await;
    assert_eq!(late.path, "/signin", "{}", late.html);

    // After a pass it is ten minutes, whatever the policy says.
    rules(&server, |rules| rules.fresh_minutes.methods = 60).await;
    let pass = issue_pass(&server, "james", true).await;
    let browser = Browser::new(&server);
    let page = browser.open("/signin?next=/device").await;
    let fields = [
        ("user_name", "james@noorderlicht.example"),
        ("password", pass.as_str()),
    ];
    let asked = browser.send(&page, "/signin", &fields).await;
    assert_eq!(asked.path, "/register");
    server.clock.step(11 * MINUTE);
    let late = browser.send(&asked, "/register/app", &[]).await;
    assert!(late.path.starts_with("/signin"), "{} {}", late.path, late.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn b22_setting_up_a_method_makes_no_proof_newer() {
    let server = TestServer::start().await;
    rules(&server, |rules| rules.registration.required_sign_in = 2).await;
    let first = add_app(&server, "sanne").await;
    let browser = Browser::new(&server);
    let page = sign_in(&browser, "sanne").await;
    let code = first.code(&server);
    let asked = browser.send(&page, "/signin/verify", &[("code", &code)]).await;
    assert_eq!(asked.path, "/register");
    let session = async || {
        let found = browser_session::Entity::find().one(&server.state().db);
        found.await.unwrap().unwrap()
    };
    let before = session().await;
    server.clock.step(9 * MINUTE);
    let page = browser.send(&asked, "/register/app", &[]).await;
    let second = scanned(&page);
    let done = confirm(&browser, &page, &second.code(&server)).await;
    assert_eq!(done.path, "/register/done");
    let after = session().await;
    assert_eq!((after.verified_at, &after.amr), (before.verified_at, &before.amr));
    // A minute later the session has proven nothing any more.
    server.clock.step(2 * MINUTE);
    let late = browser.open("/register").await;
    assert_eq!(late.path, "/signin/verify", "{}", late.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn b90_nothing_is_registered_here_when_nothing_is_asked() {
    let server = TestServer::start().await;
    rules(&server, |_| {}).await;
    let browser = Browser::new(&server);
    let page = sign_in(&browser, "sanne").await;
    assert_eq!(page.path, "/device");
    let fields = [("next", "/device")];
    let refused = browser.send(&page, "/register/app", &fields).await;
    assert_eq!(refused.status, 400, "{}", refused.html);
    assert!(methods(&server, "sanne").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn b90_what_nobody_may_register_keeps_nobody_out() {
    let server = TestServer::start().await;
    let nothing = |rules: &mut MethodRules| {
        rules.methods.values_mut().for_each(|rule| rule.allowed = false);
        rules.registration.required_sign_in = 1;
    };
    rules(&server, nothing).await;
    let browser = Browser::new(&server);
    assert_eq!(sign_in(&browser, "sanne").await.path, "/device");
    assert_eq!(
        browser.open("/device/confirm?user_code=BCDF-GHJK").await.path,
        "/device/confirm"
    );
    assert_eq!(browser.open("/register?next=/device").await.path, "/device");
    // The second factor that is asked of everybody is no matter of being asked nicely.
    rules(&server, |rules| {
        nothing(rules);
        rules.require_second_factor = RequireSecondFactor::Always;
    })
    .await;
    assert_eq!(sign_in(&Browser::new(&server), "sanne").await.path, "/register");
    assert_eq!(
        browser.open("/device/confirm?user_code=BCDF-GHJK").await.path,
        "/register"
    );
}
