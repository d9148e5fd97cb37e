//! A phone number in the place of the user name.

use std::time::Duration;

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use uuid::Uuid;
use workpass_server::methods::phone::sign_in_key;
use workpass_server::sample;
use workpass_server::store::entities::{
    browser_session, method_policy, outbox_message, security_method, tenant, text_sign_in, user,
};
use workpass_server::store::values::RequireSecondFactor;

use crate::browser::{Browser, Page};
use crate::code_flow::{answer, authorize};
use crate::enrolled::{add_app, add_phone, last_message, methods, rules};
use crate::support::TestServer;

const NUMBER: &str = "+31650001234";
const TYPED: &str = "06 5000 1234";
const WRONG: &str = "This code is not right";

/// Sanne can sign in with her number.
async fn with_number() -> TestServer {
    let server = TestServer::start().await;
    rules(&server, |rules| rules.phone.sms_sign_in = true).await;
    add_phone(&server, "sanne", NUMBER).await;
    switch(&server, "sanne", sample::tenant_id(), true).await;
    server
}

/// What the switch in the app does.
pub(crate) async fn switch(server: &TestServer, first_name: &str, tenant: Uuid, on: bool) {
    let phone = methods(server, first_name).await;
    let phone = phone.into_iter().find(|row| row.kind == "phone").unwrap();
    let number = phone.value.clone().unwrap();
    let mut data = phone.data.clone();
    data.phone.get_or_insert_default().sms_sign_in = on;
    let mut phone = phone.into_active_model();
    phone.data = sea_orm::ActiveValue::Set(data);
    phone.lookup_key = sea_orm::ActiveValue::Set(on.then(|| sign_in_key(tenant, &number)));
    phone.update(&server.state().db).await.unwrap();
}

/// Types a number on the sign-in page and asks for the code, which was sent when this ends.
pub(crate) async fn begin(browser: &Browser<'_>, typed: &str) -> Page {
    begin_at(browser, "/signin?next=/device", typed).await
}

async fn begin_at(browser: &Browser<'_>, at: &str, typed: &str) -> Page {
    let page = browser.open(at).await;
    let page = browser
        .send(&page, "/signin", &[("user_name", typed), ("by", "text")])
        .await;
    browser.server.state().background.settle().await;
    page
}

async fn sent(server: &TestServer) -> u64 {
    let all = outbox_message::Entity::find().count(&server.state().db);
    all.await.unwrap()
}

/// The six digits of the last text.
async fn code(server: &TestServer) -> String {
    let text = last_message(server).await.text;
    let digits = text
        .split(|c: char| !c.is_ascii_digit())
        .find(|part| part.len() == 6);
    digits.unwrap_or_else(|| panic!("no code in {text}")).to_owned()
}

fn other_than(code: &str) -> &'static str {
    if code == "000000" { "111111" } else { "000000" }
}

async fn enter(browser: &Browser<'_>, page: &Page, code: &str) -> Page {
    browser.send(page, "/signin/text", &[("code", code)]).await
}

