//! What a program holds in memory, with everything it started: the web view is processes of its own.

use std::fs;

use anyhow::{Context, Result};

/// Memory of a process and all below it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory {
    /// Proportional set size in MiB: shared pages count in parts.
    pub pss_mib: f64,
    /// How many processes that was.
    pub processes: usize,
}

/// Reads it from the system.
///
/// # Errors
/// When the process is gone.
pub fn of_tree(root: u32) -> Result<Memory> {
    let all = tree(root);
    let sum = all.iter().filter_map(|id| pss_kib(*id)).sum::<u64>();
    anyhow::ensure!(sum > 0, "process {root} is gone");
    #[expect(clippy::cast_precision_loss, reason = "a machine has less than 2^52 KiB")]
    Ok(Memory {
        pss_mib: sum as f64 / 1024.0,
        processes: all.len(),
    })
}

/// The process and everything below it.
pub fn tree(root: u32) -> Vec<u32> {
    let parents = parents();
    let mut found = vec![root];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        found.extend(parents.iter().filter(|(_, p)| *p == parent).map(|(id, _)| *id));
        next += 1;
    }
    found
}

/// Every process with its parent.
fn parents() -> Vec<(u32, u32)> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.filter_map(|id| {
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        Some((id, parent_in(&stat).ok()?))
    })
    .collect()
}

// The second field is the program's name in brackets and may itself contain brackets and blanks.
fn parent_in(stat: &str) -> Result<u32> {
    let (_, rest) = stat.rsplit_once(')').context("no name")?;
    let parent = rest.split_whitespace().nth(1).context("no parent")?;
    Ok(parent.parse()?)
}

fn pss_kib(id: u32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parent_is_found_behind_an_odd_name() {
        assert_eq!(parent_in("17 (a) b) (c) S 4 17 17 0").expect("it is there"), 4);
    }

    #[test]
    fn a_tree_holds_what_a_process_started() {
        let mut child = std::process::Command::new("sleep")
            .arg("60")
            .spawn()
            .expect("sleep is everywhere");
        let tree = tree(std::process::id());
        let memory = of_tree(std::process::id());
        child.kill().expect("it runs");
        child.wait().expect("it ended");
        assert!(tree.contains(&child.id()));
        assert!(memory.expect("we are here").pss_mib > 0.1);
    }
}
