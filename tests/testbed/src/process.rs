use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How long a process gets to leave after SIGTERM before it is killed.
const GRACE: Duration = Duration::from_secs(10);

/// A child process that ends when its owner does: asked first (SIGTERM), killed when it does not listen.
#[derive(Debug)]
pub struct OwnedProcess {
    name: String,
    child: Child,
}

impl OwnedProcess {
    /// Starts `command` with output going where the command says.
    ///
    /// # Errors
    /// When the program cannot be started, with its name.
    pub fn spawn(name: &str, command: &mut Command) -> Result<Self> {
        let child = command
            .spawn()
            .with_context(|| format!("{name} could not be started"))?;
        Ok(Self::adopt(name, child))
    }

    /// Takes over a child that was started elsewhere.
    pub fn adopt(name: &str, child: Child) -> Self {
        Self {
            name: name.to_owned(),
            child,
        }
    }

    /// Starts `command`, hands its standard output over line by line, and sends its standard error to `log`.
    ///
    /// # Errors
    /// When the program cannot be started or the log cannot be made.
    pub fn spawn_with_lines(
        name: &str,
        command: &mut Command,
        log: &Path,
    ) -> Result<(Self, Receiver<String>)> {
        let log_file =
            std::fs::File::create(log).with_context(|| format!("{} cannot be made", log.display()))?;
        let mut process = Self::spawn(name, command.stdout(Stdio::piped()).stderr(log_file))?;
        let stdout = process.child.stdout.take().context("the output was not piped")?;
        Ok((process, lines_of(stdout)))
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether the process is still there.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits until the process ends by itself; its exit code, or none when a signal ended it.
    ///
    /// # Errors
    /// When it is still there after `limit`.
    pub fn wait(&mut self, limit: Duration) -> Result<Option<i32>> {
        let mut status = None;
        wait_until(&format!("{} ends", self.name), limit, || {
            status = self.child.try_wait()?;
            Ok(status.is_some())
        })?;
        Ok(status.and_then(|s| s.code()))
    }

    /// Ends the process: SIGTERM, then SIGKILL after ten seconds. True when it left by itself.
    pub fn stop(&mut self) -> bool {
        if !self.is_running() {
            return true;
        }
        self.ask_to_stop();
        let left = self.wait(GRACE).is_ok();
        if !left {
            self.kill();
        }
        left
    }

    /// Ends the process at once, as a power cut would (SIGKILL).
    pub fn kill(&mut self) {
        // Both fail only when the process has already ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Holds the process where it is: connections to it stay open and nothing is answered.
    ///
    /// # Errors
    /// When it has ended.
    #[cfg(unix)]
    pub fn pause(&self) -> Result<()> {
        self.signal("STOP")
    }

    /// Lets a held process go on.
    ///
    /// # Errors
    /// When it has ended.
    #[cfg(unix)]
    pub fn go_on(&self) -> Result<()> {
        self.signal("CONT")
    }

    #[cfg(unix)]
    fn signal(&self, name: &str) -> Result<()> {
        let sent = Command::new("kill")
            .arg(format!("-{name}"))
            .arg(self.child.id().to_string())
            .status()?;
        anyhow::ensure!(sent.success(), "{} took no {name}", self.name);
        Ok(())
    }

    #[cfg(unix)]
    fn ask_to_stop(&mut self) {
        let _ = Command::new("kill")
            .arg(self.child.id().to_string())
            .stderr(Stdio::null())
            .status();
    }

    #[cfg(not(unix))]
    fn ask_to_stop(&mut self) {
        let _ = self.child.kill();
    }
}

impl Drop for OwnedProcess {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The first line for which `wanted` returns something.
///
/// # Errors
/// When the output ends or `limit` passes first.
pub(crate) fn await_line<T>(
    lines: &Receiver<String>,
    limit: Duration,
    mut wanted: impl FnMut(&str) -> Option<T>,
) -> Result<T> {
    let deadline = Instant::now() + limit;
    loop {
        match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) => {
                if let Some(found) = wanted(&line) {
                    return Ok(found);
                }
            }
            Err(RecvTimeoutError::Timeout) => bail!("nothing came within {} s", limit.as_secs()),
            Err(RecvTimeoutError::Disconnected) => bail!("the program ended first"),
        }
    }
}

/// Asks `done` again and again until it says yes: for other people's programs, which announce nothing.
///
/// # Errors
/// What `done` returns, or that `limit` passed.
pub fn wait_until(what: &str, limit: Duration, mut done: impl FnMut() -> Result<bool>) -> Result<()> {
    let deadline = Instant::now() + limit;
    while !done()? {
        if Instant::now() > deadline {
            bail!("waited {} s until {what}", limit.as_secs());
        }
        thread::sleep(Duration::from_millis(15));
    }
    Ok(())
}

// Reads on to the end even when nobody listens, so that the program never blocks on a full pipe.
fn lines_of(output: impl Read + Send + 'static) -> Receiver<String> {
    let (send, receive) = channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(std::io::Result::ok) {
            let _ = send.send(line);
        }
    });
    receive
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_gone_when_its_owner_is() {
        let mut command = Command::new("sh");
        command.args(["-c", "exec sleep 600"]);
        let process = OwnedProcess::spawn("sh", &mut command).expect("sh is everywhere");
        let id = process.id();
        drop(process);
        assert!(!Path::new(&format!("/proc/{id}/exe")).exists());
    }

    #[test]
    fn a_line_that_never_comes_is_an_error_with_the_reason() {
        let lines = lines_of("one\ntwo\n".as_bytes());
        let two = await_line(&lines, Duration::from_secs(5), |l| (l == "two").then_some(2));
        assert_eq!(two.expect("it is there"), 2);
        let error = await_line(&lines, Duration::from_secs(5), |_| None::<()>).expect_err("there is no more");
        assert!(error.to_string().contains("ended first"), "{error}");
    }
}
