//! Requests of the server's own to other services: gateways and push services.

use std::time::Duration;

/// The start of a client: every attempt ends in time, no redirect is followed, the environment names no proxy.
#[expect(
    clippy::disallowed_methods,
    reason = "where the server's own clients are made, with limits and time-outs"
)]
pub(crate) fn client(attempt: Duration) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .timeout(attempt)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .no_proxy()
}
