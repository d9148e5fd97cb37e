//! The desktop shell: a window around the core. Thin: what is decided here is how things look to the system.

mod about;
mod bindings;
#[cfg(test)]
mod border;
mod clock;
mod commands;
mod desktop;
mod preferences;
mod private_file;
mod self_test;
mod settings;
mod webkit_tuning;
mod window;
mod wiring;

use std::{process::ExitCode, sync::Arc};

use tauri::{AppHandle, Manager, Runtime};
use tauri_specta::Event;
use workpass_app::{
    controller::{Controller, Setup},
    handle::Handle,
};

use crate::{
    about::About, bindings::ViewChanged, desktop::Desktop, preferences::PreferenceFile, settings::Settings,
    window::FirstPaint,
};

/// Runs what the command line asks for; without arguments the app, until its window is closed.
pub fn run(mut arguments: impl Iterator<Item = String>) -> anyhow::Result<ExitCode> {
    match arguments.next().as_deref() {
        Some("--version") => self_test::print_version(),
        Some("--self-test") => self_test::run(&Settings::from_env()),
        _ => open_app(Settings::from_env()).map(|()| ExitCode::SUCCESS),
    }
}

fn open_app(settings: Settings) -> anyhow::Result<()> {
    webkit_tuning::apply();
    let bindings = bindings::builder::<tauri::Wry>();
    tauri::Builder::default()
        .plugin(window::single_instance(&settings))
        .plugin(window::remembered_place(&settings))
        .plugin(tauri_plugin_store::Builder::new().build())
        .invoke_handler(bindings.invoke_handler())
        .manage(FirstPaint::default())
        .manage(About::new(settings.authority.clone()))
        .on_window_event(|window, event| {
            if let tauri::WindowEvent::Focused(true) = event
                && let Some(handle) = window.try_state::<Handle>()
            {
                handle.window_focused();
            }
        })
        .setup(move |app| {
            bindings.mount_events(app);
            set_up(app.handle(), &settings)?;
            Ok(())
        })
        .run(context())?;
    Ok(())
}

/// Configuration, icons, pages and permissions, as they were at build time.
fn context<R: Runtime>() -> tauri::Context<R> {
    tauri::generate_context!()
}

/// The window first, so that it loads while the core is put together.
fn set_up<R: Runtime>(app: &AppHandle<R>, settings: &Settings) -> anyhow::Result<()> {
    let folder = settings.data_folder(app)?;
    wiring::start_log(&folder);
    let file = PreferenceFile::open(app, &folder)?;
    let preferences = file.load();
    window::open(app, preferences.theme)?;
    let setup = match settings.missing() {
        missing if missing.is_empty() => wiring::setup(settings, &folder),
        missing => Setup::Missing(missing),
    };
    let desktop = Arc::new(Desktop::new(app.clone(), file));
    let (controller, handle) = Controller::new(setup, desktop, preferences);
    publish_views(app.clone(), &handle);
    app.manage(handle);
    tauri::async_runtime::spawn(controller.run());
    Ok(())
}

/// Sends every new view to the window.
fn publish_views<R: Runtime>(app: AppHandle<R>, handle: &Handle) {
    let mut views = handle.views();
    tauri::async_runtime::spawn(async move {
        while views.changed().await.is_ok() {
            let view = views.borrow_and_update().as_ref().clone();
            if let Err(error) = ViewChanged(view).emit_to(&app, window::MAIN) {
                tracing::warn!(%error, "the window did not get the view");
            }
        }
    });
}
