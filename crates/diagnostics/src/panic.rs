use std::{
    any::Any,
    backtrace::Backtrace,
    io::Write,
    panic::{self, PanicHookInfo},
};

use crate::{redact, reference};

/// Writes every panic to the log, with a reference, and a redacted line to standard error. Replaces the default hook,
/// which would print the message as it is.
pub fn log_panics() {
    panic::set_hook(Box::new(|panicked| {
        let reference = reference();
        let message = message(panicked.payload());
        let location = location(panicked);
        let backtrace = Backtrace::force_capture();
        tracing::error!(target: "workpass::panic", reference, message, location, %backtrace, "panic");
        let line = redact(&format!("panic ({reference}) at {location}: {message}"));
        // Nobody may be listening; there is nothing left to tell it to.
        let _ = writeln!(std::io::stderr(), "{line}");
    }));
}

fn message(payload: &(dyn Any + Send)) -> &str {
    let literal = payload.downcast_ref::<&'static str>().copied();
    literal
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("(no message)")
}

fn location(panicked: &PanicHookInfo<'_>) -> String {
    panicked.location().map_or_else(
        || "(unknown)".into(),
        |at| format!("{}:{}:{}", at.file(), at.line(), at.column()),
    )
}
