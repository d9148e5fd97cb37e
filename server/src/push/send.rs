//! Sending, and trying again while the question waits for its answer.

use std::time::Duration;

use axum::http::{HeaderMap, StatusCode, header};
use sea_orm::{DbErr, EntityTrait};
use tokio::task::JoinSet;

use super::{Sender, subscriptions};
use crate::state::AppState;
use crate::store::entities::{approval, push_subscription};

/// Wait before the second attempt; it doubles until [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
/// Of messages with one topic a push service keeps the last (RFC 8030 §5.4).
const TOPIC: &str = "workpass-approval";

/// What a push service made of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Taken,
    /// There is no such subscription (any more).
    Gone,
    /// It will not be taken another time either.
    Refused(StatusCode),
    /// Busy or out of order; it may say for how long.
    Later(Option<Duration>),
}

/// Wakes the phones a question is for.
pub(super) async fn wake(state: &AppState, question: &approval::Model) {
    let phones = match subscriptions::of(&state.db, question.user_id).await {
        Ok(phones) => phones,
        Err(error) => return failed(&error),
    };
    let mut sending = JoinSet::new();
    let asked = |phone: &push_subscription::Model| question.method_id.is_none_or(|id| id == phone.method_id);
    for phone in phones.into_iter().filter(asked) {
        let (state, question) = (state.clone(), question.clone());
        sending.spawn(async move { deliver(&state, &question, &phone).await });
    }
    sending.join_all().await;
}

async fn deliver(state: &AppState, question: &approval::Model, phone: &push_subscription::Model) {
    let Some(sender) = &state.push.0 else { return };
    let mut pause = FIRST_PAUSE;
    loop {
        let now_ms = state.now_ms();
        let left = Duration::from_millis(u64::try_from(question.expires_at - now_ms).unwrap_or(0));
        if left.is_zero() {
            return;
        }
        let wait = match attempt(sender, &phone.endpoint, left, now_ms).await {
            Some(Outcome::Taken) | None => return,
            Some(Outcome::Gone) => {
                tracing::info!("a phone's browser takes no messages any more");
                if let Err(error) = subscriptions::forget(&state.db, &phone.endpoint).await {
                    failed(&error);
                }
                return;
            }
            Some(Outcome::Refused(status)) => {
                tracing::warn!(%status, "a push service refused a message");
                return;
            }
            Some(Outcome::Later(said)) => wait(said, pause, left),
        };
        let Some(wait) = wait else { return };
        tokio::time::sleep(wait).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
        match is_waiting(state, question).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => return failed(&error),
        }
    }
}

/// One message without content; none when the operator no longer allows the service.
async fn attempt(sender: &Sender, endpoint: &str, left: Duration, now_ms: i64) -> Option<Outcome> {
    let url = sender.services.endpoint(endpoint).ok()?;
    let audience = url.origin().ascii_serialization();
    let who = sender
        .vapid
        .authorization(&audience, sender.contact.as_deref(), now_ms);
    let mut who = header::HeaderValue::from_str(&who).expect("base64url is fit for a header");
    who.set_sensitive(true);
    let sent = sender
        .client
        .post(url)
        .header(header::AUTHORIZATION, who)
        .header(header::CONTENT_LENGTH, 0)
        .header("ttl", left.as_secs().max(1))
        .header("urgency", "high")
        .header("topic", TOPIC)
        .send()
        .await;
    // The content of the answer is nothing to us and is not read.
    Some(match sent {
        Ok(answer) => outcome(answer.status(), answer.headers()),
        Err(error) => {
            let error = error.without_url();
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "a push service did not answer"
            );
            Outcome::Later(None)
        }
    })
}

fn outcome(status: StatusCode, headers: &HeaderMap) -> Outcome {
    match status {
        status if status.is_success() => Outcome::Taken,
        StatusCode::NOT_FOUND | StatusCode::GONE => Outcome::Gone,
        status if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() => {
            // In seconds. A date is not looked at: it is later than the question lives, or soon enough to ask again.
            let said = headers.get(header::RETRY_AFTER);
            let said = said.and_then(|said| said.to_str().ok()?.parse().ok());
            Outcome::Later(said.map(Duration::from_secs))
        }
        status => Outcome::Refused(status),
    }
}

/// How long to wait before the next attempt; none when the question is over by then.
fn wait(said: Option<Duration>, pause: Duration, left: Duration) -> Option<Duration> {
    let wait = said.unwrap_or_default().max(pause);
    (wait < left).then_some(wait)
}

async fn is_waiting(state: &AppState, question: &approval::Model) -> Result<bool, DbErr> {
    let row = approval::Entity::find_by_id(question.id).one(&state.db).await?;
    Ok(row.is_some_and(|row| row.state == question.state))
}

fn failed(error: &DbErr) {
    tracing::warn!(
        error = error as &dyn std::error::Error,
        "a phone could not be woken"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, retry_after: Option<&str>) -> Outcome {
        let mut headers = HeaderMap::new();
        if let Some(said) = retry_after {
            headers.insert(header::RETRY_AFTER, said.parse().unwrap());
        }
        outcome(StatusCode::from_u16(status).unwrap(), &headers)
    }

    #[test]
    fn what_passes_is_tried_again_and_what_does_not_is_left() {
        for taken in [200, 201, 202, 204] {
            assert_eq!(answered(taken, None), Outcome::Taken);
        }
        for gone in [404, 410] {
            assert_eq!(answered(gone, None), Outcome::Gone);
        }
        for refused in [301, 307, 400, 401, 403, 413] {
            let status = StatusCode::from_u16(refused).unwrap();
            assert_eq!(answered(refused, Some("1")), Outcome::Refused(status));
        }
        for later in [429, 500, 503] {
            assert_eq!(answered(later, None), Outcome::Later(None));
            let said = Duration::from_secs(7);
            assert_eq!(answered(later, Some("7")), Outcome::Later(Some(said)));
            assert_eq!(
                answered(later, Some("Wed, 21 Oct 2026 07:28:00 GMT")),
                Outcome::Later(None)
            );
        }
    }

    #[test]
    fn nothing_is_sent_after_the_question_is_over() {
        let seconds = Duration::from_secs;
        assert_eq!(wait(None, seconds(2), seconds(90)), Some(seconds(2)));
        assert_eq!(wait(Some(seconds(7)), seconds(2), seconds(90)), Some(seconds(7)));
        assert_eq!(wait(Some(seconds(1)), seconds(2), seconds(90)), Some(seconds(2)));
        assert_eq!(wait(Some(seconds(90)), seconds(2), seconds(90)), None);
        assert_eq!(wait(None, seconds(2), seconds(1)), None);
    }
}
