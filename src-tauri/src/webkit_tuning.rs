//! What WebKitGTK is told before it starts, so that the window comes sooner and holds less memory.

/// Draws without handing GPU buffers between processes. Setting that up costs more than an app of text and forms
/// gets back (`docs/performance.md` has the figures), and fails altogether with some drivers.
#[cfg(target_os = "linux")]
const WITHOUT_GPU_BUFFERS: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Call it first of all: while there is one thread, and before GTK.
///
/// Somebody's own setting of the switch stays. Under WebDriver it is left alone: with WebKitGTK 2.50 screenshots
/// would never be answered.
#[cfg(target_os = "linux")]
pub(crate) fn apply() {
    let is_driven = std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some();
    if is_driven || std::env::var_os(WITHOUT_GPU_BUFFERS).is_some() {
        return;
    }
    #[expect(
        clippy::disallowed_methods,
        unsafe_code,
        reason = "WebKit takes this from the environment only; no other thread runs yet that could read it"
    )]
    // SAFETY: this is the first statement of `main`, before any thread is started.
    unsafe {
        std::env::set_var(WITHOUT_GPU_BUFFERS, "1");
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn apply() {}
