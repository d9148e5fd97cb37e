//! Which core does what: the server that is measured has one to itself, the load comes from another.

use anyhow::{Context, Result};
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

/// Moves the calling thread to one core. Processes and threads it starts from then on inherit that.
///
/// # Errors
/// When the system refuses.
pub fn move_to(core: usize) -> Result<()> {
    let mut set = CpuSet::new();
    set.set(core);
    sched_setaffinity(None, &set).with_context(|| format!("core {core} cannot be used"))
}
