use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{project, shell};

const OLDEST_NODE: u32 = 20;

/// Node.js is there and new enough.
pub(crate) fn check() -> Result<()> {
    let how =
        "install Node.js 20 or newer (https://nodejs.org, or your system's `nodejs` and `npm` packages)";
    let Some(version) = shell::output_of(Command::new("node").arg("--version")) else {
        bail!("Node.js is missing: {how}");
    };
    let major = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|m| m.parse::<u32>().ok());
    if major.is_none_or(|m| m < OLDEST_NODE) {
        bail!("Node.js {version} is too old: {how}");
    }
    if shell::find("npm").is_none() {
        bail!("npm is missing: {how}");
    }
    Ok(())
}

/// npm in one of the repository's packages.
pub(crate) fn npm(package: &str) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(project::root().join(package));
    command.args(["--no-fund", "--no-audit", "--no-update-notifier"]);
    command
}

/// `npm ci` without scripts, only when the lock file changed since it was last done.
pub(crate) fn install(package: &str) -> Result<()> {
    let folder = project::root().join(package);
    let state = fingerprint(&[&folder.join("package-lock.json")])?;
    let stamp = format!("npm-{}", package.replace('/', "-"));
    if folder.join("node_modules").is_dir() && is_noted(&stamp, &state)? {
        return Ok(());
    }
    shell::announce(&format!("npm ci in {package}"));
    shell::run(npm(package).args(["ci", "--ignore-scripts", "--loglevel=error"]))?;
    note(&stamp, &state)
}

/// Builds the web UI, only when something it is made of changed.
pub(crate) fn build_ui() -> Result<()> {
    let ui = project::root().join("ui");
    let mut sources = Vec::new();
    for entry in fs::read_dir(&ui).context("ui is missing")? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !matches!(name.as_str(), "node_modules" | "dist" | "coverage") {
            sources.push(path);
        }
    }
    sources.push(project::root().join("icons"));
    let state = fingerprint(
        &sources
            .iter()
            .map(std::path::PathBuf::as_path)
            .collect::<Vec<_>>(),
    )?;
    if ui.join("dist/index.html").is_file() && is_noted("ui-build", &state)? {
        return Ok(());
    }
    shell::announce("building the web UI");
    shell::run(npm("ui").args(["run", "build", "--silent"]))?;
    note("ui-build", &state)
}

fn is_noted(stamp: &str, state: &str) -> Result<bool> {
    Ok(fs::read_to_string(project::notes()?.join(stamp)).is_ok_and(|noted| noted == state))
}

fn note(stamp: &str, state: &str) -> Result<()> {
    Ok(fs::write(project::notes()?.join(stamp), state)?)
}

/// Changes when a file below one of the paths is added, removed, renamed or changed.
fn fingerprint(paths: &[&Path]) -> Result<String> {
    let mut files = Vec::new();
    for path in paths {
        collect(path, &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.hash(&mut hasher);
        fs::read(&file)
            .with_context(|| format!("{} cannot be read", file.display()))?
            .hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn collect(path: &Path, files: &mut Vec<std::path::PathBuf>) -> Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    } else if path.is_file() {
        files.push(path.to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_or_renamed_file_changes_the_fingerprint() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let of = || fingerprint(&[folder.path()]).expect("it can be read");
        fs::write(folder.path().join("a"), "1").expect("writable");
        let first = of();
        assert_eq!(first, of());
        fs::write(folder.path().join("a"), "2").expect("writable");
        let second = of();
        fs::rename(folder.path().join("a"), folder.path().join("b")).expect("writable");
        assert_ne!(first, second);
        assert_ne!(second, of());
    }
}
