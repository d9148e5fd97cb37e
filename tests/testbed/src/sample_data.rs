use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result, ensure};

/// A folder with the data of a fresh sample organization, made once for each build of the server: hashing a dozen
/// passwords as slowly as they should be takes seconds, and every test wants an organization of its own.
pub(crate) fn prepared(program: &Path, make: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
    let shelf = program
        .parent()
        .context("a program lies in a folder")?
        .join("workpass-sample-data");
    fs::create_dir_all(&shelf)?;
    let built = fs::metadata(program)?;
    let age = built.modified()?.duration_since(UNIX_EPOCH)?.as_nanos();
    let ready = shelf.join(format!("{age}-{}", built.len()));

    // Tests run at the same time in processes of their own: the first makes it, the others wait for it.
    let lock = File::create(shelf.join("lock"))?;
    lock.lock()?;
    if !ready.is_dir() {
        for old in fs::read_dir(&shelf)?
            .filter_map(Result::ok)
            .filter(|entry| entry.path().is_dir())
        {
            fs::remove_dir_all(old.path())?;
        }
        let making = shelf.join("making");
        make(&making)?;
        fs::rename(&making, &ready)?;
    }
    Ok(ready)
}

/// Copies the files of a data folder, which has no folders in it.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        ensure!(
            entry.file_type()?.is_file(),
            "{} is no file",
            entry.path().display()
        );
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_are_made_once_for_each_build() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let program = folder.path().join("server");
        fs::write(&program, "first").expect("writable");
        let make = |made: &Path| {
            fs::create_dir(made)?;
            Ok(fs::write(made.join("data"), "sample")?)
        };
        let first = prepared(&program, make).expect("it is made");
        let again = prepared(&program, |_| panic!("it is there already")).expect("it is found");
        assert_eq!(first, again);
        copy(&first, &folder.path().join("copy")).expect("it is copied");
        assert_eq!(
            fs::read(folder.path().join("copy/data")).expect("it is there"),
            b"sample"
        );
        fs::write(&program, "another build").expect("writable");
        assert_ne!(prepared(&program, make).expect("it is made anew"), first);
        assert!(!first.exists());
    }
}
