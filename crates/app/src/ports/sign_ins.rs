//! What happened with the account, and where it is signed in: the extension alone has it (Graph refuses an employee
//! `auditLogs/signIns`).

use async_trait::async_trait;
use secrecy::SecretString;
use workpass_domain::sign_in::{OpenSession, SignIn};

use super::{Authority, DirectoryError};

/// Which sign-ins to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignInsWanted {
    /// Words that all have to be there (B-163).
    pub search: Option<String>,
    pub only: Option<SignInsOnly>,
    /// From the page before.
    pub after: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInsOnly {
    Succeeded,
    Failed,
    Unusual,
}

/// The newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInsPage {
    pub sign_ins: Vec<SignIn>,
    /// What the next page begins after.
    pub next: Option<String>,
}

#[async_trait]
pub trait SignInsPort: Send + Sync {
    async fn read_sign_ins(
        &self,
        at: &Authority,
        token: &SecretString,
        wanted: &SignInsWanted,
    ) -> Result<SignInsPage, DirectoryError>;
    /// "This was me", or that it was not (B-164).
    async fn answer_sign_in(
        &self,
        at: &Authority,
        token: &SecretString,
        id: &str,
        mine: bool,
    ) -> Result<(), DirectoryError>;
    async fn read_sessions(
        &self,
        at: &Authority,
        token: &SecretString,
    ) -> Result<Vec<OpenSession>, DirectoryError>;
    /// One that ended before counts as ended.
    async fn end_session(&self, at: &Authority, token: &SecretString, id: &str)
    -> Result<(), DirectoryError>;
    async fn end_other_sessions(&self, at: &Authority, token: &SecretString) -> Result<(), DirectoryError>;
}
