//! Makes the views: one file per screen, pure functions of what is known.

pub(crate) mod account;
pub(crate) mod advice;
pub(crate) mod devices;
pub(crate) mod help;
pub(crate) mod lost_phone;
pub(crate) mod method;
pub(crate) mod organizations;
pub(crate) mod password;
pub(crate) mod profile;
pub(crate) mod qr;
pub(crate) mod registration;
pub(crate) mod security;
pub(crate) mod settings;
pub(crate) mod sign_ins;
pub(crate) mod terms;
pub(crate) mod terms_text;

use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use workpass_domain::action::{Action, Unavailable};

use crate::{
    ports::Part,
    view::{Possible, Section, UnavailableReason},
};

/// Times cross as RFC 3339 in UTC, whole seconds.
pub(crate) fn time(at: OffsetDateTime) -> String {
    let at = at
        .to_offset(time::UtcOffset::UTC)
        .replace_nanosecond(0)
        .unwrap_or(at);
    // Only years beyond 9999 cannot be written.
    at.format(&Rfc3339).unwrap_or_default()
}

pub(crate) fn reason(unavailable: Unavailable) -> UnavailableReason {
    match unavailable {
        Unavailable::NoDirectory => UnavailableReason::NoDirectory,
        Unavailable::NoSelfService => UnavailableReason::NoSelfService,
        Unavailable::NotConsented => UnavailableReason::NotConsented,
        Unavailable::NotAllowedByPolicy => UnavailableReason::NotAllowedByPolicy,
        Unavailable::LimitReached => UnavailableReason::LimitReached,
        Unavailable::ManagedByAdministrator => UnavailableReason::ManagedByAdministrator,
        Unavailable::RefusedByService => UnavailableReason::RefusedByService,
        Unavailable::NotForAdministrators => UnavailableReason::NotForAdministrators,
        Unavailable::OtherMethodRequired => UnavailableReason::OtherMethodRequired,
        Unavailable::MobileRequired => UnavailableReason::MobileRequired,
        Unavailable::VoiceNotAllowed => UnavailableReason::VoiceNotAllowed,
        Unavailable::AlternatePhoneExists => UnavailableReason::AlternatePhoneExists,
        Unavailable::ManagedByHomeOrganization => UnavailableReason::ManagedByHomeOrganization,
        Unavailable::PlaceNotAllowed => UnavailableReason::PlaceNotAllowed,
        Unavailable::PhotoOnPremises => UnavailableReason::PhotoOnPremises,
        Unavailable::PasswordOnPremises => UnavailableReason::PasswordOnPremises,
        Unavailable::Offline => UnavailableReason::Offline,
    }
}

pub(crate) fn possible(answer: Result<(), Unavailable>) -> Possible {
    match answer {
        Ok(()) => Possible::Yes,
        Err(obstacle) => Possible::No {
            reason: reason(obstacle),
        },
    }
}

/// A section of the account, or why it is not there. `obstacle` is what stands in the way of reading it at all.
fn section<T, V>(
    part: &Part<T>,
    obstacle: Option<UnavailableReason>,
    show: impl FnOnce(&T) -> V,
) -> Section<V> {
    let unavailable = match part {
        Part::Given(value) => return Section::Ready { value: show(value) },
        Part::Failed => UnavailableReason::ServiceTrouble,
        Part::Refused => match obstacle {
            Some(UnavailableReason::NotConsented) => UnavailableReason::NotConsented,
            _ => UnavailableReason::RefusedByService,
        },
        Part::NotOffered => obstacle.unwrap_or(UnavailableReason::NoDirectory),
    };
    Section::Unavailable { reason: unavailable }
}

/// The part of [`workpass_domain::standing::Standing::of`] that explains a missing section.
fn obstacle(
    standing: &workpass_domain::standing::Standing<'_>,
    action: &Action,
) -> Option<UnavailableReason> {
    use workpass_domain::action::Availability;
    match standing.of(action) {
        Some(Availability::Unavailable { reason: obstacle }) => Some(reason(obstacle)),
        Some(Availability::InApp | Availability::HandOver { .. }) | None => None,
    }
}
