//! Every test that `docs/behaviour.md` names has to be somebody's: a proof that is gone is not a proof.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::project;

/// Where tests are, below the repository.
const PLACES: [&str; 6] = [
    "crates",
    "server",
    "src-tauri",
    "tests/e2e",
    "tests/testbed",
    "ui",
];
/// Folders with other people's files, or with what was built.
const PASSED_OVER: [&str; 4] = ["node_modules", "target", "dist", ".svelte-kit"];

/// What the page names and nothing is called.
fn names_without_a_test() -> Result<Vec<String>> {
    let root = project::root();
    let mut tests = BTreeSet::new();
    for place in PLACES {
        gather(&root.join(place), &mut tests)?;
    }
    let page =
        fs::read_to_string(root.join("docs/behaviour.md")).context("docs/behaviour.md cannot be read")?;
    let named = page.split('`').skip(1).step_by(2).filter(|text| is_name(text));
    Ok(named
        .filter(|name| !is_somebodys(name, &tests))
        .map(str::to_owned)
        .collect())
}

/// `b43`, then `_` or a blank: how tests of a behaviour are called.
fn is_name(text: &str) -> bool {
    let digits = text
        .strip_prefix('b')
        .map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    digits >= 2 && text[1 + digits..].starts_with(['_', ' '])
}

fn is_somebodys(name: &str, tests: &BTreeSet<String>) -> bool {
    name.strip_suffix('*').map_or_else(
        || tests.contains(name),
        |start| tests.iter().any(|test| test.starts_with(start)),
    )
}

fn gather(folder: &Path, tests: &mut BTreeSet<String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        if entry.file_type()?.is_dir() {
            if !PASSED_OVER.iter().any(|other| name == *other) {
                gather(&path, tests)?;
            }
        } else if path.extension().is_some_and(|kind| kind == "rs" || kind == "ts") {
            tests.extend(tests_in(&fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

/// `fn b43_…(` in Rust; `it("b43 …",` and `describe("b43 …",` in the web UI.
fn tests_in(source: &str) -> Vec<String> {
    let rust = source
        .split("fn ")
        .skip(1)
        .filter_map(|rest| rest.split_once('('))
        .map(|(name, _)| name);
    let web = ["it(\"", "describe(\""]
        .into_iter()
        .flat_map(|start| source.split(start).skip(1))
        .filter_map(|rest| rest.split_once('"'))
        .map(|(title, _)| title);
    rust.chain(web)
        .filter(|name| is_name(name))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_test_that_the_page_of_behaviours_names_exists() {
    let missing = names_without_a_test().expect("the sources can be read");
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn names_are_told_from_other_code_on_the_page() {
    assert!(
        ["b43_adds_an_address", "b43 goes on", "b01_to_b13_*"]
            .into_iter()
            .all(is_name)
    );
    assert!(
        ["cargo", "b43", "b_x", "bench x", "B-43 x", ""]
            .into_iter()
            .all(|text| !is_name(text))
    );
}

#[test]
fn a_name_that_is_nobodys_is_found() {
    let tests: BTreeSet<_> = tests_in("async fn b43_one() {}\nit(\"b44 two\", () => {")
        .into_iter()
        .collect();
    assert!(is_somebodys("b43_*", &tests) && is_somebodys("b44 two", &tests));
    assert!(!is_somebodys("b44 tw", &tests) && !is_somebodys("b45_*", &tests));
}
