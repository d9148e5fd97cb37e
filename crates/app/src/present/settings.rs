//! Settings and privacy.

use workpass_domain::{
    action::{Action, Unavailable},
    settings::{AccountSettings, ConnectedService},
    standing::Standing,
};

use super::{account::availability, possible, time};
use crate::{
    known::{Known, given},
    view::{ChosenSettings, ConnectedServiceView, FormatsView, LanguageChoice, Preferences, SettingsView},
};

pub(crate) fn view(known: &Known, preferences: &Preferences, standing: &Standing<'_>) -> SettingsView {
    let settings = given(&known.data.settings);
    let here = |action| standing.possible(&action);
    SettingsView {
        in_account: settings.is_some(),
        change: availability(standing.of(&Action::ChangeSettings).as_ref()),
        chosen: chosen(settings, preferences),
        language_fixed: settings.is_some_and(|settings| settings.is_language_fixed),
        privacy_notice: availability(standing.of(&Action::OpenPrivacyNotice).as_ref()),
        privacy_contact: known
            .organization()
            .and_then(|organization| organization.privacy_contact.clone()),
        connected_services: possible(online(here(Action::ViewConnectedServices), standing)),
        withdraw: possible(here(Action::WithdrawConsent)),
        export: possible(here(Action::ExportData)),
    }
}

/// Read when the screen opens, so there is nothing to show without a network.
fn online(answer: Result<(), Unavailable>, standing: &Standing<'_>) -> Result<(), Unavailable> {
    answer.and(if standing.offline {
        Err(Unavailable::Offline)
    } else {
        Ok(())
    })
}

/// What is chosen: for the account, else on this computer.
pub(crate) fn chosen(settings: Option<&AccountSettings>, preferences: &Preferences) -> ChosenSettings {
    let Some(settings) = settings else {
        return ChosenSettings {
            language: preferences.language,
            preferred_languages: Vec::new(),
            regional_format: preferences.regional_format.clone(),
            time_zone: preferences.time_zone.clone(),
        };
    };
    ChosenSettings {
        language: language(settings.display_language.as_deref()).unwrap_or(preferences.language),
        preferred_languages: settings.preferred_languages.clone(),
        regional_format: settings.regional_format.clone(),
        time_zone: settings.time_zone.clone(),
    }
}

/// How dates are written: as chosen, else as where the person is.
pub(crate) fn formats(chosen: ChosenSettings, locale: &str) -> FormatsView {
    FormatsView {
        locale: chosen.regional_format.unwrap_or_else(|| locale.to_owned()),
        time_zone: chosen.time_zone,
    }
}

fn language(tag: Option<&str>) -> Option<LanguageChoice> {
    match tag?.split('-').next()? {
        "nl" => Some(LanguageChoice::Dutch),
        "en" => Some(LanguageChoice::English),
        _ => None,
    }
}

/// The same as the account keeps it.
pub(crate) fn wanted(chosen: ChosenSettings) -> AccountSettings {
    let language = match chosen.language {
        LanguageChoice::System => None,
        LanguageChoice::Dutch => Some("nl"),
        LanguageChoice::English => Some("en"),
    };
    AccountSettings {
        display_language: language.map(str::to_owned),
        is_language_fixed: false,
        preferred_languages: chosen.preferred_languages,
        regional_format: chosen.regional_format,
        time_zone: chosen.time_zone,
    }
}

pub(crate) fn service(service: ConnectedService) -> ConnectedServiceView {
    ConnectedServiceView {
        app: service.app,
        consent_id: service.consent_id,
        by_organization: service.by_organization,
        by_person: service.by_person,
        permissions: service.permissions,
        since: service.since.map(time),
        last_used: service.last_used.map(time),
        sessions: service.sessions,
        current: service.is_current,
    }
}
