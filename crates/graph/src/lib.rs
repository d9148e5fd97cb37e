//! Microsoft Graph and the self-service extension, as the app uses them: [`GraphDirectory`].
//!
//! Wire types stay in here. Readers are tolerant: what a service adds or leaves out costs at most the part it
//! belongs to.

mod account;
mod answers;
mod batch;
mod challenge;
mod devices;
mod directory;
mod endpoint;
mod failure;
mod methods;
mod organizations;
mod photo;
mod profile;
mod settings;
mod sign_ins;
mod wire;

pub use directory::GraphDirectory;
