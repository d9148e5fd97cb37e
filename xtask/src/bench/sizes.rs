use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::{FOLDER, program};
use crate::{node, project, shell};

/// What is shipped, in bytes.
#[derive(Debug)]
pub(super) struct Sizes {
    /// The UI's JavaScript that a window opens with, in one language. Each file is compressed by gzip by itself.
    pub(super) ui_opens_gzip: u64,
    /// What one session can load: that, and the screens and wizards that are fetched when they are first wanted.
    pub(super) ui_session_gzip: u64,
    /// All of the UI's JavaScript.
    pub(super) ui_gzip: u64,
    pub(super) binary: u64,
    pub(super) deb: u64,
}

pub(super) fn measure() -> Result<Sizes> {
    let scripts = files_below(&project::root().join("ui/dist"), "js")?;
    ensure!(!scripts.is_empty(), "ui/dist has no JavaScript");
    let mut ui_gzip = 0;
    let mut words = Vec::new();
    let mut later = 0;
    for script in scripts {
        let length = gzip_length(&script)?;
        ui_gzip += length;
        if is_language(&script) {
            words.push(length);
        } else if is_later(&script) {
            later += length;
        }
    }
    ensure!(
        words.len() == 2,
        "ui/dist has the words of {} languages",
        words.len()
    );
    ensure!(later > 0, "ui/dist has nothing that is fetched later");
    // With the larger of the two.
    let other = words.into_iter().min().unwrap_or_default();
    Ok(Sizes {
        ui_opens_gzip: ui_gzip - other - later,
        ui_session_gzip: ui_gzip - other,
        ui_gzip,
        // Before the bundler writes its mark into the same file, which changes no size.
        binary: fs::metadata(program("workpass"))?.len(),
        deb: fs::metadata(make_deb()?)?.len(),
    })
}

/// The package from the binary that is already built.
fn make_deb() -> Result<PathBuf> {
    node::install(FOLDER)?;
    let bundles = project::target().join("release/bundle/deb");
    if bundles.exists() {
        fs::remove_dir_all(&bundles)?;
    }
    let cli = project::root()
        .join(FOLDER)
        .join("node_modules/@tauri-apps/cli/tauri.js");
    let mut command = Command::new("node");
    command.current_dir(project::root().join("src-tauri"));
    command
        .arg(cli)
        .args(["bundle", "--bundles", "deb", "--ci"])
        .stderr(Stdio::null());
    shell::run(&mut command)?;
    let made = files_below(&bundles, "deb")?;
    made.into_iter().next().context("the bundler made no package")
}

/// The words of one language, of which a session loads one unless somebody changes the language in it.
fn is_language(script: &Path) -> bool {
    ["en-", "nl-"].iter().any(|start| is_named(script, start))
}

/// What is fetched when it is first wanted: `ui/src/later.ts` and all that only it needs.
fn is_later(script: &Path) -> bool {
    is_named(script, "later-")
}

fn is_named(script: &Path, start: &str) -> bool {
    let name = script.file_name().and_then(|name| name.to_str()).unwrap_or("");
    name.starts_with(start)
}

fn gzip_length(file: &Path) -> Result<u64> {
    let output = Command::new("gzip")
        .args(["--best", "--stdout"])
        .arg(file)
        .output()
        .context("gzip could not be started")?;
    ensure!(output.status.success(), "gzip cannot read {}", file.display());
    Ok(u64::try_from(output.stdout.len())?)
}

fn files_below(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| format!("{} is missing", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files_below(&path, extension)?);
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compressed_is_smaller_and_only_scripts_count() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("assets")).expect("writable");
        let script = folder.path().join("assets/a.js");
        fs::write(&script, "let a = 1;\n".repeat(1000)).expect("writable");
        fs::write(folder.path().join("a.css"), "a {}").expect("writable");
        let found = files_below(folder.path(), "js").expect("readable");
        assert_eq!(found, std::slice::from_ref(&script));
        let length = gzip_length(&script).expect("gzip is everywhere");
        assert!((20..500).contains(&length), "{length}");
    }

    #[test]
    fn the_words_of_a_language_are_told_from_other_scripts() {
        assert!(is_language(Path::new("ui/dist/assets/nl-BuB3t_rC.js")));
        assert!(is_language(Path::new("ui/dist/assets/en-DwQu_91L.js")));
        assert!(!is_language(Path::new("ui/dist/nl-x/screens-DOgs1U2n.js")));
        assert!(is_later(Path::new("ui/dist/assets/later-DkWGWk9u.js")));
        assert!(!is_later(Path::new("ui/dist/later-x/screens-DOgs1U2n.js")));
    }
}
