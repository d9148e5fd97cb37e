//! Who is signed in.

use serde::{Deserialize, Serialize};

/// The key of an account: what vault entries and snapshots are filed under.
///
/// `(issuer, tid, oid)` where the authority issues Entra's claims, else `(issuer, sub)` (OpenID Connect Core §2).
/// Never the e-mail address or the user name: both can change hands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AccountKey {
    Directory {
        issuer: String,
        tid: String,
        oid: String,
    },
    Subject {
        issuer: String,
        sub: String,
    },
}

/// What the id token says of the person; enough to greet them before any other service answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub key: AccountKey,
    /// `name` claim; falls back to the user name.
    pub display_name: String,
    /// `preferred_username` claim (Entra: the user principal name).
    pub user_name: Option<String>,
    pub email: Option<String>,
}
