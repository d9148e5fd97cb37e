//! The person's own fields and photo.

use std::sync::Arc;

use base64::{Engine, prelude::BASE64_STANDARD};
use workpass_domain::{
    action::Action,
    profile_rules::{FieldChange, PhotoLimits},
};

use super::{Desk, call::Errand};
use crate::{
    error::UiError,
    intent::{ProfileIntent, Reply},
    known::Known,
    present::profile::{fault, field},
    view::{PhotoFaultView, ProfileFieldChange, StepUpFor},
};

const JPEG: &[u8] = b"\xff\xd8\xff";

impl Desk {
    pub(super) fn on_profile_intent(&mut self, intent: ProfileIntent) {
        match intent {
            ProfileIntent::ChangeFields { changes, reply } => self.change_profile(&changes, reply),
            ProfileIntent::ChangePhoto { jpeg, reply } => self.change_photo(&jpeg, reply),
            ProfileIntent::RemovePhoto { reply } => self.remove_photo(reply),
        }
    }

    /// B-03. What can be said without the service is said without it.
    fn change_profile(&mut self, changes: &[ProfileFieldChange], reply: Reply<()>) {
        let checked = self
            .may(&Action::ChangeProfile)
            .and_then(|()| changes.iter().map(checked).collect::<Result<Vec<_>, _>>());
        let changes: Vec<FieldChange> = match checked {
            Ok(changes) => changes
                .into_iter()
                .filter(|change| change.before != change.after)
                .collect(),
            Err(error) => return drop(reply.send(Err(error))),
        };
        if changes.is_empty() {
            return drop(reply.send(Ok(())));
        }
        // The service wants a fresh proof for phone numbers only.
        let errand = Errand::continuing().proving(StepUpFor::ChangeProfile);
        self.write(errand, reply, move |services, access| {
            let changes = changes.clone();
            async move {
                let (at, token) = (&access.authority, &access.token);
                services.profile.change_profile(at, token, &changes).await
            }
        });
    }

    /// B-12. The screen has cropped it; what it is, is looked at again.
    fn change_photo(&mut self, base64: &str, reply: Reply<()>) {
        let jpeg = self.may(&Action::ChangePhoto).and_then(|()| {
            let known = self.online()?.known.as_ref();
            let limits = known.map_or_else(PhotoLimits::default, Known::photo_limits);
            decoded(base64, limits)
        });
        let jpeg = match jpeg {
            Ok(jpeg) => jpeg,
            Err(error) => return drop(reply.send(Err(error))),
        };
        let errand = Errand::plain(Action::ChangePhoto);
        self.write(errand, reply, move |services, access| {
            let jpeg = jpeg.clone();
            async move {
                let (at, token) = (&access.authority, &access.token);
                services.profile.change_photo(at, token, &jpeg).await
            }
        });
    }

    fn remove_photo(&mut self, reply: Reply<()>) {
        if let Err(error) = self.may(&Action::ChangePhoto) {
            return drop(reply.send(Err(error)));
        }
        let errand = Errand::plain(Action::ChangePhoto);
        self.write(errand, reply, move |services, access| async move {
            let (at, token) = (&access.authority, &access.token);
            services.profile.remove_photo(at, token).await
        });
    }
}

fn checked(change: &ProfileFieldChange) -> Result<FieldChange, UiError> {
    let which = field(change.field);
    let after = which
        .check(&change.after)
        .map_err(|wrong| UiError::ProfileFieldRefused {
            field: Some(change.field),
            fault: fault(wrong),
        })?;
    Ok(FieldChange {
        field: which,
        before: Some(change.before.clone()).filter(|before| !before.is_empty()),
        after,
    })
}

fn decoded(base64: &str, limits: PhotoLimits) -> Result<Arc<[u8]>, UiError> {
    let refused = |fault| UiError::PhotoRefused { fault: Some(fault) };
    let most = limits.bytes as usize;
    if base64.len() > most.div_ceil(3) * 4 {
        return Err(refused(PhotoFaultView::TooLarge));
    }
    let bytes = BASE64_STANDARD
        .decode(base64)
        .map_err(|_| refused(PhotoFaultView::Damaged))?;
    if bytes.len() > most {
        return Err(refused(PhotoFaultView::TooLarge));
    }
    if !bytes.starts_with(JPEG) {
        return Err(refused(PhotoFaultView::Type));
    }
    Ok(bytes.into())
}
