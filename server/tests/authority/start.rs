use sea_orm::EntityTrait;
use workpass_server::store::entities::{photo, tenant, user};

use crate::support::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn several_may_start_at_once_on_a_new_database() {
    let data = tempfile::tempdir().unwrap();
    let url = workpass_server::store::sqlite_url(data.path());
    let mut starts = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let url = url.clone();
        starts.spawn(async move { workpass_server::store::open(&url).await.map(drop) });
    }
    for opened in starts.join_all().await {
        opened.unwrap();
    }
}

#[tokio::test]
async fn any_name_of_a_data_directory_will_do() {
    let data = tempfile::tempdir().unwrap();
    for name in ["with blank", "50%20off", "what?", "a#b", "é"] {
        let dir = data.path().join(name);
        std::fs::create_dir(&dir).unwrap();
        let url = workpass_server::store::sqlite_url(&dir);
        workpass_server::store::open(&url).await.expect(name);
        assert!(dir.join("workpass.sqlite").exists(), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn starts_with_the_sample_organization_and_is_ready() {
    let server = TestServer::start().await;
    for path in ["/healthz", "/readyz"] {
        let answer = server.http.get(server.url(path)).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
    }
    let db = &server.state().db;
    let mut tenants = tenant::Entity::find().all(db).await.unwrap();
    tenants.sort_by_key(|tenant| tenant.created_at);
    assert_eq!(tenants.len(), 3, "with its neighbours");
    assert_eq!(
        tenants[0].id,
        workpass_server::sample::tenant_id(),
        "it is the first"
    );
    let people = user::Entity::find().all(db).await.unwrap();
    assert!(people.len() >= 12, "{} people", people.len());
    let photos = photo::Entity::find().all(db).await.unwrap();
    assert!(photos.iter().all(|p| p.bytes.starts_with(b"\xff\xd8\xff")));
    server.running.stop().await.unwrap();
}
