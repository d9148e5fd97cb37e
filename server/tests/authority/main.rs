//! The authority and its pages, against the real server in this process.

#[path = "../support/mod.rs"]
mod support;

mod start;
