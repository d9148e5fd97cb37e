//! Settings of the account, the apps that use it, and taking one's data along.

use time::macros::format_description;
use workpass_domain::action::Action;

use super::{Desk, call::Errand, event::SessionStep, keep_preferences};
use crate::{
    explain,
    intent::{Reply, SettingsIntent},
    known::given,
    present::settings,
    view::{ChosenSettings, ConnectedServiceView, LanguageChoice, Preferences, SavedFileView, StepUpFor},
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
        let shown = settings::chosen(Some(&kept), &self.preferences).language;
        // The screens before the sign-in follow, once the account has it.
        let language = (chosen.language != shown && !kept.is_language_fixed).then_some(chosen.language);
        let mut wanted = settings::wanted(chosen);
        if language.is_none() {
            // What is shown may be this computer's own: it becomes the account's only when it is chosen.
            wanted.display_language.clone_from(&kept.display_language);
        }
        let change = kept.change_to(&wanted);
        if change.is_empty() {
            return match language {
                Some(_) => self.set_preferences(self.speaking(here.language), reply),
                None => drop(reply.send(Ok(()))),
            };
        }
        let errand = Errand::plain(Action::ChangeSettings);
        self.call_then(
            errand,
            reply,
            move |services, access| {
                let change = change.clone();
                async move {
                    let (at, token) = (&access.authority, &access.token);
                    services.settings.change_settings(at, token, &change).await
                }
            },
            move |(), reply| SessionStep::SettingsChanged { language, reply },
        );
    }

    /// The account has them; now this computer follows.
    pub(super) fn settings_changed(&mut self, language: Option<LanguageChoice>, reply: Reply<()>) {
        if let Some(language) = language {
            let preferences = self.speaking(language);
            if keep_preferences(&*self.context.shell, preferences.clone()).is_ok() {
                self.preferences = preferences;
            }
        }
        self.written(Box::new(move || drop(reply.send(Ok(())))));
    }

    fn speaking(&self, language: LanguageChoice) -> Preferences {
        Preferences {
            language,
            ..self.preferences.clone()
        }
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
        let language = self.locale();
        let errand = Errand::new(Action::ExportData, StepUpFor::ExportData);
        self.call_then(
            errand,
            reply,
            move |services, access| {
                let language = language.clone();
                async move {
                    let (at, token) = (&access.authority, &access.token);
                    services.settings.export_data(at, token, &language).await
                }
            },
            |text, reply| SessionStep::Exported { text, reply },
        );
    }

    /// Nothing becomes a file once the person signed out: that step comes too late.
    pub(super) fn exported(&self, text: String, reply: Reply<SavedFileView>) {
        let (shell, name) = (self.context.shell.clone(), self.export_name());
        tokio::task::spawn_blocking(move || {
            let saved = shell.save_document(&name, &text);
            let _ = reply.send(
                saved
                    .map(|path| SavedFileView {
                        path: path.display().to_string(),
                    })
                    .map_err(|error| explain::shell(&error)),
            );
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
