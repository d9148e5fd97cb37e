//! Time as a port, so that tests step it instead of sleeping. Rows hold milliseconds since the Unix epoch.

use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Where the time comes from.
pub trait Clock: Send + Sync + 'static {
    /// Milliseconds since the Unix epoch.
    fn now_ms(&self) -> i64;

    /// The same instant as a date and time in UTC.
    fn now(&self) -> OffsetDateTime {
        instant(self.now_ms())
    }
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(
        clippy::disallowed_methods,
        reason = "the one place of the server where the clock is read"
    )]
    fn now_ms(&self) -> i64 {
        millis(OffsetDateTime::now_utc())
    }
}

/// A row's instant as a date and time.
pub fn instant(millis: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// A date and time as a row's instant.
pub fn millis(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

/// A span as it is added to a row's instant.
pub const fn span(span: Duration) -> i64 {
    span.as_millis() as i64
}

/// A row's instant as the wire has it (RFC 3339, UTC, whole seconds: as Graph writes it).
pub fn rfc3339(millis: i64) -> String {
    let at = instant(millis)
        .replace_nanosecond(0)
        .expect("zero is a valid nanosecond");
    at.format(&Rfc3339)
        .expect("every instant of the four-digit years can be written")
}