async fn sessions(server: &TestServer) -> Vec<browser_session::Model> {
    let rows = browser_session::Entity::find().all(&server.state().db);
    rows.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn b66_a_number_is_a_user_name_and_the_code_of_a_text_signs_in() {
    let server = with_number().await;
    for typed in [TYPED, NUMBER, "0031650001234", " +31 (6) 5000-1234 "] {
        let browser = Browser::new(&server);
        let offered = browser.open("/signin").await;
        assert!(
            offered.says(">Text me a code</button>") && offered.says("or the phone number you sign in with")
        );
        let page = begin(&browser, typed).await;
        assert_eq!(page.path, "/signin/text", "{typed}: {}", page.html);
        assert!(
            page.says("If +31650001234 can be used to sign in"),
            "{}",
            page.html
        );
        assert!(!page.says("<script"), "it works without");
        assert_eq!(last_message(&server).await.to_number, NUMBER);
        let sent = code(&server).await;
        let empty = enter(&browser, &page, " ").await;
        assert!(empty.says("Fill in this field"));
        let wrong = enter(&browser, &empty, other_than(&sent)).await;
        assert!(wrong.says(WRONG), "{}", wrong.html);
        let spaced = format!("{}-{} ", &sent[..3], &sent[3..]);
        assert_eq!(enter(&browser, &wrong, &spaced).await.path, "/device");
        server.clock.step(Duration::from_secs(3600));
    }
    let rows = sessions(&server).await;
    assert_eq!(rows.len(), 4);
    for row in rows {
        assert_eq!(row.user_id, sample::user_id("sanne"));
        assert_eq!(row.amr.0, ["sms"]);
        assert_eq!(row.verified_at, None, "one factor is no strong proof");
    }
    assert!(methods(&server, "sanne").await[0].last_used_at.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn b66_a_number_without_a_button_and_with_a_password_typed_does_the_same() {
    let server = with_number().await;
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    let fields = [("user_name", NUMBER), ("password", "anything")];
    let page = browser.send(&page, "/signin", &fields).await;
    assert_eq!(page.path, "/signin/text");
    let no_number = browser.open("/signin").await;
    for typed in ["sanne@noorderlicht.example", "", "12345"] {
        let fields = [("user_name", typed), ("by", "text")];
        let refused = browser.send(&no_number, "/signin", &fields).await;
        assert!(
            refused.says("Enter the phone number that you sign in with"),
            "{typed}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b66_a_number_that_is_nobodys_looks_like_any_other() {
    let server = with_number().await;
    add_phone(&server, "james", "+31650005678").await;
    let mut seen = Vec::new();
    let mut after_codes = Vec::new();
    // Known, registered without the switch, and nobody's.
    for number in [NUMBER, "+31650005678", "+31650009999"] {
        let browser = Browser::new(&server);
        let page = browser.open("/signin?next=/device").await;
        let answer = browser
            .send_raw(&page, "/signin", &[("user_name", number), ("by", "text")])
            .await;
        let head = (
            answer.status(),
            answer.headers()["location"].to_str().unwrap().to_owned(),
            answer.headers().get_all("set-cookie").iter().count(),
        );
        let page = browser.open("/signin/text").await;
        let csrf = page.hidden()["csrf"].clone();
        let plain = |html: &str, csrf: &str| html.replace(number, "NUMBER").replace(csrf, "CSRF");
        seen.push((head, plain(&page.html, &csrf)));
        // Guessing tells as little: the tries of a code, then those of the number.
        let mut told = Vec::new();
        for guess in 0..7 {
            let guess = format!("00000{guess}");
            let html = enter(&browser, &page, &guess).await.html;
            told.push(plain(&html, &csrf));
        }
        let again = browser.send(&page, "/signin/text/again", &[]).await;
        told.push(plain(&again.html, &csrf));
        after_codes.push(told);
    }
    server.state().background.settle().await;
    assert_eq!(sent(&server).await, 1, "a text went to the one number");
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
    assert!(after_codes[0][0].contains(WRONG) && after_codes[0][5].contains("entered too often"));
    assert_eq!(after_codes[0], after_codes[1]);
    assert_eq!(after_codes[0], after_codes[2]);
    assert!(sessions(&server).await.is_empty());
    // What is kept does not tell either, nor can a number be read in the database.
    let rows = text_sign_in::Entity::find()
        .all(&server.state().db)
        .await
        .unwrap();
    assert_eq!(rows.len(), 3);
    for row in rows {
        let lengths = (row.number_sealed.len(), row.code_mac.len());
        assert_eq!(lengths, (1 + 12 + 12 + 16, 43));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b66_the_limits_of_a_number_are_the_same_for_everybodys_and_nobodys() {
    let server = with_number().await;
    for number in [NUMBER, "+31650009999"] {
        for _ in 0..6 {
            let page = begin(&Browser::new(&server), number).await;
            assert_eq!(page.path, "/signin/text");
        }
        let limited = begin(&Browser::new(&server), number).await;
        assert!(
            limited.says("hit our limit on text verification codes. Try again in 60 min"),
            "{number}: {}",
            limited.html
        );
    }
    assert_eq!(sent(&server).await, 6);
    server.clock.step(Duration::from_secs(3601));
    assert_eq!(begin(&Browser::new(&server), NUMBER).await.path, "/signin/text");
}

#[tokio::test(flavor = "multi_thread")]
async fn b65_b66_who_types_a_number_takes_nothing_from_its_owner() {
    let server = with_number().await;
    for _ in 0..6 {
        let page = begin(&Browser::new(&server), NUMBER).await;
        assert_eq!(page.path, "/signin/text", "{}", page.html);
    }
    let limited = begin(&Browser::new(&server), NUMBER).await;
    assert!(limited.says("hit our limit"), "{}", limited.html);
    assert_eq!(sent(&server).await, 6);
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    let page = browser.sign_in(&page, "sanne").await;
    assert!(page.says("We sent a message"), "{}", page.html);
    assert_eq!(sent(&server).await, 7, "a code of the second step");
}

#[tokio::test(flavor = "multi_thread")]
async fn b66_one_address_asks_for_so_many_numbers_and_no_more() {
    let server = with_number().await;
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    for n in 0..60 {
        let number = format!("+316500020{n:02}");
        let fields = [("user_name", number.as_str()), ("by", "text")];
        assert_eq!(
            browser.send_raw(&page, "/signin", &fields).await.status(),
            303,
            "{n}"
        );
    }
    let fields = [("user_name", NUMBER), ("by", "text")];
    let limited = browser.send(&page, "/signin", &fields).await;
    assert!(limited.says("hit our limit"), "{}", limited.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn b66_codes_guessed_from_many_browsers_lock_the_number() {
    let server = with_number().await;
    let mut tries = tokio::task::JoinSet::new();
    let mut last = None;
    for _ in 0..4 {
        let browser = Browser::new(&server);
        let page = begin(&browser, NUMBER).await;
        let right = code(&server).await;
        for n in 0..5 {
            let mut form = page.hidden();
            let guess = format!("{:06}", (right.parse::<u32>().unwrap() + 1 + n) % 1_000_000);
            form.insert("code".to_owned(), guess);
            let request = browser.http.post(server.url("/signin/text")).form(&form);
            tries.spawn(async move { request.send().await.unwrap().text().await.unwrap() });
        }
        last = Some((browser, page, right));
    }
    let answers = tries.join_all().await;
    let locked = answers
        .iter()
        .filter(|html| html.contains("Try again in 1 min"))
        .count();
    assert_eq!((answers.len(), locked), (20, 10));
    let (browser, page, right) = last.unwrap();
    let refused = enter(&browser, &page, &right).await;
    assert!(refused.says("Try again in 1 min"), "even the right one");
    assert!(sessions(&server).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn b66_a_code_expires_takes_five_tries_and_can_be_sent_again() {
    let server = with_number().await;
    let browser = Browser::new(&server);
    let mut page = begin(&browser, NUMBER).await;
    let first = code(&server).await;
    let early = browser.send(&page, "/signin/text/again", &[]).await;
    assert!(early.says("You can ask for a new one in 30 s"), "{}", early.html);
    server.state().background.settle().await;
    assert_eq!(sent(&server).await, 1);
    for _ in 0..4 {
        page = enter(&browser, &page, other_than(&first)).await;
        assert!(page.says(WRONG), "{}", page.html);
    }
    page = enter(&browser, &page, other_than(&first)).await;
    assert!(page.says("entered too often. Ask for a new one"), "{}", page.html);
    page = enter(&browser, &page, &first).await;
    assert!(page.says("entered too often"), "the right one comes too late");

    server.clock.step(Duration::from_secs(31));
    page = browser.send(&page, "/signin/text/again", &[]).await;
    server.state().background.settle().await;
    assert_eq!(sent(&server).await, 2);
    let second = code(&server).await;
    if first != second {
        assert!(enter(&browser, &page, &first).await.says(WRONG), "the older one");
    }
    server.clock.step(Duration::from_secs(10 * 60));
    let expired = enter(&browser, &page, &second).await;
    assert!(expired.says("This code has expired"), "{}", expired.html);
    page = browser.send(&expired, "/signin/text/again", &[]).await;
    server.state().background.settle().await;
    let third = code(&server).await;
    assert_eq!(enter(&browser, &page, &third).await.path, "/device");

    let late = Browser::new(&server);
    let page = begin(&late, NUMBER).await;
    let code = code(&server).await;
    server.clock.step(Duration::from_secs(15 * 60));
    let over = enter(&late, &page, &code).await;
    assert!(
        over.path == "/signin" && over.says("took too long"),
        "{}",
        over.html
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn b66_a_code_works_once_and_in_the_browser_it_was_asked_in() {
    let server = with_number().await;
    let browser = Browser::new(&server);
    let page = begin(&browser, NUMBER).await;
    let right = code(&server).await;
    // In another browser it is nothing, with or without one open there.
    let other = Browser::new(&server);
    let theirs = begin(&other, "+31650009999").await;
    assert!(enter(&other, &theirs, &right).await.says(WRONG));
    let forged = browser
        .http
        .post(server.url("/signin/text"))
        .form(&[("code", right.as_str()), ("csrf", "x")]);
    assert_eq!(forged.send().await.unwrap().status(), 403);

    let mut form = page.hidden();
    form.insert("code".to_owned(), right.clone());
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..5 {
        let request = browser.http.post(server.url("/signin/text")).form(&form);
        tries.spawn(async move { request.send().await.unwrap().status().as_u16() });
    }
    tries.join_all().await;
    assert_eq!(sessions(&server).await.len(), 1);
    let replayed = browser.http.post(server.url("/signin/text")).form(&form);
    assert_ne!(replayed.send().await.unwrap().status(), 200);
    assert_eq!(sessions(&server).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn b66_what_is_turned_off_half_way_is_off() {
    let server = with_number().await;
    for off in ["switch", "policy", "account", "everywhere"] {
        let browser = Browser::new(&server);
        let page = begin(&browser, NUMBER).await;
        let right = code(&server).await;
        let db = &server.state().db;
        let mine = user::Column::Id.eq(sample::user_id("sanne"));
        let enable = async |enabled: bool| {
            let users = user::Entity::update_many().filter(mine.clone());
            let set = users.col_expr(user::Column::AccountEnabled, Expr::value(enabled));
            set.exec(db).await.unwrap();
        };
        match off {
            "switch" => switch(&server, "sanne", sample::tenant_id(), false).await,
            "policy" => rules(&server, |rules| rules.phone.sms_sign_in = false).await,
            "account" => enable(false).await,
            _ => {
                server.clock.step(Duration::from_millis(5));
                let now_ms = server.state().now_ms();
                workpass_server::authority::sessions::revoke_all(db, now_ms, sample::user_id("sanne"))
                    .await
                    .unwrap();
            }
        }
        let refused = enter(&browser, &page, &right).await;
        assert!(refused.says(WRONG), "{off}: {}", refused.html);
        assert!(sessions(&server).await.is_empty(), "{off}");
        if off == "policy" {
            let page = Browser::new(&server).open("/signin").await;
            assert!(!page.says("Text me a code"), "nobody can");
        }
        switch(&server, "sanne", sample::tenant_id(), true).await;
        rules(&server, |rules| rules.phone.sms_sign_in = true).await;
        enable(true).await;
        server.clock.step(Duration::from_secs(3600));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn b66_the_second_step_asks_for_another_kind_where_policy_does() {
    let server = with_number().await;
    add_app(&server, "sanne").await;
    let browser = Browser::new(&server);
    let page = begin(&browser, NUMBER).await;
    let page = enter(&browser, &page, &code(&server).await).await;
    // An app is something one has, as the phone is: what one knows has to come with it.
    assert!(
        page.path == "/signin/verify" && page.says("Enter your password"),
        "{}",
        page.html
    );
    assert!(sessions(&server).await.is_empty(), "not signed in yet");
    for way in ["text", "call", "code"] {
        let other = browser.send(&page, "/signin/verify/way", &[("way", way)]).await;
        assert_eq!(other.status, 400, "{way}");
    }
    let password = crate::support::password("sanne");
    let done = browser.send(&page, "/signin/verify", &[("code", password)]).await;
    assert_eq!(done.path, "/device", "{}", done.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn b66_where_everybody_needs_two_factors_the_password_is_the_second() {
    let server = with_number().await;
    rules(&server, |rules| {
        rules.phone.sms_sign_in = true;
        rules.require_second_factor = RequireSecondFactor::Always;
    })
    .await;
    let browser = Browser::new(&server);
    let page = begin(&browser, NUMBER).await;
    let page = enter(&browser, &page, &code(&server).await).await;
    assert!(
        page.path == "/signin/verify" && page.says("Enter your password"),
        "{}",
        page.html
    );
    let password = crate::support::password("sanne");
    let done = browser.send(&page, "/signin/verify", &[("code", password)]).await;
    assert_eq!(done.path, "/device", "{}", done.html);
    let row = sessions(&server).await.remove(0);
    assert_eq!(row.amr.0, ["mfa", "pwd", "sms"]);
    assert!(row.verified_at.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn b66_one_number_of_two_organizations_is_that_of_the_one_that_asks() {
    let server = with_number().await;
    let db = &server.state().db;
    // James belongs to another organization of this server, and shares the number.
    let first = tenant::Entity::find_by_id(sample::tenant_id())
        .one(db)
        .await
        .unwrap()
        .unwrap();
    let mut second = first.clone().into_active_model().reset_all();
    let second_id = Uuid::new_v4();
    second.id = sea_orm::ActiveValue::Set(second_id);
    second.verified_domains =
        sea_orm::ActiveValue::Set(workpass_server::store::values::Strings::of(["zuid.example"]));
    tenant::Entity::insert(second)
        .exec_without_returning(db)
        .await
        .unwrap();
    let policy = method_policy::Entity::find()
        .filter(method_policy::Column::IsDefault.eq(true))
        .one(db)
        .await
        .unwrap()
        .unwrap();
    let mut theirs = policy.into_active_model().reset_all();
    theirs.id = sea_orm::ActiveValue::Set(Uuid::new_v4());
    theirs.tenant_id = sea_orm::ActiveValue::Set(second_id);
    method_policy::Entity::insert(theirs)
        .exec_without_returning(db)
        .await
        .unwrap();
    user::Entity::update_many()
        .col_expr(user::Column::TenantId, Expr::value(second_id))
        .col_expr(user::Column::MethodPolicyId, Expr::value(Option::<Uuid>::None))
        .filter(user::Column::Id.eq(sample::user_id("james")))
        .exec(db)
        .await
        .unwrap();
    add_phone(&server, "james", NUMBER).await;
    switch(&server, "james", second_id, true).await;

    // Nobody asks: it could be either, so it is nobody.
    begin(&Browser::new(&server), NUMBER).await;
    assert_eq!(sent(&server).await, 0);
    // The app of the first organization asks.
    let browser = Browser::new(&server);
    let request = authorize(sample::client_id(), &[]);
    let page = browser.open(&request).await;
    assert_eq!(page.path, "/signin");
    let page = browser
        .send(&page, "/signin", &[("user_name", NUMBER), ("by", "text")])
        .await;
    server.state().background.settle().await;
    assert_eq!(sent(&server).await, 1);
    let done = enter(&browser, &page, &code(&server).await).await;
    assert!(answer(&done).contains_key("code"), "{done:?}");
    assert_eq!(sessions(&server).await[0].user_id, sample::user_id("sanne"));
}

#[tokio::test(flavor = "multi_thread")]
async fn b66_hostile_numbers_are_no_numbers() {
    let server = with_number().await;
    let browser = Browser::new(&server);
    let page = browser.open("/signin").await;
    let long = "0".repeat(5000);
    for typed in [
        long.as_str(),
        "+31650001234;ext=1",
        "+31650001234,1",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "+٣١٦٥٠٠٠١٢٣٤",
        "tel:+31650001234",
        "+",
        "%2B31650001234",
        "+31650001234\n+31650009999",
    ] {
        let answer = browser
            .send(&page, "/signin", &[("user_name", typed), ("by", "text")])
            .await;
        assert_eq!(answer.status, 200, "{typed}");
        assert!(
            answer.path == "/signin" && answer.says("Enter the phone number"),
            "{typed}"
        );
        assert!(!answer.says("<script>alert"), "{typed}");
    }
    server.state().background.settle().await;
    assert_eq!(sent(&server).await, 0);
    // Codes of all sorts are wrong codes.
    let page = begin(&browser, NUMBER).await;
    for typed in ["-", "abc", "٠٠٠٠٠٠", "<b>"] {
        let answer = enter(&browser, &page, typed).await;
        assert!(
            answer.status == 200 && answer.says(WRONG),
            "{typed}: {}",
            answer.html
        );
    }
    let answer = enter(&browser, &page, &"0".repeat(100)).await;
    assert!(answer.says("Fill in this field"));
}

#[tokio::test(flavor = "multi_thread")]
async fn b66_signing_in_by_text_speaks_dutch() {
    let server = with_number().await;
    let browser = Browser::new(&server);
    let page = browser.open("/language?to=nl&next=/signin").await;
    assert!(page.says("Stuur mij een code"));
    let page = begin(&browser, TYPED).await;
    assert!(
        page.says("Kunt u zich aanmelden met +31650001234?"),
        "{}",
        page.html
    );
    assert!(last_message(&server).await.text.contains("is uw code voor"));
    let english = browser.open("/language?to=en&next=/signin/text").await;
    assert!(english.says("Enter the code"), "{}", english.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn b66_what_is_removed_is_no_user_name_any_more() {
    let server = with_number().await;
    security_method::Entity::delete_many()
        .filter(security_method::Column::UserId.eq(sample::user_id("sanne")))
        .exec(&server.state().db)
        .await
        .unwrap();
    let page = begin(&Browser::new(&server), NUMBER).await;
    assert_eq!(page.path, "/signin/text");
    assert_eq!(sent(&server).await, 0);
}
