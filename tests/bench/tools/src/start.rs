//! One cold start: the process is new, the machine's file cache is warm.

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use workpass_testbed::{Desktop, OwnedProcess, wait_until};

use crate::memory;
use crate::screen::Screen;

const LIMIT: Duration = Duration::from_secs(30);
/// After the last change of the picture, before memory is read.
const REST: Duration = Duration::from_secs(1);

/// What one start took, from before the process existed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// Until the window showed more than one plain colour, in milliseconds.
    pub first_paint_ms: f64,
    /// Until the picture was complete, in milliseconds.
    pub complete_ms: f64,
    /// What the program and its web processes hold then, in MiB (PSS).
    pub pss_mib: f64,
}

/// The display of a desktop session. Held for a whole row of starts: an X server whose last client leaves starts anew.
///
/// # Errors
/// As [`Screen::connect`].
pub fn screen_of(desktop: &Desktop) -> Result<Screen> {
    let mut within = Command::new("true");
    let display = desktop
        .enter(&mut within)
        .get_envs()
        .find_map(|(name, value)| (name == "DISPLAY").then_some(value?.to_str()?.to_owned()));
    Screen::connect(&display.context("the desktop has a display")?)
}

/// Starts a program in a desktop session, watches its window, and ends it.
///
/// # Errors
/// When it shows nothing.
pub fn measure(
    desktop: &Desktop,
    screen: &Screen,
    command: &mut Command,
    log: &Path,
    picture: &Path,
) -> Result<Start> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = std::fs::File::create(log)?;
    as_a_person_would(desktop, command)
        .stdin(Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(output);
    let start = Instant::now();
    let mut process = OwnedProcess::spawn(&program, command)?;
    let (shown, [first, last]) = screen.watch(start + LIMIT).with_context(|| {
        let said = std::fs::read_to_string(log).unwrap_or_default();
        format!("{program}\n{said}")
    })?;
    first.save(&picture.with_extension("first.ppm"))?;
    last.save(picture)?;
    thread::sleep(REST);
    let memory = memory::of_tree(process.id())?;
    let all = memory::tree(process.id());
    process.stop();
    // The web processes leave when the program is gone; the next start must not share the machine with them.
    wait_until("the web processes have ended", LIMIT, || {
        Ok(all
            .iter()
            .all(|id| !Path::new(&format!("/proc/{id}/exe")).exists()))
    })?;
    Ok(Start {
        first_paint_ms: milliseconds(shown.first_paint - start),
        complete_ms: milliseconds(shown.complete - start),
        pss_mib: memory.pss_mib,
    })
}

/// Into the session, without what the tests' sessions tune for themselves.
pub fn as_a_person_would<'c>(desktop: &Desktop, command: &'c mut Command) -> &'c mut Command {
    desktop
        .enter(command)
        .env_remove("WEBKIT_SKIA_ENABLE_CPU_RENDERING")
        .env_remove("WEBKIT_DISABLE_DMABUF_RENDERER")
        .env_remove("WEBKIT_DISABLE_COMPOSITING_MODE")
        .env_remove("TAURI_WEBVIEW_AUTOMATION")
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
