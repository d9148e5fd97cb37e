use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::project;

const LANGUAGES: [&str; 2] = ["nl", "en"];

/// Where the tests in a window put a picture of each screen and page, a folder for each language.
fn folder() -> PathBuf {
    project::root().join("artifacts/screenshots")
}

/// Takes the pictures of earlier runs away, so that those of this one are told apart.
pub(crate) fn clear() -> Result<()> {
    let folder = folder();
    if folder.is_dir() {
        fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be removed", folder.display()))?;
    }
    Ok(())
}

/// What there is no picture of in both languages, a line for each; and how many there are in both.
pub(crate) fn compare() -> Result<(usize, Vec<String>)> {
    compare_in(&folder())
}

fn compare_in(folder: &Path) -> Result<(usize, Vec<String>)> {
    let [dutch, english] = LANGUAGES.map(|language| names(&folder.join(language)));
    let (dutch, english) = (dutch?, english?);
    let only = |here: &BTreeSet<String>, there: &BTreeSet<String>, language: &str| {
        let lacking = here.difference(there);
        lacking
            .map(|name| format!("{name}: a picture in {language} only"))
            .collect::<Vec<_>>()
    };
    let mut faults = only(&dutch, &english, LANGUAGES[0]);
    faults.extend(only(&english, &dutch, LANGUAGES[1]));
    Ok((dutch.intersection(&english).count(), faults))
}

fn names(folder: &Path) -> Result<BTreeSet<String>> {
    let pictures =
        fs::read_dir(folder).with_context(|| format!("there are no pictures in {}", folder.display()))?;
    let names = pictures.map(|picture| Ok(picture?.file_name().to_string_lossy().into_owned()));
    names.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_that_was_seen_in_one_language_only_is_told() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for picture in ["nl/overview.png", "en/overview.png", "en/terms.png"] {
            let file = folder.path().join(picture);
            fs::create_dir_all(file.parent().expect("a folder")).expect("writable");
            fs::write(file, "").expect("writable");
        }
        let (both, faults) = compare_in(folder.path()).expect("it can be read");
        assert_eq!(both, 1);
        assert_eq!(faults, ["terms.png: a picture in en only"]);
        assert!(compare_in(&folder.path().join("nowhere")).is_err());
    }
}
