//! Secrets in the operating system's keychain.
//!
//! [`OsVault`] is what the app uses; [`MemoryVault`] is its twin for runs without a keychain and for tests. The
//! keychain is owned by one thread of our own: the calls of its libraries block, some of them without end.

mod entry;
mod keychain;
mod memory;
mod parts;
mod worker;

pub use memory::MemoryVault;
pub use worker::{OsVault, Patience};
