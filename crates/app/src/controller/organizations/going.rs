//! The way to another organization, away from the controller: from the keychain, or by a sign-in in the browser.

use std::sync::Arc;

use secrecy::SecretString;
use workpass_domain::account::Account;

use super::{
    super::{
        event::{Line, Ready, SessionStep},
        open_page, resume,
        sign_in::{BROWSER_PATIENCE, snapshot_key},
    },
    Arrived, SwitchStep, is_of,
};
use crate::{
    context::Context,
    error::UiError,
    explain, left_behind, memberships,
    ports::{AuthorityError, Purpose, Tokens as Granted, TrustedPage, VaultError},
    tokens::Tokens,
    view::{Kept, NotKept},
};

/// The way to another organization, away from the controller.
pub(super) struct Going {
    /// The one to go to.
    pub(super) context: Arc<Context>,
    pub(super) line: Line,
    pub(super) session: u32,
    pub(super) number: u32,
    /// Of the session that is shown: once it is being removed nothing more is kept.
    pub(super) from: Tokens,
    pub(super) keeps: bool,
    pub(super) user_name: Option<String>,
    pub(super) tenant: String,
    pub(super) name: String,
}

impl Going {
    pub(super) async fn run(self) {
        if let Some(ready) = self.kept().await {
            return self.report(SwitchStep::Kept(Box::new(ready)));
        }
        let patience = self.context.sleep(BROWSER_PATIENCE);
        let answer = tokio::select! {
            answer = self.ask() => answer,
            () = patience => Err(UiError::StepUpTimedOut),
        };
        match answer {
            // Whoever cancels from here on does not stop it: what is being stored has to be known to somebody.
            Ok(granted) => drop(tokio::spawn(self.arrive(granted))),
            Err(error) => self.report(SwitchStep::Failed(error)),
        }
    }

    fn report(&self, step: SwitchStep) {
        let (number, issuer) = (self.number, self.context.address.clone());
        let step = SessionStep::Switch { number, issuer, step };
        self.line.step(self.session, step);
    }

    /// A session that the keychain has. A closed one is not asked twice: the person signs in.
    async fn kept(&self) -> Option<Ready> {
        let context = &self.context;
        let account = memberships::kept_of(context, &self.tenant).await?;
        let loaded = context
            .services
            .vault
            .load(&account.key, Purpose::RefreshToken)
            .await;
        let refresh_token = loaded.ok().flatten()?;
        let snapshot_key = snapshot_key(context, &account.key).await;
        let memo = context.memo_of(account);
        let last_known = match &snapshot_key {
            Some(key) => resume::load_last_known(context, &memo, key).await,
            None => None,
        };
        Some(Ready {
            memo,
            refresh_token,
            snapshot_key,
            last_known,
        })
    }

    async fn arrive(self, granted: Granted) {
        self.report(match self.take(granted).await {
            Ok(arrived) => SwitchStep::Arrived(Box::new(arrived)),
            Err(error) => SwitchStep::Failed(error),
        });
    }

    async fn take(&self, granted: Granted) -> Result<Arrived, UiError> {
        let account = granted.account.clone();
        let Some(account) = account.filter(|account| self.is_the_person(account)) else {
            left_behind::revoke_in_background(&self.context, granted.refresh_token);
            return Err(UiError::SwitchOtherAccount {
                organization: self.name.clone(),
            });
        };
        let (kept, snapshot_key) = self.keep(&account, &granted).await?;
        Ok(Arrived {
            context: self.context.clone(),
            account,
            granted,
            kept,
            snapshot_key,
        })
    }

    /// The account of this person in that organization: guests are called as at home.
    fn is_the_person(&self, account: &Account) -> bool {
        let same_name = match (&account.user_name, &self.user_name) {
            (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
            _ => false,
        };
        same_name && is_of(account, &self.tenant)
    }

    /// Durable before it is used, unless the session at home is not kept either.
    async fn keep(
        &self,
        account: &Account,
        granted: &Granted,
    ) -> Result<(Kept, Option<SecretString>), UiError> {
        let this_run_only = |why| Ok((Kept::ThisRunOnly { why }, None));
        let Some(token) = granted.refresh_token.clone() else {
            return this_run_only(NotKept::NoRefreshToken);
        };
        if !self.keeps {
            return this_run_only(NotKept::KeychainUnavailable);
        }
        let keep = async {
            memberships::keep(&self.context, account, token.clone()).await?;
            Ok::<_, VaultError>(snapshot_key(&self.context, &account.key).await)
        };
        match self.from.unless_stopped(keep).await {
            Some(Ok(snapshot_key)) => Ok((Kept::Kept, snapshot_key)),
            Some(Err(error)) => this_run_only(explain::not_kept(&error)),
            // Signed out meanwhile: nobody may keep what nobody wants.
            None => {
                self.context.revoke(&token).await;
                Err(UiError::SessionEnded)
            }
        }
    }

    async fn ask(&self) -> Result<Granted, UiError> {
        let context = &self.context;
        let refused = |error: &AuthorityError| match error {
            AuthorityError::Declined => UiError::StepUpCancelled,
            AuthorityError::Expired => UiError::StepUpTimedOut,
            error => explain::authority(error),
        };
        let authority = context.authority().await.map_err(|error| refused(&error))?;
        let port = &context.services.authority;
        let flow = port
            .start_visit(&authority, self.user_name.as_deref(), &context.shell.computer())
            .await
            .map_err(|error| refused(&error))?;
        let page = TrustedPage::check(flow.page()).ok_or_else(|| {
            refused(&AuthorityError::InvalidAnswer(
                "the sign-in address is not safe to open".into(),
            ))
        })?;
        open_page(&*context.shell, &page)?;
        self.report(SwitchStep::Opened(page));
        flow.finish().await.map_err(|error| refused(&error))
    }
}
