//! The wire contracts as checks: does this request, does this answer, follow Microsoft Graph's and the
//! self-service extension's OpenAPI documents?
//!
//! For tests of the server and of the app's clients. Objects are closed here: a property that the contract
//! does not name is an error, although clients in the field must ignore such properties.

mod contract;
mod operation;
mod path;
mod schema;
mod violation;

pub use contract::{Answer, Contract};
pub use operation::Permissions;
pub use violation::Violation;
