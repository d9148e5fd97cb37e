//! What a test stands on: a throw-away desktop session ([`Desktop`]) and a running organization server
//! ([`OrganizationServer`]). Shared by `xtask` and the end-to-end and interop tests, so it stays light: no async
//! runtime, no HTTP client.

mod desktop;
mod process;
mod sample_data;
mod server;

pub use desktop::{Desktop, Keychain};
pub use process::{OwnedProcess, wait_until};
pub use server::{OrganizationServer, SampleAccount, SampleOrganization, ServerOptions};
