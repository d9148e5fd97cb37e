use std::sync::{
    Mutex,
    atomic::{AtomicBool, Ordering},
};

use workpass_app::{
    ports::{Computer, Shell, ShellError, TrustedPage},
    view::Preferences,
};

#[derive(Default)]
pub(crate) struct FakeDesktop {
    pub(crate) has_no_browser: AtomicBool,
    pub(crate) opened: Mutex<Vec<String>>,
    pub(crate) kept: Mutex<Option<Preferences>>,
}

impl Shell for FakeDesktop {
    fn open_page(&self, page: &TrustedPage) -> Result<(), ShellError> {
        if self.has_no_browser.load(Ordering::Relaxed) {
            return Err(ShellError::NotOpened(None));
        }
        self.opened.lock().unwrap().push(page.as_url().to_string());
        Ok(())
    }

    fn computer(&self) -> Computer {
        Computer {
            name: "LAPTOP-7".into(),
            system: "Debian GNU/Linux 12".into(),
        }
    }

    fn system_languages(&self) -> Vec<String> {
        vec!["nl-NL".into()]
    }

    fn keep_preferences(&self, preferences: Preferences) -> Result<(), ShellError> {
        *self.kept.lock().unwrap() = Some(preferences);
        Ok(())
    }
}
