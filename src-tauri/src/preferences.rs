//! Language, theme and formats, and the id of this installation, kept beside the app by tauri-plugin-store.

use std::{path::Path, sync::Arc};

use serde::de::DeserializeOwned;
use tauri::{AppHandle, Runtime};
use tauri_plugin_store::{Store, StoreExt};
use uuid::Uuid;
use workpass_app::view::Preferences;

const LANGUAGE: &str = "language";
const THEME: &str = "theme";
const REGIONAL_FORMAT: &str = "regional_format";
const TIME_ZONE: &str = "time_zone";
const INSTALLATION: &str = "installation";

/// `preferences.json` in the data folder.
pub(crate) struct PreferenceFile<R: Runtime>(Arc<Store<R>>);

impl<R: Runtime> PreferenceFile<R> {
    pub(crate) fn open(app: &AppHandle<R>, folder: &Path) -> tauri_plugin_store::Result<Self> {
        app.store(folder.join("preferences.json")).map(Self)
    }

    /// What cannot be read, or is of a later version, is as if it had never been chosen.
    pub(crate) fn load(&self) -> Preferences {
        Preferences {
            language: self.read(LANGUAGE),
            theme: self.read(THEME),
            regional_format: self.read(REGIONAL_FORMAT),
            time_zone: self.read(TIME_ZONE),
        }
    }

    /// Written at once: the person may close the window next.
    pub(crate) fn keep(&self, preferences: &Preferences) -> tauri_plugin_store::Result<()> {
        self.0.set(LANGUAGE, serde_json::to_value(preferences.language)?);
        self.0.set(THEME, serde_json::to_value(preferences.theme)?);
        self.0.set(
            REGIONAL_FORMAT,
            serde_json::to_value(&preferences.regional_format)?,
        );
        self.0
            .set(TIME_ZONE, serde_json::to_value(&preferences.time_zone)?);
        self.0.save()
    }

    /// What the organization's service tells this installation from others by; made at the first need. `None`: it could
    /// not be kept, and one of its own for each run would look like one device after the other.
    pub(crate) fn installation(&self) -> Option<String> {
        if let Some(known) = self.read::<Option<Uuid>>(INSTALLATION) {
            return Some(known.simple().to_string());
        }
        let fresh = Uuid::new_v4();
        self.0.set(INSTALLATION, fresh.to_string());
        let kept = self.0.save();
        kept.inspect_err(|error| tracing::warn!(%error, "the id of this installation is not kept"))
            .ok()?;
        Some(fresh.simple().to_string())
    }

    fn read<T: DeserializeOwned + Default>(&self, key: &str) -> T {
        self.0
            .get(key)
            .and_then(|value| serde_json::from_value(value).ok())
            .unwrap_or_default()
    }
}
