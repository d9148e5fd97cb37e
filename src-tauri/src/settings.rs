//! What the app is configured with: three environment variables, until settings managed by IT come.

use std::{env, path::PathBuf};

use tauri::{AppHandle, Manager, Runtime};
use workpass_app::view::Setting;

/// `WORKPASS_AUTHORITY`, `WORKPASS_CLIENT_ID` and, optionally, `WORKPASS_DATA_DIR`. Blank counts as unset.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) authority: Option<String>,
    pub(crate) client_id: Option<String>,
    pub(crate) data_dir: Option<PathBuf>,
}

impl Settings {
    pub(crate) fn from_env() -> Self {
        let text = |name| {
            env::var(name)
                .ok()
                .map(|value| value.trim().to_owned())
                .filter(|v| !v.is_empty())
        };
        Self {
            authority: text("WORKPASS_AUTHORITY"),
            client_id: text("WORKPASS_CLIENT_ID"),
            // Relative paths would mean another folder from another working directory.
            data_dir: text("WORKPASS_DATA_DIR").and_then(|path| std::path::absolute(path).ok()),
        }
    }

    pub(crate) fn missing(&self) -> Vec<Setting> {
        let authority = self.authority.is_none().then_some(Setting::Authority);
        let client_id = self.client_id.is_none().then_some(Setting::ClientId);
        authority.into_iter().chain(client_id).collect()
    }

    /// Where log, preferences, memo and last-known view lie. Local to this computer: none of it should roam.
    pub(crate) fn data_folder<R: Runtime>(&self, app: &AppHandle<R>) -> tauri::Result<PathBuf> {
        match &self.data_dir {
            Some(folder) => Ok(folder.clone()),
            None => app.path().app_local_data_dir(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_screen_can_say_what_is_missing() {
        assert_eq!(
            Settings::default().missing(),
            [Setting::Authority, Setting::ClientId]
        );
        let half = Settings {
            authority: Some("https://login.example".into()),
            ..Settings::default()
        };
        assert_eq!(half.missing(), [Setting::ClientId]);
        let whole = Settings {
            client_id: Some("c".into()),
            ..half
        };
        assert_eq!(whole.missing(), []);
    }
}
