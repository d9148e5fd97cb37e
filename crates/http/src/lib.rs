//! The only builder of HTTP clients: trust store, proxies, time-outs, limits, retries and error classes in one place.
//!
//! Adapters build a [`Request`], [`Http::send`] gives an [`Answer`] with any status but a redirect, and
//! [`Answer::trouble`] tells what of it is trouble of the network or the service rather than an answer.

mod answer;
mod client;
mod request;
mod retry;
mod trouble;

pub use answer::Answer;
pub use client::{Http, TimeOuts};
pub use request::{BATCH_LIMIT, DEFAULT_LIMIT, Request, is_secure};
