//! Files that are there whole or not at all: written beside, synced, renamed into place.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// Replaces `path` by `contents`. After `Ok` the new contents survive a power cut; before, the old ones are whole.
///
/// Only one writer at a time may use a path: the half-written file has a fixed name, so that what a killed run left
/// behind is replaced and never piles up.
pub(crate) fn replace(path: &Path, contents: &[u8]) -> io::Result<()> {
    let directory = directory_of(path);
    create_private_directory(directory)?;
    let partial = partial_of(path);
    remove_if_there(&partial)?;
    let written = write_new(&partial, contents).and_then(|()| fs::rename(&partial, path));
    if let Err(error) = written {
        // The old file is untouched; what is left of the new one is of no use.
        let _ = fs::remove_file(&partial);
        return Err(error);
    }
    sync_directory(directory)
}

/// At most `limit` bytes of a regular file. `Ok(None)`: no such file.
///
/// # Errors
/// `FileTooLarge` beyond the limit, `InvalidInput` for what is not a regular file, else as the system says.
pub(crate) fn read(path: &Path, limit: usize) -> io::Result<Option<Vec<u8>>> {
    match fs::metadata(path) {
        Ok(found) if !found.is_file() => return Err(io::ErrorKind::InvalidInput.into()),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    }
    let mut contents = Vec::new();
    File::open(path)?
        .take(limit as u64 + 1)
        .read_to_end(&mut contents)?;
    if contents.len() > limit {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(Some(contents))
}

/// Removes a file and what a killed run may have left of it. A missing file is no error.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    remove_if_there(&partial_of(path))?;
    remove_if_there(path)?;
    match sync_directory(directory_of(path)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        synced => synced,
    }
}

pub(crate) fn partial_of(path: &Path) -> PathBuf {
    path.with_extension("partial")
}

fn write_new(path: &Path, contents: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(contents)?;
    file.sync_all()
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(directory) if !directory.as_os_str().is_empty() => directory,
        _ => Path::new("."),
    }
}

fn create_private_directory(directory: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

/// Makes a rename or removal durable. Windows has no such call and needs none (NTFS journals the rename).
#[cfg(unix)]
fn sync_directory(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

#[cfg(not(unix))]
fn sync_directory(_directory: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file_whole_and_nothing_beside_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("view.sealed");
        replace(&path, b"old").unwrap();
        // A directory in the place of the half-written file can be neither removed nor opened as a file.
        fs::create_dir(partial_of(&path)).unwrap();
        replace(&path, b"new").unwrap_err();
        assert_eq!(read(&path, 10).unwrap().unwrap(), b"old");
    }

    #[test]
    fn what_a_killed_run_left_is_replaced() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("view.sealed");
        fs::write(partial_of(&path), b"half of somethi").unwrap();
        replace(&path, b"new").unwrap();
        assert_eq!(read(&path, 10).unwrap().unwrap(), b"new");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_beyond_the_limit_is_refused_and_one_at_the_limit_read() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        fs::write(&path, [0; 11]).unwrap();
        assert_eq!(read(&path, 11).unwrap().unwrap().len(), 11);
        assert_eq!(read(&path, 10).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_file_and_directory() {
        use std::os::unix::fs::PermissionsExt;
        let base = tempfile::tempdir().unwrap();
        let path = base.path().join("deep/deeper/file");
        replace(&path, b"x").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
    }

    #[cfg(unix)]
    #[test]
    fn a_planted_link_is_not_followed() {
        let base = tempfile::tempdir().unwrap();
        let victim = base.path().join("victim");
        fs::write(&victim, b"precious").unwrap();
        let path = base.path().join("view.sealed");
        std::os::unix::fs::symlink(&victim, partial_of(&path)).unwrap();
        replace(&path, b"new").unwrap();
        assert_eq!(fs::read(&victim).unwrap(), b"precious");
    }
}
