//! The desktop shell: a window around the core. Thin: what is decided here is how things look to the system.

mod about;
mod bindings;
mod commands;
mod window;

use tauri::Manager;
use tauri_specta::Event;
use workpass_app::{
    controller::{Configuration, Controller},
    handle::Handle,
};

use crate::{about::About, bindings::ViewChanged, window::FirstPaint};

/// Runs the app until its last window is closed.
pub fn run() -> anyhow::Result<()> {
    let configuration = Configuration {
        authority: std::env::var("WORKPASS_AUTHORITY").ok(),
        client_id: std::env::var("WORKPASS_CLIENT_ID").ok(),
        ..Configuration::default()
    };
    let (controller, handle) = Controller::new(&configuration);
    let bindings = bindings::builder::<tauri::Wry>();
    tauri::Builder::default()
        .invoke_handler(bindings.invoke_handler())
        .manage(handle)
        .manage(FirstPaint::default())
        .manage(About::new(configuration.authority.clone()))
        .setup(move |app| {
            bindings.mount_events(app);
            tauri::async_runtime::spawn(controller.run());
            publish_views(app.handle().clone());
            window::open(app.handle())?;
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}

/// Sends every new view to the window.
fn publish_views<R: tauri::Runtime>(app: tauri::AppHandle<R>) {
    let mut views = app.state::<Handle>().views();
    tauri::async_runtime::spawn(async move {
        while views.changed().await.is_ok() {
            let view = views.borrow_and_update().as_ref().clone();
            if let Err(error) = ViewChanged(view).emit_to(&app, window::MAIN) {
                tracing::warn!(%error, "the window did not get the view");
            }
        }
    });
}
