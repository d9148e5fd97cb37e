/// Keeps the memory of this program, which holds tokens, out of core files. Children inherit it.
///
/// On Windows and macOS nothing writes core files unless somebody sets it up for the whole computer; on macOS the
/// limit is set all the same.
///
/// # Errors
/// As the system says; the program can go on.
#[cfg(unix)]
pub fn forbid_core_dumps() -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};

    // Linux ignores a limit of 0 when core files are piped to a program, but stops at 1 (core(5), `do_coredump`);
    // and no core file fits into one byte. Marking the process as not dumpable (prctl) would do it too, but then
    // portals can no longer tell who asks them to open a browser.
    let bytes = if cfg!(target_os = "linux") { 1 } else { 0 };
    let limit = Rlimit {
        current: Some(bytes),
        maximum: Some(bytes),
    };
    Ok(setrlimit(Resource::Core, limit)?)
}

#[cfg(not(unix))]
pub fn forbid_core_dumps() -> std::io::Result<()> {
    Ok(())
}
