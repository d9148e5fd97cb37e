//! The one window: hidden until its first paint, deaf to navigation, back where it was left.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
    time::Duration,
};

use tauri::{
    AppHandle, Manager, Runtime, Theme, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    plugin::TauriPlugin, webview::NewWindowResponse, window::Color,
};
use tauri_plugin_window_state::StateFlags;
use tokio::sync::Notify;
use workpass_app::view::ThemeChoice;

use crate::settings::Settings;

pub(crate) const MAIN: &str = "main";

/// A UI that never reports its first paint must not leave the person without a window.
const WATCHDOG: Duration = Duration::from_secs(3);

/// `--canvas` of `ui/src/design/tokens.css`, so that nothing flashes before the first paint.
const LIGHT: Color = Color(245, 247, 247, 255);
const DARK: Color = Color(17, 23, 22, 255);

/// Told by the web view when the first screen is drawn.
#[derive(Clone, Debug, Default)]
pub(crate) struct FirstPaint(Arc<Notify>);

impl FirstPaint {
    pub(crate) fn done(&self) {
        self.0.notify_one();
    }

    /// Waits for it; false when the limit comes first.
    async fn within(&self, limit: Duration) -> bool {
        tokio::time::timeout(limit, self.0.notified()).await.is_ok()
    }
}

/// A second start brings the first one's window to the front. Per data folder: two of them are two apps.
pub(crate) fn single_instance<R: Runtime>(settings: &Settings) -> TauriPlugin<R> {
    let builder = tauri_plugin_single_instance::Builder::new().callback(|app, _, _| {
        if let Some(window) = app.get_webview_window(MAIN) {
            bring_to_front(&window);
        }
    });
    match &settings.data_dir {
        None => builder.build(),
        Some(folder) => {
            let mut hasher = DefaultHasher::new();
            folder.hash(&mut hasher);
            builder
                .dbus_id(format!("nl.workpass.desktop.d{:016x}", hasher.finish()))
                .build()
        }
    }
}

/// Size and place, but not whether it is visible: that is for the first paint to decide.
pub(crate) fn remembered_place<R: Runtime>(settings: &Settings) -> TauriPlugin<R> {
    let flags = StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED;
    let builder = tauri_plugin_window_state::Builder::new().with_state_flags(flags);
    match &settings.data_dir {
        None => builder.build(),
        Some(folder) => builder
            .with_filename(folder.join("window.json").to_string_lossy())
            .build(),
    }
}

/// Creates the window; it shows itself at the first paint.
pub(crate) fn open<R: Runtime>(app: &AppHandle<R>, theme: ThemeChoice) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title("Workpass")
        .inner_size(1080.0, 760.0)
        .min_inner_size(480.0, 480.0)
        .visible(false)
        .theme(chosen(theme))
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    paint_background(&window);
    show_at_first_paint(window);
    Ok(())
}

/// Frame and web view follow the person's choice; "system" follows the desktop.
pub(crate) fn apply_theme<R: Runtime>(app: &AppHandle<R>, theme: ThemeChoice) {
    let Some(window) = app.get_webview_window(MAIN) else {
        return;
    };
    if let Err(error) = window.set_theme(chosen(theme)) {
        tracing::warn!(%error, "the window did not take the theme");
    }
    paint_background(&window);
}

fn chosen(theme: ThemeChoice) -> Option<Theme> {
    match theme {
        ThemeChoice::System => None,
        ThemeChoice::Light => Some(Theme::Light),
        ThemeChoice::Dark => Some(Theme::Dark),
    }
}

fn paint_background<R: Runtime>(window: &WebviewWindow<R>) {
    let color = match window.theme() {
        Ok(Theme::Dark) => DARK,
        _ => LIGHT,
    };
    if let Err(error) = window.set_background_color(Some(color)) {
        tracing::debug!(%error, "the window keeps its own background");
    }
}

fn show_at_first_paint<R: Runtime>(window: WebviewWindow<R>) {
    let first_paint = window.state::<FirstPaint>().inner().clone();
    tauri::async_runtime::spawn(async move {
        if first_paint.within(WATCHDOG).await {
            tracing::info!("the first picture stands; showing the window");
        } else {
            tracing::warn!("no first picture within three seconds; showing the window anyway");
        }
        bring_to_front(&window);
    });
}

fn bring_to_front<R: Runtime>(window: &WebviewWindow<R>) {
    if let Err(error) = window
        .unminimize()
        .and_then(|()| window.show())
        .and_then(|()| window.set_focus())
    {
        tracing::error!(%error, "the window could not be shown");
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b209_the_window_shows_nothing_but_its_own_pages() {
        for own in ["tauri://localhost/", "http://tauri.localhost/index.html"] {
            assert!(is_own_page(&own.parse().unwrap()), "{own}");
        }
        for foreign in [
            "https://login.example/",
            "data:text/html,x",
            "file:///etc/passwd",
            "tauri://evil/",
            "about:blank",
        ] {
            assert!(!is_own_page(&foreign.parse().unwrap()), "{foreign}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_window_waits_for_its_first_picture_and_not_longer_than_the_watchdog() {
        let told = FirstPaint::default();
        told.done();
        assert!(told.within(WATCHDOG).await, "told before anybody waited");
        let silent = FirstPaint::default();
        let began = tokio::time::Instant::now();
        assert!(!silent.within(WATCHDOG).await);
        assert_eq!(began.elapsed(), WATCHDOG);
    }

    #[test]
    fn nothing_flashes_because_the_window_has_the_canvas_of_the_pages() {
        let css = include_str!("../../ui/src/design/tokens.css");
        for Color(r, g, b, _) in [LIGHT, DARK] {
            let canvas = format!("#{r:02x}{g:02x}{b:02x}");
            let named = css
                .lines()
                .any(|line| line.contains("--canvas") && line.contains(&canvas));
            assert!(named, "{canvas} is no --canvas of tokens.css");
        }
    }
}
