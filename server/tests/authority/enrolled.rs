//! People who have registered something, for tests of what is asked of them.

use ring::hmac;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use workpass_server::audit::Event;
use workpass_server::methods::kind::{MethodKind, slot_key};
use workpass_server::methods::totp::{self, Confirmed};
use workpass_server::methods::{oath, places, recovery_codes, tap};
use workpass_server::sample;
use workpass_server::store::entities::{method_policy, outbox_message, security_method, tenant, user};
use workpass_server::store::values::{MethodRule, MethodRules, PhoneData};

use crate::support::TestServer;

/// An authenticator app on somebody's phone.
pub(crate) struct App {
    secret: Vec<u8>,
}

impl App {
    /// An app that was given this secret.
    pub(crate) fn with(secret: &SecretSlice<u8>) -> Self {
        Self {
            secret: secret.expose_secret().to_vec(),
        }
    }

    /// What it shows at this instant (RFC 6238, RFC 4226 §5.3), without the server's library.
    pub(crate) fn code(&self, server: &TestServer) -> String {
        self.code_at(server.state().now_ms())
    }

    pub(crate) fn code_at(&self, now_ms: i64) -> String {
        let step = u64::try_from(now_ms / 1000 / 30).unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.secret);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let tag = tag.as_ref();
        let offset = usize::from(tag[19] & 15);
        let number = u32::from_be_bytes(tag[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }

    /// A code that it does not show around now.
    pub(crate) fn wrong_code(&self, server: &TestServer) -> String {
        let now = server.state().now_ms();
        let near: Vec<String> = (-3..=3).map(|n| self.code_at(now + n * 30_000)).collect();
        (0..)
            .map(|n| format!("{n:06}"))
            .find(|code| !near.contains(code))
            .unwrap()
    }
}

/// A sample person.
pub(crate) async fn person(server: &TestServer, first_name: &str) -> user::Model {
    user::Entity::find_by_id(sample::user_id(first_name))
        .one(&server.state().db)
        .await
        .unwrap()
        .unwrap()
}

/// Changes every policy: all kinds may be used for signing in, and what else the test wants.
pub(crate) async fn rules(server: &TestServer, change: impl Fn(&mut MethodRules)) {
    let db = &server.state().db;
    for policy in method_policy::Entity::find().all(db).await.unwrap() {
        let mut rules = policy.rules.clone();
        for kind in [
            "softwareOath",
            "hardwareOath",
            "phone",
            "fido2",
            "microsoftAuthenticator",
            "temporaryAccessPass",
            "recoveryCodes",
        ] {
            let rule = rules
                .methods
                .entry(kind.to_owned())
                .or_insert_with(|| MethodRule {
                    maximum: 5,
                    can_change: true,
                    can_delete: true,
                    ..MethodRule::default()
                });
            rule.allowed = true;
            rule.usable_for = vec!["multifactor".to_owned(), "signIn".to_owned()];
        }
        change(&mut rules);
        let mut policy = policy.into_active_model();
        policy.rules = sea_orm::ActiveValue::Set(rules);
        policy.update(db).await.unwrap();
    }
}

/// Registers an authenticator app, as the app's wizard does.
pub(crate) async fn add_app(server: &TestServer, first_name: &str) -> App {
    let state = server.state();
    let user = person(server, first_name).await;
    let tenant = tenant::Entity::find_by_id(user.tenant_id)
        .one(&state.db)
        .await
        .unwrap()
        .unwrap();
    let (row, enrolment) = totp::begin(state, &user, &tenant, None).await.unwrap();
    let secret = oath::from_base32(&SecretString::from(enrolment.secret_key.expose_secret())).unwrap();
    let app = App {
        secret: secret.expose_secret().to_vec(),
    };
    // The code of a step before, so that the present one is left for signing in.
    let code = app.code_at(state.now_ms() - 30_000);
    let event = Event::of("test", &user);
    let confirmed = totp::confirm(state, &user, event, &row, &code, None)
        .await
        .unwrap();
    assert!(matches!(confirmed, Confirmed::Method(_)));
    app
}

/// Gives a person recovery codes.
pub(crate) async fn add_recovery_codes(server: &TestServer, first_name: &str) -> Vec<String> {
    let user = person(server, first_name).await;
    let codes = recovery_codes::replace(server.state(), &user, Event::of("test", &user)).await;
    codes
        .unwrap()
        .iter()
        .map(|code| code.expose_secret().to_owned())
        .collect()
}

/// An administrator issues a Temporary Access Pass.
pub(crate) async fn issue_pass(server: &TestServer, first_name: &str, one_time: bool) -> String {
    let state = server.state();
    let user = person(server, first_name).await;
    let wish = tap::Wish {
        one_time,
        ..tap::Wish::default()
    };
    let issued = tap::issue(&state.db, state.now_ms(), &user, wish, Event::of("test", &user)).await;
    issued.unwrap().pass.expose_secret().to_owned()
}

/// The person chose this default (Graph's name).
pub(crate) async fn prefer(server: &TestServer, first_name: &str, option: &str) {
    user::Entity::update_many()
        .col_expr(user::Column::PreferredMethod, Expr::value(option))
        .filter(user::Column::Id.eq(sample::user_id(first_name)))
        .exec(&server.state().db)
        .await
        .unwrap();
}

/// Gives a person a mobile phone.
pub(crate) async fn add_phone(server: &TestServer, first_name: &str, number: &str) {
    add_phone_in(server, first_name, "mobile", number).await;
}

/// Gives a person a phone of a place.
pub(crate) async fn add_phone_in(server: &TestServer, first_name: &str, slot: &str, number: &str) {
    let state = server.state();
    let mut phone = places::method(sample::user_id(first_name), MethodKind::Phone, state.now_ms());
    phone.slot = slot.to_owned();
    phone.slot_key = slot_key(MethodKind::Phone, slot);
    phone.value = Some(number.to_owned());
    phone.data.phone = Some(PhoneData::default());
    let phone: security_method::ActiveModel = phone.into_active_model();
    security_method::Entity::insert(phone.reset_all())
        .exec_without_returning(&state.db)
        .await
        .unwrap();
}

/// Gives a person a phone that approves; nobody holds it.
pub(crate) async fn add_authenticator(server: &TestServer, first_name: &str) {
    let state = server.state();
    let phone = places::method(
        sample::user_id(first_name),
        MethodKind::Authenticator,
        state.now_ms(),
    );
    places::take(&state.db, phone)
        .await
        .unwrap()
        .expect("a free place");
}

/// What was texted or said last.
pub(crate) async fn last_message(server: &TestServer) -> outbox_message::Model {
    let newest = outbox_message::Entity::find().order_by_desc(outbox_message::Column::CreatedAt);
    newest.one(&server.state().db).await.unwrap().unwrap()
}

/// What a person has registered.
pub(crate) async fn methods(server: &TestServer, first_name: &str) -> Vec<security_method::Model> {
    let own = security_method::Column::UserId.eq(sample::user_id(first_name));
    let methods = security_method::Entity::find().filter(own);
    methods.all(&server.state().db).await.unwrap()
}
