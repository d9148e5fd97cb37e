//! `cargo xtask test`: set up, build once, run everything, and say how it went.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Result, bail};

use crate::properties::{self, Draw};
use crate::setup::{self, Scope};
use crate::tally::{Counted, Skips, Tally};
use crate::{node, pictures, project, shell};

/// The package whose tests open real windows; they run last and a few at a time.
const IN_A_WINDOW: &str = "workpass-e2e";

/// One build for all: the same packages, features and profile everywhere, so that nothing is compiled twice.
pub(crate) const WHOLE: &[&str] = &["--workspace", "--features=workpass/custom-protocol"];

#[derive(Debug, Clone, Copy)]
struct Parts {
    rust: bool,
    ui: bool,
    e2e: bool,
}

pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    if let Some((first, rest)) = arguments.split_first()
        && first == "explore"
    {
        return explore(Draw::from_arguments(rest)?);
    }
    let (parts, left_out) = Parts::from_arguments(arguments)?.possible_on(cfg!(target_os = "linux"));
    if let Some(words) = left_out {
        println!("{words}");
    }
    setup::run(Scope::Test)?;
    node::build_ui()?;
    let mut tally = Tally::default();
    if parts.ui {
        ui(&mut tally)?;
    }
    if parts.rust || parts.e2e {
        shell::announce("building programs and tests");
        let mut build = project::cargo();
        build.arg("build").args(WHOLE).args(left_out_here());
        shell::run(build.arg("--all-targets"))?;
    }
    if parts.e2e {
        pictures::clear()?;
    }
    if parts.rust {
        shell::announce("Rust: unit, integration, contract and interop tests");
        let outside = [format!("not package({IN_A_WINDOW})")];
        cargo_tests(
            &mut tally,
            "Rust",
            Draw::FIXED,
            &outside,
            &["--workspace", "--exclude", IN_A_WINDOW],
        )?;
    }
    if parts.e2e {
        shell::announce("end to end, in a real window");
        let inside = [format!("package({IN_A_WINDOW})")];
        cargo_tests(
            &mut tally,
            "end to end, in a real window",
            Draw::FIXED,
            &inside,
            &["--package", IN_A_WINDOW],
        )?;
        in_both_languages(&mut tally)?;
    }
    conclude(&tally)
}

/// What needs X11, D-Bus or `/proc` to compile or to mean anything.
const ON_LINUX_ONLY: &[&str] = &["--exclude=workpass-bench", "--exclude=workpass-e2e"];

fn left_out_here() -> &'static [&'static str] {
    if cfg!(target_os = "linux") {
        &[]
    } else {
        ON_LINUX_ONLY
    }
}

/// Hunts: the tests of the packages that have property tests, with cases nobody has seen.
fn explore(draw: Draw) -> Result<ExitCode> {
    setup::run(Scope::Test)?;
    node::build_ui()?;
    let packages = properties::packages()?;
    shell::announce(&format!("property tests of {} with {draw}", packages.join(", ")));
    let named: Vec<String> = packages.iter().map(|p| format!("package(={p})")).collect();
    let selected: Vec<&str> = packages.iter().flat_map(|p| ["--package", p]).collect();
    let mut tally = Tally::default();
    let filter = [named.join(" | ")];
    cargo_tests(&mut tally, "property tests", draw, &filter, &selected)?;
    conclude(&tally)
}

