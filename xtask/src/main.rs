//! `cargo xtask …`: everything that is done to this repository, in one place and the same on every machine.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line program speaks on its output"
)]

#[cfg(test)]
mod behaviour;
mod bench;
mod headless;
mod icons;
mod node;
mod pictures;
mod platforms;
mod project;
mod properties;
mod run;
mod setup;
mod shell;
mod tally;
mod test;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
cargo xtask COMMAND

  setup [--tests]   install what is missing; quick when nothing is
  run               build all, start the sample organization and open the app
  test [PART…]      set up and run every test; parts: rust, ui, e2e
  test explore [--cases N] [--seed N]
                    run the property tests with cases nobody has seen
  ci                what continuous integration runs: .ci/run
  check-platforms   type-check and lint the app for Windows and macOS
  headless CMD…     run CMD in a throw-away desktop session (display, D-Bus, unlocked keyring)
  bench [PART…]     measure against a blank window and oidc-provider; parts: app, sizes, server
  icons             draw the icon set again from icons/workpass.svg";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<ExitCode> {
    let Some((command, rest)) = arguments.split_first() else {
        println!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    };
    match command.as_str() {
        "setup" => setup::run(setup::Scope::from_arguments(rest)?)?,
        "run" => return run::run(),
        "test" => return test::run(rest),
        "ci" => return shell::pass_on(project::command(".ci/run").args(rest)),
        "check-platforms" => platforms::run()?,
        "headless" => return headless::run(rest),
        "icons" => icons::run()?,
        "bench" => bench::run(rest)?,
        "help" | "-h" | "--help" => println!("{HELP}"),
        other => bail!("there is no command {other}\n\n{HELP}"),
    }
    Ok(ExitCode::SUCCESS)
}
