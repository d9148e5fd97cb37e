//! The sample organization: a fictional Dutch company for development and tests. The same ids and passwords on every
//! machine, so nothing in here is secret, and `--sample` must never be used for real people.

mod devices;
mod documents;
mod factors;
mod neighbours;
mod organization;
mod people;
mod portraits;
mod seed;

use std::fmt;

use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use neighbours::{guest_id, tenant_id_of};
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
    /// Other organizations in which this account is a guest.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub guest_at: Vec<&'static str>,
}

impl Overview {
    /// The sample organization as it is on every machine.
    pub fn new() -> Self {
        let accounts = people::PEOPLE.iter().map(|person| Account {
            user_name: person.user_name(),
            password: person.password,
            shows: person.shows,
            second_factors: person.factors,
            guest_at: neighbours::where_guest(person.first),
        });
        let neighbours = neighbours::NEIGHBOURS.iter().flat_map(|neighbour| {
            neighbour.members.iter().map(|member| Account {
                user_name: member.user_name(neighbour.domain),
                password: member.password,
                shows: member.shows,
                second_factors: &[],
                guest_at: Vec::new(),
            })
        });
        Self {
            tenant_id: tenant_id(),
            client_id: client_id(),
            accounts: accounts.chain(neighbours).collect(),
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
            write!(
                f,
                "{:32}  {:22}  {}",
                account.user_name, account.password, account.shows
            )?;
            if !account.guest_at.is_empty() {
                write!(f, " (a guest at {})", account.guest_at.join(", "))?;
            }
            writeln!(f)?;
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
