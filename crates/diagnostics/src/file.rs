use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// A log file that never grows beyond a limit: full, it becomes `name.1`, that one `name.2`, and the oldest goes.
#[derive(Debug)]
pub(crate) struct RotatingFile {
    path: PathBuf,
    /// Bytes per file.
    limit: u64,
    /// How many old files are kept beside the current one.
    keep: u32,
    file: File,
    length: u64,
}

impl RotatingFile {
    /// Opens for appending; makes the folder.
    pub(crate) fn open(path: PathBuf, limit: u64, keep: u32) -> io::Result<Self> {
        if let Some(directory) = path.parent() {
            let mut builder = fs::DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(directory)?;
        }
        let file = append_to(&path)?;
        let length = file.metadata()?.len();
        Ok(Self {
            path,
            limit,
            keep,
            file,
            length,
        })
    }

    /// Appends whole; a line never spans two files.
    pub(crate) fn append(&mut self, line: &[u8]) -> io::Result<()> {
        let added = line.len() as u64;
        if self.length > 0 && self.length + added > self.limit {
            self.rotate()?;
        }
        self.file.write_all(line)?;
        self.length += added;
        Ok(())
    }

    fn rotate(&mut self) -> io::Result<()> {
        for number in (1..self.keep).rev() {
            let _ = fs::rename(numbered(&self.path, number), numbered(&self.path, number + 1));
        }
        let moved = if self.keep > 0 {
            fs::rename(&self.path, numbered(&self.path, 1))
        } else {
            fs::remove_file(&self.path)
        };
        match moved {
            Ok(()) => self.file = append_to(&self.path)?,
            // Somebody else holds the file (a scanner on Windows): better lose old lines than fill the disk.
            Err(_) => self.file.set_len(0)?,
        }
        self.length = self.file.metadata()?.len();
        Ok(())
    }
}

fn numbered(path: &Path, number: u32) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{number}"));
    name.into()
}

fn append_to(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_file_moves_on_and_the_oldest_goes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/app.log");
        let mut file = RotatingFile::open(path.clone(), 10, 2).unwrap();
        for line in ["one one\n", "two two\n", "three\n", "four\n", "five\n"] {
            file.append(line.as_bytes()).unwrap();
        }
        let read = |path: &Path| fs::read_to_string(path).unwrap();
        assert_eq!(read(&path), "four\nfive\n");
        assert_eq!(read(&numbered(&path, 1)), "three\n");
        assert_eq!(read(&numbered(&path, 2)), "two two\n");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 3);
    }

    #[test]
    fn the_next_run_goes_on_in_the_same_file_within_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.log");
        let open = || RotatingFile::open(path.clone(), 10, 1).unwrap();
        open().append(b"first\n").unwrap();
        open().append(b"2nd\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "first\n2nd\n");
        open().append(b"3rd\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "3rd\n");
    }

    #[test]
    fn when_the_file_cannot_be_moved_the_disk_does_not_fill() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.log");
        // A folder that is not empty, in the place the full file has to move to.
        fs::create_dir_all(numbered(&path, 1).join("in the way")).unwrap();
        let mut file = RotatingFile::open(path.clone(), 10, 1).unwrap();
        for _ in 0..100 {
            file.append(b"1234567\n").unwrap();
        }
        assert!(fs::metadata(&path).unwrap().len() <= 10);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_the_log() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("logs/app.log");
        RotatingFile::open(path.clone(), 10, 1).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    }
}
