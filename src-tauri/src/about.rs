//! Versions and licences.

use workpass_app::view::AboutView;

/// What Settings › About shows; fixed for the run.
#[derive(Debug)]
pub(crate) struct About(AboutView);

impl About {
    pub(crate) fn new(authority: Option<String>) -> Self {
        Self(AboutView {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            web_view_version: tauri::webview_version().ok(),
            system: std::env::consts::OS.to_owned(),
            authority,
            licences: Vec::new(),
        })
    }

    pub(crate) fn view(&self) -> AboutView {
        self.0.clone()
    }
}
