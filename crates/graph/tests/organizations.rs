//! Organizations, over the wire.

mod stand;

use serde_json::json;
use stand::{Stand, graph_error};
use wiremock::ResponseTemplate;
use workpass_app::ports::{DirectoryError, OrganizationsPort, Part};
use workpass_domain::organization::NotLeavable;

const LEAVE: &str = "/selfservice/v1.0/me/organizations/leave";

#[tokio::test]
async fn b150_organizations_come_with_the_account() {
    let stand = Stand::well().await;
    let Part::Given(all) = stand.read().await.unwrap().organizations else {
        panic!("not there");
    };
    assert_eq!(all[0].not_leavable, Some(NotLeavable::Home));
    assert!(all[0].is_home && all[0].is_current && !all[1].is_current);
    assert_eq!(all[1].contact.display_name, "Helpdesk Zuiderzee");
}

#[tokio::test]
async fn b154_one_that_was_left_before_counts_as_left_and_a_refusal_does_not() {
    for (status, code, is_left) in [
        (409, "organizationLeftBefore", true),
        (409, "somethingElse", false),
        (403, "leavingNotAllowed", false),
    ] {
        let stand = Stand::new().await;
        let answer = ResponseTemplate::new(status).set_body_json(graph_error(code));
        stand.answer_with("POST", LEAVE, answer).await;
        let left = stand.directory.leave_organization(&stand.at, &stand.token).await;
        assert_eq!(left.is_ok(), is_left, "{code}");
    }
    let stand = Stand::new().await;
    let answer = ResponseTemplate::new(403).set_body_json(json!(graph_error("leavingNotAllowed")));
    stand.answer_with("POST", LEAVE, answer).await;
    let refused = stand.directory.leave_organization(&stand.at, &stand.token).await;
    assert!(matches!(refused, Err(DirectoryError::Forbidden { .. })));
}
