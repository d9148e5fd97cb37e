//! The last-known view on this computer, encrypted, the memo of who was signed in last, and the tombstones.
//!
//! - [`SealedFiles`]: one encrypted file per account; the key lives in the keychain, never here.
//! - [`MemoFile`]: a small plain file that says which account to look for before the keychain answers.
//! - [`TombstoneFile`]: a small plain file of accounts that signed out while the keychain was closed.
//! - [`new_key`]: a fresh key for [`SealedFiles`].

mod atomic;
mod key;
mod memo;
mod sealed;
mod small;
mod store;
mod tombstones;

pub use key::new_key;
pub use memo::MemoFile;
pub use store::SealedFiles;
pub use tombstones::TombstoneFile;
