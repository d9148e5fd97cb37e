//! What a person proved when signing in: it goes from the browser's session by way of codes to the grant and its tokens.

use super::second_factor::Proven;
use crate::store::entities::grant;
use crate::store::values::Strings;

/// The authentication context of a verification with two factors, as Entra's claim `acrs` has it.
pub const MULTI_FACTOR: &str = "c1";

/// What was proven, and when. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// When the person signed in.
    pub authenticated_at: i64,
    /// Authentication method references (RFC 8176).
    pub amr: Strings,
    /// The last strong proof; none when there was none.
    pub verified_at: Option<i64>,
}

impl Proof {
    /// What a grant was given for.
    pub fn of(grant: &grant::Model) -> Self {
        Self {
            authenticated_at: grant.authenticated_at,
            amr: grant.amr.clone(),
            verified_at: grant.verified_at,
        }
    }

    /// What was proven, as the rules see it.
    pub fn proven(&self) -> Proven {
        Proven::by_references(&self.amr.0)
    }

    /// When something was last proven, in seconds since the Unix epoch: the claim `auth_time`.
    pub fn auth_time(&self) -> i64 {
        self.verified_at
            .map_or(self.authenticated_at, |at| Ord::max(at, self.authenticated_at))
            / 1000
    }

    /// The claim `acrs`.
    pub fn acrs(&self) -> Option<Vec<String>> {
        self.amr.has("mfa").then(|| vec![MULTI_FACTOR.to_owned()])
    }
}
