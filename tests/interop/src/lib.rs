//! Starts other people's servers and clients (Node programs beside this crate) and makes certificates they accept.

mod certificate;
mod program;

pub use certificate::Certificate;
pub use program::NodeProgram;
