use std::io::{BufRead, BufReader};
use std::process::{Command, ExitCode, Stdio};
use std::thread;

use anyhow::{Context, Result, ensure};

/// Prints what is about to happen.
pub(crate) fn announce(what: &str) {
    println!("\n\u{2192} {what}");
}

/// Runs to the end; anything but success is an error that names the command.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let shown = show(command);
    let status = command
        .status()
        .with_context(|| format!("{shown} could not be started"))?;
    ensure!(status.success(), "{shown} failed ({status})");
    Ok(())
}

/// Runs to the end; whether it succeeded.
pub(crate) fn succeeds(command: &mut Command) -> Result<bool> {
    let shown = show(command);
    Ok(command
        .status()
        .with_context(|| format!("{shown} could not be started"))?
        .success())
}

/// Runs to the end with the exit code as ours.
pub(crate) fn pass_on(command: &mut Command) -> Result<ExitCode> {
    let shown = show(command);
    let status = command
        .status()
        .with_context(|| format!("{shown} could not be started"))?;
    Ok(status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .map_or(ExitCode::FAILURE, ExitCode::from))
}

/// What the command prints, or nothing when it fails or is not there.
pub(crate) fn output_of(command: &mut Command) -> Option<String> {
    let output = command
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|o| o.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs to the end, shows every line as it comes, and gives them all to `read` as well.
pub(crate) fn run_reading(command: &mut Command, mut read: impl FnMut(&str) + Send) -> Result<bool> {
    let shown = show(command);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("{shown} could not be started"))?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let (send, lines) = std::sync::mpsc::channel();
    thread::scope(|scope| {
        let send_errors = send.clone();
        scope.spawn(move || {
            for line in stderr
                .into_iter()
                .flat_map(|s| BufReader::new(s).lines().map_while(std::io::Result::ok))
            {
                eprintln!("{line}");
                let _ = send_errors.send(line);
            }
        });
        scope.spawn(move || {
            for line in stdout
                .into_iter()
                .flat_map(|s| BufReader::new(s).lines().map_while(std::io::Result::ok))
            {
                println!("{line}");
                let _ = send.send(line);
            }
        });
        for line in lines {
            read(&line);
        }
    });
    Ok(child
        .wait()
        .with_context(|| format!("{shown} could not be waited for"))?
        .success())
}

/// Where a program is found, if it is.
pub(crate) fn find(program: &str) -> Option<std::path::PathBuf> {
    let names = if cfg!(windows) {
        vec![format!("{program}.exe"), format!("{program}.cmd")]
    } else {
        vec![program.to_owned()]
    };
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|dir| names.iter().map(move |n| dir.join(n)))
        .find(|p| p.is_file())
}

fn show(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|w| w.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
