//! The sample organization: a fictional Dutch company for development and tests. The same ids and passwords on every
//! machine, so nothing in here is secret, and `--sample` must never be used for real people.

mod devices;
mod documents;
mod factors;
mod organization;
mod people;
mod portraits;
mod seed;

use std::fmt;

use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use organization::{APP_SCOPES, DOMAIN};
pub use people::Factor;
pub use seed::seed;

/// What `workpass-server sample` shows.
#[derive(Debug, Serialize)]
pub struct Overview {
    pub tenant_id: Uuid,
    pub client_id: Uuid,
    pub accounts: Vec<Account>,
}

/// An account of the sample organization.
#[derive(Debug, Serialize)]
pub struct Account {
    pub user_name: String,
    pub password: &'static str,
    /// What this account is there to show.
    pub shows: &'static str,
    /// What this account verifies with besides.
    #[serde(skip_serializing_if = "<[Factor]>::is_empty")]
    pub second_factors: &'static [Factor],
}

impl Overview {
    /// The sample organization as it is on every machine.
    pub fn new() -> Self {
        let accounts = people::PEOPLE.iter().map(|person| Account {
            user_name: person.user_name(),
            password: person.password,
            shows: person.shows,
            second_factors: person.factors,
        });
        Self {
            tenant_id: tenant_id(),
            client_id: client_id(),
            accounts: accounts.collect(),
        }
    }
}

impl Default for Overview {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for Overview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "tenant  {}", self.tenant_id)?;
        writeln!(f, "client  {}", self.client_id)?;
        for account in &self.accounts {
            writeln!(
                f,
                "{:32}  {:22}  {}",
                account.user_name, account.password, account.shows
            )?;
        }
        Ok(())
    }
}

/// The sample tenant.
pub fn tenant_id() -> Uuid {
    id("tenant")
}

/// The Workpass app in the sample tenant, consented for everybody.
pub fn client_id() -> Uuid {
    id("client workpass")
}

/// Another app, which asks each person for consent.
pub fn other_client_id() -> Uuid {
    id("client route planner")
}

/// A person of the sample, by the first part of the user name.
pub fn user_id(first_name: &str) -> Uuid {
    id(&format!("user {first_name}"))
}

/// An id made from a name: the same on every machine.
fn id(name: &str) -> Uuid {
    let digest = Sha256::digest(format!("workpass sample {name}").as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}
