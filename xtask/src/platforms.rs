//! `cargo xtask check-platforms`: the app and these commands, type-checked and linted for systems other than this one.
//!
//! It compiles no C and links nothing, so no SDK is needed; it catches type errors and lints in platform code.

mod rust_src;
mod stubs;
mod toolchain;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{node, project, shell};
use toolchain::Toolchain;

const TARGETS: &[&str] = &["x86_64-pc-windows-msvc", "aarch64-apple-darwin"];

pub(crate) fn run() -> Result<()> {
    let packages = packages_for_everywhere()?;
    ensure!(!packages.is_empty(), "no crates found");
    let host = shell::output_of(project::command("rustc").arg("-vV"))
        .and_then(|v| {
            v.lines()
                .find_map(|l| l.strip_prefix("host: ").map(str::to_owned))
        })
        .context("rustc does not say which host it runs on")?;
    let mut ready = Vec::new();
    for target in TARGETS.iter().filter(|t| **t != host) {
        match toolchain::for_target(target) {
            Ok(toolchain) => ready.push((toolchain, target)),
            Err(why) => println!("check-platforms: {target} is skipped here: {why:#}"),
        }
    }
    if ready.is_empty() {
        return Ok(());
    }
    if packages.iter().any(|p| p == "workpass") {
        node::check()?;
        node::install("ui")?;
        node::build_ui()?;
    }
    for (toolchain, target) in &ready {
        check(toolchain, target, &packages)?;
    }
    Ok(())
}

fn check(toolchain: &Toolchain, target: &str, packages: &[String]) -> Result<()> {
    shell::announce(&format!("clippy for {target}"));
    let start = Instant::now();
    let stubs = stubs::write()?;
    let mut command = toolchain.cargo();
    command
        .args(["clippy", "--locked", "--target", target, "--target-dir"])
        .arg(project::target().join("platforms"));
    for package in packages {
        command.arg("--package").arg(package);
    }
    if packages.iter().any(|p| p == "workpass") {
        command.arg("--features=workpass/custom-protocol");
    }
    let suffix = target.replace('-', "_");
    command.env(format!("CC_{suffix}"), stubs.join("cc"));
    command.env(format!("CXX_{suffix}"), stubs.join("cc"));
    command.env(format!("AR_{suffix}"), stubs.join("ar"));
    command.env("SDKROOT", &stubs).env("CARGO_PROFILE_DEV_DEBUG", "0");
    shell::run(command.args(["--", "-D", "warnings"]))?;
    println!(
        "{target}: {} crates are clean ({} s)",
        packages.len(),
        start.elapsed().as_secs()
    );
    Ok(())
}

/// Where the crates lie that run on other systems too: the app's, and these commands.
const EVERYWHERE: &[&str] = &["crates", "src-tauri", "tests/testbed", "xtask"];

/// The workspace's crates that lie there.
fn packages_for_everywhere() -> Result<Vec<String>> {
    let output = project::cargo()
        .args(["metadata", "--no-deps", "--format-version=1"])
        .stderr(Stdio::inherit())
        .output()
        .context("cargo could not be started")?;
    ensure!(output.status.success(), "cargo metadata failed");
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let root = project::root();
    let ours = |package: &&Value| {
        let manifest = Path::new(package["manifest_path"].as_str().unwrap_or_default());
        EVERYWHERE
            .iter()
            .any(|folder| manifest.starts_with(root.join(folder)))
    };
    let names = metadata["packages"].as_array().into_iter().flatten().filter(ours);
    Ok(names
        .filter_map(|p| p["name"].as_str().map(str::to_owned))
        .collect())
}

/// The folder that outlives builds: toolchain copies are large and take minutes to make.
fn cache() -> Result<std::path::PathBuf> {
    let home = std::env::var_os("HOME").context("there is no home folder to keep a toolchain in")?;
    let base = std::env::var_os("XDG_CACHE_HOME").map_or_else(|| Path::new(&home).join(".cache"), Into::into);
    Ok(base.join("workpass"))
}

/// Runs a step of preparing a toolchain: quiet, with its last words in the error.
fn prepare(what: &str, command: &mut Command) -> Result<()> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("{what}: it could not be started"))?;
    let said = String::from_utf8_lossy(&output.stderr)
        .trim()
        .lines()
        .last()
        .unwrap_or_default()
        .to_owned();
    ensure!(output.status.success(), "{what}: {said}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_runs_on_other_systems_is_checked_for_them() {
        let packages = packages_for_everywhere().unwrap();
        for name in ["workpass", "workpass-app", "workpass-testbed", "xtask"] {
            assert!(packages.iter().any(|package| package == name), "{name}");
        }
        assert!(!packages.iter().any(|package| package == "workpass-e2e"));
    }
}
