//! The desktop, as the core sees it: a browser, a name, a language, a place for preferences.

use std::path::PathBuf;

use secrecy::SecretString;
use tauri::{AppHandle, Manager, Runtime};
use workpass_app::{
    ports::{Computer, MailDraft, Shell, ShellError, TrustedPage},
    view::Preferences,
};
use workpass_domain::computer::user_facing_name;

use crate::{preferences::PreferenceFile, private_file, window};

pub(crate) struct Desktop<R: Runtime> {
    app: AppHandle<R>,
    preferences: PreferenceFile<R>,
}

impl<R: Runtime> Desktop<R> {
    pub(crate) fn new(app: AppHandle<R>, preferences: PreferenceFile<R>) -> Self {
        Self { app, preferences }
    }

    /// Where files of the person's own go.
    fn own_folder(&self) -> Result<PathBuf, ShellError> {
        let places = [self.app.path().download_dir(), self.app.path().home_dir()];
        let folder = places.into_iter().flatten().find(|folder| folder.is_dir());
        folder.ok_or(ShellError::NotSaved(None))
    }
}

impl<R: Runtime> Shell for Desktop<R> {
    fn open_page(&self, page: &TrustedPage) -> Result<(), ShellError> {
        tauri_plugin_opener::open_url(page.as_url(), None::<&str>)
            .map_err(|error| ShellError::NotOpened(Some(Box::new(error))))
    }

    fn write_mail(&self, draft: &MailDraft) -> Result<(), ShellError> {
        tauri_plugin_opener::open_url(draft.as_url(), None::<&str>)
            .map_err(|error| ShellError::NotOpened(Some(Box::new(error))))
    }

    fn computer(&self) -> Computer {
        let name = whoami::devicename().ok().as_deref().and_then(user_facing_name);
        let name = name.or_else(|| whoami::hostname().ok().as_deref().and_then(user_facing_name));
        let system = system_name();
        Computer {
            name: name.unwrap_or_else(|| system.clone()),
            system,
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            installation: self.preferences.installation(),
        }
    }

    fn system_languages(&self) -> Vec<String> {
        let languages = whoami::lang_prefs().ok();
        let messages = languages
            .iter()
            .flat_map(whoami::LanguagePreferences::message_langs);
        messages.map(|language| language.to_string()).collect()
    }

    fn keep_preferences(&self, preferences: Preferences) -> Result<(), ShellError> {
        window::apply_theme(&self.app, preferences.theme);
        self.preferences
            .keep(&preferences)
            .map_err(|error| ShellError::NotKept(Some(Box::new(error))))
    }

    /// Not among the documents: those are often copied to a cloud that only the account itself opens.
    fn save_recovery_codes(&self, codes: &[SecretString]) -> Result<PathBuf, ShellError> {
        let folder = self.own_folder()?;
        private_file::save_codes(&folder, codes).map_err(not_saved)
    }

    fn save_document(&self, name: &str, text: &str) -> Result<PathBuf, ShellError> {
        let folder = self.own_folder()?;
        private_file::save_document(&folder, name, "json", text).map_err(not_saved)
    }

    fn print(&self) -> Result<(), ShellError> {
        let window = self.app.get_webview_window(window::MAIN);
        let window = window.ok_or(ShellError::NotPrinted(None))?;
        window
            .print()
            .map_err(|error| ShellError::NotPrinted(Some(Box::new(error))))
    }
}

fn not_saved(error: std::io::Error) -> ShellError {
    ShellError::NotSaved(Some(Box::new(error)))
}

/// The operating system as its users call it, for example "Debian GNU/Linux 12 (bookworm)".
pub(crate) fn system_name() -> String {
    whoami::distro().unwrap_or_else(|_| std::env::consts::OS.to_owned())
}
