//! Puts the adapters behind the ports of the core.

use std::{path::Path, sync::Arc};

use workpass_app::controller::{Services, Setup};
use workpass_diagnostics::{LogSettings, forbid_core_dumps, log_panics};
use workpass_graph::GraphDirectory;
use workpass_http::Http;
use workpass_oauth::OAuthAuthority;
use workpass_snapshot::{MemoFile, SealedFiles, TombstoneFile, new_key};
use workpass_vault::OsVault;

use crate::{clock::SystemClock, settings::Settings};

/// Starts the log. The app runs without one when the folder cannot be written; then there is nowhere to say so.
pub(crate) fn start_log(folder: &Path) {
    if workpass_diagnostics::start(&LogSettings::from_env(folder.join("log"))).is_ok() {
        log_panics();
    }
    if let Err(error) = forbid_core_dumps() {
        tracing::warn!(%error, "a crash may leave a core dump behind");
    }
}

/// A complete configuration's services. Nothing here reaches out; the keychain and the network are asked later.
pub(crate) fn setup(settings: &Settings, folder: &Path) -> Setup {
    let authority = settings.authority.clone().unwrap_or_default();
    let client_id = settings.client_id.clone().unwrap_or_default();
    let clock = Arc::new(SystemClock);
    let http = Http::new(clock.clone());
    let directory = Arc::new(GraphDirectory::new(http.clone()));
    let services = Services {
        authority: Arc::new(OAuthAuthority::new(
            http.clone(),
            clock.clone(),
            &authority,
            &client_id,
        )),
        devices: directory.clone(),
        directory: directory.clone(),
        memo: Arc::new(MemoFile::new(folder.join("account.json"))),
        methods: directory.clone(),
        settings: directory.clone(),
        profile: directory.clone(),
        organizations: directory.clone(),
        sign_ins: directory,
        tombstones: Arc::new(TombstoneFile::new(folder.join("signed-out.json"))),
        snapshot: Arc::new(SealedFiles::new(folder.join("last-known"))),
        vault: Arc::new(OsVault::new(clock.clone())),
        clock,
        new_snapshot_key: || {
            new_key()
                .inspect_err(|error| tracing::warn!(%error, "no key for the last-known view"))
                .ok()
        },
    };
    Setup::Complete {
        authority,
        client_id,
        services: Box::new(services),
    }
}
