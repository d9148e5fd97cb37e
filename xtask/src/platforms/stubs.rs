use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::project;

/// Stands in for a C compiler while only Rust is checked: makes the file it was asked for, compiles nothing.
const COMPILER: &str = r#"#!/bin/sh
out='' previous=''
for word in "$@"; do
  case $previous in -o) out=$word ;; esac
  case $word in
    -E) exit 0 ;;
    --version | -v) echo 'clang version 19.0.0'; exit 0 ;;
    -Fo* | /Fo*) out=${word#?Fo} ;;
  esac
  previous=$word
done
[ -z "$out" ] || : >"$out"
"#;

/// Stands in for an archiver: an empty archive.
const ARCHIVER: &str = r#"#!/bin/sh
for word in "$@"; do
  case $word in
    [-/][oO][uU][tT]:*) printf '!<arch>\n' >"${word#?????}"; exit 0 ;;
    *.a | *.lib) printf '!<arch>\n' >"$word"; exit 0 ;;
  esac
done
"#;

/// Writes both programs and returns their folder.
pub(super) fn write() -> Result<PathBuf> {
    let folder = project::notes()?.join("stub-c");
    fs::create_dir_all(&folder)?;
    for (name, text) in [("cc", COMPILER), ("ar", ARCHIVER)] {
        let path = folder.join(name);
        if fs::read_to_string(&path).is_ok_and(|there| there == text) {
            continue;
        }
        fs::write(&path, text)?;
        make_executable(&path)?;
    }
    Ok(folder)
}

#[cfg(unix)]
fn make_executable(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::set_permissions(path, fs::Permissions::from_mode(0o755))?)
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<()> {
    anyhow::bail!("the stand-in C compiler is a shell script")
}
