//! Deleting two methods at once, on one instance and on two.

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use workpass_server::methods::kind::{MethodKind, slot_key};
use workpass_server::methods::places;
use workpass_server::sample;
use workpass_server::store::entities::{security_method, user};
use workpass_server::store::values::{AuthenticatorData, OathData, PasskeyData, PhoneData};

use crate::client::Client;
use crate::desk::{allow, person};
use crate::support::TestServer;
use crate::support::postgres::Postgres;

const SCOPES: &[&str] = &["UserAuthenticationMethod.ReadWrite", "User.Read"];
const MOBILE: &str = "3179e48a-750b-4051-897c-87b9720928f7";
const ALTERNATE: &str = "b6332ec1-7057-4abe-9331-3d72feddfe41";

/// Two methods that are the same default together, and their paths on `/beta`.
struct Pair {
    kind: MethodKind,
    collection: &'static str,
    option: &'static str,
}

const PAIRS: [Pair; 3] = [
    Pair {
        kind: MethodKind::Authenticator,
        collection: "microsoftAuthenticatorMethods",
        option: "push",
    },
    Pair {
        kind: MethodKind::SoftwareOath,
        collection: "softwareOathMethods",
        option: "oath",
    },
    Pair {
        kind: MethodKind::HardwareOath,
        collection: "hardwareOathMethods",
        option: "oath",
    },
];

async fn put(server: &TestServer, kind: MethodKind, slot: Option<&str>) -> security_method::Model {
    let state = server.state();
    let mut method = places::method(sample::user_id("sanne"), kind, state.now_ms());
    match kind {
        MethodKind::Phone => method.data.phone = Some(PhoneData::default()),
        MethodKind::Authenticator => method.data.authenticator = Some(AuthenticatorData::default()),
        MethodKind::Passkey => method.data.passkey = Some(PasskeyData::default()),
        _ => method.data.oath = Some(OathData::default()),
    }
    let Some(slot) = slot else {
        let placed = places::take(&state.db, method).await.unwrap();
        return placed.expect("a free place");
    };
    method.slot = slot.to_owned();
    method.slot_key = slot_key(kind, slot);
    method.value = Some(format!("+3165000{:04}", slot.len()));
    let row: security_method::ActiveModel = method.clone().into_active_model();
    row.reset_all().insert(&state.db).await.unwrap();
    method
}

async fn start_over(server: &TestServer, preferred: Option<&str>) {
    let db = &server.state().db;
    security_method::Entity::delete_many()
        .filter(security_method::Column::UserId.eq(sample::user_id("sanne")))
        .exec(db)
        .await
        .unwrap();
    user::Entity::update_many()
        .col_expr(
            user::Column::PreferredMethod,
            Expr::value(preferred.map(str::to_owned)),
        )
        .filter(user::Column::Id.eq(sample::user_id("sanne")))
        .exec(db)
        .await
        .unwrap();
}

async fn client(server: &TestServer) -> Client<'_> {
    Client::graph_with(server, server.token("sanne", SCOPES).await)
}

/// Of two deletions at once the second is told that its method is the default.
async fn the_default_stays(server: &TestServer, other: &TestServer) {
    allow(server, |_| {}).await;
    for Pair {
        kind,
        collection,
        option,
    } in PAIRS
    {
        for round in 0..3 {
            start_over(server, Some(option)).await;
            put(server, MethodKind::Phone, Some("mobile")).await;
            let paths = [put(server, kind, None).await, put(server, kind, None).await]
                .map(|method| format!("/me/authentication/{collection}/{}", method.id));
            let (mut here, mut there) = (client(server).await, client(other).await);
            if kind == MethodKind::HardwareOath {
                (here, there) = (here.on_beta(), there.on_beta());
            }
            let (a, b) = tokio::join!(here.delete(&paths[0]), there.delete(&paths[1]));
            let mut statuses = [a.status, b.status];
            statuses.sort_unstable();
            assert_eq!(
                statuses,
                [204, 400],
                "{kind} round {round}: {} {}",
                a.body,
                b.body
            );
            let refused = if a.status == 400 { a } else { b };
            assert_eq!(refused.code(), "defaultMethod", "{kind}");
            assert_eq!(
                person(server, "sanne").await.preferred_method.as_deref(),
                Some(option),
                "{kind}: and the default is what it was"
            );
        }
    }
}

/// Whichever comes first: there is never an alternate phone without the phone, and never no default where one could be.
async fn phones_go_in_order(server: &TestServer, other: &TestServer) {
    allow(server, |rules| rules.phone.voice = true).await;
    for round in 0..3 {
        start_over(server, None).await;
        for slot in ["mobile", "alternateMobile"] {
            put(server, MethodKind::Phone, Some(slot)).await;
        }
        let wanted = json!({ "userPreferredMethodForSecondaryAuthentication": "voiceAlternateMobile" });
        let (here, there) = (client(server).await, client(other).await);
        let answer = here
            .on_beta()
            .patch("/me/authentication/signInPreferences", wanted)
            .await;
        assert_eq!(answer.status, 204, "{}", answer.body);
        let [mobile, alternate] =
            [MOBILE, ALTERNATE].map(|id| format!("/me/authentication/phoneMethods/{id}"));
        let (a, b) = tokio::join!(here.delete(&mobile), there.delete(&alternate));
        assert_eq!(
            (a.status, b.status),
            (400, 400),
            "round {round}: one is needed by the other, which is the default: {} {}",
            a.body,
            b.body
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn b29_of_two_methods_deleted_at_once_the_default_stays() {
    let server = TestServer::start().await;
    the_default_stays(&server, &server).await;
    phones_go_in_order(&server, &server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn b29_of_two_methods_deleted_at_once_on_postgresql_the_default_stays() {
    let Some(postgres) = Postgres::start().await else {
        return;
    };
    let server = TestServer::start_with(Some(postgres.url.clone())).await;
    let other = TestServer::start_with(Some(postgres.url.clone())).await;
    the_default_stays(&server, &other).await;
    phones_go_in_order(&server, &other).await;
    server.running.stop().await.unwrap();
    other.running.stop().await.unwrap();
}
