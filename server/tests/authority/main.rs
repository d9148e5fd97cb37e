//! The authority and its pages, against the real server in this process.

#[path = "../support/mod.rs"]
mod support;

mod browser;
mod device_flow;
mod start;