fn conclude(tally: &Tally) -> Result<ExitCode> {
    tally.report()?;
    Ok(if tally.failed() == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

impl Parts {
    fn from_arguments(arguments: &[String]) -> Result<Self> {
        let all = arguments.is_empty();
        let mut parts = Self {
            rust: all,
            ui: all,
            e2e: all,
        };
        for argument in arguments {
            match argument.as_str() {
                "rust" => parts.rust = true,
                "ui" => parts.ui = true,
                "e2e" => parts.e2e = true,
                other => bail!("test knows the parts rust, ui and e2e, not {other}"),
            }
        }
        Ok(parts)
    }

    /// What of it can be done on this system, and what to say of the rest.
    fn possible_on(self, linux: bool) -> (Self, Option<&'static str>) {
        if linux || !self.e2e {
            return (self, None);
        }
        let words =
            "test: the tests in a real window need Linux (X11, D-Bus, WebKitWebDriver) and are left out here";
        (Self { e2e: false, ..self }, Some(words))
    }
}

fn cargo_tests(
    tally: &mut Tally,
    name: &str,
    draw: Draw,
    nextest_filter: &[String],
    cargo_selection: &[&str],
) -> Result<()> {
    let mut command = project::cargo();
    if shell::find("cargo-nextest").is_some() {
        command
            .args(["nextest", "run", "--no-fail-fast"])
            .args(WHOLE)
            .args(left_out_here())
            .arg("-E")
            .args(nextest_filter);
    } else {
        command
            .args(["test", "--no-fail-fast", "--features=workpass/custom-protocol"])
            .args(cargo_selection);
        if cargo_selection.contains(&"--workspace") {
            command.args(left_out_here());
        }
    }
    draw.apply(&mut command);
    // The vault's tests bring a private bus and a key ring of their own; without these programs they say so and pass.
    if ["dbus-daemon", "gnome-keyring-daemon"]
        .iter()
        .all(|program| shell::find(program).is_some())
    {
        command.env("WORKPASS_TEST_SECRET_SERVICE", "1");
    }
    // Where a test that finds what it needs missing says so: what a passed test prints is not shown.
    let told = project::notes()?.join("skips");
    let _ = std::fs::remove_file(&told);
    command.env("WORKPASS_SKIPS", &told);
    let mut counted = Counted::default();
    let succeeded = shell::run_reading(&mut command, |line| counted.read_cargo_line(line))?;
    if !succeeded {
        println!("property tests drew their cases with {draw}");
    }
    let skips = Skips::read(&std::fs::read_to_string(&told).unwrap_or_default());
    tally.add(name, counted.without(&skips), succeeded);
    tally.tell(skips);
    Ok(())
}

/// Every screen that was photographed in one language was in the other too.
fn in_both_languages(tally: &mut Tally) -> Result<()> {
    let (both, faults) = pictures::compare()?;
    for fault in &faults {
        println!("{fault}");
    }
    let counted = Counted {
        passed: both as u64,
        failed: faults.len() as u64,
        skipped: 0,
    };
    tally.add("screens pictured in both languages", counted, faults.is_empty());
    Ok(())
}

fn ui(tally: &mut Tally) -> Result<()> {
    ui_tests(tally)?;
    gallery(tally)
}

fn ui_tests(tally: &mut Tally) -> Result<()> {
    shell::announce("web UI: types, unit and accessibility tests");
    let checked = shell::succeeds(node::npm("ui").args(["run", "check", "--silent"]))?;
    tally.add(
        "web UI: type check",
        Counted {
            passed: u64::from(checked),
            ..Counted::default()
        },
        checked,
    );
    let report = project::notes()?.join("vitest.json");
    let mut command = node::npm("ui");
    command.args(["test", "--silent", "--", "--reporter=default", "--reporter=json"]);
    command.arg(format!("--outputFile.json={}", report.display()));
    reported(tally, "web UI: tests", &mut command, &report)
}

/// Every scene of the gallery in a browser: what is drawn has to fit and to have contrast.
fn gallery(tally: &mut Tally) -> Result<()> {
    const NAME: &str = "web UI: scenes in a browser";
    let Some(browser) = ["chromium", "chromium-browser"].into_iter().find_map(shell::find) else {
        tally.add(NAME, Counted::skipping(1), true);
        tally.tell(Skips::read(&format!("{NAME}\tno Chromium\n")));
        return Ok(());
    };
    shell::announce("web UI: every scene in a browser, both languages, light and dark, wide and narrow");
    let report = project::notes()?.join("gallery.json");
    let mut command = node::npm("ui");
    command.env("CHROMIUM", browser);
    command.args(["run", "gallery:check", "--silent", "--"]);
    command.arg(format!("--report={}", report.display()));
    let pictures = project::root().join("artifacts/gallery");
    command.arg(format!("--pictures={}", pictures.display()));
    reported(tally, NAME, &mut command, &report)
}

/// Runs a command that counts its tests in a file.
fn reported(tally: &mut Tally, name: &str, command: &mut Command, report: &Path) -> Result<()> {
    // Not the report of an earlier run, should this one not come so far.
    let _ = std::fs::remove_file(report);
    let succeeded = shell::succeeds(command)?;
    let counted = std::fs::read(report)
        .ok()
        .and_then(|json| serde_json::from_slice(&json).ok());
    tally.add(
        name,
        counted.map_or(Counted::default(), |r| Counted::from_vitest(&r)),
        succeeded,
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_no_window_can_be_driven_the_rest_is_tested_and_one_line_says_so() {
        let all = Parts::from_arguments(&[]).unwrap();
        let (here, words) = all.possible_on(true);
        assert!(here.e2e && words.is_none());
        let (elsewhere, words) = all.possible_on(false);
        assert!(elsewhere.rust && elsewhere.ui && !elsewhere.e2e);
        assert!(words.is_some_and(|words| words.contains("Linux") && !words.contains('\n')));
        let (_, words) = Parts::from_arguments(&["ui".into()]).unwrap().possible_on(false);
        assert_eq!(words, None, "nothing is said of what nobody asked for");
    }
}
