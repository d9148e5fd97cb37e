//! Settings of the account, the apps that use it, and taking one's data along.

use time::macros::format_description;
use workpass_domain::action::Action;

use super::{Desk, call::Errand};
use crate::{
    error::UiError,
    explain,
    intent::{Reply, SettingsIntent},
    known::given,
    present::settings,
    view::{ChosenSettings, ConnectedServiceView, Preferences, SavedFileView, StepUpFor},
};

/// The name of the file, before the time; does not say whose it is.
const EXPORT: &str = "workpass-data";

impl Desk {
    /// What the screen asks for.
    pub(super) fn on_settings_intent(&mut self, intent: SettingsIntent) {
        match intent {
            SettingsIntent::Change { chosen, reply } => self.change_settings(chosen, reply),
            SettingsIntent::ListConnectedServices { reply } => self.list_connected_services(reply),
            SettingsIntent::WithdrawConsent { id, reply } => self.withdraw_consent(id, reply),
            SettingsIntent::ExportData { reply } => self.export_data(reply),
        }
    }

    /// For the account where it keeps settings, else for this computer.
    fn change_settings(&mut self, chosen: ChosenSettings, reply: Reply<()>) {
        let kept = match self.signed_in().and_then(|signed_in| signed_in.known.as_ref()) {
            Some(known) => given(&known.data.settings).cloned(),
            None => None,
        };
        let here = Preferences {
            language: chosen.language,
            regional_format: chosen.regional_format.clone(),
            time_zone: chosen.time_zone.clone(),
            ..self.preferences.clone()
        };
        let Some(kept) = kept else {
            return self.set_preferences(here, reply);
        };
        if let Err(error) = self.may(&Action::ChangeSettings) {
            return drop(reply.send(Err(error)));
        }
        let change = kept.change_to(&settings::wanted(chosen));
        // The screens before the sign-in follow too.
        let language = Preferences {
            language: here.language,
            ..self.preferences.clone()
        };
        if !kept.is_language_fixed && language != self.preferences {
            let (told, _) = tokio::sync::oneshot::channel();
            self.set_preferences(language, told);
        }
        if change.is_empty() {
            return drop(reply.send(Ok(())));
        }
        let errand = Errand::plain(Action::ChangeSettings);
        self.write(errand, reply, move |services, access| {
            let change = change.clone();
            async move {
                let (at, token) = (&access.authority, &access.token);
                services.settings.change_settings(at, token, &change).await
            }
        });
    }

    fn list_connected_services(&mut self, reply: Reply<Vec<ConnectedServiceView>>) {
        let language = self.locale();
        self.call(Errand::continuing(), reply, move |services, access| {
            let language = language.clone();
            async move {
                let (at, token) = (&access.authority, &access.token);
                let read = services
                    .settings
                    .read_connected_services(at, token, &language)
                    .await?;
                Ok(read.into_iter().map(settings::service).collect())
            }
        });
    }

    /// B-183.
    fn withdraw_consent(&mut self, id: String, reply: Reply<()>) {
        if let Err(error) = self.may(&Action::WithdrawConsent) {
            return drop(reply.send(Err(error)));
        }
        let errand = Errand::plain(Action::WithdrawConsent);
        self.call(errand, reply, move |services, access| {
            let id = id.clone();
            async move {
                let (at, token) = (&access.authority, &access.token);
                services.settings.withdraw_consent(at, token, &id).await
            }
        });
    }

    /// Into a file of the person's own; only what came whole is written.
    fn export_data(&mut self, reply: Reply<SavedFileView>) {
        if let Err(error) = self.may(&Action::ExportData) {
            return drop(reply.send(Err(error)));
        }
        let (shell, language) = (self.context.shell.clone(), self.locale());
        let name = self.export_name();
        let (read, answer) = tokio::sync::oneshot::channel::<Result<String, UiError>>();
        tokio::spawn(async move {
            let saved = match answer.await {
                Ok(Ok(text)) => shell
                    .save_document(&name, &text)
                    .map_err(|error| explain::shell(&error)),
                Ok(Err(error)) => Err(error),
                // The session ended while it was read.
                Err(_) => Err(UiError::NotAvailable),
            };
            let _ = reply.send(saved.map(|path| SavedFileView {
                path: path.display().to_string(),
            }));
        });
        let errand = Errand::new(Action::ExportData, StepUpFor::ExportData);
        self.call(errand, read, move |services, access| {
            let language = language.clone();
            async move {
                let (at, token) = (&access.authority, &access.token);
                services.settings.export_data(at, token, &language).await
            }
        });
    }

    fn export_name(&self) -> String {
        let format = format_description!("[year]-[month]-[day]-[hour][minute][second]");
        let now = self.context.now().to_offset(time::UtcOffset::UTC);
        match now.format(format) {
            Ok(at) => format!("{EXPORT}-{at}Z"),
            Err(_) => EXPORT.to_owned(),
        }
    }
}
