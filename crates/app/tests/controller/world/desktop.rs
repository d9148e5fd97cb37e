use std::{
    path::PathBuf,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use secrecy::{ExposeSecret, SecretString};

use workpass_app::{
    ports::{Computer, MailDraft, Shell, ShellError, TrustedPage},
    view::Preferences,
};

#[derive(Default)]
pub(crate) struct FakeDesktop {
    pub(crate) has_no_browser: AtomicBool,
    pub(crate) opened: Mutex<Vec<String>>,
    pub(crate) kept: Mutex<Option<Preferences>>,
    pub(crate) is_read_only: AtomicBool,
    pub(crate) saved: Mutex<Vec<String>>,
}

impl Shell for FakeDesktop {
    fn open_page(&self, page: &TrustedPage) -> Result<(), ShellError> {
        if self.has_no_browser.load(Ordering::Relaxed) {
            return Err(ShellError::NotOpened(None));
        }
        self.opened.lock().unwrap().push(page.as_url().to_string());
        Ok(())
    }

    fn write_mail(&self, draft: &MailDraft) -> Result<(), ShellError> {
        self.opened.lock().unwrap().push(draft.as_url().to_string());
        Ok(())
    }

    fn computer(&self) -> Computer {
        Computer {
            name: "LAPTOP-7".into(),
            system: "Debian GNU/Linux 12".into(),
            app_version: "1.0.0".into(),
            installation: Some("0123456789abcdef0123456789abcdef".into()),
        }
    }

    fn system_languages(&self) -> Vec<String> {
        vec!["nl-NL".into()]
    }

    fn keep_preferences(&self, preferences: Preferences) -> Result<(), ShellError> {
        *self.kept.lock().unwrap() = Some(preferences);
        Ok(())
    }

    fn save_recovery_codes(&self, codes: &[SecretString]) -> Result<PathBuf, ShellError> {
        if self.is_read_only.load(Ordering::Relaxed) {
            return Err(ShellError::NotSaved(None));
        }
        let codes = codes.iter().map(|code| code.expose_secret().to_owned());
        *self.saved.lock().unwrap() = codes.collect();
        Ok(PathBuf::from("/home/sanne/Downloads/workpass-recovery-codes.txt"))
    }

    fn save_document(&self, name: &str, text: &str) -> Result<PathBuf, ShellError> {
        if self.is_read_only.load(Ordering::Relaxed) {
            return Err(ShellError::NotSaved(None));
        }
        *self.saved.lock().unwrap() = vec![text.to_owned()];
        Ok(PathBuf::from(format!("/home/sanne/Downloads/{name}.json")))
    }

    fn print(&self) -> Result<(), ShellError> {
        if self.is_read_only.load(Ordering::Relaxed) {
            return Err(ShellError::NotPrinted(None));
        }
        Ok(())
    }
}
