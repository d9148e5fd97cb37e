//! A blank window: what Tauri and the web view cost by themselves. Nothing is tuned here, on purpose.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    tauri::Builder::default()
        .run(tauri::generate_context!())
        .expect("the benchmark runs where windows can be opened");
}
