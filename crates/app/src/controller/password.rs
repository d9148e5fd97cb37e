//! Changing the password (B-109 … B-119).

use secrecy::{ExposeSecret, SecretString};
use workpass_domain::{
    action::{Action, Availability},
    password::{PasswordPolicy, parts_of_name},
    profile::Profile,
};

use super::{
    Desk,
    call::Errand,
    session::{Session, SignedIn},
};
use crate::{
    error::UiError,
    explain,
    intent::Reply,
    known::{Known, given},
    present,
    view::{PasswordFaultView, StepUpFor},
};

impl Desk {
    /// What always fails is not sent (B-119); all else the service judges, which knows more.
    pub(super) fn change_password(
        &mut self,
        current: Option<SecretString>,
        new: SecretString,
        reply: Reply<()>,
    ) {
        let is_empty = |secret: &SecretString| secret.expose_secret().is_empty();
        let current = current.filter(|current| !is_empty(current));
        let allowed = self.online().and_then(|signed_in| {
            let required = signed_in
                .known
                .as_ref()
                .is_none_or(|known| known.password_policy().current_required);
            may_change(signed_in)?;
            if required && current.is_none() {
                return Err(UiError::PasswordWrong {
                    tries_remaining: None,
                });
            }
            if is_empty(&new) {
                return Err(UiError::PasswordRefused {
                    fault: Some(PasswordFaultView::TooShort),
                });
            }
            Ok(())
        });
        if let Err(error) = allowed {
            return drop(reply.send(Err(error)));
        }
        let errand = Errand::new(Action::ChangePassword, StepUpFor::ChangePassword);
        self.write(errand, reply, move |services, access| {
            let (current, new) = (current.clone(), new.clone());
            async move {
                services
                    .directory
                    .change_password(&access.authority, &access.token, current.as_ref(), &new)
                    .await
            }
        });
    }

    pub(super) fn get_password_rules(&self, reply: Reply<(PasswordPolicy, Vec<String>)>) {
        let rules = match &self.session {
            Session::SignedIn(signed_in) => {
                let known = signed_in.known.as_ref();
                let policy = known.map(Known::password_policy).unwrap_or_default();
                let profile = known.and_then(|known| given(&known.data.profile));
                Ok((policy, profile.map(names).unwrap_or_default()))
            }
            _ => Err(UiError::NotAvailable),
        };
        let _ = reply.send(rules);
    }
}

fn may_change(signed_in: &SignedIn) -> Result<(), UiError> {
    let Some(known) = &signed_in.known else {
        return Ok(());
    };
    let standing = known.standing(&signed_in.refused, signed_in.is_offline());
    match standing.of(&Action::ChangePassword) {
        Some(Availability::InApp) => Ok(()),
        Some(Availability::Unavailable { reason }) => {
            Err(explain::unavailable(present::reason(reason), None))
        }
        Some(Availability::HandOver { .. }) | None => Err(UiError::NotAvailable),
    }
}

/// What must not be in a password of this person.
fn names(profile: &Profile) -> Vec<String> {
    let user_name = profile.user_principal_name.as_deref();
    let local = user_name.and_then(|name| name.split('@').next());
    let named = [&profile.display_name, &profile.given_name, &profile.surname];
    named
        .into_iter()
        .map(Option::as_deref)
        .chain([local])
        .flatten()
        .flat_map(parts_of_name)
        .collect()
}
