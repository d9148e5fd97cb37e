//! Files of the person's own, for nobody else to read: recovery codes, what they accepted.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use secrecy::{ExposeSecret, SecretString};

/// Does not say whose they are.
const CODES: &str = "workpass-recovery-codes";
/// Whoever has this many does not need another.
const MOST_FILES: u32 = 99;

/// Writes the codes, one a line, into a new file in `folder`; returns where it stands. A file that is there keeps its
/// name and its content, the new one gets a number.
///
/// # Errors
/// When the folder cannot be written to, or is full of such files; then nothing of the codes is left behind.
pub(crate) fn save_codes(folder: &Path, codes: &[SecretString]) -> io::Result<PathBuf> {
    save(folder, CODES, "txt", |file| {
        for code in codes {
            file.write_all(code.expose_secret().as_bytes())?;
            file.write_all(b"\n")?;
        }
        Ok(())
    })
}

/// The same for a text of any kind, in `name.extension`.
///
/// # Errors
/// As [`save_codes`].
pub(crate) fn save_document(folder: &Path, name: &str, extension: &str, text: &str) -> io::Result<PathBuf> {
    save(folder, name, extension, |file| file.write_all(text.as_bytes()))
}

fn save(
    folder: &Path,
    name: &str,
    extension: &str,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<PathBuf> {
    let (mut file, path) = new_file(folder, name, extension)?;
    let written = write(&mut file).and_then(|()| file.sync_all());
    drop(file);
    if let Err(error) = written {
        fs::remove_file(&path)?;
        return Err(error);
    }
    Ok(path)
}

fn new_file(folder: &Path, name: &str, extension: &str) -> io::Result<(File, PathBuf)> {
    for number in 1..=MOST_FILES {
        let name = match number {
            1 => format!("{name}.{extension}"),
            number => format!("{name}-{number}.{extension}"),
        };
        let path = folder.join(name);
        match private().open(&path) {
            Ok(file) => return Ok((file, path)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// A new file, readable by its owner only; on Windows the folder of the person sees to that.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(all: &[&str]) -> Vec<SecretString> {
        all.iter().map(|code| SecretString::from(*code)).collect()
    }

    #[test]
    fn recovery_codes_stand_one_a_line_in_a_file_of_ones_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = save_codes(folder.path(), &codes(&["AAAAA-11111", "BBBBB-22222"])).unwrap();
        assert_eq!(path, folder.path().join("workpass-recovery-codes.txt"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "AAAAA-11111\nBBBBB-22222\n");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_document_stands_under_its_name_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = save_document(folder.path(), "workpass-terms", "json", "{\"a\": \"é\"}").unwrap();
        assert_eq!(path, folder.path().join("workpass-terms.json"));
        assert_eq!(fs::read_to_string(path).unwrap(), "{\"a\": \"é\"}");
        let second = save_document(folder.path(), "workpass-terms", "json", "{}").unwrap();
        assert_eq!(second, folder.path().join("workpass-terms-2.json"));
    }

    #[test]
    fn what_was_saved_before_stays() {
        let folder = tempfile::tempdir().unwrap();
        let first = save_codes(folder.path(), &codes(&["AAAAA-11111"])).unwrap();
        let second = save_codes(folder.path(), &codes(&["BBBBB-22222"])).unwrap();
        assert_eq!(second, folder.path().join("workpass-recovery-codes-2.txt"));
        assert_eq!(fs::read_to_string(first).unwrap(), "AAAAA-11111\n");
        assert_eq!(fs::read_to_string(second).unwrap(), "BBBBB-22222\n");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_waits_under_the_name_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = folder.path().join("elsewhere");
        std::os::unix::fs::symlink(&elsewhere, folder.path().join("workpass-recovery-codes.txt")).unwrap();
        let path = save_codes(folder.path(), &codes(&["AAAAA-11111"])).unwrap();
        assert_eq!(path, folder.path().join("workpass-recovery-codes-2.txt"));
        assert!(!elsewhere.exists());
    }

    #[test]
    fn without_a_folder_or_a_free_name_nothing_is_written() {
        let folder = tempfile::tempdir().unwrap();
        assert!(save_codes(&folder.path().join("none"), &codes(&["AAAAA-11111"])).is_err());
        for _ in 0..MOST_FILES {
            save_codes(folder.path(), &codes(&["AAAAA-11111"])).unwrap();
        }
        let full = save_codes(folder.path(), &codes(&["BBBBB-22222"])).unwrap_err();
        assert_eq!(full.kind(), io::ErrorKind::AlreadyExists);
    }
}
