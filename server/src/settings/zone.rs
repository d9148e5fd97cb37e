//! Time zones by their names in the IANA database: the machine's where it has one, else the one that was built in.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use time::{OffsetDateTime, UtcOffset};

use crate::clock::instant;

/// Longer than any there is.
const LONGEST: usize = 64;
/// What lies beside the zones on some machines and is none.
const NONE: [&str; 4] = ["factory", "localtime", "posixrules", "leapseconds"];

static BUILT_IN: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// The name of a zone as the database writes it; none when there is no such zone.
pub fn canonical(name: &str) -> Option<String> {
    find(name)?.iana_name().map(str::to_owned)
}

/// A row's instant as the clocks in a zone show it.
pub fn local(millis: i64, zone: &str) -> Option<OffsetDateTime> {
    let seconds = find(zone)?
        .to_offset(Timestamp::from_millisecond(millis).ok()?)
        .seconds();
    Some(instant(millis).to_offset(UtcOffset::from_whole_seconds(seconds).ok()?))
}

fn find(name: &str) -> Option<TimeZone> {
    let is_plain = name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-' | b'+'));
    let lower = name.to_ascii_lowercase();
    let is_zone = !name.is_empty()
        && name.len() <= LONGEST
        && is_plain
        && !NONE.contains(&lower.as_str())
        && !lower.starts_with("posix/")
        && !lower.starts_with("right/");
    if !is_zone {
        return None;
    }
    // A machine without zones of its own, or with old ones.
    jiff::tz::db().get(name).or_else(|_| BUILT_IN.get(name)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-29T00:59:59Z: an hour before clocks in Europe go forward.
    const BEFORE_SPRING: i64 = 1_774_745_999_000;

    #[test]
    fn b178_a_zone_is_one_of_the_database_and_of_its_spelling() {
        for (typed, kept) in [
            ("Europe/Amsterdam", "Europe/Amsterdam"),
            ("europe/amsterdam", "Europe/Amsterdam"),
            ("Pacific/Kiritimati", "Pacific/Kiritimati"),
            ("Etc/GMT+12", "Etc/GMT+12"),
            ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
            ("UTC", "UTC"),
            // Renamed in 2022; the old name goes on to be one.
            ("Europe/Kiev", "Europe/Kiev"),
            ("Europe/Kyiv", "Europe/Kyiv"),
        ] {
            assert_eq!(canonical(typed).as_deref(), Some(kept), "{typed}");
        }
        let long = "Europe/".repeat(1_000);
        for wrong in [
            "",
            "Europe",
            "Europe/Atlantis",
            "../../etc/passwd",
            "/etc/localtime",
            "localtime",
            "Factory",
            "posix/Europe/Amsterdam",
            "W. Europe Standard Time",
            "Europe/Amsterdam\0",
            "UTC+1 ",
            &long,
        ] {
            assert_eq!(canonical(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn b178_clocks_show_what_they_show_there() {
        let shown = |millis, zone| {
            let at = local(millis, zone).unwrap();
            (at.day(), at.hour(), at.minute())
        };
        assert_eq!(shown(BEFORE_SPRING, "Europe/Amsterdam"), (29, 1, 59));
        assert_eq!(shown(BEFORE_SPRING + 1_000, "Europe/Amsterdam"), (29, 3, 0));
        assert_eq!(shown(BEFORE_SPRING, "Asia/Kolkata"), (29, 6, 29));
        assert_eq!(shown(BEFORE_SPRING, "Pacific/Kiritimati"), (29, 14, 59));
        assert_eq!(shown(BEFORE_SPRING, "Etc/GMT+12"), (28, 12, 59));
        assert_eq!(shown(BEFORE_SPRING, "Australia/Lord_Howe"), (29, 11, 59));
        assert_eq!(local(BEFORE_SPRING, "Europe/Atlantis"), None);
    }
}
