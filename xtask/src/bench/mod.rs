//! `cargo xtask bench`: what the product costs, against a yardstick measured in the same run.

mod report;
mod sizes;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::setup::{self, Scope};
use crate::{node, project, shell};
use report::Report;

const ROUNDS: u32 = 7;
/// Where the yardstick and the instruments lie.
const FOLDER: &str = "tests/bench";

#[derive(Debug, PartialEq)]
struct Wanted {
    app: bool,
    sizes: bool,
    server: bool,
    rounds: u32,
    save: bool,
}

/// `bench [app] [sizes] [server] [--rounds N] [--save]`
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let wanted = Wanted::from_arguments(arguments)?;
    if !cfg!(target_os = "linux") {
        bail!("windows are watched through X11 and memory is read from /proc: bench runs on Linux");
    }
    setup::run(Scope::Test)?;
    node::build_ui()?;
    build(&wanted)?;
    let mut report = Report::new(wanted.rounds);
    if wanted.sizes {
        shell::announce("sizes");
        report.add_sizes(&sizes::measure()?);
    }
    if wanted.app {
        shell::announce("the app and the blank window, turn by turn");
        report.add_app(&app(wanted.rounds)?)?;
    }
    if wanted.server {
        shell::announce("the organization server and oidc-provider, turn by turn");
        report.add_server(&server(wanted.rounds)?)?;
    }
    println!("\n{report}");
    if wanted.save {
        report.save(&project::root().join("docs/performance.md"))?;
    }
    Ok(())
}

impl Wanted {
    fn from_arguments(arguments: &[String]) -> Result<Self> {
        let mut wanted = Self {
            app: false,
            sizes: false,
            server: false,
            rounds: ROUNDS,
            save: false,
        };
        let mut words = arguments.iter().map(String::as_str);
        while let Some(word) = words.next() {
            match word {
                "app" => wanted.app = true,
                "sizes" => wanted.sizes = true,
                "server" => wanted.server = true,
                "--save" => wanted.save = true,
                "--rounds" => {
                    let number = words.next().context("--rounds takes a number")?;
                    wanted.rounds = number.parse().context("--rounds takes a number")?;
                    ensure!(wanted.rounds > 0, "--rounds takes a number above zero");
                }
                other => {
                    bail!("bench knows the parts app, sizes and server, --rounds N and --save, not {other}")
                }
            }
        }
        let all = !(wanted.app || wanted.sizes || wanted.server);
        for part in [&mut wanted.app, &mut wanted.sizes, &mut wanted.server] {
            *part |= all;
        }
        Ok(wanted)
    }
}

/// The app apart from the server, as it is when it is shipped: built together, each would get the features that the
/// other asks of their common libraries.
fn build(wanted: &Wanted) -> Result<()> {
    shell::announce("building with the release profile (ten minutes and more the first time)");
    let mut instruments = vec!["--package=workpass-bench"];
    if wanted.app || wanted.server {
        instruments.push("--package=workpass-server");
    }
    release(&instruments)?;
    if wanted.app || wanted.sizes {
        release(&[
            "--package=workpass",
            "--package=workpass-bench-blank",
            "--features=workpass/custom-protocol",
        ])?;
    }
    Ok(())
}

fn release(what: &[&str]) -> Result<()> {
    shell::run(
        project::cargo()
            .args(["build", "--release", "--locked"])
            .args(what),
    )
}

fn app(rounds: u32) -> Result<Value> {
    let pictures = project::notes()?.join("bench");
    std::fs::create_dir_all(&pictures)?;
    let mut command = Command::new(program("bench-app"));
    command
        .args([
            program("workpass"),
            program("workpass-bench-blank"),
            program("workpass-server"),
        ])
        .arg(rounds.to_string())
        .arg(&pictures);
    let told = tell(&mut command)?;
    println!("what was on the screen: {}", pictures.display());
    Ok(told)
}

fn server(rounds: u32) -> Result<Value> {
    let mut command = Command::new(program("bench-server"));
    command
        .arg(program("workpass-server"))
        .arg(project::root().join(FOLDER).join("tools/peer.mjs"))
        .arg(rounds.to_string());
    tell(&mut command)
}

fn program(name: &str) -> PathBuf {
    project::program("release", name)
}

/// Runs an instrument; it prints one line of JSON.
fn tell(command: &mut Command) -> Result<Value> {
    let output = command
        .stderr(std::process::Stdio::inherit())
        .output()
        .with_context(|| format!("{} could not be started", command.get_program().display()))?;
    ensure!(
        output.status.success(),
        "{} failed",
        command.get_program().display()
    );
    serde_json::from_slice(&output.stdout).context("a measurement is told as JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(words: &[&str]) -> Result<Wanted> {
        Wanted::from_arguments(&words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn without_a_part_everything_is_measured_seven_times() {
        let all = wanted(&[]).expect("nothing is a choice");
        assert!(all.app && all.sizes && all.server && !all.save);
        assert_eq!(all.rounds, 7);
    }

    #[test]
    fn a_part_is_measured_alone() {
        let one = wanted(&["server", "--rounds", "9"]).expect("it is known");
        assert!(one.server && !one.app && !one.sizes);
        assert_eq!(one.rounds, 9);
        assert!(wanted(&["--rounds", "0"]).is_err());
        assert!(wanted(&["disk"]).is_err());
    }
}
