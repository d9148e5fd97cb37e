//! What can be asked of the program without a window.

use std::{
    io::{self, Write},
    process::ExitCode,
    sync::Arc,
};

use workpass_app::ports::{Purpose, VaultError, VaultPort};
use workpass_domain::account::AccountKey;
use workpass_vault::OsVault;

use crate::{clock::SystemClock, desktop::system_name, settings::Settings};

pub(crate) fn print_version() -> anyhow::Result<ExitCode> {
    writeln!(io::stdout(), "workpass {}", env!("CARGO_PKG_VERSION"))?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the configuration and how the keychain answers; fails when nobody could sign in and stay signed in.
pub(crate) fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    let keychain = tauri::async_runtime::block_on(probe_keychain());
    let shown = |setting: &Option<String>| setting.clone().unwrap_or_else(|| "not set".to_owned());
    let mut out = io::stdout().lock();
    writeln!(out, "version: {}", env!("CARGO_PKG_VERSION"))?;
    writeln!(out, "system: {}", system_name())?;
    writeln!(out, "authority: {}", shown(&settings.authority))?;
    writeln!(out, "client id: {}", shown(&settings.client_id))?;
    writeln!(out, "keychain: {keychain}")?;
    let good = settings.missing().is_empty() && keychain == "ready";
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Asks for an entry that nobody has: reading changes nothing, and the answer tells the class.
async fn probe_keychain() -> &'static str {
    let nobody = AccountKey::Subject {
        issuer: "self-test".into(),
        sub: "nobody".into(),
    };
    match OsVault::new(Arc::new(SystemClock))
        .load(&nobody, Purpose::RefreshToken)
        .await
    {
        Ok(_) => "ready",
        Err(VaultError::Locked) => "locked",
        Err(VaultError::Unavailable(_)) => "unavailable",
        Err(VaultError::Denied) => "denied",
        Err(VaultError::TooLarge | VaultError::Ambiguous | VaultError::Corrupt) => "broken",
    }
}
