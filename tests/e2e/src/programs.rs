use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A program of this workspace, built in the same profile as the one that runs.
pub(crate) fn built(name: &str) -> Result<PathBuf> {
    let running = std::env::current_exe().context("a running program has a path")?;
    // A program lies in target/PROFILE, a test in target/PROFILE/deps.
    let found = running
        .ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join(name))
        .find(|program| program.is_file());
    found.with_context(|| format!("{name} is not built: run `cargo xtask test e2e`"))
}

/// The repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("the crate lies in tests/e2e")
        .to_owned()
}

/// A loopback port that nobody listens on.
pub(crate) fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?
        .local_addr()?
        .port())
}

/// Built together with the app, the HTTP library wants to be told which cryptography it uses, although tests speak
/// to loopback in the clear.
pub(crate) fn choose_cryptography() {
    // Fails only when it was told before.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
