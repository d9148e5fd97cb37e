//! What the tests of security methods have in common: people, rules, codes.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use secrecy::SecretSlice;
use totp_rs::{Builder, Secret};
use workpass_server::audit::Event;
use workpass_server::methods::hardware_tokens::{self, AssignError, Assigned, Delivered};
use workpass_server::methods::oath::Shape;
use workpass_server::sample;
use workpass_server::store::entities::{audit_event, method_policy, security_method, user};
use workpass_server::store::values::{MethodRule, MethodRules};

use crate::client::Client;
use crate::support::TestServer;

/// What an app of somebody who manages methods asks for.
pub(crate) const SCOPES: &[&str] = &[
    "User.Read",
    "UserAuthenticationMethod.Read",
    "UserAuthenticationMethod.ReadWrite",
];

/// A person's app on the self-service surface, with everything that needs no administrator allowed.
pub(crate) async fn app<'s>(server: &'s TestServer, first_name: &str) -> Client<'s> {
    allow(server, |_| {}).await;
    Client::self_service_with(server, server.token(first_name, SCOPES).await)
}

/// Allows every kind of method by the default policy, and then what a test wants otherwise.
pub(crate) async fn allow(server: &TestServer, change: impl FnOnce(&mut MethodRules)) {
    let rule = |usable_for: &[&str]| MethodRule {
        allowed: true,
        maximum: 10,
        usable_for: usable_for.iter().map(|u| (*u).to_owned()).collect(),
        can_change: true,
        can_delete: true,
        ..MethodRule::default()
    };
    let mut rules = MethodRules::default();
    for kind in [
        "phone",
        "microsoftAuthenticator",
        "softwareOath",
        "hardwareOath",
        "fido2",
        "temporaryAccessPass",
        "recoveryCodes",
    ] {
        rules.methods.insert(kind.to_owned(), rule(&["multifactor"]));
    }
    rules
        .methods
        .insert("securityQuestions".to_owned(), rule(&["passwordReset"]));
    change(&mut rules);
    method_policy::Entity::update_many()
        .col_expr(method_policy::Column::Rules, Expr::value(rules))
        .filter(method_policy::Column::TenantId.eq(sample::tenant_id()))
        .exec(&server.state().db)
        .await
        .unwrap();
}

/// A sample person as the database has them.
pub(crate) async fn person(server: &TestServer, first_name: &str) -> user::Model {
    user::Entity::find_by_id(sample::user_id(first_name))
        .one(&server.state().db)
        .await
        .unwrap()
        .unwrap()
}

/// The methods of a person, the oldest first.
pub(crate) async fn methods(server: &TestServer, first_name: &str) -> Vec<security_method::Model> {
    let mut methods = security_method::Entity::find()
        .filter(security_method::Column::UserId.eq(sample::user_id(first_name)))
        .all(&server.state().db)
        .await
        .unwrap();
    methods.sort_by_key(|method| (method.created_at, method.slot_key.clone()));
    methods
}

/// How often something was written down about a person.
pub(crate) async fn recorded(server: &TestServer, first_name: &str, kind: &str) -> u64 {
    audit_event::Entity::find()
        .filter(audit_event::Column::UserId.eq(sample::user_id(first_name)))
        .filter(audit_event::Column::Kind.eq(kind))
        .count(&server.state().db)
        .await
        .unwrap()
}

/// The code an app or token with this secret (base32) shows `ahead` of the server's clock.
pub(crate) fn code(server: &TestServer, secret: &str, shape: Shape, ahead_seconds: i64) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let at = server.state().now_ms() / 1000 + ahead_seconds;
    Builder::new()
        .with_secret(secret)
        .with_step_duration(shape.period.into())
        .with_digits(shape.digits)
        .build()
        .unwrap()
        .generate(u64::try_from(at).unwrap())
        .to_string()
}

/// A code that an app or token with this secret shows at no time near the server's.
pub(crate) fn wrong_code(server: &TestServer, secret: &str, shape: Shape) -> String {
    let near: Vec<String> = (-12..=12)
        .map(|steps| code(server, secret, shape, steps * i64::from(shape.period)))
        .collect();
    (0..)
        .map(|number| format!("{number:0width$}", width = usize::from(shape.digits)))
        .find(|code| !near.contains(code))
        .unwrap()
}

/// The secret of tokens in tests.
pub(crate) const TOKEN_SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// Assigns a token with [`TOKEN_SECRET`] to a person.
pub(crate) async fn assign(
    server: &TestServer,
    first_name: &str,
    serial: &str,
    shape: Shape,
) -> Result<Assigned, AssignError> {
    let state = server.state();
    let token = Delivered {
        serial: serial.to_owned(),
        secret: SecretSlice::from(b"12345678901234567890".to_vec()),
        shape,
        manufacturer: Some("Contoso".to_owned()),
        model: Some("HardwareKey".to_owned()),
    };
    let user = person(server, first_name).await;
    let event = Event::of("method.assigned", &user);
    hardware_tokens::assign(&state.db, &state.secrets, state.now_ms(), &user, &token, event).await
}
