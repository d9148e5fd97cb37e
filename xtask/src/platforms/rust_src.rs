//! The sources of the standard library from Debian, for machines that cannot reach Rust's own downloads.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::prepare;
use crate::shell;

/// Where Debian may carry a compiler newer than its own release.
const SUITES: &[&str] = &["trixie-backports", "forky", "sid"];

/// Fetches and unpacks the `library` folder of Rust `release` below `work`. apt checks the archive's signature.
pub(super) fn fetch(release: &str, work: &Path) -> Result<PathBuf> {
    if shell::find("apt-get").is_none() {
        bail!("the target can be had neither from rustup nor from Debian's packages");
    }
    let archive = Archive::of_this_machine()?;
    for suite in SUITES {
        let apt = PrivateApt::new(&work.join(suite), &archive, suite)?;
        if prepare("apt", apt.get().arg("update")).is_err() {
            continue;
        }
        if let Some(version) = apt.version_of("rust-src", release) {
            let folder = work.join("package");
            fs::create_dir_all(&folder)?;
            let download = apt
                .get()
                .arg("download")
                .arg(format!("rust-src={version}"))
                .current_dir(&folder)
                .status();
            if download.is_ok_and(|s| s.success()) {
                return unpack(&folder, work);
            }
        }
    }
    bail!("rustup cannot add the target, and Debian has no sources of Rust {release} at present")
}

/// The mirror this machine is set up with, and the key its answers are signed with.
struct Archive {
    mirror: String,
    key: String,
}

impl Archive {
    fn of_this_machine() -> Result<Self> {
        let mut sources = String::new();
        for file in ["/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list"] {
            sources += &fs::read_to_string(file).unwrap_or_default();
            sources.push('\n');
        }
        let mirror = mirror_in(&sources).context("this machine's apt sources name no Debian mirror")?;
        Ok(Self {
            mirror,
            key: "/usr/share/keyrings/debian-archive-keyring.gpg".into(),
        })
    }
}

/// The first mirror of the main archive, in either of apt's formats.
fn mirror_in(sources: &str) -> Option<String> {
    let word = |line: &str| {
        let rest = line.strip_prefix("URIs:").or_else(|| line.strip_prefix("deb "))?;
        rest.split_whitespace()
            .find(|w| w.contains("://") && !w.contains("security"))
            .map(str::to_owned)
    };
    sources.lines().find_map(|line| word(line.trim()))
}

/// apt with lists of its own, so that the machine's package state is not touched.
struct PrivateApt {
    folder: PathBuf,
}

impl PrivateApt {
    fn new(folder: &Path, archive: &Archive, suite: &str) -> Result<Self> {
        for part in ["lists/partial", "cache/archives/partial", "parts"] {
            fs::create_dir_all(folder.join(part))?;
        }
        fs::write(folder.join("status"), "")?;
        let line = format!(
            "deb [signed-by={}] {} {suite} main\n",
            archive.key, archive.mirror
        );
        fs::write(folder.join("sources.list"), line)?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    fn get(&self) -> Command {
        self.command("apt-get")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let place = |name: &str, below: &str| format!("{name}={}", self.folder.join(below).display());
        for option in [
            place("Dir::Etc::sourcelist", "sources.list"),
            place("Dir::Etc::sourceparts", "parts"),
            place("Dir::State", ""),
            place("Dir::State::status", "status"),
            place("Dir::Cache", "cache"),
            // Of everything in a suite only the index of source-like packages is wanted.
            "Acquire::Languages=none".to_owned(),
            "APT::Sandbox::User=root".to_owned(),
        ] {
            command.arg("-o").arg(option);
        }
        command.arg("-qq");
        command
    }

    /// The packaged version whose upstream part is `release`.
    fn version_of(&self, package: &str, release: &str) -> Option<String> {
        let known = shell::output_of(self.command("apt-cache").args(["madison", package]))?;
        matching_version(&known, release)
    }
}

fn matching_version(madison: &str, release: &str) -> Option<String> {
    let versions = madison
        .lines()
        .filter_map(|line| line.split('|').nth(1))
        .map(str::trim);
    versions
        .filter(|v| v.split(['+', '-', '~']).next() == Some(release))
        .map(str::to_owned)
        .next()
}

fn unpack(folder: &Path, work: &Path) -> Result<PathBuf> {
    let files = fs::read_dir(folder)?.filter_map(|f| Some(f.ok()?.path()));
    let package = files
        .into_iter()
        .find(|p| p.extension().is_some_and(|e| e == "deb"))
        .context("nothing came")?;
    let unpacked = work.join("unpacked");
    prepare(
        "unpacking rust-src",
        Command::new("dpkg-deb")
            .arg("--extract")
            .arg(package)
            .arg(&unpacked),
    )?;
    let folders =
        fs::read_dir(unpacked.join("usr/src"))?.filter_map(|f| Some(f.ok()?.path().join("library")));
    folders
        .into_iter()
        .find(|library| library.is_dir())
        .context("the package has no library folder")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_mirror_in_both_formats() {
        let new = "Types: deb\n# a comment\nURIs: http://mirror.example/debian\nSuites: stable\n";
        let old = "# deb http://no.example/debian x main\ndeb [arch=amd64] https://old.example/debian stable main\n";
        assert_eq!(mirror_in(new).as_deref(), Some("http://mirror.example/debian"));
        assert_eq!(mirror_in(old).as_deref(), Some("https://old.example/debian"));
        assert_eq!(
            mirror_in("deb http://mirror.example/debian-security stable main"),
            None
        );
    }

    #[test]
    fn takes_only_the_sources_of_exactly_this_release() {
        let madison =
            " rust-src | 1.96.0+dfsg1-1 | m sid/main\n rust-src | 1.95.0+dfsg1-2~bpo13+1 | m bpo/main\n";
        assert_eq!(
            matching_version(madison, "1.95.0").as_deref(),
            Some("1.95.0+dfsg1-2~bpo13+1")
        );
        assert_eq!(matching_version(madison, "1.9.0"), None);
    }
}
