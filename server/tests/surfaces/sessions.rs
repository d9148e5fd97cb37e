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
async fn for_a_guest_revoking_does_nothing_as_in_graph() {
    let server = TestServer::start().await;
    let lotte = Client::graph(&server, "lotte").await;
    server.clock.step(std::time::Duration::from_secs(1));
    assert_eq!(lotte.post_empty("/me/revokeSignInSessions").await.status, 200);
    assert_eq!(lotte.get("/me").await.status, 200);
}
