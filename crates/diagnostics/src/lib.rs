//! What the program tells the people who look after it, and what it never tells anybody.
//!
//! - [`start`]: the log, a file of bounded size in the data folder.
//! - [`redact`]: masks what looks like a secret; everything passes it on its way to the log.
//! - [`reference`]: a short id to show to the person and write beside the causes.
//! - [`log_panics`], [`forbid_core_dumps`]: what happens when the program fails badly.

mod core_dump;
mod file;
mod log;
mod panic;
mod redact;
mod reference;
mod writer;

pub use core_dump::forbid_core_dumps;
pub use log::{DiagnosticsError, LOG_FILE, LogSettings, start, subscriber};
pub use panic::log_panics;
pub use redact::redact;
pub use reference::reference;
