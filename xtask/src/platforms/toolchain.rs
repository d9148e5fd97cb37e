use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{cache, prepare, rust_src};
use crate::{project, shell};

/// Everything a program with tests needs of the standard library.
const STD_CRATES: &str = "-Zbuild-std=std,panic_abort,panic_unwind,test,proc_macro";

/// A Rust toolchain that has the standard library for a target.
pub(super) enum Toolchain {
    /// The one in use.
    Usual,
    /// A private copy, in this folder.
    Copy(PathBuf),
}

impl Toolchain {
    pub(super) fn cargo(&self) -> Command {
        let mut command = project::cargo();
        if let Self::Copy(folder) = self {
            command = project::command(folder.join("bin/cargo"));
            let path = std::env::var_os("PATH").unwrap_or_default();
            let all = std::iter::once(folder.join("bin")).chain(std::env::split_paths(&path));
            if let Ok(joined) = std::env::join_paths(all) {
                command.env("PATH", joined);
            }
            // Otherwise rustup's variables would lead back to the usual one.
            for name in ["RUSTUP_TOOLCHAIN", "CARGO", "RUSTC", "RUSTDOC"] {
                command.env_remove(name);
            }
        }
        command
    }
}

/// Finds or makes a toolchain for `target`: the usual one, the usual one with the target added by rustup, a copy
/// with a standard library built from the distribution's sources of exactly this compiler.
pub(super) fn for_target(target: &str) -> Result<Toolchain> {
    let usual = usual_sysroot()?;
    if has_std(&usual, target) {
        return Ok(Toolchain::Usual);
    }
    let compiler = Compiler::of(&usual)?;
    let copy = cache()?
        .join("toolchains")
        .join(format!("{}-{}", compiler.release, compiler.commit));
    if has_std(&copy, target) {
        return Ok(Toolchain::Copy(copy));
    }
    if add_by_rustup(target) && has_std(&usual, target) {
        return Ok(Toolchain::Usual);
    }
    if !copy.join("bin").is_dir() {
        shell::announce(&format!(
            "making a private copy of Rust {} with its sources",
            compiler.release
        ));
        make_copy(&usual, &copy, &compiler.release)?;
    }
    shell::announce(&format!("building the standard library for {target}"));
    build_std(&copy, target)?;
    Ok(Toolchain::Copy(copy))
}

struct Compiler {
    release: String,
    commit: String,
}

impl Compiler {
    fn of(sysroot: &Path) -> Result<Self> {
        let told = shell::output_of(Command::new(sysroot.join("bin/rustc")).arg("-vV"))
            .context("rustc says nothing")?;
        let field = |name: &str| told.lines().find_map(|l| l.strip_prefix(name)).map(str::to_owned);
        let commit = field("commit-hash: ").unwrap_or_else(|| "unknown".into());
        Ok(Self {
            release: field("release: ").context("rustc does not say its release")?,
            commit: commit.chars().take(9).collect(),
        })
    }
}

fn usual_sysroot() -> Result<PathBuf> {
    let printed = shell::output_of(project::command("rustc").args(["--print", "sysroot"]));
    Ok(printed.context("rustc does not say where it lives")?.into())
}

fn has_std(sysroot: &Path, target: &str) -> bool {
    let folder = sysroot.join("lib/rustlib").join(target).join("lib");
    fs::read_dir(folder).is_ok_and(|mut files| {
        files.any(|f| f.is_ok_and(|f| f.file_name().to_string_lossy().starts_with("libstd-")))
    })
}

// Only the standard library of the target; a machine without access to the download simply has none.
fn add_by_rustup(target: &str) -> bool {
    let mut command = Command::new("rustup");
    command
        .args(["target", "add", target])
        .env("RUSTUP_MAX_RETRIES", "0");
    shell::find("rustup").is_some() && prepare("rustup", &mut command).is_ok()
}

fn make_copy(usual: &Path, copy: &Path, release: &str) -> Result<()> {
    let parent = copy.parent().context("the copy lies in the cache")?;
    fs::create_dir_all(parent)?;
    // Made beside it and moved into place whole, so that an interrupted run leaves no half toolchain.
    let making = tempfile::Builder::new().prefix("making-").tempdir_in(parent)?;
    let library = rust_src::fetch(release, making.path())?;
    let half = making.path().join("toolchain");
    fs::create_dir(&half)?;
    // Programs and libraries; the documentation is the larger part and not needed.
    for part in ["bin", "lib"] {
        prepare(
            "copying the toolchain",
            Command::new("cp").arg("-a").arg(usual.join(part)).arg(&half),
        )?;
    }
    let sources = half.join("lib/rustlib/src/rust");
    fs::create_dir_all(&sources)?;
    let place = sources.join("library");
    if !place.exists() {
        fs::rename(library, place)?;
    }
    fs::rename(&half, copy).context("the toolchain cannot be moved into place")
}

fn build_std(sysroot: &Path, target: &str) -> Result<()> {
    let work = tempfile::tempdir()?;
    fs::create_dir(work.path().join("src"))?;
    fs::write(work.path().join("src/lib.rs"), "")?;
    fs::write(
        work.path().join("Cargo.toml"),
        "[package]\nname = \"only-std\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[profile.release]\ndebug = false\n",
    )?;
    let built = work.path().join("target");
    let mut command = Toolchain::Copy(sysroot.to_owned()).cargo();
    command
        .current_dir(work.path())
        .args(["build", "--release", "--lib", STD_CRATES, "--target", target]);
    command
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", &built);
    for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"] {
        command.env_remove(name);
    }
    prepare("building the standard library", &mut command)?;
    let lib = sysroot.join("lib/rustlib").join(target).join("lib");
    fs::create_dir_all(&lib)?;
    for file in fs::read_dir(built.join(target).join("release/deps"))? {
        let file = file?.path();
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libonly_std") {
            fs::copy(&file, lib.join(&name))?;
        }
    }
    if !has_std(sysroot, target) {
        bail!("the standard library was built but is not where it was expected");
    }
    Ok(())
}
