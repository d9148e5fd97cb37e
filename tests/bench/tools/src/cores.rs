//! Which core does what: the server that is measured has one to itself, the load comes from another.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};
use rustix::param::clock_ticks_per_second;
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// The cores the two sides of a measurement run on; the same one when there is only one.
#[derive(Debug, Clone, Copy)]
pub struct Cores {
    /// Where servers run.
    pub server: usize,
    /// Where the load comes from.
    pub load: usize,
}

impl Cores {
    /// The first and the last core this process may use.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn choose() -> Result<Self> {
        let allowed = sched_getaffinity(None).context("which cores may be used?")?;
        let mut cores = (0..CpuSet::MAX_CPU).filter(|core| allowed.is_set(*core));
        let first = cores.next().context("no core may be used")?;
        Ok(Self {
            load: first,
            server: cores.next_back().unwrap_or(first),
        })
    }
}

/// How long cores have worked for a process, for all its threads together. Other people's work on the machine makes
/// this longer too, but far less than the time by the clock.
///
/// # Errors
/// When the process is gone.
pub fn worked_for(process: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).context("the process is gone")?;
    let (_, rest) = stat.rsplit_once(')').context("no name")?;
    // proc_pid_stat(5): utime and stime are the fields 14 and 15, the name is the second.
    let mut fields = rest.split_whitespace().skip(11).map(str::parse::<u64>);
    let mut next = || fields.next().context("too few fields")?.context("not a number");
    let ticks = next()? + next()?;
    Ok(Duration::from_micros(
        ticks * 1_000_000 / clock_ticks_per_second(),
    ))
}

/// Moves the calling thread to one core. Processes and threads it starts from then on inherit that.
///
/// # Errors
/// When the system refuses.
pub fn move_to(core: usize) -> Result<()> {
    let mut set = CpuSet::new();
    set.set(core);
    sched_setaffinity(None, &set).with_context(|| format!("core {core} cannot be used"))
}
