use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use workpass_server::store::entities::{grant, user};
use workpass_server::{sample, store};

use crate::client::Client;
use crate::support::TestServer;

#[tokio::test]
async fn b168_signing_out_everywhere_ends_every_session_this_one_included() {
    let server = TestServer::start().await;
    let here = Client::graph(&server, "anna").await;
    let elsewhere = Client::graph(&server, "anna").await;
    let other = Client::graph(&server, "sanne").await;
    server.clock.step(std::time::Duration::from_secs(1));
    let answer = here.post_empty("/me/revokeSignInSessions").await.expect(200);
    assert_eq!(answer["value"], true);
    assert!(
        answer["@odata.context"]
            .as_str()
            .unwrap()
            .ends_with("#Edm.Boolean")
    );
    for client in [&here, &elsewhere] {
        assert_eq!(
            client.get("/me").await.refusal(),
            (401, "InvalidAuthenticationToken")
        );
        assert_eq!(client.on_self_service().get("/me").await.status, 401);
    }
    assert_eq!(other.get("/me").await.status, 200);
    let again = Client::graph(&server, "anna").await;
    assert_eq!(again.get("/me").await.status, 200);
}

#[tokio::test]
async fn b168_for_a_guest_revoking_does_nothing_as_in_graph() {
    let server = TestServer::start().await;
    let lotte = Client::graph(&server, "lotte").await;
    server.clock.step(std::time::Duration::from_secs(1));
    assert_eq!(lotte.post_empty("/me/revokeSignInSessions").await.status, 200);
    assert_eq!(lotte.get("/me").await.status, 200);
}

/// Another process on the same database says nothing to this one: what it writes counts all the same, on the next call.
#[tokio::test(flavor = "multi_thread")]
async fn what_another_instance_writes_counts_at_once() {
    let server = TestServer::start().await;
    let sanne = Client::graph(&server, "sanne").await;
    let anna = Client::graph(&server, "anna").await;
    let url = store::sqlite_url(&server.state().config.data_dir);
    let elsewhere = store::open(&url).await.unwrap();
    let enable = |enabled: bool| {
        user::Entity::update_many()
            .col_expr(user::Column::AccountEnabled, Expr::value(enabled))
            .filter(user::Column::Id.eq(sample::user_id("sanne")))
            .exec(&elsewhere)
    };
    for _ in 0..3 {
        for _ in 0..2 {
            assert_eq!(sanne.get("/me").await.status, 200);
        }
        enable(false).await.unwrap();
        assert_eq!(sanne.get("/me").await.status, 401);
        assert_eq!(sanne.on_self_service().get("/me").await.status, 401);
        assert_eq!(anna.get("/me").await.status, 200);
        enable(true).await.unwrap();
    }

    let name = Expr::value("Sanne de Vries-Bakker");
    user::Entity::update_many()
        .col_expr(user::Column::DisplayName, name)
        .filter(user::Column::Id.eq(sample::user_id("sanne")))
        .exec(&elsewhere)
        .await
        .unwrap();
    let me = sanne.get("/me").await.expect(200);
    assert_eq!(me["displayName"], "Sanne de Vries-Bakker");

    let ended = grant::Entity::update_many()
        .col_expr(grant::Column::RevokedAt, Expr::value(server.state().now_ms()))
        .filter(grant::Column::UserId.eq(sample::user_id("sanne")))
        .exec(&elsewhere)
        .await
        .unwrap();
    assert_eq!(ended.rows_affected, 1);
    assert_eq!(
        sanne.get("/me").await.refusal(),
        (401, "InvalidAuthenticationToken")
    );
    assert_eq!(anna.get("/me").await.status, 200);
}
