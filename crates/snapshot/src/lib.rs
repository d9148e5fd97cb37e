//! The last-known view on this computer, encrypted, and the memo of who was signed in last.
//!
//! - [`SealedFiles`]: one encrypted file per account; the key lives in the keychain, never here.
//! - [`MemoFile`]: a small plain file that says which account to look for before the keychain answers.
//! - [`new_key`]: a fresh key for [`SealedFiles`].

mod atomic;
mod key;
mod memo;
mod sealed;
mod store;

pub use key::new_key;
pub use memo::MemoFile;
pub use store::SealedFiles;
