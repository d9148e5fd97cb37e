//! The one window: hidden until its first paint, deaf to navigation.

use std::{sync::Arc, time::Duration};

use tauri::{AppHandle, Manager, Runtime, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use tokio::sync::Notify;

pub(crate) const MAIN: &str = "main";

/// A UI that never reports its first paint must not leave the person without a window.
const WATCHDOG: Duration = Duration::from_secs(3);

/// Told by the web view when the first screen is drawn.
#[derive(Clone, Debug, Default)]
pub(crate) struct FirstPaint(Arc<Notify>);

impl FirstPaint {
    pub(crate) fn done(&self) {
        self.0.notify_one();
    }
}

/// Creates the window; it shows itself at the first paint.
pub(crate) fn open<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title("Workpass")
        .inner_size(1080.0, 760.0)
        .min_inner_size(480.0, 480.0)
        .visible(false)
        .on_navigation(is_own_page)
        .on_new_window(|_, _| tauri::webview::NewWindowResponse::Deny)
        .build()?;
    show_at_first_paint(window);
    Ok(())
}

fn show_at_first_paint<R: Runtime>(window: WebviewWindow<R>) {
    let first_paint = window.state::<FirstPaint>().inner().clone();
    tauri::async_runtime::spawn(async move {
        if tokio::time::timeout(WATCHDOG, first_paint.0.notified())
            .await
            .is_err()
        {
            tracing::warn!("no first paint within three seconds; showing the window anyway");
        }
        if let Err(error) = window.show().and_then(|()| window.set_focus()) {
            tracing::error!(%error, "the window could not be shown");
        }
    });
}

/// The built-in pages, and the Vite server in development builds. Everything else belongs in the system browser.
fn is_own_page(url: &Url) -> bool {
    let own = matches!(
        (url.scheme(), url.host_str()),
        ("tauri", Some("localhost")) | ("http" | "https", Some("tauri.localhost"))
    );
    let development = tauri::is_dev() && url.host_str() == Some("localhost") && url.port() == Some(5173);
    own || development
}
