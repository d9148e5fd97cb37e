use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

/// A program of this workspace, built beside this test.
pub(crate) fn built(name: &str) -> Result<PathBuf> {
    let test = std::env::current_exe().context("a test has a path")?;
    let profile = test
        .parent()
        .and_then(Path::parent)
        .context("a test lies in target/PROFILE/deps")?;
    let program = profile.join(name);
    ensure!(
        program.is_file(),
        "{} is not built: run `cargo xtask test e2e`",
        program.display()
    );
    Ok(program)
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
