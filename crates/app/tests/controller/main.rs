//! The controller over a world in memory: every path of the session, step by step.

mod account;
mod resume;
mod sign_in;
mod sign_out;
mod tokens;
mod world;
mod writes;
