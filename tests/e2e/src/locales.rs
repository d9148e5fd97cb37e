use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::programs;
use crate::world::Language;

/// A folder for `LOCPATH` with the locale of each language. A desktop in Dutch is a desktop whose C library knows
/// Dutch, and a bare machine knows only English; so the locales are made once, beside the programs.
pub(crate) fn prepared() -> Result<PathBuf> {
    let programs = programs::built("workpass-server")?;
    let folder = programs
        .parent()
        .context("a program lies in a folder")?
        .join("workpass-locales");
    fs::create_dir_all(&folder)?;
    // Tests run at the same time in processes of their own: the first makes them, the others wait.
    let lock = File::create(folder.join("lock"))?;
    lock.lock()?;
    for language in Language::ALL {
        let name = language.locale();
        let ready = folder.join(name);
        if ready.is_dir() {
            continue;
        }
        let making = folder.join("making");
        let mut command = Command::new("localedef");
        command
            .args([
                "--inputfile",
                name.trim_end_matches(".UTF-8"),
                "--charmap",
                "UTF-8",
            ])
            .arg(&making);
        let output = command.output().context("localedef could not be started")?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(
            output.status.success(),
            "the locale {name} cannot be made (package `locales`): {said}"
        );
        fs::rename(&making, &ready)?;
    }
    Ok(folder)
}
